"""Finds the entries of a JSON Feed in its text."""

from __future__ import annotations

import json
import re
from typing import Any

_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"[ \t\r\n\ufeff]*+")


def json_feed(text: str) -> dict[str, Any] | None:
    """Return a JSON Feed's values; None when the text is none."""
    try:
        feed, _ = _DECODER.raw_decode(text, _past_space(text, 0))
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version")):
        return None
    return feed if isinstance(feed.get("items"), list) else None


def is_json_feed(text: str) -> bool:
    """Say whether the text is a JSON Feed."""
    return json_feed(text) is not None


def json_spans(text: str) -> list[tuple[int, int]] | None:
    """Return where each entry of a JSON Feed begins and ends; None when the text is none."""
    if json_feed(text) is None:
        return None
    position = text.index("{") + 1
    while True:
        key, position = _DECODER.raw_decode(text, _past_space(text, position))
        position = _past_space(text, _past_space(text, position) + 1)
        if key == "items" and text[position] == "[":
            return _array_spans(text, position + 1)
        _, position = _DECODER.raw_decode(text, position)
        position = _past_space(text, position) + 1


def _array_spans(text: str, position: int) -> list[tuple[int, int]]:
    spans = []
    position = _past_space(text, position)
    while text[position] != "]":
        entry, end = _DECODER.raw_decode(text, position)
        if isinstance(entry, dict):
            spans.append((position, end))
        position = _past_space(text, end)
        if text[position] == ",":
            position = _past_space(text, position + 1)
    return spans


def _past_space(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position
