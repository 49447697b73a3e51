"""Facts about the addresses of the house: nobody comes in without signing in, and nothing changes without a token."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from hearback.conversations.queries import current
from hearback.inbox.actions.files import Brought, add_file
from hearback.inbox.answering import Written, answer
from hearback.inbox.models import Unreached
from hearback.listening.actions import runs
from hearback.listening.models import Arrival, Unreadable
from hearback.listening.showing.sheets import SIGNER
from hearback.people.actions.importing import upload
from hearback.people.actions.organisations import make as make_organisation
from hearback.people.queries.wishes import token_of
from hearback.sources.providers.hooks import secret_of
from hearback.staff.actions import invite, welcome
from hearback.staff.models import Colleague
from tests import html_mails
from tests.architecture.test_doors import SQL_WRITE, TABLES
from tests.cast import WEDNESDAY, gather
from tests.html_mails import html_mail, picture

SIGNED = {"hook", "wishes-stop"}  # by a secret in the address
PUBLIC = {"sign-in", "first", "accept", "theme", "wishes", "wishes-ask", *SIGNED}
ARGUMENTS = {"int": 1, "string": "mail", "slug": "again", "uuid": "00000000-0000-4000-8000-000000000000", "path": "a/b"}

pytestmark = pytest.mark.django_db


def patterns(resolver=None):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from patterns(one)


def address(pattern: URLPattern) -> str:
    kinds = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
    return reverse(
        pattern.name, kwargs={name: ARGUMENTS[kind.removesuffix("Converter").lower()] for name, kind in kinds.items()}
    )


ALL = [pytest.param(one, id=str(one.name)) for one in patterns()]
CLOSED = [pytest.param(one, id=str(one.name)) for one in patterns() if one.name not in PUBLIC]


@pytest.fixture
def bea():
    return welcome(email="bea@rotor.example", name="Bea", password="seven red kites", role=Colleague.ADMIN)


def test_every_address_has_a_name_of_its_own():
    names = [one.name for one in patterns()]

    assert None not in names
    assert len(names) == len(set(names))


def test_the_open_addresses_are_known():
    unlocked = {one.name for one in patterns() if not getattr(one.callback, "login_required", True)}

    assert unlocked == PUBLIC


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("pattern", CLOSED)
def test_nobody_is_sent_to_the_door(pattern, method, bea):
    answer = getattr(Client(), method)(address(pattern))

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("sign-in"))


@pytest.mark.parametrize("pattern", ALL)
def test_a_post_without_a_token_changes_nothing(pattern, bea):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bea)

    assert client.post(address(pattern)).status_code == (404 if pattern.name in SIGNED else 403)


@pytest.mark.parametrize("pattern", CLOSED)
@pytest.mark.parametrize("method", ["put", "delete"])
def test_methods_that_no_page_uses_are_refused(pattern, method, bea):
    client = Client()
    client.force_login(bea)

    assert getattr(client, method)(address(pattern)).status_code == 405


@pytest.fixture
def house():
    """Return the numbers that addresses lead to in a house where something happened: first word -> arguments."""
    cast = gather(WEDNESDAY)
    number = cast.asks()
    cast.hears(b"\x00 garbage")
    attempt = answer(number, written=Written("It does.", press=uuid4()), by=cast.bea, at=WEDNESDAY)
    odd = Unreadable.objects.get()
    cast.hears(html_mail(html_mails.NEWSLETTER, parts=(picture("a.png"),)))
    lost = Unreached.objects.create(
        conversation_id=number, source=cast.mailbox, key="1@rotor.example", what=Unreached.RETURNED, told_at=WEDNESDAY
    )
    token = invite(email="dag@rotor.example", role=Colleague.COLLEAGUE, by=cast.bea, at=datetime.now(UTC))
    return cast.browser(), {
        "conversations": [number, 1],
        "sources": [cast.mailbox.pk, "keep"],
        "people": [current(number).identity.person_id, cast.bea.pk],
        "people/organisations": [make_organisation("Rind", by=cast.bea, at=WEDNESDAY)[0].pk, 1],
        "people/import": [upload("a.csv", b"name,mail\nAnn,ann@example.org\n", by=cast.bea, at=WEDNESDAY).pk],
        "attempts": [attempt.pk, "again"],
        "files": [
            add_file(
                current(number), file=Brought("a.png", b"\x89PNG\r\n\x1a\n"), largest=10**6, by=cast.bea, at=WEDNESDAY
            ).pk
        ],
        "runs": [runs.ask_for_run(cast.mailbox, path="/nowhere").pk],
        "unreached": [lost.pk],
        "unreadable": [odd.source_id, odd.arrival_id],
        "arrivals": [cast.mailbox.pk, Arrival.objects.latest("id").id, 0],
        "pictures": [SIGNER.sign_object("http://127.0.0.1/inside.png")],
        "invitations": [token],
        "wishes": [token_of(current(number).identity_id)],
        "hooks": [cast.mailbox.pk, secret_of(cast.mailbox), "mail"],
    }


def visited(pattern: URLPattern, known) -> str:
    first, second = [*str(pattern.pattern).split("/"), ""][:2]
    arguments = known.get(f"{first}/{second}") or known.get(first, ["mail"])
    if pattern.name == "connect":
        arguments = ["mail"]
    elif pattern.name == "withdraw-invitation":
        arguments = [1]
    return reverse(pattern.name, args=arguments[: len(pattern.pattern.converters)])


def test_looking_changes_nothing(house):
    browser, known = house
    codes, changed = {}, {}
    for pattern in patterns():
        with CaptureQueriesContext(connection) as captured:
            codes[pattern.name] = browser.get(visited(pattern, known)).status_code
        written = {table for query in captured for table in SQL_WRITE.findall(query["sql"]) if table in TABLES}
        if written:
            changed[pattern.name] = written

    assert changed == {}
    assert codes.pop("picture-from-elsewhere") == 404, "nothing inside is fetched"
    assert codes.pop("fetch-dossier") == 404, "nobody's copy was made"
    assert set(codes.values()) <= {200, 302, 303, 405}, codes
    assert sum(code == 200 for code in codes.values()) > 15, "the pages are looked at and not only refused"
