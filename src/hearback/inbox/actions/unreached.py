"""The list of what did not arrive: who gets on it, and how a colleague takes somebody off it and puts them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hearback.inbox.models import Outbound, Unreached
from hearback.inbox.queries.unreached import homes_of, writers_of
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.people.actions.affiliations import note_bounced
from hearback.people.models import Identity
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from hearback.conversations.rules.voices import Voice
    from hearback.staff.models import Colleague

    Told = tuple[int, Voice]  # where it stands, and what a machine said

STATUS_CHARACTERS, WHY_CHARACTERS = 20, 500


def note_unreached(told: Iterable[Told], *, since: datetime | None = None) -> None:
    """List whom answers did not reach, as machines say; once for an answer and an address, however often it is said.

    since: what was said before it is history, and nobody is told of it. Runs in the caller's transaction.
    """
    failed = [(home, one) for home, one in told if _is_failure(one) and (since is None or one.said_at >= since)]
    if not failed:
        return
    writers = writers_of([voice.about[0] for _, voice in failed])
    rows = [row for home, voice in failed for row in _rows(home, voice, writer=writers.get(voice.about[0]))]
    Unreached.objects.bulk_create(rows, ignore_conflicts=True)
    _doubt_belonging([row.address for row in rows if row.is_hard and row.address], at=max(row.told_at for row in rows))


def _doubt_belonging(addresses: Sequence[str], *, at: datetime) -> None:
    """Let it be doubted that somebody still belongs where their address never takes mail again."""
    lowered = [address.strip().lower() for address in addresses]
    gone = Identity.objects.filter(namespace="mail", handle__in=lowered).values_list("pk", flat=True) if lowered else ()
    if gone:
        note_bounced(list(gone), at=at)


def _is_failure(voice: Voice) -> bool:
    notice = voice.message.notice
    return bool(voice.about) and notice is not None and notice.what == "failed"


def _rows(home: int, voice: Voice, *, writer: int | None) -> list[Unreached]:
    notice = voice.message.notice
    assert notice is not None, "only failures are listed"
    common: dict[str, Any] = {"conversation_id": home, "source_id": voice.source, "writer_id": writer}
    common |= {"key": voice.about[0], "what": Unreached.RETURNED, "told_at": voice.heard_at}
    if not notice.failures:
        return [Unreached(**common)]
    return [
        Unreached(
            **common,
            address=one.recipient,
            is_hard=bool(one.is_hard),
            status=one.status[:STATUS_CHARACTERS],
            why=one.why[:WHY_CHARACTERS],
        )
        for one in notice.failures
    ]


def note_not_sent(attempt: Outbound) -> None:
    """List an attempt that failed or is unsure, until somebody decides; runs in the caller's transaction."""
    what = Unreached.UNSURE if attempt.state == Outbound.UNSURE else Unreached.FAILED
    _list(attempt, "", what=what, why=attempt.trouble)


def note_refused(attempt: Outbound, refused: Mapping[str, str]) -> None:
    """List those for whom the other side did not take an answer; runs in the caller's transaction."""
    for address, why in refused.items():
        _list(attempt, address, what=Unreached.REFUSED, why=why)


def _list(attempt: Outbound, address: str, *, what: str, why: str) -> None:
    told = {"what": what, "why": why[:WHY_CHARACTERS], "told_at": timezone.now(), "seen_by": None, "seen_at": None}
    of = {"conversation": attempt.conversation, "source": attempt.source, "writer": attempt.colleague}
    Unreached.objects.update_or_create(key=attempt.key, address=address, defaults={**of, **told})


def forget_not_sent(attempt: Outbound) -> None:
    """Take an attempt off the list about which somebody has decided; runs in the caller's transaction."""
    Unreached.objects.filter(key=attempt.key, address="", what__in=[Unreached.FAILED, Unreached.UNSURE]).delete()


@transaction.atomic
def see(number: int, *, by: Colleague, at: datetime) -> None:
    """Take somebody off the list; the same again changes nothing. Raises Refusal for who is not there any more."""
    one = _held(number)
    if one.seen_at is None:
        _say(one, "see unreached", by=by, at=at, seen_by=by, seen_at=at)


@transaction.atomic
def list_again(number: int, *, by: Colleague, at: datetime) -> None:
    """Put somebody back on the list; the same again changes nothing. Raises Refusal for who is not there any more."""
    one = _held(number)
    if one.seen_at is not None:
        _say(one, "list unreached again", by=by, at=at, seen_by=None, seen_at=None)


def _say(
    one: Unreached, verb: str, *, by: Colleague, at: datetime, seen_by: Colleague | None, seen_at: datetime | None
) -> None:
    one.seen_by, one.seen_at = seen_by, seen_at
    one.save(update_fields=["seen_by", "seen_at"])
    home = homes_of([one])[one.pk].conversation
    note(verb, subject=f"conversation:{home}", by=by, at=at, unreached=one.pk)
    tell("inbox", conversations=[home], more=0)


def _held(number: int) -> Unreached:
    one = Unreached.objects.select_for_update(of=("self",)).select_related("conversation").filter(pk=number).first()
    if one is None:
        raise Refusal("Somebody has decided about this answer meanwhile.")
    return one
