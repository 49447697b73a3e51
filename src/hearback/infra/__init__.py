"""Plumbing without a subject: the embedded database, http, clock, secrets, events, panels, log."""
