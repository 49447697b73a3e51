"""Facts about what a mail's head says: who, to whom, when, about what, in answer to what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hearback.channels.contract import HeardIdentity, Unreadable
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.mails import mail

ANN = HeardIdentity("mail", "ann@example.org", "Ann Archer", "ann@example.org")


def test_an_ordinary_head_is_read():
    heard = read(mail())

    assert (heard.key, heard.author, heard.subject) == ("lamp-5@example.org", ANN, "The lamp")
    assert heard.said_at == datetime(2025, 3, 3, 9, 15, tzinfo=UTC)
    assert [(who.role, who.identity.handle) for who in heard.recipients] == [("to", "bea@example.net")]
    assert (heard.text, heard.html, heard.answers, heard.attachments) == ("Hello Bea\n", "", (), ())


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n\n", b" \r\n", b"no header here\n\nhello", b"\x00\x01\x02", b"<html>hello</html>", b"\nhello: world"],
)
def test_what_has_no_head_is_unreadable(raw):
    with pytest.raises(Unreadable, match=r"^[A-Z].*\.$"):
        read(raw)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_any_line_end_will_do(ends):
    heard = read(mail("Hello Bea\nBye\n").replace(b"\n", ends))

    assert (heard.subject, heard.text) == ("The lamp", "Hello Bea\nBye\n")


@pytest.mark.parametrize("before", [b"\n", b"From ann@example.org Mon Mar  3 10:15:00 2025\n", b">From ann\n \n"])
def test_what_a_store_puts_before_the_head_is_passed_over(before):
    assert read(before + mail()).subject == "The lamp"


def test_a_broken_line_between_fields_is_passed_over():
    raw = b"From: ann@example.org\nby some relay with SMTP\nSubject: The lamp\n\nHello\n"

    heard = read(raw)

    assert (heard.author.handle, heard.subject, heard.text) == ("ann@example.org", "The lamp", "Hello\n")


def test_a_body_that_follows_the_head_without_an_empty_line_is_the_body():
    heard = read(b"From: ann@example.org\nSubject: The lamp\nHello Bea,\nhow are you?\n\nAnn\n")

    assert heard.text == "Hello Bea,\nhow are you?\n\nAnn\n"


def test_a_head_without_a_body_is_a_mail_that_says_nothing():
    heard = read(b"From: ann@example.org\nSubject: The lamp")

    assert (heard.subject, heard.text, heard.spans) == ("The lamp", "", ())


def test_a_mail_without_anything_that_names_it_is_read():
    heard = read(mail(From=None, To=None, Date=None, Message_ID=None, Subject=None, X_Lamp="on"))

    assert (heard.key, heard.author, heard.said_at, heard.subject) == ("", None, None, "")


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?iso-8859-1?q?Gr=FC=DFe?= aus Bonn", "Grüße aus Bonn"),
        ("=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?R3LDvA==?=\n =?iso-8859-1?Q?=DFe?=", "Grüße"),
        ("=?utf-8?Q?one?= and =?utf-8?Q?two?=", "one and two"),
        ("Re: =?utf-8?q?is_it_=3F?=", "Re: is it ?"),
        ("=?utf-8?q?why? because?=", "why? because"),
        ("=?utf-8*en?Q?hello?=", "hello"),
        ("=?nonsense-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?utf-8?B?!!!?=", ""),
        ("=?utf-8?B?R3LDvMOfZ?=", "Grüß"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?iso-2022-jp?B?GyRCJDMkcxsoQg==?=", "こん"),
        ("=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет"),
        (b"Gr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Gr\xfc\xdfe", "Grüße"),
        (b"nul \x00 byte", "nul \ufffd byte"),
        ("folded\n\tand\n  folded again", "folded and folded again"),
        ("  much    space  ", "much space"),
    ],
)
def test_subjects_come_out_on_one_line_in_letters(written, subject):
    assert read(mail(Subject=written)).subject == subject


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 3 Mar 2025 10:15:00 +0100", (2025, 3, 3, 9, 15)),
        ("3 Mar 2025 10:15 -0500", (2025, 3, 3, 15, 15)),
        ("Mon, 03 Mar 2025 10:15:00 GMT", (2025, 3, 3, 10, 15)),
        ("Mon, 3 Mar 2025 10:15:00 EST", (2025, 3, 3, 15, 15)),
        ("Mon, 3 Mar 2025 10:15:00 -0000", (2025, 3, 3, 10, 15)),
        ("Mon Mar  3 10:15:00 2025", (2025, 3, 3, 10, 15)),
        ("Mon, 3 Mar 25 10:15:00 +0000", (2025, 3, 3, 10, 15)),
        ("Monday, 3 March 2025 10:15:00 +0000", (2025, 3, 3, 10, 15)),
        ("2025-03-03T10:15:00+01:00", (2025, 3, 3, 9, 15)),
        ("2025-03-03 10:15:00", (2025, 3, 3, 10, 15)),
        ("Mon, 3 Mar 2025 10:15:00 +0100 (CET)", (2025, 3, 3, 9, 15)),
        ("Mon, 3 Mar 2025 10:15:60 +0000", (2025, 3, 3, 10, 15, 59)),
    ],
)
def test_dates_are_read_in_the_forms_in_which_they_come(written, moment):
    assert read(mail(Date=written)).said_at == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "Mon, 99 Mar 2025 10:15:00 +0100",
        "Mon, 3 Xxx 2025 10:15:00 +0100",
        "Thu, 1 Jan 1903 00:00:00 +0000",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Mon, 1 Jan 0001 00:00:00 +2300",
        "Mon, 3 Mar 99999 10:15:00 +0100",
        "3 Mar 2025 10:15:00 +99999999999999",
        "9" * 5000,
    ],
)
def test_a_date_that_makes_no_sense_is_none(written):
    assert read(mail(Date=written)).said_at is None


def test_of_two_dates_the_first_that_can_be_read_counts():
    raw = b"Date: soon\n" + mail(Date="Mon, 3 Mar 2025 10:15:00 +0000")

    assert read(raw).said_at == datetime(2025, 3, 3, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "handle", "name"),
    [
        ("ann@example.org", "ann@example.org", ""),
        ("<ann@example.org>", "ann@example.org", ""),
        ("Ann Archer <Ann@Example.ORG>", "ann@example.org", "Ann Archer"),
        ('"Archer, Ann" <ann@example.org>', "ann@example.org", "Archer, Ann"),
        ("Archer, Ann <ann@example.org>", "ann@example.org", "Archer, Ann"),
        ('"Ann \\"Lamp\\" Archer" <ann@example.org>', "ann@example.org", 'Ann "Lamp" Archer'),
        ("ann@example.org (Ann Archer)", "ann@example.org", "Ann Archer"),
        ("ann@example.org (Ann (of Lamps) Archer)", "ann@example.org", "Ann (of Lamps) Archer"),
        ("=?utf-8?Q?Ann_=C3=84rcher?= <ann@example.org>", "ann@example.org", "Ann Ärcher"),
        ("=?utf-8?Q?=C3=84rcher,_Ann?= <ann@example.org>", "ann@example.org", "Ärcher, Ann"),
        ('"=?utf-8?Q?Ann_=C3=84rcher?=" <ann@example.org>', "ann@example.org", "Ann Ärcher"),
        ("=?utf-8?Q?Ann_=3Cann=40example.org=3E?=", "ann@example.org", "Ann"),
        ("'ann@example.org' <ann@example.org>", "ann@example.org", ""),
        ("Ann O'Archer <ann@example.org>", "ann@example.org", "Ann O'Archer"),
        ("Ann [Lamps] <ann@example.org>", "ann@example.org", "Ann [Lamps]"),
        ("mailto:ann@example.org", "ann@example.org", ""),
        ("<mailto:Ann@example.org>", "ann@example.org", ""),
        ("<@relay.example,@other.example:ann@example.org>", "ann@example.org", ""),
        ("Ann <ann @example.org>", "ann@example.org", "Ann"),
        ("Ann Archer ann@example.org", "ann@example.org", "Ann Archer"),
        ("Ann Archer <ann@example.org", "ann@example.org", "Ann Archer"),
        ('"Ann Archer <ann@example.org>', "ann@example.org", "Ann Archer"),
        ('"ann archer"@example.org', '"ann archer"@example.org', ""),
        ('"ann"@example.org', "ann@example.org", ""),
        ('<"ann"@example.org>', "ann@example.org", ""),
        ("ann@[192.0.2.1]", "ann@[192.0.2.1]", ""),
        ("ann@example.org.", "ann@example.org", ""),
        ("ann@münchen.example", "ann@münchen.example", ""),
        ("Team: ann@example.org;", "ann@example.org", ""),
        ("root", "root", ""),
        (b"J\xf6rg <ann@example.org>", "ann@example.org", "Jörg"),
    ],
)
def test_authors_are_found_in_whatever_form_they_are_written(written, handle, name):
    author = read(mail(From=written)).author

    assert (author.handle, author.name) == (handle, name)


@pytest.mark.parametrize(
    "written", ["", "<>", "@", "Ann Archer", "undisclosed-recipients:;", "(comment", "=?utf-8?q?a?="]
)
def test_an_author_without_an_address_is_none(written):
    assert read(mail(From=written)).author is None


def test_the_sender_stands_in_for_an_author_who_is_missing():
    assert read(mail(From=None, Sender="bea@example.net")).author.handle == "bea@example.net"


def test_of_several_authors_the_first_counts():
    assert read(mail(From="ann@example.org, bea@example.net")).author.handle == "ann@example.org"


def test_the_address_is_shown_as_it_was_written():
    assert read(mail(From="Ann <Ann.Archer@Example.org>")).author.shown == "Ann.Archer@Example.org"


@pytest.mark.parametrize(
    ("written", "handles"),
    [
        ("a@example.org, b@example.org", ["a@example.org", "b@example.org"]),
        ("a@example.org; b@example.org;", ["a@example.org", "b@example.org"]),
        ('A <a@example.org>,\n\t"B, C" <b@example.org>', ["a@example.org", "b@example.org"]),
        ("Team: a@example.org, B <b@example.org>;, c@example.org", ["a@example.org", "b@example.org", "c@example.org"]),
        ("undisclosed-recipients:;", []),
        ("Doe, John; a@example.org", ["a@example.org"]),
        ("a@example.org b@example.org", ["b@example.org"]),
        (",,,", []),
    ],
)
def test_recipients_are_found_in_lists_and_groups(written, handles):
    assert [who.identity.handle for who in read(mail(To=written)).recipients] == handles


@pytest.mark.parametrize(
    ("written", "people"),
    [
        (
            '"Ann" <ann@x.example>\n =?utf-8?q?=2C?= =?utf-8?q?B=C3=A4cker=2C?= Bea <bea@x.example>',
            [("Ann", "ann@x.example"), ("Bäcker, Bea", "bea@x.example")],
        ),
        ("ann@x.example =?utf-8?b?LA==?= <bea@x.example>", [("", "ann@x.example"), ("", "bea@x.example")]),
        ("Ann =?utf-8?q?=2C?= Ltd. <ann@x.example>", [("Ann , Ltd.", "ann@x.example")]),
        ("<> =?utf-8?q?=2C?= <ann@x.example>", [(",", "ann@x.example")]),
    ],
)
def test_a_comma_that_a_program_encoded_still_stands_between_people(written, people):
    assert [(to.identity.name, to.identity.handle) for to in read(mail(To=written)).recipients] == people


def test_every_role_of_a_recipient_is_kept():
    heard = read(mail(Cc="cem@example.net", Bcc="dee@example.net", Reply_To="ann+reply@example.org"))

    assert [(who.role, who.identity.handle) for who in heard.recipients] == [
        ("to", "bea@example.net"),
        ("cc", "cem@example.net"),
        ("bcc", "dee@example.net"),
        ("reply_to", "ann+reply@example.org"),
    ]


def test_it_is_addressed_to_everybody_it_was_delivered_for():
    heard = read(
        mail(
            Cc="Cem <Cem@example.net>",
            Reply_To="ann+reply@example.org",
            Delivered_To="inbox@example.net",
            X_Original_To="office+token@example.net",
            Received="from a.example by b.example\n\tfor <Lamps@example.net>; Mon, 3 Mar 2025 10:15:00 +0100",
        )
    )

    assert heard.addressed_to == (
        "bea@example.net",
        "cem@example.net",
        "inbox@example.net",
        "office+token@example.net",
        "lamps@example.net",
    )


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("<a@example.org>", "a@example.org"),
        ("a@example.org", "a@example.org"),
        ("< a@\n example.org >", "a@example.org"),
        ("<a@example.org> (added by relay)", "a@example.org"),
        ("<a@example.org", "a@example.org"),
        ("<>", ""),
        ("<" + "x" * 5000 + ">", "x" * 900),
    ],
)
def test_the_key_is_the_message_id_without_its_brackets(written, key):
    assert read(mail(Message_ID=written)).key == key


@pytest.mark.parametrize(
    ("references", "in_reply_to", "answers"),
    [
        (None, None, ()),
        ("<a@x> <b@x>", "<b@x>", ("a@x", "b@x")),
        ("<a@x>\n\t<b@x>", None, ("a@x", "b@x")),
        (None, "<b@x>", ("b@x",)),
        ("<a@x>", "<b@x>", ("a@x", "b@x")),
        ("<a@x> <b@x>", "<a@x>", ("a@x", "b@x")),
        ("<a@x><b@x>,<a@x>", None, ("a@x", "b@x")),
        (None, "your mail of Monday", ()),
        (None, "<b@x> from Ann <ann@example.org>", ("b@x",)),
        ("<lamp-5@example.org> <a@x>", None, ("a@x",)),
        ("=?us-ascii?Q?=3Ca=40x=3E?=", None, ("a@x",)),
        ("<>", "<>", ()),
    ],
)
def test_the_mails_before_are_named_oldest_first(references, in_reply_to, answers):
    assert read(mail(References=references, In_Reply_To=in_reply_to)).answers == answers


def test_of_very_many_mails_before_the_first_and_the_last_are_kept():
    heard = read(mail(References=" ".join(f"<{number}@x>" for number in range(1000))))

    assert (len(heard.answers), heard.answers[0], heard.answers[-1]) == (200, "0@x", "999@x")
