"""Facts about who did what towards whom, as hearing notes it."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import ANN, EVE, OURS
from tests.raw_mail import mail

from hearback.people.actions.acts import stand_for, stand_for_house
from hearback.people.models import Act, Identity, Mailbox, Person
from hearback.people.queries import by_name

HOUR = timedelta(hours=1)


def acts() -> list[tuple[str, str, str]]:
    """Return (who, kind, whom) in the order of time; colleagues by their names."""
    shown = {one.pk: one.name if one.namespace == "colleague" else one.handle for one in Identity.objects.all()}
    rows = Act.objects.order_by("at", "origin", "kind").values_list("actor_id", "kind", "target_id")
    return [(shown[actor], kind, shown[target]) for actor, kind, target in rows]


def test_who_writes_to_us_wrote_to_the_address(cast):
    cast.asks()

    assert acts() == [("ann@example.org", "wrote", OURS)]


def test_an_answer_is_of_the_colleague_who_is_named_and_the_next_mail_is_to_them(cast):
    talk = cast.asks(ago=3 * HOUR)
    cast.answers(talk, ago=2 * HOUR)
    cast.asks_again(talk, ago=HOUR)

    assert acts()[1:] == [
        ("Bea Nakamura", "answered", "ann@example.org"),
        ("ann@example.org", "answered", "Bea Nakamura"),
    ]


def test_in_one_batch_the_next_mail_is_to_the_colleague_too(cast):
    asked = mail("Does it fit?\n", key="1@x", at=cast.now - 3 * HOUR)
    told = mail("It does.\n", key="2@x", at=cast.now - 2 * HOUR, answers=("1@x",), author=f"Cem Aydin <{OURS}>", to=ANN)
    cast.hears(asked, told, mail("Good.\n", key="3@x", at=cast.now - HOUR, answers=("2@x",)))

    assert acts()[-1] == ("ann@example.org", "answered", "Cem Aydin")


def test_an_own_address_tells_which_colleague_it_is(cast):
    cast.asks(author="Bea <bea@rotor.example>", to=ANN)

    assert acts() == [("Bea Nakamura", "wrote", "ann@example.org")]


def test_a_mailbox_that_is_somebodys_tells_which_colleague_it_is(cast):
    Mailbox.objects.create(source=cast.mailbox, colleague=cast.cem, at=cast.now, by=cast.cem)
    cast.asks(author=f"Rotor <{OURS}>", to=ANN)

    assert acts() == [("Cem Aydin", "wrote", "ann@example.org")]


def test_where_nobody_knows_which_colleague_it_was_the_address_acted(cast):
    talk = cast.asks(ago=2 * HOUR)
    cast.answers(talk, author=f"Rotor <{OURS}>", ago=HOUR)

    assert acts()[-1] == (OURS, "answered", "ann@example.org")


def test_people_outside_have_acts_among_each_other(cast):
    talk = cast.asks(to=f"{OURS}, {EVE}", ago=2 * HOUR)
    cast.asks_again(talk, author=EVE, to=ANN, ago=HOUR)

    assert sorted(acts()) == [
        ("ann@example.org", "wrote", "eve@example.net"),
        ("ann@example.org", "wrote", OURS),
        ("eve@example.net", "answered", "ann@example.org"),
    ]


def test_thanks_are_an_act_of_their_own(cast):
    talk = cast.asks(ago=3 * HOUR)
    cast.answers(talk, ago=2 * HOUR)
    cast.asks_again(talk, "Thank you, that helped a lot!\n", ago=HOUR)

    assert acts()[-1] == ("ann@example.org", "thanked", "Bea Nakamura")


def test_machines_and_letters_to_very_many_are_no_acts(cast):
    cast.asks(**{"Auto-Submitted": "auto-replied"})
    cast.asks(to=", ".join(f"p{number}@example.net" for number in range(30)))

    assert acts() == []


def test_the_same_mail_twice_is_one_act(cast):
    raw = mail("Does it fit?\n", key="1@x")
    cast.hears(raw)
    cast.hears(raw + b"\n")

    assert len(acts()) == 1


def test_who_stands_for_a_colleague_is_one_with_their_own_address_and_is_in_no_list(cast):
    cast.asks(author="Bea <bea@rotor.example>", to=ANN)
    stand_for_house(at=cast.now)
    stands = stand_for([cast.bea.pk, cast.cem.pk], at=cast.now)

    assert stand_for_house(at=cast.now) == Identity.objects.get(namespace="house").person_id
    assert stands == stand_for([cast.bea.pk, cast.cem.pk], at=cast.now)
    assert (
        Identity.objects.get(pk=stands[cast.bea.pk]).person == Identity.objects.get(handle="bea@rotor.example").person
    )
    assert [one.name for one in by_name().rows] == ["Ann Archer"]
    assert Person.objects.count() == 4  # Ann, Bea, Cem, the house
