"""Facts about a stranger's HTML when it is shown: it can only be looked at, and still looks like itself."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.infra.sheets import MOST_CHARACTERS, Ask, TooLong, sheet

OURS = re.compile(r"/ours/\d+\Z|data:image/(png|jpe?g|gif|webp);base64,")
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "split script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "event": "<p onclick=alert(1) ONMOUSEOVER='x'>a</p>",
    "event in an image": "<img src=x onerror=alert(1)//",
    "form": "<form action=https://e.example><input name=a value=b><button formaction=javascript:x>Go</button></form>",
    "refresh": "<meta http-equiv=refresh content='0;url=https://e.example'>",
    "base": "<base href=https://e.example/>",
    "object": "<object data=https://e.example/a.swf></object><embed src=a.swf><applet code=a>",
    "frame": "<iframe src=https://e.example srcdoc='<script>x</script>'></iframe><frameset><frame src=x></frameset>",
    "svg": "<svg><script>alert(1)</script><a xlink:href=javascript:x><text>a</text></a><animate onbegin=x /></svg>",
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "javascript": "<a href='java\tscript:alert(1)'>a</a><a href=' &#106;avascript:x'>b</a><a href=VBScript:x>c</a>",
    "data in a link": "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "svg as data": "<img src='data:image/svg+xml;base64,PHN2Zy8+'><img src=\"data:image/svg+xml,<svg onload=x>\">",
    "picture set": "<img srcset='https://t.example/a 1x'><picture><source srcset=https://t.example/b></picture>",
    "video": "<video poster=https://t.example/p src=https://t.example/v></video><audio src=https://t.example/a>",
    "comment": "<!--><script>alert(1)</script>--><!-- --!><script>x</script> -->",
    "text areas": "<textarea></textarea><script>x</script><xmp><script>x</script></xmp><plaintext><script>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=x>'></noscript>",
    "template": "<template><script>x</script></template>",
    "style breaks out": "<style></style><script>x</script><style>a{}</style><img src=x onerror=x></style>",
    "address on the body": "<body background=https://t.example/a onload=x style='background:url(https://t.example/b)'>",
    "body that closes early": "<body title='></div><script>x</script>' class=\"a\"><p>a</p>",
    "link": "<link rel=stylesheet href=https://t.example/a.css>",
    "import": "<style>@import url(https://t.example/a.css); @import 'https://t.example/b';</style>",
    "font": "<style>@font-face{font-family:x;src:url(https://t.example/a.woff)}</style>",
    "style address": "<p style='background-image:url(https://t.example/a)'>a</p><p style='cursor:url(https://t.example/b),auto'>",
    "style with escapes": "<p style='background:u\\72l(https://t.example/a);width:\\65xpression(x)'>a</p>",
    "style with comments": "<p style='background:u/**/rl(https://t.example/a);po/**/sition:fixed'>a</p>",
    "expression": "<p style='width:expression(alert(1));behavior:url(#x);-moz-binding:url(https://t.example/x)'>a</p>",
    "fixed": "<p style='position:fixed;inset:0'>a</p><style>p{POSITION : FIXED !important} b{position:sticky}</style>",
    "image set": "<p style=\"background:image-set('https://t.example/a' 1x);content:attr(x)\">a</p>",
    "style ends": "<style>a{color:red}</sty</style><p style='color:red</style><script>x</script>'>a</p>",
    "attributes that leak": "<style>input[value^=a]{background:url(https://t.example/a)}</style>",
    "nul bytes": "<scr\0ipt>alert(1)</scr\0ipt><img src='java\0script:x'>",
}


class Walk(HTMLParser):
    """Notes what of a sheet could do something."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "button",
            "meta",
            "base",
            "link",
            "svg",
            "math",
        }:
            self.bad.append(tag)
        for name, value in ((name, value or "") for name, value in attrs):
            if name.startswith("on") or name in {"srcset", "formaction", "action", "ping", "download", "srcdoc"}:
                self.bad.append(f"{tag} {name}")
            if name == "href" and not re.match(r"(https?://|mailto:|tel:|#)", value):
                self.bad.append(f"{tag} {name}={value}")
            if name in {"src", "background"} and not OURS.match(value):
                self.bad.append(f"{tag} {name}={value}")
            if name == "style":
                self.bad += bad_styles(value)


