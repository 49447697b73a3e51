"""The subjects and sentences by which machines give themselves away, in the languages of the programs that send them."""

from __future__ import annotations

import re

# What mail servers put in front of an automatic reply's subject; a person's answer to one begins with "Re:".
AUTO_REPLY_PREFIXES = tuple(
    words.strip()
    for words in """
    automatic reply|automatic response|automated reply|automated response|auto reply|auto-reply|autoreply|auto response|auto-response|autoresponse
    |autoresponder|auto:|out of office auto|out of the office auto|out of office reply|out of office response|out of office notification|ooo reply
    |automatische antwort|automatische reaktion|automatische rückantwort|autoantwort|abwesenheitsnotiz|abwesenheitsmitteilung|abwesenheitsnachricht
    |abwesenheitsmeldung|abwesenheitsassistent|abwesenheitsbenachrichtigung|réponse automatique|reponse automatique|message d'absence|message d’absence
    |notification d'absence|respuesta automática|respuesta automatica|risposta automatica|resposta automática|resposta automatica|automatisch antwoord
    |automatische reactie|automatisch bericht|afwezigheidsbericht|autosvar|automatisk svar|automatiskt svar|frånvaromeddelande|fraværsmelding|fraværsbesked
    |fraværsassistent|automaattinen vastaus|automaattinen poissaoloviesti|poissaoloviesti|automatická odpověď|automatická odpoveď|automaticka odpoved
    |odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|automatikus válasz|răspuns automat|raspuns automat|automatski odgovor|samodejni odgovor
    |automaatvastus|automatinis atsakymas|automātiskā atbilde|αυτόματη απάντηση|otomatik yanıt|автоматический ответ|автоответ|автоматична відповідь
    |автоматичен отговор|аутоматски одговор|מענה אוטומטי|תשובה אוטומטית|رد تلقائي|الرد التلقائي|自動回覆|自動回复|自动答复|自动回复|自動応答|自動返信|不在通知|不在連絡
    |자동 회신|자동회신|자동 응답|자동응답|trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ|resposta automàtica|sjálfvirkt svar
    """.split("|")
)
# What programs write there too, and people sometimes: it counts in a mail that answers another one.
AUTO_REPLY_SOFT_PREFIX = re.compile(
    r"""\s*+(?:i(?:['’]m|[ ]am)[ ])?(?:
      out[ ]of[ ](?:the[ ])?office | ooo | oof | away | vacation | on[ ](?:vacation|holiday|leave)
    | abwesend | abwesenheit | absence | absent(?:e|\(e\))?(?:[ ]du[ ]bureau)? | fuera[ ]de[ ]la[ ]oficina | ausente | ausencia
    | fuori[ ](?:sede|ufficio) | assente | fora[ ]do[ ]escritório | ausência | afwezig(?:heid)? | niet[ ]aanwezig
    | frånvaro | frånvarande | fravær | poissa(?:olo)? | nieobecność | nepřítomnost | neprítomnosť | szabadság
    | отсутствие | відсутність | απουσία | ofis[ ]dışında | izinli | 不在 | 외출 | 부재[ ]?중 | 外出
    )\b[^:]{0,20}:""",
    re.VERBOSE | re.IGNORECASE,
)
# What a person might write too, so that something in the head must say the same.
AUTO_REPLY_HINT = re.compile(
    r"""out[ ]of[ ](?:the[ ])?office|\booo\b|on[ ](?:vacation|holiday|leave)|vacation|away[ ]from|absence|absent
    |auto-?(?:matic[ ]|mated[ ])?(?:reply|respon)|we(?:[ ]have|'ve)?[ ]received[ ]your|thank[ ]you[ ]for[ ]contacting
    |abwesen|urlaub|nicht[ ]im[ ]büro|eingangsbestätigung|vacances|absent|congés?\b|accusé[ ]de[ ]réception
    |vacaciones|ausen|fuera[ ]de|férias|ferie|assen|fuori|vakantie|afwezig|semester|frånvar|fravær|loma|poissa
    |urlop|nieobecn|dovolen|nepřítom|szabadság|concediu|отпуск|відпуст|отсутств|άδεια|izin|休暇|不在|휴가|부재|休假|外出""",
    re.VERBOSE | re.IGNORECASE,
)

