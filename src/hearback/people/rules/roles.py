"""What somebody can be to us, and which facts about them have a place of their own."""

from __future__ import annotations

import re

FAN, CUSTOMER, PARTNER, BLOGGER = "fan", "customer", "partner", "blogger"
JOURNALIST, ANALYST, DEVELOPER, COLLEAGUE = "journalist", "analyst", "developer", "colleague"
KINDS = (FAN, CUSTOMER, PARTNER, BLOGGER, JOURNALIST, ANALYST, DEVELOPER, COLLEAGUE)

PLACE, LANGUAGE, PHONE, LINK, ZONE = "place", "language", "phone", "link", "zone"
TRAITS = (PLACE, LANGUAGE, PHONE, LINK, ZONE)
LONGEST_VALUE, LONGEST_TAG, LONGEST_NOTE, LONGEST_NAME = 300, 60, 20_000, 300
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$", re.IGNORECASE)
_LINK = re.compile(r"^https?://[^\s/]+\S*$", re.IGNORECASE)
_PHONE = re.compile(r"^\+?[\d\s().\-/]{4,40}$")


def why_not(kind: str, value: str) -> str:
    """Return why a value cannot be a fact of that kind, one sentence; "" when it can."""
    if kind not in TRAITS:
        return "Choose what it is."
    if not value:
        return "There is nothing written yet."
    if len(value) > LONGEST_VALUE:
        return f"That is longer than {LONGEST_VALUE} characters."
    if kind == LANGUAGE and not _LANGUAGE.match(value):
        return "Write a language as its short code: en, de, pt-BR."
    if kind == LINK and not _LINK.match(value):
        return "A link begins with https:// or http://."
    if kind == PHONE and not _PHONE.match(value):
        return "A phone number has digits, and a + in front where it is from abroad."
    return ""
