"""Facts about erasing somebody: what was said stays readable, and nothing in the database leads back to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import ANN, EVE, OURS
from tests.raw_mail import mail

from hearback.conversations.models import Message, Text
from hearback.conversations.queries import current, messages
from hearback.infra.errors import Refusal
from hearback.listening.models import Arrival
from hearback.listening.queries import raws
from hearback.listening.rereading import reread
from hearback.people.actions import privacy
from hearback.people.models import Erased, Erasure, Identity, Note, Person, Trait
from hearback.people.queries.privacy import ERASED
from hearback.people.rules.redacting import GONE
from hearback.staff.models import AuditLine

LETTER = """Hello,

does the blue one fit a 3 inch pipe?
Write to eve@example.net or ask for Eve.

--\x20
Eve Ito
Ito Pipes, +49 30 1234567
"""
ANSWER = """Hi Eve,

it does.

On Wed, Eve Ito <eve@example.net> wrote:
> does the blue one fit a 3 inch pipe?
> Write to eve@example.net or ask for Eve.
"""
NEEDLES = ("eve@example.net", "eve ito", "1234567")
WORDS = ("text", "character varying", "jsonb", "ARRAY", "tsvector", "json")


def dump() -> str:
    """Return every word of the database, and of the raw mails as they came."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = ANY(%s)",
            [list(WORDS)],
        )
        columns = cursor.fetchall()
        pieces = []
        for table, column in columns:
            cursor.execute(f'SELECT "{column}"::text FROM "{table}"')  # names from the catalogue
            pieces += [f"{table}.{column}: {value}" for (value,) in cursor.fetchall() if value]
    kept = Arrival.objects.all()
    pieces += [raws([one])[one.id].decode("utf-8", "replace") for one in kept if one.raw]
    return "\n".join(pieces).lower()


def person_of(address: str) -> int:
    return Identity.objects.get(handle=address).person_id


def erase(cast, address: str = "eve@example.net") -> Erasure:
    number = privacy.begin_erasure(person_of(address), by=cast.bea, at=cast.now)
    privacy.erase(number.pk, at=cast.now)
    number.refresh_from_db()
    return number


@pytest.fixture
def talk(cast) -> int:
    """Return a conversation of Eve with us, in which Bea answered from her own program."""
    conversation = cast.asks(LETTER, author=EVE, subject="Pipes for Eve Ito", ago=timedelta(days=2))
    cast.answers(conversation, ANSWER, to=EVE, ago=timedelta(days=1))
    return conversation


def test_nothing_in_the_database_leads_back(cast, talk):
    cast.asks("My neighbour Eve Ito <eve@example.net> knows you.\n", author=ANN, cc=EVE)
    eve = person_of("eve@example.net")
    Note.objects.create(person_id=eve, words="Likes pipes", at=cast.now, by=cast.bea)
    Note.objects.create(person_id=person_of("ann@example.org"), words="Knows Eve Ito", at=cast.now, by=cast.bea)
    Trait.objects.create(person_id=eve, kind="phone", value="+49 30 1234567", at=cast.now)
    assert all(needle in dump() for needle in NEEDLES)

    done = erase(cast)

    left = [line for line in dump().splitlines() if any(needle in line for needle in NEEDLES)]
    assert left == []
    assert done.state == Erasure.DONE
    assert done.counts["messages they wrote"] == 1
    assert not Person.objects.filter(name__icontains="ito").exists()
    assert list(Note.objects.values_list("words", flat=True)) == [f"Knows {GONE}"]


def test_the_conversation_stays_readable(cast, talk):
    erase(cast)

    asked, answered = messages(current(talk))
    assert asked.message.author.namespace == ERASED
    assert "does the blue one fit a 3 inch pipe?" in asked.text
    assert f"Write to {GONE} or ask for {GONE}." in asked.text
    assert "Pipes" not in asked.text.partition("-- ")[2]
    assert answered.text.startswith(f"Hi {GONE},\n\nit does.")
    assert current(talk).subject == f"Pipes for {GONE}"


def test_a_stretch_stays_of_its_kind(cast, talk):
    before = [[one.kind for one in said.spans] for said in messages(current(talk))]
    erase(cast)

    said = messages(current(talk))
    assert [[one.kind for one in some.spans] for some in said] == before
    assert all(some.spans[-1].end == len(some.text) for some in said)


def test_what_is_searched_does_not_find_them(cast, talk):
    erase(cast)

    assert not Text.objects.filter(search="eve").exists()
    assert Text.objects.filter(search="pipe").exists()


