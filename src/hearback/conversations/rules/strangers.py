"""Who may join a conversation by knowing its names, and who is asked about first."""

from __future__ import annotations

from collections.abc import Collection

# Where everybody has an address: that two people share such a domain says nothing about them.
PROVIDERS = frozenset({
    "126.com", "163.com", "aol.com", "bk.ru", "bluewin.ch", "comcast.net", "daum.net", "fastmail.com", "free.fr",
    "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hanmail.net",
    "hey.com", "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "icloud.com", "inbox.ru", "interia.pl",
    "laposte.net", "libero.it", "list.ru", "live.com", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com",
    "msn.com", "naver.com", "o2.pl", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "pm.me", "posteo.de",
    "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "seznam.cz", "sfr.fr", "sina.com",
    "t-online.de", "tuta.com", "tutanota.com", "ukr.net", "verizon.net", "wanadoo.fr", "web.de", "wp.pl",
    "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com",
    "zoho.com",
})  # fmt: skip


def domain_of(handle: str) -> str:
    """Return the domain of an address when it says something about who uses it; "" otherwise."""
    domain = handle.rpartition("@")[2] if "@" in handle else ""
    return "" if domain in PROVIDERS else domain


def is_admitted(handle: str, *, taking_part: Collection[str]) -> bool:
    """Say whether an address may go on with a conversation: it takes part already, or its house does."""
    if handle in taking_part:
        return True
    domain = domain_of(handle)
    return bool(domain) and any(domain_of(other) == domain for other in taking_part)
