"""Facts about the demo town's post office: it takes every mail as it is, keeps it here, and passes nothing on."""

from __future__ import annotations

import socket

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail import smtp
from hearback.channels.mail.settings import MailSettings
from hearback.site.demo import post_office as office
from hearback.site.demo.folk import MAILBOXES
from hearback.site.demo.post_office import post_office
from hearback.site.settling import send_answers_to
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.staff.models import AuditLine

MAIL = b"Subject: Spoons\r\n\r\nTwo.\r\n.hidden\r\n. \r\nThanks\r\n"
HELLO = MAILBOXES["hello"].address


def send(port: int, mail: bytes = MAIL):
    way_out = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    settings = MailSettings(address=HELLO, **way_out)
    return smtp.send(settings, composed=mail, recipients=["ann@example.org"], point_of_no_return=lambda: None)


def kept(folder) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.eml"))]


def test_what_is_sent_is_kept_as_it_was_composed(tmp_path):
    with post_office(tmp_path) as port:
        first, second = send(port), send(port, b"Subject: More\r\n\r\nThree.\r\n")

    assert kept(tmp_path) == [MAIL, b"Subject: More\r\n\r\nThree.\r\n"]
    assert (str(first.remark), str(second.remark)) == (
        "250 Kept as demo-post/0001.eml",
        "250 Kept as demo-post/0002.eml",
    )


def test_nothing_kept_is_written_over_after_one_was_deleted(tmp_path):
    (tmp_path / "0002.eml").write_bytes(b"before")
    with post_office(tmp_path) as port:
        send(port)

    assert kept(tmp_path) == [b"before", MAIL]


def test_the_port_stays_the_same_as_long_as_it_is_free(tmp_path):
    with post_office(tmp_path) as port:
        pass
    with post_office(tmp_path) as again:
        assert again == port
    with socket.create_server(("127.0.0.1", port)), post_office(tmp_path) as other:
        assert other != port


def test_only_this_machine_can_reach_it(tmp_path):
    with post_office(tmp_path) as port, pytest.raises(OSError, match="refused"):
        socket.create_connection(("::1", port), timeout=5)


def test_a_mail_whose_end_never_comes_is_not_kept(tmp_path):
    with post_office(tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"EHLO here\r\nDATA\r\nSubject: Half\r\n")
        line.shutdown(socket.SHUT_WR)
        while line.recv(1000):
            pass

    assert kept(tmp_path) == []


def test_a_mail_that_is_too_large_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "LARGEST_BYTES", 40)
    with post_office(tmp_path) as port, pytest.raises(ChannelError, match="552 Too large"):
        send(port)

    assert kept(tmp_path) == []


def test_what_it_does_not_know_it_says(tmp_path):
    with post_office(tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"VRFY ann\r\nQUIT\r\n")
        said = b""
        while more := line.recv(1000):
            said += more

    assert [reply[:3] for reply in said.splitlines()] == [b"220", b"502", b"221"]


@pytest.fixture
def hello(db) -> Source:
    settings = MailSettings(address=HELLO, name="Hello", smtp_host="mail.spoonwright.example")
    return connect(kind="mail", name="Hello", settings=settings, address=HELLO)


def way_out(source: Source) -> tuple[str, int, str]:
    settings = Source.objects.get(pk=source.pk).settings
    return settings["smtp_host"], settings["smtp_port"], settings["smtp_security"]


def test_the_towns_answers_leave_by_the_post_office(hello):
    send_answers_to(2525)
    send_answers_to(2626)

    assert way_out(hello) == ("127.0.0.1", 2626, "none")


def test_an_address_that_is_right_already_is_not_changed_again(hello):
    send_answers_to(2525)
    lines = AuditLine.objects.count()

    send_answers_to(2525)

    assert AuditLine.objects.count() == lines


def test_a_way_out_that_somebody_gave_stays_theirs(hello):
    Source.objects.update(settings=hello.settings | {"smtp_host": "smtp.example.org"})

    send_answers_to(2525)

    assert way_out(hello)[0] == "smtp.example.org"
