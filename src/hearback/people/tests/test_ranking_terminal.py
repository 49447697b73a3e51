"""Facts about ranking answerers of one's own history at the terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from hearback.infra.errors import Refusal
from hearback.people.terminal import main

if TYPE_CHECKING:
    from pathlib import Path

HELPED = {"kind": "helped", "from": "bea", "to": "ann", "at": "2026-03-01T09:00:00Z", "topics": ["invoices"]}
ASKED = {"question": 17, "from": "ann", "at": "2026-03-02", "text": "Where is my invoice?"}


@pytest.fixture
def ranked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*rows: dict[str, Any], words: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        path = tmp_path / "lines.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        assert main(["people", "rank", "--jsonl", str(path), *words]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_a_question_is_answered_with_names_and_reasons(ranked: Any) -> None:
    (line,) = ranked(ASKED, HELPED)

    assert (line["question"], line["newcomer"]) == (17, False)
    assert line["ranked"][0]["who"] == "bea"
    assert "helped ann once" in line["ranked"][0]["reasons"]


def test_only_what_happened_before_a_question_is_known(ranked: Any) -> None:
    (line,) = ranked(ASKED, HELPED | {"at": "2026-03-02"})

    assert line["ranked"] == []


def test_who_is_said_to_have_answered_is_known_only_afterwards(ranked: Any) -> None:
    first, second, evaluation = ranked(
        ASKED | {"helpers": ["bea"]}, ASKED | {"question": "18", "at": "2026-03-03", "helpers": "bea"}
    )

    assert first["ranked"] == []
    assert second["ranked"][0]["who"] == "bea"
    assert evaluation["evaluation"]["all"]["ranking"] == {"questions": 2, "hit@1": 0.5, "hit@5": 0.5, "mrr": 0.5}


def test_an_act_may_name_the_question_that_it_answers(ranked: Any) -> None:
    answer = {"kind": "answered", "from": "cem", "question": 17, "at": "2026-03-02T10:00:00Z"}

    lines = ranked(ASKED, answer, ASKED | {"question": 18, "from": "eve", "at": "2026-03-03"})

    assert lines[1]["ranked"][0]["who"] == "cem"
    assert "helped with invoice, where (once)" in lines[1]["ranked"][0]["reasons"]


def test_an_answer_to_a_question_with_helpers_is_not_counted_twice(ranked: Any) -> None:
    answer = {"kind": "answered", "from": "bea", "question": 17, "at": "2026-03-02T10:00:00Z"}

    lines = ranked(ASKED | {"helpers": ["bea"]}, answer, ASKED | {"question": 18, "at": "2026-03-03"})

    assert "helped ann once" in lines[1]["ranked"][0]["reasons"]


def test_fields_may_have_other_names(ranked: Any) -> None:
    act = {"type": "reviewed", "author": "bea", "for": ["ann", "eve"], "date": 1_772_000_000, "paths": ["src/a.c"]}
    question = {"kind": "asked", "asker": "eve", "date": 1_773_000_000, "file": "src/b.c", "most": None}

    (line,) = ranked(act, question)

    assert line["question"] == 2
    assert line["ranked"][0]["reasons"][0] in {"helped eve once", "helped with src (twice)"}


def test_writing_counts_without_anybody_helped(ranked: Any) -> None:
    (line,) = ranked({"from": "bea", "at": "2026-03-01", "words": ["invoice"]}, ASKED)

    assert line["ranked"][0]["reasons"][0] == "wrote about invoice (once)"


def test_a_question_of_nobody_is_ranked(ranked: Any) -> None:
    (line,) = ranked(HELPED, {"kind": "question", "id": {"odd": 1}, "at": "2026-03-02", "topics": ["invoices"]})

    assert line["ranked"][0]["who"] == "bea"


def test_only_figures_are_printed_where_only_they_are_asked_for(ranked: Any) -> None:
    (line,) = ranked(HELPED, ASKED | {"helpers": ["bea"]}, words=("--evaluate", "--since", "2026-03-02"))

    assert set(line["evaluation"]["all"]) == {"ranking", "most active", "wrote", "helped topic", "helped author"}


def test_questions_before_a_date_are_only_learnt_from(ranked: Any) -> None:
    assert ranked(HELPED, ASKED, words=("--since", "2026-04-01")) == []


@pytest.mark.parametrize(
    ("rows", "words", "said"),
    [
        ([HELPED | {"kind": "danced"}], (), "Line 1: “danced” is no kind"),
        ([HELPED | {"to": None}], (), "does not say whom it helped"),
        ([HELPED | {"from": None}], (), "Line 1 has no “from”."),
        ([HELPED | {"at": "soon"}], (), "Line 1: “soon” is no date."),
        ([HELPED | {"at": None}], (), "Line 1 has no “at”."),
        ([HELPED | {"topics": [{}]}], (), "Line 1: “topics” is no text."),
        ([ASKED, ASKED], (), "Line 2 has the id of the question in line 1."),
        ([ASKED], ("--evaluate",), "No question says who answered it"),
        ([ASKED], ("--most", "0"), "--most is a number from 1"),
    ],
    ids=["kind", "to", "from", "date", "no-date", "odd", "twice", "no-truth", "most"],
)
def test_what_cannot_be_understood_is_refused_by_its_line(
    ranked: Any, rows: list[dict[str, Any]], words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Refusal, match=said.replace("(", r"\(")):
        ranked(*rows, words=words)
