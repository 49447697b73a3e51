"""The page that shows every component in every state, so that a change of the looks is looked at in one place."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearback.infra.answers import see_other
from hearback.site import design_letters as letters
from hearback.site import design_samples as samples
from hearback.site.design_samples import BEA, HUM, JON, LATE_INVOICE, SHEET, Clock, outbound, talk

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hearback.site.design_samples import Shown

_SYMBOL = re.compile(r'<symbol id="([^"]+)"')


@require_http_methods(["GET", "HEAD", "POST"])
def design(request: HttpRequest) -> HttpResponse:
    """Show the design system; what is pressed on it does nothing."""
    if request.method == "POST":
        messages.info(request, _("This page only shows how things look: nothing was done."))
        return see_other("design")
    clock = Clock(timezone.now())
    shown = _tokens() | _marks(clock) | _lists(clock) | _conversation(clock) | _people_and_sources(clock)
    return render(request, "site/design.html", shown)


class MailboxForm(forms.Form):
    """Every kind of field we use, some of them wrong."""

    host = forms.CharField(label="IMAP server", help_text="As your provider names it.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput, help_text="Stored encrypted.")
    folders = forms.CharField(label="Folders", required=False, help_text="Commas between names; all when empty.")
    security = forms.ChoiceField(label="Security", choices=[("tls", "TLS at once"), ("starttls", "STARTTLS")])
    answers = forms.BooleanField(label="Answer from here", required=False, help_text="Uses the SMTP server below.")
    file = forms.FileField(label="A file", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))


def icons() -> list[str]:
    """Return the names of our icons, as they stand in icons.svg."""
    return _SYMBOL.findall((files("hearback.site") / "static/site/icons.svg").read_text(encoding="utf-8"))


def _tokens() -> Shown:
    form = MailboxForm({"host": "imap.rotor.example"})
    form.add_error(None, "imap.rotor.example did not let us in: the password is wrong.")
    return {"icons": icons(), "hues": range(1, 9), "sizes": [4, 8, 12, 16, 20, 24, 32, 40, 48, 64], "form": form}


def _marks(clock: Clock) -> Shown:
    return {
        "face": JON,
        "colleague": BEA,
        "colleagues": samples.COLLEAGUES,
        "reasons": samples.REASONS,
        "promises": [clock.due(hours) for hours in (30, 2.4, 0.4, 0, -5, -52)],
        "turns": ["ours", "theirs", "settled"],
        "tones": ["late", "soon", "kept", "accent", "plain", ""],
    }


def _lists(clock: Clock) -> Shown:
    turns = ["ours", "ours", "ours", "theirs", "settled"]
    narrow = samples.rows(clock, first=1, turns=turns, current=HUM)
    wide = samples.rows(clock, first=101)
    return {"tabs": samples.TABS, "filters": samples.FILTERS, "rows": narrow, "wide_rows": wide}


def _conversation(clock: Clock) -> Shown:
    rows = samples.rows(clock, first=1)
    settled = "Bea Nakamura, 3 Nov: needs no answer because it is for our information only."
    states = [("queued", ""), ("sending", ""), ("sent", "250 2.0.0 Ok: queued as 4FzY")]
    states.append(("failed", "smtp.rotor.example refused the recipient: no such mailbox."))
    states.append(("unsure", "The line broke after the last byte; the server may have taken it."))
    return {
        "talks": [
            talk(rows[HUM]),
            talk(rows[SHEET], turn="theirs", promise=None, assignee=None),
            talk(rows[LATE_INVOICE], turn="settled", promise=None, settled_words=settled),
        ],
        "lines": letters.thread(clock),
        "long_lines": letters.long_thread(clock),
        "outbounds": [outbound(clock, state, words) for state, words in states],
        "composers": letters.composers(),
    }


def _people_and_sources(clock: Clock) -> Shown:
    shown = {"sources": samples.SOURCES, "kinds": samples.KINDS, "tally": samples.TALLY}
    return shown | {"person": samples.person(clock)}
