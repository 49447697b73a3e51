"""Facts about a mailbox on real servers: mail comes in, is heard, is answered, and the answer threads."""

from __future__ import annotations

import email
import email.policy
import signal
import smtplib
import threading
import time
from datetime import UTC, datetime

import pytest

from hearback.channels.contract import ChannelError, Fetched, HeardIdentity
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.composing import reply_token_of
from hearback.channels.outgoing import Reply

pytestmark = pytest.mark.live


def mail(number: int, *, body: str = "When do you open?\r\n") -> bytes:
    return (
        f"From: Ann <ann@example.net>\r\nTo: team@example.org\r\nSubject: Question {number}\r\n"
        f"Message-ID: <question.{number}@example.net>\r\nDate: Mon, 2 Mar 2026 09:15:00 +0000\r\n\r\n{body}"
    ).encode()


def heard(settings, cursors=None) -> list[bytes]:
    return [arrival.raw for step in CHANNEL.fetch(settings, cursors=cursors or {}) for arrival in step.arrivals]


def numbers(settings, cursors) -> list[str]:
    """Return the subjects of what came, and move the cursors on."""
    found = []
    for step in CHANNEL.fetch(settings, cursors=cursors):
        found += [CHANNEL.read(arrival.raw).subject.removeprefix("Question ") for arrival in step.arrivals]
        cursors[step.place] = step.position
    return found


def until_error(settings, cursors, *, after_step=lambda: None) -> tuple[list[Fetched], ChannelError]:
    taken = []
    try:
        for step in CHANNEL.fetch(settings, cursors=cursors):
            taken.append(step)
            after_step()
    except ChannelError as error:
        return [step for step in taken if step.arrivals], error
    raise AssertionError("nothing went wrong")


def eventually(look, seconds: float = 10):
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return seen


def test_a_mail_that_comes_by_smtp_is_heard_once_and_stays_unread(servers, name):
    settings = servers.settings(name)
    with smtplib.SMTP("127.0.0.1", servers.postfix.ports["smtp"]) as smtp:
        smtp.sendmail("ann@example.net", [f"{name}@example.org"], mail(1))
    cursors = {}

    assert eventually(lambda: numbers(settings, cursors)) == ["1"]
    assert numbers(settings, cursors) == []
    client = servers.client(name)
    client.select("INBOX", readonly=True)
    assert client.fetch("1", "(FLAGS)")[1][0].split(b"FLAGS")[1].replace(b"\\Recent", b"") == b" ())"
    client.logout()


def test_a_look_says_what_would_come(servers, name):
    for number in (1, 2):
        servers.hand_over(name, mail(number))
    today = datetime.now(UTC)

    look = CHANNEL.look(servers.settings(name))

    assert look.sentence.startswith("INBOX holds 2 messages, the oldest of ")
    assert str(today.year) in look.sentence
    assert look.sentence.endswith("; nothing on the server will be changed. Answers leave through localhost.")
    assert (look.count, look.found) == (2, {"plus_addressing": True})


