"""Who is shown how, on the pages of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from hearback.infra.showing import Face, face
from hearback.people.models import Identity
from hearback.people.showing import face_of as face_of_person
from hearback.staff.showing import face_of as face_of_colleague

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hearback.conversations.queries import ReadMessage
    from hearback.people.models import Person
    from hearback.sources.models import Source
    from hearback.staff.models import Colleague

SOURCE_ICONS = {"mail": "mail", "feed": "feed"}


def load_identities(people: Iterable[Person | None]) -> None:
    """Load, in one query, the identities that the faces of people are made from."""
    prefetch_related_objects([one for one in people if one], Prefetch("identities", Identity.objects.order_by("pk")))


def person_face(person: Person) -> Face:
    """Return the face of somebody outside."""
    return face_of_person(person)


def colleague_face(colleague: Colleague | None) -> Face | None:
    """Return the face of a colleague; None for nobody."""
    return face_of_colleague(colleague) if colleague else None


class Faces:
    """Gives everybody on a page a face; a human of ours is known by the name that stands in the message."""

    def __init__(self, colleagues: Iterable[Colleague]) -> None:
        self._ours = {colleague.name: face_of_colleague(colleague) for colleague in colleagues}

    def of(self, said: ReadMessage) -> Face:
        """Return the face of who said a message."""
        message, author = said.message, said.author
        if message.is_ours:
            name = message.author_name or (author.name or author.shown if author else _("us"))
            return self._ours.get(name) or face(name, key=name, ours=True)
        if author is None:
            return face(message.author_name, key=message.author_name)
        shown = person_face(author.person)
        if not message.author_name or message.author_name == shown.name:
            return shown
        return face(message.author_name, key=f"{author.namespace}:{author.handle}", url=shown.url, number=shown.id)


def source_mark(source: Source) -> dict[str, str]:
    """Return a source as its icon and name."""
    return {"icon": SOURCE_ICONS.get(source.kind, "source"), "label": source.name}
