"""Facts about sending through providers: what threads a mail arrives there, and what they say counts."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hearback.channels.contract import ChannelError, HeardIdentity, SendUnsureError
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.settings import PROVIDERS, MailSettings, parse
from hearback.channels.mail.wire import Unreachable
from hearback.channels.outgoing import OutgoingFile, Reply, picture_mark
from hearback.sources import providers
from hearback.sources.tests.provider_servers import provider_server

ANN, DAN = (
    HeardIdentity("mail", f"{one.lower()}@example.org", one, f"{one.lower()}@example.org") for one in ("Ann", "Dan")
)
KEY = "k1@rotor.example"
PICTURE, PAPER = (
    OutgoingFile("lamp.png", "image/png", b"\x89PNG"),
    OutgoingFile("price.pdf", "application/pdf", b"%PDF"),
)
GIVEN = "d1f0a2c4-0000-4000-8000-000000000001"
TAKEN = {
    "postmark": (
        200,
        {"ErrorCode": 0, "Message": "OK", "To": "ann@example.org", "Cc": "dan@example.org", "MessageID": GIVEN},
    ),
    "mailgun": (200, {"id": f"<{KEY}>", "message": "Queued. Thank you."}),
    "sendgrid": (202, ""),
    "brevo": (201, {"messageId": "<2026.17@smtp-relay.example>"}),
}


def reply(**more) -> Reply:
    about = {
        "key": KEY,
        "reply_token": "tok",
        "author_name": "Bea Nakamura",
        "to": (ANN,),
        "cc": (DAN,),
        "subject": "The lamp – größe",
        "text": f"It does. See {picture_mark('lamp.png')}",
        "said_at": datetime(2026, 3, 4, 12, tzinfo=UTC),
        "answers": "q1@example.org",
        "references": ("q0@example.org", "q1@example.org"),
        "files": (PICTURE, PAPER),
    }
    return Reply(**{**about, **more})


@pytest.fixture
def server():
    with provider_server() as running:
        yield running


def settings_for(server, provider="postmark", **more) -> MailSettings:
    about = {
        "address": "hello@rotor.example",
        "provider": provider,
        "provider_key": "a key",
        "provider_url": server.url,
    }
    return parse({**about, "provider_account": "rotor.example", "plus_addressing": True, **more})


def sends(server, provider="postmark", *, recipients=("ann@example.org", "dan@example.org"), passed=None, **more):
    settings = settings_for(server, provider, **more)
    if provider in TAKEN and server.answer == (200, {}, {}):
        server.says(*TAKEN[provider])
    return providers.send(
        settings,
        composed=CHANNEL.compose(settings, reply=reply()),
        recipients=recipients,
        point_of_no_return=passed or (lambda: None),
    )


def posted(server) -> dict:
    return json.loads(server.posted[0][2])


def error_of(server, **more) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        sends(server, **more)
    return caught.value


def test_postmark_gets_the_mail_with_everything_that_threads_it(server):
    receipt = sends(server)

    (path, headers, _), told = server.posted[0], posted(server)
    assert (path, headers["X-Postmark-Server-Token"]) == ("/email", "a key")
    assert {one["Name"]: one["Value"] for one in told["Headers"]} == {
        "Message-ID": f"<{KEY}>",
        "X-PM-KeepID": "true",
        "In-Reply-To": "<q1@example.org>",
        "References": "<q0@example.org> <q1@example.org>",
    }
    assert told["ReplyTo"] == "Bea Nakamura <hello+r.tok@rotor.example>"
    assert (told["From"], told["To"], told["Cc"]) == (
        "Bea Nakamura <hello@rotor.example>",
        "Ann <ann@example.org>",
        "Dan <dan@example.org>",
    )
    assert told["Subject"] == "Re: The lamp – größe"
    assert told["Metadata"] == {"hearback_key": KEY}
    assert receipt.remark == f"Postmark took it as {GIVEN}."
    assert receipt.refused == {}


def test_text_page_picture_and_paper_arrive(server):
    sends(server)

    told = posted(server)
    assert told["TextBody"].startswith("It does. See [image: lamp.png]")
    picture, paper = told["Attachments"]
    assert (picture["ContentType"], b64decode(picture["Content"])) == ("image/png", b"\x89PNG")
    assert picture["ContentID"].removeprefix("cid:") in told["HtmlBody"]
    assert (paper["Name"], paper.get("ContentID")) == ("price.pdf", None)


def test_mailgun_gets_it_too(server):
    receipt = sends(server, "mailgun")

    path, headers, body = server.posted[0]
    assert path == "/rotor.example/messages"
    assert headers["Authorization"].startswith("Basic ")
    for words in (f"<{KEY}>", "h:In-Reply-To", "<q0@example.org> <q1@example.org>", "hello+r.tok@rotor.example"):
        assert words.encode() in body
    assert (receipt.known_as, receipt.remark) == (KEY, f"Mailgun took it as <{KEY}>.")


def test_sendgrid_gets_it_too(server):
    sends(server, "sendgrid")

    told = posted(server)
    assert server.posted[0][0] == "/mail/send"
    assert told["headers"]["Message-ID"] == f"<{KEY}>"
    assert told["custom_args"] == {"hearback_key": KEY}


def test_brevo_names_the_mail_itself_and_shows_pictures_beside(server):
    receipt = sends(server, "brevo")

    told = posted(server)
    assert "Message-ID" not in told["headers"]
    assert told["headers"]["References"] == "<q0@example.org> <q1@example.org>"
    assert [one["name"] for one in told["attachment"]] == ["lamp.png", "price.pdf"]
    assert receipt.known_as == "2026.17@smtp-relay.example"


@pytest.mark.parametrize("provider", PROVIDERS[1:])
def test_every_provider_takes_a_whole_letter(server, provider):
    server.says(422, {"message": "Not here."})

    error = error_of(server, provider=provider, provider_key="one:two")

    assert len(server.posted) == 1
    assert b"q0@example.org" in server.posted[0][2]
    assert error.lasting


def test_who_is_not_named_in_the_mail_gets_it_unseen(server):
    sends(server, recipients=["ann@example.org", "eve@example.net"])

    told = posted(server)
    assert (told["To"], told["Bcc"]) == ("Ann <ann@example.org>", "eve@example.net")
    assert "Cc" not in told


def test_a_mail_that_names_nobody_goes_to_whom_it_is_for(server):
    settings = settings_for(server)
    server.says(*TAKEN["postmark"])

    composed = CHANNEL.compose(settings, reply=reply(to=(), cc=(), files=()))
    providers.send(settings, composed=composed, recipients=["ann@example.org"], point_of_no_return=lambda: None)

    assert posted(server)["To"] == "ann@example.org"


def test_a_plain_mail_of_another_making_is_sent_as_it_is(server):
    server.says(*TAKEN["postmark"])
    composed = b"From: hello@rotor.example\r\nTo: ann@example.org\r\n\r\nHello \r\nAnn\r\n"

    providers.send(
        settings_for(server), composed=composed, recipients=["ann@example.org"], point_of_no_return=lambda: None
    )

    told = posted(server)
    assert told["TextBody"] == "Hello \nAnn\n"
    assert "HtmlBody" not in told
    assert "Metadata" not in told


def test_the_point_of_no_return_is_passed_before_anything_leaves(server):
    def stops():
        assert server.posted == []
        raise ValueError("somebody else sends it")

    with pytest.raises(ValueError, match="somebody else"):
        sends(server, passed=stops)

    assert server.posted == []


@pytest.mark.parametrize(
    ("status", "said", "sentence"),
    [
        (401, {"ErrorCode": 10, "Message": "Bad or missing API token."}, "does not accept the key"),
        (403, "no", "does not accept the key"),
        (
            400,
            {"message": "Sender\nnot verified", "more": [{"at": "from"}, 7]},
            "(status 400). Sender not verified from",
        ),
        (404, "", "does not take the mail (status 404)."),
    ],
)
def test_a_no_lasts_and_is_told(server, status, said, sentence):
    server.says(status, said)

    error = error_of(server)

    assert error.lasting
    assert not isinstance(error, SendUnsureError)
    assert sentence in str(error)


@pytest.mark.parametrize("status", [408, 429, 503])
def test_a_provider_without_time_is_tried_again(server, status):
    server.says(status, "later")

    error = error_of(server)

    assert str(error) == f"Postmark has no time just now (status {status})."
    assert not error.lasting


@pytest.mark.parametrize("answer", [(500, "oh", {}), (502, "gateway", {}), (200, "<html>", {}), None])
def test_where_it_may_have_been_taken_a_person_decides(server, answer):
    server.answer = answer

    assert isinstance(error_of(server), SendUnsureError)


def test_a_provider_that_sends_us_elsewhere_leaves_it_to_a_person(server):
    server.says(307, "", Location="http://127.0.0.1:9/")

    assert isinstance(error_of(server), SendUnsureError)


def test_a_provider_that_is_not_there_is_told_before_anything_is_handed_over(server):
    passed = []

    error = error_of(server, provider_url="http://127.0.0.1:9/", passed=lambda: passed.append(1))

    assert isinstance(error, Unreachable)
    assert (str(error), error.lasting, passed) == ("Postmark cannot be reached just now.", False, [])


def test_a_provider_that_goes_just_then_is_tried_again(monkeypatch, server):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")

    error = error_of(server, provider_url="http://api.example/")

    assert (str(error), error.lasting) == ("Postmark cannot be reached just now.", False)


def test_who_is_refused_is_named(server):
    taken = {"email": "ann@example.org", "status": "sent", "_id": "17"}
    server.says(200, [taken, {"email": "dan@example.org", "status": "rejected", "_id": "18"}])

    receipt = sends(server, "mandrill")

    assert receipt.refused == {"dan@example.org": "Mandrill says: rejected"}
    assert receipt.remark == "Mandrill took it as 17, 18."


def test_a_no_to_one_recipient_is_a_no_to_the_mail(server):
    server.says(422, {"ErrorCode": 300, "Message": "Error parsing 'To': Illegal email address 'ann@example.org'."})

    error = error_of(server)

    assert error.lasting
    assert str(error).startswith("Postmark does not take the mail (status 422). Error parsing 'To'")


def test_nobody_to_send_to_is_a_no(server):
    server.says(200, [{"email": f"{one}@example.org", "status": "rejected", "_id": "1"} for one in ("ann", "dan")])

    error = error_of(server, provider="mandrill")

    assert error.lasting
    assert str(error).startswith("Mandrill does not take the recipients. ann@example.org: Mandrill says: rejected.")


def test_a_provider_that_wants_more_says_what(server):
    settings = replace(settings_for(server, "postal"), provider_url="")

    with pytest.raises(ChannelError, match="Postal wants more than is filled in") as caught:
        providers.send(settings, composed=b"", recipients=[], point_of_no_return=lambda: None)

    assert caught.value.lasting


def test_an_address_that_cannot_be_written_is_a_no(server):
    composed = b"From: hello@rotor.example\r\nTo: ann@b\xc3\xa9\xe2\x80\xae..example\r\n\r\nHello\r\n"

    with pytest.raises(ChannelError, match="cannot send this"):
        providers.send(settings_for(server), composed=composed, recipients=["ann@"], point_of_no_return=lambda: None)


def test_a_provider_wants_its_key():
    with pytest.raises(ValueError, match="The provider wants a key"):
        parse({"address": "a@rotor.example", "provider": "postmark"})
