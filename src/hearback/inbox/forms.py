"""What the composer posts: words, recipients, and on what they were written; and how answers are signed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearback.inbox.answering import Written
from hearback.inbox.rules.letterheads import NAME, unknown_places

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict


@dataclass(frozen=True, slots=True)
class Composed:
    """What stands in the composer. to, cc: the recipients ticked; add_to, add_cc: as typed beside them.

    press: one for every page that was made. answers, after: see Written. files: numbers of those that it lists.
    """

    text: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    add_to: str
    add_cc: str
    with_quote: bool
    press: UUID
    answers: int | None
    after: int | None
    leaves_at: datetime | None = None
    files: tuple[int, ...] = ()

    @property
    def to_line(self) -> str:
        """Return everybody in To, with commas between."""
        return ", ".join(one for one in (*self.to, self.add_to.strip()) if one)

    @property
    def cc_line(self) -> str:
        """Return everybody in Cc, with commas between."""
        return ", ".join(one for one in (*self.cc, self.add_cc.strip()) if one)

    def written(self) -> Written:
        """Return it for sending."""
        return Written(
            text=self.text,
            press=self.press,
            to=self.to_line,
            cc=self.cc_line,
            with_quote=self.with_quote,
            answers=self.answers,
            after=self.after,
            leaves_at=self.leaves_at,
            files=self.files,
        )


def composed(request: HttpRequest) -> Composed:
    """Return what a composer posted; a page that was tampered with counts as a fresh one."""
    posted = request.POST
    return Composed(
        text=_line_ends(posted.get("text", "")),
        to=tuple(posted.getlist("to")),
        cc=tuple(posted.getlist("cc")),
        add_to=posted.get("add_to", ""),
        add_cc=posted.get("add_cc", ""),
        with_quote="quote" in posted,
        press=_press(posted.get("press", "")),
        answers=_number(posted, "answers"),
        after=_number(posted, "after"),
        leaves_at=_moment(posted),
        files=tuple(filter(None, map(_whole, posted.getlist("file")))),
    )


def _moment(posted: QueryDict) -> datetime | None:
    """Return when an answer is to leave: one of the moments offered, or the one filled in; None for now."""
    word = posted.get("later", "")
    word = posted.get("leaves_at", "") if word == "chosen" else word
    with suppress(ValueError):
        found = datetime.fromisoformat(word)
        return found if found.tzinfo else found.replace(tzinfo=get_current_timezone())
    return None


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "")


def _press(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError:
        return uuid4()


def _number(posted: QueryDict, name: str) -> int | None:
    return _whole(posted.get(name, ""))


def _whole(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None


class LetterheadForm(forms.Form):
    """How answers through a source are named and signed."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Stands in From, beside the address: {name} at Harbour, or only Harbour."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    signature = forms.CharField(
        label=gettext_lazy("Signature"),
        required=False,
        max_length=4000,
        strip=False,
        help_text=gettext_lazy("Goes under every answer. Left empty, each colleague's own does."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_name(self) -> str:
        """Return the name; each placeholder must be known."""
        return self._known("name")

    def clean_signature(self) -> str:
        """Return the signature; each placeholder must be known."""
        return self._known("signature")

    def _known(self, field: str) -> str:
        typed: str = self.cleaned_data[field]
        if wrong := unknown_places(typed):
            raise forms.ValidationError(_("“%s” stands for nothing here.") % wrong[0])
        return typed

    def seen(self, field: str) -> str:
        """Return what a preview is made of: what was typed, right or wrong, else what is kept."""
        typed = self.data.get(field, "") if self.is_bound else self.initial[field]
        return str(typed) or (NAME if field == "name" else "")
