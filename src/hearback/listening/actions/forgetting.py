"""Takes somebody out of the raw mails of messages that stay: only what others attached is kept, in a mail made anew."""

from __future__ import annotations

from collections import defaultdict
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.channels.contract import Unreadable as NotRead
from hearback.conversations.actions.redacting import keep_attachments, redact
from hearback.conversations.models import Delivery, Message
from hearback.infra.packing import PLAIN, pack
from hearback.infra.rows import Line, stand_in
from hearback.infra.sweeping import swept
from hearback.listening.actions.deletions import let_go, pieces_of
from hearback.listening.models import Arrival, Run, Unheard, Unreadable
from hearback.listening.queries import raws
from hearback.people.rules.redacting import GONE, hidden_in
from hearback.sources.queries import channel_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from hearback.channels.contract import Enclosed
    from hearback.conversations.actions.redacting import Place
    from hearback.people.queries.rooms import Counts, Whom
    from hearback.sources.models import Source

MAIL = "mail"
Kept = list[list[object]]  # [[part, name, type, bytes], ...]


@transaction.atomic
def forget_in(whom: Whom, conversations: Sequence[int], at: datetime) -> Counts:
    """Take somebody out of some conversations and of the raw mails behind them; they are never read again."""
    stand_in(Line.HEARING)
    done = redact(whom, conversations)
    theirs = _written_by(whom, done.places)
    deliveries = Delivery.objects.filter(
        conversation__in={one for one, _ in done.places}, message_id__in=[message for _, message in done.places]
    ).select_related("source")
    kept: dict[Place, Kept] = {place: [] for place in done.places}
    made: dict[Source, dict[int, bytes]] = defaultdict(dict)
    for one in deliveries.order_by("-arrival_id"):  # the first delivery is the one that attachments are read from
        place = (one.conversation_id, one.message_id)
        if place in kept:
            made[one.source][one.arrival_id], kept[place] = _left(one, whom, keeps=place not in theirs)
    arrivals = sum(_write(source, some, at=at) for source, some in made.items())
    keep_attachments(kept)
    return {"messages they wrote": done.theirs, "messages": len(done.places), "raw mails": arrivals}


def forget(whom: Whom, at: datetime) -> Counts:  # noqa: ARG001
    """Take somebody out of what is told of imports and of what could not be read."""
    hide, needles = whom.redaction.outside, whom.redaction.needles
    for model in (Run, Unreadable):
        swept(model, needles=needles, hide=lambda value: hidden_in(value, hide))
    return {}


@transaction.atomic
def empty_arrivals(source: Source, numbers: Collection[int], *, at: datetime) -> int:
    """Take the bytes of some arrivals away; their rows stay, so that nothing brings them back. Returns how many."""
    kept = Arrival.objects.filter(source=source, id__in=numbers, erased_at=None)
    lost = pieces_of(source, list(kept.values_list("id", flat=True)))
    emptied = kept.update(raw=b"", packing=PLAIN, erased_at=at)
    let_go(source, lost)
    Unheard.objects.filter(arrival_id__in=numbers).delete()
    Unreadable.objects.filter(source=source, arrival_id__in=numbers).delete()
    return emptied


def _written_by(whom: Whom, places: Sequence[Place]) -> set[Place]:
    rows = Message.objects.filter(author__in=whom.identities, id__in=[message for _, message in places])
    return set(rows.values_list("conversation_id", "id"))


def _left(delivery: Delivery, whom: Whom, *, keeps: bool) -> tuple[bytes, Kept]:
    """Return what is left of a raw mail (b"" for nothing), and what it has attached as a message lists it."""
    arrival = Arrival.objects.filter(source=delivery.source_id, id=delivery.arrival_id).first()
    if arrival is None or not arrival.raw:
        return b"", []
    raw = raws([arrival])[arrival.id]
    made = raw if arrival.erased_at else _made_anew(delivery.source, raw, whom) if keeps else b""
    return made, _listed(delivery.source, made) if made else []


def _write(source: Source, made: dict[int, bytes], *, at: datetime) -> int:
    emptied = empty_arrivals(source, made, at=at)
    for number, raw in made.items():
        if raw:
            packing, packed = pack(raw)
            Arrival.objects.filter(source=source, id=number, raw=b"").update(raw=packed, packing=packing)
    return emptied


def _made_anew(source: Source, raw: bytes, whom: Whom) -> bytes:
    """Return a mail with nothing but what was attached to one; b"" when nothing was."""
    attached = _enclosed(source, raw) if source.kind == MAIL else ()
    if not attached:
        return b""
    hide = whom.redaction.within()
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = GONE
    mail.set_content(GONE)
    for one in attached:
        main, _, sub = (one.media_type or "application/octet-stream").partition("/")
        if main in ("message", "multipart"):
            continue  # a mail within a mail names people, too
        mail.add_attachment(
            one.content(), maintype=main, subtype=sub or "octet-stream", filename=hide.hidden(one.name) or None
        )
    return mail.as_bytes()


def _enclosed(source: Source, raw: bytes) -> Sequence[Enclosed]:
    try:
        return channel_of(source).enclosed(raw)
    except NotRead:
        return ()


def _listed(source: Source, raw: bytes) -> Kept:
    return [[one.part, one.name, one.media_type, one.size_bytes] for one in channel_of(source).read(raw).attachments]
