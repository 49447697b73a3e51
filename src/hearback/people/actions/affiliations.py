"""Works out who belongs where from their addresses, doubts what has grown old, and takes what colleagues say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Lower

from hearback.infra.errors import Refusal
from hearback.infra.rows import execute, found
from hearback.people.actions.taking_back import changed, noted, shown
from hearback.people.models import Affiliation, Organisation, Person, Suggestion
from hearback.people.queries.matching import stop_list
from hearback.people.queries.ours import our_domains, ours
from hearback.people.rules.affiliations import ADDRESS, TOLD, Shown, doubt
from hearback.people.rules.matching.addresses import domain_of
from hearback.people.rules.organisations import ENOUGH_PEOPLE, is_organisations, name_of_domain

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from hearback.staff.models import Colleague

LONGEST_TITLE = 200
# Who has an address at one of the organisations' domains or below (found by the host's end), or was thought to have
# one; then all domains that their host lies in: the longest that was somebody's while they spoke is where they belong.
_AT = """
WITH near AS MATERIALIZED (
  SELECT i.id, split_part(i.handle, '@', -1) AS host,
    LEAST(COALESCE(i.spoke_at, i.first_met_at), i.last_said_at,
      (SELECT min(c.at) FROM people_act c WHERE c.actor_id = i.id)) AS first_at,
    COALESCE(i.last_said_at, i.first_met_at) AS last_at
  FROM people_identity i WHERE i.id IN (
    SELECT n.id FROM people_domain d JOIN people_identity n ON n.namespace = 'mail'
      AND reverse(split_part(n.handle, '@', -1)) COLLATE "C" >= reverse(d.name) COLLATE "C"
      AND reverse(split_part(n.handle, '@', -1)) COLLATE "C" < (reverse(d.name) || '/') COLLATE "C"
      WHERE (%(all)s OR d.organisation_id = ANY(%(organisations)s))
    UNION SELECT a.identity_id FROM people_affiliation a
      WHERE a.evidence = 'address' AND a.by_id IS NULL AND (%(all)s OR a.organisation_id = ANY(%(organisations)s)))
  AND i.id <> ALL(%(ours)s)
), held AS (
  SELECT n.*, d.organisation_id, d.since, d.until,
    rank() OVER (PARTITION BY n.id ORDER BY length(d.name) DESC) AS place
  FROM near n CROSS JOIN LATERAL (
    SELECT array_agg(array_to_string(parts[k:], '.')) AS ends
    FROM (SELECT string_to_array(n.host, '.') AS parts) p, generate_series(1, cardinality(parts)) k
  ) e JOIN people_domain d ON d.name = ANY(e.ends) JOIN people_organisation o ON o.id = d.organisation_id
  WHERE o.removed_at IS NULL
    AND (d.since IS NULL OR n.last_at::date >= d.since) AND (d.until IS NULL OR n.first_at::date < d.until)
), holds AS (
  SELECT id, organisation_id, GREATEST(first_at::date, since) AS since, until,
    LEAST(last_at, until::timestamptz) AS seen_at
  FROM held WHERE place = 1 AND NOT EXISTS (SELECT 1 FROM people_affiliation r WHERE r.identity_id = held.id
    AND r.organisation_id = held.organisation_id AND r.removed_at IS NOT NULL AND r.by_id IS NOT NULL)
), gone AS (
  DELETE FROM people_affiliation a WHERE a.evidence = 'address' AND a.by_id IS NULL AND a.by_import_id IS NULL
    AND a.identity_id IN (SELECT id FROM near) AND NOT EXISTS (
      SELECT 1 FROM holds h WHERE h.id = a.identity_id AND h.organisation_id = a.organisation_id)
)
INSERT INTO people_affiliation AS a (identity_id, organisation_id, title, evidence, since, until, seen_at, at)
SELECT id, organisation_id, '', 'address', since, until, seen_at, %(at)s FROM holds
ON CONFLICT (identity_id, organisation_id) WHERE identity_id IS NOT NULL AND removed_at IS NULL DO UPDATE SET
  seen_at = EXCLUDED.seen_at,
  since = CASE WHEN a.by_id IS NULL AND a.by_import_id IS NULL THEN EXCLUDED.since ELSE a.since END,
  until = CASE WHEN a.by_id IS NULL AND a.by_import_id IS NULL THEN EXCLUDED.until ELSE a.until END
