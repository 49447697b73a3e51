"""Hands out files that people sent: to be saved, or looked at where that is safe, and never run in our name."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from hearback.infra.filetypes import safe_name, type_of

SEALED_OFF = "default-src 'none'; sandbox"
_KEPT = "private, max-age=86400, immutable"


def to_save(content: bytes, *, name: str, otherwise: str) -> HttpResponse:
    """Return a file as a download. otherwise: what to call it when it has no name."""
    kind = type_of(content, name=name)
    answer = HttpResponse(content, content_type=kind)
    return sealed(_named(answer, safe_name(name, media_type=kind, otherwise=otherwise), is_saved=True))


def to_see(content: bytes, *, kinds: frozenset[str], name: str = "", otherwise: str = "") -> HttpResponse:
    """Return a file to be looked at. Raises Http404 unless it is of one of some kinds by its bytes."""
    kind = type_of(content)
    if kind not in kinds:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = _KEPT
    if otherwise:
        _named(answer, safe_name(name, media_type=kind, otherwise=otherwise), is_saved=False)
    return sealed(answer)


def sealed(answer: HttpResponse) -> HttpResponse:
    """Return an answer with what keeps it from reaching anything of ours."""
    answer["Content-Security-Policy"] = SEALED_OFF
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _named(answer: HttpResponse, name: str, *, is_saved: bool) -> HttpResponse:
    answer["Content-Disposition"] = content_disposition_header(as_attachment=is_saved, filename=name) or "inline"
    return answer
