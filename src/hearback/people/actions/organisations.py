"""Makes and changes organisations, their domains, and who speaks for either side; each returns what takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.errors import Refusal
from hearback.people.actions import taking_back
from hearback.people.actions.affiliations import belong
from hearback.people.actions.taking_back import changed, deleted, made, noted, shown
from hearback.people.models import Affiliation, Counterpart, Domain, Organisation, Person, Suggestion
from hearback.people.queries.ours import our_domains
from hearback.people.rules.organisations import DEPTHS, NoDomain, known_kinds, read_domain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from hearback.people.actions.taking_back import Change
    from hearback.staff.models import Colleague

_OF_ONE: dict[str, type[Domain | Affiliation | Counterpart]] = {
    "domain": Domain,
    "affiliation": Affiliation,
    "counterpart": Counterpart,
}
LONGEST_NAME, LONGEST_NOTE, LONGEST_PART = 200, 10_000, 100


@transaction.atomic
def make(
    name: str, *, by: Colleague, at: datetime, kinds: Iterable[str] = (), depth: str = "", note: str = ""
) -> tuple[Organisation, int]:
    """Make an organisation. Raises Refusal for a name that is none or taken."""
    made_now = Organisation.objects.create(
        name=_name(name), kinds=known_kinds(kinds), depth=_depth(depth), note=_note(note), at=at, by=by
    )
    return made_now, _noted("make organisation", [shown(made_now, at=at)], made_now.pk, by=by, at=at)


@transaction.atomic
def edit(  # noqa: PLR0913  # what an organisation is
    number: int, *, name: str, kinds: Iterable[str], depth: str, note: str, by: Colleague, at: datetime
) -> int:
    """Change what is told of an organisation. Raises Refusal."""
    one = _locked(number)
    done = changed(one, name=_name(name, but=number), kinds=known_kinds(kinds), depth=_depth(depth), note=_note(note))
    return _noted("edit organisation", [done], number, by=by, at=at)


@transaction.atomic
def remove(number: int, *, by: Colleague, at: datetime) -> int:
    """Take an organisation off all lists; nothing of it is lost. Raises Refusal."""
    return _noted("remove organisation", [changed(_locked(number), removed_at=at)], number, by=by, at=at)


@transaction.atomic
def add_domain(
    number: int, text: str, *, by: Colleague, at: datetime, since: date | None = None, until: date | None = None
) -> int:
    """Give an organisation a domain; another one's ends where this begins. Raises Refusal."""
    one, name = _locked(number), _domain(text)
    if since and until and until <= since:
        raise Refusal("It has to end after it began.")
    changes = [] if until else _taken_over(name, number, since=since)
    if Domain.objects.filter(name=name, organisation=one).exists():
        raise Refusal(f"{one.name} has {name} already; change its dates there.")
    row = Domain.objects.create(organisation=one, name=name, since=since, until=until, at=at, by=by)
    line = _noted("add domain", [*changes, made(row)], number, by=by, at=at)
    belong({number, *(one.row.organisation_id for one in changes if isinstance(one.row, Domain))}, at=at)
    return line


@transaction.atomic
def date_domain(number: int, *, since: date | None, until: date | None, by: Colleague, at: datetime) -> int:
    """Say from when to when a domain was an organisation's. Raises Refusal."""
    one = _domain_row(number)
    if since and until and until <= since:
        raise Refusal("It has to end after it began.")
    changes = [] if until else _taken_over(one.name, one.organisation_id, since=since)
    changes.append(changed(one, since=since, until=until))
    line = _noted("date domain", changes, one.organisation_id, by=by, at=at)
    belong({done.row.organisation_id for done in changes if isinstance(done.row, Domain)}, at=at)
    return line


@transaction.atomic
def remove_domain(number: int, *, by: Colleague, at: datetime) -> tuple[int, int]:
    """Say that a domain never was an organisation's; returns the organisation, too. Raises Refusal."""
    one = _domain_row(number)
    line = _noted("remove domain", [deleted(one)], one.organisation_id, by=by, at=at)
    belong({one.organisation_id}, at=at)
    return one.organisation_id, line


@transaction.atomic
def add_counterpart(
    number: int, *, part: str, by: Colleague, at: datetime, colleague: Colleague | None = None, person: int = 0
) -> int:
    """Name somebody for one of the two sides: a colleague, or one of theirs. Raises Refusal."""
    one, part = _locked(number), " ".join(part.split())[:LONGEST_PART]
    if not part:
        raise Refusal("Say what they are there for.")
    if (colleague is None) is not Person.objects.filter(pk=person).exists():
        raise Refusal("Choose who it is.")
    who = {"colleague": colleague} if colleague else {"person_id": person}
    if Counterpart.objects.filter(organisation=one, part=part, until=None, **who).exists():
        raise Refusal("They are named for that already.")
    row = Counterpart.objects.create(organisation=one, part=part, since=at.date(), at=at, by=by, **who)
    return _noted("name counterpart", [made(row)], number, by=by, at=at)


