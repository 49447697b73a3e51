"""Decodes text whose charset is wrong, unknown or missing, so that no mail is lost to its label."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Labels seen in the wild that Python does not know, or knows in a narrower sense than senders mean.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode-2-0-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "x-koi8-r": "koi8-r",
}
# Senders label these when they mean "whatever my system has", so UTF-8 is tried before them.
_WESTERN = {"ascii", "iso8859-1"}
_VAGUE = {"cp1252", "iso8859-15"}
_NOT_FOR_TEXT = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
# Their text is ASCII bytes that mean other letters.
_SEVEN_BIT = re.compile(r"iso2022|utf-7|hz|utf-16|utf-32")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LABEL_PREFIX = re.compile(r"^(?:charset\s*=|x-)(?=.)")


@lru_cache(maxsize=256)
def codec_for(label: str) -> str:
    """Return Python's name for a declared charset; "" when it is unknown or means nothing."""
    label = label.strip().strip("\"'").lower().replace(" ", "")
    for guess in (label, _LABEL_PREFIX.sub("", label), label.replace("cp-", "cp").replace("windows", "cp")):
        try:
            found = codecs.lookup(_MEANT.get(guess, guess))
        except (LookupError, ValueError):
            continue
        # The attribute is CPython's mark for codecs that are no charsets (hex, zlib); typeshed leaves it out.
        if getattr(found, "_is_text_encoding", True) and found.name not in _NOT_FOR_TEXT:
            return found.name
    return ""


def decode(raw: bytes, declared: str = "") -> str:
    """Return the text in the bytes: as declared, else UTF-8, else Windows' Western letters; never fails.

    NUL and lone surrogates become U+FFFD, so that the result can always be stored.
    """
    codec = codec_for(declared) if declared else ""
    is_plain = raw.isascii() and not _SEVEN_BIT.match(codec)
    text = raw.decode("ascii") if is_plain else _decode_beyond_ascii(raw, codec)
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _decode_beyond_ascii(raw: bytes, codec: str) -> str:
    if codec in _WESTERN:
        codec = "cp1252"  # what browsers take these labels for, and their senders mostly had
    tries = ("utf-8", codec) if not codec or codec in _VAGUE else (codec, "utf-8")
    for name in tries:
        if not name:
            continue
        try:
            text = raw.decode(name)
        except (UnicodeError, ValueError):
            continue
        return without_surrogates(text)
    return _least_damage(raw, codec)


def _least_damage(raw: bytes, codec: str) -> str:
    """Decode bytes that fit no charset: a few broken letters if the declared one nearly fits, else Western."""
    for name in (codec, "utf-8"):
        if name and name not in _VAGUE:
            text = raw.decode(name, "replace")
            if text.count("\ufffd") * 20 <= len(text):
                return without_surrogates(text)
    try:
        return raw.decode("cp1252")
    except UnicodeError:
        return raw.decode("latin-1")


def without_surrogates(text: str) -> str:
    """Return the text with every lone surrogate replaced, so that it can be encoded."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
