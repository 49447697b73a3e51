"""`hearback people rank`: who should answer, on anybody's own history of questions and help."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from hearback.infra.errors import Refusal
from hearback.people.rules.ranking.evaluating import Evaluation
from hearback.people.rules.ranking.ranking import Ranking
from hearback.people.rules.ranking.telling import words
from hearback.people.rules.ranking.values import Question
from hearback.people.terminal import lines
from hearback.people.terminal.asking import Asked, Done, read

if TYPE_CHECKING:
    import argparse

    from hearback.people.rules.ranking.values import Ranked

MOST = 1_000
HELP = """
Each line is something that somebody did or a question, in any order; they are read in the order of their dates, and
each question is ranked by what happened before it. Done: {"kind": "helped", "from": "bea", "to": "ann", "at":
"2026-03-02T09:00:00Z", "files": ["src/mail/read.c"]}; kinds are "helped" (also answered, reviewed, replied) and "wrote"
(also authored, committed, posted). A question: {"question": "17", "from": "ann", "at": "2026-03-05", "words":
["headers"], "helpers": ["bea"]}. What it is about: "files", "topics", "words" and "text", any of them or none.
"helpers" is who in fact answered, where that is known; it is used only after the question was ranked. An act may name
its "question" instead of saying again whom it helped and with what. Prints for each question, in the
order of their dates, {"question": "17", "newcomer": false, "ranked":
[{"who": "bea", "score": 2.1, "reasons": ["helped ann twice", ...]}]}.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be typed."""
    parser.epilog = HELP
    parser.add_argument("--jsonl", metavar="FILE", required=True, help="one line per act or question; - for a pipe")
    parser.add_argument("--most", metavar="N", type=int, default=10, help="how many to name for each question (10)")
    parser.add_argument(
        "--evaluate", action="store_true", help="print only how early the real helpers stood, beside simpler rankings"
    )
    parser.add_argument("--since", metavar="DATE", default="", help="rank only questions from then on; learn from all")


def run(options: argparse.Namespace) -> int:
    """Print who should answer each question, and how good that was where it is known who did."""
    if not 1 <= options.most <= MOST:
        raise Refusal(f"--most is a number from 1 to {MOST:,}.")
    told = sorted(read(options.jsonl), key=lambda one: (one.at, isinstance(one, Done)))
    since = lines.moment(options.since) if options.since else None
    ranking, evaluation = Ranking(), Evaluation()
    asked: dict[str, Asked] = {}
    for one in told:
        if isinstance(one, Done):
            _learn(ranking, one, asked)
            continue
        asked[one.id] = one
        if since is None or one.at >= since:
            _rank(ranking, evaluation, one, options)
        _close(ranking, one)
    if evaluation.is_known:
        lines.write({"evaluation": evaluation.figures})
    elif options.evaluate:
        raise Refusal("No question says who answered it: “helpers”.")
    sys.stderr.write(f"{len(asked):,} questions, {len(told) - len(asked):,} acts\n")
    return 0


def _rank(ranking: Ranking, evaluation: Evaluation, asked: Asked, options: argparse.Namespace) -> None:
    question = asked.question
    if asked.helpers:
        evaluation.add(ranking, question, asked.helpers)
    if not options.evaluate:
        newcomer = ranking.history.is_newcomer(question.asker)
        shown = [_shown(one, question) for one in ranking.rank(question, most=options.most)]
        lines.write({"question": asked.told, "newcomer": newcomer, "ranked": shown})


def _shown(one: Ranked, question: Question) -> dict[str, Any]:
    reasons = [words(reason, asker=question.asker or "somebody unknown") for reason in one.reasons]
    return {"who": one.who, "score": round(one.score, 4), "reasons": reasons}


def _close(ranking: Ranking, asked: Asked) -> None:
    """Take a question into the history: who asked wrote about it, and who is said to have answered helped."""
    if asked.helpers:
        ranking.answered(asked.question, asked.helpers)
    if asked.question.asker:
        ranking.asked(asked.question)


def _learn(ranking: Ranking, done: Done, asked: dict[str, Asked]) -> None:
    """Take in an act; an answer to a question whose helpers are not told teaches who answers what."""
    about = asked.get(done.question)
    if about is None:
        for act in done.acts:
            ranking.learn(act)
    elif done.acts and not about.helpers:
        who = done.acts[0].who
        ranking.answered(Question(about.question.asker, done.at, about.question.marks), [who])
