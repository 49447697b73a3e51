"""Tells what a colour in a mail means for its paper: nothing, a ground of its own, or ink that dark paper swallows."""

from __future__ import annotations

import colorsys
import re

_HEX = re.compile(r"#([0-9a-f]{3,8})\Z")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\b[^()]*\)\Z")
_NAMED = {
    "black": (0, 0, 0), "white": (255, 255, 255), "red": (255, 0, 0), "blue": (0, 0, 255), "navy": (0, 0, 128),
    "green": (0, 128, 0), "teal": (0, 128, 128), "purple": (128, 0, 128), "maroon": (128, 0, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "darkblue": (0, 0, 139), "darkred": (139, 0, 0),
    "darkgreen": (0, 100, 0), "dimgray": (105, 105, 105), "dimgrey": (105, 105, 105), "orange": (255, 165, 0),
    "silver": (192, 192, 192), "brown": (165, 42, 42),
}  # fmt: skip
_NO_COLOUR = {
    "inherit",
    "initial",
    "unset",
    "revert",
    "currentcolor",
    "windowtext",
    "window",
    "auto",
    "transparent",
    "none",
    "",
}
_DARK = 90  # a grey up to this is meant as plain ink
_GREY = 16
_LIGHT_ENOUGH, _LIGHTENED = 0.62, 0.74
_MIDDLE = 0.64  # reads on white and on black

Channels = tuple[int, int, int]


def channels(colour: str) -> Channels | None:
    """Return red, green and blue, 0 to 255; None for what is no colour that we know."""
    word = colour.strip().lower()
    if found := _HEX.match(word):
        digits = found[1]
        if len(digits) in {3, 4}:
            digits = "".join(digit * 2 for digit in digits)
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)) if len(digits) in {6, 8} else None
    if found := _RGB.match(word):
        return (min(int(found[1]), 255), min(int(found[2]), 255), min(int(found[3]), 255))
    return _NAMED.get(word)


def is_ground(colour: str) -> bool:
    """Whether a background colour is more than plain paper."""
    word = colour.strip().lower()
    return word not in _NO_COLOUR and channels(word) != (255, 255, 255)


def is_plain_ink(colour: str) -> bool:
    """Whether a colour of text says no more than "black"."""
    word = colour.strip().lower()
    if word in _NO_COLOUR:
        return True
    found = channels(word)
    return found is not None and max(found) <= _DARK and max(found) - min(found) <= _GREY


def needs_ground(colour: str) -> bool:
    """Whether a colour of text is so light that its sender must have had a dark ground in mind."""
    found = channels(colour)
    return found is not None and min(found) >= 225


def for_both(colour: str) -> str:
    """Return a colour of text as CSS that reads on light and on dark paper; the same where we do not know it."""
    found = channels(colour)
    if found is None:
        return colour
    hue, light, full = colorsys.rgb_to_hls(*(one / 255 for one in found))
    return colour if light >= _LIGHT_ENOUGH else f"light-dark({colour},{_as_hex(hue, _LIGHTENED, full)})"


def between(colour: str) -> str:
    """Return a colour of text for attributes, which cannot tell light from dark."""
    found = channels(colour)
    if found is None:
        return colour
    hue, light, full = colorsys.rgb_to_hls(*(one / 255 for one in found))
    return _as_hex(hue, max(light, _MIDDLE), full)


def _as_hex(hue: float, light: float, full: float) -> str:
    return "#" + "".join(f"{round(one * 255):02x}" for one in colorsys.hls_to_rgb(hue, light, full))
