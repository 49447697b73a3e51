"""Facts about what stands below somebody's words: signatures, phones' lines, farewells."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind, new_words
from hearback.channels.mail.splitting import spans_of

WORDS = "Could you please look at the lamp in room five?\nIt went out yesterday."


def parts(text, *, subject=""):
    return [(span.kind, text[span.start : span.end].strip()) for span in spans_of(text, subject=subject)]


def kinds(text):
    return [span.kind for span in spans_of(text)]


def said(text):
    return new_words(text, spans_of(text))


@pytest.mark.parametrize("line", ["-- ", "--", "-- \t", "—"])
def test_the_signature_line_begins_a_signature(line):
    text = f"{WORDS}\n\n{line}\nAnn Archer\nLamps and more, Example Street 5\n"

    assert said(text) == WORDS
    assert kinds(text) == [SpanKind.NEW, SpanKind.SIGNATURE]


def test_a_signature_ends_where_a_quote_begins():
    text = f"{WORDS}\n\n-- \nAnn Archer\n\nOn Mon, 3 Mar 2025, Bea wrote:\n> How are you?\n"

    assert kinds(text) == [SpanKind.NEW, SpanKind.SIGNATURE, SpanKind.QUOTE]


def test_a_mail_that_begins_with_the_signature_line_is_not_all_signature():
    text = "-- \nDear Bea,\n\nI write from an odd program.\n"

    assert kinds(text) == [SpanKind.NEW]


def test_two_dashes_far_above_the_end_are_no_signature():
    text = f"{WORDS}\n--\n" + "And another line of what I have to say.\n" * 40

    assert kinds(text) == [SpanKind.NEW]


def test_a_long_signature_behind_the_last_exact_line_is_one():
    text = f"{WORDS}\n-- \n" + "Ann Archer, lamps, chairs\n" * 40

    assert kinds(text) == [SpanKind.NEW, SpanKind.SIGNATURE]


PATCH = """Fix the switch.

---
 lamp.c | 4 ++--
 1 file changed, 2 insertions(+), 2 deletions(-)

diff --git a/lamp.c b/lamp.c
--- a/lamp.c
+++ b/lamp.c
@@ -10,7 +10,7 @@ int lamp(void)
 {
--\x20
-  return 0;
+  return 1;
 }
