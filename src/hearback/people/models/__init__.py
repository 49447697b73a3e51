"""The tables of the room."""

from hearback.people.models.linking import Merge, Split
from hearback.people.models.persons import NAME_KEY, NAME_WORDS, Identity, Person, ShownPictures

__all__ = ["NAME_KEY", "NAME_WORDS", "Identity", "Merge", "Person", "ShownPictures", "Split"]