def test_a_mail_wakes_the_listener_within_two_seconds(servers, name):
    settings = servers.settings(name)
    woken, stopped = threading.Semaphore(0), threading.Event()
    listening = threading.Thread(
        target=CHANNEL.listen, args=(settings,), kwargs={"woken": woken.release, "stopped": stopped.is_set}
    )
    listening.start()
    try:
        assert woken.acquire(timeout=5), "once at the beginning"
        time.sleep(0.5)
        began = time.monotonic()
        with smtplib.SMTP("127.0.0.1", servers.postfix.ports["smtp"]) as smtp:
            smtp.sendmail("ann@example.net", [f"{name}@example.org"], mail(1))
        assert woken.acquire(timeout=5)
        assert time.monotonic() - began < 2
    finally:
        stopped.set()
        listening.join(5)
    assert not listening.is_alive()


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_an_answer_arrives_threaded_and_the_reply_to_it_brings_the_token_back(servers, name, security):
    ours = servers.settings(name, plus_addressing=True, smtp_security=security)
    theirs = servers.settings(f"{name}ann")
    servers.hand_over(name, mail(1))
    question = CHANNEL.read(heard(ours)[0])
    answer = Reply(
        key=f"{name}.{security}@example.org",
        reply_token="tok3n",
        author_name="Bea Müller",
        to=(HeardIdentity("mail", theirs.address, "Ann"),),
        cc=(),
        subject=question.subject,
        text="At nine.\n\nFrom Monday on.\n.\n",
        said_at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
        answers=question.key,
        references=question.answers,
        quoted_author="Ann",
        quoted_at=question.said_at,
        quoted_text=question.text,
    )

    composed = CHANNEL.compose(ours, reply=answer)
    receipt = CHANNEL.send(ours, composed=composed, recipients=[theirs.address], point_of_no_return=lambda: None)
    (raw,) = eventually(lambda: heard(theirs))

    assert receipt.refused == {}
    arrived = email.message_from_bytes(raw, policy=email.policy.default)
    assert arrived["Message-ID"] == f"<{answer.key}>"
    assert (arrived["In-Reply-To"], arrived["References"]) == ("<question.1@example.net>",) * 2
    assert arrived["Subject"] == "Re: Question 1"
    assert arrived["From"] == f"Bea Müller <{name}@example.org>"
    assert arrived["Reply-To"].addresses[0].addr_spec == f"{name}+r.tok3n@example.org"
    assert CHANNEL.read(raw).new_words == "At nine.\n\nFrom Monday on.\n."

    with smtplib.SMTP("127.0.0.1", servers.postfix.ports["smtp"]) as smtp:
        smtp.sendmail(theirs.address, [arrived["Reply-To"].addresses[0].addr_spec], mail(2))
    back = CHANNEL.read(eventually(lambda: heard(ours)[1:])[0])
    assert "tok3n" in {reply_token_of(address) for address in back.addressed_to}


def test_a_recipient_who_is_refused_is_told_and_the_others_get_the_mail(servers, name):
    settings = servers.settings(name)

    receipt = CHANNEL.send(
        settings,
        composed=mail(1),
        recipients=[settings.address, "no-such-person@example.org"],
        point_of_no_return=lambda: None,
    )

    assert list(receipt.refused) == ["no-such-person@example.org"]
    assert "User unknown" in receipt.refused["no-such-person@example.org"]
    assert len(eventually(lambda: heard(settings))) == 1


def test_gaps_left_by_removed_mails_are_passed_over(servers, name):
    settings, cursors = servers.settings(name), {}
    for number in range(1, 7):
        servers.hand_over(name, mail(number))
    client = servers.client(name)
    client.select("INBOX")
    client.store("2,5", "+FLAGS", "\\Deleted")
    client.expunge()

    assert numbers(settings, cursors) == ["1", "3", "4", "6"]
    client.store("4", "+FLAGS", "\\Deleted")
    client.expunge()
    assert numbers(settings, cursors) == []
    servers.hand_over(name, mail(7))
    assert numbers(settings, cursors) == ["7"]
    client.logout()


def test_a_new_uidvalidity_brings_the_folder_again_from_its_beginning(servers, name):
    client, cursors = servers.client(name), {}
    settings = servers.settings(name, folders="Work")

    def make(*subjects: int) -> None:
        assert client.create("Work")[0] == "OK"
        for number in subjects:
            assert client.append("Work", None, None, mail(number))[0] == "OK"

    make(1, 2)
    assert numbers(settings, cursors) == ["1", "2"]
    before = cursors["Work"]["uidvalidity"]
    assert client.delete("Work")[0] == "OK"
    make(3, 4)

    assert numbers(settings, cursors) == ["3", "4"]
    assert cursors["Work"]["uidvalidity"] != before
    client.logout()


def test_folders_with_any_name_are_heard_and_a_renamed_one_is_told_after_the_others(servers, name):
    client = servers.client(name)
    for folder in ('"Entw&APw-rfe &- mehr"', '"&ZeVnLIqe-"', '"with \\"quotes\\""'):
        assert client.create(folder)[0] == "OK"
        client.append(folder, None, None, mail(1))
    settings = servers.settings(name, folders='Entwürfe & mehr, 日本語, with "quotes"')
    cursors = {}

    assert numbers(settings, cursors) == ["1", "1", "1"]
    assert set(cursors) == {"Entwürfe & mehr", "日本語", 'with "quotes"'}

    client.rename('"&ZeVnLIqe-"', "Nihongo")
    client.append('"with \\"quotes\\""', None, None, mail(2))
    taken, error = until_error(settings, cursors)
    assert [step.place for step in taken] == ['with "quotes"']
    assert str(error) == "The folder 日本語 is not on the mail server; was it renamed or removed?"
    assert error.lasting
    with pytest.raises(ChannelError, match=r"It has .*Nihongo"):
        CHANNEL.look(settings)
    client.logout()


