"""The one HTTP client of the house: hostile servers cannot send it inside our network, fill it up or hold it."""

from hearback.infra.http.client import LIMIT_BYTES, TIMEOUT_SECONDS, USER_AGENT, Page, Web, host_and_port
from hearback.infra.http.errors import WebError

__all__ = ["LIMIT_BYTES", "TIMEOUT_SECONDS", "USER_AGENT", "Page", "Web", "WebError", "host_and_port"]
