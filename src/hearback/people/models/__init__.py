"""The tables of the room."""

from hearback.people.models.acts import Act, Dismissal, Gesture, Introduction, Mailbox, Tie, TieModel, Touched
from hearback.people.models.importing import Import, ImportRow
from hearback.people.models.linking import Merge, Split
from hearback.people.models.matching import Clue, Likeness, StopWord
from hearback.people.models.organisations import (
    ORGANISATION_WORDS,
    Affiliation,
    Counterpart,
    Domain,
    Organisation,
    Suggestion,
)
from hearback.people.models.persons import NAME_KEY, NAME_WORDS, Identity, Person, ShownPictures
from hearback.people.models.privacy import Dossier, Erased, Erasure, Restriction, Retention
from hearback.people.models.profile import Note, Picture, Role, Segment, Tag, Tagging, Trait
from hearback.people.models.wishes import Ask, Consent, Rhythm, Unasked

__all__ = [
    "NAME_KEY",
    "NAME_WORDS",
    "ORGANISATION_WORDS",
    "Act",
    "Affiliation",
    "Ask",
    "Clue",
    "Consent",
    "Counterpart",
    "Dismissal",
    "Domain",
    "Dossier",
    "Erased",
    "Erasure",
    "Gesture",
    "Identity",
    "Import",
    "ImportRow",
    "Introduction",
    "Likeness",
    "Mailbox",
    "Merge",
    "Note",
    "Organisation",
    "Person",
    "Picture",
    "Restriction",
    "Retention",
    "Rhythm",
    "Role",
    "Segment",
    "ShownPictures",
    "Split",
    "StopWord",
    "Suggestion",
    "Tag",
    "Tagging",
    "Tie",
    "TieModel",
    "Touched",
    "Trait",
    "Unasked",
]
