"""Knows the lines that mail programs draw between new words and the mail below them, in many languages."""

from __future__ import annotations

import re

from hearback.channels.contract import SpanKind
from hearback.channels.mail.splitting.attributions import is_attribution

_ORIGINAL = frozenset(
    """original message|original e-mail|original email|original mail|original appointment|ursprüngliche nachricht|originalnachricht|original-nachricht
    |ursprüngliche e-mail|ursprünglicher termin|original nachricht|message d'origine|message d’origine|message original|message initial|courriel original
    |rendez-vous d'origine|messaggio originale|messaggio originario|mensaje original|correo original|mensagem original|mensagem originária
    |oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|ursprungligt meddelande|originalmeddelande|ursprungsmeddelande
    |oprindelig meddelelse|original besked|original meddelelse|opprinnelig melding|original melding|alkuperäinen viesti|wiadomość oryginalna
    |oryginalna wiadomość|pierwotna wiadomość|původní zpráva|původní e-mail|pôvodná správa|eredeti üzenet|mesaj original|mesajul original|mesaj inițial
    |исходное сообщение|оригинальное сообщение|первоначальное сообщение|исходное письмо|вихідне повідомлення|оригінальне повідомлення|оригинално съобщение
    |αρχικό μήνυμα|özgün ileti|orijinal mesaj|orjinal mesaj|orijinal ileti|原始邮件|原始郵件|原邮件|邮件原件|原郵件|原始信件|元のメッセージ|オリジナルメッセージ|元のメール
    |원본 메시지|원본 메일|원본메시지|원본메일|הודעה מקורית|الرسالة الأصلية|رسالة أصلية|tin nhắn gốc|thư gốc|pesan asli|izvorna poruka|originalna poruka|izvirno sporočilo
    |algne kiri|algsõnum|sākotnējais ziņojums|originalus pranešimas|pradinis laiškas|missatge original|mensaxe orixinal|upprunaleg skilaboð|reply message
    |antwort|reply|original message follows|replied message|reply above this line""".replace("\n", "").replace("    ", "").split("|")
)
_FORWARDED = frozenset(
    """forwarded message|forwarded mail|forwarded email|forwarded by|forward|forwarded|weitergeleitete nachricht|weitergeleitete e-mail|message transféré
    |message réexpédié|courriel transféré|e-mail transféré|messaggio inoltrato|mensaje reenviado|mensaje reenviado:|correo reenviado|mensagem encaminhada
    |mensagem reencaminhada|doorgestuurd bericht|doorgestuurde bericht|doorgestuurde e-mail|vidarebefordrat meddelande|vidarebefordrat mail
    |videresendt meddelelse|videresendt besked|videresendt melding|videresendt e-post|edelleenlähetetty viesti|välitetty viesti|wiadomość przekazana dalej
    |przekazana wiadomość|treść przekazanej wiadomości|wiadomość przekazana|přeposlaná zpráva|preposlaná správa|továbbított üzenet|mesaj redirecționat
    |mesaj redirectionat|пересылаемое сообщение|перенаправленное сообщение|пересланное сообщение|переслане повідомлення|препратено съобщение
    |προωθημένο μήνυμα|iletilen mesaj|yönlendirilmiş ileti|iletilmiş mesaj|转发的邮件|转发邮件信息|转发邮件|轉寄郵件|轉寄的郵件|轉寄訊息|転送メッセージ|転送されたメッセージ|転送メール
    |전달된 메시지|전달된 메일|전달 메시지|הודעה שהועברה|رسالة معاد توجيهها|رسالة محولة|thư chuyển tiếp|chuyển tiếp thư|pesan terusan|pesan yang diteruskan|proslijeđena poruka
    |prosleđena poruka|posredovano sporočilo|edastatud kiri|pārsūtīts ziņojums|persiųstas pranešimas|missatge reenviat""".replace("\n", "").replace("    ", "").split("|")
)
# Apple Mail's line above a forwarded mail, and its likes without dashes.
_BEGIN_FORWARDED = re.compile(
    r"""\s*(?:
      begin[ ]forwarded[ ]message|anfang[ ]der[ ]weitergeleiteten[ ](?:nachricht|e-?mail)|début[ ]du[ ]message[ ](?:réexpédié|transféré)
    | inizio[ ]messaggio[ ]inoltrato|inicio[ ]del[ ]mensaje[ ]reenviado|início[ ]da[ ]mensagem[ ](?:re)?encaminhada|begin[ ]doorgestuurd[ ]bericht
    | vidarebefordrat[ ](?:brev|mejl|meddelande)|påbegynt[ ]vidarebefordrat|start[ ]på[ ]videresendt[ ](?:besked|melding)
    | videresendt[ ](?:besked|melding|brev)|välitetty[ ]viesti[ ]alkaa|početak[ ]proslijeđene[ ]poruke|začátek[ ]přeposílané[ ]zprávy
    | začiatok[ ]preposlanej[ ]správy|początek[ ]przekazywanej[ ]wiadomości|továbbított[ ]levél[ ]kezdete|începe[ ]mesajul[ ]redirecționat
    | начало[ ]переадресованного[ ]сообщения|початок[ ]листа,[ ]що[ ]пересилається|αρχή[ ]προωθημένου[ ]μηνύματος|iletilen[ ]mesajın[ ]başlangıcı
    | начало[ ]на[ ]препратеното[ ]съобщение|転送されたメッセージ|开始转发的邮件|下面是被转发的邮件|下面是被轉寄的郵件|開始轉寄郵件|전달된[ ]메시지[ ]시작|תחילת[ ]ההודעה[ ]שהועברה
    | forwarded[ ]message|weitergeleitete[ ]nachricht|message[ ]transféré
    )\s*[:：]?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_BARE_ORIGINAL = re.compile(r"\s*\*?(?:original message|ursprüngliche nachricht|message d'origine)\*?\s*:?\s*$", re.IGNORECASE)
_DRAWN = re.compile(r"[\s>*]*[-_=*–—~#]{2,}\s*+([^\s\-_=*–—~#][^\n]{0,80}?)[\s:]*+(?:[-_=*–—~#>]{2,}\s*)?$")
_ON_DRAWN = re.compile(r"^(?:on\s.*\swrote|reply above this line.*|please reply above.*|antworten sie oberhalb.*)$", re.IGNORECASE)
_FORWARDED_BY = ("forwarded by ", "forwarded message", "weitergeleitet von ", "transféré par ")
RULE = re.compile(r"\s*(?:_{10,}|-{10,}|={10,}|\*{10,}|~{10,}|–{10,}|—{5,})\s*$")


def first_words() -> list[str]:
    """Return the words with which headings begin that stand without dashes."""
    return """begin anfang début inizio inicio início vidarebefordrat påbegynt start videresendt välitetty početak začátek začiatok początek
        továbbított începe начало початок αρχή iletilen תחילת forwarded weitergeleitete message original ursprüngliche""".split()


def separated_by(line: str) -> SpanKind | None:
    """Return what begins below this line: a quoted or a forwarded mail; None when the line is no such mark."""
    found = _DRAWN.match(line)
    if not found:
        if _BARE_ORIGINAL.match(line):
            return SpanKind.QUOTE
        return SpanKind.FORWARDED if _BEGIN_FORWARDED.match(line) else None
    inner = " ".join(found[1].lower().split()).strip(" :*-")
    if inner in _ORIGINAL or _ON_DRAWN.match(inner) or (len(inner) > 12 and is_attribution(inner)):
        return SpanKind.QUOTE
    if inner in _FORWARDED or inner.startswith(_FORWARDED_BY):
        return SpanKind.FORWARDED
    return None
