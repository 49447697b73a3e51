"""Facts about the documentation: it is true of the code, it is complete, and its links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hearback.channels.registry import channels
from hearback.site import cli
from hearback.site.reference import commands, errors, events, export, pages, settings
from hearback.site.reference.source import PACKAGE
from tests import mail_cases

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^(?: {4}.*|```.*?^```)$", re.MULTILINE | re.DOTALL)


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")


def _links(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [first or second for first, second in _LINK.findall(re.sub(r"`[^`\n]+`", "", text))]


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_what_the_code_says_today(name):
    written = (DOCS / "reference" / name).read_text(encoding="utf-8")

    assert written == pages()[name], "run `hearback manage reference`"


def test_the_command_writes_the_pages_and_says_which_are_old(tmp_path):
    said = StringIO()

    call_command("reference", into=tmp_path, stdout=said)
    call_command("reference", "--check", into=tmp_path)
    (tmp_path / "events.md").write_text("old")
    with pytest.raises(CommandError, match=r"events\.md"):
        call_command("reference", "--check", into=tmp_path)

    assert said.getvalue().count("is new.") == len(pages())


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_link_of_ours_leads_somewhere(page):
    for link in _links(page):
        place, _, part = link.partition("#")
        if place.startswith(("http://", "https://", "mailto:")):
            continue
        to = (page.parent / place).resolve() if place else page
        assert to.exists(), link
        assert to == ROOT or ROOT in to.parents, link
        if part:
            titles = re.findall(r"^#+ +(.+)$", to.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in map(_slug, titles), link


def test_every_page_can_be_reached_from_the_readme():
    reached, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        if page in reached:
            continue
        reached.add(page)
        found = ((page.parent / link.partition("#")[0]).resolve() for link in _links(page) if ":" not in link)
        folders = {
            path: sorted(path.glob("*.md")) if path.is_dir() and DOCS in path.parents else [path] for path in found
        }
        left += [path for paths in folders.values() for path in paths if path.suffix == ".md" and path in PAGES]

    assert not [_named(page) for page in PAGES if page not in reached]


def test_every_variable_that_the_code_reads_is_documented():
    named = re.compile(r"\b(?:HEARBACK_[A-Z_]+|DATABASE_URL)\b")
    code = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "reference" and "tests" not in path.parts]
    read = {name for path in code for name in named.findall(path.read_text(encoding="utf-8"))}
    helpers = [
        ROOT / "conftest.py",
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").glob("*.py"),
        *PACKAGE.rglob("tests/*.py"),
    ]
    tried = {
        name for path in helpers if path != Path(__file__) for name in named.findall(path.read_text(encoding="utf-8"))
    }

    assert read == set(settings.VARIABLES)
    assert tried - read - {"HEARBACK_"} <= set(settings.FOR_WORK)


def test_every_command_is_documented():
    made = {path.stem for path in PACKAGE.glob("*/management/commands/*.py") if path.stem != "__init__"}
    words = {name for one in cli._parser()._actions if one.choices for name in one.choices}

    assert words == set(commands.OWN)
    assert made == {name for name, _ in cli.ROOM_COMMANDS.values()} | set(commands.MANAGED)


def test_every_target_of_make_is_mentioned():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

    assert not [target for target in targets if f"make {target}" not in text and target != "help"]


def test_every_channel_is_documented():
    written = (DOCS / "reference" / "channels.md").read_text(encoding="utf-8")

    assert [one for one in channels().values() if f"\n## {one.label}\n" not in written] == []


def test_every_event_and_what_it_carries_is_documented():
    told = events.topics()

    assert set(told) == set(events.TOPICS)
    assert set().union(*told.values()) == set(events.PAYLOADS)


def test_every_field_of_the_export_is_documented():
    assert Counter(export.paths(export.example())) == Counter(export.FIELDS.keys())


def test_the_errors_that_have_advice_are_errors_that_can_come():
    assert set(errors.HELP) <= errors.sentences()


@pytest.mark.parametrize("page", DECISIONS, ids=_named)
def test_a_decision_is_called_what_it_says_and_is_short(page):
    title, *paragraphs = page.read_text(encoding="utf-8").strip().split("\n\n")

    assert page.stem[5:] == _slug(title.removeprefix("# "))
    assert len([one for one in paragraphs if not one.startswith("|")]) <= 2


def test_every_library_that_runs_in_the_house_has_its_row():
    rows = (DOCS / "decisions" / "0014-each-dependency-has-a-reason-and-a-way-out.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[>=<;, ]", one)[0] for one in project["dependencies"]}
    told = [set(re.findall(r"[\w.-]+", line.split("|")[1])) for line in rows.splitlines() if line.startswith("| ")][1:]

    assert names <= set().union(*told)
    assert [row for row in told if not row & names] == []


def test_decisions_are_numbered_without_gaps():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", HOW_TO, ids=_named)
def test_a_how_to_names_the_test_that_tries_it_or_the_day_it_was_tried(page):
    last = page.read_text(encoding="utf-8").strip().split("\n\n")[-1]

    assert re.match(r"\*Tried (?:on \d{4}-\d\d-\d\d|by \[)", last)


def test_the_glossary_is_in_order_and_says_everything_once():
    terms = re.findall(r"^\*\*([^*]+)\*\*", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert terms
    assert terms == sorted(set(terms), key=str.lower)


def test_the_cases_of_mail_are_counted_as_they_are_today():
    assert mail_cases.PAGE.read_text(encoding="utf-8") == mail_cases.page(), "run: python -m tests.mail_cases"
