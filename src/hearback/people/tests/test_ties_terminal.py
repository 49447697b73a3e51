"""Facts about `hearback ties score`: anybody can try it on their own acts."""

from __future__ import annotations

import io
import json

import pytest

from hearback.infra.errors import Refusal
from hearback.people import terminal
from hearback.people.tests.test_ties import lives

ACTS = [
    {"from": "ann@example.org", "to": "bea@example.org", "at": "2026-01-02T10:00:00Z", "kind": "wrote"},
    {"actor": "bea@example.org", "target": "ann@example.org", "time": "2026-01-03", "kind": "answered"},
    {"from": "ann@example.org", "to": ["cem@example.org", "bea@example.org"], "at": 1770000000},
    {"from": "dan@example.org", "to": "ann@example.org", "at": "2026-06-01"},
]


def scored(capsys, *words: str) -> list[dict]:
    assert terminal.main(["ties", "score", *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "acts.jsonl"
    path.write_text("\n".join(map(json.dumps, ACTS)))
    return str(path)


def test_ties_come_strongest_first_in_each_direction_that_there_is(capsys, file):
    ties = scored(capsys, "--jsonl", file)

    assert {(one["from"][:3], one["to"][:3]) for one in ties} == {
        ("ann", "bea"),
        ("bea", "ann"),
        ("ann", "cem"),
        ("dan", "ann"),
    }
    assert [one["strength"] for one in ties] == sorted((one["strength"] for one in ties), reverse=True)
    ann, bea = (next(one for one in ties if one["from"].startswith(name)) for name in ("ann", "bea"))
    assert ann["acts"] == bea["acts"] == 3
    assert ann["given"] > bea["given"]
    assert ann["strength"] == bea["strength"] > ann["towards"] > bea["towards"] > 0


def test_nothing_after_the_day_is_looked_at(capsys, file):
    ties = scored(capsys, "--jsonl", file, "--as-of", "2026-01-31", "--shipped")

    assert {(one["from"][:3], one["to"][:3]) for one in ties} == {("ann", "bea"), ("bea", "ann")}
    assert ties[0]["silence"] == pytest.approx(29, abs=0.01)


def test_a_tie_that_slept_for_years_is_still_a_tie(capsys, file):
    ties = scored(capsys, "--jsonl", file, "--as-of", "2039-01-01")

    assert len(ties) == 4
    assert all(one["strength"] < 0.1 for one in ties)


def test_a_day_counts_to_its_end(capsys, file):
    assert len(scored(capsys, "--jsonl", file, "--as-of", "2026-01-02")) == 1
    with pytest.raises(Refusal, match="up to that day"):
        scored(capsys, "--jsonl", file, "--as-of", "2026-01-02T09:00:00Z")


@pytest.mark.parametrize(("at", "silence"), [(1_767_225_600, 0), (1_767_225_600_000, 0), (0, 20454), (-86_400, 20455)])
def test_numbers_count_seconds_or_thousandths(capsys, tmp_path, at, silence):
    path = tmp_path / "acts.jsonl"
    path.write_text(json.dumps({"from": "a", "to": "b", "at": at}))

    (tie,) = scored(capsys, "--jsonl", str(path), "--as-of", "2026-01-01T00:00:00Z")
    assert tie["silence"] == silence


def test_acts_are_taken_from_a_pipe(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(ACTS[0])))

    assert len(scored(capsys, "--jsonl", "-")) == 1


def test_the_back_test_says_how_well_it_tells_what_comes(capsys, tmp_path):
    path = tmp_path / "acts.jsonl"
    rows = [
        {"from": pair[not forth], "to": pair[forth], "at": day * 86_400 + 1_000_000_000}
        for pair, acts in lives().between.items()
        for day, forth in acts
    ]
    path.write_text("\n".join(map(json.dumps, rows)))

    (trial,) = scored(capsys, "--jsonl", str(path), "--backtest")

    assert trial["auc"]["ours"] > 0.8
    assert trial["auc"]["ours"] > trial["auc"]["acts in a year"]
    assert sum(one["ties"] for one in trial["calibration"]) == trial["ties"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no act"),
        ('{"to": "b", "at": 1}', "Line 1 has no “from”"),
        ('{"from": "a", "to": [], "at": 1}', "Line 1 has no “to”"),
        ('{"from": "a", "to": "b"}', "Line 1 has no “at”"),
        ('{"from": {}, "to": "b", "at": 1}', "is no text"),
        ('{"from": ["a"], "to": "b", "at": 1}', "is no text"),
        ('{"from": "a", "to": "b", "at": true}', "is no date"),
        ('{"from": "a", "to": "b", "at": 1e18}', "is no date"),
        ('{"from": "a", "to": "b", "at": "soon"}', "Line 1: “soon” is no date"),
        ("[]", "Line 1 is no object"),
        ("{", "Line 1 is no JSON"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(capsys, tmp_path, text, why):
    path = tmp_path / "acts.jsonl"
    path.write_text(text)

    with pytest.raises(Refusal, match=why):
        scored(capsys, "--jsonl", str(path))


def test_two_acts_tell_nothing_of_what_comes(capsys, file):
    with pytest.raises(Refusal, match="too little time"):
        scored(capsys, "--jsonl", file, "--backtest")


def test_a_file_that_is_not_there_is_told(capsys):
    with pytest.raises(Refusal, match="cannot be read"):
        scored(capsys, "--jsonl", "/nowhere")
