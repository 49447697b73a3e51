"""Facts about sending: who gets the mail, and what is known when something goes wrong on the way."""

from __future__ import annotations

import pytest

from hearback.channels.contract import ChannelError, Receipt, SendUnsureError
from hearback.channels.mail import smtp, wire
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.settings import parse
from hearback.channels.mail.tests.certificates import write_certificate
from hearback.channels.mail.tests.smtp_server import PASSWORD, scripted_server, settings_for, smtp_server

ANN, BEA = "ann@example.net", "bea@example.net"
MAIL = b"From: team@example.org\r\nSubject: Hello\r\n\r\nGood morning.\r\n"
HELLO = (b"220 ready", b"250 hello")


def send(settings, *, composed=MAIL, recipients=(ANN,), point_of_no_return=lambda: None) -> Receipt:
    return CHANNEL.send(settings, composed=composed, recipients=recipients, point_of_no_return=point_of_no_return)


def error_of(*lines: bytes | None, **named) -> ChannelError:
    """Return what sending to a server that says these lines fails with."""
    with scripted_server(*lines) as script, pytest.raises(ChannelError) as caught:
        send(settings_for(script.port, **named.pop("changes", {})), **named)
    return caught.value


def test_a_mail_leaves_with_its_envelope_and_its_bytes():
    with smtp_server() as (box, port):
        receipt = send(settings_for(port), recipients=[ANN, BEA, ANN])

    (envelope,) = box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("team@example.org", [ANN, BEA])
    assert envelope.content == MAIL
    assert receipt == Receipt("250 2.0.0 taken as 17", {})


@pytest.mark.parametrize(
    "body",
    [b".\r\n..\r\nx\r\n.y\r\n", b"x\n.\ny\n", b"no end", b"\r\n\r\n", b"a\rb\r\n"],
    ids=["dots", "bare-line-ends", "no-line-end", "empty-lines", "lone-return"],
)
def test_lines_arrive_as_they_were_whatever_they_begin_and_end_with(body):
    with smtp_server() as (box, port):
        send(settings_for(port), composed=b"Subject: x\r\n\r\n" + body)

    arrived = b"Subject: x\r\n\r\n" + body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    assert box.envelopes[0].content == arrived.removesuffix(b"\r\n") + b"\r\n"


def test_the_point_of_no_return_comes_when_the_mail_is_over_and_does_not_count_yet():
    counted = []
    with smtp_server() as (box, port):
        send(settings_for(port), point_of_no_return=lambda: counted.append(len(box.envelopes)))

        assert counted == [0]
        assert len(box.envelopes) == 1


def test_what_the_point_of_no_return_raises_ends_the_try_with_nothing_sent():
    def refuse():
        raise RuntimeError("another worker has it")

    with smtp_server() as (box, port), pytest.raises(RuntimeError):
        send(settings_for(port), point_of_no_return=refuse)

    assert box.envelopes == []


def test_a_refused_recipient_is_named_and_the_others_get_the_mail():
    with smtp_server() as (box, port):
        box.refused[BEA] = "550 no such person"
        receipt = send(settings_for(port), recipients=[ANN, BEA])

    assert box.envelopes[0].rcpt_tos == [ANN]
    assert receipt.refused == {BEA: "550 no such person"}


@pytest.mark.parametrize(
    ("words", "is_lasting"),
    [(("550 no", "550 no"), True), (("450 later", "550 no"), False)],
    ids=["never", "not-now"],
)
def test_a_mail_that_nobody_may_get_is_not_sent(words, is_lasting):
    with smtp_server() as (box, port):
        box.refused = dict(zip((ANN, BEA), words, strict=True))
        with pytest.raises(ChannelError) as caught:
            send(settings_for(port), recipients=[ANN, BEA])

    told = f"The mail server does not take the recipients. {ANN}: {words[0]} {BEA}: {words[1]}"
    assert str(caught.value) == told
    assert caught.value.lasting is is_lasting
    assert box.envelopes == []


def test_a_mail_to_nobody_is_not_sent():
    with smtp_server() as (box, port), pytest.raises(ChannelError, match="does not take the recipients"):
        send(settings_for(port), recipients=[])

    assert box.envelopes == []


@pytest.mark.parametrize(
    ("lines", "sentence", "is_lasting"),
    [
        ((b"554 go away",), "The mail server does not take our call: 554 go away", True),
        ((b"421 busy",), "The mail server does not take our call: 421 busy", False),
        ((b"220 ready", b"502 what?"), "The mail server does not take our call: 502 what?", True),
        ((*HELLO, b"552 too large"), "The mail server does not take the sender: 552 too large", True),
        (
            (*HELLO, b"250 ok", b"250 ok", b"451 disk full"),
            "The mail server does not take the mail: 451 disk full",
            False,
        ),
        (
            (*HELLO, b"250 ok", b"250 ok", b"354 go", b"554-spam\r\n554 go away"),
            "The mail server does not take the mail: 554 spam go away",
            True,
        ),
        (
            (*HELLO, b"250 ok", b"250 ok", b"354 go", b"452 later"),
            "The mail server does not take the mail: 452 later",
            False,
        ),
    ],
    ids=["at-once", "busy", "hello", "sender", "data", "after-the-mail", "not-now-after-the-mail"],
)
def test_a_server_that_says_no_is_told_with_its_words(lines, sentence, is_lasting):
    error = error_of(*lines)

    assert not isinstance(error, SendUnsureError)
    assert str(error) == sentence
    assert error.lasting is is_lasting


