"""Facts about cutting a feed into its entries."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.channels.feed.cutting import cut, is_feed
from hearback.channels.feed.document import Document


def _entries(body, encoding="utf-8"):
    pieces = cut(Document(body.encode(encoding) if isinstance(body, str) else body))
    return None if pieces is None else [entry.decode(encoding) for entry in pieces.entries]


RSS = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>T</title>{}</channel></rss>\n'


def test_a_feed_is_its_pieces_and_what_lies_between_them():
    body = RSS.format("\n <item>\n<title>1</title></item>\n\n<item ><title>2</title></item >\n").encode()
    pieces = cut(Document(body))
    assert pieces.head + b"\n\n".join(pieces.entries) + pieces.tail == body
    assert pieces.entries == (b"<item>\n<title>1</title></item>", b"<item ><title>2</title></item >")


@pytest.mark.parametrize(
    ("inside", "entries"),
    [
        ("", []),
        ("<item/>", ["<item/>"]),
        ("<Item>1</iTEM>", ["<Item>1</iTEM>"]),
        ("<item a='>'>1</item>", ["<item a='>'>1</item>"]),
        ("<item a='>1</item><item>2</item>", ["<item a='>1</item>", "<item>2</item>"]),
        ("<items><item>1</item></items>", ["<item>1</item>"]),
        ("<media:item>x</media:item><item>1</item>", ["<item>1</item>"]),
        ("<!-- <item> --><item>1<!-- </item> --></item>", ["<item>1<!-- </item> --></item>"]),
        ("<item><![CDATA[</item>]]>1</item>", ["<item><![CDATA[</item>]]>1</item>"]),
        ("<?php <item> ?><item>1</item>", ["<item>1</item>"]),
        ("<item>1<entry>2</entry></item>", ["<item>1<entry>2</entry></item>"]),
        ("<item>1<item>2</item>3", ["<item>1", "<item>2</item>"]),
        ("<item>1</item></item><item>2", ["<item>1</item>", "<item>2"]),
        ("<item>1<item/><item>2", ["<item>1", "<item/>", "<item>2"]),
        ("<item>1<!-- never ended <item>2</item>", ["<item>1<!-- never ended ", "<item>2</item>"]),
        (
            "<item>1<![CDATA[never ended</item><item>2<![CDATA[",
            ["<item>1<![CDATA[never ended</item>", "<item>2<![CDATA["],
        ),
        ("<item <item>1</item>", ["<item>1</item>"]),
        ("<r:item>1</r:item>", [RSS.format("<r:item>1</r:item>")]),
    ],
)
def test_entries_are_found(inside, entries):
    assert _entries(RSS.format(inside)) == entries


def test_a_feed_that_breaks_off_gives_what_came():
    assert _entries("<rss><channel><item>1</item><item>2<title>half") == ["<item>1</item>", "<item>2<title>half"]


def test_entries_of_rdf_stand_beside_the_channel():
    body = (
        "<rdf:RDF><channel><items><rdf:li/></items></channel><item>1</item><rss:item>2</rss:item><rdf:item/></rdf:RDF>"
    )
    assert _entries(body) == ["<item>1</item>", "<rss:item>2</rss:item>"]


def test_entries_of_atom_may_have_a_prefix():
    assert _entries("<a:feed><a:entry>1</a:entry><b:entry/></a:feed>") == ["<a:entry>1</a:entry>"]


def test_an_entry_may_stand_alone():
    assert _entries('<?xml version="1.0"?><entry xmlns="x">1</entry>') == ['<entry xmlns="x">1</entry>']


@pytest.mark.parametrize(
    "before",
    [
        "\n\n ",
        "<!DOCTYPE rss SYSTEM 'x' [ <!ENTITY a '<item>'> ]>",
        "<!-- <rss> -->",
        "Warning: no cache\n",
        "<b>Warning</b>: no cache <br />",
        "<!-- unended <br>",
        "1 < 2 ",
        "<html><body>",
    ],
)
def test_what_stands_before_a_feed_does_not_hide_it(before):
    assert _entries(before + RSS.format("<item>1</item>").removeprefix('<?xml version="1.0"?>\n')) == ["<item>1</item>"]


@pytest.mark.parametrize(
    "body",
    [
        "no tag at all",
        "<html><head><title>x</title></head><body>a <feed> b</body></html>",
        "<p>" + "x" * 5000 + RSS,
        "<!DOCTYPE never ended",
        "<p>",
        "{}",
        "[1]",
        '{"version": 1, "items": []}',
        '{"version": "https://jsonfeed.org/version/1", "items": 1}',
        '{"version": "https://jsonfeed.org/version/1", "items": [',
        '{"a":' * 100_000,
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "1" * 5000 + "]}",
    ],
)
def test_what_is_no_feed_is_not_cut(body):
    assert _entries(body) is None
    assert not is_feed(Document(body.encode()))


@pytest.mark.parametrize(
    ("body", "is_one"),
    [(RSS, True), ('{"version": "https://jsonfeed.org/version/1", "items": []}', True), ("<p>", False)],
)
def test_a_feed_is_known_by_its_beginning(body, is_one):
    assert is_feed(Document(body.encode())) is is_one


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "iso-2022-jp"])
def test_bytes_stay_as_they_were_in_every_encoding(encoding):
    body = f'<?xml version="1.0" encoding="{encoding}"?><rss><item>日本</item>\n<item>語</item></rss>'.encode(encoding)
    pieces = cut(Document(body))
    newline = "\n".encode(encoding.removesuffix("-sig") + ("-le" if encoding in {"utf-16", "utf-32"} else ""))
    assert pieces.head + newline.join(pieces.entries) + pieces.tail == body
    assert len(pieces.entries) == 2


def test_broken_bytes_stay_as_they_were():
    body = b"<rss><item>\xff\xfe\x80</item><item>\xc3</item></rss>"
    assert cut(Document(body)).entries == (b"<item>\xff\xfe\x80</item>", b"<item>\xc3</item>")


def test_a_wide_document_that_breaks_off_in_a_letter_is_cut():
    body = "\ufeff<rss><item>1</item></rss>".encode("utf-16-le") + b"x"
    assert cut(Document(body)).entries == ("<item>1</item>".encode("utf-16-le"),)


JSON = '{{"version" : "https://jsonfeed.org/version/1.1", "_a": {{"items": [0]}}, "items": {}, "title": "T"}}'


@pytest.mark.parametrize(
    ("items", "entries"),
    [
        ("[]", []),
        ('[{"id": "1"}]', ['{"id": "1"}']),
        (' [ {"id": "]}"} , 7, {"id" :2} ] ', ['{"id": "]}"}', '{"id" :2}']),
    ],
)
def test_entries_of_json_are_found(items, entries):
    assert _entries(JSON.format(items)) == entries


def test_a_json_feed_with_one_entry_is_a_json_feed():
    pieces = cut(Document(JSON.format('[{"id": "1"}, {"id": "\u00e9"}]').encode()))
    assert json.loads(pieces.head + pieces.entries[1] + pieces.tail)["items"] == [{"id": "é"}]


def _framed(body):
    pieces = cut(Document(body.encode()))
    return (pieces.head + pieces.entries[0] + pieces.tail).decode()


LONG = "<description>" + "x" * 70_000 + "</description>"


@pytest.mark.parametrize(
    ("body", "alone"),
    [
        (
            f'<?xml version="1.0"?><rss a="1"><channel b="2">{LONG}<item>1</item></channel></rss>',
            '<?xml version="1.0"?><rss a="1"><channel><item>1</item></channel></rss>',
        ),
        (f"<rdf:RDF><channel>{LONG}</channel><item>1</item></rdf:RDF>", "<rdf:RDF><item>1</item></rdf:RDF>"),
        (f'<feed a="{LONG[13:-14]}"><entry>1</entry></feed>', "<feed><entry>1</entry></feed>"),
        (f"<!--{LONG}--><entry>1</entry>", "<entry>1</entry>"),
        (
            '{"version": "https://jsonfeed.org/version/1", "a": "' + LONG + '", "items": [{"id": 1}]}',
            '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1}]}',
        ),
    ],
    ids=["rss", "rdf", "a-long-root", "an-entry-alone", "json"],
)
def test_a_long_head_is_not_put_before_every_entry(body, alone):
    assert _framed(body) == alone


def test_very_many_entries_do_not_each_carry_a_middling_head():
    body = f"<rss><channel><title>{'x' * 10_000}</title>{'<item>1</item>' * 7000}</channel></rss>"
    assert _framed(body) == "<rss><channel><item>1</item></channel></rss>"


@given(st.text(alphabet="<>/!-[]?'\" CDATAitemrsx", max_size=80), st.text(alphabet="<>/!-[]?'\" item", max_size=80))
def test_pieces_are_pieces_of_the_document(one, two):
    body = f"<rss><channel><item>{one}</item>{two}<item>x</item></channel></rss>".encode()
    pieces = cut(Document(body))
    position = len(pieces.head)
    assert body.startswith(pieces.head)
    for entry in pieces.entries:
        position = body.index(entry, position) + len(entry)
    assert body[position:].endswith(pieces.tail)
