"""The tables of the room."""

from hearback.people.models.linking import Merge, Split
from hearback.people.models.persons import NAME_KEY, NAME_WORDS, Identity, Person, ShownPictures
from hearback.people.models.wishes import Ask, Consent, Rhythm, Unasked

__all__ = [
    "NAME_KEY",
    "NAME_WORDS",
    "Ask",
    "Consent",
    "Identity",
    "Merge",
    "Person",
    "Rhythm",
    "ShownPictures",
    "Split",
    "Unasked",
]
