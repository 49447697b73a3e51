"""Facts about being let in by a token at IMAP and SMTP servers: XOAUTH2, OAUTHBEARER, and what is said against it."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth, smtp
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.settings import parse
from hearback.channels.mail.tests import imap_server as imap_fake
from hearback.channels.mail.tests.imap_server import Folder, imap_server
from hearback.channels.mail.tests.mails import mail
from hearback.channels.mail.tests.smtp_server import scripted_server
from hearback.channels.mail.tests.smtp_server import settings_for as smtp_settings

USER = imap_fake.USER
# The shapes in which Google and Microsoft say no.
GOOGLE = b64encode(json.dumps({"status": "400", "schemes": "Bearer", "scope": "https://mail.google.com/"}).encode())
EXPIRED = b64encode(b'{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}')
SMTP_NO = b"535 5.7.3 Authentication unsuccessful [XX0PR01CA0001.example.com 2026-03-02T10:00:00.000Z 08DE]"


class Ring:
    """Keys that give what they are told to, and note what was refused."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.refused: list[str] = []

    def token(self, grant: str, *, refused: str = "") -> str:
        assert grant == "7"
        if refused:
            self.refused.append(refused)
            self.tokens.pop(0)
        return self.tokens[0]


@pytest.fixture
def ring():
    given = Ring("stale", "fresh")
    before = oauth.use(given)
    yield given
    oauth.use(before)


@pytest.fixture
def server():
    """A mailbox that lets in who shows the token "fresh"."""
    with imap_server(folders={"INBOX": Folder()}, capabilities="IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN IDLE") as running:
        running.token, running.challenge = "fresh", EXPIRED
        yield running


def settings_for(server, **changes):
    return imap_fake.settings_for(server, imap_password="", grant="7", **changes)


def error_of(settings) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        CHANNEL.look(settings)
    return caught.value


def test_a_token_that_the_server_does_not_take_is_exchanged_once(server, ring):
    assert CHANNEL.look(settings_for(server)).count == 0
    assert ring.refused == ["stale"]


def test_a_token_that_is_taken_is_not_exchanged(server, ring):
    server.token = "stale"

    CHANNEL.look(settings_for(server))

    assert ring.refused == []


def test_where_only_the_bearer_way_is_offered_it_is_taken(server, ring):
    server.capabilities = "IMAP4rev1 AUTH=OAUTHBEARER"

    CHANNEL.look(settings_for(server, imap_user="team=blue,x"))

    assert server.responses[-1] == b"n,a=team=3Dblue=2Cx,\x01auth=Bearer fresh\x01\x01"
    assert server.after_error == [b"AQ=="]


def test_the_usual_way_is_that_of_the_large_providers(server, ring):
    CHANNEL.look(settings_for(server))

    assert server.responses == [
        b"user=team@example.org\x01auth=Bearer stale\x01\x01",
        b"user=team@example.org\x01auth=Bearer fresh\x01\x01",
    ]
    assert server.after_error == [b""]


def test_a_second_no_is_told_with_its_status(server, ring):
    server.token, server.challenge = "another", GOOGLE

    error = error_of(settings_for(server))

    assert error.lasting
    assert str(error) == (
        "The mail server does not let team@example.org in with this sign-in: sign in again, as this mailbox."
        ' It said: "wrong (status 400)"'
    )


@pytest.mark.parametrize("challenge", [b"", b"!!!", b"bm8=", b"W10=", b64encode(b"\xff")])
def test_a_challenge_that_says_nothing_does_no_harm(server, ring, challenge):
    server.token, server.challenge = "another", challenge

    assert 'It said: "wrong"' in str(error_of(settings_for(server)))


def test_a_server_that_lets_nobody_in_just_now_is_no_reason_for_another_token(server, ring):
    server.scripts["AUTHENTICATE"] = b"TAG NO [UNAVAILABLE] Temporary problem\r\n"

    error = error_of(settings_for(server))

    assert (ring.refused, error.lasting) == ([], False)
    assert str(error) == "The mail server lets nobody in just now: Temporary problem"


