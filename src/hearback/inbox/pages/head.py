"""What the head of a conversation shows: what it is about, whose turn it is, who answers, and the acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hearback.inbox.models import Turn
from hearback.inbox.pages.faces import colleague_face, person_face, source_mark
from hearback.infra.showing import promise, when
from hearback.staff.showing import face_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.conversations.models import Conversation
    from hearback.inbox.pages.place import Place
    from hearback.staff.models import Colleague


Steps = tuple[int | None, int | None]  # the conversations before and after in the list


def head(
    conversation: Conversation,
    turn: Turn | None,
    place: Place,
    *,
    steps: Steps,
    colleagues: Sequence[Colleague],
    by: Colleague,
) -> dict[str, Any]:
    """Return the context of the head; the identities of the person are loaded."""
    return {
        "talk": _talk(conversation, turn, place, steps=steps, now=timezone.now()),
        "colleagues": _choices(colleagues, by=by),
        "reasons": reasons(),
    }


def reasons() -> list[str]:
    """Return why a conversation often needs no answer, as sentences to choose from."""
    return [
        _("It says thank you, and nothing else."),
        _("It was answered elsewhere."),
        _("It is for our information only."),
        _("It was not meant for us."),
        _("It is advertising or spam."),
    ]


def _talk(
    conversation: Conversation, turn: Turn | None, place: Place, *, steps: Steps, now: datetime
) -> dict[str, Any]:
    number, (before, after) = conversation.pk, steps
    identity = conversation.identity
    due = turn.answer_due if turn and turn.state == Turn.OURS else None
    return {
        "id": number,
        "subject": conversation.subject,
        "turn": turn.state if turn else Turn.SETTLED,
        "promise": promise(due, now=now) if due else None,
        "assignee": colleague_face(turn.assignee if turn else None),
        "person": person_face(identity.person) if identity else None,
        "source": source_mark(conversation.source),
        "settled_words": _settled(turn, now=now) if turn and turn.state == Turn.SETTLED else "",
        "back_url": place.address("inbox"),
        "newer_url": place.address("conversation", before) if before else "",
        "older_url": place.address("conversation", after) if after else "",
        "assign_url": place.address("assign", number),
        "who_url": place.address("who", number),
        "suggested_url": place.address("suggested", number),
        "settle_url": place.address("settle", number),
        "reopen_url": place.address("reopen", number),
        "live_url": place.address("head", number),
    }


def _settled(turn: Turn, *, now: datetime) -> str:
    """Return who settled it, when and why."""
    moment = when(turn.settled_at, now=now).words if turn.settled_at else ""
    who = turn.settled_by.name if turn.settled_by else _("By itself")
    return f"{who}, {moment}: {turn.reason}" if moment else f"{who}: {turn.reason}"


def _choices(colleagues: Sequence[Colleague], *, by: Colleague) -> list[dict[str, Any]]:
    """Return the colleagues who can be put in charge, whoever looks first."""
    ordered = sorted(colleagues, key=lambda one: one.pk != by.pk)
    return [
        {"id": one.pk, "name": one.name, "initials": shown.initials, "hue": shown.hue, "ours": True}
        | {"remark": _("you") if one.pk == by.pk else ""}
        for one, shown in ((one, face_of(one)) for one in ordered)
    ]
