"""Follows a mail's Received lines down from the top, as far as servers that are trusted wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from hearback.channels.mail.proving.organisations import are_related

_BY = re.compile(r"\bby\s+([^\s();]+)", re.IGNORECASE)
_FROM = re.compile(r"from\s+([^\s();]+)(?:\s*\(([^()]*)\))?", re.IGNORECASE)
_LITERAL = re.compile(
    r"\[(?:IPv6:)?([0-9a-fA-F.:]+)\]|(?:^|\s)((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)(?=\s|$)"
)
_LOGGED_IN = re.compile(r"\bwith\s+(?:UTF8)?E?SMTPS?A\b|\(Authenticated sender\b|\(authenticated\b", re.IGNORECASE)
_NAME = re.compile(r"\s*([A-Za-z0-9.-]+\.[A-Za-z][A-Za-z0-9-]+)\.?\s*\[")
# Inside a house (RFC 1918, 4193); addresses for documentation, which ipaddress calls private too, are outside.
_INSIDE = {
    4: [ip_network(net) for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")],
    6: [ip_network(net) for net in ("::1/128", "fc00::/7", "fe80::/10")],
}


@dataclass(frozen=True, slots=True)
class Route:
    """How a mail reached us. taken_by: the server of ours where it began, from inside or from one who logged in.

    client: address of the server outside that handed it over, helo: how it called itself; "" when not known.
    believed: how many of the Received lines our own servers wrote.
    """

    taken_by: str = ""
    client: str = ""
    helo: str = ""
    believed: int = 0


def route_of(received: Sequence[str], *, trusted: Collection[str]) -> Route:
    """Return how a mail came in. received: its Received fields, topmost first; trusted: hosts or domains.

    The topmost was written by the server that we read from. A further one is believed only when the one above names
    a machine of our own network, or a trusted relay, as where the mail came from.
    """
    for place, value in enumerate(received):
        came = _FROM.match(value)
        if _LOGGED_IN.search(value[came.end(1) :] if came else value):
            return Route(taken_by=host_of(value), believed=place + 1)
        if came is None or not came[2]:
            continue  # moved inside one machine
        client = _client(came[2])
        if client is not None and (_is_inside(client) or _is_trusted(came[2], trusted)):
            continue
        if client is None or are_related(came[1], host_of(value)):
            return Route(believed=_house(received, place))
        return Route(client=str(client), helo=came[1].strip("[]").lower(), believed=place + 1)
    return Route(taken_by=host_of(received[-1]) if received else "", believed=len(received))


def _house(received: Sequence[str], place: int) -> int:
    """Return how many lines tell of moves within one house of many servers, up to the one that took the mail in.

    Whoever calls himself like the house gets this far; so such lines say where a checker may have written, no more.
    """
    for further in range(place, len(received)):
        came = _FROM.match(received[further])
        if came is not None and not are_related(came[1], host_of(received[further])):
            return further + 1
    return len(received)


def host_of(received: str) -> str:
    """Return which host wrote a Received field; "" when it does not say."""
    found = _BY.search(received)
    return found[1].lower().rstrip(".") if found else ""


def _client(told: str) -> IPv4Address | IPv6Address | None:
    for literal in _LITERAL.finditer(told):
        try:
            return ip_address(literal[1] or literal[2])
        except ValueError:
            continue
    return None


def _is_inside(client: IPv4Address | IPv6Address) -> bool:
    return any(client in net for net in _INSIDE[client.version])


def _is_trusted(told: str, trusted: Collection[str]) -> bool:
    """Say whether the name that our server verified (it stands before the address) is a trusted relay's."""
    found = _NAME.match(told)
    return found is not None and is_among(found[1].lower(), trusted)


def is_among(host: str, trusted: Collection[str]) -> bool:
    """Say whether a host is one of some hosts or lies in one of some domains."""
    return any(host == one or host.endswith(f".{one}") for one in trusted)
