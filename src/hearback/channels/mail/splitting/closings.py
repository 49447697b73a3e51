"""Finds where a writer signs: the "-- " line, "Sent from my phone", and a farewell with a name below, in many languages."""

from __future__ import annotations

import re

from hearback.channels.mail.splitting.rows import SIGNATURE_LINE, Rows

# A line that is nothing but this is a farewell.
FAREWELLS = frozenset(
    words.strip()
    for words in """
    best regards|kind regards|regards|warm regards|kindest regards|with kind regards|with best regards|many regards|best|all the best|best wishes|warm wishes|cheers
    |thanks|thank you|many thanks|thanks a lot|thanks again|thanks in advance|thx|thank you very much|thanks and regards|thanks & regards|thanks and best regards
    |sincerely|sincerely yours|yours sincerely|yours faithfully|yours truly|yours|respectfully|cordially|warmly|love|take care|talk soon|see you|br|rgds|brgds|hth|tia
    |with regards|best regards and thanks|regards and thanks|thank you and best regards|thank you and kind regards|have a nice day|have a great day
    |mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichen gruessen|mit freundlichem gruß|mit besten grüßen|mit besten grüssen|mit besten empfehlungen
    |mit herzlichen grüßen|mit lieben grüßen|mit vielen grüßen|mit bestem gruß|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|beste grüße|beste grüsse
    |liebe grüße|liebe grüsse|herzliche grüße|herzliche grüsse|schöne grüße|sonnige grüße|gruß|grüße|grüsse|gruss|lg|vg|mfg|bg|hochachtungsvoll|danke und gruß
    |vielen dank|danke|besten dank|vielen dank und viele grüße|vielen dank im voraus
    |cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|salutations|meilleures salutations|sincères salutations|salutations distinguées|amicalement
    |amitiés|bonne journée|bonne soirée|merci|merci d'avance|merci beaucoup|à bientôt|respectueusement|cdt|cdlt|sincèrement|bises|avec mes meilleures salutations
    |saludos|un saludo|saludos cordiales|un cordial saludo|cordiales saludos|atentamente|cordialmente|muchas gracias|gracias|un abrazo|abrazos|muy atentamente|atte|slds
    |gracias y saludos|gracias de antemano
    |cordiali saluti|distinti saluti|saluti|un saluto|tanti saluti|un cordiale saluto|cari saluti|grazie|grazie mille|a presto|con i migliori saluti|in fede|grazie e saluti
    |atenciosamente|cumprimentos|melhores cumprimentos|com os melhores cumprimentos|abraço|abraços|um abraço|obrigado|obrigada|muito obrigado|att|grato|saudações|cordiais saudações
    |met vriendelijke groet|met vriendelijke groeten|vriendelijke groeten|vriendelijke groet|groeten|groet|groetjes|hartelijke groet|hartelijke groeten|mvg|dank je wel|bedankt
    |alvast bedankt|met hartelijke groet|hoogachtend|gr
    |med vänliga hälsningar|med vänlig hälsning|vänliga hälsningar|vänligen|hälsningar|hälsning|mvh|tack|tack på förhand|bästa hälsningar|allt gott|hej då
    |med venlig hilsen|venlig hilsen|med venlige hilsner|mange hilsner|hilsen|de bedste hilsner|bedste hilsner|kærlig hilsen|tak|på forhånd tak|vh|kh
    |med vennlig hilsen|vennlig hilsen|beste hilsener|mange takk|takk|hilsener|med hilsen
    |ystävällisin terveisin|terveisin|parhain terveisin|ystävällisesti|kiitos|kiittäen|yst. terv|terv|t|kiitoksia
    |z poważaniem|pozdrawiam|serdecznie pozdrawiam|pozdrawiam serdecznie|pozdrowienia|z wyrazami szacunku|dziękuję|dzięki|z pozdrowieniami|łączę pozdrowienia
    |s pozdravem|s přátelským pozdravem|s úctou|děkuji|díky|hezký den|zdravím|s pozdravom|s priateľským pozdravom|ďakujem|pekný deň
    |üdvözlettel|tisztelettel|köszönettel|köszönöm|üdv|köszönöm szépen|cu stimă|cu respect|mulțumesc|cu drag|o zi bună|toate cele bune
    |с уважением|с наилучшими пожеланиями|с почтением|спасибо|заранее спасибо|всего доброго|всего хорошего|искренне ваш|з повагою|дякую|з найкращими побажаннями
    |с уважение|поздрави|благодаря|с поздрав|srdačan pozdrav|s poštovanjem|lijep pozdrav|pozdrav|hvala|lep pozdrav|lp|s spoštovanjem|срдачан поздрав|поздрав|хвала
    |με εκτίμηση|φιλικά|με φιλικούς χαιρετισμούς|ευχαριστώ|χαιρετισμούς|saygılarımla|saygılar|iyi çalışmalar|iyi günler|selamlar|sevgiler|teşekkürler|teşekkür ederim|kolay gelsin
    |lugupidamisega|tervitades|tervitustega|ar cieņu|ar sveicieniem|pagarbiai|su pagarba|linkėjimai|kveðja|með kveðju|bestu kveðjur|agur|atentament|salutacions|salutations cordiales
    |此致|敬礼|祝好|顺颂商祺|谢谢|谢谢!|多谢|此致敬礼|敬上|祝商祺|顺祝商祺|谨上|敬祝|謝謝|祝 好|よろしくお願いいたします|よろしくお願い致します|宜しくお願いいたします|宜しくお願い致します|敬具|以上|草々
    |以上、よろしくお願いいたします|どうぞよろしくお願いいたします|よろしくお願いします|感謝|감사합니다|고맙습니다|드림|올림|감사드립니다|안녕히 계세요
    |בברכה|בכבוד רב|תודה|בתודה|בברכה,|مع أطيب التحيات|مع تحياتي|تحياتي|مع خالص التحية|شكرا|شكراً|وتفضلوا بقبول فائق الاحترام|با احترام|با تشکر|trân trọng|thân mến|cảm ơn
    |xin cảm ơn|salam|hormat kami|hormat saya|terima kasih|ขอแสดงความนับถือ|ด้วยความเคารพ|ขอบคุณครับ|ขอบคุณค่ะ|saluton|amike
    """.split("|")
)  # fmt: skip

