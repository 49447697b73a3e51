"""Facts about files of people: tables and cards as programs write them, and what nothing can become of."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from hearback.people.rules.importing import cards, tables, workbooks
from hearback.people.rules.importing.columns import entry, guessed, has_header
from hearback.people.rules.importing.entries import Entry, phone_key


def table(content: bytes) -> list[list[str]]:
    return [cells for _, cells in tables.lines_of(content)]


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("Name,E-Mail,Company,Job Title,Tags", ["name", "mail", "organisation", "title", "tags"]),
        ("First Name,Last Name,Email Address,Phone", ["first", "last", "mail", "phone"]),
        (
            "Vorname,Nachname,E-Mail-Adresse,Firma,Ort,Notizen",
            ["first", "last", "mail", "organisation", "place", "note"],
        ),
        ("Prénom,Nom,Courriel,Société,Téléphone", ["first", "name", "mail", "organisation", "phone"]),
        ("Nombre,Apellidos,Correo electrónico,Empresa,Idioma", ["name", "last", "mail", "organisation", "language"]),
        ("Nome,Cognome,Posta,Azienda,Città", ["name", "last", "mail", "organisation", "place"]),
        ("Voornaam,Achternaam,E-mailadres,Bedrijf,Plaats", ["first", "last", "mail", "organisation", "place"]),
        ("Имя,Фамилия,Почта,Компания", ["name", "last", "mail", "organisation"]),
        ("氏名,メール,会社,電話", ["name", "mail", "organisation", "phone"]),
        ("姓名,邮箱,公司,城市", ["name", "mail", "organisation", "place"]),
        ("Shoe size,Name,Name", ["", "name", ""]),
    ],
)
def test_columns_are_known_by_their_headings(header, meanings):
    assert guessed(header.split(","), []) == meanings


def test_columns_without_headings_are_known_by_what_stands_in_them():
    rows = [["Ann", "ann@example.org", "+1 555 010 0000", "https://ann.example"], ["Bea", "bea@example.org", "", ""]]

    assert guessed(["", "", "", ""], rows) == ["", "mail", "phone", "link"]
    assert not has_header(rows[0])
    assert has_header(["Who", "Where"])


@pytest.mark.parametrize(
    "content",
    [
        "name;mail\nAnn Müller;ann@example.org\n".encode(),
        "name,mail\r\nAnn Müller,ann@example.org\r\n".encode("utf-8-sig"),
        "name\tmail\nAnn Müller\tann@example.org\n".encode("utf-16"),
        'name|mail\n"Ann Müller"|ann@example.org\n'.encode("cp1252"),
    ],
)
def test_a_table_is_read_however_it_is_parted_and_encoded(content):
    assert table(content) == [["name", "mail"], ["Ann Müller", "ann@example.org"]]


def test_cells_may_hold_lines_and_signs():
    assert table(b'name,note\n"Archer, Ann","one\ntwo, ""three"""\n\n') == [
        ["name", "note"],
        ["Archer, Ann", 'one\ntwo, "three"'],
    ]
    assert table(b"  \n\n") == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x00\x01\x02binary", "This is no table of text; save it as CSV."),
        (b"x," * 300, "Line 1 has more than 200 columns."),
        (b'a,"' + b"x" * 200_000, "Line 1 cannot be read"),
        (b"a@example.org\n" * 100_002, "A table has 100,000 lines at most; divide it."),
    ],
)
def test_what_is_no_table_says_so(content, why):
    with pytest.raises(ValueError, match=why):
        table(content)


def test_a_line_tells_of_one_person():
    meanings = ["first", "last", "mail", "tags", "role", "place", "", "organisation"]
    told = entry(
        2, ["Ann", "Archer", "ann@a.example; a@b.example", "vip, fan club", "Partner", "Lisbon", "x", "Rotor"], meanings
    )

    assert told == Entry(
        2,
        "Ann Archer",
        mails=("ann@a.example", "a@b.example"),
        tags=("vip", "fan club"),
        roles=("partner",),
        places=("Lisbon",),
        organisation="Rotor",
    )
    assert told.trouble == ""


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (Entry(1, "Ann"), "It has no mail address, phone number or link"),
        (Entry(1, mails=("ann at home",)), "“ann at home” is no mail address."),
        (Entry(1, mails=("a@b.example",), roles=("king",)), "“king” is no role here"),
        (Entry(1, mails=("a@b.example",), languages=("German!",)), "“German!”: Write a language"),
        (Entry(1, links=("ftp://x",)), "“ftp://x”: A link begins with"),
        (Entry(1, mails=("a@b.example",), name="x" * 400), "is longer than 300 characters."),
    ],
)
def test_what_nothing_can_become_of_says_why(told, why):
    assert why in told.trouble


