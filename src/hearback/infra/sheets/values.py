"""What is asked of a sheet, and what it comes back as."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_DATA_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+\Z", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:https?:)?//[^\s\"'()<>\\]+\Z", re.IGNORECASE)
MOST_PICTURES = 500


@dataclass(frozen=True, slots=True)
class Ask:
    """How a stranger's HTML shall be shown.

    inline: content id or content location -> our address of a picture that came along.
    picture: a picture's address on the web -> ours, by which it is shown; None holds all of them back.
    base: what addresses without a host are relative to; "" leaves those out.
    """

    inline: Mapping[str, str] = field(default_factory=dict)
    picture: Callable[[str], str] | None = None
    base: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stranger's HTML, harmless.

    body, attributes (of <body>, with a space before each) and styles are safe as they are.
    elsewhere: how many pictures lie on other servers, shown or held back.
    is_painted: it brings a ground of its own, so it is shown on light paper; else it follows the reader's theme.
    direction: "rtl" or "ltr" as the sender says, else "auto".
    """

    body: str
    attributes: str
    styles: str
    elsewhere: int
    is_painted: bool
    direction: str


@dataclass(slots=True)
class Finds:
    """What is found on the way through one mail. is_repainting: its ink is made to fit light and dark paper."""

    ask: Ask
    is_repainting: bool = False
    is_painted: bool = False
    elsewhere: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)

    def picture(self, address: str) -> str | None:
        """Return where a picture is shown from; None when it is not (yet)."""
        shown = self._picture(address.strip())
        if shown:
            self.ours.add(shown)
        return shown

    def _picture(self, address: str) -> str | None:
        if address[:5].lower() == "data:":
            return "".join(address.split()) if _DATA_PICTURE.match(address) else None
        if address[:4].lower() == "cid:":
            return self.ask.inline.get(address[4:].strip("<>"))
        if address in self.ask.inline:
            return self.ask.inline[address]
        if not _ELSEWHERE.match(address):
            return None
        address = f"https:{address}" if address.startswith("//") else address
        if len(self.elsewhere) < MOST_PICTURES:
            self.elsewhere.add(address)
        return self.ask.picture(address) if self.ask.picture and address in self.elsewhere else None
