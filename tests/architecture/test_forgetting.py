"""Facts about forgetting: every column that names a person is in the copy they get and goes when they are erased."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings

from hearback.people.models import Identity, Person
from hearback.people.privacy import CHAPTERS
from tests.architecture.house import PACKAGE

# Column -> why it is not in the copy that somebody gets of what is held about them.
NOT_IN_THE_COPY = {
    "people_person.merged_into": "a row of the same person; the copy is over all of them",
    "people_identity.home": "which row an address returns to when a merge is undone; says nothing else",
    "people_shownpictures.identity": "a colleague's choice about their own screen",
    "people_clue.identity": "made again from the name and the address, which are in it",
    "people_likeness.one": "a guess about two people, the other of whom is somebody else's data",
    "people_likeness.other": "a guess about two people, the other of whom is somebody else's data",
    "people_picture.person": "in it as a file",
    "people_erased.identity": "a digest that leads back to nobody",
    "people_dossier.person": "that copies were made; each is what they got",
    "people_erasure.person": "that they are erased; then there is nobody to give a copy to",
    "conversations_conversation.identity": "its messages are in it",
    "conversations_message.author": "in it as messages",
    "conversations_participant.identity": "its messages are in it",
}
# Column -> what becomes of it when somebody is erased.
_ROW, _NUMBER = "the row goes", "the row stays, with a number that leads to nobody"
WHEN_ERASED = {
    **dict.fromkeys(
        [
            *("people_shownpictures.identity", "people_clue.identity", "people_likeness.one", "people_likeness.other"),
            *("people_act.actor", "people_act.target", "people_tie.one", "people_tie.other"),
            *("people_gesture.giver", "people_gesture.receiver", "people_introduction.person"),
            *("people_dismissal.person", "people_split.identity", "people_split.taken_from", "people_split.home"),
            *("people_affiliation.person", "people_affiliation.identity", "people_counterpart.person"),
            *("people_role.person", "people_tagging.person", "people_note.person", "people_trait.person"),
            *("people_picture.person", "people_consent.identity", "people_rhythm.identity", "people_unasked.identity"),
        ],
        _ROW,
    ),
    **dict.fromkeys(
        [
            *("people_person.merged_into", "people_identity.person", "people_identity.home"),
            *("people_merge.kept", "people_merge.gone", "people_restriction.person", "people_dossier.person"),
            *("people_erasure.person", "people_erased.identity", "people_ask.identity"),
            *("conversations_conversation.identity", "conversations_message.author"),
            "conversations_participant.identity",
        ],
        _NUMBER,
    ),
    "people_importrow.person": "the column is emptied",
    "people_importrow.identity": "the column is emptied",
}


def naming_columns() -> set[str]:
    """Return every column that leads to a person or an identity."""
    return {
        f"{model._meta.db_table}.{one.name}"
        for model in apps.get_models()
        if model.__module__.startswith("hearback.")
        for one in model._meta.concrete_fields
        if one.related_model in (Person, Identity)
    }


def test_every_column_that_names_a_person_is_in_their_copy_or_not_for_a_reason():
    told = {
        f"{model._meta.db_table}.{column}"
        for tables in CHAPTERS.values()
        for model, columns in tables
        for column in columns
    }

    assert naming_columns() - told == NOT_IN_THE_COPY.keys()


def test_of_every_column_that_names_a_person_it_is_said_what_becomes_of_it():
    assert naming_columns() == WHEN_ERASED.keys()


def test_every_row_that_goes_is_among_those_that_are_deleted():
    code = (PACKAGE / "people" / "actions" / "forgetting.py").read_text()
    names = {model._meta.db_table: model.__name__ for model in apps.get_models()}
    gone = {names[column.partition(".")[0]] for column, what in WHEN_ERASED.items() if what == _ROW}

    assert {name for name in gone if f"({name}, " not in code} == set()


def test_every_room_that_can_forget_is_asked():
    rooms = {one.parent.name for one in PACKAGE.glob("*/privacy.py")}

    assert {name.split(".")[1] for name in settings.ROOMS_THAT_KNOW} == rooms
