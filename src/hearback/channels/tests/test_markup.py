"""Facts about taking HTML apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.channels.markup import Tag, clean, joined, pieces, unescaped, with_whole_addresses
from hearback.channels.plaintext import text_of


def _shown(markup):
    return [piece if isinstance(piece, str) else f"{'/' * piece.is_closing}{piece.name}" for piece in pieces(markup)]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("a<b>c</B>d", ["a", "b", "c", "/b", "d"]),
        ("1 < 2 <3", ["1 ", "<", " 2 ", "<", "3"]),
        ("a &amp; b &lt;c&gt;", ["a & b <c>"]),
        ("<!-- <b> --><i>x<!-- unended", ["i", "x", "<!-- unended"]),
        ("a<!-->b", ["a", "b"]),
        ("<!DOCTYPE html><?php x ?></ bogus>y", ["y"]),
        ("<script>if (a<b) '</b>'</script>z", ["script", "/script", "z"]),
        ("x<style>never ended <b>", ["x", "style"]),
        ("<title>never ended <b>y<title>z", ["title", "never ended ", "b", "y", "title", "z"]),
        ('<a href="x>y">z', ["a", "z"]),
        ("<a title='it's'>z", ["a", "z"]),
        ('<a title="open>z</a>', ["a", "z", "/a"]),
        ("x <a href=", ["x ", "<a href="]),
        ("x </", ["x ", "</"]),
        ("", []),
    ],
)
def test_tags_and_text_are_told_apart(markup, found):
    assert _shown(markup) == found


def test_attributes_are_found_however_they_are_written():
    tag = next(iter(pieces("<A HREF='a&amp;b' checked class=x title = \"t\" href=second>")))
    assert isinstance(tag, Tag)
    assert tag.attributes() == {"href": "a&b", "checked": "", "class": "x", "title": "t"}


@pytest.mark.parametrize(
    ("markup", "whole"),
    [
        ('<a href="b.html">x</a>', '<a href="https://x.example/a/b.html">x</a>'),
        ("<img alt=y src=/i.png>", '<img alt=y src="https://x.example/i.png">'),
        ("<a href='?a=1&amp;b=2'>", '<a href="https://x.example/a/?a=1&amp;b=2">'),
        ('<a href="#top">', '<a href="https://x.example/a/#top">'),
        ('<a href="mailto:ann@x.example">', '<a href="mailto:ann@x.example">'),
        ('<a data-href="b">', '<a data-href="b">'),
        ('<!-- > --><? ?>1 < 2<a href="b">', '<!-- > --><? ?>1 < 2<a href="https://x.example/a/b">'),
        ('<a href="b"><a href="c', '<a href="https://x.example/a/b"><a href="c'),
        ('text with src="b" outside', 'text with src="b" outside'),
        ('<a href="//[x/">', '<a href="//[x/">'),
    ],
)
def test_relative_addresses_become_whole(markup, whole):
    assert with_whole_addresses(markup, base="https://x.example/a/") == whole


def test_without_a_base_nothing_changes():
    assert with_whole_addresses('<a href="b">', base="") == '<a href="b">'


def test_an_address_that_makes_no_sense_stays():
    assert joined("https://x.example/", "//[y/") == "//[y/"


def test_a_reference_to_no_letter_stays():
    digits = "&#" + "1" * 5000 + ";"
    assert unescaped(digits) == digits


def test_what_no_page_can_hold_is_left_out():
    assert clean("a\x00b\ud800c\td\ne\x1bf") == "abc\td\nef"


HOSTILE = [
    "</a",
    '<a "',
    "<a ='",
    '<a b="x>y" ',
    "<!--",
    "<!",
    "<script",
    "<title>",
    "<ul><li>",
    "<blockquote>",
    "<pre>\n",
    "&#",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_page_takes_time_by_its_length_only(piece):
    page = piece * (300_000 // len(piece))
    began = time.process_time()
    text_of(page)
    with_whole_addresses(page, base="https://x.example/")
    assert time.process_time() - began < 3


@given(st.text(alphabet='<>/"=!-abp&; \n', max_size=60))
def test_any_page_has_a_text(page):
    assert isinstance(text_of(page, base="https://x.example/"), str)
