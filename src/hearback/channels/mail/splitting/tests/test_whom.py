"""Facts about whom a quote quotes."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind
from hearback.channels.mail.splitting import spans_of
from hearback.channels.mail.splitting.tests.written import cases
from hearback.channels.mail.splitting.whom import whom


def quoted(heading: str, *, below: str = "> Is it open?\n") -> tuple[str, str]:
    text = f"Yes, it is open, and the kettle is on.\n\n{heading}\n{below}"
    carried = [span for span in spans_of(text) if span.kind in {SpanKind.QUOTE, SpanKind.FORWARDED}]
    return carried[0].name, carried[0].address


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("On Tue, 3 Feb 2026 at 17:45, Tom Tiler <tom@tiles.example> wrote:", "Tom Tiler"),
        ("On Feb 3, 2026, at 5:45 PM, Tom Tiler <tom@tiles.example> wrote:", "Tom Tiler"),
        ('On 2026-02-03 17:45, "Tiler, Tom" <tom@tiles.example> wrote:', "Tiler, Tom"),
        ("Tom Tiler <tom@tiles.example> writes:", "Tom Tiler"),
        ("tom@tiles.example (Tom Tiler) wrote:", "Tom Tiler"),
        ("In article <4711@news.example>, Tom Tiler <tom@tiles.example> wrote:", "Tom Tiler"),
        ("Am Di., 3. Feb. 2026 um 17:45 Uhr schrieb Tom Tiler <tom@tiles.example>:", "Tom Tiler"),
        ("Tom Tiler <tom@tiles.example> hat am 03.02.2026 17:45 CET geschrieben:", "Tom Tiler"),
        ("Le mar. 3 févr. 2026 à 17:45, Tom Tiler <tom@tiles.example> a écrit :", "Tom Tiler"),
        ("El mar, 3 feb 2026 a las 17:45, Tom Tiler (<tom@tiles.example>) escribió:", "Tom Tiler"),
        ("Em ter., 3 de fev. de 2026 às 17:45, Tom Tiler <tom@tiles.example> escreveu:", "Tom Tiler"),
        ("Op 3 feb. 2026, om 17:45 heeft Tom Tiler <tom@tiles.example> het volgende geschreven:", "Tom Tiler"),
        ("Den tis 3 feb. 2026 kl 17:45 skrev Tom Tiler <tom@tiles.example>:", "Tom Tiler"),
        ("wt., 3 lut 2026 o 17:45 Tom Tiler <tom@tiles.example> napisał(a):", "Tom Tiler"),
        ("вт, 3 февр. 2026 г. в 17:45, Том Тайлер <tom@tiles.example>:", "Том Тайлер"),
        ("Tom Tiler <tom@tiles.example>, 3 Şub 2026 Sal, 17:45 tarihinde şunu yazdı:", "Tom Tiler"),
        ("2026年2月3日(火) 17:45 富田 <tom@tiles.example>:", "富田"),
        ("富田 <tom@tiles.example> 于2026年2月3日周二 17:45写道：", "富田"),
        ("2026년 2월 3일 (화) 오후 5:45, 톰 <tom@tiles.example>님이 작성:", "톰"),
        ("Vào Th 3, 3 thg 2, 2026 vào lúc 17:45 Tom Tiler <tom@tiles.example> đã viết:", "Tom Tiler"),
        ("On Tue, 3 Feb 2026 at 17:45, <tom@tiles.example> wrote:", ""),
    ],
)
def test_an_attribution_names_the_writer_and_the_address(heading, name):
    assert quoted(heading) == (name, "tom@tiles.example")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("On 03/02/2026 17:45, Tom Tiler wrote:", "Tom Tiler"),
        ("On Tuesday, Tom wrote:", "Tom"),
        ("On 3 March Tom Tiler wrote:", "Tom Tiler"),
        ("On 12/03/2026 17:45, Tiler, Tom T. (Tiles) wrote:", "Tiler, Tom T."),
        ("Tom Tiler wrote on 3 Feb 2026 17:45:12 UTC:", "Tom Tiler"),
        ("Am 03.02.26 um 17:45 schrieb Tom Tiler:", "Tom Tiler"),
        ("Le 03/02/2026 à 17:45, Tom Tiler a écrit :", "Tom Tiler"),
        ("3.2.2026 17:45, Tom Tiler kirjoitti:", "Tom Tiler"),
        ("Pe 03.02.2026 17:45, Tom Tiler a scris:", "Tom Tiler"),
        ("Quoting Tom Tiler:", "Tom Tiler"),
        ("You wrote on 3 Feb 2026 17:45:", ""),
    ],
)
def test_an_attribution_without_an_address_gives_the_name_alone(heading, name):
    assert quoted(heading) == (name, "")


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        (
            "From: Tom Tiler <tom@tiles.example>\nSent: Tuesday, 3 February 2026 17:45",
            ("Tom Tiler", "tom@tiles.example"),
        ),
        ("From: Tom Tiler [mailto:tom@tiles.example]\nSent: 3 February 2026", ("Tom Tiler", "tom@tiles.example")),
        ("From: tom@tiles.example (Tom Tiler)\nSent: 3 February 2026", ("Tom Tiler", "tom@tiles.example")),
        ("Von: Tom Tiler\nGesendet: Dienstag, 3. Februar 2026", ("Tom Tiler", "")),
        ("*From:*\nTom Tiler <tom@tiles.example>\n*Sent:*\n3 February 2026", ("Tom Tiler", "tom@tiles.example")),
        ("From: a@lists.example <a@lists.example> On Behalf Of Tom Tiler\nSent: 3 February 2026", ("Tom Tiler", "")),
    ],
)
def test_a_block_of_headers_names_the_sender(heading, found):
    block = f"{heading}\nTo: Vera Vine <vera@vines.example>\nSubject: Open\n"

    assert quoted(block, below="Is it open?\n") == found


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("-----Original Message-----\nFrom: Tom Tiler\nIs it open?", ("Tom Tiler", "")),
        ("-------- Original Message --------\nOn 3/2/2026 17:45, Tom Tiler wrote:", ("Tom Tiler", "")),
        ("Begin forwarded message:\n\n> From: Tom Tiler <tom@tiles.example>", ("Tom Tiler", "tom@tiles.example")),
        ("----- Forwarded message from Tom Tiler <tom@tiles.example> -----", ("Tom Tiler", "tom@tiles.example")),
        ("-----Original Message-----", ("", "")),
        ("##- Please type your reply above this line -##", ("", "")),
    ],
)
def test_below_a_drawn_heading_the_next_lines_may_say_it(heading, found):
    assert quoted(heading) == found


def test_what_is_only_marked_names_nobody():
    assert quoted("Tuesday?") == ("", "")


@pytest.mark.parametrize("name", ["Is it fixed?", "see https://tiles.example/", "x" * 70, "1234"])
def test_a_sentence_an_address_of_the_web_and_figures_are_no_name(name):
    assert quoted(f"From: {name}\nSent: Tuesday\nTo: Vera\nSubject: Open\n", below="Now.\n") == ("", "")


def test_marks_for_the_direction_of_writing_are_no_part_of_an_address():
    heading = (
        "\u202bבתאריך יום ה׳, 12 במרץ 2026 ב-10:11 מאת \u202a"
        "Tom Tiler\u202c\u200f <\u202atom@tiles.example\u202c\u200f>:\u202c"
    )

    assert quoted(heading) == ("Tom Tiler", "tom@tiles.example")


def test_each_quote_of_several_names_its_own():
    text = "On 3/2/2026 17:45, Tom wrote:\n> Open?\nYes.\n\nOn 3/2/2026 17:50, Vera wrote:\n> Warm?\nNo.\n"

    assert [span.name for span in spans_of(text) if span.kind is SpanKind.QUOTE] == ["Tom", "Vera"]


def test_a_sender_of_any_length_is_looked_through_quickly():
    assert whom([f"From: {'<' * 100_000}"]) == ("", "")
    assert whom([f"On {'1 ' * 50_000}", "Tom wrote:"]) == ("", "")


def test_every_written_heading_with_an_address_gives_the_address():
    missed = [
        heading
        for case in cases()
        for span in spans_of(case.text)
        if span.kind in {SpanKind.QUOTE, SpanKind.FORWARDED}
        and (heading := case.text[span.start : span.end].strip().split("\n")[0]).endswith("> wrote:")
        and heading[0] != ">"
        and not span.address
    ]

    assert missed == []
