"""Facts about what a mail says and carries, however its parts are put together."""

from __future__ import annotations

import base64
import quopri

import pytest

from hearback.channels.contract import Attachment
from hearback.channels.mail.reading import enclosed, read
from hearback.channels.mail.tests.mails import joined, mail, multipart, part

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def in_base64(raw):
    return base64.encodebytes(raw)


def listed(heard):
    return [(found.part, found.name, found.media_type, found.size_bytes) for found in heard.attachments]


@pytest.mark.parametrize(
    ("kind", "encoding", "body", "text"),
    [
        ("text/plain; charset=utf-8", "8bit", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=iso-8859-1", "8bit", "Grüße".encode("latin-1"), "Grüße"),
        ("text/plain; charset=iso-8859-1", "8bit", "„Grüße“ 5 €".encode("cp1252"), "„Grüße“ 5 €"),
        ("text/plain; charset=iso-8859-1", "8bit", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=us-ascii", "8bit", "Grüße".encode(), "Grüße"),
        ("text/plain", "8bit", "Grüße".encode("latin-1"), "Grüße"),
        ("text/plain; charset=nonsense", "8bit", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=hex", "8bit", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=unicode_escape", "8bit", b"\\ud800", "\\ud800"),
        ("text/plain; charset=windows-1251", "8bit", "Привет".encode("cp1251"), "Привет"),
        ("text/plain; charset=koi8-r", "8bit", "Привет".encode("koi8-r"), "Привет"),
        ("text/plain; charset=gb2312", "8bit", "你好㊣".encode("gb18030"), "你好㊣"),
        ("text/plain; charset=ks_c_5601-1987", "8bit", "안녕".encode("cp949"), "안녕"),
        ("text/plain; charset=iso-2022-jp", "7bit", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("text/plain; charset=utf-7", "7bit", b"Gr+APw-", "Grü"),
        ("text/plain; charset=utf-7", "7bit", b"lone +2AA- one", "lone \ufffd one"),
        ("text/plain; charset=utf-16", "base64", in_base64("Grüße".encode("utf-16")), "Grüße"),
        ('text/plain; charset="utf-8"', "quoted-printable", quopri.encodestring("Grüße".encode()), "Grüße"),
        ("text/plain; charset=utf-8", "QUOTED-PRINTABLE ", b"Gr=C3=BC=C3=9Fe=\n soft", "Grüße soft"),
        ("text/plain; charset=utf-8", "base64", in_base64("Grüße".encode()), "Grüße"),
        ("text/plain; charset=utf-8", "base64", b"R3LDvMOf!ZQ", "Grüße"),
        ("text/plain; charset=utf-8", "base64", b"R", ""),
        ("text/plain; charset=utf-8", "x-own", b"plain", "plain"),
        ("text/plain; charset=utf-8", "8bit", b"broken \xff\xfe utf and much more of it around", None),
        ("text/plain; charset=cp1252", "8bit", b"\x81\x8d", "\x81\x8d"),
        ("text/plain; charset=utf-8", "8bit", b"nul \x00 byte", "nul \ufffd byte"),
        ("text/plain; charset=utf-8", "8bit", b"one\rtwo\r\nthree", "one\ntwo\nthree"),
        ("text", "8bit", b"plain", "plain"),
        ("text/plain charset=utf-8", "8bit", b"plain", None),
    ],
)
def test_letters_come_out_whatever_the_label_says(kind, encoding, body, text):
    heard = read(mail(body, Content_Type=kind, Content_Transfer_Encoding=encoding))

    assert heard.text == text if text is not None else heard.text.encode() is not None


def test_nearly_right_letters_cost_only_the_broken_ones():
    body = "Привет из города, где всё ещё идёт снег и горит лампа.".encode("koi8-r") + b"\xff\x00"
    almost_utf8 = ("Grüße aus Köln, " * 10).encode() + b"\xff"

    assert "Привет" in read(mail(body, Content_Type="text/plain; charset=koi8-r")).text
    assert read(mail(almost_utf8, Content_Type="text/plain; charset=utf-8")).text.endswith("Köln, \ufffd")


def test_the_plain_form_of_an_alternative_is_the_text_and_the_html_is_kept():
    heard = read(multipart("alternative", part("Hello Bea\n"), part("<p>Hello <b>Bea</b></p>", "text/html")))

    assert (heard.text, heard.html) == ("Hello Bea\n", "<p>Hello <b>Bea</b></p>")
    assert heard.attachments == ()


@pytest.mark.parametrize("plain", ["", "\n \n"])
def test_an_empty_plain_form_gives_way_to_the_html(plain):
    heard = read(multipart("alternative", part(plain), part("<p>Hello</p><p>Bea</p>", "text/html")))

    assert heard.text == "Hello\n\nBea"


def test_an_alternative_of_nothing_says_nothing():
    assert read(multipart("alternative", part(""))).text == ""


def test_a_mail_of_html_alone_has_its_words_as_text():
    heard = read(mail("<p>Hello<br>Bea</p>", Content_Type="text/html; charset=utf-8"))

    assert (heard.text, heard.html) == ("Hello\nBea", "<p>Hello<br>Bea</p>")


def test_the_words_of_a_list_below_an_html_mail_do_not_hide_it():
    heard = read(multipart("mixed", part("<p>Hello Bea</p>", "text/html"), part("-- \nlamps mailing list\n")))

    assert heard.text == "Hello Bea\n\n-- \nlamps mailing list\n"


def test_text_between_pictures_is_joined_in_order():
    picture = part(in_base64(PNG), "image/png; name=lamp.png", Content_Transfer_Encoding="base64")
    heard = read(multipart("mixed", part("Above\n"), picture, part("Below\n")))

    assert heard.text == "Above\n\nBelow\n"
    assert listed(heard) == [(0, "lamp.png", "image/png", len(PNG))]


def test_other_forms_of_the_words_are_no_attachments_but_an_invitation_is():
    heard = read(
        multipart(
            "alternative",
            part("Hello"),
            part("<html amp4email>", "text/x-amp-html"),
            part("Hello", "text/enriched"),
            part("BEGIN:VCALENDAR", "text/calendar; method=REQUEST"),
        )
    )

    assert [found.media_type for found in heard.attachments] == ["text/calendar"]


def test_pictures_of_the_html_are_attachments():
    related = b'Content-Type: multipart/related; boundary="inner"\n\n' + joined(
        part("<img src=cid:lamp>Lamp", "text/html"),
        part(in_base64(PNG), "image/png", Content_Transfer_Encoding="base64", Content_ID="<lamp>"),
        boundary="inner",
    )
    heard = read(multipart("alternative", part("Lamp\n"), related))

    assert (heard.text, heard.html) == ("Lamp\n", "<img src=cid:lamp>Lamp")
    assert listed(heard) == [(0, "", "image/png", len(PNG))]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"Content_Disposition": 'attachment; filename="lamp.txt"'}, "lamp.txt"),
        ({"Content_Disposition": "attachment; filename=lamp.txt"}, "lamp.txt"),
        ({"Content_Disposition": 'attachment; filename="La \\"Lampe\\".txt"'}, 'La "Lampe".txt'),
        ({"Content_Disposition": "attachment; filename*=utf-8''L%C3%A4mpchen.txt"}, "Lämpchen.txt"),
        (
            {
                "Content_Disposition": "attachment;\n filename*0*=utf-8''L%C3;\n"
                " filename*1*=%A4mp;\n filename*2=chen.txt"
            },
            "Lämpchen.txt",
        ),
        ({"Content_Disposition": 'attachment; filename="=?utf-8?Q?L=C3=A4mpchen=2Etxt?="'}, "Lämpchen.txt"),
        ({"Content_Disposition": 'attachment; filename*0="lamp"; filename*1=".txt"'}, "lamp.txt"),
        ({"Content_Disposition": "attachment; filename*=lamp.txt"}, "lamp.txt"),
        ({"Content_Disposition": 'attachment; filename="never closed'}, "never closed"),
        ({"Content_Disposition": "attachment"}, ""),
        ({"Content_Disposition": 'attachment; filename="a\n b.txt"'}, "a b.txt"),
    ],
)
def test_attachments_have_the_names_their_senders_gave_them(fields, name):
    heard = read(multipart("mixed", part("See below\n"), part("The lamp", **fields)))

    assert heard.text.strip() == "See below"
    assert listed(heard) == [(0, name, "text/plain", 8)]


