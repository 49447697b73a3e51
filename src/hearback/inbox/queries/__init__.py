"""What pages and others ask about turns, drafts and attempts."""
