"""Facts about the feed channel."""
