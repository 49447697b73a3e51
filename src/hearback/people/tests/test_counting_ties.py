"""Facts about ties as they are counted: from acts alone, the same at night and in passing, without hidden mailboxes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from hearback.channels.contract import HeardIdentity
from hearback.channels.mail.settings import MailSettings
from hearback.people.actions import merge, recognise, undo_merge
from hearback.people.actions.acts import Deed, note_acts, stand_for
from hearback.people.actions.ties import count_ties, count_touched
from hearback.people.models import Act, Identity, Mailbox, Tie, TieModel, Touched
from hearback.people.queries.glancing import model_now
from hearback.people.rules.ties.rhythm import gaps, is_broken, rhythm
from hearback.sources.actions import connect
from hearback.staff.models import Colleague

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
_ORIGINS = iter(range(1, 10_000_000))


@pytest.fixture
def source():
    return connect(kind="mail", name="Hello", settings=MailSettings(), address="hello@rotor.example")


@pytest.fixture
def bea() -> int:
    one = Colleague.objects.create(email="bea@rotor.example", name="Bea", role=Colleague.ADMIN)
    return stand_for([one.pk], at=NOON)[one.pk]


@pytest.fixture
def cem() -> int:
    one = Colleague.objects.create(email="cem@rotor.example", name="Cem")
    return stand_for([one.pk], at=NOON)[one.pk]


def met(name: str) -> int:
    one = HeardIdentity("mail", f"{name}@example.org", name)
    return recognise(speakers=[one], spoken_to=[], at=NOON).ids["mail", one.handle]


def acts(*rows: tuple[int, int, int], source: int | None = None) -> None:
    """Note acts: (who, whom, days ago)."""
    note_acts([Deed(who, whom, NOON - ago * DAY, "wrote", next(_ORIGINS), None, source) for who, whom, ago in rows])


def person(identity: int) -> int:
    return Identity.objects.get(pk=identity).person_id


def tie(one: int, other: int) -> Tie | None:
    pair = sorted((person(one), person(other)))
    return Tie.objects.filter(is_house=False, one=pair[0], other=pair[1]).first()


def with_house(one: int) -> Tie:
    return Tie.objects.get(is_house=True, other=person(one))


def standing() -> dict[tuple[int, int], tuple]:
    return {(one.one_id, one.other_id): tuple(_plain(one)) for one in Tie.objects.all()}


def _plain(one: Tie):
    for name in ("is_house", "strength", "forth", "back", "before", "acts", "rhythm", "stood", "known_by"):
        value = getattr(one, name)
        yield round(value, 9) if isinstance(value, float) else value
    for name in ("first_at", "last_at", "quiet_since"):
        value = getattr(one, name)
        yield value and round(value.timestamp(), 2)


def test_who_exchanged_much_and_lately_is_closer_than_who_wrote_once_long_ago(bea):
    ann, eve = met("ann"), met("eve")
    acts(*((ann, bea, ago) for ago in (1, 5, 9, 40)), *((bea, ann, ago) for ago in (2, 6, 39)), (eve, bea, 700))
    assert count_ties(at=NOON) == 4

    assert tie(ann, bea).strength > 0.3
    assert tie(eve, bea).strength < 0.05
    assert (tie(ann, bea).acts, tie(ann, bea).last_at) == (7, NOON - DAY)
    assert with_house(ann).known_by == 1
    assert tie(ann, eve) is None


def test_each_direction_has_a_strength_of_its_own(bea):
    ann = met("ann")
    acts(*((ann, bea, ago) for ago in (1, 5, 9, 40, 60, 80)))
    count_ties(at=NOON)

    found, house = tie(ann, bea), with_house(ann)
    to_us = found.forth if found.one_id == person(ann) else found.back
    to_her = found.back if found.one_id == person(ann) else found.forth
    assert found.strength > to_us > to_her
    assert house.back > house.forth  # the house is always the one, and `forth` goes to her


def test_people_outside_have_ties_among_each_other_but_not_with_what_never_speaks(bea):
    ann, eve = met("ann"), met("eve")
    listed = recognise(speakers=[], spoken_to=[HeardIdentity("mail", "talk@lists.example", "")], at=NOON)
    number = listed.ids["mail", "talk@lists.example"]
    acts((ann, eve, 3), (ann, number, 2), (eve, number, 2), (bea, number, 1))
    count_ties(at=NOON)

    assert tie(ann, eve) is not None
    assert tie(ann, number) is None
    assert tie(bea, number) is not None


def test_colleagues_have_no_ties_among_each_other(bea, cem):
    acts((bea, cem, 1))

    assert count_ties(at=NOON) == 0


def test_counting_in_passing_comes_to_the_same_as_counting_all(bea, cem):
    chance = random.Random(3)
    people = [met(f"p{number}") for number in range(8)] + [bea, cem]
    rows = [(*chance.sample(people, 2), chance.randrange(0, 900)) for _ in range(400)]
    acts(*rows)
    count_ties(at=NOON)
    at_night = standing()
    Tie.objects.all().delete()
    Touched.objects.bulk_create([Touched(one_id=one, other_id=0) for one in people])

    assert count_touched(at=NOON) == len(at_night) > 20
    assert standing() == at_night
    assert not Touched.objects.exists()


def test_one_more_act_changes_its_own_tie_and_that_of_the_house(bea):
    ann, eve = met("ann"), met("eve")
    acts((ann, bea, 300), (eve, bea, 300))
    count_ties(at=NOON)
    before = standing()
    acts((ann, bea, 1))
    assert count_touched(at=NOON) == 2

    assert {pair for pair, row in standing().items() if before[pair] != row} == {
        (with_house(ann).one_id, person(ann)),
        tuple(sorted((person(ann), person(bea)))),
    }


def test_very_many_touched_ties_are_counted_with_all_others(bea):
    ann = met("ann")
    acts((ann, bea, 1))
    Touched.objects.bulk_create([Touched(one_id=ann, other_id=bea)] * 2_001)

    assert count_touched(at=NOON) == 2
    assert TieModel.objects.count() == 1

    Touched.objects.bulk_create([Touched(one_id=ann, other_id=bea)] * 2_001)
    assert count_touched(at=NOON + DAY / 300) == 0
    assert count_touched(at=NOON + DAY) == 2


def test_two_who_are_found_to_be_one_have_one_tie(bea):
    ann, archer = met("ann"), met("archer")
    acts((ann, bea, 3), (archer, bea, 2))
    count_ties(at=NOON)
    done = merge(kept=person(ann), gone=person(archer), by=None, at=NOON)
    count_touched(at=NOON)

    assert (tie(ann, bea).acts, with_house(ann).acts) == (2, 2)
    assert Tie.objects.count() == 2

    undo_merge(done.pk, by=None, at=NOON)
    count_touched(at=NOON)

    assert (tie(ann, bea).acts, tie(archer, bea).acts, Tie.objects.count()) == (1, 1, 4)


def test_a_mailbox_that_takes_no_part_leaves_no_tie(bea, source):
    ann = met("ann")
    acts((ann, bea, 3), source=source.pk)
    Mailbox.objects.create(source=source, takes_part=False, at=NOON, by=Colleague.objects.get())

    assert count_ties(at=NOON) == 0
    Touched.objects.create(one_id=ann, other_id=bea)
    assert count_touched(at=NOON) == 0


def test_who_came_by_every_week_and_stopped_fell_silent(bea):
    ann, eve = met("ann"), met("eve")
    acts(*((ann, bea, ago) for ago in range(90, 300, 7)), *((eve, bea, ago) for ago in range(3, 300, 7)))
    count_ties(at=NOON)

    quiet, lively = with_house(ann), with_house(eve)
    assert (quiet.rhythm, quiet.quiet_since) == (7, NOON - 90 * DAY)
    assert quiet.stood > quiet.strength
    assert (lively.rhythm, lively.quiet_since) == (7, None)


def test_what_follows_within_a_day_is_one_visit():
    assert gaps([1.0, 1.2, 1.9, 5.0, 5.5, 6.0]) == [4.0, 1.0]
    assert rhythm(gaps([1.0, 1.2])) is None
    assert not is_broken(gaps([1.0, 9.0]), 900)


def test_a_long_past_teaches_the_weights_and_is_tried_once_a_week(bea):
    chance = random.Random(5)
    people = [met(f"p{number}") for number in range(40)]
    rows = []
    for one in people:
        begun, gap = chance.randrange(200, 1500), chance.choice((5, 20, 60))
        while begun > 0 and chance.random() > 0.03:
            rows.append((one, chance.choice([bea, *people[:5]]), begun))
            begun -= chance.randrange(1, gap)
    acts(*(row for row in rows if row[0] != row[1]))
    count_ties(at=NOON)
    count_ties(at=NOON + DAY)

    first, second = TieModel.objects.order_by("pk")
    assert first.learnt_from == model_now().learnt_from > 0 or second.learnt_from > 0
    assert first.trial["figures"]["ours"][0] > 0.5
    assert second.trial["at"] == first.trial["at"]
    assert Act.objects.count() > 100