def test_reading_again_brings_nothing_back(cast, talk):
    erase(cast)
    before = dump()

    done = reread()

    assert (done.arrivals, dump()) == (0, before)


def test_the_same_mails_from_elsewhere_bring_nothing_back(cast, talk):
    raw = mail(LETTER, key="again@example.org", author=EVE, at=cast.now - timedelta(days=3))
    erase(cast)

    cast.hears(raw, source=cast.mailbox)

    assert [line for line in dump().splitlines() if "eve@example.net" in line or "eve ito" in line] == []
    message = Message.objects.get(key="again@example.org")
    assert message.author.namespace == ERASED


def test_who_writes_again_is_answered_at_their_address(cast, talk):
    erase(cast)

    later = cast.now + timedelta(hours=1)
    cast.hears(mail("In red?\n", key="red@example.net", author=EVE, at=later), at=later)

    message = Message.objects.get(key="red@example.net")
    assert (message.author.namespace, message.author.handle) == ("mail", "eve@example.net")
    assert privacy.is_restricted(message.author.person_id)


def test_the_audit_keeps_numbers_only(cast, talk):
    eve = person_of("eve@example.net")
    erase(cast)

    lines = AuditLine.objects.filter(subject=f"person:{eve}", verb="erase")
    assert lines.get().detail["messages they wrote"] == 1


def test_an_erasure_goes_on_after_a_crash(cast, talk, monkeypatch):
    monkeypatch.setattr(privacy, "CHUNK", 1)
    cast.asks(LETTER, author=EVE)
    number = privacy.begin_erasure(person_of("eve@example.net"), by=cast.bea, at=cast.now).pk
    forget_in, calls = privacy._forget_in, []

    def dies(*arguments, **more):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        forget_in(*arguments, **more)

    monkeypatch.setattr(privacy, "_forget_in", dies)
    with pytest.raises(KeyboardInterrupt):
        privacy.erase(number, at=cast.now)
    monkeypatch.setattr(privacy, "_forget_in", forget_in)
    privacy.erase(number, at=cast.now)

    done = Erasure.objects.get()
    assert (done.state, done.done, done.total) == (Erasure.DONE, 2, 2)
    assert done.counts["messages they wrote"] == 2
    assert "eve@example.net" not in dump()


def test_erasing_is_for_admins_and_for_people_outside(cast, talk):
    with pytest.raises(Refusal, match="Only an admin"):
        privacy.begin_erasure(person_of("eve@example.net"), by=cast.cem, at=cast.now)
    with pytest.raises(Refusal, match="one of us"):
        privacy.begin_erasure(person_of(OURS), by=cast.bea, at=cast.now)


def test_nobody_is_erased_twice(cast, talk):
    eve = person_of("eve@example.net")
    erase(cast)

    with pytest.raises(Refusal, match="erased already"):
        privacy.begin_erasure(eve, by=cast.bea, at=cast.now)
    assert Erased.objects.count() == 1


def test_who_wrote_again_can_be_erased_again(cast, talk):
    erase(cast)
    later = cast.now + timedelta(hours=1)
    cast.hears(mail("In red?\n", key="red@example.net", author=EVE, at=later), at=later)

    done = erase(cast)

    assert done.state == Erasure.DONE
    assert [line for line in dump().splitlines() if "eve@example.net" in line or "eve ito" in line] == []
    assert Erased.objects.get().again_at is None


def test_what_others_attached_stays(cast, talk):
    body = (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nFor Eve Ito.\n'
        '--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="plan.pdf"\n'
        "Content-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n"
    )
    head = f"From: {ANN}\nTo: {OURS}\nCc: {EVE}\nSubject: Plan\nMessage-ID: <plan@x>\nMIME-Version: 1.0\n"
    cast.hears((head + body).encode())

    erase(cast)

    message = Message.objects.get(key="plan@x")
    ((part, name, kind, size),) = message.attachments
    assert (name, kind, size) == ("plan.pdf", "application/pdf", 5)
    arrival = Arrival.objects.exclude(raw=b"").get()
    answer = cast.browser().get(f"/arrivals/{arrival.source_id}/{arrival.id}/parts/{part}")
    assert answer.content == b"%PDF-"
    assert b"ito" not in raws([arrival])[arrival.id].lower()


def test_a_colleague_who_writes_about_a_stranger_is_not_touched(cast, talk):
    number = cast.asks("Nothing to do with it.\n", author=ANN)
    erase(cast)

    assert messages(current(number))[0].text == "Nothing to do with it.\n"
    assert messages(current(number))[0].message.author_name == "Ann Archer"
