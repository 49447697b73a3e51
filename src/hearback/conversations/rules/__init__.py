"""Decisions about conversations, on plain values."""