"""


def test_a_patch_stays_whole_down_to_the_version_below_it():
    text = f"{PATCH}-- \n2.39.2\n"

    assert parts(text) == [(SpanKind.NEW, PATCH.strip()), (SpanKind.SIGNATURE, "-- \n2.39.2")]


def test_a_removed_dash_in_a_patch_is_no_signature():
    assert kinds(PATCH) == [SpanKind.NEW]


def test_a_name_may_end_a_patch():
    text = f"{PATCH}-- \nAnn Archer\n"

    assert kinds(text) == [SpanKind.NEW, SpanKind.SIGNATURE]


def test_the_headers_on_top_of_a_patch_are_no_quote():
    text = f"From: Ann Archer <ann@example.org>\nDate: Mon, 3 Mar 2025 10:15\nSubject: Fix\n\n{PATCH}"

    assert kinds(text) == [SpanKind.NEW]


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Galaxy",
        "Sent from Outlook for Android",
        "Sent from Mail for Windows",
        "Sent with Example Mail secure email.",
        "Get Outlook for iOS <https://example.org/ios>",
        "Please excuse brevity and typos.",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Holen Sie sich Outlook für iOS",
        "Envoyé de mon iPhone",
        "Envoyé depuis mon appareil mobile",
        "Télécharger Outlook pour Android",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Obter o Outlook para Android",
        "Inviato da iPhone",
        "Inviato dal mio telefono",
        "Verstuurd vanaf mijn iPhone",
        "Verzonden met Outlook",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Odoslané z iPhonu",
        "iPhone-omról küldve",
        "Trimis de pe iPhone",
        "Отправлено с iPhone",
        "Отправлено из мобильной Почты",
        "Надіслано з iPhone",
        "Στάλθηκε από το iPhone μου",
        "iPhone'umdan gönderildi",
        "发自我的iPhone",
        "從我的 iPhone 傳送",
        "iPhoneから送信",
        "나의 iPhone에서 보냄",
        "נשלח מה-iPhone שלי",
        "أرسلت من الـ iPhone",
        "Gửi từ iPhone của tôi",
        "Dikirim dari iPhone saya",
    ],
)
@pytest.mark.parametrize(
    "tail", ["", "\n\nOn Mon, 3 Mar 2025, Bea wrote:\n> How are you?\n"], ids=["alone", "above-a-quote"]
)
def test_what_a_phone_writes_about_itself_is_a_signature(line, tail):
    text = f"{WORDS}\n\n{line}{tail}"

    assert said(text) == WORDS
    assert kinds(text)[:2] == [SpanKind.NEW, SpanKind.SIGNATURE]


@pytest.mark.parametrize(
    "sentence", ["Sent from you, it would mean more.", "Sent from us by train.", "Get outlooks right."]
)
def test_a_sentence_that_begins_like_a_phone_is_new(sentence):
    assert kinds(f"{WORDS}\n{sentence}\n") == [SpanKind.NEW]


def test_a_phone_line_above_more_words_takes_only_itself():
    text = f"Sent from my iPhone\n\n{WORDS}\n"

    assert said(text) == WORDS


@pytest.mark.parametrize(
    "farewell",
    [
        "Best regards,",
        "Kind regards",
        "Cheers,",
        "Thanks,",
        "Many thanks!",
        "Yours sincerely,",
        "Mit freundlichen Grüßen",
        "Mit freundlichen Gruessen",
        "Viele Grüße,",
        "LG",
        "Cordialement,",
        "Bien à vous,",
        "Saludos cordiales,",
        "Un saludo,",
        "Atenciosamente,",
        "Cumprimentos,",
        "Cordiali saluti",
        "Met vriendelijke groet,",
        "Med vänliga hälsningar",
        "Mvh",
        "Med venlig hilsen",
        "Vennlig hilsen",
        "Ystävällisin terveisin",
        "Z poważaniem",
        "Pozdrawiam,",
        "S pozdravem",
        "S pozdravom",
        "Üdvözlettel,",
        "Cu stimă,",
        "С уважением,",
        "З повагою,",
        "Поздрави,",
        "Με εκτίμηση,",
        "Saygılarımla,",
        "İyi çalışmalar,",
        "此致",
        "よろしくお願いいたします。",
        "감사합니다.",
        "בברכה,",
        "مع أطيب التحيات،",
        "Trân trọng,",
        "Lugupidamisega",
        "Ar cieņu,",
        "Pagarbiai,",
        "Srdačan pozdrav,",
        "Lep pozdrav,",
    ],
)
def test_a_farewell_with_a_name_below_is_a_signature(farewell):
    text = f"{WORDS}\n\n{farewell}\n\nAnn Archer\nLamps and more\nTel. +00 5550 100\n"

    assert said(text) == WORDS
    assert [span.confidence < 0.8 for span in spans_of(text)] == [False, True]


def test_a_farewell_without_a_name_stays_new():
    text = f"{WORDS}\n\nThanks!\n"

    assert kinds(text) == [SpanKind.NEW]


def test_a_mail_that_is_only_a_farewell_stays_new():
    assert kinds("Many thanks,\nAnn\n") == [SpanKind.NEW]


def test_words_below_a_farewell_keep_it_new():
    sentence = "One more thing that I would like to say before I forget about it in the evening."
    text = f"{WORDS}\n\nThanks,\n\n{sentence}\n"

    assert kinds(text) == [SpanKind.NEW]


def test_a_farewell_above_many_lines_stays_new():
    text = f"{WORDS}\n\nThanks,\n" + "one line\n" * 12

    assert kinds(text) == [SpanKind.NEW]


def test_a_farewell_above_a_quote_is_a_signature():
    text = f"{WORDS}\n\nBest,\nAnn\n\nOn Mon, 3 Mar 2025, Bea wrote:\n> How are you?\n"

    assert kinds(text) == [SpanKind.NEW, SpanKind.SIGNATURE, SpanKind.QUOTE]


CARD = "Vera Vine\nHead of Cellars\nVines & Daughters"


@pytest.mark.parametrize(
    ("ending", "signed"),
    [
        (CARD, CARD),
        (f"Vera\n\n{CARD}", CARD),
        ("Vera Vine | Vines & Daughters\nHead of Cellars", "Vera Vine | Vines & Daughters\nHead of Cellars"),
        ("*Vera Vine*\n\nHead of Cellars\n\nVines & Daughters", "*Vera Vine*\n\nHead of Cellars\n\nVines & Daughters"),
        ("Vera Vine", ""),
        ("Tom Tiler\nHead of Tiles", ""),
        ("Vera Vine\nwrote to me last year and asked for tiles, which I had not yet burnt.", ""),
        ("Vera Vine\n" + "\n".join(f"{number} bottles" for number in range(9)), ""),
        (f"Signed by\n{CARD}", ""),
        ("Vera Vine (2):\n  cellar: open the red one\n  cellar: close the door", ""),
    ],
)
def test_the_writers_own_name_opens_a_card_that_tells_no_way_to_reach_anybody(ending, signed):
    text = f"The red one is open.\nShall I send six?\n\n{ending}\n"

    spans = spans_of(text, writer="Vera Vine")

    assert "".join(text[one.start : one.end] for one in spans if one.kind is SpanKind.SIGNATURE).strip() == signed


def test_a_writer_without_a_surname_or_a_name_opens_no_card():
    assert {span.kind for name in ("", "Vera") for span in spans_of(f"Open.\n\n{CARD}\n", writer=name)} == {
        SpanKind.NEW
    }
