"""What counting ties costs in the database: all of them, after one message, and the strongest ways to somebody.

Everything here is invented: people who speak with a handful of others each, and with some of us.
"""

from __future__ import annotations

import json
import subprocess
import sys

from bench.house import house
from bench.table import Row

PEOPLE, PAIRS, ACTS = 50_000, 250_000, 1_000_000
SMALL = 20  # times smaller

_MEASURED = """
import json, random, statistics, sys, time
from datetime import UTC, datetime, timedelta
import django
django.setup()
from django.db import transaction
from hearback.infra.rows import copy_rows, execute, found
from hearback.people.actions.acts import Deed, note_acts, stand_for
from hearback.people.actions.ties import count_ties, count_touched
from hearback.people.queries.ties import of_us, standings, ways_to
from hearback.staff.models import Colleague

people, pairs, acts = map(int, sys.argv[1:])
chance, now = random.Random(3), datetime.now(UTC)
staff = [Colleague.objects.create(email=f"c{n}@rotor.example", name=f"Colleague {n}") for n in range(10)]
ours = list(stand_for([one.pk for one in staff], at=now).values())
begin = found("SELECT max(id) FROM people_person", [])[0][0] + 1000
numbers = range(begin, begin + people)
copy_rows("people_person", ("id", "name", "first_met_at"), ((n, f"Person {n}", now) for n in numbers))
columns = ("namespace", "handle", "shown", "name", "first_met_at", "spoke_at", "is_matched")
columns += ("id", "person_id", "home_id")
told = (("mail", f"p{n}@example.org", "", f"Person {n}", now, now, True, n, n, n) for n in numbers)
copy_rows("people_identity", columns, told)
some = [(chance.choice(numbers), chance.choice(ours if chance.random() < .2 else numbers)) for _ in range(pairs)]
made = {}
for origin in range(acts):
    one, other = chance.choice(some)[:: chance.choice((1, -1))]
    if one != other:
        at = now - timedelta(days=2000 * chance.random() * chance.random())
        made[origin] = Deed(one, other, at, "wrote", origin, None, None)
note_acts(list(made.values()))
execute("ANALYZE", [])

def took(act):
    begun = time.perf_counter()
    told = act()
    return 1000 * (time.perf_counter() - begun), told

whole, ties = took(lambda: count_ties(at=now))
execute("ANALYZE", [])
asked, once = chance.sample(numbers, 60), []
for number, one in enumerate(asked):
    with transaction.atomic():
        note_acts([Deed(one, chance.choice(ours), now, "wrote", acts + number, None, None)])
    once.append(took(lambda: count_touched(at=now + timedelta(seconds=1)))[0])
us = of_us()
ways = [took(lambda: ways_to(one, us)) for one in asked]
pages = [took(lambda: standings(one, us, on=now))[0] for one in asked]
def middle(some):
    return statistics.median(some), sorted(some)[int(len(some) * .95)]
print(json.dumps({"acts": len(made), "ties": ties, "whole": whole / 1000, "once": middle(once), "pages": middle(pages),
    "ways": middle([one for one, _ in ways]), "found": statistics.mean(len(told) for _, told in ways)}))
"""


def measure(*, small: bool) -> list[Row]:
    """Return what it takes to count all ties, those that one message touches, and to find the ways to somebody."""
    size = [str(number // (SMALL if small else 1)) for number in (PEOPLE, PAIRS, ACTS)]
    with house() as place:
        place.run("manage", "migrate")
        words = [sys.executable, "-c", _MEASURED, *size]
        ran = subprocess.run(words, env=place.environment(), check=True, capture_output=True, text=True)
    told = json.loads(ran.stdout)
    remark = f"{told['acts']:,} acts, {told['ties']:,} ties"
    return [
        Row("all ties counted", f"{told['whole']:.1f} s", "< 60 s of 1,000,000 acts", remark),
        Row("ties after one message", _told(told["once"]), "< 20 ms", "median, 95 of 100"),
        Row("the strongest ways to somebody", _told(told["ways"]), "< 300 ms", f"{told['found']:.1f} ways found"),
        Row("somebody's ties today and four quarters back", _told(told["pages"]), "< 100 ms", "median, 95 of 100"),
    ]


def _told(some: list[float]) -> str:
    return f"{some[0]:.1f} / {some[1]:.1f} ms"
