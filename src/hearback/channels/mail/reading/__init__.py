"""Turns the bytes of one mail into the values that every channel hands over."""

from hearback.channels.mail.reading.message import attached, read

__all__ = ["attached", "read"]
