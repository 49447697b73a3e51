"""Makes a stranger's HTML harmless: nh3 keeps what is on the lists, our filters see every style and every address."""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from functools import partial
from urllib.parse import urljoin

import nh3

from hearback.infra.sheets import colours, styles
from hearback.infra.sheets.values import Ask, Finds, Sheet

MOST_CHARACTERS = 3_000_000
MOST_WEIGHT = 2_000_000  # a newsletter of 100 kB weighs some 40,000; see _is_too_deep


def _words(line: str) -> set[str]:
    return set(line.split())


_TAGS = _words(
    "a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del"
    " details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main map"
    " mark menu nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot"
    " th thead time tr tt u ul var wbr"
)
_GONE_WITH_CONTENT = _words(
    "script style title noscript template iframe object embed applet svg math select option textarea xmp noembed"
    " noframes frameset audio video canvas"
)
_EVERYWHERE = _words("style class id dir lang title align valign width height bgcolor background color border")
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href", "name"},
    "area": {"href", "coords", "shape", "alt"},
    "img": {"src", "alt", "hspace", "vspace", "usemap"},
    "map": {"name"},
    "font": {"face", "size"},
    "table": {"cellpadding", "cellspacing", "rules", "frame"},
    "td": {"colspan", "rowspan", "nowrap", "headers", "abbr"},
    "th": {"colspan", "rowspan", "nowrap", "headers", "abbr", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value", "type"},
    "hr": {"size", "noshade"},
    "br": {"clear"},
    "time": {"datetime"},
    "details": {"open"},
    "div": {"text", "link", "vlink", "alink"},  # what stands on <body>, see _body_attributes
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "data"}  # the last two for pictures alone, see _href
# Every part stops at the next tag and is possessive: their time grows with the length of a mail only.
_STYLE = re.compile(r"<style\b[^<>]*+>(.*?)(?:</style\b|\Z)", re.IGNORECASE | re.DOTALL)
_BODY = re.compile(r"<body\b((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_DIRECTED = re.compile(r"<(?:html|body)\b[^<>]*?\sdir\s*+=\s*+[\"']?(rtl|ltr)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# What has no end, or whose end most writers leave out.
_NEVER_DEEP = _words(
    "area br col hr img input link meta wbr p li td th tr tbody thead tfoot dt dd option html head body style"
    " script title"
)
_LINK = re.compile(r"(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
# As nh3 writes it: names in lower case, every value in double quotes, none with a double quote in it.
_WITHOUT_SOURCE = re.compile(r'<img(?: (?!src=)[a-z-]+="[^"]*")*>')
_ALT = re.compile(r' alt="([^"]*)"')
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
_INKS = {"color", "text", "link", "vlink", "alink"}


class TooLong(ValueError):
    """So much HTML, or so deeply nested, that a browser would choke on it, and so would we."""


def sheet(markup: str, ask: Ask) -> Sheet:
    """Return a stranger's HTML so that it can do nothing but be looked at. Raises TooLong."""
    if len(markup) > MOST_CHARACTERS or _is_too_deep(markup):
        raise TooLong
    markup = markup.replace("\0", "")
    finds = Finds(ask)
    made = _made(markup, finds)
    if finds.is_painted:
        return made
    return _made(markup, Finds(ask, is_repainting=True))


def _is_too_deep(markup: str) -> bool:
    """Whether its tags, each weighed by those open around it, are more than any mail needs.

    Taking HTML apart costs time by this sum, as its rules look at everything that is open for each new tag.
    """
    opened: Counter[str] = Counter()
    depth = weight = 0
    for closing, written in _TAG.findall(markup):
        name = written.lower()
        if name in _NEVER_DEEP:
            weight += depth
        elif not closing:
            opened[name] += 1
            depth += 1
            weight += depth
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if weight > MOST_WEIGHT:
            return True
    return False


def _made(markup: str, finds: Finds) -> Sheet:
    css = "\n".join(filter(None, (styles.sheet(found, finds) for found in _STYLE.findall(markup))))
    attributes = _body_attributes(markup, finds)
    body = _WITHOUT_SOURCE.sub(_in_words, _cleaned(markup, finds))
    directed = _DIRECTED.search(markup)
    return Sheet(
        body=body,
        attributes=attributes,
        styles=css,
        elsewhere=len(finds.elsewhere),
        is_painted=finds.is_painted,
        direction=directed[1].lower() if directed else "auto",
    )


def _in_words(held: re.Match[str]) -> str:
    """Return what a picture that is not shown says of itself; browsers would draw it as broken."""
    says = _ALT.search(held[0])
    words = entities.escape(entities.unescape(says[1])).strip() if says else ""
    return f'<span class="held-back">{words}</span>' if words else ""


def _cleaned(markup: str, finds: Finds) -> str:
    return nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=partial(_attribute, finds),
        url_schemes=_SCHEMES,
        url_relative=partial(_relative, finds),
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}, "area": {"target": "_blank"}},
    )


def _body_attributes(markup: str, finds: Finds) -> str:
    """Return what stands on <body>, cleaned as if it stood on a div, with a space before it."""
    found = _BODY.search(markup)
    if not found:
        return ""
    return _cleaned(f"<div{found[1]}></div>", finds).removeprefix("<div").removesuffix("></div>")


def _relative(finds: Finds, address: str) -> str | None:
    """Return where an address without a host leads; None for nowhere. Asked after the filter below."""
    if address.startswith("#") or address in finds.ours:
        return address
    return None


def _attribute(finds: Finds, tag: str, name: str, value: str) -> str | None:
    """Return what an attribute may say; None takes it away."""
    if name == "style":
        return styles.declarations(value, finds) or None
    if name in {"src", "background"}:
        return _picture(finds, name, value)
    if name == "href":
        return _href(finds, value.strip())
    if name == "bgcolor":
        finds.is_painted |= colours.is_ground(value)
        return None if finds.is_repainting else value
    if name in _INKS and (tag in {"div", "font"} or name == "color"):
        return _ink(finds, value)
    return value


def _href(finds: Finds, address: str) -> str | None:
    if address.startswith("//"):
        address = f"https:{address}"
    elif finds.ask.base and not _SCHEME.match(address):
        address = urljoin(finds.ask.base, address)
    return address if _LINK.match(address) else None


def _picture(finds: Finds, name: str, value: str) -> str | None:
    shown = finds.picture(urljoin(finds.ask.base, value) if finds.ask.base else value)
    finds.is_painted |= name == "background" and shown is not None
    return shown


def _ink(finds: Finds, value: str) -> str | None:
    finds.is_painted |= colours.needs_ground(value)
    if not finds.is_repainting:
        return value
    return None if colours.is_plain_ink(value) else colours.between(value)
