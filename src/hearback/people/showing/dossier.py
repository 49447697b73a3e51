"""Somebody's own copy of what is held about them: one archive, for machines and to be read."""

from __future__ import annotations

import json
import tempfile
import zipfile
from itertools import groupby
from typing import IO, TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from hearback.people.queries.rooms import Row

SCHEMA, VERSION = "hearback-person", 1
_SPOOL_BYTES = 8_000_000
_EVERY = 500
# Self-contained: it opens from a disk, without a net, and nothing in it can run.
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What is held about you</title>
<style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:2.5rem;border-bottom:1px solid;padding-bottom:.25rem;text-transform:capitalize}
article{margin:1.25rem 0;padding:.75rem 1rem;border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:.5rem}
dl{display:grid;grid-template-columns:minmax(6rem,11rem) 1fr;gap:.25rem 1rem;margin:0}
dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
@media(max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
</style></head><body><h1>What is held about you</h1>
"""  # noqa: E501
_FOOT = "</body></html>\n"


def write_archive(
    file: IO[bytes], rows: Iterable[Row], *, person: int, at: datetime, progress: Callable[[int], None]
) -> None:
    """Write person.json, index.html and files into an archive; of any size, because nothing is held in memory."""
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.SpooledTemporaryFile(_SPOOL_BYTES, "w+b") as machine,
        tempfile.SpooledTemporaryFile(_SPOOL_BYTES, "w+b") as page,
    ):
        machine.write(_line({"schema": SCHEMA, "version": VERSION, "made_at": at.isoformat(), "person": person})[:-1])
        machine.write(b',\n"chapters": {')
        page.write(_HEAD.encode())
        page.write(format_html("<p>Made on {}.</p>\n", f"{at:%d %B %Y, %H:%M} UTC").encode())
        done = 0
        for number, (chapter, some) in enumerate(groupby(rows, key=lambda row: row.chapter)):
            machine.write(b"," * bool(number) + b"\n" + _line(chapter) + b": [")
            page.write(format_html("<h2>{}</h2>\n", chapter).encode())
            for place, row in enumerate(some):
                _write_files(archive, row)
                machine.write(b"," * bool(place) + b"\n" + _line(row.fields))
                page.write(_article(row.fields).encode())
                done += 1
                if done % _EVERY == 0:
                    progress(done)
            machine.write(b"]")
        machine.write(b"}}\n")
        page.write(_FOOT.encode())
        _add(archive, "person.json", machine)
        _add(archive, "index.html", page)
    progress(done)


def _line(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode("utf-8", "replace")


def _write_files(archive: zipfile.ZipFile, row: Row) -> None:
    for name, content in row.files:
        archive.writestr(name, content())


def _add(archive: zipfile.ZipFile, name: str, spooled: IO[bytes]) -> None:
    spooled.seek(0)
    with archive.open(name, "w", force_zip64=True) as entry:
        while piece := spooled.read(1_000_000):
            entry.write(piece)


def _article(fields: dict[str, Any]) -> str:
    told = ((name.replace("_", " "), _words(value)) for name, value in fields.items() if value not in (None, "", []))
    return format_html("<article><dl>{}</dl></article>\n", format_html_join("", "<dt>{}</dt><dd>{}</dd>", told))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items() if one not in (None, ""))
    if isinstance(value, list):
        return "\n".join(map(_words, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
