"""Reads addresses and handles: which mailbox or account they mean, whatever way they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from hearback.people.rules.matching.languages.providers import (
    DOTS_MEAN_NOTHING,
    FORGES,
    ONE_HOUSE,
    PROVIDER_WORDS,
    PROVIDERS,
    TAGS,
)

HOUSE, PROVIDER, MACHINE, HANDLE, NOTHING = "house", "provider", "machine", "handle", "nothing"

_SPELLED = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|<at>|\s+at\s+)\s*", re.IGNORECASE)
_DOTTED = re.compile(r"\s*(?:\(dot\)|\[dot\]|\s+dot\s+)\s*", re.IGNORECASE)
_FORGE_NUMBER = re.compile(r"^(?:(\d+)[+-])?(.+)$")
_UUID = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")
_NOT_PLAIN = re.compile(r"[\W_]+")
_MACHINE_ENDS = {
    *("local", "localdomain", "lan", "home", "internal", "intranet", "localnet", "(none)", "none", "invalid", "test"),
    *("corp", "domain", "workgroup", "fritz", "arpa", "box"),
}
_NO_HOST = {"localhost", "localhost.localdomain", "(none)", "none", "localdomain", "local", "unknown", "nowhere", ""}
_suffixes = PublicSuffixList()


@dataclass(frozen=True, slots=True)
class Address:
    """An address or handle, read. normal: equal exactly when the same one is meant; "" when it names nobody.

    local: the part before the @, or the handle, in small letters, without a tag. plain: its letters and digits alone.
    host: the domain as written, in small letters; domain: what was registered of it, "" for a machine's.
    kind: HOUSE (somebody's own domain), PROVIDER, MACHINE (never delivered to), HANDLE or NOTHING.
    account: the account elsewhere that it names ("github:jdoe"), "" for none.
    """

    normal: str = ""
    local: str = ""
    plain: str = ""
    host: str = ""
    domain: str = ""
    kind: str = NOTHING
    account: str = ""


NO_ADDRESS = Address()


def read_address(text: str, *, channel: str = "") -> Address:
    """Return what an address or handle means."""
    written = _unwrapped(text)
    if "@" in written.strip("@"):
        return _mail(written)
    handle = written.lstrip("@~").rstrip("/").casefold()
    if not handle:
        return Address()
    channel = channel.casefold()
    if "://" in handle or channel == "web":
        return _web(handle)
    where = channel if channel not in ("", "mail", "email") else "handle"
    return Address(
        normal=f"{where}:{handle}", local=handle, plain=plain(handle), kind=HANDLE, account=f"{where}:{handle}"
    )


def plain(text: str) -> str:
    """Return the letters and digits of a local part or handle."""
    return _NOT_PLAIN.sub("", text)


@lru_cache(maxsize=65_536)
def domain_of(host: str) -> str:
    """Return what was registered of a host ("mail.acme.example" -> "acme.example"); "" for a machine or an address."""
    return str(_suffixes.privatesuffix(host) or "") if "." in host else ""


@lru_cache(maxsize=65_536)
def kind_of(host: str) -> str:
    """Return whether a host is somebody's own domain, a provider's, or a machine's that no mail reaches."""
    if not host or host.rpartition(".")[2] in _MACHINE_ENDS or _UUID.match(host) or "." not in host:
        return MACHINE
    if host.replace(".", "").isdigit():
        return MACHINE
    domain = domain_of(host)
    if host in PROVIDERS or domain in PROVIDERS or domain.partition(".")[0] in PROVIDER_WORDS:
        return PROVIDER
    return HOUSE if domain else MACHINE


def _unwrapped(text: str) -> str:
    text = text.strip().strip("<>\"' ")
    text = text[7:] if text[:7].lower() == "mailto:" else text
    if "@" not in text and " " in text.strip():
        text = _DOTTED.sub(".", _SPELLED.sub("@", text))
    elif "@" not in text:
        text = _DOTTED.sub(".", _SPELLED.sub("@", text)) if "at" in text.casefold() and _SPELLED.search(text) else text
    return "".join(text.split())


def _mail(written: str) -> Address:
    local, _, host = written.casefold().rpartition("@")
    local, host = local.strip("\"'<"), _ascii(host.strip(".>"))
    if host in FORGES:
        return _forge(local, FORGES[host])
    kind, domain = kind_of(host), domain_of(host)
    house = ONE_HOUSE.get(host, host)
    bare = _without_tag(local, house)
    if house in DOTS_MEAN_NOTHING:
        for sign in DOTS_MEAN_NOTHING[house]:
            bare = bare.replace(sign, "")
    is_nowhere = host in _NO_HOST or (kind == MACHINE and host.removesuffix(".(none)") in _NO_HOST)
    shown = local.partition("+")[0]
    return Address(
        normal="" if is_nowhere or not bare else f"{bare}@{house}",
        local=shown or local,
        plain=plain(shown or local),
        host="" if is_nowhere else house,
        domain=domain if kind == HOUSE else "",
        kind=kind,
    )


def _without_tag(local: str, house: str) -> str:
    """Return a local part without the tag, where the provider gives tagged mail to the same mailbox."""
    sign = TAGS.get(house, "")
    bare = local.partition(sign)[0] if sign else local
    return bare or local


def _forge(local: str, forge: str) -> Address:
    found = _FORGE_NUMBER.match(local)
    handle = found[2] if found else local
    if handle in ("noreply", "no-reply", ""):
        return Address(local=local, kind=NOTHING)
    account = f"{forge}:{handle}"
    return Address(normal=account, local=handle, plain=plain(handle), kind=HANDLE, account=account)


def _web(handle: str) -> Address:
    place = handle.partition("://")[2] or handle
    host, _, path = place.partition("/")
    host = host.removeprefix("www.")
    last = path.rstrip("/").rpartition("/")[2].lstrip("@~")
    if host in ("github.com", "gitlab.com", "twitter.com", "x.com") and last:
        account = f"{host.partition('.')[0]}:{last}"
        return Address(normal=account, local=last, plain=plain(last), kind=HANDLE, account=account)
    kind = kind_of(host)
    domain = domain_of(host) if kind == HOUSE else ""
    return Address(
        normal=f"web:{host}/{path}".rstrip("/"), local=last, plain=plain(last), host=host, domain=domain, kind=HANDLE
    )


@lru_cache(maxsize=65_536)
def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