@transaction.atomic
def end_counterpart(number: int, *, by: Colleague, at: datetime) -> tuple[int, int]:
    """Say that somebody no longer speaks for their side; returns the organisation, too. Raises Refusal."""
    one = Counterpart.objects.select_for_update().filter(pk=number, until=None).first()
    if one is None:
        raise Refusal("They are no longer named for that.")
    line = _noted("end counterpart", [changed(one, until=at.date())], one.organisation_id, by=by, at=at)
    return one.organisation_id, line


@transaction.atomic
def make_suggested(domain: str, *, name: str, by: Colleague, at: datetime) -> tuple[Organisation, int]:
    """Make the organisation that a domain suggests, and give it the domain. Raises Refusal."""
    asked = deleted(_suggestion(domain))
    row = Organisation.objects.create(name=_name(name), at=at, by=by)
    held = Domain.objects.create(organisation=row, name=_domain(domain), at=at, by=by)
    line = _noted("make organisation", [asked, shown(row, at=at), made(held)], row.pk, by=by, at=at)
    belong({row.pk}, at=at)
    return row, line


@transaction.atomic
def never_suggest(domain: str, *, by: Colleague, at: datetime) -> int:
    """Say that a domain is no organisation's; nobody is asked again. Raises Refusal."""
    done = changed(_suggestion(domain), never_at=at, by_id=by.pk)
    return noted("never suggest domain", [done], subject="suggestions", by=by, at=at)


@transaction.atomic
def take_back(line: int, *, by: Colleague, at: datetime) -> int:
    """Make what an audit line tells undone; returns the organisation that it is about, 0 for none. Raises Refusal."""
    changes = taking_back.take_back(line, by=by, at=at)
    touched = {one["row"] for one in changes if one["table"] == "organisation"}
    for one in changes:
        told = (one["before"] or {}) | (one["after"] or {})
        if (model := _OF_ONE.get(one["table"])) is not None:
            row = model.objects.filter(pk=one["row"]).first()
            touched.add(row.organisation_id if row else told.get("organisation_id", 0))
    touched.discard(0)
    belong(touched, at=at)
    return min(touched, default=0)


def _taken_over(name: str, number: int, *, since: date | None) -> list[Change]:
    """End a domain where another organisation has it. Raises Refusal when nobody says since when it changed hands."""
    open_rows = Domain.objects.select_for_update(of=("self",)).select_related("organisation")
    other = open_rows.filter(name=name, until=None).exclude(organisation=number).first()
    if other is None:
        return []
    if other.organisation.removed_at:
        return [deleted(other)]
    if since is None or (other.since and other.since >= since):
        raise Refusal(f"{name} is {other.organisation.name}'s. Say since when it is somebody else's.")
    return [changed(other, until=since)]


def _domain(text: str) -> str:
    try:
        name = read_domain(text)
    except NoDomain as error:
        raise Refusal(str(error)) from error
    if name in our_domains():
        raise Refusal(f"{name} is our own.")
    return name


def _domain_row(number: int) -> Domain:
    one = Domain.objects.select_for_update().filter(pk=number).first()
    if one is None:
        raise Refusal("The domain was removed meanwhile.")
    return one


def _suggestion(domain: str) -> Suggestion:
    one = Suggestion.objects.select_for_update().filter(pk=domain, never_at=None).first()
    if one is None:
        raise Refusal("Somebody has answered this meanwhile.")
    return one


def _locked(number: int) -> Organisation:
    one = Organisation.objects.select_for_update().filter(pk=number, removed_at=None).first()
    if one is None:
        raise Refusal("The organisation was removed meanwhile.")
    return one


def _name(text: str, *, but: int = 0) -> str:
    name = " ".join(text.replace("\0", "").split())
    if not name:
        raise Refusal("An organisation needs a name.")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"A name has at most {LONGEST_NAME} characters.")
    if Organisation.objects.filter(name__iexact=name, removed_at=None).exclude(pk=but).exists():
        raise Refusal(f"There is an organisation called {name} already.")
    return name


def _depth(text: str) -> str:
    if text not in ("", *DEPTHS):
        raise Refusal("Choose how close we are.")
    return text


def _note(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise Refusal(f"A note has at most {LONGEST_NOTE:,} characters.")
    return text.replace("\0", "").strip()


def _noted(verb: str, changes: list[Change], number: int, *, by: Colleague, at: datetime) -> int:
    return noted(verb, changes, subject=f"organisation:{number}", by=by, at=at)
