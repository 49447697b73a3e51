"""Facts about one person out of two and two out of one: each decision can be taken back, whatever came after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearback.channels.contract import HeardIdentity
from hearback.infra.errors import Refusal
from hearback.people.actions import merge, note_said, recognise, split, undo_merge, undo_split
from hearback.people.actions.linking import root_of
from hearback.people.models import Identity, Merge, Person, Split
from hearback.people.queries import family, person
from hearback.staff.models import AuditLine, Colleague

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def bea() -> Colleague:
    return Colleague.objects.create(email="bea@rotor.example", name="Bea", role=Colleague.ADMIN)


def met(handle: str, name: str = "", *, at: datetime = NOON, said: datetime | None = None) -> Identity:
    recognise(speakers=[HeardIdentity("mail", handle, name)], spoken_to=[], at=at)
    identity = Identity.objects.get(handle=handle)
    if said:
        note_said({identity.pk: (said, said)})
    return Identity.objects.get(pk=identity.pk)


def who() -> dict[str, int]:
    return dict(Identity.objects.order_by("pk").values_list("handle", "person_id"))


def test_two_become_one_and_two_again(bea):
    ann, archer = met("ann@example.org", "Ann"), met("archer@example.net", "Ann Archer")
    before = who()

    done = merge(kept=ann.person_id, gone=archer.person_id, by=bea, at=NOON, reasons=[("said", "She told us")])

    assert set(who().values()) == {ann.person_id}
    assert family(ann.person_id) == [ann.person_id, archer.person_id]
    assert person(archer.person_id).pk == ann.person_id
    assert (done.reasons, done.by) == ([["said", "She told us"]], bea)

    undo_merge(done.pk, by=bea, at=NOON + DAY)

    assert who() == before
    assert family(ann.person_id) == [ann.person_id]
    assert Merge.objects.get().undone_by == bea
    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True)) == ["merge people", "undo merge"]


def test_dates_are_those_of_all_addresses_and_part_with_them(bea):
    ann = met("ann@example.org", at=NOON, said=NOON)
    other = met("archer@example.net", at=NOON - 9 * DAY, said=NOON + DAY)

    done = merge(kept=ann.person_id, gone=other.person_id, by=None, at=NOON)
    one = Person.objects.get(pk=ann.person_id)
    assert (one.first_met_at, one.last_said_at) == (NOON - 9 * DAY, NOON + DAY)

    note_said({other.pk: (NOON + 2 * DAY, NOON + 3 * DAY)})
    undo_merge(done.pk, by=bea, at=NOON)
    one, two = Person.objects.get(pk=ann.person_id), Person.objects.get(pk=other.person_id)
    assert (one.first_met_at, one.last_said_at) == (NOON, NOON)
    assert (two.first_met_at, two.last_said_at) == (NOON - 9 * DAY, NOON + 3 * DAY)


def test_who_had_no_name_takes_one_over_and_gives_it_back(bea):
    ann, named = met("ann@example.org"), met("archer@example.net", "Ann Archer")
    done = merge(kept=ann.person_id, gone=named.person_id, by=bea, at=NOON)
    assert Person.objects.get(pk=ann.person_id).name == "Ann Archer"

    undo_merge(done.pk, by=bea, at=NOON)

    assert Person.objects.get(pk=ann.person_id).name == ""
    assert Person.objects.get(pk=named.person_id).name == "Ann Archer"


def test_a_name_learnt_since_stays_with_whose_it_is(bea):
    ann, named = met("ann@example.org"), met("archer@example.net", "Bob Archer")
    done = merge(kept=ann.person_id, gone=named.person_id, by=bea, at=NOON)
    met("ann@example.org", "Ann Ito")

    undo_merge(done.pk, by=bea, at=NOON)

    assert Person.objects.get(pk=ann.person_id).name == "Ann Ito"


def test_an_address_met_after_a_merge_stays_where_it_was_met(bea):
    ann, other = met("ann@example.org"), met("archer@example.net")
    done = merge(kept=ann.person_id, gone=other.person_id, by=bea, at=NOON)
    third = met("third@example.net")
    merge(kept=ann.person_id, gone=third.person_id, by=bea, at=NOON)

    undo_merge(done.pk, by=bea, at=NOON)

    assert who() == {
        "ann@example.org": ann.person_id,
        "archer@example.net": other.person_id,
        "third@example.net": ann.person_id,
    }


@pytest.mark.parametrize("wrong", ["self", "unknown", "merged"])
def test_what_cannot_be_merged_is_refused(bea, wrong):
    ann, other, third = (met(f"{one}@example.org") for one in ("ann", "other", "third"))
    merge(kept=ann.person_id, gone=other.person_id, by=bea, at=NOON)
    gone = {"self": third.person_id, "unknown": 10**9, "merged": other.person_id}[wrong]

    with pytest.raises(Refusal):
        merge(kept=third.person_id, gone=gone, by=bea, at=NOON)


def test_a_merge_is_taken_back_once(bea):
    ann, other = met("ann@example.org"), met("other@example.org")
    done = merge(kept=ann.person_id, gone=other.person_id, by=bea, at=NOON)
    undo_merge(done.pk, by=bea, at=NOON)

    with pytest.raises(Refusal, match="already"):
        undo_merge(done.pk, by=bea, at=NOON)
    with pytest.raises(Refusal, match="no such"):
        undo_merge(10**9, by=bea, at=NOON)


def test_an_address_is_taken_off_and_given_back(bea):
    ann, other = met("ann@example.org", "Ann", said=NOON), met("other@example.org", "Otto", said=NOON + DAY)
    merge(kept=ann.person_id, gone=other.person_id, by=bea, at=NOON)
    before = who()

    done = split(other.pk, by=bea, at=NOON)

    alone = Identity.objects.get(pk=other.pk)
    assert alone.person_id not in before.values()
    assert (alone.person.name, alone.person.last_said_at) == ("Otto", NOON + DAY)
    assert Person.objects.get(pk=ann.person_id).last_said_at == NOON

    undo_split(done.pk, by=bea, at=NOON)

    assert who() == before
    assert person(alone.person_id).pk == ann.person_id
    assert Split.objects.get().undone_at == NOON


def test_what_cannot_be_split_is_refused(bea):
    ann, other = met("ann@example.org"), met("other@example.org")
    with pytest.raises(Refusal, match="only address"):
        split(ann.pk, by=bea, at=NOON)
    with pytest.raises(Refusal, match="no such"):
        split(10**9, by=bea, at=NOON)

    merge(kept=ann.person_id, gone=other.person_id, by=bea, at=NOON)
    first = split(other.pk, by=bea, at=NOON)
    merge(kept=ann.person_id, gone=first.home_id, by=bea, at=NOON)
    second = split(other.pk, by=bea, at=NOON)
    with pytest.raises(Refusal, match="again since"):
        undo_split(first.pk, by=bea, at=NOON)
    undo_split(second.pk, by=bea, at=NOON)
    undo_split(first.pk, by=bea, at=NOON)
    with pytest.raises(Refusal, match="already"):
        undo_split(first.pk, by=bea, at=NOON)
    with pytest.raises(Refusal, match="no such"):
        undo_split(10**9, by=bea, at=NOON)
    assert set(who().values()) == {ann.person_id}


STEPS = st.lists(st.tuples(st.sampled_from(["merge", "undo"]), st.integers(0, 20), st.integers(0, 20)), max_size=14)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_merged_and_taken_back_in_any_order_leaves_what_still_stands(bea, steps):
    """Who is who follows from the merges that stand, and from nothing else."""
    Merge.objects.all().delete()
    Identity.objects.all().delete()
    Person.objects.update(merged_into=None)
    Person.objects.all().delete()
    homes = [met(f"{letter}@example.org").person_id for letter in "abcdef"]
    made: list[Merge] = []
    for verb, one, other in steps:
        if verb == "merge":
            kept, gone = root_of(homes[one % 6]), root_of(homes[other % 6])
            if kept != gone:
                made.append(merge(kept=kept, gone=gone, by=bea, at=NOON))
        elif made:
            undo_merge(made.pop(one % len(made)).pk, by=bea, at=NOON)

    into = {one.gone_id: one.kept_id for one in made}
    for identity in Identity.objects.all():
        today = identity.home_id
        while today in into:
            today = into[today]
        assert identity.person_id == today

    for one in reversed(made):
        undo_merge(one.pk, by=bea, at=NOON)
    assert list(who().values()) == homes
