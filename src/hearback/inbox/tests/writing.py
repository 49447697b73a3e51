"""What tests of the composer share: a page, what it posts, and what it answers."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.cast import field_value, part, words

HOUR = timedelta(hours=1)
WORDS = "It does,\n\nand the red one, too."


def composer(response) -> str:
    return part(response, 'class="composer"')


def chips(response) -> dict[str, tuple[str, bool, bool]]:
    """Return value -> (role, is ticked, is new) of the recipients in the composer."""
    found = re.findall(
        r'class="recipient( recipient-new)?(?: recipient-doubt)?" title="[^"]*"'
        r'><input type="checkbox" name="(to|cc)" value="([^"]*)"( checked)?',
        composer(response),
    )
    return {
        value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"'): (role, bool(checked), bool(new))
        for new, role, value, checked in found
    }


def filled_in(response, text: str = WORDS, **changed) -> dict:
    """Return what the composer of a page posts once somebody has written a text."""
    ticked = chips(response)
    return {
        "press": field_value(response, "press"),
        "answers": field_value(response, "answers"),
        "after": field_value(response, "after"),
        "to": [value for value, (role, is_ticked, _new) in ticked.items() if role == "to" and is_ticked],
        "cc": [value for value, (role, is_ticked, _new) in ticked.items() if role == "cc" and is_ticked],
        "text": text,
        "quote": "1",
    } | changed


def opens(cast, number: int, *, by=None):
    return cast.browser(by).get(f"/conversations/{number}")


def sends(cast, number: int, text: str = WORDS, *, by=None, page=None, **changed):
    """Write on a page (a fresh one when none is given) and press Send; return the page it leads to."""
    page = page or opens(cast, number, by=by)
    return cast.browser(by).post(f"/conversations/{number}/answer", filled_in(page, text, **changed), follow=True)


def flash(response) -> str:
    return words(part(response, 'id="flashes"'))


def saves(cast, number: int, text: str = WORDS, *, by=None, page=None, **changed):
    """Write on a page and let its script save the draft."""
    posted = filled_in(page or opens(cast, number, by=by), text, **changed)
    return cast.browser(by).post(f"/conversations/{number}/draft", posted, headers={"X-Draft": "1"})