WHERE a.seen_at IS DISTINCT FROM EXCLUDED.seen_at OR (a.by_id IS NULL AND a.by_import_id IS NULL
  AND (a.since IS DISTINCT FROM EXCLUDED.since OR a.until IS DISTINCT FROM EXCLUDED.until))
"""
_FACTS = """
SELECT a.id, a.doubt, a.evidence, a.at, a.seen_at, a.until, a.confirmed_at, a.bounced_at,
  (SELECT max(o.last_said_at) FROM people_identity o WHERE o.person_id = w.who AND o.id IS DISTINCT FROM a.identity_id
     AND NOT EXISTS (SELECT 1 FROM people_affiliation s WHERE s.identity_id = o.id AND s.removed_at IS NULL
       AND s.organisation_id = a.organisation_id)),
  GREATEST(
    (SELECT max(b.since) FROM people_identity o JOIN people_affiliation b ON b.identity_id = o.id
       WHERE o.person_id = w.who AND b.organisation_id <> a.organisation_id
       AND b.removed_at IS NULL AND b.until IS NULL),
    (SELECT max(b.since) FROM people_affiliation b WHERE b.person_id = w.who
       AND b.organisation_id <> a.organisation_id AND b.removed_at IS NULL AND b.until IS NULL))
FROM people_affiliation a LEFT JOIN people_identity i ON i.id = a.identity_id
LEFT JOIN people_person p ON p.id = a.person_id
CROSS JOIN LATERAL (SELECT COALESCE(i.person_id, p.merged_into_id, p.id) AS who) w
WHERE a.removed_at IS NULL AND (%(all)s OR a.organisation_id = ANY(%(organisations)s))
"""
# Domains with several people that no organisation has; a domain lies in another when that is one of its ends.
_HOSTS = """
SELECT split_part(i.handle, '@', -1) AS host, count(DISTINCT i.person_id), max(i.last_said_at),
  (array_agg(DISTINCT split_part(i.handle, '@', 1)))[:60]
