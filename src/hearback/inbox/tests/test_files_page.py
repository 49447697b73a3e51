"""Facts about files that a colleague adds to an answer: kept with the draft, sent once, given back when it is not."""

from __future__ import annotations

import pytest
from tests.cast import words

from hearback.conversations.queries import current
from hearback.inbox.actions.files import Brought, add_file
from hearback.inbox.models import Content, Draft, File, Outbound
from hearback.inbox.tests.filing import (
    LARGE,
    PDF,
    PNG,
    allows,
    attaches,
    listed,
    mail_of,
    names_in,
    numbers,
    upload,
    with_files,
)
from hearback.inbox.tests.writing import WORDS, composer, filled_in, flash, opens, sends
from hearback.sources.models import Source


def test_a_file_is_listed_with_name_kind_and_size(cast):
    number = cast.asks()

    shown = attaches(cast, number, upload("plan.pdf"), upload("photo.png", PNG), upload("notes.txt", b"x" * 3_000))

    assert shown.status_code == 200
    assert listed(shown) == ["plan.pdf", "photo.png", "notes.txt"]
    for about in ("PDF · 13 B", "Picture · 208 B", "TXT · 3 kB"):
        assert about in words(shown)


def test_files_are_kept_with_the_draft_and_each_colleague_has_their_own(cast):
    number = cast.asks()
    attaches(cast, number)
    attaches(cast, number, upload("mine.pdf"), by=cast.cem)

    assert listed(opens(cast, number)) == ["plan.pdf"]
    assert listed(opens(cast, number, by=cast.cem)) == ["mine.pdf"]
    assert Draft.objects.count() == 2


def test_without_a_script_attaching_keeps_what_is_written(cast):
    number = cast.asks()
    posted = filled_in(opens(cast, number)) | {"files": [upload(), upload("photo.png", PNG)]}

    read = cast.browser().post(f"/conversations/{number}/files", posted, follow=True)

    assert read.redirect_chain == [(f"/conversations/{number}", 303)]
    assert "2 files are attached." in flash(read)
    assert f">{WORDS}</textarea>" in composer(read)
    assert listed(read) == ["plan.pdf", "photo.png"]


def test_attaching_nothing_says_what_to_do(cast):
    number = cast.asks()

    read = cast.browser().post(f"/conversations/{number}/files", filled_in(opens(cast, number)), follow=True)

    assert "Choose a file first, then attach it." in flash(read)


def test_a_file_that_was_chosen_and_not_attached_goes_with_send(cast):
    number = cast.asks()

    sends(cast, number, files=[upload()])

    assert names_in(mail_of(cast.attempt())) == ["plan.pdf"]


def test_a_file_that_was_chosen_is_kept_by_save_draft(cast):
    number = cast.asks()

    read = cast.browser().post(
        f"/conversations/{number}/draft", filled_in(opens(cast, number)) | {"files": [upload()]}, follow=True
    )

    assert listed(read) == ["plan.pdf"]


def test_a_second_press_with_a_chosen_file_sends_and_keeps_nothing_twice(cast):
    number = cast.asks()
    page = opens(cast, number)
    sends(cast, number, page=page, files=[upload()])

    sends(cast, number, page=page, files=[upload()])

    assert Outbound.objects.count() == 1
    assert File.objects.count() == 1


def test_an_upload_that_comes_twice_is_one_file(cast):
    number = cast.asks()
    attaches(cast, number)

    assert listed(attaches(cast, number)) == ["plan.pdf"]
    assert Content.objects.count() == 1


def test_another_file_of_the_same_name_is_numbered(cast):
    number = cast.asks()
    attaches(cast, number)

    assert listed(attaches(cast, number, upload("plan.pdf", PDF + b"2"))) == ["plan.pdf", "plan (2).pdf"]


def test_one_content_in_many_drafts_is_kept_once(cast):
    for who in (cast.bea, cast.cem):
        for _ in range(2):
            attaches(cast, cast.asks(), upload("a.bin", LARGE), by=who)

    assert (File.objects.count(), Content.objects.count()) == (4, 1)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("見積書.pdf", "見積書.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
    ],
)
def test_a_file_gets_a_name_that_is_safe(cast, name, kept):
    number = cast.asks()

    file = add_file(current(number), file=Brought(name, PDF), largest=10**7, by=cast.bea, at=cast.now)

    assert file.name == kept
    assert [file.media_type] == ["application/pdf"]


def test_an_empty_file_is_not_taken(cast):
    assert "“a.txt” is empty, so it was not attached." in words(attaches(cast, cast.asks(), upload("a.txt", b"")))


def test_a_file_that_no_mail_carries_is_not_taken_and_the_others_are(cast):
    allows(cast, 1)
    number = cast.asks()

    shown = attaches(cast, number, upload("film.mp4", b"x" * 2_000_000), upload())

    assert "“film.mp4” has 2.0 MB; a mail from here carries files of 584 kB at most." in words(shown)
    assert listed(shown) == ["plan.pdf"]


def test_files_that_are_too_much_together_are_not_taken(cast):
    allows(cast, 1)
    number = cast.asks()
    attaches(cast, number, upload("a.bin", LARGE))

    shown = attaches(cast, number, upload("b.bin", LARGE[::-1]))

    assert "With “b.bin” the files come to 600 kB; a mail from here carries 584 kB at most." in words(shown)
    assert listed(shown) == ["a.bin"]


