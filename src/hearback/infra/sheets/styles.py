"""Keeps of a stranger's CSS what can only change looks, inside its own frame."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hearback.infra.sheets import colours
from hearback.infra.sheets.values import Finds

MOST_STYLE = 300_000
_DEEPEST = 4
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_TOKEN = re.compile(
    r""""[^"\n]*"|'[^'\n]*'|url\(\s*+[^"'()\s]*+\s*+\)|[{}();]|[^{}();"'u]+|.""", re.DOTALL | re.IGNORECASE
)
_NAME = re.compile(r"-?[a-z][a-z-]{1,40}\Z")
_FORBIDDEN = re.compile(r"[<>\\@{}]|expression|javascript|vbscript|behavior|-moz-binding", re.IGNORECASE)
_FUNCTION = re.compile(r"([a-z-]+)\(", re.IGNORECASE)
_URL = re.compile(r"""url\(\s*+("[^"]*+"|'[^']*+'|[^"'()\s]*+)\s*+\)""", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^()]*\)|[a-z]+", re.IGNORECASE)
_SELECTOR = re.compile(r"""[\w\s.#*,>+~:()\[\]="'^$|-]{1,2000}\Z""")
_MEDIA = re.compile(r"@media[\w\s(),.:/-]{1,300}\Z", re.IGNORECASE)
_THEMED = re.compile(r"prefers-color-scheme|color-scheme", re.IGNORECASE)
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z", re.IGNORECASE)

_FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp", "url", "linear-gradient", "radial-gradient"}
_PROPERTIES = {
    *("color", "opacity", "visibility", "direction", "unicode-bidi", "display", "float", "clear", "position", "top"),
    *("right", "bottom", "left", "z-index", "width", "height", "min-width", "min-height", "max-width", "max-height"),
    *(
        "box-sizing",
        "box-shadow",
        "vertical-align",
        "white-space",
        "word-break",
        "word-wrap",
        "word-spacing",
        "hyphens",
    ),
    *("line-height", "letter-spacing", "table-layout", "caption-side", "empty-cells", "overflow", "overflow-x"),
    *("overflow-y", "overflow-wrap", "object-fit", "gap", "row-gap", "column-gap", "order", "quotes", "tab-size"),
    *("-webkit-text-size-adjust", "-webkit-font-smoothing", "zoom", "columns", "column-count", "aspect-ratio"),
}
_FAMILIES = (
    "background",
    "border",
    "font",
    "text",
    "margin",
    "padding",
    "list-style",
    "flex",
    "align",
    "justify",
    "grid",
    "outline",
)
_POSITIONS = {"static", "relative", "absolute"}


def declarations(style: str, finds: Finds) -> str:
    """Return the declarations of a style attribute or a rule that may stay."""
    kept = []
    for piece in _split(_COMMENT.sub(" ", style)):
        name, _, value = piece.partition(":")
        name, value = name.strip().lower(), " ".join(value.split())
        if _may_stay(name) and value and (said := _value(name, value, finds)):
            kept.append(f"{name}:{said}")
    return ";".join(kept)


def sheet(css: str, finds: Finds) -> str:
    """Return the rules of a style element that may stay; "" for one that is far too long."""
    if len(css) > MOST_STYLE:
        return ""
    return "\n".join(_rules(_COMMENT.sub(" ", css), finds, depth=0))


def _may_stay(name: str) -> bool:
    if not _NAME.match(name):
        return False
    return name in _PROPERTIES or any(name == family or name.startswith(f"{family}-") for family in _FAMILIES)


def _value(name: str, value: str, finds: Finds) -> str:
    """Return a value that may stay, its pictures at our addresses; "" when none of it may."""
    if name == "position" and value.lower().removesuffix("!important").strip() not in _POSITIONS:
        return ""
    if _FORBIDDEN.search(_URL.sub("", value)) or not {one.lower() for one in _FUNCTION.findall(value)} <= _FUNCTIONS:
        return ""
    if "url(" in value.lower():
        value = _with_pictures(name, value, finds)
    if name.startswith("background"):
        return _ground(name, value, finds)
    return _ink(value, finds) if name == "color" else value


def _with_pictures(name: str, value: str, finds: Finds) -> str:
    """Return a value with our addresses for pictures; a picture that is held back is no picture."""
    if not name.startswith(("background", "list-style", "border-image")):
        return ""

    def ours(found: re.Match[str]) -> str:
        address = finds.picture(found[1].strip("\"'"))
        finds.is_painted |= address is not None and name.startswith("background")
        return f'url("{address}")' if address and '"' not in address else "none"

    return _URL.sub(ours, value)


def _ground(name: str, value: str, finds: Finds) -> str:
    if name not in {"background", "background-color"}:
        finds.is_painted |= "gradient" in value
        return value
    words = _COLOUR.findall(_IMPORTANT.sub("", _URL.sub("", value)))
    if "gradient" in value or any(colours.is_ground(one) for one in words if _is_colour(one)):
        finds.is_painted = True
    return "" if finds.is_repainting else value


def _is_colour(word: str) -> bool:
    """Whether a word of a `background` names a colour: all but those that place and repeat a picture."""
    return word[0] == "#" or "(" in word or word.lower() not in _PLACING


_PLACING = {
    *(
        "repeat",
        "no",
        "x",
        "y",
        "scroll",
        "fixed",
        "local",
        "center",
        "top",
        "bottom",
        "left",
        "right",
        "cover",
        "contain",
    ),
    *(
        "none",
        "transparent",
        "inherit",
        "initial",
        "unset",
        "px",
        "em",
        "auto",
        "round",
        "space",
        "border",
        "box",
        "padding",
        "content",
        "url",
    ),
}


def _ink(value: str, finds: Finds) -> str:
    important = _IMPORTANT.search(value)
    colour = value[: important.start()] if important else value
    finds.is_painted |= colours.needs_ground(colour)
    if not finds.is_repainting:
        return value
    if colours.is_plain_ink(colour):
        return ""
    return colours.for_both(colour) + ("!important" if important else "")


def _split(style: str) -> Iterator[str]:
    """Yield what stands between semicolons that are not in quotes or brackets."""
    piece, depth = "", 0
    for sign in _TOKEN.findall(style):
        depth += (sign == "(") - (sign == ")")
        if sign == ";" and depth <= 0:
            yield piece
            piece = ""
        else:
            piece += sign
    yield piece


def _rules(css: str, finds: Finds, *, depth: int) -> Iterator[str]:
    for head, block in _blocks(css):
        if head.startswith("@"):
            if block is None or depth >= _DEEPEST or not _MEDIA.match(head) or _THEMED.search(head):
                continue
            inside = "\n".join(_rules(block, finds, depth=depth + 1))
            if inside:
                yield f"{head} {{{inside}}}"
        elif block is not None and _SELECTOR.match(head) and (kept := declarations(block, finds)):
            yield f"{head} {{{kept}}}"


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield (what stands before a block, the block); None for a statement without one."""
    head, block, depth = "", "", 0
    for sign in _TOKEN.findall(css):
        if sign == "{":
            depth += 1
            block += sign if depth > 1 else ""
        elif sign == "}" and depth:
            depth -= 1
            if depth:
                block += sign
            else:
                yield " ".join(head.split()), block
                head = block = ""
        elif depth:
            block += sign
        elif sign == ";":
            yield " ".join(head.split()), None
            head = ""
        else:
            head += sign
