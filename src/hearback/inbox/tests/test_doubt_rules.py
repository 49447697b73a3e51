"""Facts about doubts: who is new, outside, left out, or not who they seem, before an answer goes to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.conversations.rules.strangers import PROVIDERS
from hearback.inbox.rules.doubts import Around, Mark, domain_of, left_out, marks, nearly
from hearback.inbox.rules.recipients import Addressee

ANN, DAN = Addressee("Ann", "ann@example.org"), Addressee("Dan", "dan@example.org")
CEM = Addressee("Cem", "cem@rotor.example")
OURS = frozenset({"hello@rotor.example", "bea@rotor.example", "rotor.pumps@gmail.com"})


def known(*there: str, **more) -> Around:
    return Around(ours=OURS, there={"ann@example.org", "hello@rotor.example", *there}, **more)


def marked(address: str, *, around: Around | None = None, beside=()) -> list[str]:
    one = Addressee("", address)
    return [str(mark) for mark in marks(one, around=around or known(), everybody=[one, *beside])]


def test_who_asked_is_not_marked():
    assert marked("ann@example.org") == []
    assert marked("Ann@Example.org") == []


def test_who_took_no_part_is_new():
    assert marked("dan@example.org") == ["new"]


def test_whoever_gets_an_answer_beside_colleagues_and_is_none_is_outside():
    assert marked("ann@example.org", beside=[CEM]) == ["outside"]
    assert marked("cem@rotor.example", around=known("cem@rotor.example"), beside=[ANN]) == []


def test_the_first_one_outside_among_colleagues_is_told():
    among_us = Around(ours=OURS, there={"hello@rotor.example", "cem@rotor.example"})

    assert marked("dan@example.org", around=among_us, beside=[CEM]) == ["new", "leaves"]
    assert marked("dag@rotor.example", around=among_us, beside=[CEM]) == ["new"]


def test_an_address_of_ours_at_a_public_house_makes_nobody_else_there_one_of_us():
    among_us = Around(ours=OURS, there={"hello@rotor.example"})

    assert "leaves" in marked("dan@gmail.com", around=among_us)
    assert "leaves" not in marked("rotor.pumps@gmail.com", around=among_us)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("bea@rotor.exmaple", "rotor.example"),
        ("bea@rotor.exampl", "rotor.example"),
        ("bea@rotor.examplee", "rotor.example"),
        ("bea@rotor.axample", "rotor.example"),
        ("bea@r0tor.example", "rotor.example"),
        ("bea@rotor.exarnple", "rotor.example"),
        ("bea@ro-tor.example", "rotor.example"),
        ("bea@rot\u043er.example", "rotor.example"),
        ("bea@xn--rotr-75d.example", "rotor.example"),
        ("bea@r\u00f6tor.example", "rotor.example"),
        ("eve@gmial.com", "gmail.com"),
        ("eve@gmail.co", "gmail.com"),
        ("eve@hotmai1.com", "hotmail.com"),
        ("ann@example.orgg", "example.org"),
        ("bea@rotor.example", ""),
        ("eve@gmail.com", ""),
        ("eve@example.org", ""),
        ("eve@elsewhere.example", ""),
        ("eve@a.io", ""),
        ("eve@gmy.de", ""),
        ("eve@xn--a.example", ""),
    ],
)
def test_a_domain_that_is_nearly_a_known_one_is_told(address, meant):
    assert nearly(address, around=known()) == meant
    assert ("nearly" in marked(address)) == bool(meant)


def test_who_takes_part_is_held_against_us_and_not_against_their_neighbours():
    around = known("eve@example.orgg", "mal@rotor.exampIe".lower())

    assert nearly("eve@example.orgg", around=around) == ""
    assert nearly("mal@rotor.exampie", around=around) == "rotor.example"


def test_an_author_whom_nothing_proves_is_in_doubt():
    around = known(author="ann@example.org", is_unproven=True)

    assert marked("ann@example.org", around=around) == ["unproven"]
    assert marked("dan@example.org", around=around) == ["new"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ann@other.example", ["elsewhere"]),
        ("sales@example.org", []),
        ("cem@rotor.example", []),
        ("all@lists.example", ["list"]),
    ],
)
def test_replies_that_are_wanted_at_another_domain_are_told(wanted, found):
    around = known(wanted, author="ann@example.org", reply_to={wanted}, lists={"all@lists.example"})

    assert marked(wanted, around=around) == found


@pytest.mark.parametrize(
    ("local", "is_unread"),
    [
        ("no-reply", True),
        ("noreply", True),
        ("shop.no_reply", True),
        ("do-not-reply", True),
        ("donotreply", True),
        ("nicht-antworten", True),
        ("ne-pas-repondre", True),
        ("mailer-daemon", True),
        ("bounces+17", True),
        ("noreply+ann=example.org", True),
        ("reply", False),
        ("nora.eply", False),
        ("casino-replay", False),
        ("postmaster", False),
    ],
)
def test_an_address_that_says_that_nobody_reads_it_is_told(local, is_unread):
    assert (marked(f"{local}@shop.example", around=known(f"{local}@shop.example")) == ["unread"]) == is_unread


def test_what_did_not_arrive_lately_comes_first():
    around = known(bounced={"ann@example.org": "2026-03-01"}, author="ann@example.org", is_unproven=True)

    assert marked("ann@example.org", around=around) == ["bounced", "unproven"]


def test_who_was_addressed_and_gets_no_answer_is_left_out():
    assert left_out([Addressee("", "ANN@example.org")], around=known(computed=[ANN, DAN])) == [DAN]


@given(address=st.from_regex(r"\A[a-z]{1,9}@[a-z0-9.-]{1,12}\Z"), there=st.sets(st.emails(), max_size=3))
def test_no_address_makes_a_rule_stumble(address, there):
    around = Around(ours=OURS, there=there)

    assert set(marks(Addressee("", address), around=around, everybody=[])) <= set(Mark)
    assert nearly(address, around=around) in {"", "rotor.example", *PROVIDERS, *map(domain_of, there)}
