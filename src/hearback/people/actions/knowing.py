"""Who introduces whom, what was given and received, whose mailbox takes part, and what needs nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.errors import Refusal
from hearback.infra.jobs import enqueue
from hearback.infra.rows import Line, execute, stand_in
from hearback.people.actions.acts import Deed, note_acts, stand_for
from hearback.people.models import Act, Dismissal, Gesture, Identity, Introduction, Mailbox, Person
from hearback.people.rules.acts import GESTURES, INTRODUCED
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.sources.models import Source
    from hearback.staff.models import Colleague

COUNT_TIES = "hearback.people.jobs.count_ties"
LONGEST_WORDS = 2_000
SLACK = timedelta(days=1)  # clocks and time zones differ
_ANSWERS = {
    Introduction.AGREED: {Introduction.ASKED, Introduction.DECLINED},
    Introduction.DECLINED: {Introduction.ASKED, Introduction.AGREED},
    Introduction.MADE: {Introduction.ASKED, Introduction.AGREED},
    Introduction.DROPPED: {Introduction.ASKED, Introduction.AGREED},
    Introduction.ASKED: {Introduction.AGREED, Introduction.DECLINED, Introduction.MADE, Introduction.DROPPED},
}


@transaction.atomic
def note_gesture(  # noqa: PLR0913  # what a gesture is
    person: int, *, kind: str, is_ours: bool, words: str, on: datetime, by: Colleague, at: datetime
) -> Gesture:
    """Note what a colleague did for somebody, or somebody for us. Raises Refusal for what cannot be.

    is_ours: `by` did it; else the person did it towards them. on: when it was.
    """
    if kind not in GESTURES:
        raise Refusal("Choose what it was.")
    if on > at + SLACK:
        raise Refusal("That day is still to come.")
    if len(words) > LONGEST_WORDS:
        raise Refusal(f"That is longer than {LONGEST_WORDS:,} characters.")
    theirs = Identity.objects.filter(person=person).exclude(namespace="colleague").order_by("pk").first()
    if theirs is None:
        raise Refusal("Nothing can be noted of somebody without any address.")
    stand_in(Line.HEARING)
    ours = stand_for([by.pk], at=at)[by.pk]
    giver, receiver = (ours, theirs.pk) if is_ours else (theirs.pk, ours)
    done = _gesture(kind, giver, receiver, words=words.strip(), on=on, by=by, at=at)
    note("note gesture", subject=f"person:{person}", by=by, at=at, gesture=done.pk)
    return done


def _gesture(  # noqa: PLR0913  # what a gesture is
    kind: str, giver: int, receiver: int, *, words: str, on: datetime, by: Colleague, at: datetime
) -> Gesture:
    done = Gesture.objects.create(
        kind=kind, giver_id=giver, receiver_id=receiver, words=words, at=on, noted_at=at, by=by
    )
    note_acts([_deed(done)])
    return done


def _deed(done: Gesture) -> Deed:
    return Deed(done.giver_id, done.receiver_id, done.at, done.kind, -done.pk, None, None)


@transaction.atomic
def remove_gesture(number: int, *, by: Colleague, at: datetime) -> Gesture:
    """Take a gesture back, so that it counts no more. Raises Refusal when it is unknown or gone."""
    done = _held_gesture(number, is_removed=False)
    done.removed_at = at
    done.save(update_fields=["removed_at"])
    Act.objects.filter(actor=done.giver_id, origin=-done.pk).delete()
    _touch(done)
    note("remove gesture", subject=f"identity:{done.receiver_id}", by=by, at=at, gesture=number)
    return done


@transaction.atomic
def restore_gesture(number: int, *, by: Colleague, at: datetime) -> Gesture:
    """Let a gesture that was taken back count again. Raises Refusal when it is unknown or counts."""
    done = _held_gesture(number, is_removed=True)
    done.removed_at = None
    done.save(update_fields=["removed_at"])
    note_acts([_deed(done)])
    note("restore gesture", subject=f"identity:{done.receiver_id}", by=by, at=at, gesture=number)
    return done


def _held_gesture(number: int, *, is_removed: bool) -> Gesture:
    done = Gesture.objects.select_for_update().filter(pk=number, removed_at__isnull=not is_removed).first()
    if done is None:
        raise Refusal("Somebody has changed this meanwhile.")
    return done


def _touch(done: Gesture) -> None:
    execute("INSERT INTO people_touched (one_id, other_id) VALUES (%s, %s)", [done.giver_id, done.receiver_id])


@transaction.atomic
def ask_introduction(person: int, *, through: Colleague, words: str, by: Colleague, at: datetime) -> Introduction:
    """Ask a colleague to introduce one to somebody. Raises Refusal when it was asked already, or of oneself."""
    if through == by:
        raise Refusal("You know them yourself.")
    if not Person.objects.filter(pk=person, merged_into=None).exists():
        raise Refusal("There is nobody of that number here.")
    asked, is_new = Introduction.objects.get_or_create(
        asker=by,
        through=through,
        person_id=person,
        state__in=[Introduction.ASKED, Introduction.AGREED],
        defaults={"words": words.strip()[:LONGEST_WORDS], "asked_at": at, "state": Introduction.ASKED},
    )
    if not is_new:
        raise Refusal(f"You have asked {through.name} already.")
    note("ask introduction", subject=f"person:{person}", by=by, at=at, introduction=asked.pk)
    return asked


@transaction.atomic
def decide_introduction(number: int, state: str, *, words: str = "", by: Colleague, at: datetime) -> Introduction:
    """Agree to introduce somebody, decline, say that it was done, drop it, or take that back. Raises Refusal.

    Who was asked decides; who asked can drop it. One that was made is an act of theirs towards both.
    """
    one = Introduction.objects.select_for_update().select_related("asker", "through").filter(pk=number).first()
    if one is None or by not in (one.asker, one.through):
        raise Refusal("There is no such request of yours.")
    if by == one.asker and state not in (Introduction.DROPPED, Introduction.ASKED):
        raise Refusal(f"Only {one.through.name} can say so.")
    if one.state not in _ANSWERS.get(state, ()):
        raise Refusal("That was decided meanwhile.")
    if one.gesture_id:
        remove_gesture(one.gesture_id, by=by, at=at)
        one.gesture = None
    if state == Introduction.MADE:
        one.gesture = _introduced(one, at=at)
    one.state, one.answer, one.decided_at = state, words.strip()[:LONGEST_WORDS], at
    one.save()
    note(f"introduction {state}", subject=f"person:{one.person_id}", by=by, at=at, introduction=number)
    return one


def _introduced(one: Introduction, *, at: datetime) -> Gesture | None:
    theirs = Identity.objects.filter(person=one.person_id).order_by("pk").first()
    if theirs is None:
        return None
    stand_in(Line.HEARING)
    ours = stand_for([one.through_id], at=at)[one.through_id]
    words = f"{one.through.name} introduced {one.asker.name}."
    return _gesture(INTRODUCED, ours, theirs.pk, words=words, on=at, by=one.through, at=at)


@transaction.atomic
def choose_mailbox(
    source: Source, *, colleague: Colleague | None, takes_part: bool, by: Colleague, at: datetime
) -> Mailbox:
    """Say whose mailbox a source is, and whether it takes part in who knows whom. Raises Refusal for others' mailboxes.

    A colleague decides for their own and takes one that is nobody's; an admin for all. All ties are counted anew soon.
    """
    kept = Mailbox.objects.select_for_update().filter(source=source).first()
    owner = kept.colleague if kept else None
    if not by.is_admin and (owner not in (None, by) or colleague not in (None, by)):
        raise Refusal("This is another colleague's mailbox; they or an admin decide.")
    told = {"colleague": colleague, "takes_part": takes_part, "by": by, "at": at}
    mailbox, _is_new = Mailbox.objects.update_or_create(source=source, defaults=told)
    enqueue(COUNT_TIES, once="count-ties", timestamp=int(at.timestamp()))
    note("choose mailbox", subject=f"source:{source.pk}", by=by, at=at, takes_part=takes_part)
    return mailbox


@transaction.atomic
def dismiss(person: int, what: str, *, reason: str, by: Colleague, at: datetime) -> Dismissal:
    """Say that somebody's silence, or a debt to them, needs nothing. Raises Refusal without a reason."""
    if what not in ("silence", "thanks", "promise"):
        raise Refusal("Nothing of that kind can be put aside.")
    if not reason.strip():
        raise Refusal("Say why; others will want to know.")
    one = Person.objects.filter(pk=person).first()
    if one is None:
        raise Refusal("There is nobody of that number here.")
    done = Dismissal.objects.create(
        person=one, what=what, reason=reason.strip()[:LONGEST_WORDS], seen_at=one.last_said_at, at=at, by=by
    )
    note(f"dismiss {what}", subject=f"person:{person}", by=by, at=at, dismissal=done.pk)
    return done


@transaction.atomic
def undo_dismissal(number: int, *, by: Colleague, at: datetime) -> Dismissal:
    """Show a silence or debt again. Raises Refusal when it is unknown or shown."""
    done = Dismissal.objects.select_for_update().filter(pk=number, undone_at=None).first()
    if done is None:
        raise Refusal("It is shown already.")
    done.undone_at = at
    done.save(update_fields=["undone_at"])
    note(f"undo dismiss {done.what}", subject=f"person:{done.person_id}", by=by, at=at, dismissal=number)
    return done
