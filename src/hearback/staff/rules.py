"""Decisions about who gets in, on plain values."""

from __future__ import annotations

from datetime import timedelta

TRIES = 10  # to sign in, for one address from one place
TRIES_COUNT_FOR = timedelta(minutes=15)
