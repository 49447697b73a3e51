"""The answers that pages give, beside rendered ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

if TYPE_CHECKING:
    from django.http import HttpResponse


def see_other(to: str, *arguments: object) -> HttpResponse:
    """Return the way to a page that shows what a POST did. to: a page's name or an address of ours."""
    response = redirect(to, *arguments)
    response.status_code = 303
    return response
