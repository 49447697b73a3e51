"""Facts about what programs wrap up in a mail: winmail.dat, files in a text, mails in mails, and what is sealed."""

from __future__ import annotations

import base64
import binascii
import struct

import pytest

from hearback.channels.mail.reading import enclosed, read
from hearback.channels.mail.tests.mails import mail, multipart, part

LAMP = b"A lamp, drawn in many bytes.\n" * 4


def uu(content=LAMP, name="lamp.png", end="`\nend\n"):
    lines = (binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45))
    return f"begin 644 {name}\n" + "".join(lines) + end


def files(raw):
    return [(one.name, one.media_type, one.content()) for one in enclosed(raw)]


@pytest.mark.parametrize("end", ["`\nend\n", "\nend\n", " \nend", "", "The lamp above is new.\n"])
def test_a_file_written_into_a_text_is_cut_out_of_it(end):
    raw = mail("Look:\n\n" + uu(end=end))

    assert files(raw) == [("lamp.png", "image/png", LAMP)]
    assert read(raw).text.startswith("Look:\n\n")
    assert "begin 644" not in read(raw).text


def test_several_files_stand_in_one_text_and_in_its_parts():
    raw = multipart("mixed", part("One:\n" + uu(b"1", "a.txt") + "Two:\n" + uu(b"2", "b.bin")), part(uu(b"3", "c")))

    assert files(raw) == [
        ("a.txt", "text/plain", b"1"),
        ("b.bin", "application/octet-stream", b"2"),
        ("c", "application/octet-stream", b"3"),
    ]
    assert "One:\nTwo:\n" in read(raw).text


@pytest.mark.parametrize(
    "text",
    [
        "begin 644 of the story\nOnce upon a time.\n",
        "begin 644 lamp.png\n",
        "begin 644 lamp.png\nä\n",
        "begin 644 lamp.png\n#\x7f\x7f\x7f\x7f\n",
        "begin the day\n",
    ],
)
def test_words_that_only_look_like_a_file_stay(text):
    raw = mail(text, Content_Type="text/plain; charset=utf-8")

    assert (read(raw).text, files(raw)) == (text, [])


def test_lines_that_lost_their_spaces_at_the_end_still_count():
    raw = mail(uu(b"\0" * 9, "a.bin").replace("`", " ").replace("  \n", "\n"))

    assert [content for _name, _type, content in files(raw)] == [b"\0" * 9]


