"""Says who wrote a post: one person has one handle on one site, however the feed writes it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from hearback.channels.contract import HeardIdentity
from hearback.channels.markup import clean, joined

_WORLD_WIDE = re.compile(r"(?:https?://[^\s/]+|tag:[^\s,]+,|urn:[^\s:]+:|doi:|acct:)", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?([^\s@<>\"(),;:]+@[^\s@<>\"(),;:]+\.[^\s@<>\"(),;:.]+)", re.IGNORECASE)
_MAIL_IN = re.compile(r"[(<]*+(?:mailto:)?([^\s@<>\"(),;:]++@[^\s@<>\"(),;:]++)[)>]*+", re.IGNORECASE)
# Platforms write one such address for everybody.
_NOBODY = re.compile(r"(?:no-?_?reply|do-?not-?reply|nobody|noemail|unknown)(?:[+.@].*)?", re.IGNORECASE)
_LONGEST_NAME = 200
_LONGEST_HANDLE = 500


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post, as the feed says it; "" for what it does not say."""

    name: str = ""
    email: str = ""
    link: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.link)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a post was published. address: of the feed. link: of the pages. title: what the site calls itself."""

    address: str = ""
    link: str = ""
    title: str = ""


def author_in(written: str, *, link: str = "") -> Author:
    """Return the name and the address in what a feed writes of an author in one piece: ann@example.org (Ann)."""
    found = _MAIL_IN.search(written) if "@" in written else None
    if not found or not _MAIL.fullmatch(found[1]):
        return Author(name=written.strip(), link=link)
    name = f"{written[: found.start()]} {written[found.end() :]}".strip(' ,;:-"')
    is_wrapped = name.startswith("(") and name.endswith(")") and "(" not in name[1:]
    return Author(name=name[1:-1].strip() if is_wrapped else name, email=found[1], link=link)


def web_address(base: str, *written: str) -> str:
    """Return the first of these that is a web address, as seen from `base`; "" when none is."""
    whole = (joined(base, address) for address in written if address)
    return next((address for address in whole if _is_web(address)), "")


def who(author: Author, *, site: Site, link: str) -> HeardIdentity | None:
    """Return the identity of a post's author: by page, by mail address, or by name on this site; None for nobody.

    link: the post's own, for a feed that names no site.
    """
    name = " ".join(clean(author.name).split())[:_LONGEST_NAME]
    mail = _MAIL.fullmatch(author.email.strip())
    address = mail[1] if mail and not _NOBODY.fullmatch(mail[1].partition("@")[0] + "@") else ""
    own = "".join(clean(author.link).split())
    page = slim(own) if _is_web(own) else ""
    # A site with many authors often gives them all its own front page.
    if page and not (name and page in {slim(site.link), _host(site.link), _host(link)}):
        return HeardIdentity("web", page, name, own)
    if address:
        return HeardIdentity("mail", unicodedata.normalize("NFC", address.lower()), name, address)
    name = name or " ".join(clean(site.title).split())[:_LONGEST_NAME]
    if not name:
        return None
    host = _host(site.link) or _host(site.address) or _host(link)
    return HeardIdentity("web", f"{host}/{_slug(name)}", name, name)


def is_world_wide(identifier: str) -> bool:
    """Say whether an identifier is made to be the only one of its name in the world."""
    return bool(_WORLD_WIDE.match(identifier))


def slim(address: str) -> str:
    """Return a web address without what changes while the place stays: scheme, "www.", the last slash."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return clean(address.strip())[:_LONGEST_HANDLE]
    query = f"?{parts.query}" if parts.query else ""
    return clean(f"{host}{port}{parts.path.rstrip('/')}{query}")[:_LONGEST_HANDLE]


def _is_web(address: str) -> bool:
    try:
        return bool(_WEB.match(address) and urlsplit(address).hostname)
    except ValueError:
        return False


def _host(address: str) -> str:
    return slim(address).partition("/")[0].partition("?")[0]


def _slug(name: str) -> str:
    """Return a name as one word in small letters, whatever alphabet it is in."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in letters).split()) or "?"
