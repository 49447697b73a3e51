"""Facts about getting into an IMAP server, and about what a person is told when that fails."""

from __future__ import annotations

import threading
import time

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail import wire
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.imap import session
from hearback.channels.mail.tests.certificates import write_certificate
from hearback.channels.mail.tests.imap_server import Folder, imap_server, settings_for


@pytest.fixture
def server():
    with imap_server(folders={"INBOX": Folder()}) as running:
        yield running


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    path = write_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def error_of(settings) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        CHANNEL.look(settings)
    return caught.value


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 AUTH=PLAIN", "IMAP4rev1"], ids=["authenticate", "login"])
@pytest.mark.parametrize("password", ["open sesame", 'q"uo\\te', "schlüssel"])
def test_any_password_lets_us_in(server, capabilities, password):
    server.capabilities, server.password = capabilities, password

    assert CHANNEL.look(settings_for(server, imap_password=password)).count == 0


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 AUTH=PLAIN", "IMAP4rev1"], ids=["authenticate", "login"])
def test_a_wrong_password_is_told(server, capabilities):
    server.capabilities = capabilities

    error = error_of(settings_for(server, imap_password="wrong"))

    assert str(error) == "The mail server did not accept the name or the password."
    assert error.lasting


def test_what_the_server_wants_to_tell_people_about_the_password_is_passed_on(server):
    server.scripts["AUTHENTICATE"] = b"TAG NO [ALERT] Application-specific password required\r\n"

    error = error_of(settings_for(server))

    assert str(error).endswith(' It said: "Application-specific password required"')
    assert error.lasting


@pytest.mark.parametrize(
    "words",
    [b"NO [UNAVAILABLE] Temporary failure", b"NO [ALERT] Too many simultaneous connections. (Failure)"],
    ids=["code", "words"],
)
def test_a_server_that_lets_nobody_in_just_now_is_tried_again(server, words):
    server.scripts["AUTHENTICATE"] = b"TAG " + words + b"\r\n"

    error = error_of(settings_for(server))

    assert str(error).startswith("The mail server lets nobody in just now: ")
    assert not error.lasting


def test_a_server_that_asks_for_more_than_the_password_gets_nothing_more(server):
    server.scripts["AUTHENTICATE"] = lambda session, tag, _: (
        session.say(b"+ \r\n"),
        session.rfile.readline(),
        session.say(b"+ more?\r\n"),
        session.done(tag, b"NO no" if session.rfile.readline() == b"*\r\n" else b"OK"),
    )

    assert str(error_of(settings_for(server))) == "The mail server did not accept the name or the password."


def test_a_server_that_knows_us_already_needs_no_password(server):
    server.greeting = b"* PREAUTH welcome\r\n"

    CHANNEL.look(settings_for(server))

    assert server.asked(b"AUTHENTICATE") == []


def test_a_server_that_wants_encryption_before_the_password_is_not_given_the_password(server):
    server.capabilities = "IMAP4rev1 LOGINDISABLED STARTTLS"

    error = error_of(settings_for(server))

    assert str(error).endswith("wants an encrypted connection before the password: choose STARTTLS or TLS.")
    assert error.lasting
    assert server.asked(b"LOGIN") == []


@pytest.mark.parametrize("answer", [None, b"TAG BAD unknown\r\n"], ids=["accepted", "refused"])
def test_we_introduce_ourselves_where_that_is_wanted(server, answer):
    server.capabilities += " ID"
    if answer:
        server.scripts["ID"] = answer

    CHANNEL.look(settings_for(server))

    assert server.asked(b"ID (") == [b'ID ("name" "Hearback")']


@pytest.mark.parametrize(
    ("greeting", "sentence", "is_lasting"),
    [
        (b"220 mail.example.org ESMTP\r\n", "does not answer like an IMAP server.", True),
        (b"HTTP/1.1 400 Bad Request\r\n", "does not answer like an IMAP server.", True),
        (b"\r\n", "does not answer like an IMAP server.", True),
        (b"* BYE Too many connections\r\n", "hung up and said: Too many connections", False),
    ],
    ids=["smtp", "http", "empty", "bye"],
)
def test_a_server_that_does_not_greet_us_is_told(server, greeting, sentence, is_lasting):
    server.greeting = greeting

    error = error_of(settings_for(server))

    assert str(error) == f"127.0.0.1, port {server.port}, {sentence}"
    assert error.lasting is is_lasting


