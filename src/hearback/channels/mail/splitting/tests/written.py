"""Reads the written cases: a letter in front of every line says what it is; run as a module it scores them.

A case begins with "=== language program: title". In front of each line stands the letter of its kind, or "?" where
people would not agree. Some spaces are written visibly: ␣ (a plain one at an end), ⍽ (U+202F) and ⎵ (U+00A0).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from hearback.channels.contract import SpanKind
from hearback.channels.mail.splitting import spans_of

_FOLDER = Path(__file__).parent / "samples"
_SPACES = str.maketrans({"␣": " ", "⍽": "\u202f", "⎵": "\xa0"})
_LETTERS = {
    SpanKind.NEW: "n",
    SpanKind.QUOTE: "q",
    SpanKind.FORWARDED: "f",
    SpanKind.SIGNATURE: "s",
    SpanKind.DISCLAIMER: "d",
    SpanKind.FOOTER: "x",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One mail as it is written, and what each of its lines is."""

    name: str
    text: str
    letters: str

    @property
    def language(self) -> str:
        """Return the language's code."""
        return self.name.split()[0]

    @property
    def program(self) -> str:
        """Return the program or the habit."""
        return self.name.split()[1].rstrip(":")

    @property
    def is_held_out(self) -> bool:
        """Tell whether nobody looked at it while the rules were made: a third, by the name alone."""
        return blake2b(self.name.encode()).digest()[0] % 3 == 0


def cases() -> Iterator[Case]:
    """Yield every written case."""
    for path in sorted(_FOLDER.glob("*.txt")):
        for written in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
            name, _, body = written.partition("\n")
            lines = body.rstrip("\n").translate(_SPACES).split("\n")
            yield Case(name, "\n".join(line[2:] for line in lines), "".join(line[:1] or " " for line in lines))


def painted(text: str) -> str:
    """Return a letter for each line of a text as it is divided; a space for a line without words."""
    letters, at, spans = [], 0, list(spans_of(text))
    for line in text.split("\n"):
        begun = at + len(line) - len(line.lstrip())
        kind = next((span.kind for span in spans if span.start <= begun < span.end), None)
        letters.append(_LETTERS[kind] if kind and line.strip() else " ")
        at += len(line) + 1
    return "".join(letters)


def is_met(case: Case, found: str) -> bool:
    """Tell whether every line with words was found to be what it is."""
    lines = case.text.split("\n")
    return all(
        not line.strip() or meant in ("?", letter)
        for line, meant, letter in zip(lines, case.letters, found, strict=True)
    )


def rate(some: Sequence[Case]) -> float:
    """Return which part of the cases is divided as a person would, 0.0 to 1.0."""
    return sum(is_met(case, painted(case.text)) for case in some) / len(some)


def _shown(case: Case, found: str) -> None:
    sys.stdout.write(f"=== {case.name}\n")
    for line, meant, letter in zip(case.text.split("\n"), case.letters, found, strict=True):
        if line.strip():
            sys.stdout.write(f"{' ' if meant in ('?', letter) else '!'}{meant}{letter} {line}\n")


def main() -> None:
    """Print the score, and the open cases that fail."""
    met: Counter[bool] = Counter()
    number: Counter[bool] = Counter()
    for case in cases():
        found = painted(case.text)
        met[case.is_held_out] += is_met(case, found)
        number[case.is_held_out] += 1
        if not is_met(case, found) and ("-q" not in sys.argv) and (not case.is_held_out or "-a" in sys.argv):
            _shown(case, found)
    sys.stdout.write(f"open {met[False]}/{number[False]}, held out {met[True]}/{number[True]}\n")


if __name__ == "__main__":
    main()