@pytest.mark.parametrize("count", range(5), ids=["greeting", "hello", "sender", "recipient", "data"])
def test_a_line_that_breaks_before_the_mail_is_over_means_it_is_not_sent(count):
    error = error_of(*(b"220 ready", b"250 hello", b"250 ok", b"250 ok", b"354 go")[:count], None)

    assert not isinstance(error, SendUnsureError)
    assert not error.lasting


def test_a_line_that_breaks_inside_the_mail_means_it_is_not_sent():
    # The script hears one line of the mail after any answer but 354, and hangs up.
    lines = (*HELLO, b"250 ok", b"250 ok", b"355 go", None)

    error = error_of(*lines, composed=MAIL * 500_000, point_of_no_return=lambda: pytest.fail("it is not over yet"))

    assert not isinstance(error, SendUnsureError)
    assert not error.lasting


@pytest.mark.parametrize(
    "last",
    [None, b"gibberish", b""],
    ids=["broken", "gibberish", "empty"],
)
def test_a_line_that_breaks_after_the_end_of_the_mail_leaves_it_unsure(last):
    error = error_of(*HELLO, b"250 ok", b"250 ok", b"354 go", last)

    assert type(error) is SendUnsureError
    assert str(error) == "The line to 127.0.0.1 broke just when the mail was handed over: it may be sent."


def test_silence_after_the_end_of_the_mail_leaves_it_unsure(monkeypatch):
    monkeypatch.setattr(smtp, "_FINAL_SECONDS", 0.2)

    error = error_of(*HELLO, b"250 ok", b"250 ok", b"354 go", b"250-wait for it")

    assert type(error) is SendUnsureError


def test_a_mail_that_was_taken_is_sent_even_when_nobody_says_good_bye():
    with scripted_server(*HELLO, b"250 ok", b"250 ok", b"354 go", b"250 taken", None) as script:
        assert send(settings_for(script.port)) == Receipt("250 taken", {})
    assert script.mail == MAIL
    assert script.heard[-1] == b"QUIT"


@pytest.mark.parametrize("greeting", [b"* OK IMAP4rev1 ready", b"HTTP/1.1 400 Bad", b"22"])
def test_a_server_that_is_no_smtp_server_is_told(greeting):
    error = error_of(greeting)

    assert str(error).endswith("does not answer like an SMTP server.")
    assert error.lasting


def test_a_server_that_never_ends_its_answer_is_told(monkeypatch):
    monkeypatch.setattr(smtp, "_LINES_AT_MOST", 5)

    error = error_of(b"\r\n".join([b"220-blah"] * 10))

    assert str(error).endswith("does not answer like an SMTP server.")


@pytest.mark.parametrize(
    "address", ["ann@example.net\r\nRCPT TO:<eve@example.com>", "ann @example.net", "<ann@example.net>", ""]
)
def test_an_address_that_is_none_never_reaches_the_server(address):
    with smtp_server() as (box, port), pytest.raises(ChannelError) as caught:
        send(settings_for(port), recipients=[address])

    assert str(caught.value) == f"{address!r} is not a mail address."
    assert caught.value.lasting
    assert box.asked == []


def test_addresses_with_letters_beyond_ascii_go_where_they_can():
    strange = "zoë@bücher.example"
    with smtp_server() as (box, port):
        send(settings_for(port), composed="To: zoë@bücher.example\r\n\r\nx\r\n".encode(), recipients=[strange])
        send(settings_for(port), recipients=["zoe@bücher.example"])
    assert [envelope.rcpt_tos for envelope in box.envelopes] == [
        ["zoë@xn--bcher-kva.example"],
        ["zoe@xn--bcher-kva.example"],
    ]

    error = error_of(b"220 ready", b"250 hello", b"250 ok", recipients=[strange])
    assert str(error).endswith("553 The mail server cannot deliver to addresses with such letters.")


def test_the_server_is_told_size_and_kind_of_the_mail_where_it_asks_for_that():
    hello = b"250-hello\r\n250-SIZE 1000\r\n250-SMTPUTF8\r\n250 8BITMIME"
    composed = "To: ë\r\n\r\nx\r\n".encode()
    with scripted_server(b"220 ready", hello, b"552 too large") as script, pytest.raises(ChannelError):
        send(settings_for(script.port), composed=composed)

    assert script.heard[1] == b"MAIL FROM:<team@example.org> SIZE=13 BODY=8BITMIME SMTPUTF8"


LOGIN = {"smtp_password": PASSWORD}


