"""What a ranking is asked, what it is told of the past, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime


class Sign(StrEnum):
    """One kind of evidence for somebody being the right one."""

    ACTIVITY = "activity"
    LATELY = "lately"
    WROTE = "wrote"
    HELPED_TOPIC = "helped topic"
    HELPED_AUTHOR = "helped author"
    HELPED_BESIDE = "helped beside"
    HELPED_NEWCOMERS = "helped newcomers"


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody did something. to: whom they helped; "" when they wrote of their own. marks: what it was about."""

    who: str
    at: datetime
    to: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody asks. marks: what it is about (marks.marks_of)."""

    asker: str
    at: datetime
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of candidates today, apart from what they did; nothing where nothing is known.

    among: who may be named; None for everybody. load: name -> turns open. away: who is absent.
    languages: name -> those they speak; language: that of the question.
    """

    among: Collection[str] | None = None
    load: Mapping[str, int] = field(default_factory=dict)
    away: Collection[str] = ()
    languages: Mapping[str, Collection[str]] = field(default_factory=dict)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is named. count: how often. about: the marks that speak most for it."""

    sign: str
    count: int
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Somebody who may be the right one. signs: each kind of evidence, 0.0 to 1.0 of the best in this question."""

    who: str
    score: float
    signs: Mapping[Sign, float]
    reasons: tuple[Reason, ...]