def bad_styles(css: str) -> list[str]:
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", css, re.IGNORECASE)
    bad = [address for address in addresses if not OURS.match(address)]
    return bad + re.findall(
        r"<|@import|expression|fixed|sticky|behavior|binding|\\|javascript|font-face", css, re.IGNORECASE
    )


def harm(shown) -> list[str]:
    walk = Walk()
    walk.feed(f"<body{shown.attributes}>{shown.body}</body>")
    walk.close()
    return walk.bad + bad_styles(shown.styles)


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("with_pictures", [False, True], ids=["held", "shown"])
def test_nothing_in_it_acts_and_nothing_of_it_comes_from_elsewhere(markup, with_pictures):
    ask = Ask(picture=(lambda _: "/ours/1") if with_pictures else None)

    assert harm(sheet(markup, ask)) == []
    assert harm(sheet(f"<table><tr><td>{markup}<p>after</p>", ask)) == []


PIECES = [
    *("<", ">", "'", '"', "/", "=", " ", "p", "style", "script", "svg", "math", "img", "src", "on", "x", "url("),
    *(")", "{", "}", ";", ":", "position", "fixed", "<!--", "-->", "&lt;", "javascript:", "a", "href", "body", "table"),
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_heap_of_pieces_makes_it_act(markup):
    assert harm(sheet(markup, Ask(picture=lambda _: "/ours/1"))) == []


def test_links_open_elsewhere_and_do_not_say_where_from():
    shown = sheet("<a href=https://e.example/a target=_top rel=opener>a</a><a href=//e.example/b>b</a>", Ask())

    assert shown.body.count('target="_blank"') == shown.body.count('rel="noopener noreferrer"') == 2
    assert 'href="https://e.example/b"' in shown.body


class TestPictures:
    MAIL = (
        "<img src=https://t.example/a.png alt=Stairs><img src=https://t.example/a.png><img src=//t.example/b.png>"
        "<table background=http://t.example/c.png></table>"
        "<p style='background:#eee url(\"https://t.example/d.png\") no-repeat'>a</p>"
    )

    def test_they_are_held_back_and_counted(self):
        shown = sheet(self.MAIL, Ask())

        assert shown.elsewhere == 4
        assert "t.example" not in shown.body
        assert '<span class="held-back">Stairs</span>' in shown.body

    def test_what_a_held_one_says_of_itself_is_words_and_nothing_else(self):
        shown = sheet(
            "<img src=https://t.example/a alt='&lt;script>x</script>\"><b a=>'><img src=https://t.example/b>", Ask()
        )

        assert shown.body == '<span class="held-back">&lt;script&gt;x&lt;/script&gt;&quot;&gt;&lt;b a=&gt;</span>'

    def test_they_are_shown_from_our_own_address(self):
        asked = []
        shown = sheet(self.MAIL, Ask(picture=lambda address: asked.append(address) or "/ours/1"))

        assert set(asked) == {
            f"{start}://t.example/{name}.png"
            for start, name in [("https", "a"), ("https", "b"), ("http", "c"), ("https", "d")]
        }
        assert shown.elsewhere == 4
        assert 'src="/ours/1"' in shown.body
        assert "url(&quot;/ours/1&quot;)" in shown.body

    def test_those_that_came_along_are_shown_by_their_name(self):
        shown = sheet(
            "<img src='cid:logo@here'><img src=cid:other><img src=logo.png>",
            Ask(inline={"logo@here": "/ours/1", "logo.png": "/ours/2"}),
        )

        assert shown.body == '<img src="/ours/1"><img src="/ours/2">'
        assert shown.elsewhere == 0

    def test_those_inside_the_mail_are_shown_when_they_are_pictures(self):
        assert (
            'src="data:image/png;base64,iVBORw0KGgo="'
            in sheet("<img src='data:image/png;base64,iVBORw0K\nGgo='>", Ask()).body
        )

    def test_of_very_many_only_some_are_fetched(self):
        many = "".join(f"<img src=https://t.example/{number}>" for number in range(600))
        shown = sheet(many, Ask(picture=lambda _: "/ours/1"))

        assert shown.elsewhere == shown.body.count("/ours/1") == 500


class TestAddressesWithoutAHost:
    def test_they_lead_to_where_the_post_stood(self):
        shown = sheet(
            "<a href=b.html>b</a><img src=c.png>", Ask(base="https://light.example/a/", picture=lambda _: "/ours/1")
        )

        assert 'href="https://light.example/a/b.html"' in shown.body
        assert shown.elsewhere == 1

    def test_they_lead_nowhere_in_a_mail(self):
        assert "href" not in sheet("<a href=b.html>b</a>", Ask()).body
        assert 'href="#top"' in sheet("<a href=#top>b</a>", Ask()).body


class TestPaper:
    @pytest.mark.parametrize(
        "markup",
        [
            "<p>Hello</p>",
            "<p style='color:#000;background:white'>Hello</p>",
            "<p style='color:rgb(34, 34, 34)'>Hello</p><font color=black>you</font>",
            "<body bgcolor=#ffffff text=#000000><p style='background:transparent;color:windowtext'>Hello</p>",
            "<style>a:link{color:#0563C1} p{background-color:#FFF;color:odd}</style><b style='color:red'>Hello</b>",
        ],
    )
    def test_a_mail_without_a_ground_of_its_own_follows_the_theme(self, markup):
        shown = sheet(markup, Ask())

        assert not shown.is_painted
        assert not re.search(r"#000|black|34, ?34|white|#fff\b", shown.body + shown.attributes, re.IGNORECASE)

    def test_coloured_ink_is_made_to_read_on_both(self):
        shown = sheet(
            "<style>a{color:#0563C1 !important}</style><b style='color:yellow'>a</b><font color=navy>b</font>", Ask()
        )

        assert shown.styles == "a {color:light-dark(#0563C1,#7ebdfc)!important}"
        assert 'style="color:yellow"' in shown.body
        assert 'color="navy"' not in shown.body
        assert sheet("<b style='color:#c9f'>a</b><b style='color:#12345'>a</b>", Ask()).body.count("light-dark") == 0

    @pytest.mark.parametrize(
        "markup",
        [
            "<body bgcolor=#f4f4f4>a</body>",
            "<table><td bgcolor='navy'>a</td></table>",
            "<p style='background:#123'>a</p>",
            "<p style='background-color:rgba(1,2,3,.5)'>a</p>",
            "<p style='background:linear-gradient(red, blue)'>a</p>",
            "<p style='background-image:linear-gradient(red, blue)'>a</p>",
            "<p style='background:url(cid:a)'>a</p>",
            "<table background=cid:a><td>a</td></table>",
            "<p style='color:#fff'>a</p>",
            "<font color=white>a</font>",
            "<style>@media (max-width: 600px) { p { background: #eee } }</style>",
        ],
    )
    def test_a_mail_with_a_ground_of_its_own_lies_on_light_paper_as_it_is(self, markup):
        shown = sheet(f"{markup}<b style='color:#000001'>b</b>", Ask(inline={"a": "/ours/1"}))

        assert shown.is_painted
        assert "color:#000001" in shown.body


class TestLooks:
    def test_tables_fonts_and_the_body_keep_theirs(self):
        markup = (
            "<html dir=rtl><head><title>gone</title><style>.a, td > b {padding:1px 2px; mso-x:1; FONT-SIZE:12px}"
            "@media only screen and (max-width:600px){.a{width:100%!important}}</style></head>"
            "<body style='margin:0' class=mail><table width=600 cellpadding=0 align=center>"
            "<tr><td class=a colspan=2 valign=top>"
            "<font face=Arial size=2>a</font></td></tr></table></body></html>"
        )
        shown = sheet(markup, Ask())

        assert shown.direction == "rtl"
        assert shown.attributes == ' style="margin:0" class="mail"'
        assert shown.styles == (
            ".a, td > b {padding:1px 2px;font-size:12px}\n"
            "@media only screen and (max-width:600px) {.a {width:100%!important}}"
        )
        assert '<table width="600" cellpadding="0" align="center">' in shown.body
        assert '<td class="a" colspan="2" valign="top"><font face="Arial" size="2">a</font></td>' in shown.body
        assert "gone" not in shown.body

    def test_what_outlook_says_to_itself_is_left_out(self):
        markup = "<style><!-- p.MsoNormal {margin:0cm} --></style><!--[if mso]><p>for mso</p><![endif]-->"
        markup += "<p>a<o:p></o:p></p><![if !mso]>b<![endif]>"
        shown = sheet(markup, Ask())

        assert (shown.body, shown.styles) == ("<p>a</p>b", "p.MsoNormal {margin:0cm}")

    def test_rules_for_dark_rooms_are_left_out_because_the_paper_is_light(self):
        assert sheet("<style>@media (prefers-color-scheme:dark){p{background:#000}}</style>", Ask()).styles == ""

    def test_rules_in_rules_in_rules_without_end_are_cut(self):
        assert sheet("<style>" + "@media print{" * 50 + "p{width:1px}" + "}" * 50 + "</style>", Ask()).styles == ""

    def test_a_broken_sheet_keeps_what_can_be_read(self):
        shown = sheet("<style>p{width:1px} } b{width:2px; : ; width} ; a{width:(;)3px} i{width:4px", Ask())

        assert shown.styles == "p {width:1px}\na {width:(;)3px}"


class TestSize:
    def test_a_long_newsletter_is_ready_at_once(self):
        row = "<tr><td style='padding:4px;color:#333;background:#fafafa;font:12px Arial' class=a><a href=https://e.example/>a</a></td></tr>"
        started = time.perf_counter()
        sheet("<style>" + "p.a{color:red}" * 5000 + "</style><table>" + row * 3000, Ask())

        assert time.perf_counter() - started < 5

    def test_far_too_much_is_refused(self):
        with pytest.raises(TooLong):
            sheet("a" * (MOST_CHARACTERS + 1), Ask())

    @pytest.mark.parametrize(
        "markup",
        [
            "<div>" * 600_000,
            "<b>" * 900_000,
            "<table><tr><td>" * 150_000,
            "".join(f"<b id={number}>" for number in range(500)) + "<p>x</p>" * 100_000,
            "<b><div>" * 20_000 + "</b>" * 20_000,
            "<div></b>" * 300_000,
        ],
        ids=["div", "b", "table", "formatting", "misnested", "other ends"],
    )
    def test_what_is_far_too_deep_is_refused(self, markup):
        with pytest.raises(TooLong):
            sheet(markup, Ask())

    @pytest.mark.parametrize("end", ["", "</p>"])
    def test_a_long_letter_without_depth_is_not(self, end):
        assert sheet(f"<div><p>a<br>b{end}" * 100 + f"<p>a<br>{end}" * 5_000, Ask()).body.count("<p>") == 5_100

    @pytest.mark.parametrize(
        "markup",
        [
            *("<style", "<body ", '<body "', "<html dir ", "<!--", "<img alt=", "<p style='background:url(" + " " * 90),
            *("<style>a{background:url(" + " " * 90, '<style>"\n', "<style>a{;", "</div>", "&amp", "<a href='"),
        ],
    )
    def test_heaps_of_beginnings_take_no_longer_than_their_length(self, markup):
        started = time.perf_counter()
        with suppress(TooLong):
            sheet((markup * 600_000)[: MOST_CHARACTERS // 3], Ask())

        assert time.perf_counter() - started < 5

    def test_far_too_long_a_style_is_left_out(self):
        assert sheet("<style>" + "p{width:1px}" * 30_000 + "</style>a", Ask()).styles == ""
