"""Hearback: everyone who speaks to us, or about us, hears back from a human."""