def test_we_log_in_after_starttls(tmp_path, monkeypatch):
    certificate = write_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server(certificate=certificate, wants_login=True) as (box, port):
        settings = settings_for(port, smtp_host="localhost", smtp_security="starttls", **LOGIN)
        send(settings)
        wrong = settings_for(port, smtp_host="localhost", smtp_security="starttls", smtp_password="wrong")
        with pytest.raises(ChannelError) as caught:
            send(wrong)

    assert len(box.envelopes) == 1
    assert str(caught.value) == "The mail server did not accept the name or the password."
    assert caught.value.lasting


def test_a_server_that_offers_no_login_gets_no_password():
    with smtp_server() as (box, port):
        send(settings_for(port, **LOGIN))

    assert len(box.envelopes) == 1


def test_a_server_that_only_knows_the_old_login_gets_it():
    lines = (b"220 ready", b"250-hello\r\n250 AUTH LOGIN", b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6", b"235 ok")
    with scripted_server(*lines, b"550 no") as script, pytest.raises(ChannelError, match="550 no"):
        send(settings_for(script.port, **LOGIN))

    assert script.heard[1:4] == [b"AUTH LOGIN", b"dGVhbUBleGFtcGxlLm9yZw==", b"b3BlbiBzZXNhbWU="]


@pytest.mark.parametrize(
    ("offer", "answer", "sentence", "is_lasting"),
    [
        (b"PLAIN", b"454 later", "The mail server lets nobody in just now: 454 later", False),
        (
            b"PLAIN",
            b"534 an app password is needed",
            'The mail server did not accept the name or the password. It said: "534 an app password is needed"',
            True,
        ),
        (b"LOGIN", b"535 no", "The mail server did not accept the name or the password.", True),
    ],
    ids=["not-now", "with-words", "refused-before-the-name"],
)
def test_a_login_that_fails_is_told(offer, answer, sentence, is_lasting):
    error = error_of(b"220 ready", b"250-hello\r\n250 AUTH " + offer, answer, changes=LOGIN)

    assert str(error) == sentence
    assert error.lasting is is_lasting


def test_a_server_whose_logins_we_do_not_know_is_told():
    error = error_of(b"220 ready", b"250-hello\r\n250 AUTH GSSAPI", changes=LOGIN)

    assert str(error).endswith("offers no way to log in that we know.")
    assert error.lasting


def test_a_server_without_starttls_gets_nothing():
    error = error_of(*HELLO, b"502 no", changes={"smtp_security": "starttls"})

    assert str(error).endswith("does not offer STARTTLS.")
    assert error.lasting


def test_a_silent_server_is_given_up(monkeypatch):
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.2)

    error = error_of(b"220-wait for it")

    assert str(error).endswith("has not answered for too long.")
    assert not error.lasting


def test_a_look_finds_out_whether_plus_addresses_work():
    with smtp_server() as (box, port):
        box.refused["team-no-such-mailbox-r.probe@example.org"] = "550 unknown"
        look = CHANNEL.look(settings_for(port))

    assert box.asked == ["team+r.probe@example.org", "team-no-such-mailbox-r.probe@example.org"]
    assert box.envelopes == []
    assert look.found == {"plus_addressing": True}
    assert look.sentence.endswith("Answers leave through 127.0.0.1.")


@pytest.mark.parametrize(
    "refused", [{}, {"team+r.probe@example.org": "550 unknown"}], ids=["takes-all", "refuses-plus"]
)
def test_a_look_does_not_believe_a_server_that_proves_nothing(refused):
    with smtp_server() as (box, port):
        box.refused = refused
        assert CHANNEL.look(settings_for(port)).found == {"plus_addressing": False}


def test_a_source_without_a_server_for_answers_says_so():
    settings = parse({"address": "team@example.org"})

    with pytest.raises(ChannelError) as caught:
        send(settings)

    assert str(caught.value) == "This source has no SMTP server to send answers through."
    assert caught.value.lasting
    assert not CHANNEL.is_ready_to_answer(settings)


def test_an_address_of_the_new_internet_greets_as_one(monkeypatch):
    talking = wire.Wire.__new__(wire.Wire)
    talking._socket = type("Socket", (), {"getsockname": lambda _self: ("::1", 25, 0, 0)})()

    assert talking.address_literal() == b"[IPv6:::1]"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("SIZE 9999999", {"largest_mail": 9}),
        ("SIZE 10", {"largest_mail": 1}),
        ("SIZE 0", {}),
        ("SIZE", {}),
        ("DSN", {}),
    ],
)
def test_a_look_finds_out_how_large_a_mail_may_be(said, found, monkeypatch):
    monkeypatch.setattr("hearback.channels.mail.smtp.takes_plus_addresses", lambda _settings: False)
    with scripted_server(b"220 hello", f"250-hello\r\n250 {said}".encode(), b"221 bye") as script:
        look = CHANNEL.look(settings_for(script.port))

    assert look.found == {"plus_addressing": False, **found}
