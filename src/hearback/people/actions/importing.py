"""Brings people from a file: a chunk of lines in one transaction, each line once, and all of it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hearback.channels.contract import HeardIdentity
from hearback.infra.errors import Refusal
from hearback.infra.jobs import enqueue
from hearback.infra.rows import Line, stand_in
from hearback.people.actions.profile import put_tag
from hearback.people.actions.recognising import recognise
from hearback.people.models import (
    Affiliation,
    Identity,
    Import,
    ImportRow,
    Note,
    Organisation,
    Person,
    Role,
    Tagging,
    Trait,
)
from hearback.people.queries.importing import entries_of, prepared
from hearback.people.queries.privacy import stopped
from hearback.people.rules.importing.columns import MEANINGS
from hearback.people.rules.importing.entries import phone_key
from hearback.people.rules.importing.workbooks import as_csv
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from hearback.people.actions.recognising import Handle
    from hearback.people.rules.importing.entries import Entry
    from hearback.staff.models import Colleague

CHUNK = 100  # lines
LARGEST = 20 * 1024 * 1024  # bytes
BRING, UNDO = "hearback.people.jobs.bring_people", "hearback.people.jobs.take_people_back"
UNDOING = "undoing"
NEW, KNOWN, WRONG, STOPPED = "new", "known", "wrong", "stopped"


@transaction.atomic
def upload(name: str, content: bytes, *, by: Colleague, at: datetime) -> Import:
    """Keep a file of people, with what its columns seem to mean. Raises Refusal, in words, for what is no such file."""
    if len(content) > LARGEST:
        raise Refusal("The file is larger than 20 MB; divide it.")
    if not content.strip():
        raise Refusal("The file is empty.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("This is a workbook of an old kind; save the sheet as CSV or XLSX.")
    try:
        content = as_csv(content) if content.startswith(b"PK\x03\x04") else content
    except ValueError as error:
        raise Refusal(str(error)) from error
    kind = "vcard" if b"BEGIN:VCARD" in content[:4096].upper().replace(b"\0", b"") else "csv"
    kept = Import(name=name[-200:] or "people.csv", kind=kind, content=content, at=at, by=by)
    try:
        kept.columns, kept.lines = prepared(kept)
    except ValueError as error:
        raise Refusal(str(error)) from error
    kept.save()
    note("upload people", subject=f"import:{kept.pk}", by=by, at=at, name=kept.name)
    return kept


@transaction.atomic
def start(number: int, columns: list[str], *, by: Colleague, at: datetime) -> Import:
    """Begin to bring the people of a file. columns: what each column means. Raises Refusal when it cannot begin."""
    kept = _held(number, by=by)
    if kept.state != Import.PREPARED:
        raise Refusal("This was begun already.")
    if kept.kind == "csv":
        if len(columns) != len(kept.columns) or any(one and one not in MEANINGS for one in columns):
            raise Refusal("Say what each column means.")
        if not {"mail", "phone", "link"} & set(columns):
            raise Refusal("Say which column has the mail address, a phone number or a link.")
        kept.columns = columns
    kept.state = Import.RUNNING
    kept.save(update_fields=["columns", "state"])
    note("bring people", subject=f"import:{number}", by=by, at=at)
    enqueue(BRING, once=f"people-{number}", number=number)
    return kept


def bring(number: int, *, at: datetime) -> None:
    """Bring all lines that were not dealt with, a chunk at a time; called again after a crash it goes on from there."""
    kept = Import.objects.get(pk=number)
    if kept.state != Import.RUNNING:
        return
    chunk: list[Entry] = []
    for entry in entries_of(kept):
        if entry.line <= kept.reached:
            continue
        chunk.append(entry)
        if len(chunk) == CHUNK:
            _bring(kept, chunk, at=at)
            chunk = []
    _bring(kept, chunk, at=at, is_last=True)


@transaction.atomic
def _bring(kept: Import, chunk: list[Entry], *, at: datetime, is_last: bool = False) -> None:
    stand_in(Line.HEARING)
    kept.refresh_from_db(fields=["state", "reached"])
    if kept.state != Import.RUNNING:
        return
    ImportRow.objects.bulk_create([_row(kept, entry, at=at) for entry in chunk if entry.line > kept.reached])
    kept.reached = chunk[-1].line if chunk else kept.reached
    if is_last:
        kept.state, kept.ended_at, kept.content = Import.DONE, at, b""
    kept.save(update_fields=["reached", "state", "ended_at", "content"])


def _row(kept: Import, entry: Entry, *, at: datetime) -> ImportRow:
    row = ImportRow(by_import=kept, line=entry.line, outcome=WRONG, trouble=entry.trouble)
    if row.trouble:
        return row
    handles = _handles(entry)
    gone = stopped([(one.namespace, one.handle) for one in handles])
    if gone:
        row.outcome, row.trouble = STOPPED, "They asked to be forgotten, so they stay away."
        return row
    known = _known(handles)
    person, made = _person(handles, known, at=at)
    row.outcome = KNOWN if known else NEW
    others = {one.person_id for one in known.values()} - {person}
    row.trouble = "Its addresses are of several people here; look whether they are one." if others else ""
    row.person_id, row.identity_id = person, _first(handles, person)
    row.added = {"identities": made}
    if entry.name and not known:
        Identity.objects.filter(pk__in=made, name="").update(name=entry.name)
    if entry.name and Person.objects.filter(pk=person, name="").update(name=entry.name):
        row.added["named"] = entry.name
    _note_all(kept, person, entry, at=at)
    return row


def _handles(entry: Entry) -> list[HeardIdentity]:
    return [
        *(HeardIdentity("mail", one.lower(), entry.name, one) for one in entry.mails),
        *(HeardIdentity("phone", phone_key(one), entry.name, one) for one in entry.phones),
        *(HeardIdentity("web", one.rstrip("/"), entry.name, one) for one in entry.links),
    ]


def _known(handles: Iterable[HeardIdentity]) -> dict[Handle, Identity]:
    found: dict[Handle, Identity] = {}
    for one in handles:
        if kept := Identity.objects.filter(namespace=one.namespace, handle=one.handle).first():
            found[one.namespace, one.handle] = kept
    return found


def _person(handles: list[HeardIdentity], known: dict[Handle, Identity], *, at: datetime) -> tuple[int, list[int]]:
    """Return (person, identities that were made): who the first known address is of, else somebody new."""
    made: list[int] = []
    first = next((known[key] for one in handles if (key := (one.namespace, one.handle)) in known), None)
    if first is None:
        number = next(iter(recognise(speakers=[], spoken_to=handles[:1], at=at).ids.values()))
        made.append(number)
        first = Identity.objects.get(pk=number)
    for one in handles:
        if (one.namespace, one.handle) not in known and not _is_made(one, first):
            identity = Identity.objects.create(
                namespace=one.namespace,
                handle=one.handle,
                shown=one.shown,
                name=one.name,
                person_id=first.person_id,
                home_id=first.home_id,
                first_met_at=at,
            )
            made.append(identity.pk)
    return first.person_id, made


def _is_made(one: HeardIdentity, first: Identity) -> bool:
    return (one.namespace, one.handle) == (first.namespace, first.handle)


def _first(handles: list[HeardIdentity], person: int) -> int | None:
    handle = {one.handle for one in handles}
    return Identity.objects.filter(person=person, handle__in=handle).order_by("pk").values_list("pk", flat=True).first()


def _note_all(kept: Import, person: int, entry: Entry, *, at: datetime) -> None:
    told = {"at": at, "by": kept.by, "by_import": kept}
    for tag in entry.tags:
        done, is_new = put_tag(person, tag, by=kept.by, at=at)
        if is_new:
            Tagging.objects.filter(pk=done.pk).update(by_import=kept)
    for role in entry.roles:
        if not Role.objects.filter(person=person, kind=role, until=None, removed_at=None).exists():
            Role.objects.create(person_id=person, kind=role, **told)
    for kind, value in [("place", one) for one in entry.places] + [("language", one) for one in entry.languages]:
        if not Trait.objects.filter(person=person, kind=kind, value=value, removed_at=None).exists():
            Trait.objects.create(person_id=person, kind=kind, value=value, source=kept.name, **told)
    _note_words(kept, person, entry, at=at)
    if entry.organisation:
        _belong(kept, person, entry, at=at)


def _note_words(kept: Import, person: int, entry: Entry, *, at: datetime) -> None:
    if entry.note and not Note.objects.filter(person=person, words=entry.note, removed_at=None).exists():
        Note.objects.create(person_id=person, words=entry.note, at=at, by=kept.by, by_import=kept)


def _belong(kept: Import, person: int, entry: Entry, *, at: datetime) -> None:
    told = {"at": at, "by": kept.by, "by_import": kept}
    rows = Organisation.objects.filter(name__iexact=entry.organisation, removed_at=None, merged_into=None)
    home = rows.first() or Organisation.objects.create(name=entry.organisation, **told)
    if not Affiliation.objects.filter(person=person, organisation=home, removed_at=None).exists():
        Affiliation.objects.create(
            person_id=person, organisation=home, title=entry.title, evidence="import", seen_at=at, **told
        )


@transaction.atomic
def take_back(number: int, *, by: Colleague, at: datetime) -> Import:
    """Begin to take an import back, whatever it has brought so far. Raises Refusal when it was taken back already."""
    kept = _held(number, by=by)
    if kept.state not in (Import.RUNNING, Import.DONE, Import.FAILED, Import.PREPARED):
        raise Refusal("This was taken back already.")
    kept.state, kept.undone_at, kept.undone_by, kept.content = UNDOING, at, by, b""
    kept.save(update_fields=["state", "undone_at", "undone_by", "content"])
    note("take people back", subject=f"import:{number}", by=by, at=at)
    enqueue(UNDO, once=f"people-back-{number}", number=number)
    return kept


def undo(number: int) -> None:
    """Take away what an import brought: first what it noted, then the people that nobody has dealt with since."""
    kept = Import.objects.get(pk=number)
    if kept.state != UNDOING:
        return
    with transaction.atomic():
        for model in (Tagging, Role, Note, Trait, Affiliation):
            model._default_manager.filter(by_import=kept).delete()
        used = Affiliation.objects.values("organisation")
        for organisation in Organisation.objects.filter(by_import=kept).exclude(pk__in=used):
            _gone(organisation)
    for row in ImportRow.objects.filter(by_import=kept, outcome__in=(NEW, KNOWN)).order_by("-line").iterator():
        _undo_row(row)
    Import.objects.filter(pk=number).update(state=Import.UNDONE)


@transaction.atomic
def _undo_row(row: ImportRow) -> None:
    """Take one line back; an address that was used since stays, and so does its person."""
    made = Identity.objects.filter(pk__in=row.added.get("identities", ()))
    person, row.person, row.identity = row.person_id, None, None
    row.save(update_fields=["person", "identity"])
    stays = [one for one in made if one.spoke_at is not None or not _gone(one)]
    if person and (name := row.added.get("named")) and not stays:
        Person.objects.filter(pk=person, name=name).update(name="")
    if person and row.outcome == NEW and not Identity.objects.filter(home=person).exists():
        for one in Person.objects.filter(pk=person):
            _gone(one)
    row.trouble = "It was used since, and stays." if stays else row.trouble
    row.outcome = "stays" if stays else "undone"
    row.save(update_fields=["trouble", "outcome"])


def _gone(row: Identity | Person | Organisation) -> bool:
    """Delete a row that nothing else speaks of; return whether it is gone."""
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError):
        return False
    return True


def _held(number: int, *, by: Colleague) -> Import:
    kept = Import.objects.select_for_update().filter(pk=number).first()
    if kept is None or not (kept.by == by or by.is_admin):
        raise Refusal("There is no such import of yours.")
    return kept
