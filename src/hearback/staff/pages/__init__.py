"""Getting in, letting others in, and saying who one is."""