BOUNCE_SUBJECT = re.compile(
    r"""\s*+(?:
      undeliver(?:ed|able|y)\b | undeliverable:? | non[- ]?deliver(?:y|able)\b | not[ ]delivered\b | undelivered[ ]mail
    | (?:mail|message|e-?mail)?[ ]?deliver(?:y|ing)?[ ]?(?:has[ ])?
      (?:fail(?:ed|ure)?|error|problem|delayed|status|report|notification|subsystem|unsuccessful|incomplete)
    | (?:warning:[ ])?(?:message|mail|e-?mail)[ ](?:delivery|could[ ]not|was[ ]not|not|undelivered|delayed|returned)
    | returned[ ](?:mail|message|e-?mail)\b | returned[ ]to[ ]sender | return(?:ed)?:[ ] | failure[ ](?:notice|notification|delivery)\b
    | failed[ ](?:mail|delivery|to[ ]deliver) | warning:[ ]could[ ]not[ ]send | delay(?:ed)?[ ](?:mail|delivery|notif)
    | nondeliverable | error[ ]sending | rejected[ ]?(?:mail|message|:) | mail[ ]system[ ]error | mail[ ]failure | nuntius
    | unzustellbar\b | (?:nachricht|mail)[ ](?:nicht|unzustellbar) | unzustellbarkeit | zustellung\w*[ ](?:fehl|nicht)
    | (?:non|échec)[ ](?:remis|de[ ]remise|remise)|échec[ ]de[ ](?:la[ ])?(?:livraison|distribution)|message[ ]non[ ](?:remis|distribué)
    | no[ ]se[ ](?:puede|pudo)[ ]entregar|correo[ ](?:no[ ]entregado|devuelto)|no[ ]entregado|error[ ]de[ ]entrega
    | impossibile[ ](?:recapitare|consegnare)|non[ ]recapitabile|mancato[ ]recapito
    | não[ ](?:foi[ ]possível|entregue)|mensagem[ ]não|falha[ ](?:na|de)[ ]entrega
    | onbestelbaar|niet[ ](?:afgeleverd|bezorgd) | ej[ ]levererad|kunde[ ]inte[ ]levereras|ikke[ ]leveret|kan[ ]ikke[ ]leveres
    | niedostarczone|nie[ ]można[ ]dostarczyć | nedoruč|nelze[ ]doručit | kézbesíthetetlen | не[ ]удалось[ ]доставить|недоставлен
    | 配信不能|送信できません|配信できません|配達不能 | 无法投递|退信|系统退信|無法傳遞|未傳遞 | 배달되지[ ]않음|전송[ ]실패 | teslim[ ]edilemedi
    )""",
    re.VERBOSE | re.IGNORECASE,
)
BOUNCE_WORDS = re.compile(
    r"""this[ ]is[ ]the[ ](?:mail[ ]system|qmail-send|postfix)[ ]|permanent[ ](?:fatal[ ])?error|user[ ]unknown|unknown[ ]user
    |mailbox[ ](?:is[ ])?(?:full|unavailable)|(?:could|can)[ ]?not[ ]be[ ]delivered|delivery[ ](?:to[ ]the[ ]following|failed|has[ ]failed)
    |\b55[0-4][ -]5?\.?|\b5\.\d\.\d{1,3}\b|was[ ]not[ ]delivered|address(?:\(es\)|es)?[ ](?:failed|rejected|not[ ]found)
    |undeliver|no[ ]such[ ](?:user|mailbox)|does[ ]not[ ]exist|over[ ]quota|quota[ ]exceeded|returned[ ]to[ ]sender|host[ ]unknown""",
    re.VERBOSE | re.IGNORECASE,
)
