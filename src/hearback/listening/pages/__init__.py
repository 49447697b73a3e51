"""What we listen to: sources, imports, and what could not be read."""
