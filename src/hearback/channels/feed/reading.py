"""Reads an arrival of a feed: the bytes of one post, in the feed's own format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.channels.contract import Unreadable
from hearback.channels.feed.cutting import root_of
from hearback.channels.feed.document import Document, opened
from hearback.channels.feed.jsonfeed import json_feed
from hearback.channels.feed.jsonpost import json_post, json_site
from hearback.channels.feed.xmlpost import xml_post, xml_site

if TYPE_CHECKING:
    from hearback.channels.contract import HeardMessage
    from hearback.channels.feed.names import Site

_LARGEST_BYTES = 8_000_000


def read(raw: bytes) -> HeardMessage:
    """Return what the post says. Pure. Raises Unreadable."""
    document = opened(raw)
    if len(document.body) > _LARGEST_BYTES:
        raise Unreadable(f"It is larger than {_LARGEST_BYTES // 1_000_000} MB, which no post is.")
    if document.is_json:
        return json_post(document.text, address=document.address).heard()
    return xml_post(_from_root(document), address=document.address).heard()


def site_of(document: Document) -> Site:
    """Return what a feed says about itself. Raises Unreadable."""
    if document.is_json:
        return json_site(json_feed(document.text) or {}, address=document.address)
    return xml_site(_from_root(document), address=document.address)


def _from_root(document: Document) -> str:
    """Return the document's XML without what stands before it, document type and all."""
    text = document.text
    root = root_of(text)
    if root is None:
        raise Unreadable("This is not a post of a feed.")
    return text[root.start() :]
