"""Facts about the headings below which another mail begins: header blocks, drawn lines, forwarded mail."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind, new_words
from hearback.channels.mail.splitting import spans_of

REPLY = "Thank you, Tuesday suits me well.\nI will bring the drawings."


def kinds(text, *, subject=""):
    return [span.kind for span in spans_of(text, subject=subject)]


def said(text):
    return new_words(text, spans_of(text))


OUTLOOK_BLOCKS = {
    "en": """From: Ann Archer <ann@example.org>
Sent: Monday, March 3, 2025 10:15
To: Bea <bea@example.net>
Subject: Lamp""",
    "de": """Von: Ann Archer <ann@example.org>
Gesendet: Montag, 3. März 2025 10:15
An: Bea <bea@example.net>
Betreff: Lampe""",
    "fr": """De : Ann Archer <ann@example.org>
Envoyé : lundi 3 mars 2025 10:15
À : Bea <bea@example.net>
Objet : Lampe""",
    "es": """De: Ann Archer <ann@example.org>
Enviado el: lunes, 3 de marzo de 2025 10:15
Para: Bea
Asunto: Lámpara""",
    "pt": """De: Ann Archer <ann@example.org>
Enviada em: segunda-feira, 3 de março de 2025 10:15
Para: Bea
Assunto: Luz""",
    "it": """Da: Ann Archer <ann@example.org>
Inviato: lunedì 3 marzo 2025 10:15
A: Bea
Oggetto: Lampada""",
    "nl": """Van: Ann Archer <ann@example.org>
Verzonden: maandag 3 maart 2025 10:15
Aan: Bea
Onderwerp: Lamp""",
    "sv": """Från: Ann Archer <ann@example.org>
Skickat: den 3 mars 2025 10:15
Till: Bea
Ämne: Lampa""",
    "da": """Fra: Ann Archer <ann@example.org>
Sendt: 3. marts 2025 10:15
Til: Bea
Emne: Lampe""",
    "fi": """Lähettäjä: Ann Archer <ann@example.org>
Lähetetty: 3. maaliskuuta 2025 10:15
Vastaanottaja: Bea
Aihe: Lamppu""",
    "pl": """Od: Ann Archer <ann@example.org>
Wysłano: poniedziałek, 3 marca 2025 10:15
Do: Bea
Temat: Lampa""",
    "cs": """Od: Ann Archer <ann@example.org>
Odesláno: pondělí 3. března 2025 10:15
Komu: Bea
Předmět: Lampa""",
    "hu": """Feladó: Ann Archer <ann@example.org>
Elküldve: 2025. március 3., hétfő 10:15
Címzett: Bea
Tárgy: Lámpa""",
    "ru": """От: Ann Archer <ann@example.org>
Отправлено: 3 марта 2025 г. 10:15
Кому: Bea
Тема: Лампа""",
    "uk": """Від: Ann Archer <ann@example.org>
Надіслано: 3 березня 2025 р. 10:15
Кому: Bea
Тема: Лампа""",
    "el": """Από: Ann Archer <ann@example.org>
Στάλθηκε: Δευτέρα, 3 Μαρτίου 2025 10:15
Προς: Bea
Θέμα: Λάμπα""",
    "tr": """Kimden: Ann Archer <ann@example.org>
Gönderildi: 3 Mart 2025 Pazartesi 10:15
Kime: Bea
Konu: Lamba""",
    "zh": """发件人: Ann Archer <ann@example.org>
发送时间: 2025年3月3日 10:15
收件人: Bea
主题: 灯""",
    "zh-wide": """发件人：Ann Archer <ann@example.org>
发送时间：2025年3月3日 10:15
收件人：Bea
主题：灯""",
    "ja": """差出人: Ann Archer <ann@example.org>
送信日時: 2025年3月3日 10:15
宛先: Bea
件名: ランプ""",
    "ko": """보낸 사람: Ann Archer <ann@example.org>
보낸 날짜: 2025년 3월 3일 월요일 10:15
받는 사람: Bea
제목: 램프""",
    "he": """מאת: Ann Archer <ann@example.org>
נשלח: יום שני 3 מרץ 2025 10:15
אל: Bea
נושא: מנורה""",
    "ar": """من: Ann Archer <ann@example.org>
تم الإرسال: 3 مارس 2025 10:15
إلى: Bea
الموضوع: مصباح""",
    "bold": """*From:* Ann Archer <ann@example.org>
*Sent:* Monday, March 3, 2025 10:15
*To:* Bea
*Subject:* Lamp""",
    "wrapped": """From: Ann Archer <ann@example.org>
Sent: Monday
To: Bea <bea@example.net>;
Cem <cem@example.net>
Subject: Lamp""",
    "spaced": """From: Ann Archer <ann@example.org>

Sent: Monday, March 3, 2025 10:15

To: Bea

Subject: Lamp""",
    "date-first": """Date: Mon, 3 Mar 2025 10:15
