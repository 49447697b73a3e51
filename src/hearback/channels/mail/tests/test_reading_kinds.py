"""Facts about what kind of mail a mail is, as far as its form tells."""

from __future__ import annotations

import pytest

from hearback.channels.contract import Kind
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.mails import mail, multipart, part


def kind(raw):
    return read(raw).kind


def report(kind_of_report, inner):
    return multipart(
        "report",
        part("A report.\n"),
        part("Final-Recipient: rfc822; cem@example.net\n", inner),
        Content_Type=f'multipart/report; report-type={kind_of_report}; boundary="frontier"',
    )


def test_a_mail_from_one_to_another_is_a_persons():
    assert kind(mail()) is Kind.PERSON


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (report("delivery-status", "message/delivery-status"), Kind.BOUNCE),
        (report("delivery-status", "text/plain"), Kind.BOUNCE),
        (report("feedback-report", "message/feedback-report"), Kind.BOUNCE),
        (report("disposition-notification", "message/disposition-notification"), Kind.RECEIPT),
        (report("something-else", "text/plain"), Kind.AUTO_REPLY),
        (multipart("mixed", part("Not delivered"), part("Action: failed", "message/delivery-status")), Kind.BOUNCE),
        (multipart("mixed", part("Read"), part("Disposition: x", "message/disposition-notification")), Kind.RECEIPT),
    ],
)
def test_reports_are_told_by_their_parts(raw, found):
    assert kind(raw) is found


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "MAILER-DAEMON@example.net (Mail Delivery System)", "Subject": "Undelivered Mail Returned to Sender"},
        {
            "From": "Mail Delivery Subsystem <mailer-daemon@example.net>",
            "Subject": "Delivery Status Notification (Failure)",
        },
        {"From": "MAILER-DAEMON@example.net", "Subject": "failure notice"},
        {"From": "mdaemon@example.net", "Subject": "Permanent Delivery Failure"},
        {"From": "postmaster@example.net", "Subject": "Undeliverable: The lamp"},
        {"From": "postmaster@example.net", "Subject": "Unzustellbar: Die Lampe"},
        {"From": "postmaster@example.net", "Subject": "Non remis : La lampe"},
        {"From": "postmaster@example.net", "Subject": "No se puede entregar: La lámpara"},
        {"From": "postmaster@example.net", "Subject": "Onbestelbaar: De lamp"},
        {"From": "MicrosoftExchange329e@example.net", "Subject": "Undeliverable: The lamp"},
        {"From": "anything@example.net", "X_Failed_Recipients": "cem@example.net", "Subject": "x"},
        {"From": "root@example.net", "Return_Path": "<>", "Subject": "Delivery failed"},
        {"From": "bounce@example.net", "Subject": "Mail delivery failed: returning message to sender"},
    ],
)
def test_bounces_are_told_by_who_sends_them(fields):
    assert kind(mail("<cem@example.net>: user unknown, 550 5.1.1\n", **fields)) is Kind.BOUNCE