def test_a_named_text_is_an_attachment_unless_it_is_the_only_one():
    named = part("The lamp", 'text/plain; name="lamp.txt"')

    assert read(multipart("mixed", part("See below\n"), named)).attachments[0].name == "lamp.txt"
    assert read(multipart("mixed", named)).text.strip() == "The lamp"


def test_a_mail_in_a_mail_is_an_attachment():
    inner = mail("Inner words\n", Subject="The other lamp")
    heard = read(multipart("mixed", part("See below\n"), b"Content-Type: message/rfc822\n\n" + inner))

    assert heard.text == "See below\n"
    assert heard.attachments == (Attachment(0, "The other lamp.eml", "message/rfc822", len(inner)),)


def test_the_mails_of_a_digest_are_attachments():
    heard = read(multipart("digest", b"\n" + mail("One\n"), b"\n" + mail("Two\n")))

    assert [found.media_type for found in heard.attachments] == ["message/rfc822", "message/rfc822"]


def test_signatures_of_keys_are_attachments():
    heard = read(
        multipart(
            "signed",
            part("Hello\n"),
            part("-----BEGIN PGP SIGNATURE-----", "application/pgp-signature; name=signature.asc"),
        )
    )

    assert heard.text == "Hello\n"
    assert [found.name for found in heard.attachments] == ["signature.asc"]