_SENT_FROM = re.compile(
    r"""\s*[*_\[(<]*(?:
      sent[ ](?:from|via|with|using|by|on[ ]the[ ]go)[ ](?!you|us\b|them|her\b|him\b).{2,80}
    | sent[ ]by[ ](?:outlook|yahoo|mail).{0,60}
    | (?:get|download)[ ](?:outlook|yahoo|bluemail|spark|mail).{0,60}
    | (?:this[ ](?:e?mail|message)[ ]was[ ])?(?:typed|written|composed|dictated)[ ](?:on|with|from|by)[ ](?:my|a)[ ].{2,60}
    | (?:please[ ])?(?:excuse|pardon|forgive|sorry[ ]for)[ ](?:the[ ]|my[ ]|any[ ])?(?:brevity|typos|typing|terseness|spelling|short).{0,60}
    | envoyé[ ](?:de(?:puis)?|à[ ]partir|avec|via)[ ].{2,60} | (?:télécharge[rz]|obten(?:ir|ez))[ ]outlook.{0,60}
    | von[ ](?:meinem|meiner|unterwegs|meinen)[ ].{0,40}(?:gesendet|geschickt|verschickt)?\.? | gesendet[ ](?:von|mit|über|aus|via)[ ].{2,60}
    | (?:diese[ ]nachricht|diese[ ]e-?mail)[ ]wurde[ ](?:von|mit)[ ].{2,50}(?:gesendet|verschickt|geschrieben)\.?
    | (?:holen|laden)[ ]sie.{0,10}[ ]outlook.{0,60} | outlook[ ]für[ ].{0,40} | outlook[ ](?:for|pour|para|per|voor|för|til|dla|pro)[ ](?:ios|android|mac).{0,40}
    | enviad[oa][ ](?:desde|do|da|de|a[ ]partir|com|con|pelo|via|mediante)[ ].{2,60} | (?:obtener|obtén|obtenga|descargar|obter|obtenha|baixar|baixe)[ ](?:o[ ])?outlook.{0,60}
    | inviato[ ](?:da|dal|dalla|con|tramite)[ ].{2,60} | (?:scarica|ottieni)[ ]outlook.{0,60}
    | (?:verstuurd|verzonden)[ ](?:vanaf|vanuit|met|via|van|door)[ ].{2,60} | (?:download|outlook[ ]voor)[ ].{0,40}outlook.{0,30}
    | skicka[td][ ](?:från|via|med)[ ].{2,60} | (?:skaffa|hämta)[ ]outlook.{0,60}
    | sendt[ ](?:fra|via|med)[ ].{2,60} | (?:hent|skaff|få)[ ]outlook.{0,60}
    | lähetetty[ ].{2,60} | hanki[ ]outlook.{0,60}
    | wysłan[eoa][ ](?:z|ze|przy|za|przez)[ ].{2,60} | pobierz[ ](?:program[ ]|aplikację[ ])?outlook.{0,60}
    | odesl[aá]n[oaé][ ](?:z|ze|pomocí|přes)[ ].{2,60} | odoslan[éáo][ ](?:z|zo|pomocou|cez)[ ].{2,60} | získat[ ]outlook.{0,40}
    | elküldve[ ].{2,60} | .{2,30}[ ]?(?:-ról|-ről|-omról|-emről)[ ](?:küldve|küldtem) | trimis[ ](?:de[ ]pe|din|cu|prin|folosind)[ ].{2,60} | obțineți[ ]outlook.{0,60}
    | отправлено[ ](?:с|из|через|от|со)[ ].{2,60} | (?:надіслано|відправлено)[ ](?:з|із|через|за)[ ].{2,60} | изпратено[ ](?:от|чрез|с)[ ].{2,60}
    | poslano[ ](?:s|z|iz|sa|pomoću)[ ].{2,60} | poslato[ ](?:sa|s|iz)[ ].{2,60} | saadetud[ ]minu[ ].{2,40} | nosūtīts[ ]no[ ].{2,40} | išsiųsta[ ]iš[ ].{2,40}
    | (?:στάλθηκε|εστάλη)[ ](?:από|με)[ ].{2,60} | .{2,40}(?:['’]?(?:den|dan|ten|tan|ımdan|imden|umdan|ndan))[ ]gönderildi\.?
    | 发自.{1,40} | 從我的.{1,30}(?:傳送|寄出) | 从我的.{1,30}(?:发送|发出) | 來自我的.{1,30} | 取得\ ?outlook.{0,30} | 获取\ ?outlook.{0,30}
    | .{0,4}(?:iphone|ipad|android|スマートフォン|携帯|gmail).{0,20}(?:から送信|より送信).{0,12} | outlook.{0,30}(?:を入手|を手に入れる)
    | 나의[ ].{1,30}에서[ ]보냄 | 내[ ].{1,30}에서[ ]보냄 | .{1,30}에서[ ]보낸[ ]메일.{0,10} | (?:ios|android)용[ ]outlook.{0,30}
    | נשלח[ ]מ.{2,50} | (?:أ[ُ]?رسلت?|مرسل)[ ]من[ ].{2,50} | تم[ ]الإرسال[ ]من[ ].{2,50} | ارسال[ ]شده[ ]از[ ].{2,50}
    | (?:gửi|được[ ]gửi)[ ]từ[ ].{2,50} | dikirim[ ](?:dari|melalui)[ ].{2,50} | ส่งจาก.{2,50} | enviat[ ]des[ ]de.{2,50} | sendt[ ]frå.{2,40}
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_AROUND_FAREWELL = "*_ \t\xa0-–—,.!，。！、"
_VERSION = re.compile(r"\d+\.\d+(?:\.\S*)?(?:\s.{0,40})?$")
# A signature that is longer is more likely text; mail etiquette asks for four lines, companies take more.
_SIGNATURE_LOOK = frozenset({SIGNATURE_LINE})
_MOST_SIGNED = 30
_MOST_BELOW_FAREWELL = 9
_LONGEST_SIGNED = 90
_LONGEST_SENTENCE = 60
_SENTENCE = re.compile(r"[.!?。！？]\s*$")


def sent_from_words() -> list[str]:
    """Return the words with which "Sent from my phone" and its likes begin."""
    sent = """sent|get|download|typed|written|please|excuse|pardon|sorry|envoyé|télécharger|obtenir|obtenez|von|gesendet|holen|laden|outlook|enviado|enviada
    |obtener|obtén|obtenga|descargar|obter|obtenha|baixar|inviato|scarica|ottieni|verstuurd|verzonden|skickat|skickad|skaffa|hämta|sendt|hent|skaff|få|lähetetty|hanki
    |wysłano|wysłane|wysłana|pobierz|odesláno|odesláno|odoslané|odoslaná|získat|elküldve|iphone-omról|iphone-ról|trimis|obțineți|отправлено|надіслано|відправлено
    |изпратено|poslano|poslato|saadetud|nosūtīts|išsiųsta|στάλθηκε|εστάλη|iphone'umdan|iphone’umdan|iphone'dan|iphone’dan|dictated|composed|נשלח|أرسلت|أُرسلت|مرسل|تم|ارسال|gửi|được
    |dikirim|enviat|ios용|android용|iphoneから送信|ส่งจาก"""
    return [word.strip() for word in sent.split("|")]


def is_sent_from(line: str) -> bool:
    """Tell whether a program or a phone wrote this line about itself."""
    return len(line) < 120 and bool(_SENT_FROM.match(line))


def is_farewell(line: str) -> bool:
    """Tell whether the line is a farewell and nothing else."""
    return len(line) < 60 and line.strip(_AROUND_FAREWELL).lower() in FAREWELLS


def signed_from(rows: Rows, first: int, end: int, *, is_patch: bool) -> int:
    """Return the row in first..end at which the "-- " line of a signature stands; `end` when there is none."""
    candidates = rows.noted(_SIGNATURE_LOOK, first, end)
    for row in candidates:
        below = [line for line in rows.lines[row + 1 : end] if line.strip()]
        if is_patch and not _ends_patch(below):
            continue
        if len(below) <= _MOST_SIGNED or (rows.lines[row] == "-- " and row == candidates[-1]):
            return row
    return end


def _ends_patch(below: list[str]) -> bool:
    """Tell whether what stands below "-- " can end a patch: git's version, or a few lines that are no diff.

    A diff that removes a line "- " has the same two dashes.
    """
    if below and _VERSION.match(below[0]):
        return len(below) < _MOST_BELOW_FAREWELL
    return len(below) < _MOST_BELOW_FAREWELL and not any(line[0] in "+-@" for line in below)


def farewell_from(rows: Rows, first: int, end: int) -> int:
    """Return the row at which a farewell with a name below it begins; `end` when there is none.

    Below it stand a few short lines that are no sentences; a farewell with nothing below, or with nothing
    before it, is left to the words.
    """
    last = rows.past_written(first, end)
    written = 0
    for row in range(last - 1, first, -1):
        line = rows.lines[row].strip()
        if not line:
            continue
        if is_farewell(line):
            return row if written else end
        written += 1
        if written > _MOST_BELOW_FAREWELL or len(line) > _LONGEST_SIGNED:
            return end
        if len(line) > _LONGEST_SENTENCE and _SENTENCE.search(line):
            return end
    return end