def attribute(kind, content, level=1):
    return struct.pack("<BII", level, kind, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def value(content):
    return struct.pack("<II", 1, len(content)) + content + b"\0" * (-len(content) % 4)


def properties(*some):
    return struct.pack("<I", len(some)) + b"".join(some)


def prop(form, number, content):
    return struct.pack("<HH", form, number) + content


def winmail(*attributes):
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


def wide(text):
    return value((text + "\0").encode("utf-16-le"))


NEW_FILE, TITLE, CONTENT, MORE = 0x69002, 0x18010, 0x6800F, 0x69005
FILE = (attribute(NEW_FILE, b"\0" * 14), attribute(TITLE, b"LAMP~1.PNG\0"), attribute(CONTENT, LAMP))


def sent(content, *, body="See the lamp.", name="winmail.dat", kind="application/ms-tnef"):
    encoded = base64.encodebytes(content)
    return multipart("mixed", part(body), part(encoded, f'{kind}; name="{name}"', Content_Transfer_Encoding="base64"))


def test_files_are_taken_out_of_winmail():
    raw = sent(winmail(*FILE))

    assert files(raw) == [("LAMP~1.PNG", "image/png", LAMP)]
    assert read(raw).text == "See the lamp."


def test_a_winmail_of_another_type_is_known_by_its_name():
    raw = sent(winmail(*FILE), kind="application/octet-stream", name="WINMAIL.DAT")

    assert [name for name, _type, _content in files(raw)] == ["LAMP~1.PNG"]


def test_its_properties_give_the_long_name_the_type_and_how_the_html_calls_it():
    more = properties(
        prop(0x03, 0x3705, struct.pack("<I", 1)),
        prop(0x1F, 0x8001, b"\0" * 16 + struct.pack("<II", 0, 7) + wide("named by number")),
        prop(0x1F, 0x8002, b"\0" * 16 + struct.pack("<I", 1) + struct.pack("<I", 3) + b"a\0b\0" + wide("by name")),
        prop(0x1003, 0x3710, struct.pack("<III", 2, 1, 2)),
        prop(0x1003, 0x3711, struct.pack("<I", 0)),
        prop(0x1F, 0x3707, wide("Die Lämp.png")),
        prop(0x1E, 0x370E, value(b"image/x-lamp\0")),
        prop(0x1F, 0x3712, wide("lamp@here")),
    )
    raw = sent(winmail(*FILE, attribute(0x18011, b"a picture of it"), attribute(MORE, more)))

    assert files(raw) == [("Die Lämp.png", "image/x-lamp", LAMP)]
    assert enclosed(raw)[0].content_id == "lamp@here"


def test_a_file_kept_as_a_property_is_one_too():
    as_object = properties(prop(0x0D, 0x3701, value(b"I" * 16 + LAMP)))
    as_binary = properties(prop(0x102, 0x3701, value(LAMP)))
    raw = sent(winmail(FILE[0], attribute(MORE, as_object), FILE[0], attribute(MORE, as_binary), FILE[0]))

    assert [content for _name, _type, content in files(raw)] == [LAMP, LAMP]


@pytest.mark.parametrize(
    "attributes",
    [
        (attribute(0x69007, struct.pack("<II", 1252, 0)), attribute(0x2800C, "Größe\r\n5\0".encode("cp1252"))),
        (attribute(0x69003, properties(prop(0x1F, 0x1000, wide("Größe\r\n5")), prop(0x03, 0x26, b"\0\0\0\0"))),),
        (attribute(0x69003, properties(prop(0x1F, 0x1013, wide("<p>Größe<br>5</p>")))),),
    ],
    ids=["plain", "plain-property", "html-property"],
)
def test_words_in_winmail_are_the_text_where_the_mail_has_none(attributes):
    raw = sent(winmail(*attributes), body="")

    assert read(raw).text.strip() == "Größe\n5"
    assert files(raw) == []


def test_words_in_winmail_give_way_to_those_of_the_mail():
    assert read(sent(winmail(attribute(0x2800C, b"Other words\0")))).text == "See the lamp."


@pytest.mark.parametrize(
    "content",
    [
        b"no such thing",
        winmail(),
        winmail(attribute(TITLE, b"before any file")),
        winmail(FILE[0], attribute(0x69005, properties(prop(0x77, 0x3701, b"x")))),
        winmail(attribute(0x69003, b"\xff\xff\xff\xff")),
        winmail(FILE[0], FILE[2])[:60],
        winmail(attribute(0x69003, struct.pack("<IHHI", 1, 0x1F, 0x1000, 0xFFFFFFFF))),
    ],
)
def test_a_winmail_that_cannot_be_opened_stays_an_attachment(content):
    assert files(sent(content)) == [("winmail.dat", "application/ms-tnef", content)]


@pytest.mark.parametrize(
    ("inner", "name"),
    [("Subject: The lamp\n\nx", "The lamp.eml"), ("From: ann@example.org\n\nx", "message.eml")],
)
def test_a_mail_in_a_mail_is_called_by_its_subject(inner, name):
    assert [one.name for one in read(multipart("mixed", part("See"), part(inner, "message/rfc822"))).attachments] == [
        name
    ]


def test_a_mail_in_a_mail_keeps_the_name_it_was_given():
    raw = multipart("mixed", part("See"), part("Subject: x\n\ny", "message/rfc822; name=lamp.eml"))

    assert [one.name for one in read(raw).attachments] == ["lamp.eml"]


@pytest.mark.parametrize(
    ("raw", "program"),
    [
        (
            multipart(
                "encrypted", part("Version: 1\n", "application/pgp-encrypted"), part("x", "application/octet-stream")
            ),
            "PGP",
        ),
        (mail("TUlJ", Content_Type="application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), "S/MIME"),
        (multipart("mixed", part(""), part("TUlJ", "application/x-pkcs7-mime; name=smime.p7m")), "S/MIME"),
    ],
)
def test_of_a_sealed_mail_a_sentence_says_what_it_is(raw, program):
    heard = read(raw)

    assert program in heard.text
    assert "cannot be read here" in heard.text
    assert heard.attachments
