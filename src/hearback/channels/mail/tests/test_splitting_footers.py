"""Facts about what machines put below or above somebody's words: footers of lists, notices of lawyers."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind, new_words
from hearback.channels.mail.splitting import spans_of

WORDS = "Could you please look at the lamp in room five?\nIt went out yesterday."


def kinds(text):
    return [span.kind for span in spans_of(text)]


def said(text):
    return new_words(text, spans_of(text))


FOOTERS = {
    "mailman": "_______________________________________________\nlamps mailing list\nlamps@lists.example.org\n"
    "https://lists.example.org/listinfo/lamps\n",
    "majordomo": '--\nTo unsubscribe from this list: send the line "unsubscribe lamps" in\n'
    "the body of a message to majordomo@lists.example.org\n",
    "groups": "-- \nYou received this message because you are subscribed to the Lamps group.\n"
    "To unsubscribe from this group, send email to lamps+unsubscribe@groups.example.org.\n",
    "ezmlm": "-" * 69 + "\nTo unsubscribe, e-mail: lamps-unsubscribe@lists.example.org\n"
    "For additional commands, e-mail: lamps-help@lists.example.org\n",
    "listserv": "#" * 72 + "\nTo unsubscribe from the LAMPS list, click https://lists.example.org/lamps\n",
    "forge": "-- \nReply to this email directly or view it on the forge:\nhttps://forge.example.org/lamps/issues/5\n",
    "scanner": "-- \nThis email has been checked for viruses by Example.\nhttps://example.org/antivirus\n",
    "german": "_______________________________________________\nLampen Mailingliste\nhttps://lists.example.org/lampen\n",
    "german-newsletter": "Sie erhalten diese E-Mail, weil Sie den Newsletter bestellt haben.\nhttps://example.org/abmelden\n",
    "french": "----------------------\nPour vous désabonner de la liste : https://listes.example.org/lampes\n",
    "spanish": "----------------------\nPara darse de baja: https://listas.example.org/baja\n",
    "italian": "----------------------\nPer annullare l'iscrizione: https://liste.example.org/via\n",
    "russian": "----------------------\nЧтобы отписаться от рассылки: https://lists.example.org/off\n",
    "japanese": "----------------------\nメーリングリストの配信停止: https://lists.example.org/off\n",
}


@pytest.mark.parametrize("footer", FOOTERS.values(), ids=FOOTERS)
def test_what_a_list_appends_is_a_footer(footer):
    text = f"{WORDS}\n\n{footer}"

    assert said(text) == WORDS
    assert kinds(text) == [SpanKind.NEW, SpanKind.FOOTER]


def test_a_footer_may_follow_a_quote_and_a_signature():
    text = f"> How are you?\n\nFine.\n\n-- \nAnn\n{FOOTERS['mailman']}"

    assert kinds(text) == [SpanKind.QUOTE, SpanKind.NEW, SpanKind.SIGNATURE, SpanKind.FOOTER]


@pytest.mark.parametrize(
    "text",
    [
        "Please unsubscribe me from your mailing list.\nann@example.org\n",
        f"{WORDS}\n----------\nThe rest of the story is at https://example.org/story\n",
        f"{WORDS}\n----------\nOur mailing went well, many people came and spoke with us about lamps.\n",
    ],
    ids=["request", "rule", "no-link"],
)
def test_a_person_who_speaks_of_lists_writes_no_footer(text):
    assert kinds(text) == [SpanKind.NEW]


NOTICES = {
    "en": "This e-mail and any attachments are confidential and intended solely for the addressee.",
    "en-caps": "CONFIDENTIALITY NOTICE: the contents of this message may be privileged.",
    "en-disclaimer": "DISCLAIMER: The information in this mail is confidential.",
    "en-print": "Please consider the environment before printing this e-mail.",
    "en-wrong": "If you are not the intended recipient, please delete this message.",
    "de": "Diese E-Mail enthält vertrauliche Informationen und ist nur für den Empfänger bestimmt.",
    "de-print": "Bitte denken Sie an die Umwelt, bevor Sie diese Mail drucken.",
    "fr": "Ce message et ses pièces jointes sont confidentiels et destinés à leur seul destinataire.",
    "fr-print": "Pensez à l'environnement avant d'imprimer ce message.",
    "es": "Este mensaje y sus anexos son confidenciales y van dirigidos a su destinatario.",
    "es-legal": "AVISO LEGAL: este correo es confidencial.",
    "pt": "Esta mensagem é confidencial e destina-se apenas ao destinatário.",
    "it": "Questo messaggio contiene informazioni riservate per il destinatario.",
    "nl": "Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde.",
    "sv": "Detta meddelande är konfidentiellt och avsett för mottagaren.",
    "da": "Denne mail er fortrolig og kun beregnet for modtageren.",
    "fi": "Tämä viesti on luottamuksellinen ja tarkoitettu vain vastaanottajalle.",
    "pl": "Ta wiadomość jest poufna i przeznaczona wyłącznie dla adresata.",
    "cs": "Tento e-mail obsahuje důvěrné informace určené pouze adresátovi.",
    "hu": "Ez az üzenet bizalmas, csak a címzett olvashatja.",
    "ru": "Это сообщение конфиденциально и предназначено только для адресата.",
    "el": "Το μήνυμα αυτό είναι εμπιστευτικό και προορίζεται για τον παραλήπτη.",
    "tr": "Bu e-posta gizlidir ve yalnızca alıcı içindir.",
    "zh": "本邮件及其附件含有保密信息，仅限收件人使用。",
    "ja": "このメールには機密情報が含まれています。",
    "ko": "이 메일에는 기밀 정보가 들어 있습니다.",
}


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_a_notice_below_the_words_is_a_disclaimer(notice):
    text = f"{WORDS}\n\n{notice}\n"

    assert said(text) == WORDS
    assert kinds(text) == [SpanKind.NEW, SpanKind.DISCLAIMER]


@pytest.mark.parametrize(
    "banner",
    [
        "[EXTERNAL EMAIL] Do not click links unless you know the sender.",
        "CAUTION: This email originated from outside of the organisation.",
        "*** EXTERNAL EMAIL: be careful with attachments ***",
        "You don't often get email from ann@example.org. Learn why this is important",
    ],
)
def test_a_gateway_warning_above_the_words_is_a_disclaimer(banner):
    text = f"{banner}\n\n{WORDS}\n"

    assert said(text) == WORDS
    assert kinds(text) == [SpanKind.DISCLAIMER, SpanKind.NEW]


def test_a_notice_below_a_signature_is_a_disclaimer():
    text = f"{WORDS}\n\n-- \nAnn Archer\n\n{NOTICES['en']}\n"

    assert kinds(text) == [SpanKind.NEW, SpanKind.SIGNATURE, SpanKind.DISCLAIMER]


@pytest.mark.parametrize(
    "sentence",
    [
        "The environment of the lamp matters.",
        "This lamp was intended for you.",
        "If you have time, come and see the lamp outside of town.",
        "Please consider my question from Monday.",
        "We keep what you told us confidential, of course.",
        "Disclaimer: I have not tried this lamp at home yet.",
        "The email you wrote to was that of another recipient, so I copied your words.",
        "This is why I sent the original message; I really want to see the light outside the house.",
        "Note: the external lamp is the one in the garden.",
        "Die Mail kommt bestimmt morgen beim Empfänger an.",
        "Le message pour le destinataire est parti hier.",
    ],
)
def test_a_sentence_with_a_lawyers_word_stays_new(sentence):
    assert kinds(f"Hello Bea,\n\n{sentence}\n") == [SpanKind.NEW]
