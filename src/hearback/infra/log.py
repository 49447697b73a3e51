"""Logs are a fixed event and fields: no text that people wrote, no address."""

from __future__ import annotations

import logging
from typing import Any


def fields(**named: Any) -> dict[str, Any]:
    """Return the `extra=` of a log call: fields that LineFormatter prints as key=value."""
    return {"fields": named}


class LineFormatter(logging.Formatter):
    """One line an event: time, level, room, event, fields; a trace below it where there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name is the library's
        """Return the line; what breaks lines in a message of somebody else's is written out."""
        named: dict[str, Any] = getattr(record, "fields", {})
        line = super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")
        return line + "".join(f" {key}={text!r}" for key, text in named.items())
