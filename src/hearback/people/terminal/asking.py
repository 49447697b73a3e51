"""Reads acts and questions from lines of JSON, however their writers call the fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hearback.infra.errors import Refusal
from hearback.people.rules.ranking.marks import marks_of
from hearback.people.rules.ranking.values import Act, Question
from hearback.people.terminal import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

_WHO = ("from", "who", "author", "asker", "asked_by", "by", "helper", "sender", "person", "user")
_TO = ("to", "asker", "for", "whom", "helped", "recipient")
_AT = ("at", "date", "time", "timestamp", "when", "asked_at")
_KIND = ("kind", "type", "act", "verb")
_ID = ("question", "id", "question_id")
_HELPERS = ("helpers", "helper", "answered_by", "answerers", "truth", "reviewers")
_TOPICS = ("topics", "topic", "tags", "labels", "themes")
_FILES = ("files", "file", "paths", "touched")
_WORDS = ("words", "keywords")
_TEXT = ("text", "subject", "title", "body")
HELPED = frozenset(
    ("helped", "help", "answered", "answer", "reviewed", "review", "replied", "reply", "commented", "comment",
     "responded", "response", "resolved", "solved")
)  # fmt: skip
# What makes somebody lively, but helps nobody with a question, counts as what was written.
WROTE = frozenset(
    ("wrote", "write", "authored", "author", "committed", "commit", "posted", "post", "edited", "created",
     "published", "touched", "mentioned", "thanked", "introduced", "met", "linked to")
)  # fmt: skip
ASKED = frozenset(("question", "asked", "ask", "request"))


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did, once for each whom it helped. question: the id of what it answers; "" where none is named."""

    at: datetime
    acts: tuple[Act, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. told: its id as written; id: the same as text. helpers: who in fact answered, where told."""

    at: datetime
    id: str
    told: Any
    question: Question
    helpers: tuple[str, ...]


def read(path: str) -> Iterator[Done | Asked]:
    """Yield what the lines tell. Raises Refusal at the first that cannot be understood, by its number."""
    seen: dict[str, int] = {}
    for line, row in lines.read(path):
        at = lines.moment(_text(row, _AT, line, needed=True), line=line)
        kind = _text(row, _KIND, line).strip().casefold()
        if not _is_question(row, kind):
            yield _done(row, kind, at, line)
            continue
        asked = _asked(row, at, line)
        if asked.id in seen:
            raise Refusal(f"Line {line} has the id of the question in line {seen[asked.id]}.")
        seen[asked.id] = line
        yield asked


def _is_question(row: Mapping[str, Any], kind: str) -> bool:
    if kind:
        return kind in ASKED
    return any(key in row for key in (*_HELPERS, "question", "asker", "asked_by")) and "to" not in row


def _asked(row: Mapping[str, Any], at: datetime, line: int) -> Asked:
    told = next((row[key] for key in _ID if row.get(key) not in {None, ""}), line) if _hashable(row) else line
    key = str(told)
    question = Question(_text(row, _WHO, line), at, _marks(row, line))
    return Asked(at, key, told, question, tuple(dict.fromkeys(_many(row, _HELPERS, line))))


def _hashable(row: Mapping[str, Any]) -> bool:
    return all(not isinstance(row.get(key), list | dict) for key in _ID)


def _done(row: Mapping[str, Any], kind: str, at: datetime, line: int) -> Done:
    if kind and kind not in HELPED | WROTE:
        raise Refusal(f"Line {line}: “{kind[:40]}” is no kind that is known: helped, wrote or question.")
    marks = _marks(row, line)
    question = _text(row, ("question", "question_id"), line)
    helped = [] if kind in WROTE else _many(row, _TO, line)
    if kind in HELPED and not helped and not question:
        raise Refusal(f"Line {line} does not say whom it helped: “to”.")
    who = _text(row, _WHO, line, needed=True)
    return Done(at, tuple(Act(who, at, to=one, marks=marks) for one in helped or [""]), question)


def _marks(row: Mapping[str, Any], line: int) -> tuple[str, ...]:
    return marks_of(
        topics=_many(row, _TOPICS, line),
        files=_many(row, _FILES, line),
        words=_many(row, _WORDS, line),
        text=" ".join(found for key in _TEXT if (found := lines.text(row, key, line=line, default=""))),
    )


def _text(row: Mapping[str, Any], keys: tuple[str, ...], line: int, *, needed: bool = False) -> str:
    found = next((told for key in keys if (told := lines.text(row, key, line=line, default=""))), "")
    if needed and not found:
        raise Refusal(f"Line {line} has no “{keys[0]}”.")
    return found


def _many(row: Mapping[str, Any], keys: tuple[str, ...], line: int) -> list[str]:
    """Return a field that holds one text or a list of them; empty where there is none."""
    key = next((key for key in keys if row.get(key) not in (None, "", [])), "")
    told = row.get(key)
    some = told if isinstance(told, list) else [] if told is None else [told]
    return [lines.text({key: one}, key, line=line) for one in some if one is not None and one != ""]
