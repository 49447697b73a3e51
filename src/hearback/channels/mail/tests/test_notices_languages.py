"""Facts about bounces that are written for people: in many languages."""

from __future__ import annotations

import pytest

from hearback.channels.contract import Kind
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.bounces import letter

LETTERS = {
    "ru": (
        letter(
            "Сообщение не может быть доставлено получателю:\n\ncem@example.org\n\nПочтовый ящик переполнен.\n",
            Subject="Недоставленное сообщение",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "ja": (
        letter(
            "次の宛先へのメール配信に失敗しました。\n\n<cem@example.org>\n  ユーザーが見つかりません\n",
            Subject="配信不能",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "zh": (
        letter(
            "很抱歉您的邮件被退回到您的邮箱。\n收件人邮件地址：\n  cem@example.org\n退信原因：\n  收件人的邮箱已满\n",
            From="postmaster@qq.example",
            Subject="系统退信",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "fr exchange": (
        letter(
            "Échec de la remise pour ces destinataires ou groupes :\n\nCem (cem@example.org)\n"
            "La boîte aux lettres est pleine. Réessayez plus tard.\n",
            From="postmaster@example.org",
            Subject="Non remis : La lampe",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "spanish": (
        letter(
            "No se ha podido entregar el mensaje a estos destinatarios:\n\n  cem@example.org\n\n"
            "El usuario no existe en este servidor.\n",
            Subject="No se pudo entregar",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "portuguese": (
        letter(
            "Não foi possível entregar a mensagem para:\n\n"
            "cem@example.org: a caixa cheia do destinatário não aceita mais mensagens\n",
            Subject="Mensagem não entregue",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "italian": (
        letter(
            "Impossibile recapitare il messaggio a cem@example.org\nUtente sconosciuto.\n", Subject="Mancato recapito"
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "dutch": (
        letter(
            "Uw bericht aan cem@example.org kon niet worden bezorgd: dit adres bestaat niet.\n", Subject="Onbestelbaar"
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "swedish": (
        letter(
            "Meddelandet till cem@example.org kunde inte levereras.\nMottagarens brevlådan är full.\n",
            Subject="Kunde inte levereras",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "polish": (
        letter(
            "Wiadomość nie została dostarczona do:\n\n<cem@example.org>: taki użytkownik nie istnieje\n",
            Subject="Niedostarczono",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "czech": (
        letter("Zprávu se nepodařilo doručit na adresu cem@example.org.\nSchránka je plná.\n"),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "turkish": (
        letter("İletiniz şu alıcıya ulaştırılamadı: cem@example.org\nPosta kutusu dolu.\n"),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "greek": (
        letter("Το μήνυμα δεν παραδόθηκε στον cem@example.org\nΗ διεύθυνση δεν υπάρχει.\n"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "korean": (
        letter(
            "메일을 전송하지 못했습니다.\n\n받는 사람: cem@example.org\n사유: 사서함이 가득 찼습니다.\n",
            Subject="전송 실패",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "vietnamese": (
        letter("Không gửi được thư tới cem@example.org.\nĐịa chỉ không tồn tại.\n"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "hebrew": (
        letter("ההודעה לא נמסרה אל cem@example.org\nהמשתמש לא קיים.\n"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "arabic": (
        letter("تعذر التسليم إلى cem@example.org\nالمستخدم غير موجود.\n"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "hungarian": (
        letter("A levél nem kézbesíthető: cem@example.org\nIsmeretlen címzett.\n"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "german delay": (
        letter(
            "Ihre Nachricht an cem@example.org konnte noch nicht zugestellt werden. Es wird weiter versucht.\n",
            Subject="Warnung: Zustellung verzögert",
        ),
        "delayed",
        [("cem@example.org", "", False)],
    ),
}


@pytest.mark.parametrize(("raw", "what", "found"), LETTERS.values(), ids=LETTERS)
def test_bounces_in_many_languages_say_who_was_not_reached_and_whether_for_good(raw, what, found):
    heard = read(raw)

    assert heard.kind is Kind.BOUNCE
    assert heard.notice is not None
    assert heard.notice.what == what
    assert [(one.recipient, one.status, one.is_hard) for one in heard.notice.failures] == found
