"""Finds what lawyers and gateways add to a mail: confidentiality notices, "think before you print", outside warnings."""

from __future__ import annotations

import re

from hearback.channels.mail.splitting.rows import holds_any

# At least one of these stands in every notice; asked of the whole text before anything else.
_STEMS = (
    "confiden", "privileged", "disclaimer", "vertraulich", "environment", "umwelt", "riservat", "vertrouwelijk", "konfidenti",
    "fortrolig", "luottamuksel", "poufn", "gizli", "outside o", "external", "[extern", "caution", "ambiente", "intended ", "sigilos",
    "rahasia", "legal notice", "legale", "aviso legal", "rechtlicher", "povjerljiv", "zaupn", "often get email", "privacy notice",
)  # fmt: skip
_STEMS_BEYOND_ASCII = (
    "důvěrn", "dôvern", "bizalmas", "конфиденц", "конфіденц", "поверител", "εμπιστευτικ", "机密", "保密", "機密", "秘密", "기밀",
    "비밀", "חסוי", "סודי", "سري", "konfidenciāl", "bảo mật", "für den adressaten", "ausschließlich für", "címzett", "предназнач", "признач",
)  # fmt: skip
_OPENING = re.compile(
    r"""[\s*_\[(<#-]*(?:
      (?:e-?mail[ ])?(?:confidentiality|disclaimer|legal|privacy|important)[ ]?(?:and[ ]\w+[ ])?(?:notice|note|statement|disclaimer|warning|information)?\s*(?:[:.!*-]|$|this\b)
    | (?:notice|disclaimer|caution|warning|important|attention|hinweis|achtung|avis|aviso|avviso|attenzione)\b.{0,30}[:!-].{0,200}
      (?:e-?mail|message|sender|outside|external|extern|confiden|vertraulich|riservat|correo|mensaje)
    | (?:the|this|any|all)[ ](?:\w+[ ]){0,4}(?:e-?mail|message|communication|transmission|information|content|contents|document|fax)\b.{0,200}
      (?:confiden|privileged|intended|legally|originated|outside|recipient)
    | (?:\[?external(?:[ ]e?-?mail|[ ]sender)?\]?|external[ ]e?-?mail)\b.{0,100}(?:caution|click|outside|attachment|:|\]|$)
    | (?:please[ ])?(?:consider|think|save)[ ].{0,30}(?:environment|before[ ](?:you[ ])?print|paper|a[ ]tree)
    | (?:if[ ]you[ ](?:are[ ]not|have[ ]received)|you[ ](?:don['’]t|do[ ]not)[ ]often[ ]get).{0,100}(?:recipient|error|mistake|e-?mail)
    | (?:diese|die|dieses|der[ ]inhalt[ ]dieser)[ ](?:\w+[ ]){0,2}(?:e-?mail|nachricht|mail)\b.{0,200}(?:vertraulich|ausschließlich|bestimmt|rechtlich|adressat|empfänger)
    | bitte[ ]denken[ ]sie[ ].{0,60}(?:umwelt|ausdruck) | (?:bitte[ ])?.{0,30}umwelt.{0,60}(?:druck|mail) | vertraulichkeitshinweis\b | rechtlicher[ ]hinweis\b
    | (?:ce|cet|cette|le[ ]présent|l['’]information)[ ].{0,30}(?:message|courriel|e-?mail|mail|courrier)\b.{0,250}(?:confiden|destinat|exclusiv)
    | (?:pensez|merci[ ]de[ ]penser|avant[ ]d['’]imprimer|n['’]imprimez).{0,80}(?:environnement|imprimer) | avis[ ]de[ ]confidentialité\b
    | (?:este|esta|el[ ]presente|la[ ]información|o[ ]conteúdo|as[ ]informações|esta[ ]mensagem)[ ].{0,50}(?:mensaje|correo|e-?mail|mensagem|comunicaci|contenid)?.{0,250}(?:confiden|destinat|privilegi|sigil)
    | (?:antes[ ]de[ ]imprimir|piense[ ]en|pense[ ]no|por[ ]favor.{0,20}medio[ ]ambiente).{0,100} | aviso[ ](?:legal|de[ ]confidencialidad|de[ ]confidencialidade)\b
    | (?:questo|questa|il[ ]presente|la[ ]presente|le[ ]informazioni|il[ ]contenuto)[ ].{0,250}(?:riservat|confiden|destinatari) | (?:prima[ ]di[ ]stampare|rispetta[ ]l['’]ambiente|pensa[ ]all['’]ambiente).{0,80}
    | (?:dit|deze|de[ ]informatie|de[ ]inhoud)[ ].{0,200}(?:vertrouwelijk|geadresseerde|bestemd) | denk[ ]aan[ ]het[ ]milieu.{0,60}
    | (?:detta|denne|denna|dette|innehållet)[ ].{0,200}(?:konfidenti|fortrolig|mottagar|modtager|mottaker) | tämä[ ].{0,150}(?:luottamuksel|vastaanottaj)
    | (?:tämän[ ]viestin|viesti[ ]voi).{0,100}luottamuksel
    | (?:ta|niniejsza|treść|informacje)[ ].{0,150}(?:poufn|adresat) | (?:tento|tato|obsah|informace|informácie)[ ].{0,150}(?:důvěrn|dôvern|určen)
    | (?:ez|az|jelen|a)[ ].{0,120}(?:bizalmas|címzett) | (?:acest|această|informațiile)[ ].{0,150}(?:confiden|destinat)
    | (?:это|данное|настоящее|информация|содержание|данная)[ ].{0,200}(?:конфиденц|предназнач) | (?:це|цей|дане|інформація)[ ].{0,200}(?:конфіденц|признач)
    | (?:това|този|тази|информацията)[ ].{0,200}(?:поверител|предназнач) | (?:το|αυτό|οι[ ]πληροφορίες)[ ].{0,200}(?:εμπιστευτικ|προορίζ) | (?:bu|işbu)[ ].{0,200}(?:gizli|alıcı)
    | 本(?:邮件|电子邮件|郵件|電子郵件|メール|電子メール).{0,120}(?:机密|保密|機密|秘密|机 密) | このメール.{0,120}(?:機密|秘密) | 이?[ ]?(?:본[ ])?(?:메일|이메일|전자우편).{0,100}(?:기밀|비밀)
    | .{0,60}(?:חסוי|סודי).{0,60} | (?:هذه|هذا).{0,150}(?:سري|خصوصي) | (?:thư|email)[ ]này.{0,150}bảo[ ]mật | (?:email|pesan|e-mail)[ ]ini.{0,150}rahasia
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LONGEST = 400


def first_words() -> list[str]:
    """Return the words with which notices begin."""
    return """e-mail email confidentiality disclaimer legal privacy important notice caution warning attention hinweis achtung avis aviso avviso
        attenzione the this these any all external [external] [external please consider think save if you diese die dieses der bitte umwelt
        vertraulichkeitshinweis rechtlicher ce cet cette le les l'information pensez merci avant n'imprimez este esta el la los las o a as os antes piense
        pense por questo questa il i prima rispetta pensa dit deze de denk het detta denne denna dette innehållet tämä tämän viesti ta niniejsza
        treść informacje tento tato tyto obsah informace informácie ez az jelen acest această informațiile это данное настоящее информация содержание данная
        це цей дане інформація това този тази информацията το αυτό οι bu işbu هذه هذا thư email pesan confidential information wichtiger ovaj ova to
        message communication unless statement notice: privileged note""".split()


def _may_be_one(paragraph: str) -> bool:
    """Tell whether it is worth asking `is_notice`; cheap, and never wrong when it says no."""
    lowered = paragraph.lower()
    return holds_any(lowered, _STEMS) or (not paragraph.isascii() and holds_any(lowered, _STEMS_BEYOND_ASCII))


def is_notice(paragraph: str) -> bool:
    """Tell whether the paragraph begins like a legal or technical notice that no person wrote this time."""
    return _may_be_one(paragraph) and bool(_OPENING.match(" ".join(paragraph[:_LONGEST].split())))