def test_a_phone_number_is_the_same_however_it_is_written():
    assert phone_key("+49 (0) 30-1") == "+490301"
    assert phone_key("0049 30 1") == "+49301"
    assert phone_key("030/1") == "0301"


CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Ann Archer
N:Archer;Ann;;;
item1.EMAIL;TYPE=INTERNET:ann@example.org
EMAIL:mailto:ann@work.example
TEL;TYPE=cell:tel:+1 555 010 0000
ORG:Rotor\\; Sons;Valves
TITLE:Head of
  valves
CATEGORIES:vip,fan\\, old
ADR:;;1 Street;Lisbon;;1000;Portugal
LANG:pt
NOTE:one\\ntwo
URL:https://ann.example
PHOTO;ENCODING=b:AAAA
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=
=C3=B6rg
EMAIL;INTERNET:joerg@example.org
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=nonsense:caf=C3=A9
ROLE:Plumber
this line is none
END:VCARD
"""


def test_cards_are_read_as_they_come():
    ann, joerg = cards.entries(CARDS.replace("\n", "\r\n").encode())

    assert (ann.line, ann.name, ann.mails) == (1, "Ann Archer", ("ann@example.org", "ann@work.example"))
    assert (ann.organisation, ann.title, ann.tags) == ("Rotor; Sons", "Head of valves", ("vip", "fan, old"))
    assert (ann.phones, ann.links, ann.places) == (
        ("+1 555 010 0000",),
        ("https://ann.example",),
        ("Lisbon, Portugal",),
    )
    assert (ann.languages, ann.note) == (("pt",), "one\ntwo")
    assert (joerg.name, joerg.mails, joerg.note, joerg.title) == (
        "Jörg Müller",
        ("joerg@example.org",),
        "café",
        "Plumber",
    )


def test_a_file_without_a_card_says_so():
    with pytest.raises(ValueError, match="There is no address card in it"):
        list(cards.entries(b"END:VCARD\nFN:Ann\nNOTE;QUOTED-PRINTABLE:x="))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(content):
    for read in (tables.lines_of, cards.entries):
        told = []
        with suppress(ValueError):
            told = list(read(b"BEGIN:VCARD\n" + content + b"\nEND:VCARD"))
        assert len(told) <= len(content) + 3


def book(*rows: list, before: int = 0) -> bytes:
    made = Workbook()
    for _ in range(before):
        made.create_sheet(index=0)
    for row in rows:
        made.worksheets[-1].append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def test_the_first_sheet_with_something_in_it_is_read_as_text():
    content = book(["Name", "Mail", "Since", "Seats", None], ["Ann", "ann@example.org", 3.0, 2.5, True], before=1)

    assert table(workbooks.as_csv(content)) == [
        ["Name", "Mail", "Since", "Seats"],
        ["Ann", "ann@example.org", "3", "2.5", "True"],
    ]


def test_dates_stand_as_days_and_a_book_of_empty_sheets_says_nothing():
    content = book([1e20, date(2026, 3, 4), datetime(2026, 3, 4, 10, 30)])  # noqa: DTZ001  # workbooks know no zones

    assert table(workbooks.as_csv(content)) == [["1" + "0" * 20, "2026-03-04T00:00:00", "2026-03-04T10:30:00"]]
    assert table(workbooks.as_csv(book([None]))) == []


def test_very_many_lines_or_cards_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_LINES", 1)
    monkeypatch.setattr(cards, "MOST_CARDS", 1)
    with pytest.raises(ValueError, match="lines at most; divide it"):
        workbooks.as_csv(book(["a"], ["b"], ["c"]))
    with pytest.raises(ValueError, match="cards at most; divide it"):
        list(cards.entries(CARDS.encode()))


def test_a_workbook_that_harms_or_is_broken_says_so():
    with pytest.raises(ValueError, match="cannot be read"):
        workbooks.as_csv(b"PK\x03\x04 nothing")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"0" * (workbooks.LARGEST_UNPACKED + 1))
    with pytest.raises(ValueError, match="unpacks to more than 300 MB"):
        workbooks.as_csv(packed.getvalue())