FROM people_identity i WHERE i.namespace = 'mail' AND i.last_said_at IS NOT NULL GROUP BY 1
"""


@transaction.atomic
def belong(organisations: Collection[int] | None, *, at: datetime) -> int:
    """Work out from addresses who belongs to some organisations (None: to all), and what is to be doubted.

    Returns how many rows changed. What a colleague said is left as it is.
    """
    if organisations is not None and not organisations:
        return 0
    asked = {"all": organisations is None, "organisations": list(organisations or ())}
    done = execute(_AT, asked | {"ours": list(ours().identities), "at": at})
    return done + _doubt(asked, at=at)


def _doubt(asked: dict[str, object], *, at: datetime) -> int:
    changes = []
    for number, before, *told in found(_FACTS, asked):
        after = doubt(Shown(*told), at=at)
        if after != before:
            changes.append((number, after))
    if not changes:
        return 0
    return execute(
        "UPDATE people_affiliation a SET doubt = c.doubt FROM unnest(%s::bigint[], %s::text[]) AS c (id, doubt)"
        " WHERE a.id = c.id",
        [[number for number, _ in changes], [after for _, after in changes]],
    )


@transaction.atomic
def suggest(*, at: datetime) -> int:  # noqa: ARG001  # the day may count one day
    """Count anew which domains may be organisations; returns how many there are that nobody was asked about before."""
    stops, own = stop_list(), our_domains()
    counted: dict[str, tuple[int, datetime]] = {}
    for host, people, last, locals_ in found(_HOSTS, []):
        if not is_organisations(host) or domain_of(host) in own:
            continue
        nobody = sum(1 for local in locals_ if stops.kind_of_local(local))
        before = counted.get(domain_of(host), (0, last))
        counted[domain_of(host)] = (before[0] + max(0, people - nobody), max(before[1], last))
    held = set(Organisation.objects.filter(removed_at=None).values_list("domains__name", flat=True))
    rows = [
        Suggestion(domain=domain, name=name_of_domain(domain), people=people, last_said_at=last)
        for domain, (people, last) in counted.items()
        if people >= ENOUGH_PEOPLE and domain not in held
    ]
    known = set(Suggestion.objects.values_list("domain", flat=True))
    Suggestion.objects.filter(never_at=None).exclude(domain__in=[one.domain for one in rows]).delete()
    Suggestion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["domain"], update_fields=["people", "last_said_at"]
    )
    return sum(1 for one in rows if one.domain not in known)


@transaction.atomic
def say_still_there(number: int, *, by: Colleague, at: datetime) -> int:
    """Note that somebody still belongs there. Raises Refusal."""
    return _decided("confirm affiliation", _locked(number), by=by, at=at, until=None, confirmed_at=at)


@transaction.atomic
def say_has_left(number: int, *, by: Colleague, at: datetime, until: date | None = None) -> int:
    """Note that somebody has left: on a day, or no later than today. Raises Refusal."""
    one, day = _locked(number), until or at.date()
    if day > at.date():
        raise Refusal("That day is still to come.")
    if one.since and day < one.since:
        raise Refusal("They cannot have left before they came.")
    return _decided("end affiliation", one, by=by, at=at, until=day, confirmed_at=at)


@transaction.atomic
def say_never_there(number: int, *, by: Colleague, at: datetime) -> int:
    """Note that somebody never belonged there; their address says so no more. Raises Refusal."""
    return _decided("remove affiliation", _locked(number), by=by, at=at, removed_at=at)


def _decided(verb: str, one: Affiliation, *, by: Colleague, at: datetime, **columns: object) -> int:
    done = changed(one, **columns, by_id=by.pk)
    Affiliation.objects.filter(pk=one.pk).update(doubt="")
    return noted(verb, [done], subject=f"organisation:{one.organisation_id}", by=by, at=at)


@transaction.atomic
def affiliate(person: int, *, organisation: str, title: str, since: date | None, by: Colleague, at: datetime) -> int:
    """Note that somebody belongs to an organisation, called by its name. Raises Refusal."""
    name, title = " ".join(organisation.split()), " ".join(title.split())
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"A title has at most {LONGEST_TITLE} characters.")
    if since and since > at.date():
        raise Refusal("That day is still to come.")
    if not Person.objects.filter(pk=person, merged_into=None).exists():
        raise Refusal("There is no such person any more.")
    known = Organisation.objects.alias(low=Lower("name")).filter(low=name.lower(), removed_at=None).first()
    if known is None:
        raise Refusal(f"There is no organisation called “{name[:60]}” yet." if name else "Name the organisation.")
    if Affiliation.objects.filter(person=person, organisation=known, until=None, removed_at=None).exists():
        raise Refusal(f"They belong to {known.name} already.")
    row = Affiliation.objects.create(
        person_id=person, organisation=known, title=title, evidence=TOLD, since=since, at=at, by=by
    )
    line = noted("tell affiliation", [shown(row, at=at)], subject=f"organisation:{known.pk}", by=by, at=at)
    _doubt({"all": False, "organisations": [known.pk]}, at=at)
    return line


@transaction.atomic
def note_bounced(identities: Collection[int], *, at: datetime) -> int:
    """Note that mail to addresses came back for good; returns how many affiliations they show."""
    rows = Affiliation.objects.filter(identity__in=identities, evidence=ADDRESS, removed_at=None)
    touched = set(rows.values_list("organisation", flat=True))
    done = rows.update(bounced_at=at)
    if touched:
        _doubt({"all": False, "organisations": list(touched)}, at=at)
    return done


def _locked(number: int) -> Affiliation:
    one = Affiliation.objects.select_for_update(of=("self",)).filter(pk=number, removed_at=None).first()
    if one is None:
        raise Refusal("Somebody has answered this meanwhile.")
    return one