def test_a_server_that_hangs_up_in_the_middle_is_tried_again(server):
    server.scripts["EXAMINE"] = b"* BYE going down\r\n"

    error = error_of(settings_for(server))

    assert str(error) == f"127.0.0.1, port {server.port}, hung up and said: going down"
    assert not error.lasting


def test_a_server_that_stays_silent_is_given_up_with_a_hint(server, monkeypatch):
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.2)
    server.greeting = b""

    error = error_of(settings_for(server))

    assert str(error) == f"127.0.0.1, port {server.port}, has not answered for too long. Perhaps this port wants TLS."
    assert not error.lasting


def test_a_server_that_encrypts_and_stays_silent_is_given_up(certificate, monkeypatch):
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.5)
    with imap_server(certificate=certificate, is_encrypted_at_once=True, greeting=b"") as server:
        error = error_of(settings_for(server, imap_host="localhost", imap_security="tls"))

    assert str(error) == f"localhost, port {server.port}, has not answered for too long."


def test_a_slow_server_is_waited_for(server, monkeypatch):
    monkeypatch.setattr(wire, "SILENCE_SECONDS", 2.0)
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.2)

    def take_time(session, tag, command):
        for _ in range(3):
            time.sleep(0.15)
            session.say(b"* OK working\r\n")
        time.sleep(0.4)
        session.do_examine(tag, command)

    server.scripts["EXAMINE"] = take_time

    assert CHANNEL.look(settings_for(server)).count == 0


def test_a_mail_of_absurd_size_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(session, "LARGEST_LITERAL_BYTES", 100)
    server.scripts["EXAMINE"] = b"* 1 FETCH (BODY[] {101}\r\n"

    assert str(error_of(settings_for(server))).endswith("announces a mail of 101 bytes.")


def test_a_line_without_end_is_not_read_for_ever(server, monkeypatch):
    monkeypatch.setattr(wire, "LONGEST_LINE_BYTES", 1000)
    server.scripts["EXAMINE"] = b"x" * 5000

    assert str(error_of(settings_for(server))).endswith("sends a line without an end.")


def test_tls_from_the_first_byte(certificate):
    with imap_server(certificate=certificate, is_encrypted_at_once=True, folders={"INBOX": Folder()}) as server:
        assert CHANNEL.look(settings_for(server, imap_host="localhost", imap_security="tls")).count == 0


def test_tls_after_a_plain_beginning(certificate):
    with imap_server(certificate=certificate, folders={"INBOX": Folder()}) as server:
        assert CHANNEL.look(settings_for(server, imap_host="localhost", imap_security="starttls")).count == 0
        assert server.commands[0] == b"STARTTLS"


def test_a_server_without_starttls_gets_no_password(server):
    error = error_of(settings_for(server, imap_security="starttls"))

    assert str(error) == f"127.0.0.1, port {server.port}, does not offer STARTTLS."
    assert error.lasting
    assert server.commands == [b"STARTTLS"]


def test_words_smuggled_in_before_encryption_are_not_believed(server):
    server.scripts["STARTTLS"] = b"TAG OK go\r\n* CAPABILITY IMAP4rev1\r\n"

    error = error_of(settings_for(server, imap_security="starttls"))

    assert str(error).endswith("mixes plain and encrypted words; that is not safe.")


def test_a_plain_server_on_a_tls_port_is_told(server):
    error = error_of(settings_for(server, imap_security="tls"))

    assert str(error) == f"127.0.0.1, port {server.port}, does not speak TLS from the first byte; try STARTTLS."
    assert error.lasting


