"""Server time of the list of people at a million of them: whole, by name, searched, and narrowed down."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.house import house
from bench.table import Row

PEOPLE, SMALL = 1_000_000, 20_000

_MEASURED = """
import json, statistics, sys, time
import django
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from hearback.infra.rows import execute
from hearback.staff.actions import welcome
people = int(sys.argv[1])
bea = welcome(email="bea@rotor.example", name="Bea", password="seven red kites", role="admin")
execute(
    "INSERT INTO people_person (name, first_met_at, last_said_at) SELECT 'First' || n %% 997 || ' Last' || n,"
    " now() - n * interval '1 minute', now() - n * interval '1 minute' FROM generate_series(1, %s) n", [people])
execute(
    "INSERT INTO people_identity"
    " (namespace, handle, shown, name, person_id, home_id, first_met_at, spoke_at, is_matched)"
    " SELECT 'mail', 'p' || id || '@host' || id %% 1000 || '.example', '', name, id, id, now(), now(), true"
    " FROM people_person", [])
execute(
    "INSERT INTO people_role (person_id, kind, at)"
    " SELECT id, CASE WHEN id %% 3 = 0 THEN 'customer' ELSE 'fan' END, now() FROM people_person WHERE id %% 10 = 0", [])
execute("INSERT INTO people_tag (name) SELECT 'tag' || n FROM generate_series(1, 50) n", [])
execute(
    "INSERT INTO people_tagging (person_id, tag_id, at) SELECT p.id, t.id, now() FROM people_person p"
    " JOIN people_tag t ON t.id %% 50 = p.id %% 50 WHERE p.id %% 20 = 0", [])
execute("ANALYZE", [])
setup_test_environment()
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(bea)
asked = {
    "all, last heard": "/people",
    "all, by name": "/people?by=name",
    "a name": "/people?q=last77777",
    "a frequent word": "/people?q=first5",
    "an address": "/people?q=p4242@",
    "a role": "/people?role=customer",
    "a tag": "/people?tag=tag20",
    "a role, a tag, by name": "/people?role=fan&tag=tag20&by=name",
    "silent for a year": "/people?silent=365",
}
told = {}
for name, address in asked.items():
    took = []
    for _ in range(8):
        begun = time.perf_counter()
        answer = client.get(address)
        took.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200
    begun = time.perf_counter()
    if answer.context["older_url"]:
        client.get(answer.context["older_url"])
    told[name] = [statistics.median(took[1:]), 1000 * (time.perf_counter() - begun), len(answer.context["rows"])]
print(json.dumps(told))
"""


def measure(*, small: bool) -> list[Row]:
    """Return what each way of narrowing the list down takes, and its second page."""
    people = SMALL if small else PEOPLE
    with house() as place:
        place.run("manage", "migrate")
        words = [sys.executable, "-c", _MEASURED, str(people)]
        ran = subprocess.run(words, env=place.environment(), check=True, capture_output=True, text=True)
    return [
        Row(f"people: {name}", f"{first:.0f} / {second:.0f} ms", "< 100 ms", f"{rows} of {people:,}; the page after")
        for name, (first, second, rows) in json.loads(ran.stdout).items()
    ]
