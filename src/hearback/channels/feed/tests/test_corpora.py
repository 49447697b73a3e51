"""Facts about real feeds, read from the folder that HEARBACK_CORPORA names; none of them is kept here."""

import io
import json
import os
from pathlib import Path

import feedparser
import pytest

from hearback.channels.feed.channel import CHANNEL
from hearback.channels.feed.cutting import cut
from hearback.channels.feed.document import Document

FOLDER = os.environ.get("HEARBACK_CORPORA", "")
FEEDS = sorted(path for path in Path(FOLDER, "feeds").glob("*.[jx][sm][ol]*")) if FOLDER else []


@pytest.mark.skipif(not FEEDS, reason="HEARBACK_CORPORA names no folder with feeds/ in it")
def test_real_feeds_are_cut_and_read_entry_by_entry():
    counted = {path.name: _counted(path.read_bytes()) for path in FEEDS}
    heard = {path.name: len(_heard(path)) for path in FEEDS}
    assert heard == counted
    assert sum(heard.values()) > len(FEEDS)


def _heard(path):
    document = Document(path.read_bytes(), f"https://feeds.example/{path.name}")
    pieces = cut(document)
    if pieces is None:
        return []
    alone = (Document(pieces.head + entry + pieces.tail, document.address) for entry in pieces.entries)
    return [CHANNEL.read(entry.written()) for entry in alone]


def _counted(body):
    if body.lstrip().startswith(b"{"):
        return len(json.loads(body)["items"])
    return len(feedparser.parse(io.BytesIO(body)).entries)
