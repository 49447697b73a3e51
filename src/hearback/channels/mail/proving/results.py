"""Reads what a server has checked already: Authentication-Results (RFC 8601), of servers that are trusted only."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

UNNAMED = "unnamed"  # Exchange Online writes its results without a name
_FIELD = "authentication-results"
_COMMENT = re.compile(r"\(([^()]*)\)")
_POLICY = re.compile(r"\bp=\s*(none|quarantine|reject)\b", re.IGNORECASE)
_WORD = re.compile(r'\s*([\w.-]+)\s*(?:/\s*\d+\s*)?=\s*("[^"]*"|[^\s;]+)')
_BETWEEN = frozenset({_FIELD, "received-spf", "x-spam-status", "x-spam-score", "x-spam-level", "x-spam-flag"})


@dataclass(frozen=True, slots=True)
class Result:
    """One check. method: "dkim", "spf", "dmarc", ... outcome: "pass", "fail", ... about: what it speaks of."""

    method: str
    outcome: str
    about: dict[str, str] = field(default_factory=dict)
    policy: str = ""  # "none", "quarantine" or "reject" where a comment tells


def checked_by(value: str) -> str:
    """Return the name of who checked (authserv-id), in lower case; UNNAMED where results stand in its place."""
    first = _COMMENT.sub(" ", value).partition(";")[0].split()
    if not first:
        return ""
    return UNNAMED if "=" in first[0] else first[0].lower().strip('"')


def results_of(value: str) -> list[Result]:
    """Return the checks that one Authentication-Results field tells of."""
    pieces = value.split(";")
    return [result for piece in pieces if (result := _result(piece)) is not None]


def _result(piece: str) -> Result | None:
    policy = next((found[1].lower() for told in _COMMENT.findall(piece) if (found := _POLICY.search(told))), "")
    words = _WORD.findall(_COMMENT.sub(" ", piece))
    if not words:
        return None
    (method, outcome), *about = words
    told = {name.lower(): value.strip('"').lower() for name, value in about}
    return Result(method.lower(), outcome.lower(), told, policy or told.get("policy.dmarc", ""))


def trusted_results(head: Sequence[tuple[str, str]], *, trusted: Collection[str]) -> list[Result]:
    """Return the checks of the topmost trusted field, and of those right below it that are trusted too.

    head: (name in lower case, value) from the top. Whatever stands below another field may have come with the mail:
    the server that checks writes on top, and has to take forged results under its own name away (RFC 8601, 5).
    """
    found: list[Result] = []
    for name, value in head:
        is_ours = name == _FIELD and checked_by(value) in trusted
        if found and name not in _BETWEEN:
            break
        if is_ours:
            told = {one.method for one in found}
            found += [one for one in results_of(value) if one.method not in told]
    return found
