"""Facts about looking at a mailbox: what a person is told before the first import."""

from __future__ import annotations

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.imap_server import USER, Folder, imap_server, settings_for

UNCHANGED = "; nothing on the server will be changed."


@pytest.fixture
def server():
    with imap_server(folders={"INBOX": Folder(), "Archive": Folder()}) as running:
        yield running


def test_a_look_tells_how_many_mails_there_are_and_how_old_the_oldest_is(server):
    folder = server.folders["INBOX"]
    folder.put(*[b"x"] * 1204)
    folder.days = {1: " 3-Mar-2019"}

    look = CHANNEL.look(settings_for(server))

    assert look.sentence == f"INBOX holds 1,204 messages, the oldest of 3 March 2019{UNCHANGED}"
    assert (look.count, look.name, look.found) == (1204, USER, {})


def test_a_look_tells_of_every_folder(server):
    server.folders["Archive"].put(b"x")

    look = CHANNEL.look(settings_for(server, folders="INBOX, Archive"))

    assert look.sentence == f"INBOX holds no messages; Archive holds 1 message, the oldest of 2 March 2026{UNCHANGED}"
    assert look.count == 1


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({2: "", 3: ""}, "INBOX holds 2 messages since 1 March 2026"),
        ({}, "INBOX holds no messages since 1 March 2026"),
    ],
    ids=["some", "none"],
)
def test_a_look_counts_only_what_will_be_imported(server, days, sentence):
    folder = server.folders["INBOX"]
    folder.put(b"x", b"x", b"x")
    folder.days = days

    look = CHANNEL.look(settings_for(server, since="2026-03-01"))

    assert look.sentence == sentence + UNCHANGED
    assert look.count == len(days)


def test_an_empty_folder_is_not_searched(server):
    CHANNEL.look(settings_for(server, since="2026-03-01"))

    assert server.asked(b"SEARCH") == []


@pytest.mark.parametrize(
    "words",
    [
        b"TAG OK done\r\n",
        b"* 1 FETCH (FLAGS ())\r\n* OK here\r\nTAG OK done\r\n",
        b'* 1 FETCH (INTERNALDATE "yesterday")\r\nTAG OK done\r\n',
        b'* 1 FETCH (INTERNALDATE "31-Feb-2026 09:15:00 +0000")\r\nTAG OK done\r\n',
        b'* 1 FETCH (INTERNALDATE "01-Foo-2026 09:15:00 +0000")\r\nTAG OK done\r\n',
    ],
)
def test_a_server_that_tells_no_day_is_not_asked_twice(server, words):
    server.folders["INBOX"].put(b"x")
    server.scripts["FETCH"] = words

    assert CHANNEL.look(settings_for(server)).sentence == f"INBOX holds 1 message{UNCHANGED}"


CHECKED = (
    b"Authentication-Results: mx.example.net; dmarc=pass\r\n"
    b"Received: from out.example.org (out.example.org [192.0.2.7]) by mx.example.net; now\r\n\r\nHello\r\n"
)


def test_a_look_finds_out_who_checks_the_mailboxs_mail(server):
    server.folders["INBOX"].put(*[b"Subject: long ago\r\n\r\nx"] * 30, *[CHECKED] * 20)

    assert CHANNEL.look(settings_for(server)).found == {"checked_by": "mx.example.net"}
    assert CHANNEL.look(settings_for(server, checked_by="mine.example")).found == {}


def test_a_server_that_hands_over_no_heads_leaves_it_open(server):
    def answer(session, tag, command):
        if b"HEADER" in command:
            session.say(b"%s NO not today\r\n" % tag)
        else:
            session.do_fetch(tag, command)

    server.folders["INBOX"].put(*[CHECKED] * 5)
    server.scripts["FETCH"] = answer

    assert CHANNEL.look(settings_for(server)).found == {}


def test_a_missing_folder_is_told_with_the_ones_that_are_there(server):
    with pytest.raises(ChannelError) as caught:
        CHANNEL.look(settings_for(server, folders="Old"))

    assert str(caught.value) == (
        "The folder Old is not on the mail server; was it renamed or removed? It has INBOX, Archive."
    )
    assert caught.value.lasting


def test_of_many_folders_the_first_are_told(server):
    server.folders |= {f"F{number:02}": Folder() for number in range(20)}

    with pytest.raises(ChannelError, match=r"It has INBOX, Archive, F00, .*, F09 and 10 more\.$"):
        CHANNEL.look(settings_for(server, folders="Old"))


@pytest.mark.parametrize(
    "words",
    [
        b"TAG NO not now\r\n",
        b"* OK nothing\r\nTAG OK done\r\n",
        b'* LIST (\\Noselect) "/" "Public"\r\nTAG OK done\r\n',
    ],
    ids=["refused", "none", "none-to-open"],
)
def test_a_server_that_lists_no_folders_leaves_them_out(server, words):
    server.scripts["LIST"] = words

    with pytest.raises(ChannelError, match=r"was it renamed or removed\?$"):
        CHANNEL.look(settings_for(server, folders="Old"))


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        (b'(\\HasNoChildren \\Sent) "/" "Out"', "Out"),
        (b'() "." "INBOX.Gesendete Elemente"', "INBOX.Gesendete Elemente"),
        (b'() NIL "sent"', "sent"),
        (b'() "/" "Sent plans"', ""),
        (b'(\\NoSelect \\Sent) "/" "Sent"', ""),
    ],
    ids=["marked", "called", "flat", "another", "not-to-be-opened"],
)
def test_a_look_finds_the_folder_with_sent_mail(server, listed, found):
    for name in ("Out", "INBOX.Gesendete Elemente", "sent", "Sent plans", "Sent"):
        server.folders[name] = Folder()
    server.scripts["LIST"] = b"* LIST () NIL INBOX\r\n* LIST " + listed + b"\r\nTAG OK done\r\n"

    look = CHANNEL.look(settings_for(server))

    assert look.found == ({"sent_folder": found} if found else {})
    assert (f"; {found} holds no messages" in look.sentence) == bool(found)


def test_a_marked_folder_comes_before_one_that_is_only_called_so(server):
    server.folders["Out"] = Folder()
    server.capabilities += " SPECIAL-USE LIST-EXTENDED"
    server.scripts["LIST"] = b'* LIST () "/" Sent\r\n* LIST (\\Sent) "/" Out\r\nTAG OK done\r\n'

    assert CHANNEL.look(settings_for(server)).found == {"sent_folder": "Out"}
    assert any(b"RETURN (SPECIAL-USE)" in asked for asked in server.asked(b"LIST"))


def test_sent_mail_is_left_alone_where_somebody_wants_it_so(server):
    server.folders["Sent"] = Folder()

    assert CHANNEL.look(settings_for(server, hear_sent=False)).found == {}
    assert CHANNEL.look(settings_for(server, folders="INBOX, Sent")).found == {}
    assert settings_for(server, sent_folder="Sent").folder_names == ("INBOX", "Sent")
    assert settings_for(server, sent_folder="Sent", hear_sent=False).folder_names == ("INBOX",)


def test_a_server_that_lists_nothing_has_no_folder_for_sent_mail(server):
    server.scripts["LIST"] = b"TAG NO not today\r\n"

    assert CHANNEL.look(settings_for(server)).found == {}
