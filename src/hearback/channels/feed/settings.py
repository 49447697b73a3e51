"""What a person fills in to connect a feed; the form, its checks and its page in the docs come from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from hearback.infra.http import WebError, host_and_port

_SCHEME = re.compile(r"(?:feed:(?://)?)?(https?://|(?=[^/])(?![a-z][a-z0-9+.\-]*:/))", re.IGNORECASE)
# Names that no public registry gives away (RFC 6761, 6762, 8375, and ICANN's .internal).
_INSIDE_SUFFIXES = ("localhost", "local", "internal", "intranet", "home.arpa", "lan", "corp", "home")
_LONGEST_ADDRESS = 2000
_MOST_MINUTES = 7 * 24 * 60


class InvalidSettings(ValueError):
    """What was filled in cannot be right. wrong: field -> one sentence for the person who filled it in."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """A feed, by its own address or by that of a page that names it."""

    url: str = field(
        metadata={
            "label": "Address",
            "help": "Of the feed, or of the blog: its feed is looked for. For example https://blog.example.org/",
        }
    )
    poll_minutes: int = field(
        default=15,
        metadata={
            "label": "Look every (minutes)",
            "help": "A feed that did not change costs its site next to nothing.",
        },
    )
    inside: bool = field(
        default=False,
        metadata={
            "label": "Inside our own network",
            "help": "Tick this when the blog has an ordinary name but stands in your own network."
            " Otherwise only public addresses are read, so that no feed can be used to look inside.",
        },
    )

    @property
    def address(self) -> str:
        """Return the whole web address, also when it was typed without its beginning."""
        typed = self.url.strip()
        scheme = _SCHEME.match(typed)
        if scheme is None:
            return typed
        rest = typed[scheme.end() :]
        return f"{scheme[1].lower()}{rest}" if scheme[1] else f"https://{rest}"

    @property
    def allowed(self) -> frozenset[str]:
        """Return the "host:port" that may be inside our own network, because the admin said so or the name does."""
        try:
            named = host_and_port(self.address)
        except WebError:
            return frozenset()
        return frozenset({named}) if self.inside or _is_inside(named.rpartition(":")[0]) else frozenset()


def parse(filled_in: Mapping[str, Any]) -> FeedSettings:
    """Return the settings that were filled in: text, numbers or booleans by field; what is missing is the default.

    Raises InvalidSettings, which says for each wrong field what is wrong.
    """
    wrong: dict[str, str] = {}
    given = filled_in.get("poll_minutes")
    minutes = str(15 if given in {None, ""} else given)
    if not minutes.isdecimal() or not 0 < int(minutes[:9]) <= _MOST_MINUTES:
        wrong["poll_minutes"] = f"This must be a number of minutes from 1 to {_MOST_MINUTES}."
    is_inside = str(filled_in.get("inside", "")).strip().lower() in {"true", "on", "yes", "1"}
    settings = FeedSettings(url=str(filled_in.get("url") or "").strip(), inside=is_inside)
    try:
        host_and_port(settings.address)
    except WebError as error:
        wrong["url"] = str(error) if settings.url else "A feed needs its address."
    if len(settings.url) > _LONGEST_ADDRESS:
        wrong["url"] = "This address is too long."
    if wrong:
        raise InvalidSettings(wrong)
    return FeedSettings(url=settings.address, poll_minutes=int(minutes), inside=is_inside)


def _is_inside(host: str) -> bool:
    """Say whether a host's name itself says that it stands in our own network."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(tuple(f".{suffix}" for suffix in _INSIDE_SUFFIXES))
    return True