def test_a_server_that_asks_on_and_on_gets_nothing_more(server, ring):
    def asks(session, tag, _):
        for _ in range(3):
            session.say(b"+ \r\n")
            last = session.rfile.readline()
        session.done(tag, b"NO no" if last == b"*\r\n" else b"OK")

    server.scripts["AUTHENTICATE"] = asks

    assert 'It said: "no"' in str(error_of(settings_for(server)))


def test_what_a_server_says_in_between_is_passed_over(server, ring):
    def talks(session, tag, _):
        session.say(b"* OK hello\r\n+ \r\n")
        session.rfile.readline()
        session.done(tag, b"OK")

    server.scripts["AUTHENTICATE"] = talks

    assert CHANNEL.look(settings_for(server)).count == 0


def test_a_server_that_wants_passwords_only_is_told(server, ring):
    server.capabilities = "IMAP4rev1 AUTH=PLAIN"

    error = error_of(settings_for(server))

    assert error.lasting
    assert "it wants a password" in str(error)


def test_nobody_keeps_a_grant_until_somebody_says_so():
    assert str(error_of_token("7")) == "Nobody keeps the sign-in of this mailbox: sign in again."


def error_of_token(grant) -> ChannelError:
    before = oauth.use(oauth.keys.NoKeys())
    try:
        with pytest.raises(ChannelError) as caught:
            oauth.token(grant)
    finally:
        oauth.use(before)
    return caught.value


def sends(port: int, **changes) -> str:
    settings = smtp_settings(port, grant="7", **changes)
    composed = mail("Hello")
    taken = smtp.send(settings, composed=composed, recipients=["ann@example.org"], point_of_no_return=lambda: None)
    return taken.remark


def test_an_answer_leaves_by_a_token_after_one_was_refused(ring):
    said = (b"220 hello", b"250-hello\r\n250 AUTH LOGIN XOAUTH2", b"334 " + EXPIRED, b"535 5.7.8 no", b"235 in")
    with scripted_server(*said, b"250 sender", b"250 ann", b"354 go on", b"250 taken", b"221 bye") as script:
        assert sends(script.port) == "250 taken"

    assert b64decode(script.heard[1].removeprefix(b"AUTH XOAUTH2 ")) == (
        b"user=team@example.org\x01auth=Bearer stale\x01\x01"
    )
    assert script.heard[2] == b""
    assert ring.refused == ["stale"]


def test_microsofts_plain_no_to_an_answer_is_told(ring):
    with (
        scripted_server(b"220 hello", b"250-hello\r\n250 AUTH XOAUTH2", SMTP_NO, SMTP_NO, b"221 bye") as script,
        pytest.raises(ChannelError, match=r"sign in again, as this mailbox. It said: \"535 5.7.3 Auth") as caught,
    ):
        sends(script.port)

    assert caught.value.lasting


def test_a_server_that_has_no_time_for_an_answer_is_tried_later(ring):
    busy = b"454 4.7.0 Temporary authentication failure"
    with (
        scripted_server(b"220 hello", b"250-hello\r\n250 AUTH XOAUTH2", busy, b"221 bye") as script,
        pytest.raises(ChannelError, match="just now") as caught,
    ):
        sends(script.port)

    assert not caught.value.lasting
    assert ring.refused == []


def test_a_password_of_its_own_goes_before_the_sign_in(ring):
    with scripted_server(
        b"220 hello",
        b"250-hello\r\n250 AUTH PLAIN",
        b"235 in",
        b"250 sender",
        b"250 ann",
        b"354 go",
        b"250 taken",
        b"221",
    ) as script:
        assert sends(script.port, smtp_password="open sesame") == "250 taken"


def test_a_signed_in_mailbox_needs_no_password():
    about = {"address": USER, "imap_host": "imap.example.org", "grant": "7"}

    assert parse(about).smtp_login == (USER, "")
    with pytest.raises(ValueError, match="must be the number of a sign-in"):
        parse({**about, "grant": "x"})
