"""The tables of the room."""

from hearback.people.models.acts import Act, Dismissal, Gesture, Introduction, Mailbox, Tie, TieModel, Touched
from hearback.people.models.importing import Import, ImportRow
from hearback.people.models.linking import Merge, Split
from hearback.people.models.matching import Clue, Likeness, StopWord
from hearback.people.models.organisations import Affiliation, Counterpart, Domain, Organisation
from hearback.people.models.persons import NAME_KEY, NAME_WORDS, Identity, Person, ShownPictures
from hearback.people.models.profile import Note, Picture, Role, Segment, Tag, Tagging, Trait
from hearback.people.models.wishes import Ask, Consent, Rhythm, Unasked

__all__ = [
    "NAME_KEY",
    "NAME_WORDS",
    "Act",
    "Affiliation",
    "Ask",
    "Clue",
    "Consent",
    "Counterpart",
    "Dismissal",
    "Domain",
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
    "Rhythm",
    "Role",
    "Segment",
    "ShownPictures",
    "Split",
    "StopWord",
    "Tag",
    "Tagging",
    "Tie",
    "TieModel",
    "Touched",
    "Trait",
    "Unasked",
]
