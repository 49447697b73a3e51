"""The pages of the room: the list of turns, a conversation, and what can be done there."""
