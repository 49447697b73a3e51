"""Facts about ranking who should answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hearback.people.rules.ranking import history as histories
from hearback.people.rules.ranking.evaluating import Evaluation
from hearback.people.rules.ranking.history import History
from hearback.people.rules.ranking.judging import Score
from hearback.people.rules.ranking.marks import MOST, marks_of, words_of
from hearback.people.rules.ranking.ranking import SHIPPED, Ranking
from hearback.people.rules.ranking.tallies import weight
from hearback.people.rules.ranking.telling import words
from hearback.people.rules.ranking.values import Act, Circumstances, Question, Reason, Sign

NOW = datetime(2026, 3, 2, tzinfo=UTC)
INVOICE = marks_of(text="An invoice")
PIPES = marks_of(files=["src/pipes/blue.c"])


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def told(*acts: Act) -> Ranking:
    ranking = Ranking()
    for act in acts:
        ranking.learn(act)
    return ranking


def names(ranking: Ranking, question: Question, around: Circumstances | None = None) -> list[str]:
    return [one.who for one in ranking.rank(question, around=around or Circumstances())]


def test_nobody_is_named_while_nobody_has_done_anything() -> None:
    assert Ranking().rank(Question("ann", NOW, INVOICE)) == []


def test_who_helped_the_asker_before_stands_first_and_says_so() -> None:
    ranking = told(Act("cem", days_ago(3), to="eve"), Act("bea", days_ago(9), to="ann"), Act("bea", days_ago(8), "ann"))

    first = ranking.rank(Question("ann", NOW))[0]

    assert (first.who, first.reasons[0]) == ("bea", Reason(Sign.HELPED_AUTHOR, 2))


def test_who_helped_with_the_topic_stands_first_for_somebody_new() -> None:
    ranking = told(Act("cem", days_ago(3), to="eve", marks=PIPES), Act("bea", days_ago(3), to="kim", marks=INVOICE))

    first = ranking.rank(Question("new", NOW, INVOICE))[0]

    assert first.who == "bea"
    assert Reason(Sign.HELPED_TOPIC, 1, ("word:invoice",)) in first.reasons
    assert Reason(Sign.HELPED_NEWCOMERS, 1) in first.reasons


def test_a_neighbour_in_the_same_folder_is_found_without_the_same_file() -> None:
    ranking = told(Act("cem", days_ago(3), marks=marks_of(files=["doc/x.md"])), Act("bea", days_ago(3), marks=PIPES))

    assert names(ranking, Question("ann", NOW, marks_of(files=["src/pipes/red.c"])))[0] == "bea"


def test_the_asker_and_those_who_help_themselves_are_not_named() -> None:
    ranking = told(Act("ann", days_ago(1), marks=PIPES), Act("bea", days_ago(1), to="bea"), Act("", days_ago(1)))

    assert names(ranking, Question("ann", NOW, PIPES)) == []


def test_what_is_longer_ago_than_the_window_counts_nothing() -> None:
    ranking = told(Act("bea", days_ago(1200), to="ann", marks=PIPES), Act("cem", days_ago(1000), to="eve"))

    assert names(ranking, Question("ann", NOW, PIPES)) == ["cem"]


def test_a_year_halves_what_an_act_counts() -> None:
    assert weight(NOW) / weight(days_ago(365.25)) == pytest.approx(2)


def test_any_date_can_be_weighed() -> None:
    assert 0 < weight(datetime.min.replace(tzinfo=UTC)) < weight(datetime.max.replace(tzinfo=UTC)) < float("inf")


def test_who_helps_beside_those_who_helped_the_asker_is_thought_of() -> None:
    ranking = told(Act("cem", days_ago(2), to="kim"))
    ranking.answered(Question("ann", days_ago(3)), ["bea"])
    ranking.answered(Question("eve", days_ago(2)), ["bea", "dan"])

    evidence = ranking.history.evidence(Question("ann", NOW))

    assert evidence[Sign.HELPED_BESIDE] == {"dan": 1.0}


def test_only_the_rarest_marks_are_looked_at_where_many_people_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_LOOKED_AT", 2)
    common, rare = marks_of(topics=["all"]), marks_of(topics=["few"])
    acts = [Act(f"p{number}", days_ago(1), to="eve", marks=common) for number in range(4)]
    ranking = told(*acts, Act("bea", days_ago(1), to="eve", marks=rare))

    evidence = ranking.history.evidence(Question("ann", NOW, (*common, *rare, "topic:unheard")))

    assert evidence[Sign.HELPED_TOPIC] == {"bea": 1.0}


def test_what_answered_moves_the_weights() -> None:
    ranking = Ranking()
    for day in range(60, 0, -1):
        ranking.learn(Act("cem", days_ago(day + 0.5), to="ann"))
        ranking.answered(Question("ann", days_ago(day), PIPES), ["bea", "ann"])

    assert ranking.weights[Sign.HELPED_TOPIC] > SHIPPED[Sign.HELPED_TOPIC]
    assert names(ranking, Question("ann", NOW, PIPES))[0] == "bea"


def test_an_answer_by_somebody_unheard_of_moves_no_weight() -> None:
    ranking = told(Act("cem", days_ago(3), to="eve"))

    ranking.answered(Question("ann", days_ago(2)), ["bea"])
    ranking.answered(Question("ann", days_ago(1)), [])

    assert ranking.weights == dict(SHIPPED)


def test_circumstances_are_weighed_and_told() -> None:
    acts = [Act(who, days_ago(1), to="ann") for who in ("bea", "cem", "dan", "eve")]
    around = Circumstances(
        among={"bea", "cem", "dan", "fay"},
        load={"bea": 30},
        away={"cem"},
        languages={"dan": {"de"}, "bea": {"fr"}},
        language="fr",
    )

    ranked = told(*acts).rank(Question("ann", NOW), around=around)

    assert [one.who for one in ranked] == ["dan", "bea", "cem"]
    assert [one.reasons[-1] for one in ranked] == [
        Reason("language", 0, ("fr",)),
        Reason("load", 30),
        Reason("away", 0),
    ]


def test_marks_are_topics_files_folders_and_words_each_once() -> None:
    found = marks_of(topics=[" Mail ", ""], files=["/a/b.c", ""], words=["Blue"], text="blue 42 of it Pipes 2026")

    assert found == ("topic:mail", "file:a/b.c", "in:a", "word:blue", "word:pipes")


def test_an_act_has_only_so_many_marks() -> None:
    assert len(marks_of(words=[f"word{number}" for number in range(500)])) == MOST


def test_scripts_without_spaces_are_read_in_pairs() -> None:
    assert list(words_of("請求書です")) == ["請求", "求書", "書で", "です"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason(Sign.HELPED_AUTHOR, 4), "helped ann 4 times"),
        (Reason(Sign.HELPED_TOPIC, 2, ("word:invoices", "file:a.c")), "helped with invoices, a.c (twice)"),
        (Reason(Sign.WROTE, 1, ("topic:mail",)), "wrote about mail (once)"),
        (Reason(Sign.HELPED_NEWCOMERS, 1), "was the first to help somebody new once"),
        (Reason(Sign.ACTIVITY, 1200), "active, 1,200 times in all"),
        (Reason("away", 0), "is away"),
        (Reason("load", 1), "has 1 open turn"),
        (Reason("load", 3), "has 3 open turns"),
        (Reason("language", 0, ("fr",)), "is not known to speak fr"),
    ],
    ids=["author", "topic", "wrote", "newcomers", "activity", "away", "one-turn", "turns", "language"],
)
def test_reasons_are_said_in_plain_words(reason: Reason, said: str) -> None:
    assert words(reason, asker="ann") == said


def test_who_has_as_much_as_the_right_one_stands_before_them() -> None:
    score = Score()

    score.add({"bea": 1.0, "cem": 1.0}, {"bea"})
    score.add({"bea": 1.0}, {"bea"})
    score.add({"bea": 1.0}, {"dan"})

    assert score.figures == {"questions": 3, "hit@1": 0.333, "hit@5": 0.667, "mrr": 0.5}


def test_a_question_that_only_its_asker_answered_is_not_counted() -> None:
    evaluation = Evaluation()

    evaluation.add(Ranking(), Question("ann", NOW), ["ann"])

    assert not evaluation.is_known


def test_newcomers_are_counted_among_all_and_by_themselves() -> None:
    ranking, evaluation = told(Act("bea", days_ago(1), to="ann")), Evaluation()

    evaluation.add(ranking, Question("ann", NOW), ["bea"])
    evaluation.add(ranking, Question("new", NOW), ["bea"])

    assert evaluation.figures["all"]["ranking"]["questions"] == 2
    assert evaluation.figures["newcomers"]["ranking"] == {"questions": 1, "hit@1": 1.0, "hit@5": 1.0, "mrr": 1.0}


def test_the_same_question_is_weighed_once_until_something_happens() -> None:
    history, question = History(), Question("ann", NOW)
    history.learn(Act("bea", days_ago(1)))

    before = history.evidence(question)
    assert history.evidence(question) is before
    history.learn(Act("cem", days_ago(1)))

    assert history.evidence(question) is not before
