"""Makes readable text from a mail's HTML, so that a mail without a plain part can be read, quoted and searched."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<[^>]*+>")


def text_of(markup: str) -> str:
    """Return the words in the HTML, a line for each block."""
    return html.unescape(_TAG.sub("", markup))
