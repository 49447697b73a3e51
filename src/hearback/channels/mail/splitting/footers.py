"""Finds what mailing lists and notification services append below every mail."""

from __future__ import annotations

import re

from hearback.channels.mail.splitting.rows import DRAWN, FORMAL, QUOTED, SENT_FROM, SIGNATURE_LINE, UNSPACED, Rows, holds_any

_LOOKED_AT = 30
# Something of this stands in what is written about a subscription.
_STEMS = (
    "subscri", "mailing", "listinfo", "majordomo", "abmeld", "abzumeld", "abbestell", "abonn", "austrag", "diffusion", "darse de baja",
    "suscri", "lista de correo", "iscri", "cancellar", "descadastr", "sair da lista", "assinatura", "uitschrijv", "afmeld", "mailinglijst",
    "registrer", "prenumer", "frameld", "avmeld", "deg av", "tilaus", "postituslista", "wypis", "zrezygn", "lista dysk", "odhla", "leirat",
    "dezab", "abonel", "langgan", "list archive", "more options",
)  # fmt: skip
_STEMS_BEYOND_ASCII = (
    "désabonn", "désinscri", "odhlás", "отписа", "відписа", "отпиш", "рассылк", "розсилк", "取消订阅", "退订", "取消訂閱",
    "郵寄清單", "邮件列表", "配信停止", "メーリングリスト", "購読", "수신", "구독", "διαγραφ", "λίστα", "הסרה", "רשימת", "إلغاء", "hủy đăng ký",
)  # fmt: skip
_DRAWN_LOOKS = frozenset({DRAWN, SIGNATURE_LINE})
_SPOKEN_LOOKS = frozenset({FORMAL, SENT_FROM, UNSPACED})
_LONGEST = 200
# Said by services about themselves: a footer even without a line drawn above it.
_CERTAIN = re.compile(
    r"""\s*(?:
      you(?:[ ]have)?[ ](?:are[ ]receiv\w+|receiv\w+)[ ]this[ ](?:e?-?mail|message|because|notification).{0,20}
    | to[ ]unsubscribe[ ](?:from[ ](?:this|the)[ ](?:group|list|topic|mailing)|send|,?[ ]e?-?mail|e-mail:|or)
    | to[ ]unsubscribe,[ ](?:e-?mail|send|visit|click|reply|go)
    | reply[ ]to[ ]this[ ]e?mail[ ]directly(?:[ ]or|,)[ ]view[ ]it[ ]on | —[ ]?\n?reply[ ]to[ ]this[ ]email
    | this[ ](?:email|message|newsletter)[ ]was[ ]sent[ ]to[ ]\S+@\S+ | this[ ]list[ ]is[ ](?:hosted|provided)
    | to[ ]stop[ ]receiving[ ]notification.{0,40} | unsubscribe[ ]from[ ]this[ ](?:list|group|newsletter|thread)
    | for[ ]more[ ]options,[ ]visit[ ]this[ ]group | you[ ]can[ ]unsubscribe[ ]from[ ]this
    | (?:sie[ ]erhalten|du[ ]erhältst)[ ]diese[ ](?:e?-?mail|nachricht|newsletter).{0,10}[ ](?:weil|da|als) | um[ ]sich[ ](?:von|aus)[ ].{0,40}(?:abzumelden|auszutragen)
    | vous[ ]recevez[ ]ce[ ](?:message|mail|courriel|e-mail)[ ](?:car|parce) | pour[ ](?:se|vous)[ ]désabonner
    | (?:has[ ]recibido|recibes|recibe)[ ]este[ ](?:mensaje|correo)[ ](?:porque|debido) | para[ ](?:cancelar|anular)[ ](?:la|a|tu|su)[ ](?:suscripción|inscrição|assinatura)
    | (?:hai[ ]ricevuto|ricevi)[ ]questo[ ](?:messaggio|e-?mail)[ ]perch | você[ ](?:está[ ]recebendo|recebeu)[ ]est[ae][ ](?:mensagem|e-?mail)[ ]porque
    | je[ ]ontvangt[ ]dit[ ]bericht[ ]omdat | u[ ]ontvangt[ ]dit[ ](?:bericht|e-?mail).{0,5}[ ]omdat | вы[ ]получили[ ]это[ ](?:сообщение|письмо)[ ].{0,20}потому
    | otrzymujesz[ ]tę[ ]wiadomość | detta[ ](?:meddelande|mejl)[ ]skickades[ ]till | virus-?free\.?[ ]?(?:<|www|https?)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CHECKED = re.compile(
    r"""\s*(?:this[ ]e?-?mail[ ]has[ ]been[ ](?:checked|scanned)[ ]for[ ]viruses|virus-?free\b|checked[ ]by[ ]avg|no[ ]virus[ ]found[ ]in
    |diese[ ]e-?mail[ ]wurde[ ]von[ ].{0,30}(?:auf[ ]viren|geprüft)|l['’]absence[ ]de[ ]virus|este[ ](?:mensaje|correo).{0,30}(?:virus|avast)|virenfrei|garanti[ ]sans[ ]virus
    |libre[ ]de[ ]virus|mail[ ]priva[ ]di[ ]virus|virusvrij|scanned[ ]by[ ](?:mailscanner|mimecast|clam))""",
    re.VERBOSE | re.IGNORECASE,
)
_DRAWN = re.compile(r"\s*+(?:[-_=*~#–—]++[ ]?$|[-_=*~#]{2,}.{0,60}[-_=*~#]{2,}\s*$)")


def first_words() -> list[str]:
    """Return the words with which services begin to speak of themselves."""
    return """you to reply this for unsubscribe sie du um vous pour has recibes recibe para hai ricevi você je u вы otrzymujesz detta virus-free
        virus-free. checked no diese l'absence este virenfrei garanti libre mail virusvrij scanned""".split()


def footer_from(rows: Rows) -> int:
    """Return the row at which a footer begins that goes on to the end of the text; the number of rows when none.

    A drawn line with talk of the subscription below it, or a sentence that only services write.
    """
    found = len(rows.lines)
    top = found - _LOOKED_AT
    for row, look in reversed(rows.notable.items()):
        if row < top or QUOTED in rows.codes[row:found]:
            break
        line = rows.lines[row][:_LONGEST]
        if look in _DRAWN_LOOKS:
            if _DRAWN.match(line) and _is_about_list(rows, row + 1, found):
                found = row
        elif look in _SPOKEN_LOOKS and (_CERTAIN.match(line) or _CHECKED.match(line)):
            found = _above(rows, row, top)
    return found


def _is_about_list(rows: Rows, first: int, end: int) -> bool:
    """Tell whether the lines up to a footer already found, or to the end, speak of a subscription and where to end it."""
    if end - first > 14:
        return False
    below = "\n".join(rows.lines[first:end]).lower()
    if "@" not in below and "://" not in below and "www." not in below:
        return end < len(rows.lines) and not below.strip()
    return holds_any(below, _STEMS) or (not below.isascii() and holds_any(below, _STEMS_BEYOND_ASCII))


def _above(rows: Rows, row: int, top: int) -> int:
    """Return where a footer begins whose first sentence stands at this row: the line drawn above it belongs to it."""
    above = row - 1
    while above > max(top, 0) and not rows.lines[above].strip():
        above -= 1
    return above if above >= max(top, 0) and _DRAWN.match(rows.lines[above][:200]) else row
