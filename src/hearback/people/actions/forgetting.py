"""Takes somebody out of what is told of people here; what others wrote stays, without the name."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from hearback.infra.sweeping import swept
from hearback.people.models import (
    Act,
    Affiliation,
    Ask,
    Clue,
    Consent,
    Counterpart,
    Dismissal,
    Dossier,
    Erased,
    Gesture,
    Identity,
    Import,
    ImportRow,
    Introduction,
    Likeness,
    Merge,
    Note,
    Organisation,
    Person,
    Picture,
    Restriction,
    Rhythm,
    Role,
    Segment,
    ShownPictures,
    Split,
    StopWord,
    Tagging,
    Tie,
    Touched,
    Trait,
    Unasked,
)
from hearback.people.queries.privacy import ERASED, digest_of
from hearback.people.rules.redacting import hidden_in
from hearback.staff.actions import forget_in_audit

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from hearback.people.queries.rooms import Counts, Whom
    from hearback.staff.models import Colleague

SHOWN = "Somebody who was erased"
# Words of others that may name them; what names them by a key goes whole (below).
_SWEPT = (
    *(Affiliation, Ask, Consent, Counterpart, Dismissal, Gesture, Import, ImportRow, Introduction, Likeness, Merge),
    *(Note, Organisation, Restriction, Role, Segment, Trait),
)


def forget(whom: Whom, at: datetime) -> Counts:  # noqa: ARG001
    """Remove what is told of somebody, and take them out of what is told of others. In the caller's transaction."""
    of_person, of_identity = Q(person__in=whom.persons), Q(identity__in=whom.identities)
    acts = Q(actor__in=whom.identities) | Q(target__in=whom.identities)
    gone: dict[str, list[tuple[type[Model], Q]]] = {
        "notes": [(Note, of_person)],
        "roles and tags": [(Role, of_person), (Tagging, of_person)],
        "facts and pictures": [(Trait, of_person), (Picture, of_person), (ShownPictures, of_identity)],
        "places they belong to": [(Affiliation, of_person | of_identity), (Counterpart, of_person)],
        "wishes": [(Consent, of_identity), (Rhythm, of_identity), (Unasked, of_identity)],
        "acts and ties": [
            (Introduction, of_person | Q(gesture__in=Gesture.objects.filter(_given(whom)))),
            (Gesture, _given(whom)),
            (Dismissal, of_person),
            (Tie, Q(one__in=whom.persons) | Q(other__in=whom.persons)),
            (Touched, Q(one_id__in=whom.identities) | Q(other_id__in=whom.identities)),
            (Act, acts),
        ],
        "traces of who they are": [
            (Clue, of_identity),
            (Likeness, Q(one__in=whom.identities) | Q(other__in=whom.identities)),
            (Split, of_identity | Q(taken_from__in=whom.persons) | Q(home__in=whom.persons)),
            (StopWord, Q(word__in=[*whom.redaction.addresses, *whom.redaction.names])),
        ],
    }
    counts = {
        kind: sum(model._base_manager.filter(which).delete()[0] for model, which in rows) for kind, rows in gone.items()
    }
    _blank(whom)
    hide = partial(hidden_in, hide=whom.redaction.outside)
    for model in _SWEPT:
        swept(model, needles=whom.redaction.needles, hide=hide)
    forget_in_audit(whom.persons, needles=whom.redaction.needles, hide=hide)
    return counts


def _given(whom: Whom) -> Q:
    return Q(giver__in=whom.identities) | Q(receiver__in=whom.identities)


def _blank(whom: Whom) -> None:
    """Keep rows that others count on, by their number alone."""
    Ask.objects.filter(identity__in=whom.identities).update(words="")
    Restriction.objects.filter(person__in=whom.persons).update(reason="")
    merges = Merge.objects.filter(Q(kept__in=whom.persons) | Q(gone__in=whom.persons))
    merges.update(reasons=[], named="")
    of_import = ImportRow.objects.filter(Q(person__in=whom.persons) | Q(identity__in=whom.identities))
    of_import.update(trouble="", added={}, person=None, identity=None)
    for dossier in Dossier.objects.filter(person__in=whom.persons).exclude(path=""):
        (Path(settings.MEDIA_ROOT) / dossier.path).unlink(missing_ok=True)
    Dossier.objects.filter(person__in=whom.persons).update(path="", state=Dossier.GONE)


def stop(whom: Whom, *, by: Colleague | None, at: datetime) -> int:
    """Put a digest in the place of each address of somebody, and a number in the place of their name.

    Returns how many addresses. Runs in the caller's transaction, as the last step.
    """
    identities = list(Identity.objects.filter(pk__in=whom.identities).exclude(namespace=ERASED))
    for one in identities:
        digest = digest_of(one.namespace, one.handle)
        stopped, is_new = Erased.objects.get_or_create(digest=digest, defaults={"identity": one, "at": at, "by": by})
        if not is_new:  # erased before, and wrote again
            Erased.objects.filter(pk=stopped.pk).update(identity=one, at=at, by=by, again_at=None)
            Identity.objects.filter(namespace=ERASED, handle=digest.hex()).update(handle=f"{digest.hex()}.{one.pk}")
        gone = {"namespace": ERASED, "handle": digest.hex(), "shown": SHOWN, "name": "", "is_matched": True}
        Identity.objects.filter(pk=one.pk).update(**gone)
    Person.objects.filter(pk__in=whom.persons).update(name="")
    return len(identities)
