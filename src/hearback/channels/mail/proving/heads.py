"""The head of a mail in the order in which its lines stand, which tells who wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hearback.channels.mail.reading import addresses, headers

_LINE = re.compile(r"^([!-9;-~]+)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """lines: (name in lower case, value unfolded), topmost first."""

    lines: tuple[tuple[str, str], ...]

    def every(self, name: str) -> list[str]:
        """Return all values of a field, topmost first."""
        return [value for written, value in self.lines if written == name]

    def addresses(self, name: str) -> list[str]:
        """Return the addresses that all fields of a name hold, normalised."""
        return [one.handle for value in self.every(name) for one in addresses.identities(value)]

    def above(self, name: str, *, count: int) -> tuple[tuple[str, str], ...]:
        """Return the lines above the first field of a name that comes after so many of them."""
        places = [place for place, (written, _) in enumerate(self.lines) if written == name]
        return self.lines[: places[count]] if len(places) > count else self.lines


def head_of(raw: bytes) -> Head:
    """Return the head of a mail; without lines where there is none."""
    head = raw[:_LONGEST].replace(b"\r\n", b"\n")
    start = headers.start_of(head)
    text = head[start:].partition(b"\n\n")[0].decode("utf-8", "replace")
    return Head(tuple((name.lower(), " ".join(value.split())) for name, value in _LINE.findall(text)))
