"""What colleagues say of two identities: the same person, different ones, or later; and each of it taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.errors import Refusal
from hearback.people.actions import linking
from hearback.people.models import Identity, Likeness, Merge, Split, StopWord
from hearback.people.rules.matching.stops import KINDS
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.staff.models import Colleague


@transaction.atomic
def say_same(number: int, *, by: Colleague, at: datetime) -> Likeness:
    """Make the two persons of a question one. Raises Refusal when it is unknown or answered."""
    one = _open(number)
    first, second = sorted((one.one.person_id, one.other.person_id))
    if first != second:
        reasons = [(kind, words) for kind, words in one.reasons]
        one.merge = linking.merge(kept=first, gone=second, by=by, at=at, reasons=reasons)
    return _answer(one, Likeness.SAME, by=by, at=at)


@transaction.atomic
def say_different(number: int, *, by: Colleague, at: datetime) -> Likeness:
    """Remember that the two of a question are two. Raises Refusal when it is unknown or answered."""
    one = _open(number)
    note("say different", subject=f"person:{one.one.person_id}", by=by, at=at, other=one.other.person_id)
    return _answer(one, Likeness.DIFFERENT, by=by, at=at)


@transaction.atomic
def say_later(number: int, *, at: datetime) -> Likeness:
    """Put a question behind all others. Raises Refusal when it is unknown or answered."""
    one = _open(number)
    one.put_off_at = at
    one.save(update_fields=["put_off_at"])
    return one


@transaction.atomic
def ask_again(number: int, *, by: Colleague, at: datetime) -> Likeness:
    """Take an answer back: a merge made by it is undone, and the question is open as before. Raises Refusal."""
    one = _locked(number)
    if one.merge is not None and one.merge.undone_at is None:
        linking.undo_merge(one.merge.pk, by=by, at=at)
    one.state, one.merge, one.put_off_at, one.decided_by, one.decided_at = Likeness.OPEN, None, None, None, None
    one.is_by_rule = False
    one.save()
    return one


@transaction.atomic
def confirm(number: int, *, by: Colleague, at: datetime) -> Likeness:
    """Say that what a rule joined was joined rightly. Raises Refusal when it is unknown or taken back."""
    one = _locked(number)
    if one.state != Likeness.SAME or one.merge is None or one.merge.undone_at:
        raise Refusal("This merge was taken back already.")
    return _answer(one, Likeness.SAME, by=by, at=at)


@transaction.atomic
def take_back(number: int, *, by: Colleague, at: datetime) -> Merge:
    """Take a merge back for good: rules never make it again, and nobody is asked. Raises Refusal."""
    found = Merge.objects.filter(pk=number).first()
    if found is None:
        raise Refusal("There is no such merge.")
    before = _first_identity(found.kept_id)
    done = linking.undo_merge(number, by=by, at=at)
    likeness = Likeness.objects.select_for_update().filter(merge=done).first()
    if likeness is not None:
        _answer(likeness, Likeness.DIFFERENT, by=by, at=at)
    after = _first_identity(found.gone_id)
    if likeness is None and before and after:
        bar(before, after, by=by, at=at)
    return done


@transaction.atomic
def not_theirs(number: int, *, by: Colleague, at: datetime) -> Split:
    """Take an identity off a person, and remember that it is not theirs. Raises Refusal."""
    rest = Identity.objects.filter(person__identities=number).exclude(pk=number).order_by("pk").first()
    done = linking.split(number, by=by, at=at)
    if rest is not None:
        bar(rest.pk, number, by=by, at=at)
    return done


@transaction.atomic
def theirs_again(number: int, *, by: Colleague, at: datetime) -> Split:
    """Take a split back, and forget that the two are different. Raises Refusal."""
    done = linking.undo_split(number, by=by, at=at)
    taken = Likeness.objects.filter(state=Likeness.DIFFERENT, weight=0.0)
    same = Identity.objects.filter(person=done.identity.person_id).values("pk")
    taken.filter(one__in=same, other__in=same).delete()
    return done


def bar(one: int, other: int, *, by: Colleague, at: datetime) -> None:
    """Remember that two identities are two people's: rules never join them, and nobody is asked."""
    first, second = sorted((one, other))
    given = {"state": Likeness.DIFFERENT, "decided_by": by, "decided_at": at}
    Likeness.objects.update_or_create(
        one_id=first, other_id=second, defaults=given, create_defaults=given | {"kind": "said", "found_at": at}
    )


@transaction.atomic
def set_stop_word(word: str, kind: str, *, by: Colleague, at: datetime) -> None:
    """Say what a name or address stands for; "" when it is somebody's here. Holds for what is matched from now on."""
    if not by.is_admin:
        raise Refusal("Only an admin can do this.")
    word = " ".join(word.casefold().split())[:200]
    if not word or kind not in (*KINDS, ""):
        raise Refusal("Write a name or an address, and choose what it stands for.")
    StopWord.objects.update_or_create(word=word, defaults={"kind": kind, "by": by, "at": at})
    note("set stop word", subject="stop words", by=by, at=at, kind=kind)


@transaction.atomic
def forget_stop_word(number: int, *, by: Colleague, at: datetime) -> None:
    """Let the shipped lists decide of a word again."""
    if not by.is_admin:
        raise Refusal("Only an admin can do this.")
    if StopWord.objects.filter(pk=number).delete()[0]:
        note("forget stop word", subject="stop words", by=by, at=at)


def _first_identity(person: int) -> int | None:
    return Identity.objects.filter(person=person).order_by("pk").values_list("pk", flat=True).first()


def _locked(number: int) -> Likeness:
    one = (
        Likeness.objects.select_for_update(of=("self",))
        .select_related("one", "other", "merge")
        .filter(pk=number)
        .first()
    )
    if one is None:
        raise Refusal("There is no such question.")
    return one


def _open(number: int) -> Likeness:
    one = _locked(number)
    if one.state != Likeness.OPEN:
        raise Refusal("Somebody has answered this meanwhile.")
    return one


def _answer(one: Likeness, state: str, *, by: Colleague, at: datetime) -> Likeness:
    one.state, one.decided_by, one.decided_at = state, by, at
    one.save()
    return one