def test_a_server_that_hangs_up_while_encrypting_is_tried_again(server):
    server.scripts["STARTTLS"] = lambda session, tag, _: (session.done(tag), session.hang_up())

    error = error_of(settings_for(server, imap_security="starttls"))

    assert str(error) == f"127.0.0.1, port {server.port}, broke the connection."
    assert not error.lasting


def test_a_server_that_stays_silent_while_encrypting_is_tried_again(server, monkeypatch):
    monkeypatch.setattr(wire, "SILENCE_SECONDS", 0.2)
    server.scripts["STARTTLS"] = lambda session, tag, _: (session.done(tag), time.sleep(0.5), session.hang_up())

    error = error_of(settings_for(server, imap_security="starttls"))

    assert str(error) == f"127.0.0.1, port {server.port}, has not answered for too long."
    assert not error.lasting


@pytest.mark.parametrize(
    ("name", "days", "told"),
    [
        ("localhost", -1, ("The certificate of localhost has expired.", False)),
        ("mail.example.org", 2, ("The certificate of localhost is for another name.", True)),
    ],
    ids=["expired", "other-name"],
)
def test_a_wrong_certificate_is_told(tmp_path, monkeypatch, name, days, told):
    certificate = write_certificate(tmp_path, name, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with imap_server(certificate=certificate, is_encrypted_at_once=True) as server:
        error = error_of(settings_for(server, imap_host="localhost", imap_security="tls"))

    assert (str(error), error.lasting) == told


def test_a_certificate_nobody_vouches_for_is_told(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with imap_server(certificate=certificate, is_encrypted_at_once=True) as server:
        error = error_of(settings_for(server, imap_host="localhost", imap_security="tls"))

    assert str(error) == "The certificate of localhost is not signed by anybody this machine trusts."
    assert error.lasting


def test_encryption_that_is_too_old_is_told(certificate):
    with imap_server(certificate=certificate, is_encrypted_at_once=True) as server:
        server.tls.set_ciphers("PSK")
        server.tls.maximum_version = server.tls.maximum_version.TLSv1_2
        error = error_of(settings_for(server, imap_host="localhost", imap_security="tls"))

    assert "knows no way to encrypt that is safe today (" in str(error)
    assert error.lasting


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 300], ids=["unknown", "empty-label", "long"])
def test_a_name_that_is_no_server_is_told(monkeypatch, host):
    def look_up(*_args, **_named):
        raise wire.socket.gaierror(wire.socket.EAI_NONAME, "Name or service not known")

    if host.endswith(".invalid"):
        monkeypatch.setattr(wire.socket, "getaddrinfo", look_up)

    error = error_of(settings_for_host(host))

    assert str(error) == f"There is no server called {host}."
    assert error.lasting


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (
            wire.socket.gaierror(wire.socket.EAI_AGAIN, "Temporary failure"),
            "There is no server called imap.example.org.",
        ),
        (
            OSError(101, "Network is unreachable"),
            "imap.example.org, port 143, cannot be reached: Network is unreachable.",
        ),
        (TimeoutError(), "imap.example.org, port 143, has not answered for too long."),
    ],
    ids=["no-name-service", "no-network", "no-answer"],
)
def test_a_network_that_is_down_is_tried_again(monkeypatch, trouble, sentence):
    def connect(*_args):
        raise trouble

    monkeypatch.setattr(wire.socket, "create_connection", connect)

    error = error_of(settings_for_host("imap.example.org"))

    assert str(error) == sentence
    assert not error.lasting


def settings_for_host(host):
    server = type("Nowhere", (), {"port": 143})()
    return settings_for(server, imap_host=host)


def test_a_closed_port_is_told():
    with imap_server() as server:
        pass

    error = error_of(settings_for(server))

    assert str(error) == (
        f"127.0.0.1, port {server.port}, does not answer: the port may be wrong, or the server is down."
    )
    assert not error.lasting


def test_two_sessions_do_not_disturb_each_other(server):
    server.folders["INBOX"].put(b"Subject: one\r\n\r\n")
    counts = []
    threads = [
        threading.Thread(target=lambda: counts.append(CHANNEL.look(settings_for(server)).count)) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert counts == [1] * 4
