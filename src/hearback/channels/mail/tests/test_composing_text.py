"""Facts about the words of an answer: they read well as text and as a page, with what is answered below them."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime

import pytest

from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.letters import composed, html, parsed, plain

QUOTED = {"quoted_author": "Ann", "quoted_at": datetime(2026, 3, 3, tzinfo=UTC)}


def test_what_is_answered_stands_below_the_answer():
    text = plain(quoted_text="When do you open?\n\n> earlier words\nAnn\n", **QUOTED)

    assert text.rstrip("\n") == (
        "At nine.\n\nOn 3 March 2026, Ann wrote:\n> When do you open?\n>\n>> earlier words\n> Ann"
    )


@pytest.mark.parametrize(
    ("known", "attribution"),
    [
        (QUOTED, "On 3 March 2026, Ann wrote:"),
        ({"quoted_author": "Ann"}, "Ann wrote:"),
        ({"quoted_at": datetime(2026, 3, 3, tzinfo=UTC)}, "On 3 March 2026, you wrote:"),
        ({}, "You wrote:"),
    ],
    ids=["both", "author", "day", "neither"],
)
def test_the_tail_says_what_is_known_of_whom_it_quotes(known, attribution):
    assert plain(quoted_text="Hello", **known).split("\n")[2:4] == [attribution, "> Hello"]
    assert f"<p>{attribution}</p>" in html(quoted_text="Hello", **known)


def test_without_quoted_text_there_is_no_tail():
    assert plain(**QUOTED).strip() == "At nine."


def test_long_lines_flow_and_come_back_whole():
    paragraph = "word " * 100 + "end"
    raw = composed(text=f"{paragraph}\n  indented\n> > quoted {paragraph}\n>\n-- \nBea", quoted_text=paragraph)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    part = mail.get_body(("plain",))

    assert part.get_param("format") == "flowed"
    lines = part.get_content().replace("\r\n", "\n").split("\n")
    assert max(map(len, lines)) <= 78
    assert "   indented" in lines
    assert "-- " in lines
    heard = CHANNEL.read(raw).text
    assert paragraph in heard
    assert f">> quoted {paragraph}" in heard


def test_a_word_longer_than_any_line_stays_whole():
    link = "https://example.org/" + "x" * 2000

    assert link in plain(text=f"See {link} for more.").replace(" \n", " ")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain words.", "7bit"),
        ("Schöne Grüße", "quoted-printable"),
        ("x" * 2000, "quoted-printable"),
        ("From now on", "quoted-printable"),
    ],
)
def test_a_part_is_encoded_only_where_it_must_be(text, encoding):
    mail = parsed(text=text)

    assert mail.get_body(("plain",))["Content-Transfer-Encoding"] == encoding
    assert mail.get_body(("plain",)).get_content().strip() == text
    assert b"\r\nFrom " not in composed(text=text).partition(b"\r\n\r\n")[2]
    assert b"\n" not in composed(text=text).replace(b"\r\n", b"")


def test_what_no_mail_may_carry_is_left_out():
    assert plain(text="\r\n\nA\x00B\x1bC\rD\u2028E\ud800\n\n").strip() == "ABC\nD\nE"


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("One.\nTwo.\n\nThree.", "<p>One.<br>\nTwo.</p>\n<p>Three.</p>\n"),
        ("- one\n* two\n\u2022 three\n", "<ul>\n<li>one</li>\n<li>two</li>\n<li>three</li>\n</ul>\n"),
        ("3. three\n4) four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n'),
        ("- call 3. March", "<ul>\n<li>call 3. March</li>\n</ul>\n"),
        ("  two", "<p>&nbsp;&nbsp;two</p>\n"),
        ("-\n1.", "<p>-<br>\n1.</p>\n"),
        ("<b>&\"'", "<p>&lt;b&gt;&amp;&quot;&#x27;</p>\n"),
        (
            "See https://example.org/a?b=1&c=<x>.",
            '<p>See <a href="https://example.org/a?b=1&amp;c=">https://example.org/a?b=1&amp;c=</a>&lt;x&gt;.</p>\n',
        ),
        (
            "(https://example.org/a_(b)), HTTP://EXAMPLE.ORG!",
            '<p>(<a href="https://example.org/a_(b)">https://example.org/a_(b)</a>), '
            '<a href="HTTP://EXAMPLE.ORG">HTTP://EXAMPLE.ORG</a>!</p>\n',
        ),
        (
            'https://example.org/"onclick="x',
            '<p><a href="https://example.org/">https://example.org/</a>&quot;onclick=&quot;x</p>\n',
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>\n"),
    ],
)
def test_the_page_is_made_from_the_text_and_nothing_in_it_is_markup(text, markup):
    assert html(text=text) == markup


def test_quotations_in_the_text_and_below_it_are_quotations_in_the_page():
    page = html(text="> When?\nAt nine.", quoted_text="When?\n> Which day?", **QUOTED)

    bare = page.replace(' type="cite" style="margin:0 0 0 0.8ex;border-left:2px solid #bbb;padding-left:1ex"', "")
    assert bare == (
        "<blockquote>\n<p>When?</p>\n</blockquote>\n<p>At nine.</p>\n<p>On 3 March 2026, Ann wrote:</p>\n"
        "<blockquote>\n<p>When?</p>\n<blockquote>\n<p>Which day?</p>\n</blockquote>\n</blockquote>\n"
    )


def test_quotations_deeper_than_anybody_reads_are_flattened():
    page = html(text=">" * 5000 + " deep")

    assert page.count("<blockquote") == page.count("</blockquote>") < 30
    assert "<p>deep</p>" in page
