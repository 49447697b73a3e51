"""Takes somebody out of conversations that stay: names, addresses and signatures go, what was said stays."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import Span, SpanKind, new_words
from hearback.conversations.models import Conversation, Message, Participant, Text
from hearback.conversations.rules.texts import parted, spans_of, whole
from hearback.conversations.rules.voices import preview
from hearback.conversations.rules.wording import found_by
from hearback.infra.rows import execute
from hearback.people.models import Identity
from hearback.people.rules.redacting import GONE, hidden_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hearback.people.queries.rooms import Whom
    from hearback.people.rules.redacting import Within

Place = tuple[int, int]  # conversation, message


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was taken out. theirs: messages they wrote; places: every message that was written anew."""

    theirs: int = 0
    places: tuple[Place, ...] = ()


def redact(whom: Whom, conversations: Sequence[int]) -> Redacted:
    """Take somebody out of some conversations. Runs in the caller's transaction; the second time changes nothing.

    conversations: where messages are kept. In those that they take part in single words of their name go, too, and
    every message counts as written anew, because its bytes may name them where its text does not.
    """
    ways = _ways(whom, conversations)
    texts = {(one.conversation_id, one.message_id): one for one in Text.objects.filter(conversation__in=conversations)}
    places, theirs = [], 0
    for message in Message.objects.filter(conversation__in=conversations).order_by("conversation_id", "id"):
        place = (message.conversation_id, message.id)
        hide = ways.get(message.conversation_id)
        is_theirs = message.author_id in whom.identities
        text = texts.get(place)
        if _write(message, text, whom, hide or whom.redaction.outside, is_theirs=is_theirs) or hide:
            places.append(place)
            theirs += is_theirs
    for one in Conversation.objects.filter(pk__in=conversations):
        hide = ways.get(one.pk) or whom.redaction.outside
        given = {"subject": hide.hidden(one.subject), "preview": hide.hidden(one.preview)}
        Conversation.objects.filter(pk=one.pk).update(**given)
    return Redacted(theirs, tuple(places))


def keep_attachments(kept: Mapping[Place, Sequence[Sequence[object]]]) -> None:
    """Note what is still attached to some messages, whose HTML is no more. Runs in the caller's transaction."""
    for (conversation, message), attachments in kept.items():
        rows = Message.objects.filter(conversation=conversation, id=message)
        rows.update(attachments=[list(one) for one in attachments], has_html=False)


def _ways(whom: Whom, conversations: Sequence[int]) -> dict[int, Within]:
    """Return conversation -> what goes there, for those that they take part in."""
    home_of = dict(Conversation.objects.filter(pk__in=conversations).values_list("pk", "merged_into"))
    homes = {one: home or one for one, home in home_of.items()}
    parts: dict[int, set[int]] = defaultdict(set)
    found = Conversation.objects.filter(merged_into__in=set(homes.values())).values_list("pk", "merged_into")
    for part, home in [*found, *((one, one) for one in homes.values())]:
        parts[home or part].add(part)
    everybody = Participant.objects.filter(conversation__in={part for some in parts.values() for part in some})
    who: dict[int, set[int]] = defaultdict(set)
    for conversation, identity in everybody.values_list("conversation_id", "identity_id"):
        who[conversation].add(identity)
    names = dict(
        Identity.objects.filter(pk__in={one for some in who.values() for one in some}).values_list("pk", "name")
    )
    ways = {}
    for one, home in homes.items():
        there = set().union(*(who[part] for part in parts[home]))
        if there.intersection(whom.identities):
            others = {names[identity] for identity in there.difference(whom.identities)}
            ways[one] = whom.redaction.within(others=frozenset(others))
    return ways


def _write(message: Message, text: Text | None, whom: Whom, hide: Within, *, is_theirs: bool) -> bool:
    """Write a message without somebody; returns whether it names them."""
    new_text = _write_text(message, text, hide, is_theirs=is_theirs) if text else None
    about: dict[str, Any] = {
        "author_name": "" if is_theirs else hide.hidden(message.author_name),
        "subject": hide.hidden(message.subject),
        "preview": new_text if new_text is not None else hide.hidden(message.preview),
        "key": hide.hidden(message.key),
        "link": hide.hidden(message.link),
        "proof": hide.hidden(message.proof),
        "why": hide.hidden(message.why),
        "recipients": [_recipient(one, whom, hide) for one in message.recipients],
        "notice": hidden_in(message.notice, hide),
        "attachments": [] if is_theirs else hidden_in(message.attachments, hide),
    }
    different = {name: value for name, value in about.items() if value != getattr(message, name)}
    if different:
        Message.objects.filter(conversation=message.conversation_id, id=message.id).update(**different)
    return bool(different) or new_text is not None


def _recipient(one: Sequence[str], whom: Whom, hide: Within) -> list[str]:
    role, name, handle = one
    is_them = handle.casefold() in {address.casefold() for address in whom.redaction.addresses}
    return [role, "", GONE] if is_them else [role, hide.hidden(name), hide.hidden(handle)]


def _write_text(message: Message, text: Text, hide: Within, *, is_theirs: bool) -> str | None:
    """Write a text without somebody; returns its preview, or None when it does not name them."""
    spans = spans_of(text.spans)
    before = whole(text.words, text.rest, spans)
    signed = [(one.start, one.end) for one in spans if is_theirs and one.kind is SpanKind.SIGNATURE]
    signed = [(start, end) for start, end in signed if before[start:end].strip() != GONE]
    edit = hide.edit(before, gone=[_trimmed(before, *one) for one in signed])
    moved = [
        Span(one.kind, edit.moved(one.start), edit.moved(one.end), one.confidence, *_whose(one, hide)) for one in spans
    ]
    answers = hidden_in(list(text.answers), hide)
    if edit.text == before and moved == spans and answers == list(text.answers):
        return None
    words, rest = parted(edit.text, moved)
    subject = hide.hidden(message.subject)
    execute(
        "UPDATE conversations_text SET words = %s, rest = %s, spans = %s, answers = %s,"
        " search = array_to_tsvector(%s::text[]) WHERE conversation_id = %s AND message_id = %s",
        [
            *(words, rest, json.dumps([_kept(one) for one in moved]), answers, sorted(found_by(subject, words))),
            *(text.conversation_id, text.message_id),
        ],
    )
    return preview(new_words(edit.text, moved))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without the white space at its ends, so that the lines around it stay apart."""
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())


def _whose(one: Span, hide: Within) -> tuple[str, str]:
    return hide.hidden(one.name), hide.hidden(one.address)


def _kept(one: Span) -> list[object]:
    whose = (one.name, one.address) if one.name or one.address else ()
    return [one.kind.value, one.start, one.end, one.confidence, *whose]
