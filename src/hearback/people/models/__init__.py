"""The tables of the room."""

from hearback.people.models.linking import Merge, Split
from hearback.people.models.matching import Clue, Likeness, StopWord
from hearback.people.models.persons import NAME_KEY, NAME_WORDS, Identity, Person, ShownPictures
from hearback.people.models.wishes import Ask, Consent, Rhythm, Unasked

__all__ = [
    "NAME_KEY",
    "NAME_WORDS",
    "Ask",
    "Clue",
    "Consent",
    "Identity",
    "Likeness",
    "Merge",
    "Person",
    "Rhythm",
    "ShownPictures",
    "Split",
    "StopWord",
    "Unasked",
]
