"""Facts about recognising: everybody who is named is somebody once, by the best name that was heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.channels.contract import HeardIdentity
from hearback.people.actions import note_said, recognise
from hearback.people.models import Identity, Person
from hearback.people.rules.names import better_name

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANN, CEM = (
    HeardIdentity("mail", "ann@example.org", "Ann Archer", "Ann@example.org"),
    HeardIdentity("mail", "cem@example.org"),
)


def recognised(*speakers, spoken_to=(), at=NOON):
    return recognise(speakers=speakers, spoken_to=spoken_to, at=at)


def named(name: str) -> HeardIdentity:
    return HeardIdentity("mail", "ann@example.org", name)


@pytest.mark.django_db
def test_a_stranger_becomes_somebody():
    heard = recognised(ANN)

    identity = Identity.objects.get()
    assert heard.ids == {("mail", "ann@example.org"): identity.pk}
    assert (identity.shown, identity.name, identity.person.name) == ("Ann@example.org", "Ann Archer", "Ann Archer")
    assert (identity.first_met_at, identity.spoke_at, heard.first_voices) == (NOON, NOON, 1)


@pytest.mark.django_db
def test_who_is_met_again_is_the_same():
    before = recognised(ANN, CEM)
    after = recognised(ANN, CEM, ANN, at=NOON + timedelta(days=1))

    assert (after.ids, after.first_voices) == (before.ids, 0)
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_nobody_is_somebody_when_nobody_is_named():
    assert (recognised().ids, Person.objects.count()) == ({}, 0)


@pytest.mark.django_db
def test_who_was_only_written_to_has_not_spoken_until_they_do():
    assert recognised(spoken_to=[ANN]).first_voices == 0
    assert Identity.objects.get().spoke_at is None

    later = NOON + timedelta(hours=1)
    assert recognised(ANN, at=later).first_voices == 1
    assert Identity.objects.get().spoke_at == later


@pytest.mark.django_db
def test_the_same_handle_elsewhere_is_somebody_else():
    recognised(ANN, HeardIdentity("web", "ann@example.org"))

    assert Person.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        ("", "Ann", "Ann"),
        ("Ann", "Ann Archer", "Ann Archer"),
        ("Ann Archer", "Annie", "Ann Archer"),
        ("Ann Archer", "", "Ann Archer"),
        ("Ann", "ANN@example.org", "Ann"),
    ],
    ids=["no-name-before", "a-whole-name", "a-nickname", "no-name-now", "the-address-as-a-name"],
)
def test_the_more_telling_name_is_kept(first, then, kept):
    recognised(named(first))
    recognised(named(then))

    identity = Identity.objects.get()
    assert (identity.name, identity.person.name) == (kept, kept)


@pytest.mark.django_db
def test_the_best_name_of_a_batch_is_taken():
    recognised(named(""), named("Ann"), named("Ann Archer"), spoken_to=[named("A")])

    assert Identity.objects.get().name == "Ann Archer"


@pytest.mark.django_db
def test_a_whole_name_that_a_person_has_is_not_overwritten_by_an_address():
    recognised(named("Ann"))
    Person.objects.update(name="Ann the Great")

    recognised(named("Ann Archer"))

    assert (Identity.objects.get().name, Person.objects.get().name) == ("Ann Archer", "Ann the Great")


@pytest.mark.django_db
def test_when_somebody_spoke_first_and_last_only_grows_apart():
    day = timedelta(days=1)
    (ann,) = recognised(ANN).ids.values()

    note_said({ann: (NOON - day, NOON)})
    note_said({ann: (NOON, NOON + day)})
    note_said({ann: (NOON, NOON)})
    note_said({})

    person = Person.objects.get()
    assert (person.first_met_at, person.last_said_at) == (NOON - day, NOON + day)


names = st.sampled_from(["", "Ann", "Ann Archer", "ann@example.org", "Annie", "A. Archer"])


@given(names, names)
def test_the_better_name_is_one_of_the_two_and_stays(known, heard):
    better = better_name(known, heard, handle="ann@example.org")

    assert better in {known, heard}
    assert better_name(better, heard, handle="ann@example.org") == better
    assert better or not known
