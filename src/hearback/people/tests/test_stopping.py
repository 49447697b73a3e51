"""Facts about the stop list: who was erased stays gone, whatever names them; who writes again is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearback.channels.contract import HeardIdentity
from hearback.people.actions import recognise
from hearback.people.models import Erased, Identity, Person, Restriction
from hearback.people.queries import is_stopped, stopped
from hearback.people.queries.privacy import ERASED, digest_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EVE = HeardIdentity("mail", "eve@example.net", "Eve Ito", "Eve@example.net")
BEA = HeardIdentity("mail", "bea@example.org", "Bea")
HANDLE = ("mail", "eve@example.net")

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone() -> Identity:
    person = Person.objects.create(first_met_at=NOON)
    digest = digest_of(*HANDLE)
    given = {"namespace": ERASED, "handle": digest.hex(), "shown": "", "first_met_at": NOON}
    identity = Identity.objects.create(**given, person=person, home=person)
    Erased.objects.create(digest=digest, identity=identity, at=NOON)
    return identity


def test_an_address_that_was_erased_is_stopped_and_no_other(gone):
    assert is_stopped(*HANDLE)
    assert not is_stopped("web", "eve@example.net")
    assert stopped([HANDLE, ("mail", "bea@example.org")]) == {HANDLE}


def test_asking_about_nobody_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert stopped([]) == set()


def test_the_digest_depends_on_the_key_of_the_house(gone, settings):
    settings.SECRET_KEY = "another"

    assert not is_stopped(*HANDLE)


def test_who_was_erased_is_not_made_again(gone):
    heard = recognise(speakers=[EVE], spoken_to=[BEA], at=NOON + DAY, said={HANDLE: NOON - DAY})

    assert heard.ids[HANDLE] == gone.pk
    assert heard.erased == {HANDLE}
    assert not Identity.objects.filter(handle="eve@example.net").exists()
    assert not Person.objects.filter(name="Eve Ito").exists()


def test_whom_others_write_to_is_not_made_again_either(gone):
    heard = recognise(speakers=[BEA], spoken_to=[EVE], at=NOON + DAY, said={("mail", "bea@example.org"): NOON + DAY})

    assert heard.ids[HANDLE] == gone.pk


def test_who_writes_again_by_themselves_is_heard_and_restricted(gone):
    heard = recognise(speakers=[EVE], spoken_to=[BEA], at=NOON + DAY, said={HANDLE: NOON + DAY})

    identity = Identity.objects.get(handle="eve@example.net")
    assert (heard.ids[HANDLE], heard.erased) == (identity.pk, frozenset())
    assert Restriction.objects.get().person_id == identity.person_id != gone.person_id
    assert Erased.objects.get().again_at == NOON + DAY


def test_only_strangers_are_looked_up_and_all_at_once():
    both = [EVE, BEA]
    recognise(speakers=both, spoken_to=[], at=NOON)
    with CaptureQueriesContext(connection) as known:
        recognise(speakers=both, spoken_to=[], at=NOON)
    strangers = [HeardIdentity("mail", f"n{number}@example.org") for number in range(20)]
    with CaptureQueriesContext(connection) as new:
        recognise(speakers=strangers, spoken_to=[], at=NOON)

    assert not [one for one in known.captured_queries if "people_erased" in one["sql"]]
    assert len([one for one in new.captured_queries if "people_erased" in one["sql"]]) == 1
