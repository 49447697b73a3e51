"""Facts about what is quoted in a mail, and what its author wrote this time."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind, new_words
from hearback.channels.mail.splitting import spans_of

REPLY = "Thank you, Tuesday suits me well.\nI will bring the drawings."


def kinds(text):
    return [span.kind for span in spans_of(text)]


def said(text):
    return new_words(text, spans_of(text))


def test_an_empty_text_has_no_spans():
    assert spans_of("") == ()


def test_a_text_without_marks_is_new():
    assert kinds("Hello\n\nhow are you?\n") == [SpanKind.NEW]


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 3 Mar 2025 at 10:15, Ann Archer <ann@example.org> wrote:",
        "On 03/03/2025 10:15, Ann Archer wrote:",
        "On Monday, March 3, 2025 at 10:15 AM Ann Archer\n<ann@example.org> wrote:",
        "On Mon, Mar 3, 2025 at 10:15 AM Ann Archer <ann.archer.of.the.long.address@example.org>\nwrote:",
        "Ann Archer <ann@example.org> writes:",
        "Ann wrote:",
        "Quoting Ann Archer <ann@example.org>:",
        "2025-03-03 10:15 GMT+01:00 Ann Archer <ann@example.org>:",
        "Am 03.03.2025 um 10:15 schrieb Ann Archer:",
        "Am Mo., 3. März 2025 um 10:15 Uhr schrieb Ann Archer <ann@example.org>:",
        "Ann Archer schrieb am 03.03.2025 um 10:15:",
        "Le lun. 3 mars 2025 à 10:15, Ann Archer <ann@example.org> a écrit :",
        "Le 03/03/2025 à 10:15, Ann Archer a écrit\xa0:",
        "El lun, 3 mar 2025 a las 10:15, Ann Archer (<ann@example.org>) escribió:",
        "El 3/3/25 a las 10:15, Ann Archer escribió:",
        "Il giorno lun 3 mar 2025 alle ore 10:15 Ann Archer <ann@example.org> ha scritto:",
        "Em seg., 3 de mar. de 2025 às 10:15, Ann Archer <ann@example.org> escreveu:",
        "Op ma 3 mrt 2025 om 10:15 schreef Ann Archer <ann@example.org>:",
        "Den mån 3 mars 2025 kl 10:15 skrev Ann Archer <ann@example.org>:",
        "Den 03.03.2025 kl. 10:15 skrev Ann Archer:",
        "man. 3. mar. 2025 kl. 10:15 skrev Ann Archer <ann@example.org>:",
        "ma 3. maalisk. 2025 klo 10.15 Ann Archer (ann@example.org) kirjoitti:",
        "pon., 3 mar 2025 o 10:15 Ann Archer <ann@example.org> napisał(a):",
        "W dniu 03.03.2025 o 10:15, Ann Archer pisze:",
        "po 3. 3. 2025 v 10:15 odesílatel Ann Archer <ann@example.org> napsal:",
        "Dňa 3. 3. 2025 o 10:15 Ann Archer napísal(a):",
        "Ann Archer <ann@example.org> ezt írta (időpont: 2025. márc. 3., H, 10:15):",
        "În lun., 3 mar. 2025 la 10:15, Ann Archer <ann@example.org> a scris:",
        "пн, 3 мар. 2025 г. в 10:15, Ann Archer <ann@example.org>:",
        "3 марта 2025 г., 10:15, Анна Арчер написала:",
        "03.03.2025 10:15, Ann Archer пишет:",
        "пн, 3 бер. 2025 р. о 10:15 Ann Archer <ann@example.org> пише:",
        "На пн, 3.03.2025 г. в 10:15 Ann Archer <ann@example.org> написа:",
        "Στις Δευ 3 Μαρ 2025 στις 10:15 π.μ., ο χρήστης Ann Archer <ann@example.org> έγραψε:",
        "Ann Archer <ann@example.org>, 3 Mar 2025 Pzt, 10:15 tarihinde şunu yazdı:",
        "\u202bבתאריך יום ב׳, 3 במרץ 2025 ב-10:15 מאת \u202aAnn\u202c\u200f <\u202aann@example.org\u202c\u200f>:\u202c",
        "في الاثنين، 3 مارس 2025 في 10:15 ص تمت كتابة ما يلي بواسطة Ann Archer <ann@example.org>:",
        "在 2025年3月3日 10:15，Ann Archer <ann@example.org> 写道：",
        "Ann Archer <ann@example.org> 於 2025年3月3日 週一 上午10:15寫道：",
        "2025年3月3日(月) 10:15 Ann Archer <ann@example.org>:",
        "2025年3月3日 10:15、Ann Archerさんのメール:",
        "2025년 3월 3일 (월) 오전 10:15, Ann Archer <ann@example.org>님이 작성:",
        "Vào Th 2, 3 thg 3, 2025 vào lúc 10:15 Ann Archer <ann@example.org> đã viết:",
        "Pada tanggal Sen, 3 Mar 2025 pukul 10.15 Ann Archer <ann@example.org> menulis:",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "spaced"])
def test_the_line_that_says_who_is_quoted_belongs_to_the_quote(attribution, gap):
    text = f"{REPLY}\n\n{attribution}{gap}> Shall we meet on Tuesday?\n> Ann\n"

    assert said(text) == REPLY
    assert kinds(text) == [SpanKind.NEW, SpanKind.QUOTE]


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 3 Mar 2025 at 10:15, Ann Archer <ann@example.org> wrote:",
        "Am 03.03.2025 um 10:15 schrieb Ann Archer <ann@example.org>:",
        "Le 3 mars 2025 à 10:15, Ann Archer <ann@example.org> a écrit :",
        "El 3 mar 2025, a las 10:15, Ann Archer <ann@example.org> escribió:",
        '03.03.2025, 10:15, "Ann Archer" <ann@example.org>:',
        '在 2025-03-03 10:15:00，"Ann Archer" <ann@example.org> 写道：',
    ],
)
def test_a_quote_without_marks_reaches_to_the_end(attribution):
    text = f"{REPLY}\n\n{attribution}\n\nShall we meet on Tuesday?\n\nAnn\n"

    assert said(text) == REPLY


def test_answers_between_quotes_are_new():
    text = "On Mon, 3 Mar 2025 at 10:15, Ann wrote:\n> Is it red?\n\nYes.\n\n> Is it heavy?\n\nNo, light.\n"

    assert said(text) == "Yes.\nNo, light."
    assert kinds(text) == [SpanKind.QUOTE, SpanKind.NEW, SpanKind.QUOTE, SpanKind.NEW]


def test_an_answer_below_the_quote_is_new():
    text = "Ann Archer wrote:\n> Is it red?\n> Or blue?\n\nIt is green.\n"

    assert said(text) == "It is green."


def test_an_answer_below_an_attribution_whose_quote_was_cut_is_new():
    text = "On Mon, 3 Mar 2025 at 10:15, Ann Archer wrote:\n\nThis hangs for me as well.\n"

    assert said(text) == "This hangs for me as well."


@pytest.mark.parametrize("left_out", ["[...]", "[…]", "<snip>", "...", "[ .. ]>", "(...)"])
def test_marks_for_what_was_left_out_belong_to_the_quote(left_out):
    text = f"On Mon, 3 Mar 2025, Ann wrote:\n{left_out}\n> Is it red?\n\nIt is green.\n"

    assert said(text) == "It is green."


@pytest.mark.parametrize(
    "sentence",
    [
        "I have three wishes:",
        "As I wrote:",
        "Here is what I would like to know before we meet:",
        "We need these parts by 12.05.2025:",
    ],
)
def test_a_sentence_that_ends_in_a_colon_stays_new(sentence):
    text = f"Hello Bea,\n\n{sentence}\n\n- a lamp\n- a chair\n"

    assert kinds(text) == [SpanKind.NEW]


def test_our_own_earlier_words_do_not_make_an_attribution():
    text = "Hello Bea,\nas I wrote before:\n> The lamp is broken.\nIt still is.\n"

    assert said(text) == "Hello Bea,\nas I wrote before:\nIt still is."


def test_a_quoted_line_cut_on_its_way_belongs_to_the_quote():
    quoted = "> this line was longer than the program of somebody on the way would let it be"
    text = f"{quoted}\nand so on\n> it goes\n\nIndeed.\n"

    assert said(text) == "Indeed."


def test_a_quote_may_stand_further_in():
    assert said("  > Is it red?\n  > Or blue?\n\nGreen.\n") == "Green."


def test_a_sentence_above_an_attribution_is_no_part_of_it():
    assert said("Thank you for your words of 3.3.2025.\nAnn wrote:\n> Is it red?\n\nYes.\n").startswith("Thank you")


def test_more_marks_than_three_for_what_was_left_out_are_words():
    text = "On Mon, 3 Mar 2025, Ann wrote:\n[...]\n[...]\n[...]\n[...]\n> Is it red?\n\nYes.\n"

    assert said(text).startswith("[...]")


def test_what_is_quoted_above_an_attribution_is_not_said_by_the_author():
    text = "> Is it red? Or is it rather blue, or green, or grey?\n\nOn Mon, 3 Mar 2025, Ann wrote:\n\nIt is green.\n"

    assert said(text) == "It is green."


def test_lines_quoted_with_a_name_are_quotes():
    text = '>>>>> "Ann" == Ann Archer <ann@example.org> writes:\n\nAnn> Is it red?\nAnn> Or blue?\n\nGreen.\n'

    assert said(text) == "Green."
