"""Writes the reference pages of the documentation from the code, so that they are true of it; a test compares."""

from hearback.site.reference.pages import pages

__all__ = ["pages"]
