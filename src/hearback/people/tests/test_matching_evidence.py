"""Facts about what speaks for two identities being one person's, and when it is certain."""

from __future__ import annotations

import pytest

from hearback.people.rules.matching.evidence import compare
from hearback.people.rules.matching.likeness import is_slip, likeness
from hearback.people.rules.matching.names import read_name
from hearback.people.rules.matching.rarity import COMMON, RARE, UNCOMMON, rarity
from hearback.people.rules.matching.traits import Told, read


class World:
    """A town in which every word is borne by so many names, and so many live at every place."""

    def __init__(self, *, bearers=1, names=1_000, callers=1, neighbours=3):
        self._bearers, self._names, self._callers, self._neighbours = bearers, names, callers, neighbours

    def bearers(self, word):
        return self._bearers

    def names(self):
        return self._names

    def callers(self, login):
        return self._callers

    def neighbours(self, place):
        return self._neighbours


def between(one, other, **world):
    first, second = (read(Told(str(place), *told)) for place, told in enumerate((one, other)))
    evidence = compare(first, second, known=World(**world))
    back = compare(second, first, known=World(**world))
    assert (evidence.weight, evidence.is_certain) == (back.weight, back.is_certain), "it is the same from both sides"
    return evidence


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ann Lindqvist", "Lindqvist, Ann", "same"),
        ("Ann Q. Lindqvist", "Ann Lindqvist", "same"),
        ("Ann Q. Lindqvist", "Ann R. Lindqvist", "clash"),
        ("John Doe Jr", "John Doe Sr III", "clash"),
        ("Ann Maria Lindqvist", "Ann Lindqvist", "middle"),
        ("Sergey Orlovsky", "Sergei Orlovski", "spelt"),
        ("Jean-Pierre Dumont", "Jeanpierre Dumont", "spelt"),
        ("Bob Lindqvist", "Robert Lindqvist", "nickname"),
        ("Sub Raman", "Subrama Raman", "nickname"),
        ("Ann Lindqvist", "Ann Lindqvits", "typo"),
        ("Ann Lindqvist", "Ann Lindvist", "typo"),
        ("Martin Lindqvist", "Marina Lindqvist", "clash"),
        ("A. Lindqvist", "Ann Lindqvist", "initial"),
        ("B. Lindqvist", "Ann Lindqvist", "clash"),
        ("A. Berg", "Ann Lindqvist", "clash"),
        ("Ann Lindqvist", "Bea Orlovsky", "clash"),
        ("Ann Lindqvist", "Bea Lindqvist", "clash"),
        ("Ann Maria Berg", "Ann Lindqvist", "clash"),
        ("王小明", "Xiaoming Wang", "nothing"),
        ("王小明 (Acme)", "王小明", "same"),
        ("王小明", "李小龙", "clash"),
        ("محمد علي", "Ann Lindqvist", "nothing"),
        ("Ann", "Ann", "word"),
        ("Ann", "Bea", "nothing"),
        ("Ann", "Ann Lindqvist", "part"),
        ("annlindqvist", "Ann Lindqvist", "spelt"),
        ("Bea", "Ann Lindqvist", "nothing"),
        ("", "Ann", "nothing"),
    ],
)
def test_names_are_alike_in_ways_that_have_a_name(one, other, alike):
    assert likeness(read_name(one), read_name(other)) == likeness(read_name(other), read_name(one)) == alike


@pytest.mark.parametrize(
    ("one", "other", "is_one"), [("ab", "ba", True), ("abc", "abcde", False), ("abc", "axy", False)]
)
def test_a_slip_is_one_letter(one, other, is_one):
    assert is_slip(one, other) is is_one


@pytest.mark.parametrize(
    ("words", "bearers", "names", "seldom"),
    [
        (("ann", "lindqvist"), 1, 1_000, RARE),
        (("ann", "lindqvist"), 5, 1_000, UNCOMMON),
        (("ann", "lindqvist"), 50, 1_000, COMMON),
        (("ann", "lindqvist"), 1, 3, UNCOMMON),
        (("bakari", "lindqvist"), 1, 3, RARE),
        (("bakari", "kumar"), 1, 1_000, UNCOMMON),
        (("ann", "smith"), 1, 1_000, COMMON),
        (("王小明",), 1, 1_000, UNCOMMON),
        (("王明",), 1, 1_000, COMMON),
        ((), 1, 1_000, COMMON),
    ],
)
def test_a_name_is_rare_when_few_bear_it_here_and_in_the_world(words, bearers, names, seldom):
    assert rarity(words, known=World(bearers=bearers, names=names)) == seldom


