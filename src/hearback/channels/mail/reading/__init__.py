"""Turns the bytes of one mail into the values that every channel hands over."""

from hearback.channels.mail.reading.message import enclosed, read

__all__ = ["enclosed", "read"]
