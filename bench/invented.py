"""Invents identities of invented people, with who is who: the same for the same seed.

Like public histories in kind: people with several addresses, company moves, machines' addresses, user names for names,
initials, typos, short forms, lost accents, other scripts, namesakes, households with one mailbox, roles and robots.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hearback.people.rules.matching.languages import words
from hearback.people.rules.matching.languages.common import GIVEN, SURNAMES
from hearback.people.rules.matching.languages.nicknames import NICKNAMES
from hearback.people.rules.matching.names import folded
from hearback.people.rules.matching.traits import Told

_ACCENTED = """
José Luís Jürgen Björn Søren Łukasz Zoltán Élodie François Ayşe Aurélien Tomáš Chloé Niamh Eoin Yael Joris Aino Kwame
Ngozi Sanne Tuomas Eero Sinead Anneke Dafna
"""
_GIVEN = sorted({*words(_ACCENTED), *(word.capitalize() for word in GIVEN if len(word) > 3)})
_SURNAMES = sorted(word.capitalize() for word in SURNAMES)
_STARTS = sorted(
    words("Bra Kel Vorr Sten Hol Mar Tan Quil Ost Fen Gra Lun Pell Rask Dor Zab Wim Thor Ess Abel Nor Vass")
)
_MIDDLES = ["", *sorted(words("en ar ol is un ad em isk ow urg and ell"))]
_ENDS = sorted(words("berg sson ley mann ov escu ini ez wick ström dóttir aki stra vić ko oglu ard well"))
_HAN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅志建国文"
_HAN_SURNAMES = "王李张刘陈杨黄赵吴周徐孙"
_PUBLIC = [
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "outlook.com",
    "yahoo.com",
    "gmx.de",
    "qq.com",
    "mail.ru",
    "proton.me",
]
_NOWHERE = ["localhost", "localhost.localdomain", "(none)", "laptop.local", "ubuntu.(none)", "build7.localdomain"]
_HANDLES = sorted(words("zorro kraken mothra quux spindle wombat nimbus tesla badger pixel drift ember falcon cobalt"))


@dataclass(slots=True)
class _Person:
    number: int
    given: str
    surname: str
    jobs: list[str]
    nick: str
    mailbox: str
    hosts: list[str] = field(default_factory=list)


def invented(people: int, *, seed: int = 1) -> tuple[list[Told], dict[str, int]]:
    """Return identities, each (name, address) once, in no order, and id -> person."""
    chance = random.Random(seed)
    houses = [f"{_surname(chance).lower()}{chance.randrange(99)}.example" for _ in range(max(8, people // 12))]
    houses = [folded(house) for house in houses]
    pairs: dict[tuple[str, str], int] = {}
    owners: dict[str, int] = {}
    before: list[_Person] = []
    for number in range(people):
        one = _person(number, chance, houses, before)
        before.append(one)
        for _ in range(chance.choices([1, 2, 3, 4, 6], [78, 13, 5, 3, 1])[0]):
            address = _address(one, chance)
            is_free = owners.setdefault(address.lower(), number) == number or address == one.mailbox
            if is_free or address.partition("@")[2] in _NOWHERE:
                pairs.setdefault((_name(one, chance), address), number)
    for nobody in range(people // 50):
        name, local = chance.choice(
            [("root", "root"), ("unknown", "unknown"), ("dependabot[bot]", "bot"), ("", "info")]
        )
        pairs.setdefault((name, f"{local}@{chance.choice([*_NOWHERE, *houses])}"), people + nobody)
    told = list(pairs.items())
    chance.shuffle(told)
    rows = [Told(str(place), name, address) for place, ((name, address), _) in enumerate(told)]
    return rows, {str(place): person for place, (_, person) in enumerate(told)}


def _surname(chance: random.Random) -> str:
    if chance.random() < 0.35:
        return chance.choice(_SURNAMES)
    return chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)


def _person(number: int, chance: random.Random, houses: list[str], before: list[_Person]) -> _Person:
    given, surname = chance.choice(_GIVEN), _surname(chance)
    mailbox = ""
    luck = chance.random()
    if before and luck < (0.01 if before[-1].surname in _SURNAMES else 0.001):  # a namesake
        given, surname = before[-1].given, before[-1].surname
    elif before and luck < 0.016:  # somebody of the same household, at times with the same mailbox
        surname = before[-1].surname
        mailbox = chance.choice([f"family.{folded(surname)}@gmail.com", ""])
        before[-1].mailbox = mailbox
    elif luck < 0.04:
        surname, given = chance.choice(_HAN_SURNAMES), "".join(chance.sample(_HAN, 2))
    nick = chance.choice(_HANDLES) + str(number)
    return _Person(number, given, surname, chance.sample(houses, chance.choice([1, 1, 2, 3])), nick, mailbox)


def _name(one: _Person, chance: random.Random) -> str:
    given, surname = one.given, one.surname
    if not given.isascii() and len(surname) == 1:
        return chance.choice([surname + given, f"{surname} {given}"])
    ways = [f"{given} {surname}"] * 22
    ways += [f"{surname}, {given}", f"{given} {surname} (Acme)", f"{given[0]}. {surname}", given, one.nick, ""]
    ways += [_login(one, chance), f"{folded(given)} {folded(surname)}", _slip(f"{given} {surname}", chance)]
    ways += [
        f"{given} {chance.choice('ABCD')}. {surname}",
        f"{_short(given, chance)} {surname}",
        f"{given} {surname}".upper(),
    ]
    return chance.choice(ways)


def _short(given: str, chance: random.Random) -> str:
    lines = NICKNAMES.get(folded(given), frozenset())
    forms = sorted(form for form, of in NICKNAMES.items() if of & lines)
    return chance.choice(forms).capitalize() if forms else given


def _slip(name: str, chance: random.Random) -> str:
    first = name.index(" ") + 1
    if len(name) - first < 5:
        return name
    at = chance.randrange(first, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _login(one: _Person, chance: random.Random) -> str:
    given, surname = folded(one.given), folded(one.surname)
    if not given.isascii():
        return one.nick
    ways = [f"{given}.{surname}", f"{given[0]}{surname}", f"{given}{surname[0]}", surname, one.nick, one.nick, given]
    return chance.choice(ways)


def _address(one: _Person, chance: random.Random) -> str:
    if one.mailbox and chance.random() < 0.5:
        return one.mailbox
    login, luck = _login(one, chance), chance.random()
    if luck < 0.4:
        own = random.Random(one.number)  # a mailbox that stays
        address = f"{_login(one, own)}{own.choice(['', '', str(own.randrange(99))])}@{own.choice(_PUBLIC)}"
        return address.upper() if chance.random() < 0.05 else address
    if luck < 0.9:
        return f"{login}@{chance.choice(one.jobs)}"
    if luck < 0.94:
        return f"{one.number}+{one.nick}@users.noreply.github.com"
    return f"{login}@{chance.choice(_NOWHERE)}"