CERTAIN = [
    (("Ann Lindqvist", "ann@example.org"), ("", "ANN@example.org"), "the same address"),
    (("Greg Kroll", "greg@example.org"), ("Greg Otter", "greg@example.org"), "a new surname at the same address"),
    (("Ann Lindqvist", "1+ann@users.noreply.github.com"), ("ann", "ann@users.noreply.github.com"), "the same account"),
    (("Ann Smith", "kraken@gmail.com"), ("Ann Smith", "kraken@example.org"), "a login that nobody else has"),
    (("Ann Smith", "ann@example.org"), ("Ann Smith", "asmith@example.org"), "a small house"),
    (("A. Lindqvist", "krakenette@gmail.com"), ("Ann Lindqvist", "krakenette@example.org"), "initials and a login"),
    (("Bob Lindqvist", "rl@example.org"), ("Robert Lindqvist", "bob@example.org"), "a short form in a house"),
    (("Bob Smith", "kraken@gmail.com"), ("Robert Smith", "kraken@example.org"), "a short form and a login"),
    (("Ann Lindqvist", "ann@laptop.local"), ("ann", "ann@laptop.local"), "a machine and a name"),
    (("Ann Lindqvist", "info@example.org"), ("Ann Lindqvist", "ann@example.org"), "a rare name at a role's address"),
    (("Ann Lindqvist", "annl@example.org"), ("Lindqvist, Ann", "annl@gmail.com"), "a rare name and a login"),
]
UNSURE = [
    (("Ann Lindqvist", "ann@example.org"), ("Lindqvist, Ann", "annlq@gmail.com"), "a rare name alone"),
    (("Ann Lindqvist", "info@example.org"), ("Ann Lindqvist", "ann@example.net"), "a rare name and another's role"),
    (("Ann Smith", "ann@example.org"), ("Ann Smith", "a@example.net"), "a name that many bear"),
    (("Ann Smith", "ann.smith@gmail.com"), ("Ann Smith", "ann.smith@example.org"), "a login made of such a name"),
    (("Ann", "ann@example.org"), ("Ann", "ann@example.net"), "one word"),
    (("Jane Lindqvist", "us@example.org"), ("John Lindqvist", "us@example.org"), "a household with one mailbox"),
    (("Wei Wang", "wei.wang@example.org"), ("Wei Wang", "wei.wang2@example.org"), "numbered namesakes"),
    (("Ann Lindqvist", "ann@github"), ("John Doe Jr", "john@example.org"), "nothing"),
    (("John Quil", "quil@example.org"), ("John Quil Jr", "quil@example.org"), "father and son"),
    (("", "root@localhost"), ("", "root@localhost"), "root everywhere"),
    (("", "info@example.org"), ("", "info@example.org"), "a role"),
    (("", "ann@laptop.local"), ("", "ann@laptop.local"), "a machine without a name"),
    (("Bob Lindqvist", "bob@gmail.com"), ("Robert Lindqvist", "rl@example.org"), "a short form alone"),
    (("weblate bot", "x@example.org"), ("weblate bot", "y@example.org"), "a robot"),
]


@pytest.mark.parametrize(("one", "other", "why"), CERTAIN, ids=[why for _, _, why in CERTAIN])
def test_it_is_certain_when_two_things_agree_that_do_not_follow_from_each_other(one, other, why):
    assert between(one, other).is_certain


@pytest.mark.parametrize(("one", "other", "why"), UNSURE, ids=[why for _, _, why in UNSURE])
def test_it_is_not_certain_when_strangers_could_share_it(one, other, why):
    assert not between(one, other).is_certain


def test_a_rare_name_that_is_shared_in_a_house_is_certain_also_where_it_is_less_rare():
    one, other = ("Ann Lindqvist", "al@example.org"), ("Ann Lindqvist", "ann@example.org")

    assert between(one, other, bearers=5).is_certain
    assert between(("Ann Lindqvist", "annlin@gmail.com"), ("Ann Lindqvist", "annlin@web.de"), bearers=5).is_certain


def test_two_accounts_of_one_kind_are_two_people_until_somebody_says_otherwise():
    one, other = (read(Told(str(n), "Ann Lindqvist", f"ann{n}", "github")) for n in (1, 2))

    evidence = compare(one, other, known=World())

    assert (evidence.is_certain, evidence.is_clash) == (False, True)
    assert "rival" in dict(evidence.reasons)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (("zorro", "alindqvist@gmail.com"), ("Ann Lindqvist", "ann@example.org"), "fits"),
        (("", "kraken@gmail.com"), ("", "kraken@example.org"), "login"),
        (("", "krak@gmail.com"), ("", "krak@example.org"), "login"),
        (("Ann Lindqvist", "alindqvist@gmail.com"), ("A. Lindqvist", "alindqvist@example.org"), "login"),
        (("", "kraken7@gmail.com"), ("", "kraken8@example.org"), "login alike"),
        (("Ann Smith", "asmith7@gmail.com"), ("Ann Smith", "asmith8@example.org"), "login alike"),
        (("", "kraken+list@example.org"), ("", "kraken@example.org"), "login"),
        (("A. Lindqvist", "ann@gmail.com"), ("Ann Lindqvist", "alindqvist@example.org"), "fits"),
    ],
)
def test_logins_speak_for_it(one, other, kind):
    evidence = between(one, other)

    assert kind in dict(evidence.reasons)
    assert 0 < evidence.chance < 1


def test_a_login_that_many_names_go_with_says_little():
    one, other = ("", "kraken@gmail.com"), ("", "kraken@example.org")

    assert between(one, other, callers=9).weight < between(one, other).weight
    assert between(("", "kra@gmail.com"), ("", "kra@example.org")).weight < between(one, other).weight


def test_a_large_house_says_less_than_a_small_one():
    one, other = ("Ann", "x@example.org"), ("Ann Lindqvist", "y@example.org")

    weights = [between(one, other, neighbours=count).weight for count in (2, 8, 40, 4_000)]

    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 4


def test_reasons_say_how_rare_a_name_is():
    told = [between(("Ann Lindqvist", ""), ("Ann Lindqvist", ""), bearers=count).reasons[0][1] for count in (1, 5, 50)]

    assert told == ["the same name that hardly anybody bears", "the same name that few bear", "the same name"]


def test_a_handle_with_a_number_is_a_name_of_one_word():
    assert between(("zorro42", "a@gmail.com"), ("zorro42", "b@gmail.com")).reasons[0][0] == "name word"