From: ann@example.org
To: bea@example.net
Subject: Lamp""",
}


@pytest.mark.parametrize("block", OUTLOOK_BLOCKS.values(), ids=OUTLOOK_BLOCKS)
@pytest.mark.parametrize(
    "rule", ["", "_" * 32 + "\n", "-----Original Message-----\n"], ids=["bare", "rule", "original"]
)
def test_what_stands_below_a_block_of_headers_is_quoted(block, rule):
    text = f"{REPLY}\n\n{rule}{block}\n\nShall we meet on Tuesday?\n\nAnn\n"

    assert said(text) == REPLY


def test_a_block_in_a_language_we_do_not_know_counts_below_a_rule():
    block = "Abcd: Ann Archer <ann@example.org>\nEfgh: 3.3.2025 10:15\nIjkl: bea@example.net\nMnop: Lamp"
    text = f"{REPLY}\n\n{'_' * 32}\n{block}\n\nShall we meet?\n"

    assert said(text) == REPLY


@pytest.mark.parametrize(
    "text",
    [
        "From: here to there\nit is far.\n",
        "Date: Monday\nTime: ten\n\nSee you!\n",
        "To: do\nSubject: nothing\n",
        "Name: lamp\nColour: red\nWeight: 2 kg\nPrice: 20\n",
        "from: yaml\nname: lamp\nsteps: 3\n",
    ],
)
def test_lines_with_colons_are_no_block_of_headers(text):
    assert kinds(text) == [SpanKind.NEW]


@pytest.mark.parametrize(
    "line",
    [
        "-----Original Message-----",
        "----- Original Message -----",
        "-------- Original message --------",
        "-----Ursprüngliche Nachricht-----",
        "-------- Ursprüngliche Nachricht --------",
        "-----Message d'origine-----",
        "-------- Message original --------",
        "-----Mensaje original-----",
        "-----Mensagem original-----",
        "-----Messaggio originale-----",
        "-----Oorspronkelijk bericht-----",
        "-----Ursprungligt meddelande-----",
        "-----Oprindelig meddelelse-----",
        "-----Opprinnelig melding-----",
        "-----Alkuperäinen viesti-----",
        "-----Wiadomość oryginalna-----",
        "-----Původní zpráva-----",
        "-----Eredeti üzenet-----",
        "-----Исходное сообщение-----",
        "-----Αρχικό μήνυμα-----",
        "-----Özgün İleti-----",
        "------------------ 原始邮件 ------------------",
        "-----元のメッセージ-----",
        "-----원본 메시지-----",
        "-----הודעה מקורית-----",
        "-----الرسالة الأصلية-----",
        "----- On 3 Mar, 2025, at 10:15, Ann Archer ann@example.org wrote: -----",
        "----- Le 3 Mar 25, à 10:15, Ann Archer ann@example.org a écrit : -----",
        "Original Message",
    ],
)
def test_a_drawn_heading_begins_a_quote(line):
    text = f"{REPLY}\n\n{line}\nShall we meet on Tuesday?\n\nAnn\n"

    assert said(text) == REPLY
    assert kinds(text) == [SpanKind.NEW, SpanKind.QUOTE]


@pytest.mark.parametrize(
    "line",
    [
        "---------- Forwarded message ---------",
        "---------- Forwarded message ----------",
        "-------- Forwarded Message --------",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ----------",
        "---------- Mensaje reenviado ----------",
        "---------- Mensagem encaminhada ----------",
        "---------- Messaggio inoltrato ----------",
        "---------- Doorgestuurd bericht ----------",
        "---------- Vidarebefordrat meddelande ----------",
        "---------- Videresendt meddelelse ----------",
        "---------- Edelleenlähetetty viesti ----------",
        "---------- Wiadomość przekazana dalej ----------",
        "---------- Přeposlaná zpráva ----------",
        "---------- Továbbított üzenet ----------",
        "-------- Пересылаемое сообщение --------",
        "---------- İletilen mesaj ----------",
        "---------- 转发的邮件 ----------",
        "---------- 転送メッセージ ----------",
        "---------- 전달된 메시지 ----------",
        "----- Forwarded by Ann Archer on 03/03/2025 10:15 -----",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "Début du message réexpédié :",
        "Inizio messaggio inoltrato:",
        "Inicio del mensaje reenviado:",
        "Begin doorgestuurd bericht:",
        "Vidarebefordrat brev:",
        "Начало переадресованного сообщения:",
        "転送されたメッセージ:",
    ],
)
def test_a_forwarded_mail_is_told_from_a_quoted_one(line):
    text = (
        f"{REPLY}\n\n{line}\nFrom: Ann Archer <ann@example.org>\nDate: 3 March 2025\nSubject: Lamp\n\nIt is broken.\n"
    )

    assert said(text) == REPLY
    assert kinds(text) == [SpanKind.NEW, SpanKind.FORWARDED]


def test_a_forwarded_mail_with_marks_ends_with_them():
    text = "See below.\n\nBegin forwarded message:\n\n> From: Ann\n> Subject: Lamp\n>\n> Broken.\n\nBea\n"

    assert said(text) == "See below.\nBea"
    assert kinds(text) == [SpanKind.NEW, SpanKind.FORWARDED, SpanKind.NEW]


@pytest.mark.parametrize(
    "subject", ["Fwd: Lamp", "WG: Lampe", "TR: Lampe", "RV: Lámpara", "I: Lampada", "转发：灯", "FW: Lamp"]
)
def test_the_subject_tells_that_a_block_of_headers_is_forwarded(subject):
    text = f"{REPLY}\n\n{OUTLOOK_BLOCKS['en']}\n\nIt is broken.\n"

    assert kinds(text, subject=subject) == [SpanKind.NEW, SpanKind.FORWARDED]


def test_a_mail_that_only_forwards_says_nothing_new():
    text = f"---------- Forwarded message ---------\n{OUTLOOK_BLOCKS['en']}\n\nIt is broken.\n"

    assert said(text) == ""
    assert kinds(text) == [SpanKind.FORWARDED]
