"""Turns a DATABASE_URL into Django's database settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_settings(url: str, *, pooled: bool) -> dict[str, Any]:
    """Return Django's settings for a postgresql:// address; "" gives libpq's own defaults.

    A `host` in the query is a socket folder; other words of the query go to libpq as they are.
    Raises ValueError when the address is not one of PostgreSQL.
    """
    parts = urlsplit(url or "postgresql:///hearback")
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {key: text for key, text in query.items() if key not in {"host", "port"}}
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "hearback",
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
