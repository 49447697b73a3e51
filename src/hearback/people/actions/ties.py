"""Counts how strong ties are: all of them every night, and those between whom something happened every minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from hearback.infra.rows import Line, copy_rows, execute, found, stand_in
from hearback.people.actions.acts import stand_for_house
from hearback.people.models import Identity, TieModel, Touched
from hearback.people.queries.glancing import glance, hidden_sources, model_now, name_of
from hearback.people.queries.ours import ours
from hearback.people.rules.ties import Act, History, components, fitted
from hearback.people.rules.ties.components import QUARTER
from hearback.people.rules.ties.rhythm import gaps, is_broken, rhythm
from hearback.people.rules.ties.trying import tried

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hearback.people.rules.ties.history import Acts, Pair
    from hearback.people.rules.ties.model import Model

DAY = 86_400.0
TRIED_EVERY = timedelta(days=7)
WHOLE_EVERY = timedelta(minutes=10)
AT_ONCE = 2_000  # touched ties; with more of them all are counted again
_COLUMNS = (
    "one_id", "other_id", "is_house", "strength", "forth", "back", "before", "acts", "first_at", "last_at",
    "rhythm", "quiet_since", "stood", "known_by", "counted_at",
)  # fmt: skip
_ACTS = (
    "SELECT i.person_id, j.person_id, extract(epoch FROM a.at)::float8 / 86400 FROM people_act a"
    " JOIN people_identity i ON i.id = a.actor_id JOIN people_identity j ON j.id = a.target_id"
    " WHERE i.person_id <> j.person_id AND a.at <= %s AND (a.source_id IS NULL OR a.source_id <> ALL(%s))"
)
# Who never spoke stands at the end of a tie with us only: most of them are lists and machines.
_NEVER_SPOKE = "SELECT person_id FROM people_identity GROUP BY person_id HAVING bool_and(spoke_at IS NULL)"


def count_ties(*, at: datetime) -> int:
    """Count all ties anew from the acts up to a moment, with weights fitted on our own past; return how many."""
    house = _house(at=at)
    with transaction.atomic():
        stand_in(Line.COUNTING_TIES)
        execute("DELETE FROM people_touched", [])
        history = History(_acts(at=at))
        model = fitted(history, until=_day(at))
        _keep(model, history, at=at)
        whole = history.together([name_of(one) for one in house.ours], name=name_of(house.person))
        execute("DELETE FROM people_tie", [])
        rows = list(_rows(history, whole, model=model, house=house, at=at))
        copy_rows("people_tie", _COLUMNS, rows)
        return len(rows)


@transaction.atomic
def count_touched(*, at: datetime) -> int:
    """Count the ties anew between which something happened; return how many.

    All of them when they are very many, as while an archive comes in; then again only after a while.
    """
    stand_in(Line.COUNTING_TIES)
    if Touched.objects.all()[AT_ONCE:].exists():
        is_early = TieModel.objects.filter(at__gt=at - WHOLE_EVERY).exists()
        return 0 if is_early else count_ties(at=at)
    touched = found("DELETE FROM people_touched RETURNING one_id, other_id", [])
    return renew(touched, at=at) if touched else 0


def renew(touched: Iterable[Sequence[int]], *, at: datetime) -> int:
    """Count the ties between some identities anew, and those of the house with them. other 0: with anybody so far."""
    house = _house(at=at)
    pairs = _persons_of(touched, house)
    if not pairs:
        return 0
    seen = glance(pairs, house=(house.person, house.identities), days=[_day(at), _day(at) - QUARTER])
    execute(
        "DELETE FROM people_tie t USING unnest(%s::bigint[], %s::bigint[]) AS gone (one, other)"
        " WHERE t.one_id = gone.one AND t.other_id = gone.other",
        [[pair[place] for pair in pairs] for place in (0, 1)],
    )
    model, name = model_now(), name_of(house.person)
    plain = [_row(seen, pair, model=model, at=at) for pair in seen.between if name not in pair]
    copy_rows("people_tie", _COLUMNS, plain)
    with_house = [pair for pair in seen.between if name in pair]
    known_by = _known_by([int(pair[pair[0] == name]) for pair in with_house], house)
    rows = [_house_row(seen, one, model=model, house=house, at=at, known_by=known_by) for one in with_house]
    copy_rows("people_tie", _COLUMNS, rows)
    return len(plain) + len(rows)


def _known_by(people: Sequence[int], house: _House) -> dict[str, int]:
    """Return the name of a person -> how many colleagues have a tie with them."""
    rows = found(
        "SELECT asked.id, count(*) FROM unnest(%s::bigint[]) AS asked (id) JOIN people_tie t ON NOT t.is_house"
        " AND ((t.one_id = asked.id AND t.other_id = ANY(%s)) OR (t.other_id = asked.id AND t.one_id = ANY(%s)))"
        " GROUP BY asked.id",
        [list(people), *([list(house.colleagues)] * 2)],
    )
    return {name_of(person): count for person, count in rows}


@dataclass(frozen=True, slots=True)
class _House:
    """person: who stands for the house. ours: the persons of colleagues and of our addresses; identities: theirs."""

    person: int
    ours: frozenset[int]
    colleagues: frozenset[int]
    identities: frozenset[int]


def _house(*, at: datetime) -> _House:
    person = stand_for_house(at=at)
    known = ours()
    rows = dict(Identity.objects.filter(pk__in=known.identities).values_list("pk", "person_id"))
    persons = frozenset(rows.values()) - {person}
    colleagues = frozenset(rows[one] for one in known.colleagues.values())
    return _House(person, persons, colleagues, known.identities)


def _acts(*, at: datetime) -> Iterator[Act]:
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, [at, hidden_sources()])
        names: dict[int, str] = {}
        for actor, target, day in cursor.fetchall():
            one = names.get(actor) or names.setdefault(actor, name_of(actor))
            other = names.get(target) or names.setdefault(target, name_of(target))
            yield Act(one, other, day)


def _keep(model: Model, history: History, *, at: datetime) -> None:
    """Keep the weights of tonight with how well such weights told what came, which is tried once a week."""
    last = TieModel.objects.exclude(trial={}).order_by("pk").last()
    trial = last.trial if last else {}
    if last is None or at - last.at >= TRIED_EVERY:
        of_now = tried(history)
        trial = {**asdict(of_now), "at": at.isoformat()} if of_now else {}
    TieModel.objects.create(
        at=at, weights={"both": model.weights, "ways": model.ways}, learnt_from=model.learnt_from, trial=trial
    )


def _rows(history: History, whole: History, *, model: Model, house: _House, at: datetime) -> Iterator[tuple[Any, ...]]:
    ours = {name_of(one) for one in house.ours}
    colleagues = {name_of(one) for one in house.colleagues}
    known_by: Counter[str] = Counter()
    mute = {name_of(row[0]) for row in found(_NEVER_SPOKE, [])} - ours
    for pair in history.between:
        outside = [one for one in pair if one not in ours]
        if len(outside) == 1 and not colleagues.isdisjoint(pair):
            known_by[outside[0]] += 1
        if len(outside) == 1 or (outside and mute.isdisjoint(outside)):
            yield _row(history, pair, model=model, at=at)
    for pair in whole.between:
        yield _house_row(whole, pair, model=model, house=house, at=at, known_by=known_by)


def _row(history: Acts, pair: Pair, *, model: Model, at: datetime) -> tuple[Any, ...]:
    return (*map(int, pair), False, *_counted(history, pair, model=model, at=at), None, None, None, 0, at)


def _counted(history: Acts, pair: Pair, *, model: Model, at: datetime) -> tuple[Any, ...]:
    """Return strength, forth, back, the strength before, and how many acts, the first and the last of them."""
    counted, earlier = components(history, pair, _day(at)), components(history, pair, _day(at) - QUARTER)
    if counted is None:
        raise ValueError("a tie without an act")
    rows, strength = history.between[pair], model.strength(counted)
    return (
        strength,
        *(strength * model.share(counted, is_forth=is_forth) for is_forth in (True, False)),
        model.strength(earlier) if earlier else None,
        counted.acts,
        _moment(rows[0][0]),
        _moment(rows[-1][0]),
    )


def _house_row(
    whole: Acts, pair: Pair, *, model: Model, house: _House, at: datetime, known_by: Mapping[str, int]
) -> tuple[Any, ...]:
    """Return the tie of the house with somebody, the house first, with their rhythm."""
    is_first = int(pair[0]) == house.person
    outside = pair[is_first]
    strength, forth, back, *rest = _counted(whole, pair, model=model, at=at)
    ways = (forth, back) if is_first else (back, forth)
    theirs = [day for day, is_forth in whole.between[pair] if is_forth != is_first]
    between = gaps(theirs)
    is_quiet = bool(theirs) and is_broken(between, _day(at) - theirs[-1])
    stood = components(whole, pair, theirs[-1]) if is_quiet else None
    return (
        *(house.person, int(outside), True, strength, *ways, *rest),
        rhythm(between),
        _moment(theirs[-1]) if is_quiet else None,
        model.strength(stood) if stood else None,
        known_by.get(outside, 0),
        at,
    )


def _persons_of(touched: Iterable[Sequence[int]], house: _House) -> set[tuple[int, int]]:
    """Return the pairs of persons between whom something happened, those outside with the house, too."""
    touched = list(touched)
    everything = [one for one, other in touched if not other]
    rows = found(
        "SELECT DISTINCT i.person_id, j.person_id FROM ("
        "  SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS told (one, other) WHERE other <> 0"
        "  UNION SELECT actor_id, target_id FROM people_act WHERE actor_id = ANY(%s) OR target_id = ANY(%s)) AS pairs"
        " JOIN people_identity i ON i.id = pairs.one JOIN people_identity j ON j.id = pairs.other"
        " WHERE i.person_id <> j.person_id AND (i.id = ANY(%s) OR j.id = ANY(%s) OR NOT EXISTS ("
        "  SELECT 1 FROM people_identity k WHERE k.person_id IN (i.person_id, j.person_id)"
        "  GROUP BY k.person_id HAVING bool_and(k.spoke_at IS NULL)))",
        [
            *([row[place] for row in touched] for place in (0, 1)),
            *([everything] * 2),
            *([list(house.identities)] * 2),
        ],
    )
    pairs = {(min(row), max(row)) for row in rows}
    with_house = {
        (house.person, other)
        for pair in pairs
        for one, other in (pair, pair[::-1])
        if one in house.ours and other not in house.ours
    }
    return {pair for pair in pairs if not house.ours.issuperset(pair)} | with_house


def _day(at: datetime) -> float:
    return at.timestamp() / DAY


def _moment(day: float) -> datetime:
    return datetime.fromtimestamp(day * DAY, UTC)