@pytest.mark.parametrize(
    "fields",
    [
        {"Subject": "Undeliverable lamps, what now?"},
        {"From": "postmaster@example.net", "Subject": "Our servers move on Monday"},
        {"From": "postmaster@example.net", "Subject": "Re: Undelivered Mail Returned to Sender"},
        {"From": "noreply@example.net", "Subject": "Delivery report for March"},
    ],
)
def test_people_who_speak_of_delivery_send_no_bounces(fields):
    assert kind(mail("The lamp will come tomorrow.\n", **fields)) is Kind.PERSON


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-replied (vacation)"},
        {"Auto_Submitted": "auto-generated; owner-email=ann@example.org"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "The lamp"},
        {"X_Auto_Reply_From": "ann@example.org"},
        {"Precedence": "auto_reply"},
        {"X_Precedence": "auto-reply"},
        {"Subject": "Automatic reply: The lamp"},
        {"Subject": "Out of Office AutoReply: The lamp"},
        {"Subject": "Automatische Antwort: Die Lampe"},
        {"Subject": "Abwesenheitsnotiz: Die Lampe"},
        {"Subject": "Réponse automatique : La lampe"},
        {"Subject": "Respuesta automática: La lámpara"},
        {"Subject": "Resposta automática: A lâmpada"},
        {"Subject": "Risposta automatica: La lampada"},
        {"Subject": "Automatisch antwoord: De lamp"},
        {"Subject": "Autosvar: Lampan"},
        {"Subject": "Automaattinen vastaus: Lamppu"},
        {"Subject": "Odpowiedź automatyczna: Lampa"},
        {"Subject": "Automatická odpověď: Lampa"},
        {"Subject": "Automatikus válasz: A lámpa"},
        {"Subject": "Автоматический ответ: Лампа"},
        {"Subject": "Αυτόματη απάντηση: Η λάμπα"},
        {"Subject": "Otomatik Yanıt: Lamba"},
        {"Subject": "自动答复: 灯"},
        {"Subject": "自動応答: ランプ"},
        {"Subject": "자동 회신: 램프"},
        {"Subject": "מענה אוטומטי: מנורה"},
        {"Subject": "رد تلقائي: مصباح"},
        {"Subject": "Out of office: Re: The lamp", "In_Reply_To": "<a@example.net>"},
        {"Subject": "Abwesend bis Montag: Die Lampe", "In_Reply_To": "<a@example.net>"},
        {"Subject": "Absent(e) : La lampe", "In_Reply_To": "<a@example.net>"},
        {"Subject": "I am on vacation until Monday", "Return_Path": "<>"},
        {"Subject": "Im Urlaub", "X_Auto_Response_Suppress": "All"},
        {"Subject": "Thank you for contacting us", "X_Auto_Response_Suppress": "OOF, AutoReply"},
    ],
)
def test_automatic_replies_are_told_in_many_languages(fields):
    assert kind(mail(**fields)) is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "no"},
        {"X_Autoreply": "no"},
        {"Subject": "Re: Automatic reply: The lamp", "In_Reply_To": "<a@example.net>"},
        {"Subject": "Out of office next week"},
        {"Subject": "Out of office: who comes instead?"},
        {"Subject": "Vacation plans", "In_Reply_To": "<a@example.net>"},
        {"Subject": "Invoice", "X_Auto_Response_Suppress": "All"},
        {"Subject": "The lamp", "Return_Path": "<ann@example.org>"},
    ],
)
def test_people_who_speak_of_holidays_are_people(fields):
    assert kind(mail(**fields)) is Kind.PERSON


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (multipart("alternative", part("Yes"), part("BEGIN:VCALENDAR", "text/calendar; method=REPLY")), Kind.CALENDAR),
        (mail("BEGIN:VCALENDAR\nMETHOD:REQUEST\n", Content_Type="text/calendar"), Kind.CALENDAR),
        (multipart("mixed", part("See"), part("BEGIN:VCALENDAR\nMETHOD:PUBLISH\n", "text/calendar")), Kind.PERSON),
        (multipart("mixed", part("See"), part("x", "text/calendar; method=publish")), Kind.PERSON),
    ],
)
def test_invitations_and_their_answers_are_calendar_mail(raw, found):
    assert kind(raw) is found


@pytest.mark.parametrize(
    "fields",
    [
        {"List_Post": "<mailto:lamps@lists.example.org>", "List_Unsubscribe": "<https://lists.example.org/off>"},
        {"List_Id": "Lamps <lamps.lists.example.org>"},
        {"List_Id": "<lamps.lists.example.org>", "List_Unsubscribe": "<x>", "To": "lamps@lists.example.org"},
        {"List_Id": "<lamps.lists.example.org>", "List_Unsubscribe": "<x>", "Precedence": "list"},
        {"X_Mailing_List": "lamps@lists.example.org", "Precedence": "bulk", "List_Unsubscribe": "<x>"},
        {"Precedence": "list"},
        {"Mailing_List": "list lamps@lists.example.org; contact lamps-owner@lists.example.org"},
        {"List_Post": "<mailto:lamps@lists.example.org>", "Auto_Submitted": "auto-generated"},
        {"List_Post": "<mailto:lamps@lists.example.org>", "Subject": "Automatic reply: broken in version 5"},
        {"List_Id": "<lamps.lists.example.org>", "Subject": "Vacation", "Return_Path": "<>"},
    ],
)
def test_posts_to_lists_are_told_by_their_fields(fields):
    assert kind(mail(**fields)) is Kind.LIST_POST


@pytest.mark.parametrize(
    "fields",
    [
        {"List_Unsubscribe": "<https://news.example.org/off>"},
        {"Precedence": "bulk"},
        {"Precedence": "junk"},
        {"List_Post": "NO", "List_Unsubscribe": "<https://news.example.org/off>"},
        {"List_Id": "<news.example.org>", "List_Unsubscribe_Post": "List-Unsubscribe=One-Click"},
        {"List_Id": "<news.example.org>", "From": "news@example.org"},
        {"Feedback_ID": "5:lamps", "List_Id": "news of lamps"},
    ],
)
def test_mail_sent_to_many_is_bulk(fields):
    assert kind(mail(**fields)) is Kind.BULK
