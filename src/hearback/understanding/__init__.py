"""What a message says: whether an answer is owed, and why."""
