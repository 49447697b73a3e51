"""Facts about to whom an answer goes: whoever wants it, everybody else who was named, and never ourselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.inbox.rules.recipients import Addressee, Answered, addressees, parsed

ANN, CEM, DAN = (Addressee(name, f"{name.lower()}@example.org") for name in ("Ann", "Cem", "Dan"))
HOUSE, BEA = Addressee("Rotor", "Hello@rotor.example"), Addressee("Bea", "Bea@rotor.example")
OURS = {"hello@rotor.example", "bea@rotor.example"}


def answered(*recipients, author=ANN, is_ours=False) -> Answered:
    return Answered(author, is_ours, list(recipients))


@pytest.mark.parametrize(
    ("message", "to", "cc"),
    [
        (answered(("to", HOUSE)), [ANN], []),
        (answered(("to", HOUSE), ("to", BEA), ("cc", BEA)), [ANN], []),
        (answered(("to", HOUSE), ("to", CEM), ("cc", DAN)), [ANN], [CEM, DAN]),
        (answered(("to", HOUSE), ("reply_to", DAN)), [DAN], []),
        (answered(("to", CEM), ("reply_to", CEM), ("reply_to", DAN)), [CEM, DAN], []),
        (answered(("to", ANN), ("cc", CEM), is_ours=True, author=HOUSE), [ANN], [CEM]),
        (answered(("to", HOUSE), ("cc", Addressee("Ann A.", "ANN@example.org"))), [ANN], []),
        (answered(("to", HOUSE), ("cc", CEM), ("cc", CEM)), [ANN], [CEM]),
        (answered(("to", Addressee("", "hello+r.1-abc@rotor.example"))), [ANN], []),
        (answered(("bcc", CEM)), [ANN], []),
        (answered(("to", HOUSE), author=None), [], []),
        (answered(("to", CEM), author=HOUSE), [], [CEM]),
    ],
    ids=[
        "only-us",
        "colleagues-of-ours",
        "others-too",
        "wants-replies-elsewhere",
        "replies-to-some-who-are-named-too",
        "our-own-is-followed-up",
        "the-author-in-copy",
        "named-twice",
        "our-reply-address",
        "a-hidden-copy",
        "nobody-named",
        "one-of-us-as-a-stranger",
    ],
)
def test_to_whom_an_answer_goes(message, to, cc):
    assert addressees(message, ours=OURS) == (to, cc)


people = st.builds(
    Addressee,
    st.just(""),
    st.sampled_from(["ann@example.org", "CEM@example.org", "cem@example.org", "hello@rotor.example"]),
)
messages = st.builds(
    Answered,
    st.none() | people,
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(["to", "cc", "bcc", "reply_to"]), people), max_size=8),
)


@given(messages)
def test_an_answer_never_goes_to_ourselves_and_to_nobody_twice(message):
    to, cc = addressees(message, ours=OURS)
    everybody = [one.address.lower() for one in (*to, *cc)]

    assert len(everybody) == len(set(everybody))
    assert not OURS.intersection(everybody)


@pytest.mark.parametrize(
    ("line", "good", "bad"),
    [
        ("", [], []),
        (" , ;\n", [], []),
        ("ann@example.org", [Addressee("", "ann@example.org")], []),
        ("Ann <ann@example.org>, cem@example.org", [ANN, Addressee("", "cem@example.org")], []),
        ("Ann <ann@example.org>; Cem <cem@example.org>", [ANN, CEM], []),
        ("Ann <ann@example.org>\nCem <cem@example.org>", [ANN, CEM], []),
        ('"Archer, Ann" <ann@example.org>', [Addressee("Archer, Ann", "ann@example.org")], []),
        ("ann", [], ["ann"]),
        ("ann@example.org, cem", [Addressee("", "ann@example.org")], ["cem"]),
        ("ann@", [], ["ann@"]),
        ("ann@example.", [], ["ann@example."]),
        ("Ann", [], ["Ann"]),
        ("<<>>", [], ["<<>>"]),
    ],
)
def test_what_a_person_typed_is_addresses_or_said_to_be_none(line, good, bad):
    assert parsed(line) == (good, bad)


names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters=""), max_size=12)


@given(names, names)
def test_an_addressee_that_is_written_can_be_read_again(first, last):
    one = Addressee(f"{first} {last}".strip(), "ann@example.org")

    assert parsed(str(one)) == ([one], [])
