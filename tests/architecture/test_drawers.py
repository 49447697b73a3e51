"""Facts about drawers: every room has the same ones, they import downwards, and rules are plain."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.house import PACKAGE, imports, modules, rooms, tree

# From the top down; drawers on one line stand side by side.
ORDER = [
    {"urls", "management"},
    {"api", "pages", "panels", "terminal"},
    {"receiving"},
    {"showing", "jobs", "privacy"},
    {
        "hearing",
        "answering",
        "bringing",
        "comparing",
        "rereading",
        "again",
        "exporting",
        "judging",
        "trying",
        "sending",
        "forms",
        "uploads",
        "who",
    },
    {"forgotten", "forwards", "moments", "providers", "proving", "telling"},
    {"actions"},
    {"queries"},
    {"models"},
    {"rules"},
    {"errors"},
]
BESIDE = {"", "apps", "templates", "static", "migrations", "tests"}
EXTRA = {
    ("listening", "bringing"): "fetches and imports, step by step: hearing.py is the one screen behind it",
    ("listening", "again"): "hears arrivals once more whose messages are here, for bringing.py and rereading.py",
    ("listening", "rereading"): "reads the archive again by the same steps as hearing.py",
    ("listening", "comparing"): "holds what a server has against what is here, and brings what is missing",
    ("listening", "receiving"): "keeps what a mail server hands over, before it is told yes",
    ("listening", "uploads"): "takes files of any size to the disk, piece by piece",
    ("listening", "forwards"): "who wrote what a colleague passes on, asked by hearing.py",
    ("listening", "forgotten"): "takes those who were erased out of what is heard later, asked by hearing.py",
    ("listening", "privacy"): "what raw mails say of somebody, registered for export and erasure",
    ("inbox", "privacy"): "what answers say of somebody, registered for export and erasure",
    ("conversations", "privacy"): "what messages say of somebody, registered for export and erasure",
    ("people", "privacy"): "what is told of somebody here, registered for export and erasure",
    ("listening", "hearing"): "the whole way in",
    ("listening", "moments"): "when something was said, asked by hearing.py of the messages before it",
    ("listening", "proving"): "who really speaks, asked of the channel before hearing.py",
    ("listening", "telling"): "what machines tell of mails of ours, asked by hearing.py of the messages before it",
    ("inbox", "answering"): "the whole way out",
    ("inbox", "panels"): "what hangs on the pages of lower rooms",
    ("conversations", "exporting"): "every message as plain values, for other programs",
    ("people", "terminal"): "the room's rules on anybody's own data, without a database",
    ("sources", "trying"): "what is known between trying a connection and making it, kept in no table",
    ("sources", "sending"): "by which of a source's ways out an answer leaves",
    ("sources", "providers"): "companies that send and hand over mail by interfaces of their own",
    ("staff", "who"): "the colleague of a request, for the pages of all rooms",
    ("understanding", "judging"): "the room's one question, asked by hearing.py",
}
USUAL = {
    "urls",
    "api",
    "pages",
    "jobs",
    "actions",
    "queries",
    "models",
    "rules",
    "forms",
    "errors",
    "showing",
    "management",
}
WITHOUT_DRAWERS = {"infra", "channels", "site"}

IN_ROOMS = [one for one in modules() if one.room not in WITHOUT_DRAWERS]
CLOCKS_AND_DOORS = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "timezone.now", "time.time", "time.monotonic"),
    *("open", "print", "Path", "import_module"),
}


def rank(drawer: str) -> int:
    """Return how high a drawer stands; 0 is the top."""
    return next(place for place, side_by_side in enumerate(ORDER) if drawer in side_by_side)


def imported_drawers(module) -> set[str]:
    """Return the drawers of its own room that a module needs when it runs."""
    only_for_types = {
        inner
        for node in ast.walk(tree(module.path))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    room = f"hearback.{module.room}"
    found = set()
    for node in ast.walk(tree(module.path)):
        if isinstance(node, ast.ImportFrom) and node.module and node not in only_for_types:
            if node.module == room:
                found |= {alias.name for alias in node.names}
            elif node.module.startswith(f"{room}."):
                found.add(node.module.split(".")[2])
    return found


@pytest.mark.parametrize("room", [room for room in rooms() if room not in WITHOUT_DRAWERS])
def test_a_room_has_the_usual_drawers_and_others_for_a_reason(room):
    drawers = {one.drawer for one in IN_ROOMS if one.room == room}

    assert {one for one in drawers - USUAL - BESIDE if (room, one) not in EXTRA} == set()


def test_no_reason_outlives_its_drawer():
    assert {(room, drawer) for room, drawer in EXTRA} <= {(one.room, one.drawer) for one in IN_ROOMS}


def test_a_drawer_imports_only_drawers_below_or_beside_it():
    upwards = {
        module.name: above
        for module in IN_ROOMS
        if module.drawer not in BESIDE
        and (above := {one for one in imported_drawers(module) if rank(one) < rank(module.drawer)})
    }

    assert upwards == {}


def test_rules_look_at_no_clock_and_open_nothing():
    calls = [
        (module.name, ast.unparse(node.func))
        for module in IN_ROOMS
        if module.drawer == "rules"
        for node in ast.walk(tree(module.path))
        if isinstance(node, ast.Call)
    ]

    assert len(calls) > 20, "there are rules to look at"
    assert [call for call in calls if call[1] in CLOCKS_AND_DOORS] == []


@pytest.mark.parametrize("room", rooms())
def test_a_room_says_what_it_is_for(room):
    first = next(one for one in modules() if one.room == room and one.path.name == "__init__.py")

    assert ast.get_docstring(tree(first.path))


def test_a_channel_knows_no_other_channel():
    channels = {one.parent.name for one in (PACKAGE / "channels").glob("*/channel.py")}
    strangers = [
        f"{module.name} imports {name}"
        for module in modules()
        if module.room == "channels" and module.drawer in channels
        for name in set(imports(module.path).values())
        if (place := name.split("."))[:2] == ["hearback", "channels"]
        and len(place) > 2
        and place[2] in channels - {module.drawer}
    ]

    assert len(channels) > 1
    assert strangers == []
