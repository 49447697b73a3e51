"""Makes letters of kernels: the heart is written by hand, how people say hello and goodbye is dealt.

== gear-rye | samir | Gear went in the middle of a rye loaf | who=beatrix box=hello last=18m
the question
--
the answer, and so on in turns
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hearback.site.demo.dice import Deck, Dice
from hearback.site.demo.folk import Person, colleagues, people
from hearback.site.demo.reading import Letter, Turn, chunks

HERE = Path(__file__).parent
SILENCE = "-"  # the card that says nothing


@cache
def composed() -> tuple[Letter, ...]:
    """Return a letter for every kernel."""
    dealer = _Dealer()
    paths = sorted((HERE / "kernels").glob("*.txt"))
    return tuple(dealer.letter(*chunk) for path in paths for chunk in chunks(path.read_text(encoding="utf-8")))


def decks(path: Path) -> Mapping[str, Deck]:
    """Return the decks of a file, by the name in brackets above their cards."""
    cards: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            continue
        cards.setdefault(name, []).append(line)
    return {name: Deck(name, lines) for name, lines in cards.items()}


class _Dealer:
    """Deals small words; none comes twice before all have come once."""

    def __init__(self) -> None:
        self._words = decks(HERE / "decks" / "en.txt")

    def letter(self, name: str, rest: str) -> Letter:
        slug, colleague, subject, *more = (cell.strip() for cell in name.split("|"))
        options = dict(pair.split("=") for pair in " ".join(more).split())
        person = people()[options["who"]]
        texts = [part.strip() for part in f"{rest}\n".split("\n--\n")]
        turns = tuple(self._turn(text, place=place, person=person, key=colleague) for place, text in enumerate(texts))
        headers = {"subject": subject, **self._ending(turns, colleague)}
        headers |= {option: value for option, value in options.items() if option in ("box", "last")}
        return Letter(slug=slug, headers=headers, turns=turns)

    def _turn(self, text: str, *, place: int, person: Person, key: str) -> Turn:
        if place % 2:
            hello = self._words["our-hello"].deal().format(person=person.first_name)
            return Turn(who=f"@{key}", text=f"{hello}\n\n{text}")
        hello, bye = ("hello", "bye") if not place else ("again", "bye-again")
        words = self._words[hello].deal().format(colleague=colleagues()[key].name.split()[0])
        end = self._words[bye].deal()
        parts = ["" if words == SILENCE else words, text, _signed("" if end == SILENCE else end, person, place)]
        return Turn(who=person.key, text="\n\n".join(part for part in parts if part))

    def _ending(self, turns: tuple[Turn, ...], colleague: str) -> dict[str, str]:
        if turns[-1].is_ours:
            return {"turn": "theirs"}
        if len(turns) == 1:
            # Two of three have somebody in charge; the rest wait for one, and are seen to.
            assigned = Dice(f"assigned/{turns[0].text}").share() < 0.66
            return {"turn": "ours", **({"assign": colleague} if assigned else {})}
        return {"turn": "settled", "settle": f"{colleague}: {self._words['settle'].deal()}"}


def _signed(end: str, person: Person, place: int) -> str:
    if person.signature and not end:
        return ""
    if person.client == "phone" and place:
        return ""
    return "\n".join(part for part in (end, person.first_name) if part)
