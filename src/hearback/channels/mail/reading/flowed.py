"""Joins the lines that a format=flowed mail (RFC 3676) cut only for its way."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflowed(text: str, *, loses_space: bool) -> str:
    """Return the text with soft line ends joined, quote marks kept in front of each whole line."""
    if " \n" not in text and "\n " not in text and not text.startswith(" "):
        return text
    whole: list[str] = []
    soft: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        depth = 0
        words = line
        if line.startswith((">", " ")):
            words = line.lstrip(">")
            depth = len(line) - len(words)
            words = words.removeprefix(" ")
        if soft and (depth != depth_before or words == _SIGNATURE):
            whole.append(_quoted("".join(soft).rstrip(" "), depth_before))
            soft.clear()
        depth_before = depth
        if words.endswith(" ") and words != _SIGNATURE:
            soft.append(words[:-1] if loses_space else words)
        elif soft:
            whole.append(_quoted("".join(soft) + words, depth))
            soft.clear()
        else:
            whole.append(_quoted(words, depth))
    if soft:
        whole.append(_quoted("".join(soft).rstrip(" "), depth_before))
    return "\n".join(whole)


def _quoted(words: str, depth: int) -> str:
    return f"{'>' * depth} {words}" if depth else words
