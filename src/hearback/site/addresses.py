"""Turns a DATABASE_URL into Django's database settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_settings(url: str, *, pooled: bool) -> dict[str, Any]:
    """Return Django's settings for a postgresql:// address, read as libpq reads it; "" gives libpq's own defaults.

    A `host` in the query is a socket folder; several hosts stand with commas between; other words of the query go
    to libpq as they are. Raises ValueError when the address is not one of PostgreSQL.
    """
    if not (url := url or "postgresql:///hearback").startswith(("postgresql://", "postgres://")):
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {urlsplit(url).scheme}://")
    try:
        options: dict[str, Any] = dict(conninfo_to_dict(url))
    except psycopg.Error:
        sentence = "DATABASE_URL cannot be read; signs like @ : / in its password are written %40 %3A %2F"
        raise ValueError(sentence) from None  # libpq quotes the address, password and all
    named = {name: options.pop(word, "") for word, name in _NAMES.items()}
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "NAME": named["NAME"] or "hearback",
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
