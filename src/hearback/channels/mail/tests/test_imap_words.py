"""Facts about IMAP's own way of writing: folder names, and the answers of a server."""

from __future__ import annotations

import pytest

from hearback.channels.mail.imap.answers import Answer
from hearback.channels.mail.imap.names import from_imap, to_imap


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", b"INBOX"),
        ("Entwürfe", b"Entw&APw-rfe"),
        ("A & B", b"A &- B"),
        ("日本語/😀", b"&ZeVnLIqe-/&2D3eAA-"),
        ("~peter/mail/台北/日本語", b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
    ],
)
def test_folder_names_go_over_the_wire_and_back(name, written):
    assert to_imap(name) == written
    assert from_imap(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [("Entwürfe".encode(), "Entwürfe"), (b"&A-", "&A-"), (b"\xff", "\\xff"), (b"&2AA-", "&2AA-")],
    ids=["utf-8", "half", "no-text", "lone-surrogate"],
)
def test_a_folder_name_that_is_not_written_as_it_should_is_still_shown(written, name):
    assert from_imap(written) == name


@pytest.mark.parametrize(
    ("parts", "values"),
    [
        ((b"* LIST (\\A \\B) NIL {3}", b'a"b', b""), [b"LIST", [b"\\A", b"\\B"], None, b'a"b']),
        ((b'* 1 FETCH (A "q\\"\\\\" B (C (D)) BODY[HEADER (X Y)]<0> ~{2}', b"()", b" E 5)"), None),
        ((b"* ) ( [",), [[]]),
    ],
    ids=["literal", "nested", "broken"],
)
def test_what_a_server_says_is_read_into_values(parts, values):
    answer = Answer(parts)

    if values is None:
        assert answer.pairs() == {
            b"A": b'q"\\',
            b"B": [b"C", [b"D"]],
            b"BODY[HEADER (X Y)]<0>": b"()",
            b"E": b"5",
        }
    else:
        assert answer.values() == values
