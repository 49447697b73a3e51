"""Facts about the XML that the parser gets to see."""

import time
from xml.parsers import expat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.channels.feed.canonical import canonical, unreferenced

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def _canonical(text):
    written = canonical(text).decode()
    assert written.startswith(HEAD)
    return written.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<a>b</a>", "<a>b</a>"),
        ("<a><b/>c</a>", "<a><b></b>c</a>"),
        ("<a>b", "<a>b</a>"),
        ("<a><b>c</a>d", "<a><b>cd</b></a>"),
        ("<a><b><i>c</b>d</a>", "<a><b><i>c</i></b>d</a>"),
        ("<a></b>c</a>", "<a>c</a>"),
        ("<a>b</a><a>c</a>", "<a>b<a>c</a></a>"),
        ("<a/>b", "<a>b</a>"),
        ("<A>b</a>", "<A>b</A>"),
        ("x<a>b</a>", "<a>b</a>"),
        ("nothing", ""),
        (
            "<a>1 < 2 & 3 &lt; 4 &amp;amp; &nbsp;&eacute;&own;&#65;&#x42;</a>",
            "<a>1 &lt; 2 &amp; 3 &lt; 4 &amp;amp; \xa0é&amp;own;AB</a>",
        ),
        ("<a>&#0;&#xD800;&#x110000;\x00\x0b</a>", "<a>\ufffd\ufffd</a>"),
        ("<a><![CDATA[<b> & ]] > ]]>c</a>", "<a>&lt;b&gt; &amp; ]] &gt; c</a>"),
        ("<a><![CDATA[never <b>ended</b></a>", "<a>never <b>ended</b></a>"),
        ("<a><!-- <b> -->c<?php ?>d<!-- never <b/></a>", "<a>cd never <b></b></a>"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "<a>&amp;x;</a>"),
        ("<a b=\"1\" c='2' d=3 b='4' e>f</a>", '<a b="1" c="2" d="3">f</a>'),
        ("<a b='1>2' c=\"it's &amp; &quot;\">d</a>", '<a b="1&gt;2" c="it\'s &amp; &quot;">d</a>'),
        ("<a b='1>2</a>", "<a>2</a>"),
        ("<a b=c/>", '<a b="c"></a>'),
        ("<é>b</é>", ""),
        ("<a><é>b</a>", "<a>&lt;é&gt;b</a>"),
    ],
)
def test_everything_is_closed_and_nothing_is_a_surprise(text, written):
    assert _canonical(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<rss><channel><title>T<item>1", "<rss><channel><title>T</title><item>1</item></channel></rss>"),
        ("<feed><b><i><a:entry/>", '<feed><b><i></i></b><a:entry xmlns:a="urn:undeclared:a"></a:entry></feed>'),
        ("<rss><item><b><item>1", "<rss><item><b><item>1</item></b></item></rss>"),
        ("<a><b><item>1", "<a><b><item>1</item></b></a>"),
    ],
)
def test_what_is_left_open_before_an_entry_does_not_swallow_it(text, written):
    assert _canonical(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<a><dc:x/></a>", '<a><dc:x xmlns:dc="http://purl.org/dc/elements/1.1/"></dc:x></a>'),
        (
            "<a><q:x q:y='1'/><q:z/></a>",
            '<a><q:x q:y="1" xmlns:q="urn:undeclared:q"></q:x><q:z xmlns:q="urn:undeclared:q"></q:z></a>',
        ),
        ("<a xmlns:q='u'><q:x/></a>", '<a xmlns:q="u"><q:x></q:x></a>'),
        ("<q:a><q:x/></q:a>", '<q:a xmlns:q="urn:undeclared:q"><q:x></q:x></q:a>'),
        ("<a xmlns:q='\x01'>b</a>", "<a>b</a>"),
        ("<a xmlns:q=''><q:x xmlns=''/></a>", '<a><q:x xmlns="" xmlns:q="urn:undeclared:q"></q:x></a>'),
        ("<a xmlns=' u v ' xml:base='b'/>", '<a xmlns="uv" xml:base="b"></a>'),
        ("<a xmlns:xml='x' xmlns:xmlns='y' xmlnsx='z'/>", "<a></a>"),
        ("<a xmlns:q='http://www.w3.org/XML/1998/namespace'/>", "<a></a>"),
        ("<a><xml:b/><xmlns:c/>d</a>", "<a>d</a>"),
    ],
)
def test_every_prefix_is_declared(text, written):
    assert _canonical(text) == written


def test_a_name_a_date_and_an_address_come_to_an_end():
    assert _canonical(f"<a><author>{'x' * 3000}<![CDATA[y]]></author><b>{'x' * 3000}</b></a>") == (
        f"<a><author>{'x' * 2000}</author><b>{'x' * 3000}</b></a>"
    )


def test_nesting_comes_to_an_end():
    assert _canonical("<a>" * 1000 + "x").count("<a>") == 200


def test_tags_come_to_an_end():
    assert _canonical("<a>" + "<b/>" * 60_000).count("<b>") == 49_999


def test_what_is_no_reference_stays():
    assert unreferenced("&copy=1 &amp &#; &#x; &nosuch; & a") == "&copy=1 &amp &#; &#x; &nosuch; & a"


ALPHABET = st.text(alphabet="<>/=\"'&#;:![]-? axmlnsCDAT1\x00é", max_size=60)


@settings(max_examples=400)
@given(ALPHABET)
def test_whatever_comes_in_is_well_formed(text):
    written = canonical(f"<a>{text}")
    expat.ParserCreate("utf-8", " ").Parse(written, True)
    assert canonical(written.decode()) == written


@pytest.mark.parametrize("piece", ["<a>", "</a>", "<a><b></a>", "<!--", "<![CDATA[", "<?", "<a b='", "&", "&#1", "<a "])
def test_hostile_xml_takes_time_by_its_length_only(piece):
    began = time.process_time()
    canonical("<r>" + piece * (300_000 // len(piece)))
    assert time.process_time() - began < 3
