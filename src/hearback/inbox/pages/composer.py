"""What the composer shows: to whom an answer goes, what is written so far, and what to know before sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hearback.inbox.answering import name_of
from hearback.inbox.errors import Overtaken
from hearback.inbox.pages.carried import carried
from hearback.inbox.pages.doubts import chip_marks, told
from hearback.inbox.queries.around import around
from hearback.inbox.rules.recipients import Addressee, parsed
from hearback.infra.showing import listed
from hearback.sources.queries import largest_answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.inbox.forms import Composed
    from hearback.inbox.models import Draft
    from hearback.inbox.pages.place import Place
    from hearback.inbox.queries.answerable import Answerable
    from hearback.inbox.queries.reading import Reading
    from hearback.inbox.rules.doubts import Around
    from hearback.infra.errors import Refusal
    from hearback.staff.models import Colleague


_TYPED = "%Y-%m-%dT%H:%M"  # as a browser's field for a moment has it


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of recipients. chosen: None as computed. typed: what is no address yet."""

    role: str
    computed: Sequence[Addressee]
    chosen: Sequence[Addressee] | None
    typed: str = ""

    def everybody(self) -> list[tuple[Addressee, bool]]:
        """Return (addressee, is ticked): whoever was computed, and whom the colleague added."""
        if self.chosen is None:
            return [(one, True) for one in self.computed]
        picked = {one.address.lower(): one for one in self.chosen}
        found = [(one, picked.pop(one.address.lower(), None) is not None) for one in self.computed]
        return [*found, *((one, True) for one in picked.values())]


def composer(
    reading: Reading, place: Place, *, typed: Composed | None = None, trouble: Refusal | None = None
) -> dict[str, Any]:
    """Return the composer of a conversation that can be answered.

    typed: what was posted and could not be sent, and trouble: why.
    """
    way, number = reading.way, reading.conversation.pk
    assert way.answered is not None
    to, cc = _lines(reading, typed)
    largest = largest_answer(way.source) if way.source else 0
    everybody = [one for line in (to, cc) for one, ticked in line.everybody() if ticked]
    known = around(way, ours=reading.ours, people=reading.people, everybody=[*everybody, *way.to, *way.cc])
    return {
        "action": place.address("answer", number),
        "draft_url": place.address("draft", number),
        "files": carried(number, reading.files, largest=largest, now=timezone.now()),
        "sender": reading.sender,
        "sender_address": way.source.address if way.source else "",
        "press": typed.press if typed else uuid4(),
        "answers": way.answered.message.id,
        "after": reading.thread.last_attempt,
        "to": _chips(to, known, everybody),
        "cc": _chips(cc, known, everybody),
        "told": told(number, everybody, known=known),
        "add_to": to.typed,
        "add_cc": cc.typed,
        "text": typed.text if typed else (reading.draft.text if reading.draft else ""),
        "quote": typed.with_quote if typed else True,
        "quoted": name_of(way.answered) if way.answered.text.strip() else "",
        "saved_words": _saved(reading.draft) if reading.draft else "",
        "name": _greeted(way),
        "error": str(trouble) if trouble else "",
        "is_overtaken": isinstance(trouble, Overtaken),
        "notes": _notes(reading) if typed is None else [],
        "later": _later(localtime()),
        "leaves_at": typed.leaves_at.strftime(_TYPED) if typed and typed.leaves_at else "",
    }


def _later(now: datetime) -> list[dict[str, str]]:
    """Return the moments at which an answer is often wanted to leave, in the house's time."""
    morning = now.replace(hour=9, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - now.weekday())
    moments = [(_("In an hour"), now + timedelta(hours=1)), (_("Tomorrow"), morning + timedelta(days=1))]
    if monday != moments[-1][1]:
        moments.append((_("On Monday"), monday))
    return [{"value": at.isoformat(), "words": words, "when": date_format(at, "D H:i")} for words, at in moments]


def notice(reading: Reading, *, by: Colleague, typed: Composed | None = None) -> dict[str, Any]:
    """Return why a conversation cannot be answered from here, and where to go instead; words once written are kept."""
    way = reading.way
    act = (way.link, _("Open it there")) if way.link else ("", "")
    if way.mute and by.is_admin and not way.link:
        act = (reverse("source", args=[way.mute.pk]), _("Open the source"))
    kept = typed.text if typed else (reading.draft.text if reading.draft else "")
    words = f"{way.why_not} {_('Answer where it was said, then settle it.')}" if way.link else way.why_not
    return {"words": words, "url": act[0], "act_words": act[1], "icon": "warning" if way.mute else "feed", "kept": kept}


def is_as_computed(composed: Composed, way: Answerable) -> bool:
    """Say whether the recipients are those that were computed."""
    lines = ((composed.to_line, way.to), (composed.cc_line, way.cc))
    return all(parsed(line) == (list(computed), []) for line, computed in lines)


def _lines(reading: Reading, typed: Composed | None) -> tuple[_Line, _Line]:
    way, draft = reading.way, reading.draft
    if typed:
        to, cc = (parsed(", ".join(ticked))[0] for ticked in (typed.to, typed.cc))
        return _Line("to", way.to, to, typed.add_to), _Line("cc", way.cc, cc, typed.add_cc)
    if draft and draft.recipients:
        (to, not_to), (cc, not_cc) = (parsed(line) for line in draft.recipients)
        return _Line("to", way.to, to, ", ".join(not_to)), _Line("cc", way.cc, cc, ", ".join(not_cc))
    return _Line("to", way.to, None), _Line("cc", way.cc, None)


def _chips(line: _Line, known: Around, everybody: Sequence[Addressee]) -> list[dict[str, Any]]:
    return [_chip(one, ticked, known, everybody) for one, ticked in line.everybody()]


def _chip(one: Addressee, ticked: bool, known: Around, everybody: Sequence[Addressee]) -> dict[str, Any]:
    marked = chip_marks(one, known=known, everybody=everybody) if ticked else []
    return {
        "value": str(one),
        "name": one.name or one.address,
        "title": one.address,
        "checked": ticked,
        "new": one.address.lower() not in known.there,
        "marks": marked,
        "doubtful": any(mark["is_doubt"] for mark in marked),
    }


def told_of(reading: Reading, typed: Composed) -> dict[str, Any]:
    """Return what is told about those who stand in a composer just now."""
    everybody = [*parsed(typed.to_line)[0], *parsed(typed.cc_line)[0]]
    known = around(reading.way, ours=reading.ours, people=reading.people, everybody=everybody)
    return told(reading.conversation.pk, everybody, known=known)


def _greeted(way: Answerable) -> str:
    return (way.to[0].name or way.to[0].address) if way.to else _("them")


def _saved(draft: Draft) -> str:
    return _("Draft saved %s") % date_format(localtime(draft.saved_at), "j M, H:i")


def _notes(reading: Reading) -> list[str]:
    """Return what to know before writing on: what came after the draft, and who else is writing."""
    notes, answered, draft = [], reading.way.answered, reading.draft
    if draft and answered and not answered.message.is_ours and answered.message.heard_at > draft.saved_at:
        notes.append(_("%s wrote again since you saved this draft; it now answers that message.") % name_of(answered))
    if reading.others:
        names = listed([one.colleague.name for one in reading.others], most=2)
        notes.append(_("%s has begun an answer here, too.") % names)
    return notes
