"""One line of a file of people, as plain values, and why nothing can become of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.people.rules.roles import KINDS, LANGUAGE, LONGEST_NAME, LONGEST_NOTE, LONGEST_TAG, LONGEST_VALUE, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OF_A_KIND = 20
_MAIL = re.compile(r"^[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\]+$")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line tells of one person. line: its number in the file, beginning with 1; a table's header counts."""

    line: int
    name: str = ""
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    organisation: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    note: str = ""

    @property
    def trouble(self) -> str:
        """Return why nothing can become of it, one sentence; "" when it is well."""
        if not (self.mails or self.phones or self.links):
            return "It has no mail address, phone number or link, so nobody could be found again by it."
        return next(self._wrong(), "")

    def _wrong(self) -> Iterator[str]:
        yield from (f"“{one[:80]}” is no mail address." for one in self.mails if not is_address(one))
        known = ", ".join(KINDS)
        yield from (f"“{one[:80]}” is no role here; there are {known}." for one in self.roles if one not in KINDS)
        facts = (("phone", self.phones), ("link", self.links), (LANGUAGE, self.languages), ("place", self.places))
        for kind, values in facts:
            yield from (f"“{one[:80]}”: {reason}" for one in values if (reason := why_not(kind, one)))
        lengths = [(self.name, LONGEST_NAME), (self.organisation, LONGEST_VALUE), (self.title, LONGEST_VALUE)]
        lengths += [(self.note, LONGEST_NOTE), *((one, LONGEST_TAG) for one in self.tags)]
        yield from (f"“{one[:40]}…” is longer than {most:,} characters." for one, most in lengths if len(one) > most)


def is_address(written: str) -> bool:
    """Return whether something is a mail address."""
    return len(written) <= LONGEST_VALUE and bool(_MAIL.match(written))


def phone_key(written: str) -> str:
    """Return the digits of a phone number, with the + in front of one from abroad."""
    digits = "".join(_DIGITS.findall(written))
    return f"+{digits}" if written.strip().startswith("+") else f"+{digits[2:]}" if digits.startswith("00") else digits
