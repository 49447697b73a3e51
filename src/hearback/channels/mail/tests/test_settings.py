"""Facts about a mailbox's settings: what is filled in is checked field by field, and told in sentences."""

from __future__ import annotations

from datetime import date

import pysequoia
import pytest

from hearback.channels.mail.settings import InvalidSettings, MailSettings, parse

MAILBOX = {"address": "team@example.org", "imap_host": "imap.example.org", "imap_password": "open sesame"}


def wrong(**changes) -> dict[str, str]:
    with pytest.raises(InvalidSettings) as caught:
        parse(MAILBOX | changes)
    assert str(caught.value) == " ".join(caught.value.wrong.values())
    return caught.value.wrong


def test_a_mailbox_needs_little():
    settings = parse(MAILBOX)

    assert (settings.imap_port, settings.imap_security, settings.folder_names) == (993, "tls", ("INBOX",))
    assert settings.imap_login == ("team@example.org", "open sesame")
    assert settings.since_day is None
    assert not settings.is_archive


def test_nothing_filled_in_is_an_archive():
    settings = parse({})

    assert settings == MailSettings()
    assert settings.is_archive
    assert settings.smtp_login == ("", "")


def test_what_a_form_sends_is_understood():
    settings = parse(
        MAILBOX
        | {
            "imap_port": " 143 ",
            "imap_security": "none",
            "folders": " INBOX, Sent ,, INBOX",
            "since": "2026-01-31",
            "plus_addressing": "on",
            "name": "  The team ",
            "csrfmiddlewaretoken": "x",
        }
    )

    assert (settings.imap_port, settings.imap_security, settings.name) == (143, "none", "The team")
    assert settings.folder_names == ("INBOX", "Sent")
    assert settings.since_day == date(2026, 1, 31)
    assert settings.plus_addressing


@pytest.mark.parametrize(
    ("given", "is_on"), [(True, True), ("true", True), (False, False), ("", False), ("off", False)]
)
def test_a_box_is_ticked_or_not(given, is_on):
    assert parse(MAILBOX | {"plus_addressing": given}).plus_addressing is is_on


def test_a_password_is_taken_as_it_is_typed():
    assert parse(MAILBOX | {"imap_password": " ä b "}).imap_password == " ä b "


def test_no_day_means_everything():
    assert parse(MAILBOX | {"since": ""}).since_day is None


def test_answers_log_in_like_hearing_unless_they_have_names_of_their_own():
    assert parse(MAILBOX).smtp_login == ("team@example.org", "open sesame")
    own = parse(MAILBOX | {"imap_user": "team", "smtp_user": "sender", "smtp_password": "other"})
    assert own.imap_login == ("team", "open sesame")
    assert own.smtp_login == ("sender", "other")


@pytest.mark.parametrize(
    ("field", "given", "sentence"),
    [
        ("address", "team", "This must be one mail address, such as team@example.org."),
        ("address", "a@example.org, b@example.org", "This must be one mail address, such as team@example.org."),
        ("address", "", "A mailbox needs its address."),
        ("name", "Team\r\nBcc: x", "This must be one line of ordinary text."),
        ("imap_host", "imap example", "This must be a server's name or number, without spaces or slashes."),
        ("imap_host", "https://example.org", "This must be a server's name or number, without spaces or slashes."),
        ("imap_port", "imap", "This must be a number."),
        ("imap_port", 0, "This must be a number from 1 to 65535."),
        ("smtp_port", 65536, "This must be a number from 1 to 65535."),
        ("smtp_security", "ssl", "This must be one of: tls, starttls, none."),
        ("imap_password", "", "The mailbox needs a password."),
        ("folders", " , ", "Name at least one folder, such as INBOX."),
        ("since", "yesterday", "This must be the word all, the word now, or a day such as 2026-01-31."),
        ("since", "2026-02-30", "This must be the word all, the word now, or a day such as 2026-01-31."),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field(field, given, sentence):
    assert wrong(**{field: given}) == {field: sentence}


def test_all_that_is_wrong_is_told_at_once():
    assert set(wrong(imap_port="x", smtp_host="a b", since="z")) == {"imap_port", "smtp_host", "since"}


def test_answers_need_an_address_to_come_from():
    with pytest.raises(InvalidSettings) as caught:
        parse({"smtp_host": "smtp.example.org"})

    assert caught.value.wrong == {"address": "A mailbox needs its address."}


def test_known_keys_are_several_lines_and_have_to_be_keys():
    assert wrong(known_keys="my key")["known_keys"].startswith("There is no key in it")
    assert wrong(known_keys="a\0b\nc")["known_keys"] == "This must be one line of ordinary text."
    assert parse(MAILBOX | {"known_keys": f"{pysequoia.Tsk.generate(user_id='Ann').extract_certificate()}"}).known_keys
