"""Facts about composing: an answer threads, reads well in any mail program, and carries only what was meant."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.channels.contract import ChannelError, HeardIdentity
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.composing import reply_token_of
from hearback.channels.mail.composing.headers import answer_subject
from hearback.channels.mail.settings import MailSettings
from hearback.channels.mail.tests.letters import ANN, OURS, REPLY, composed, parsed


def test_the_same_answer_always_gives_the_same_bytes():
    assert composed() == composed() == CHANNEL.compose(OURS, reply=REPLY)


def test_an_answer_is_from_the_human_at_our_address_and_goes_to_whom_it_is_meant_for():
    mail = parsed(
        cc=(HeardIdentity("mail", "cem@example.org", "Cem, of Sales"), HeardIdentity("mail", "d@example.org"))
    )

    assert mail["From"] == "Bea <team@example.org>"
    assert mail["To"] == "Ann <ann@example.net>"
    assert [(one.display_name, one.addr_spec) for one in mail["Cc"].addresses] == [
        ("Cem, of Sales", "cem@example.org"),
        ("", "d@example.org"),
    ]
    assert mail["Date"] == "Wed, 04 Mar 2026 09:30:00 +0000"
    assert mail["Message-ID"] == "<token.1@example.org>"
    assert mail["MIME-Version"] == "1.0"
    assert mail["Auto-Submitted"] is None
    assert mail["Bcc"] is None
    assert mail.get_content_type() == "multipart/alternative"
    assert not mail.defects


def test_an_answer_of_nobody_in_particular_is_from_the_mailbox():
    assert parsed(author_name="")["From"] == "The team <team@example.org>"
    assert parsed(author_name="", ours=MailSettings(address="team@example.org"))["From"] == "team@example.org"


def test_an_answer_to_nobody_is_still_a_mail():
    assert b"To: undisclosed-recipients:;\r\n" in composed(to=())


def test_a_colleague_elsewhere_writes_in_their_own_time():
    there = timezone(timedelta(hours=9))

    assert parsed(said_at=datetime(2026, 3, 4, 9, 30, tzinfo=there))["Date"] == "Wed, 04 Mar 2026 09:30:00 +0900"


def test_an_address_goes_out_as_its_owner_writes_it():
    shown = HeardIdentity("mail", "ann.o'hara@example.net", "Ann", "Ann.O'Hara@Example.net")
    odd = HeardIdentity("mail", "bea@example.net", "", "Bea at work")

    assert parsed(to=(shown, odd))["To"] == "Ann <Ann.O'Hara@Example.net>, bea@example.net"


def test_a_domain_of_any_alphabet_goes_out_in_ascii():
    assert b"<ann@xn--bcher-kva.example>" in composed(to=(HeardIdentity("mail", "ann@bücher.example", "Ann"),))


def test_a_domain_that_cannot_be_written_in_ascii_goes_out_as_it_is():
    assert "ann@ü..example".encode() in composed(to=(HeardIdentity("mail", "ann@ü..example"),))


@pytest.mark.parametrize(
    "address", ["", "ann", "ann@", "a b@example.net", "ann@example.net\r\nBcc: eve@example.com", "<x@y>"]
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ChannelError, match="is not a mail address") as caught:
        composed(to=(HeardIdentity("mail", address),))

    assert caught.value.lasting


def test_an_answer_names_its_parent_and_the_thread_before_it():
    mail = parsed(references=("first@example.net", "second@example.net", "question@example.net"))

    assert mail["In-Reply-To"] == "<question@example.net>"
    assert mail["References"] == "<first@example.net> <second@example.net> <question@example.net>"


def test_the_parent_is_named_last_wherever_it_stood():
    mail = parsed(references=("question@example.net", "other@example.net"))

    assert mail["References"] == "<other@example.net> <question@example.net>"


def test_of_a_long_thread_the_first_and_the_last_messages_are_named():
    mail = parsed(references=tuple(f"{number}@example.net" for number in range(100)))

    named = mail["References"].split()
    assert named[0] == "<0@example.net>"
    assert named[1:] == [*(f"<{number}@example.net>" for number in range(81, 100)), "<question@example.net>"]


def test_a_long_id_is_neither_cut_nor_coded():
    key = "x" * 500 + "@example.net"
    raw = composed(answers=key)

    assert f"In-Reply-To: <{key}>\r\n".encode() in raw
    assert f"References: <{key}>\r\n".encode() in raw


@pytest.mark.parametrize("key", ["", "a b@example.net", "a>\r\nBcc: <eve@example.com", "ä@example.net", "x" * 901])
def test_a_parent_that_cannot_be_named_is_left_out(key):
    mail = parsed(answers=key)

    assert mail["In-Reply-To"] is None
    assert mail["References"] is None
    assert mail["Subject"] == "Re: Opening hours"


def test_an_answer_needs_a_name_of_its_own():
    with pytest.raises(ChannelError, match="cannot be a Message-ID"):
        composed(key="no good")


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("Opening hours", "Re: Opening hours"),
        ("Re: Opening hours", "Re: Opening hours"),
        ("RE: re: Re[2]: Opening hours", "Re: Opening hours"),
        ("AW: SV: Antw: Odp: Opening hours", "Re: Opening hours"),
        ("回复：营业时间", "Re: 营业时间"),
        ("WG: Opening hours", "Re: WG: Opening hours"),
        ("[list] Re: Opening hours", "Re: [list] Re: Opening hours"),
        ("Reply: yes", "Re: Reply: yes"),
        ("Ref: 17", "Re: Ref: 17"),
        ("", "Re:"),
        ("Re:", "Re:"),
        ("two\r\n lines\tand  spaces", "Re: two lines and spaces"),
    ],
)
def test_a_subject_is_answered_once(subject, answered):
    assert answer_subject(subject) == answered


@pytest.mark.parametrize(
    "subject",
    ["Öffnungszeiten", "營業時間 " * 30, "😀" * 50, "=?utf-8?q?no?=", "x" * 300, "a long subject " * 20],
    ids=["umlaut", "chinese", "emoji", "looks-coded", "one-long-word", "many-words"],
)
def test_any_subject_arrives_as_it_was(subject):
    raw = composed(subject=subject)

    headers = raw.partition(b"\r\n\r\n")[0]
    assert headers.isascii()
    assert all(len(line) <= 78 for line in headers.split(b"\r\n"))
    value = email.message_from_bytes(raw)["Subject"].replace("\r\n", "")
    assert str(email.header.make_header(email.header.decode_header(value))) == f"Re: {subject.strip()}"


@pytest.mark.parametrize(
    "name",
    ["Bea", "Béa Müller", 'Bea "the boss" Back\\slash', "Bea (Sales), Ltd.", "=?utf-8?q?x?=", "山田", "B" * 100],
)
def test_any_name_arrives_as_it_was(name):
    assert parsed(author_name=name)["From"].addresses[0].display_name == name


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\x00", "\x0b", "\x85", "\u2028", "\x1b", "\ud800"])
def test_no_name_and_no_subject_can_begin_a_header(line_end):
    evil = f"Bea{line_end}Bcc: eve@example.com"
    mail = parsed(author_name=evil, subject=evil, to=(replace(ANN, name=evil),), quoted_author=evil, quoted_text="x")

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Re: Bea Bcc: eve@example.com"
    assert mail["From"].addresses[0].display_name == "Bea Bcc: eve@example.com"
    assert mail["To"].addresses[0].display_name == "Bea Bcc: eve@example.com"


@settings(deadline=None)
@given(name=st.text(), subject=st.text(), text=st.text(), quoted=st.text())
def test_whatever_is_typed_a_mail_comes_out_with_exactly_its_headers(name, subject, text, quoted):
    mail = parsed(author_name=name, subject=subject, text=text, quoted_text=quoted)

    assert mail.keys() == [
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_the_token_travels_in_the_reply_address():
    mail = parsed(ours=replace(OURS, plus_addressing=True))

    assert mail["Reply-To"] == "Bea <team+r.tok3n@example.org>"
    assert reply_token_of("team+r.tok3n@example.org") == "tok3n"


def test_without_plus_addresses_answers_come_back_to_the_address_itself():
    assert parsed()["Reply-To"] is None


@pytest.mark.parametrize("token", ["x" * 60, "two words", "a@b", ""], ids=["too-long", "space", "at", "empty"])
def test_a_token_that_no_address_can_carry_is_left_out(token):
    assert parsed(ours=replace(OURS, plus_addressing=True), reply_token=token)["Reply-To"] is None


@pytest.mark.parametrize(
    ("address", "token"),
    [
        ("team+r.tok3n@example.org", "tok3n"),
        ("TEAM+R.Tok3n@EXAMPLE.ORG", "Tok3n"),
        ("team+news+r.a-b_c.d~e@example.org", "a-b_c.d~e"),
        ("team@example.org", None),
        ("team+news@example.org", None),
        ("team+r.@example.org", None),
        ("team+r.tok3n", None),
        ("", None),
    ],
)
def test_a_token_is_found_in_an_address(address, token):
    assert reply_token_of(address) == token
