"""Takes HTML found in the wild apart, in time that grows with its length only, whatever it holds.

Nothing here makes HTML safe to show; `channels.plaintext` makes words of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

# A quote mark counts only after an equals sign, and only when it is closed. Every part is possessive: no second try.
_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")
_DECLARED = re.compile(r"<[!?/][^>]*+>")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++))?+""")
_ADDRESS = re.compile(r"""(\s(?:href|src|poster|cite)\s*+=\s*+)("[^"]*+"|'[^']*+'|[^\s"'>]++)""", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*+[A-Za-z][A-Za-z0-9+.\-]*+:")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_NOT_SHOWN = frozenset({"script", "style", "title", "template", "iframe", "noembed", "noframes"})
_SWALLOWING = frozenset({"script", "style"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it stands in HTML. name: in lower case. rest: what stands between its name and its end."""

    name: str
    is_closing: bool
    rest: str

    def attributes(self) -> dict[str, str]:
        """Return its attributes, names in lower case, references resolved; the first of two with one name."""
        found: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(self.rest):
            found.setdefault(name.lower(), html.unescape(_unquoted(value)))
        return found


def pieces(markup: str) -> Iterator[Tag | str]:
    """Yield the tags of HTML and the stretches of text between them, references resolved.

    Comments, declarations and the inside of what browsers do not show (scripts, styles) are left out.
    """
    position, last_comment_end, unclosed = 0, markup.rfind("-->"), set[str]()
    while (start := markup.find("<", position)) >= 0:
        if start > position:
            yield unescaped(markup[position:start])
        if markup.startswith("<!--", start) and start + 2 <= last_comment_end:
            position = markup.index("-->", start + 2) + 3
        elif tag := _TAG.match(markup, start):
            named = Tag(tag[2].lower(), bool(tag[1]), tag[3])
            yield named
            position = _after(named, markup, tag.end(), unclosed)
        elif declared := _DECLARED.match(markup, start):
            position = declared.end()
        elif _begins_tag(markup, start):
            # No end of this tag before the end of the page, so of no tag behind it either.
            position = start
            break
        else:
            yield "<"
            position = start + 1
    if position < len(markup):
        yield unescaped(markup[position:])


def unescaped(text: str) -> str:
    """Return text with its character references resolved."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a character's number with thousands of digits
        return text


def clean(text: str) -> str:
    """Return text without what no database and no page can hold: control characters and broken surrogates."""
    return _UNFIT.sub("", text)


def with_whole_addresses(markup: str, *, base: str) -> str:
    """Return HTML in which relative links and images lead where they led on the page at `base`."""

    def whole(found: re.Match[str]) -> str:
        address = unescaped(_unquoted(found[2])).strip()
        if _ABSOLUTE.match(address):
            return found[0]
        return f'{found[1]}"{html.escape(joined(base, address))}"'

    written, position = [], 0
    while base and (start := markup.find("<", position)) >= 0:
        tag = _TAG.match(markup, start) or _DECLARED.match(markup, start)
        if tag is None and _begins_tag(markup, start):
            break
        end = tag.end() if tag else start + 1
        written += [markup[position:start], _ADDRESS.sub(whole, markup[start:end])]
        position = end
    return "".join([*written, markup[position:]])


def joined(base: str, address: str) -> str:
    """Return an address as seen from another; as it is when that makes no sense."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _begins_tag(markup: str, start: int) -> bool:
    return markup[start + 1 : start + 2].isalpha() or markup.startswith(("</", "<!", "<?"), start)


def _after(tag: Tag, markup: str, position: int, unclosed: set[str]) -> int:
    """Return where the page goes on behind a tag: behind its whole element when that is not shown.

    unclosed: names of elements found to have no end any more; a script without an end takes all the rest.
    """
    if tag.is_closing or tag.name not in _NOT_SHOWN or tag.name in unclosed:
        return position
    end = re.compile(rf"</{tag.name}[\s/>]", re.IGNORECASE).search(markup, position)
    if end:
        return end.start()
    unclosed.add(tag.name)
    return len(markup) if tag.name in _SWALLOWING else position


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in {'"', "'"} else value
