"""What was said: conversations, messages, participants, deliveries; threading and search."""
