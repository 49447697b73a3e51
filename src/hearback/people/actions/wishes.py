"""Notes what people want: every line with its wording and what shows it; no line is ever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.errors import Refusal
from hearback.people.models import Ask, Consent, Identity, Rhythm, Unasked
from hearback.people.queries.wishes import known_wishes
from hearback.people.rules.wishes import NEVER, PURPOSES, RHYTHMS
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from hearback.staff.models import Colleague

LINK, ONE_CLICK, TOLD, IMPORTED = "link", "one click", "told us", "import"
LONGEST = 4_000  # characters of what somebody writes there


@transaction.atomic
def note_consents(
    identity: Identity,
    given: Mapping[str, bool],
    *,
    way: str,
    at: datetime,
    proof: str = "",
    by: Colleague | None = None,
) -> list[Consent]:
    """Add a line for each purpose of which somebody says something new. given: purpose -> agreed or not.

    by: the colleague who was told; None when the person says so themselves. Raises Refusal for a purpose that is none,
    and when a colleague gives no proof.
    """
    if unknown := set(given) - set(PURPOSES):
        raise Refusal(f"There is no purpose “{min(unknown)[:40]}”.")
    if by and not proof.strip():
        raise Refusal("Say how you know: where and when they said so.")
    Identity.objects.select_for_update().get(pk=identity.pk)
    known = known_wishes(identity.person_id).wishes.given
    lines = [
        Consent(
            identity=identity,
            purpose=purpose,
            is_given=is_given,
            wording=PURPOSES[purpose].wording,
            way=way,
            proof=proof.strip(),
            at=at,
            by=by,
        )
        for purpose, is_given in given.items()
        if known.get(purpose) is not is_given
    ]
    Consent.objects.bulk_create(lines)
    for line in lines:
        verb = "note consent" if line.is_given else "note refusal"
        note(verb, subject=f"person:{identity.person_id}", by=by, at=at, purpose=line.purpose, way=way)
    return lines


@transaction.atomic
def note_rhythm(
    identity: Identity, days: int | None, *, way: str, at: datetime, by: Colleague | None = None
) -> Rhythm | None:
    """Note how often somebody wants to be written to; None when they have said so already. Raises Refusal."""
    if days not in RHYTHMS:
        raise Refusal("Choose one of the rhythms.")
    Identity.objects.select_for_update().get(pk=identity.pk)
    known = known_wishes(identity.person_id)
    if known.wishes.days == days and (known.rhythm or days is None):
        return None
    said = Rhythm.objects.create(identity=identity, days=days, way=way, at=at, by=by)
    note("note rhythm", subject=f"person:{identity.person_id}", by=by, at=at, days=days, way=way)
    return said


@transaction.atomic
def stop_writing(identity: Identity, *, way: str, at: datetime) -> None:
    """Note that somebody wants no letter that they did not ask for; twice is once."""
    note_rhythm(identity, NEVER, way=way, at=at)


def note_unasked(identities: Collection[int], *, purpose: str, origin: str, at: datetime) -> None:
    """Note that a letter that nobody asked for goes to some people; in the transaction that sends it.

    origin: what sends it ("campaign:3"). The same origin counts once for an identity.
    """
    rows = [Unasked(identity_id=one, purpose=purpose, origin=origin, at=at) for one in identities]
    Unasked.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def ask(identity: Identity, what: str, *, words: str, at: datetime) -> Ask:
    """Note that somebody asks for what is held, for a correction, or to be forgotten; asked twice, the words add up.

    Raises Refusal for anything else, and for a correction without words.
    """
    if what not in (Ask.COPY, Ask.CORRECTION, Ask.FORGETTING):
        raise Refusal("That cannot be asked for here.")
    said = words.strip()[:LONGEST]
    if what == Ask.CORRECTION and not said:
        raise Refusal("Say what is wrong, and how it is right.")
    asked, is_new = Ask.objects.select_for_update().get_or_create(
        identity=identity, what=what, done_at=None, defaults={"words": said, "at": at}
    )
    if not is_new and said and said not in asked.words:
        asked.words = f"{asked.words}\n\n{said}".strip()[:LONGEST]
        asked.save(update_fields=["words"])
    if is_new:
        note(f"ask for {what}", subject=f"person:{identity.person_id}", by=None, at=at)
    return asked


@transaction.atomic
def answer_ask(number: int, *, answer: str, by: Colleague, at: datetime) -> Ask:
    """Note what was done about something that was asked for. Raises Refusal without words, and when it was done."""
    if not answer.strip():
        raise Refusal("Say what was done, so that it can be shown later.")
    asked = Ask.objects.select_for_update().filter(pk=number).first()
    if asked is None or asked.done_at:
        raise Refusal("This was done already, or was never asked.")
    asked.answer, asked.done_at, asked.done_by = answer.strip()[:LONGEST], at, by
    asked.save(update_fields=["answer", "done_at", "done_by"])
    note("answer ask", subject=f"person:{asked.identity.person_id}", by=by, at=at, ask=asked.pk)
    return asked


@transaction.atomic
def open_ask(number: int, *, by: Colleague, at: datetime) -> Ask:
    """Take back that something asked for was done. Raises Refusal when it is open, or asked for again."""
    asked = Ask.objects.select_for_update().filter(pk=number).exclude(done_at=None).first()
    if asked is None or Ask.objects.filter(identity=asked.identity_id, what=asked.what, done_at=None).exists():
        raise Refusal("This is open already.")
    asked.done_at = asked.done_by = None
    asked.save(update_fields=["done_at", "done_by"])
    note("open ask", subject=f"person:{asked.identity.person_id}", by=by, at=at, ask=asked.pk)
    return asked
