"""Facts about a feed's bytes and the encodings they are in."""

import codecs

import pytest

from hearback.channels.contract import Unreadable
from hearback.channels.feed.document import Document, opened


def test_an_arrival_keeps_the_bytes_and_what_the_web_said():
    document = Document(b"<rss>\r\n\r\n</rss>", "https://ann.example/feed", "text/xml; charset=utf-8")
    assert opened(document.written()) == document


def test_an_arrival_without_what_the_web_said_is_only_its_bytes():
    assert opened(b"<rss/>") == Document(b"<rss/>")


def test_what_the_web_said_stays_on_its_line():
    written = Document(b"<rss/>", "https://ann.example/\r\n\r\n<x>" + "y" * 3000, "a\nb").written()
    assert opened(written).body == b"<rss/>"
    assert opened(written).media_type == "a b"


@pytest.mark.parametrize("raw", [b"", b" \n", Document(b"").written()])
def test_nothing_is_unreadable(raw):
    with pytest.raises(Unreadable, match="nothing in it"):
        opened(raw)


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        ("<a>é</a>".encode(), "", "<a>é</a>"),
        ("\ufeff<a>é</a>".encode(), "", "<a>é</a>"),
        ("<a>é</a>".encode("latin-1"), "text/xml; charset=iso-8859-1", "<a>é</a>"),
        ("<a>é</a>".encode("latin-1"), "", "<a>é</a>"),
        ("<a>“</a>".encode("cp1252"), "text/xml; charset=ISO-8859-1", "<a>“</a>"),
        ("<a>é</a>".encode(), 'text/xml; charset="iso-8859-1"', "<a>é</a>"),
        ('<?xml version="1.0" encoding="koi8-r"?>я'.encode("koi8-r"), "text/xml; charset=iso-8859-1", None),
        ('<?xml version="1.0" encoding="GB2312"?>汉字'.encode("gb18030"), "", None),
        ('<?xml version="1.0" encoding="euc-jp"?>日本'.encode("euc-jp"), "", None),
        ("<a>é</a>".encode("latin-1"), "text/xml; charset=zlib", "<a>é</a>"),
        ("<a>é</a>".encode("latin-1"), "text/xml; charset=iso-8859-17", "<a>é</a>"),
        ("<a>é</a>".encode("utf-16-le"), "", "<a>é</a>"),
        ("<a>é</a>".encode("utf-16-be"), "", "<a>é</a>"),
        ("<a>é</a>".encode("utf-32-le"), "", "<a>é</a>"),
        ("<a>é</a>".encode("utf-32-be"), "", "<a>é</a>"),
        ("<a>é</a>".encode("utf-16"), "", "<a>é</a>"),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "", '<?xml version="1.0" encoding="utf-16"?><a/>'),
        (b"<a>\xc3\xa9 \xe9 \x81</a>", "", "<a>é é \ufffd</a>"),
    ],
)
def test_the_encoding_that_fits_is_found(body, media_type, text):
    found = Document(body, media_type=media_type).text
    assert found == text if text else found[-2:] in {">я", "汉字", "日本"}


@pytest.mark.parametrize(
    ("body", "is_json"),
    [
        (b' \n{"a": 1}', True),
        ("\ufeff{}".encode(), True),
        ("{}".encode("utf-16"), True),
        (b"<rss/>", False),
        (b"", False),
    ],
)
def test_json_is_known_by_its_beginning(body, is_json):
    assert Document(body).is_json is is_json


def test_only_bytes_can_be_mended():
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", "hearback.ruined")
    assert codecs.lookup_error("hearback.ruined")
