"""Facts about the text that is made of a mail's HTML."""

from __future__ import annotations

import time

import pytest

from hearback.channels.contract import new_words
from hearback.channels.mail.reading.webtext import text_of
from hearback.channels.mail.splitting import spans_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Hello <b>Bea</b>", "Hello Bea"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("One<br>Two<br/>\nThree", "One\nTwo\nThree"),
        (
            "<p class=MsoNormal>One<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Two</p>",
            "One\n\nTwo",
        ),
        ("one\n  two\t three", "one two three"),
        ("one <i> two</i> three", "one two three"),
        ("<h1>Title</h1>Words", "Title\n\nWords"),
        ("<h1>Title</h1>Words<h2>More</h2>", "Title\n\nWords\n\nMore"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<ol start=3><li>three<li>four</ol>", "3. three\n4. four"),
        ("<ul><li>one<ol><li>inner</li></ol></li></ul>", "- one\n  1. inner"),
        ("<li>stray</li></ul>", "- stray"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "a b\nc"),
        ("<pre>x  y\n  z\n</pre>after", "x  y\n  z\nafter"),
        ("a<hr>b", "a\n" + "_" * 32 + "\nb"),
        ("&lt;3 &amp; &uuml; &#228; &#x1F4A1; &nope;", "<3 & ü ä 💡 &nope;"),
        ("&#xD800; &#0; &#" + "9" * 5000 + ";", None),
        ("3 < 4 and <b>5</b>", "3 < 4 and 5"),
        ("a<!-- hidden <b>words</b> -->b", "ab"),
        ("a<!-- never closed", "a<!-- never closed"),
        ("a<![if !mso]>b<![endif]>c<?xml x?>d", "abcd"),
        ("a<!unclosed", "a<!unclosed"),
        ("a<style>p {}</style>b<script>if (a<b) {}</script>c<title>t</title>d", "abcd"),
        ("a<style>never closed", "a"),
        ("a<b title='x > y'>c</b>", None),
        ('a<b title="x > y">c</b>', "ac"),
        ('a<b title="x > y > z > w > v">c</b>', None),
        ("a<b unclosed", "a<b unclosed"),
        ('a<b "unclosed>c', "ac"),
        ("a<div style='display:none'>hidden<div>deeper</div>still</div>b", "a\nb"),
        ("a<span style='mso-hide:all'>hidden<p>x</p></span>b", "ab"),
        ("<img src=x alt='A lamp'> here", "A lamp here"),
        ("<img src=x> here", "here"),
        ("<img alt='&#" + "9" * 5000 + ";'><a href='&#" + "9" * 5000 + ";'>here</a>", None),
        ("<a href='https://example.org/lamp'>our lamp</a>", "our lamp <https://example.org/lamp>"),
        ("<a href='https://www.example.org/'>example.org</a>", "example.org"),
        ("<a href='mailto:ann@example.org'>Ann@example.org</a>", "Ann@example.org"),
        ('<a href="mailto:ann@example.org">Ann</a>', "Ann <mailto:ann@example.org>"),
        ("<a href='#top'>up</a><a href='javascript:alert(1)'>run</a><a>none</a>", "uprunnone"),
        ("<a href=https://example.org/a><img src=x></a>b", "b"),
        (
            "<a href=https://example.org/a>one<a href=https://example.org/b>two</a>",
            "one <https://example.org/a>two <https://example.org/b>",
        ),
        ("<a href=https://example.org/a><p>one</p><p>two </p></a>", "one\n\ntwo"),
        ("<blockquote>quoted<blockquote>deeper</blockquote></blockquote>mine", "> quoted\n> > deeper\nmine"),
        ("<blockquote style='margin:0 0 0 40px;border:none'>moved</blockquote>", "moved"),
        ("<blockquote type=cite style='border:0'>quoted</blockquote>", "> quoted"),
        ("</blockquote>stray</div>", "stray"),
        ("<blockquote>" * 30 + "deep", "> " * 8 + "deep"),
        ("<div class='yahoo_quoted'>old<div>older</div>old</div>new", "> old\n> older\n> old\nnew"),
        ("Hi<div class=gmail_signature>Ann</div>", "Hi\n-- \nAnn"),
        ("Hi<br>--&nbsp;<br><div class=gmail_signature>Ann</div>", "Hi\n--\nAnn"),
        ("Hi<div id='appendonsend'></div><hr><div id='divRplyFwdMsg'>From: a</div>", "Hi\n" + "_" * 32 + "\nFrom: a"),
        ("<p>a</p><p></p><br><br><p>b</p>", "a\n\nb"),
        ("", ""),
    ],
)
def test_words_come_out_as_a_person_would_read_them(markup, text):
    found = text_of(markup)

    assert found == text if text is not None else found.encode() is not None


GMAIL = (
    '<div dir="ltr">Yes, Tuesday.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    "Xx 3. 3. 2025 10:15 Ann &lt;<a href='mailto:ann@example.org'>ann@example.org</a>&gt; zzz:<br></div>"
    '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">'
    "Shall we meet?</blockquote></div>"
)
OUTLOOK = (
    "<p class=MsoNormal>Yes, Tuesday.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>"
    "<b>Von:</b> Ann &lt;ann@example.org&gt;<br><b>Gesendet:</b> Montag, 3. März 2025 10:15<br><b>An:</b> Bea<br>"
    "<b>Betreff:</b> Lampe</p></div><p class=MsoNormal>Shall we meet?</p>"
)
OUTLOOK_WEB = (
    '<div>Yes, Tuesday.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Xx:</b> Ann '
    "&lt;ann@example.org&gt;<br><b>Yy:</b> 3.3.2025 10:15<br><b>Zz:</b> bea@example.net<br><b>Ww:</b> Lamp</div>"
    "<div>Shall we meet?</div>"
)
APPLE = (
    "Yes, Tuesday.<br><div><br><blockquote type='cite'><div>On 3. Mar 2025, at 10:15, "
    "Ann &lt;ann@example.org&gt; wrote:</div><br><div>Shall we meet?</div></blockquote></div>"
)
THUNDERBIRD = (
    "<p>Yes, Tuesday.</p><div class='moz-cite-prefix'>Am 03.03.25 um 10:15 schrieb Ann:<br></div>"
    "<blockquote type='cite'><p>Shall we meet?</p></blockquote><pre class='moz-signature'>-- \nBea</pre>"
)


@pytest.mark.parametrize(
    "markup", [GMAIL, OUTLOOK, OUTLOOK_WEB, APPLE, THUNDERBIRD], ids=["gmail", "outlook", "web", "apple", "tb"]
)
def test_what_mail_programs_quote_in_html_is_told_from_new_words(markup):
    text = text_of(markup)

    assert new_words(text, spans_of(text)) == "Yes, Tuesday."


PIECES = """< | <a " | <!-- | <blockquote> | <a href="x | &#9 | <div class=yahoo_quoted> | <ul><li> | </div> |
    <a href=x>y |
    <script> | <script></script> | <p>x | <pre>x | >"<a " | <b "> | <td> | <hr> | <div style='display:none'>"""


@pytest.mark.parametrize("piece", [piece.strip() for piece in PIECES.split("|")])
def test_hostile_pages_take_time_that_grows_with_their_length_only(piece):
    def seconds(times):
        markup = piece * times
        begun = time.process_time()
        text_of(markup)
        return time.process_time() - begun

    small = min(seconds(5_000) for _ in range(3))
    large = min(seconds(40_000) for _ in range(2))

    assert large < max(small, 0.005) * 8 * 4
