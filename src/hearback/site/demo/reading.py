"""Reads the letters as they were written by hand.

A file holds letters; each begins with "== slug", then its headers, then turns:

    == four-forty
    subject: Our Heron stops at 4:40 every morning
    last: 21.4w            how long ago the last mail was sent (m, h, d, or w: hours of working days);
                           without it, somewhere in the last ninety days
    turn: ours             whose turn it is at the end: ours, theirs, settled
    assign: ines           who is in charge            settle: ines: the reason why it needs no answer
    box: hello, partners   the mailboxes it came to    lang: de

    -- maeve               somebody outside; "maeve/2" writes from her second address
    the words, as long as they like
    -- @ines +6h cc=dara   a colleague, six hours after the turn before
    -- draft:@ines         an answer begun and not sent

In the words, [weekday+2] is the name of the second working day from then, [promised] the last day so named.
A kernel is a shorter letter, told apart by "--" alone; see composing.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hearback.site.demo.shapes import Whose

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said in a letter. who: "maeve", "maeve/2" or "@ines"; gap: "" when it is left to chance."""

    who: str
    text: str
    gap: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether a colleague speaks."""
        return self.who.startswith("@")


@dataclass(frozen=True, slots=True)
class Letter:
    """A conversation as it was written. draft: who began an answer, and their words so far; None for nobody."""

    slug: str
    headers: Mapping[str, str]
    turns: tuple[Turn, ...]
    draft: Turn | None = None

    @property
    def turn(self) -> Whose:
        """Return whose turn it is at the end."""
        named: dict[str, Whose] = {"ours": "ours", "theirs": "theirs", "settled": "settled"}
        return named[self.headers["turn"]]

    @property
    def language(self) -> str:
        """Return the code of the language they speak."""
        return self.headers.get("lang", "en")

    @property
    def boxes(self) -> tuple[str, ...]:
        """Return the keys of the mailboxes it came to."""
        return tuple(key.strip() for key in self.headers.get("box", "hello").split(","))


def chunks(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands behind "== ", and the text up to the next."""
    for part in f"\n{text}".split("\n== ")[1:]:
        name, _, rest = part.partition("\n")
        yield name.strip(), rest


@cache
def letters() -> tuple[Letter, ...]:
    """Return every letter that was written out, in the order of the files."""
    paths = sorted((HERE / "letters").glob("*.txt"))
    return tuple(_letter(*chunk) for path in paths for chunk in chunks(path.read_text(encoding="utf-8")))


def headers_of(text: str) -> dict[str, str]:
    """Return the "name: words" lines of a text."""
    lines = [line.partition(":") for line in text.splitlines() if ":" in line]
    return {name.strip(): words.strip() for name, _, words in lines}


def _letter(slug: str, rest: str) -> Letter:
    head, *parts = f"\n{rest}".split("\n-- ")
    turns = [_turn(part) for part in parts]
    drafts = [turn for turn in turns if turn.who.startswith("draft:")]
    return Letter(
        slug=slug,
        headers=headers_of(head),
        turns=tuple(turn for turn in turns if turn not in drafts),
        draft=drafts[0] if drafts else None,
    )


def _turn(part: str) -> Turn:
    line, _, text = part.partition("\n")
    who, *rest = line.split()
    return Turn(
        who=who,
        text=text.strip(),
        gap="".join(word[1:] for word in rest if word.startswith("+")),
        options={name: value for name, _, value in (word.partition("=") for word in rest) if value},
    )