def test_too_many_files_are_not_taken(cast):
    number = cast.asks()
    attaches(cast, number, *(upload(f"{n}.txt", b"%d" % n) for n in range(50)))

    assert "An answer carries 50 files at most." in words(attaches(cast, number))


def test_a_file_that_is_too_large_stays_out_of_an_answer_without_a_script_too(cast):
    allows(cast, 1)
    number = cast.asks()

    for where in ("files", "answer", "draft"):
        large = {"files": [upload("film.mp4", b"x" * 2_000_000)]}
        read = cast.browser().post(f"/conversations/{number}/{where}", filled_in(opens(cast, number)) | large)
        assert read.status_code in {400, 409, 422}
        assert "carries files of 584 kB at most" in words(read)

    assert not Outbound.objects.exists()
    assert f">{WORDS}</textarea>" in composer(opens(cast, number))


def test_an_answer_that_is_too_large_for_the_server_is_not_sent(cast):
    number = cast.asks("long words " * 150_000)
    attaches(cast, number)
    allows(cast, 1)

    read = with_files(cast, number)

    assert not Outbound.objects.exists()
    assert "“Hello” sends mails of 1.0 MB at most" in composer(read)
    assert listed(read) == ["plan.pdf"]


def test_what_announces_itself_as_far_too_large_is_not_even_read(cast):
    number = cast.asks()

    read = cast.browser().post(
        f"/conversations/{number}/files",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="200000000",
    )

    assert 400 <= read.status_code < 500
    assert "This is more than 100 MB at once" in words(read)


def test_where_nobody_can_be_answered_nothing_is_attached(cast):
    number = cast.asks()
    Source.objects.update(settings={})

    read = attaches(cast, number)

    assert 400 <= read.status_code < 500
    assert not File.objects.exists()


def test_a_file_that_was_removed_can_be_put_back(cast):
    number = cast.asks()
    attaches(cast, number)
    file = File.objects.get()

    gone = cast.browser().post(f"/files/{file.pk}/remove", headers={"HX-Request": "true"})
    assert listed(gone) == []
    assert "plan.pdf removed" in words(gone)
    assert numbers(gone) == []

    back = cast.browser().post(f"/files/{file.pk}/put-back", headers={"HX-Request": "true"})
    assert listed(back) == ["plan.pdf"]


def test_without_a_script_removing_keeps_what_is_written(cast):
    number = cast.asks()
    attaches(cast, number)
    file = File.objects.get()

    read = cast.browser().post(f"/files/{file.pk}/remove", filled_in(opens(cast, number)), follow=True)

    assert "“plan.pdf” is no longer attached." in flash(read)
    assert f">{WORDS}</textarea>" in composer(read)
    assert listed(read) == []
    read = cast.browser().post(f"/files/{file.pk}/put-back", follow=True)
    assert "“plan.pdf” is attached again." in flash(read)
    assert listed(read) == ["plan.pdf"]


def test_what_is_put_back_needs_room_and_a_name_of_its_own(cast):
    number = cast.asks()
    attaches(cast, number, upload("a.bin", LARGE))
    file = File.objects.get()
    cast.browser().post(f"/files/{file.pk}/remove")
    attaches(cast, number, upload("a.bin", LARGE[::-1]))

    cast.browser().post(f"/files/{file.pk}/put-back")
    assert sorted(listed(opens(cast, number))) == ["a (2).bin", "a.bin"]

    cast.browser().post(f"/files/{file.pk}/remove")
    allows(cast, 1)
    read = cast.browser().post(f"/files/{file.pk}/put-back", headers={"HX-Request": "true"})
    assert 400 <= read.status_code < 500
    assert "With “a (2).bin” the files come to 600 kB" in words(read)


def test_files_of_a_colleagues_draft_are_nobody_elses(cast):
    attaches(cast, cast.asks(), upload("photo.png", PNG))
    number = File.objects.get().pk

    for path in (f"/files/{number}", f"/files/{number}/seen"):
        assert cast.browser().get(path).status_code == 200
        assert cast.browser(cast.cem).get(path).status_code == 404
    for path in (f"/files/{number}/remove", f"/files/{number}/put-back"):
        assert cast.browser(cast.cem).post(path).status_code == 404
    assert cast.browser().get("/files/999999").status_code == 404


def test_what_left_with_an_answer_is_every_colleagues_to_see_and_nobodys_to_remove(cast):
    number = cast.asks()
    attaches(cast, number)
    with_files(cast, number)
    file = File.objects.get().pk

    assert cast.browser(cast.cem).get(f"/files/{file}").content == PDF
    assert cast.browser(cast.cem).post(f"/files/{file}/remove").status_code == 404
    assert 400 <= cast.browser().post(f"/files/{file}/remove").status_code < 500
    assert File.objects.get().removed_at is None


def test_a_file_is_handed_out_so_that_it_cannot_run_here(cast):
    number = cast.asks()
    attaches(cast, number, upload("page.html", b"<script>alert(1)</script>"))
    file = File.objects.get().pk

    got = cast.browser().get(f"/files/{file}")

    assert got["Content-Disposition"] == 'attachment; filename="page.html"'
    assert got["Content-Type"] == "application/octet-stream"
    assert "sandbox" in got["Content-Security-Policy"]
    assert cast.browser().get(f"/files/{file}/seen").status_code == 404
