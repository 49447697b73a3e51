"""Facts about automatic replies: until when somebody is away, in many languages and ways to write a day."""

from __future__ import annotations

from datetime import date

import pytest

from hearback.channels.contract import Kind
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.mails import mail, multipart, part

TENTH = date(2025, 3, 10)


def absence(text, *, said="Mon, 3 Mar 2025 10:15:00 +0100", **head):
    head = {"Subject": "Automatic reply: The lamp", "Content_Type": "text/plain; charset=utf-8", **head}
    heard = read(mail(text + "\n", Date=said, **head))
    assert heard.kind is Kind.AUTO_REPLY
    assert heard.notice is not None
    return heard.notice


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until 10 March 2025.",
        "I am away until Monday, March 10th.",
        "I will be back on Monday, 10th of March.",
        "On leave from 3 March to 10 March 2025.",
        "Away 3-10 March.",
        "Out of office 03.03.2025 - 10.03.2025",
        "I am away till 2025-03-10.",
        "Away through 3/10/2025? No: until 10 Mar 2025",
        "Ich bin bis zum 10. März 2025 nicht im Büro.",
        "Ich bin bis einschließlich Montag, den 10.3. im Urlaub.",
        "Ich bin vom 3.3. bis 10.3.2025 abwesend.",
        "Ab 10. März bin ich wieder erreichbar.",
        "Ich bin ab dem 10.03.25 wieder im Büro.",
        "Je suis absent jusqu'au 10 mars 2025 inclus.",
        "Je serai de retour le lundi 10 mars.",
        "Absent du 3 au 10 mars.",
        "Estaré fuera de la oficina hasta el 10 de marzo de 2025.",
        "Estoy de vacaciones del 3 al 10 de marzo.",
        "Estarei ausente até o dia 10 de março.",
        "Sono in ferie fino al 10 marzo.",
        "Ik ben afwezig tot en met maandag 10 maart.",
        "Jag är på semester till och med 10 mars.",
        "Jeg har ferie til og med 10. marts.",
        "Olen lomalla 10.3. asti.",
        "Jestem na urlopie do 10 marca 2025.",
        "Jsem na dovolené do 10. března.",
        "Szabadságon vagyok 2025. március 10-ig.",
        "Sunt în concediu până la 10 martie.",
        "Я в отпуске до 10 марта 2025 г.",
        "Я у відпустці до 10 березня.",
        "10 Mart'a kadar izindeyim.",
        "Λείπω σε άδεια μέχρι τις 10 Μαρτίου.",
        "3月10日まで休暇をいただいております。",
        "2025年3月10日まで不在にしております。",
        "我正在休假，直到3月10日。",
        "본인은 3월 10일까지 휴가입니다.",
        "אני בחופשה עד ל-10 במרץ.",
        "أنا في إجازة حتى 10 مارس.",
        "Away until 10/03/2025? Rather until 10 March.",
        "Back on March 10, 2025.",
    ],
)
def test_the_day_of_return_is_found_in_many_languages(text):
    notice = absence(text)

    assert (notice.what, notice.until) == ("away", TENTH)


def test_the_last_day_stands_for_an_absence_that_names_the_day_of_return_too():
    assert absence("Away until Friday 7 March, back on 10 March.").until == date(2025, 3, 7)


def test_a_day_without_a_year_is_the_next_one():
    said = "Mon, 22 Dec 2025 10:15:00 +0100"

    assert absence("I am away until 7 January.", said=said).until == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Away until 15/3/2025", date(2025, 3, 15)),
        ("Away until 3/15/2025", date(2025, 3, 15)),
        ("Away until 4/4/2025", date(2025, 4, 4)),
        ("Away until 15/3", date(2025, 3, 15)),
    ],
)
def test_numbers_between_slashes_are_a_day_where_they_can_be_read_in_one_way(text, until):
    assert absence(text).until == until


@pytest.mark.parametrize(
    "text",
    [
        "I am away until 10/3/2025.",
        "I am away until 31 February.",
        "I am away until 1 March 2024.",
        "I am away until 1 March 2031.",
        "Away until 10 March. In April I am away until 20 April.",
        "I am away and come back soon.",
        "I am away since 1 March 2025.",
    ],
    ids=["two-readings", "no-such-day", "long-past", "far-off", "two-absences", "no-day", "since"],
)
def test_no_day_is_told_where_the_words_leave_a_choice(text):
    notice = absence(text)

    assert (notice.what, notice.until) == ("away", None)


def test_without_a_date_of_its_own_a_reply_still_names_a_whole_day():
    assert absence("Away until 10 March 2025.", said="never").until == TENTH
    assert absence("Away until 10 March.", said="never").until is None


def test_an_answering_machine_that_speaks_of_no_absence_is_automatic_only():
    assert absence("We have your message and will write soon.").what == "automatic"


def test_an_automatic_reply_names_the_mail_it_answers():
    notice = absence("Away.", In_Reply_To="<lamp-5@example.net>", References="<a@example.net> <lamp-5@example.net>")

    assert notice.speaks_of == ("lamp-5@example.net", "a@example.net")


def test_the_mail_below_an_automatic_reply_does_not_name_its_day():
    raw = multipart(
        "mixed", part("I am away until 10 March 2025."), part("Subject: x\n\nuntil 1 May", "message/rfc822"),
        Auto_Submitted="auto-replied",
    )  # fmt: skip

    notice = read(raw).notice

    assert notice is not None
    assert notice.until == TENTH
