"""Whether somebody thanks for something, or only closes a letter with the word."""

from __future__ import annotations

import re

_WRITTEN = (
    "thank|thx|cheers for|much appreciated|grateful|danke|dankesch|vielen dank|herzlichen dank|besten dank|merci|"
    "remerci|gracias|agrade|obrigad|grazie|ringrazi|bedankt|dank je|dank u|hartelijk dank|tack|takk|mange tak|kiit|"
    "dzięk|dziek|děkuj|dekuj|díky|ďakuj|köszön|köszi|mulțumesc|multumesc|mersi|teşekkür|tesekkur|sağol|sağ ol|ευχαριστ|"
    "спасибо|благодар|дякую|хвала|hvala|ありがとう|感謝|感谢|谢谢|謝謝|多谢|감사|고마|شكر|תודה|धन्यवाद|ขอบคุณ|"
    "cảm ơn|terima kasih|ačiū|paldies|aitäh"
)
_STEMS = tuple(_WRITTEN.split("|"))
_BEFOREHAND = re.compile(
    r"in advance|im voraus|im vorhinein|d.avance|por adelantado|de antemano|in anticipo|anticipadamente|bij voorbaat|"
    r"på förhånd|på forhånd|på förhand|etukäteen|z góry|předem|vopred|előre|anticipat|şimdiden|εκ των προτέρων|заранее|"
    r"наперед|unapred|unaprijed|よろしく|先谢|预先|미리|no thank|no,? thanks|nein,? danke|non,? merci|no,? gracias"
)
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LOOKED_AT = 1_500  # characters
_SHORT, _FEW = 12, 3  # words


def thanks(words: str) -> bool:
    """Return whether some new words thank for something: in a sentence of its own, not as a closing or beforehand."""
    said = words[:LOOKED_AT].lower()
    stems = [stem for stem in _STEMS if stem in said]
    if not stems:
        return False
    starts = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(stems)})")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if "?" in said and len(lines) > 1:
        lines = lines[:-2] or lines[:1]  # who asks for something closes with thanks for it
    is_short = _size(" ".join(lines)) <= _SHORT
    return any(
        starts.search(line) and not _BEFOREHAND.search(line) and (is_short or _size(line) > _FEW) for line in lines
    )


def _size(line: str) -> int:
    """Return how many words a line has; two letters count one where words are not parted."""
    wide = len(_WIDE.findall(line))
    return wide // 2 + len(_WORD.findall(_WIDE.sub(" ", line)))
