"""Bringing files: uploaded, or lying in the imports folder already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from hearback.channels.contract import ChannelError
from hearback.channels.registry import channels
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.listening import uploads
from hearback.listening.actions import runs
from hearback.listening.forms import NEW, ImportForm
from hearback.listening.jobs import bring_soon
from hearback.listening.rules import HISTORY
from hearback.listening.showing.sources import importable
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.sources.queries import channel_of
from hearback.staff.who import admins_only, me

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse

    from hearback.channels.contract import Channel
    from hearback.listening.models import Run


@csrf_exempt  # until the upload has found its place; the page below checks
@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Show the form; take the files that come with it straight to where they are read from."""
    if request.method == "POST" and (objection := uploads.objection(request)):
        return _page(request, _form(None), status=413, sentence=objection)
    upload = uploads.ToImports(request)
    request.upload_handlers = [upload]
    try:
        return _bring(request, upload)
    finally:
        upload.end()


@csrf_protect
def _bring(request: HttpRequest, upload: uploads.ToImports) -> HttpResponse:
    if request.method != "POST":
        return _page(request, _form(None, initial={"source": request.GET.get("source", NEW)}))
    has_come = bool(request.POST)  # reading what was posted is what takes the files in
    form = _form(request, is_uploaded=has_come and upload.has_come)
    if upload.trouble:
        form.add_error("archives", upload.trouble)
    elif form.is_valid() and (run := _asks_for_run(request, form, upload)):
        upload.keep()
        return see_other("run", run.pk)
    return _page(request, form)


def _form(request: HttpRequest | None, **more: Any) -> ImportForm:
    sources = importable(list(Source.objects.all()))
    return ImportForm(request.POST if request else None, sources=sources, lying=uploads.choices(), **more)


def _page(request: HttpRequest, form: ImportForm, *, status: int = 200, sentence: str = "") -> HttpResponse:
    shown = {"form": form, "limit": uploads.limit_words(), "folder": uploads.imports_folder(), "sentence": sentence}
    return render(request, "listening/import.html", shown, status=status)


def _asks_for_run(request: HttpRequest, form: ImportForm, upload: uploads.ToImports) -> Run | None:
    """Return the import that was asked for; None when the form says why not."""
    path = upload.path() or uploads.chosen(form.cleaned_data.get("below", ""))
    assert path is not None, "the form needs something to import"
    try:
        return _begin(request, form, path)
    except ChannelError as error:
        form.add_error("archives" if upload.path() else "below", str(error))
    except Refusal as refusal:
        form.add_error("name", str(refusal))
    return None


@transaction.atomic
def _begin(request: HttpRequest, form: ImportForm, path: Path) -> Run:
    into, by = form.cleaned_data["source"], me(request)
    source = None if into == NEW else Source.objects.get(pk=into)
    channel = channel_of(source) if source else _importing()
    next(channel.import_file(path, position={}), None)  # raises when there is nothing to read in it
    if source is None:
        name = form.cleaned_data["name"] or path.name
        source = connect(kind=channel.kind, name=name, settings=channel.settings(), by=by)
    settle_before = timezone.now() - HISTORY if form.cleaned_data["is_history"] else None
    run = runs.ask_for_run(source, path=str(path), by=by, settle_before=settle_before)
    bring_soon(run)
    return run


def _importing() -> Channel:
    """Return the channel that reads files."""
    return next(one for one in channels().values() if one.can_import)
