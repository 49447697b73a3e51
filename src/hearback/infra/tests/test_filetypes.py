"""Facts about files: what they are stands in their first bytes, and their names are safe to save."""

import pytest
from django.utils.http import content_disposition_header

from hearback.infra.filetypes import UNKNOWN, safe_name, type_of


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "a.html", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"GIF89a", "", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8", "", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", "", UNKNOWN),
        (b"%PDF-1.7", "", "application/pdf"),
        (b"PK\x03\x04", "a.zip", "application/zip"),
        (b"PK\x03\x04", "A.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "a.png", UNKNOWN),
        (b"<!doctype html><script>x</script>", "a.jpg", UNKNOWN),
        (b"", "a.docx", UNKNOWN),
    ],
)
def test_the_type_is_told_by_the_bytes(content, name, kind):
    assert type_of(content, name=name) == kind


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("plan of the stair.pdf", "plan of the stair.pdf"),
        ("Größe_№ 4 日本.txt", "Größe_№ 4 日本.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\a.doc", "a.doc"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('a"b\r\nSet-Cookie: x=1;.txt', "a_bSet-Cookie_ x=1;.txt"),
        ("..hidden", "hidden"),
        ("CON:|<>?*%.txt", "CON_______.txt"),
        ("", "attachment-3.png"),
        ("...", "attachment-3.png"),
        ("a" * 300 + ".jpeg", "a" * 130 + ".jpeg"),
        ("b" * 300, "b" * 130),
    ],
)
def test_a_name_is_safe_to_save(name, safe):
    assert safe_name(name, media_type="image/png", otherwise="attachment-3") == safe
    assert "\n" not in content_disposition_header(as_attachment=True, filename=safe)


def test_a_file_of_no_known_type_is_called_something_too():
    assert safe_name("", media_type=UNKNOWN, otherwise="attachment-1") == "attachment-1.bin"
