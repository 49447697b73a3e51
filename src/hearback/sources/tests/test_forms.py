"""Facts about the form that a channel's settings become."""

import sys
from dataclasses import dataclass, field, fields
from types import ModuleType, SimpleNamespace

import pytest

from hearback.channels.registry import channel
from hearback.sources.forms import SettingsForm, words_of


@dataclass(frozen=True)
class PigeonSettings:
    """A loft."""

    loft: str = field(metadata={"label": "Loft", "help": "Where they land."})
    ring_colour: str = ""
    token: str = field(default="", metadata={"secret": True})


def _parse(typed):
    if not typed["loft"]:
        raise ValueError("Pigeons need a loft.")
    return PigeonSettings(**typed)


@pytest.fixture
def pigeon(monkeypatch):
    """A channel whose settings say little, and whose parse blames no field."""
    module = ModuleType("pigeon_settings")
    module.parse = _parse
    monkeypatch.setitem(sys.modules, "pigeon_settings", module)
    monkeypatch.setattr(PigeonSettings, "__module__", "pigeon_settings")
    return SimpleNamespace(kind="pigeon", settings=PigeonSettings)


def form(of, typed=None, **more):
    return SettingsForm(of, None if typed is None else {"promise_hours": "24", **typed}, **more)


def legends(of):
    return [(group.legend, [[one.name for one in row] for row in group.rows]) for group in form(of).groups]


def test_fields_that_begin_alike_stand_together_and_short_ones_share_a_row():
    first, imap = legends(channel("mail"))[:2]

    assert first == ("", [["address"], ["name"]])
    assert imap[0] == "IMAP"
    assert imap[1][:4] == [["imap_host"], ["imap_port", "imap_security"], ["imap_user"], ["imap_password"]]


def opened(typed):
    return {str(group.legend) for group in form(channel("mail"), typed).groups if group.is_rare and group.is_open}


def test_what_few_need_is_folded_until_something_is_filled_in():
    rare = [str(group.legend) for group in form(channel("mail")).groups if group.is_rare]

    assert rare == [
        "Who really writes",
        "JMAP instead of IMAP",
        "Mail that is handed over",
        "Provider",
        "Second way out",
    ]
    plain = {name: str(shown.initial) for name, shown in form(channel("mail")).fields.items() if shown.initial}
    assert opened(plain) == set()
    assert opened(plain | {"check_senders": "false"}) == {"Who really writes"}
    assert opened(plain | {"relays": "filter.example"}) == {"Who really writes"}


def test_a_few_fields_need_no_groups():
    assert legends(channel("feed")) == [("", [["url"], ["poll_minutes"], ["inside"]])]


def test_defaults_stand_in_the_form_and_none_is_called_optional():
    shown = form(channel("mail"))

    assert shown["imap_port"].value() == 993
    assert all(shown.fields[one.name].required for one in fields(channel("mail").settings) if one.type != "bool")


def test_what_is_wrong_is_said_by_the_channel_at_its_field():
    filled = form(channel("mail"), {"imap_host": "imap.example.org", "imap_port": "x"})

    assert not filled.is_valid()
    assert filled.settings is None
    assert filled.errors["imap_port"] == ["This must be a number."]


def test_what_no_field_is_to_blame_for_is_said_above(pigeon):
    filled = form(pigeon, {})

    assert not filled.is_valid()
    assert filled.non_field_errors() == ["Pigeons need a loft."]


def test_a_field_without_a_label_is_called_by_its_name(pigeon):
    assert form(pigeon)["ring_colour"].label == "Ring colour"


def test_secrets_are_kept_while_something_else_is_wrong(pigeon):
    assert form(pigeon, {"token": "coo"}).is_valid() is False
    assert form(pigeon, {"loft": "", "token": ""}, kept={"token": "coo"}).errors
    kept = form(pigeon, {"loft": "north"}, kept={"token": "coo"})

    assert kept.is_valid()
    assert kept.settings.token == "coo"
    assert kept.secrets == {"token": "coo"}


def test_a_secret_is_taken_as_typed_with_its_blanks(pigeon):
    filled = form(pigeon, {"loft": " north ", "token": " c o o "})

    assert filled.is_valid()
    assert (filled.settings.loft, filled.settings.token) == ("north", " c o o ")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("imap_password", "open sesame", "kept, encrypted"),
        ("imap_password", "", "none"),
        ("plus_addressing", True, "yes"),
        ("plus_addressing", False, "no"),
        ("imap_security", "starttls", "STARTTLS"),
        ("imap_security", "carrier", "carrier"),
        ("imap_port", 993, "993"),
    ],
)
def test_a_setting_is_said_in_words(name, value, said):
    about = next(one for one in fields(channel("mail").settings) if one.name == name)

    assert words_of(about, value) == said


def test_where_a_mailbox_is_signed_in_no_password_is_asked_for_or_kept():
    typed = {"address": "team@example.org", "imap_host": "imap.example.org", "grant": "7"}

    filled_in = form(channel("mail"), typed, kept={"imap_password": "old"})

    assert filled_in.is_valid()
    assert (filled_in.settings.grant, filled_in.settings.imap_password) == ("7", "")
    shown = [one.name for group in filled_in.groups for row in group.rows for one in row]
    assert not {"imap_password", "smtp_password", "grant"} & set(shown)
