"""RESPOND: whose turn it is, assignment, promises, drafts and the way out (answering.py)."""
