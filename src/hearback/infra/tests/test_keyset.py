"""Facts about pages of a long list: every row once, in both directions, whatever the address bar says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hearback.infra.keyset import page
from hearback.infra.models import Event

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def events():
    """Seven events; three of them at the same moment."""
    moments = [0, 1, 2, 2, 2, 3, 4]
    made = [Event(topic="t", seq=n, at=NOW + timedelta(hours=h)) for n, h in enumerate(moments, 1)]
    Event.objects.bulk_create(made)


def at(mark="", *, falling=True, most=3):
    return page(Event.objects.all(), by=("at", "seq"), falling=falling, mark=mark, most=most)


def numbers(found):
    return [one.seq for one in found.rows]


@pytest.mark.parametrize(("falling", "order"), [(True, [7, 6, 5, 4, 3, 2, 1]), (False, [1, 2, 3, 4, 5, 6, 7])])
def test_every_row_stands_on_one_page(events, falling, order):
    seen, mark = [], ""
    while True:
        found = at(mark, falling=falling)
        seen += numbers(found)
        if not (mark := found.older):
            break

    assert seen == order


def test_the_way_back_shows_the_same_pages(events):
    middle = at(at().older)
    last = at(middle.older)

    again = at(last.newer)

    assert numbers(again) == numbers(middle) == [4, 3, 2]
    assert numbers(at(again.newer)) == [7, 6, 5]
    assert at(again.newer).newer == ""
    assert at(again.newer).older


def test_a_list_that_fits_has_no_other_pages(events):
    found = at(most=7)

    assert (found.older, found.newer) == ("", "")


def test_a_mark_behind_the_last_row_gives_an_empty_page(events):
    mark = at(most=6).older
    Event.objects.filter(seq=1).delete()

    assert at(mark) == type(at())([])


@pytest.mark.parametrize("mark", ["nonsense", "\0", "a:b:c", "ä"])
def test_a_mark_that_is_not_ours_gives_the_first_page(events, mark):
    assert numbers(at(mark)) == [7, 6, 5]


def test_a_mark_of_another_list_gives_the_first_page(events):
    other = page(Event.objects.all(), by=("topic", "seq"), falling=True, mark="", most=3)

    assert numbers(at(other.older)) == [7, 6, 5]