def test_what_is_attached_is_had_with_its_content_and_what_the_html_calls_it():
    picture = part(
        in_base64(PNG), "image/png; name=a.png", Content_Transfer_Encoding="base64", Content_ID="<logo@here>"
    )
    other = part("b", "image/gif", Content_Location="https://here.example/b.gif")

    first, second = enclosed(multipart("related", part("Hello"), picture, other))

    assert (first.part, first.name, first.media_type, first.content_id) == (0, "a.png", "image/png", "logo@here")
    assert (first.location, first.content()) == ("", PNG)
    assert (second.part, second.content_id, second.location) == (1, "", "https://here.example/b.gif")


def test_a_last_boundary_that_is_missing_ends_with_the_mail():
    raw = multipart("mixed", part("One\n"), part("Two\n"))

    assert read(raw.replace(b"--frontier--\n", b"")).text == "One\n\nTwo\n"
    assert read(raw.replace(b"\n--frontier--\n", b"")).text == "One\n\nTwo\n"


def test_what_stands_before_and_behind_the_parts_is_not_read():
    raw = multipart("mixed", part("One\n")).replace(b"--frontier\n", b"before\n--frontier  \n", 1) + b"behind\n"

    assert read(raw).text == "One\n"


def test_a_boundary_that_begins_like_another_is_another():
    inner = b'Content-Type: multipart/alternative; boundary="frontier-inner"\n\n' + joined(
        part("One\n"), boundary="frontier-inner"
    )

    assert read(multipart("mixed", inner, part("Two\n"))).text == "One\n\nTwo\n"


@pytest.mark.parametrize("declared", ["multipart/mixed", 'multipart/mixed; boundary=""'])
def test_a_boundary_that_is_not_declared_is_found(declared):
    body = b"--abc123\nContent-Type: text/plain\n\nOne\n--abc123--\n"

    assert read(mail(body, Content_Type=declared)).text == "One"


@pytest.mark.parametrize("declared", ["multipart/mixed", "multipart/mixed; boundary=other"])
def test_a_mail_of_parts_that_has_none_is_read_as_text(declared):
    assert read(mail("Just words\n", Content_Type=declared)).text == "Just words\n"


def test_an_empty_part_of_parts_is_no_attachment():
    heard = read(multipart("mixed", part("One\n"), part("", 'multipart/related; boundary="x"')))

    assert (heard.text, heard.attachments) == ("One\n", ())


def test_nesting_without_end_ends():
    inner = part("Deep\n")
    for depth in range(60):
        inner = f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n'.encode() + joined(inner, boundary=f"b{depth}")
    raw = mail(inner.split(b"\n\n", 1)[1], Content_Type='multipart/mixed; boundary="b59"')

    assert [found.media_type for found in read(raw).attachments] == ["multipart/mixed"]


def test_parts_beyond_counting_are_kept_as_one():
    heard = read(multipart("mixed", *[part("x", "image/png")] * 3000))

    assert len(heard.attachments) == 2001


def test_a_type_that_is_none_is_kept_as_unknown():
    heard = read(multipart("mixed", part("One\n"), part("x", "image-png; name=lamp.png")))

    assert listed(heard) == [(0, "lamp.png", "application/octet-stream", 1)]


@pytest.mark.parametrize(
    ("options", "body", "text"),
    [
        ("", "One \nline\n\nTwo\n", "One line\n\nTwo\n"),
        ("; delsp=yes", "long \nword\n", "longword\n"),
        ("", "> quoted \n> words\n>> deeper \nmine\n", "> quoted words\n>> deeper\nmine\n"),
        ("", " >not a quote\n From here \non\n", ">not a quote\nFrom here on\n"),
        ("", "Words \n-- \nAnn \nArcher\n", "Words\n-- \nAnn Archer\n"),
        ("", "no soft ends\nat all\n", "no soft ends\nat all\n"),
        ("", "Only stuffed:\n >not a quote\n From here\n", "Only stuffed:\n>not a quote\nFrom here\n"),
        ("", " From the first line\non\n", "From the first line\non\n"),
        ("", "ends softly \n> quote\nlast ", "ends softly\n> quote\nlast"),
    ],
)
def test_lines_cut_only_for_their_way_are_joined(options, body, text):
    assert read(mail(body, Content_Type=f"text/plain; charset=utf-8; format=flowed{options}")).text == text