def test_a_server_that_is_killed_in_the_middle_and_comes_back_loses_and_doubles_nothing(servers, name):
    settings, cursors = servers.settings(name), {}
    client = servers.client(name)
    for number in range(450):
        client.append("INBOX", None, None, mail(number))
    client.logout()

    (step,), error = until_error(settings, cursors, after_step=lambda: servers.dovecot.stop(signal.SIGKILL))
    taken = [CHANNEL.read(arrival.raw).subject for arrival in step.arrivals]
    cursors[step.place] = step.position
    assert not error.lasting
    assert len(taken) == 200
    with pytest.raises(ChannelError, match="does not answer") as caught:
        numbers(settings, cursors)
    assert not caught.value.lasting

    servers.dovecot.start()
    rest = numbers(settings, cursors)
    assert [subject.removeprefix("Question ") for subject in taken] + rest == [str(number) for number in range(450)]


def test_a_listener_whose_server_is_killed_says_so(servers, name):
    settings = servers.settings(name)
    woken = threading.Event()

    def kill_when_listening() -> None:
        woken.wait(10)
        time.sleep(0.3)
        servers.dovecot.stop(signal.SIGKILL)

    killing = threading.Thread(target=kill_when_listening)
    killing.start()
    with pytest.raises(ChannelError) as caught:
        CHANNEL.listen(settings, woken=woken.set, stopped=lambda: False)
    killing.join(10)

    assert not caught.value.lasting


def test_a_mail_of_thirty_megabytes_comes_in_a_step_of_its_own(servers, name):
    settings = servers.settings(name)
    line = "0123456789abcdef" * 4 + "\r\n"
    large = mail(2, body=line * (30_000_000 // len(line)))
    for raw in (mail(1), large, mail(3)):
        servers.hand_over(name, raw)

    steps = [step for step in CHANNEL.fetch(settings, cursors={}) if step.arrivals]
    sizes = [[len(arrival.raw) for arrival in step.arrivals] for step in steps]

    assert [len(step) for step in sizes] == [1, 1, 1]
    assert sizes[1][0] > 30_000_000


def test_an_answer_of_thirty_megabytes_leaves_whole(servers, name):
    settings = servers.settings(name)
    line = ".123456789abcdef" * 4 + "\r\n"
    large = mail(1, body=line * (30_000_000 // len(line)))

    CHANNEL.send(settings, composed=large, recipients=[settings.address], point_of_no_return=lambda: None)

    (raw,) = eventually(lambda: heard(settings), 30)
    assert raw.endswith(large.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize(
    ("changes", "sentence", "is_lasting"),
    [
        ({"imap_password": "wrong"}, "The mail server did not accept the name or the password.", True),
        ({"imap_security": "none"}, "Perhaps this port wants TLS.", False),
        ({"imap_host": "127.0.0.1"}, None, None),
        ({"imap_port": 1}, "the port may be wrong, or the server is down.", False),
        ({"smtp_password": "wrong"}, "The mail server did not accept the name or the password.", True),
        ({"smtp_security": "tls"}, "does not speak TLS from the first byte; try STARTTLS.", True),
    ],
    ids=["password", "plain-on-tls-port", "by-number", "port", "smtp-password", "tls-on-plain-port"],
)
def test_what_goes_wrong_is_told_in_one_sentence(servers, name, changes, sentence, is_lasting, monkeypatch):
    monkeypatch.setattr("hearback.channels.mail.wire.CONNECT_SECONDS", 2.0)
    settings = servers.settings(name, **changes)
    if sentence is None:
        assert CHANNEL.look(settings).count == 0
        return

    with pytest.raises(ChannelError) as caught:
        CHANNEL.look(settings)

    assert str(caught.value).endswith(sentence)
    assert caught.value.lasting is is_lasting


def test_a_certificate_nobody_vouches_for_is_refused(servers, name, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(ChannelError) as caught:
        CHANNEL.look(servers.settings(name))

    assert str(caught.value) == "The certificate of localhost is not signed by anybody this machine trusts."


def test_imap_is_also_heard_after_starttls(servers, name):
    servers.hand_over(name, mail(1))
    settings = servers.settings(name, imap_port=servers.dovecot.ports["imap"], imap_security="starttls")

    assert numbers(settings, {}) == ["1"]
