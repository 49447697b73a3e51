"""Who lives in the town: colleagues, the people outside and the feeds, read from the lists beside this file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from pathlib import Path

from hearback.site.demo.shapes import TownColleague, TownFeed, TownMailbox

HERE = Path(__file__).parent

MAILBOXES: Mapping[str, TownMailbox] = {
    "hello": TownMailbox(name="Hello", address="hello@spoonwright.example"),
    "partners": TownMailbox(name="Partners", address="partners@spoonwright.example"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody outside. client: which habits their mail program has."""

    key: str
    name: str
    first_name: str
    addresses: tuple[str, ...]
    language: str
    zone: timezone
    client: str
    signature: str


@dataclass(frozen=True, slots=True)
class Blog:
    """A feed with what its documents need. form: "rss" or "atom"; author: the key of a person."""

    feed: TownFeed
    form: str
    author: str
    language: str


def rows(path: Path) -> Iterator[list[str]]:
    """Yield the cells of each line of a list, leaving out its comments."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip().replace("\\n", "\n") for cell in line.split(" | ")]


@cache
def people() -> Mapping[str, Person]:
    """Return everybody outside, by key."""
    return {person.key: person for person in map(_person, rows(HERE / "people.txt"))}


def _person(cells: list[str]) -> Person:
    key, name, addresses, language, offset, client, signature = cells
    full, _, called = name.rstrip(")").partition(" (")
    return Person(
        key=key,
        name=full,
        first_name=called or full.split(" ")[0],
        addresses=tuple(address.strip() for address in addresses.split(",")),
        language=language,
        zone=_zone(offset),
        client=client,
        signature="" if signature == "-" else signature,
    )


def _zone(offset: str) -> timezone:
    hours, minutes = offset[1:].split(":")
    return timezone((-1 if offset[0] == "-" else 1) * timedelta(hours=int(hours), minutes=int(minutes)))


@cache
def colleagues() -> Mapping[str, TownColleague]:
    """Return our own people, by key, in the order of the list."""
    return {
        key: TownColleague(name=name, address=address, role=role, languages=tuple(codes.split()), signature=signature)
        for key, name, address, role, codes, signature in rows(HERE / "colleagues.txt")
    }


@cache
def blogs() -> Mapping[str, Blog]:
    """Return the feeds, by key, in the order of the list."""
    return {
        key: Blog(feed=TownFeed(name=name, url=url, title=title), form=form, author=author, language=language)
        for key, name, url, title, form, author, language in rows(HERE / "feeds.txt")
    }
