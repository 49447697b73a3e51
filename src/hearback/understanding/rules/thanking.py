"""Whether somebody thanks for something, or only closes a letter with the word."""

from __future__ import annotations

import re

_FORMS = (
    r"thank you|thanks|thank u|thx|many thanks|cheers for|much appreciated|grateful|"
    r"danke|dankesch[öo]n|vielen dank|herzlichen dank|besten dank|merci|remercie|remercions|gracias|agradezco|"
    r"agradecemos|obrigad[oa]|agrade[çc]o|grazie|ringrazio|bedankt|dank je|dank u|hartelijk dank|tack|takk|"
    r"mange tak|tusen takk|kiitos|kiitti|dzi[ęe]kuj[ęe]|dzi[ęe]ki|d[ěe]kuj[iue]|d[íi]ky|[ďd]akujem|"
    r"k[öo]sz[öo]n[öo]m|k[öo]szi|mul[țt]umesc|mersi|te[şs]ekk[üu]r|sa[ğg] ?ol|ευχαριστ|"
    r"спасибо|благодар|дякую|хвала|hvala|"
    r"ありがとう|感謝|谢谢|謝謝|多谢|감사|고마|شكر|תודה|धन्यवाद|ขอบคุณ|"
    r"c[ảa]m [ơo]n|terima kasih|a[čc]i[ūu]|paldies|ait[äa]h"
)
_THANKS = re.compile(rf"(?<![^\W\d_])(?:{_FORMS})", re.IGNORECASE)
_BEFOREHAND = re.compile(
    r"in advance|im voraus|im vorhinein|d.avance|por adelantado|de antemano|in anticipo|anticipadamente|bij voorbaat|"
    r"på förhånd|på forhånd|på förhand|etukäteen|z góry|předem|vopred|előre|anticipat|şimdiden|εκ των προτέρων|заранее|"
    r"наперед|unapred|unaprijed|よろしく|先谢|预先|미리|no thank|no,? thanks|nein,? danke|non,? merci|no,? gracias",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LOOKED_AT = 4_000  # characters
_SHORT, _FEW = 12, 3  # words


def thanks(words: str) -> bool:
    """Return whether some new words thank for something: in a sentence of its own, not as a closing or beforehand."""
    lines = [line.strip() for line in words[:LOOKED_AT].splitlines() if line.strip()]
    if "?" in words[:LOOKED_AT] and len(lines) > 1:
        lines = lines[:-2] or lines[:1]  # who asks for something closes with thanks for it
    is_short = _size(" ".join(lines)) <= _SHORT
    return any(
        _THANKS.search(line) and not _BEFOREHAND.search(line) and (is_short or _size(line) > _FEW) for line in lines
    )


def _size(line: str) -> int:
    """Return how many words a line has; two letters count one where words are not parted."""
    wide = len(_WIDE.findall(line))
    return wide // 2 + len(_WORD.findall(_WIDE.sub(" ", line)))
