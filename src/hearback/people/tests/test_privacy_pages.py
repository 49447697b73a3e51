"""Facts about the pages of privacy: a copy for admins, a restriction for all, an erasure that wants the name typed."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from tests.cast import EVE, words

from hearback.people.actions import dossiers, merge, privacy
from hearback.people.actions.wishes import ask, note_consents
from hearback.people.jobs import go_on_erasing, make_dossier, match_new, remove_copies
from hearback.people.models import Ask, Dossier, Erasure, Identity, Likeness, Note
from hearback.people.queries.matching import open_count, questions
from hearback.people.queries.privacy import restricted_now
from hearback.people.queries.wishes import RESTRICTED, held_back
from hearback.staff.models import AuditLine

FILE = (
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee it.\n'
    '--b\nContent-Type: application/pdf; name="../plan.pdf"\nContent-Disposition: attachment; filename="../plan.pdf"\n'
    "Content-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n"
)
LETTER = (
    f"From: {EVE}\nTo: hello@rotor.example\nSubject: Plan\nDate: Mon, 02 Mar 2026 09:00:00 +0000\nMessage-ID: <p@x>\n"
)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def eve(cast) -> Identity:
    cast.hears((LETTER + FILE).encode())
    return Identity.objects.get(handle="eve@example.net")


def page(identity: Identity, more: str = "privacy") -> str:
    return f"/people/{identity.person_id}/{more}"


def archive(cast, identity: Identity) -> zipfile.ZipFile:
    browser = cast.browser()
    browser.post(page(identity, "copy"))
    make_dossier(number=Dossier.objects.get().pk)
    answer = browser.get(f"/people/copies/{Dossier.objects.get().pk}")
    return zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))


class TestACopy:
    def test_holds_everything_for_machines_and_to_be_read(self, cast, eve):
        Note.objects.create(person=eve.person, words="Likes <pipes>", at=cast.now, by=cast.bea)

        made = archive(cast, eve)

        told = json.loads(made.read("person.json"))
        assert (told["schema"], told["version"], told["person"]) == ("hearback-person", 1, eve.person_id)
        assert [one["handle"] for one in told["chapters"]["identities"]] == ["eve@example.net"]
        assert [one["words"] for one in told["chapters"]["notes"]] == ["Likes <pipes>"]
        (said,) = told["chapters"]["messages"]
        assert (said["by"], said["subject"]) == ("person", "Plan")
        assert made.read(said["attachments"][0]["file"]) == b"%PDF-"
        read = made.read("index.html").decode()
        assert "Likes &lt;pipes&gt;" in read
        assert "<script" not in read

    def test_no_name_of_a_file_leads_out_of_its_folder(self, cast, eve):
        names = archive(cast, eve).namelist()

        assert all(".." not in name and not name.startswith("/") for name in names)
        assert len([name for name in names if name.startswith("attachments/")]) == 1

    def test_a_personal_note_is_its_writers_alone(self, cast, eve):
        Note.objects.create(person=eve.person, words="Shy", is_personal=True, at=cast.now, by=cast.cem)
        given = {"words": "Kind", "is_personal": True, "released_at": cast.now}
        Note.objects.create(person=eve.person, **given, at=cast.now, by=cast.cem)

        told = json.loads(archive(cast, eve).read("person.json"))

        assert [one["words"] for one in told["chapters"]["notes"]] == ["Kind"]

    def test_is_for_admins_and_audited(self, cast, eve):
        archive(cast, eve)
        other = cast.browser(cast.cem)

        assert other.post(page(eve, "copy")).status_code >= 400
        assert other.get(f"/people/copies/{Dossier.objects.get().pk}").status_code >= 400
        assert AuditLine.objects.filter(verb="fetch a copy").count() == 1
        assert "Save the copy" not in words(other.get(page(eve)))

    def test_goes_after_a_while(self, cast, eve, settings):
        archive(cast, eve)
        assert list((settings.MEDIA_ROOT / "dossiers").iterdir())
        Dossier.objects.update(good_until=cast.now - timedelta(minutes=1))

        remove_copies(0)

        assert list((settings.MEDIA_ROOT / "dossiers").iterdir()) == []
        assert cast.browser().get(f"/people/copies/{Dossier.objects.get().pk}").status_code >= 400
        assert "removed again" in words(cast.browser().get(page(eve)))

    def test_that_broke_off_is_made_again(self, cast, eve, settings):
        number = dossiers.ask_dossier(eve.person_id, by=cast.bea, at=cast.now).pk

        def breaks(*arguments, **more):
            raise OSError("full")

        with pytest.raises(OSError, match="full"):
            dossiers.make(number, write=breaks, at=cast.now)
        assert list((settings.MEDIA_ROOT / "dossiers").iterdir()) == []
        assert "Being made" in words(cast.browser().get(page(eve)))
        make_dossier(number=number)
        make_dossier(number=number)

        assert Dossier.objects.get().state == Dossier.READY


class TestARestriction:
    def test_is_noted_with_its_reason_and_lifted_again(self, cast, eve):
        browser = cast.browser(cast.cem)
        assert "Restricted" in words(browser.post(page(eve, "restrict"), {"reason": "Says it is wrong"}, follow=True))
        assert privacy.is_restricted(eve.person_id)
        assert "Says it is wrong" in words(browser.get(page(eve)))

        browser.post(page(eve, "restrict/lift"))

        assert not privacy.is_restricted(eve.person_id)
        assert AuditLine.objects.filter(subject=f"person:{eve.person_id}", verb="lift restriction").count() == 1

    def test_wants_a_reason(self, cast, eve):
        assert "Say why" in words(cast.browser().post(page(eve, "restrict"), {"reason": " "}, follow=True))
        assert not privacy.is_restricted(eve.person_id)

    def test_is_one_at_a_time_and_lifted_once(self, cast, eve):
        first = privacy.restrict(eve.person_id, reason="x", by=cast.bea, at=cast.now)

        assert privacy.restrict(eve.person_id, reason="y", by=cast.bea, at=cast.now) == first
        cast.browser().post(page(eve, "restrict/lift"))
        assert cast.browser().post(page(eve, "restrict/lift")).status_code >= 400


class TestAnErasure:
    def test_is_shown_before_and_wants_the_name_typed(self, cast, eve):
        shown = words(cast.browser().get(page(eve, "erase")))
        assert "What goes" in shown
        assert "cannot be undone" in shown

        wrong = cast.browser().post(page(eve, "erase"), {"word": "eve"})

        assert (wrong.status_code, Erasure.objects.count()) == (422, 0)
        assert "Nothing has been erased" in words(wrong)

    def test_begins_shows_how_far_it_is_and_what_went(self, cast, eve):
        ask(eve, Ask.FORGETTING, words="please", at=cast.now)
        assert "To be forgotten" in words(cast.browser().get(page(eve)))
        running = cast.browser().post(page(eve, "erase"), {"word": "Eve Ito"}, follow=True)
        assert "Being erased" in words(running)

        go_on_erasing(0)
        privacy.erase(Erasure.objects.get().pk, at=cast.now)

        done = words(cast.browser().get(page(eve, "erase")))
        assert "They are gone" in done
        assert "Raw mails emptied 1" in done
        asked = Ask.objects.get()
        assert (asked.words, asked.done_by, asked.answer) == ("", cast.bea, "Erased.")

    def test_is_for_admins(self, cast, eve):
        assert cast.browser(cast.cem).get(page(eve, "erase")).status_code >= 400
        assert cast.browser(cast.cem).post(page(eve, "erase"), {"word": "Eve Ito"}).status_code >= 400
        assert Erasure.objects.count() == 0


@pytest.mark.parametrize("more", ["privacy", "erase"])
def test_nobody_who_is_not_signed_in_sees_them(eve, more):
    assert Client().get(page(eve, more)).status_code == 302


@pytest.mark.parametrize("more", ["privacy", "erase"])
def test_nobody_has_no_page(cast, more):
    assert cast.browser().get(f"/people/999999/{more}").status_code == 404


class TestWhatIsRestricted:
    def test_is_marked_on_their_page(self, cast, eve):
        assert "Kept and not used" not in words(cast.browser().get(page(eve, "")[:-1]))
        privacy.restrict(eve.person_id, reason="x", by=cast.bea, at=cast.now)

        assert "Kept and not used" in words(cast.browser().get(page(eve, "")[:-1]))

    def test_gets_no_letter_unasked(self, cast, eve):
        note_consents(eve, {"news": True}, way="link", at=cast.now)
        assert held_back([eve.person_id], purpose="news", at=cast.now) == {}

        privacy.restrict(eve.person_id, reason="x", by=cast.bea, at=cast.now)

        assert held_back([eve.person_id], purpose="news", at=cast.now) == {eve.person_id: RESTRICTED}

    def test_is_suggested_to_be_nobody(self, cast, eve):
        cast.asks(author="Eve Ito <eve.ito@example.com>")
        privacy.restrict(eve.person_id, reason="x", by=cast.bea, at=cast.now)

        match_new(0)

        assert not Likeness.objects.exists()
        assert Identity.objects.get(handle="eve.ito@example.com").person_id != eve.person_id

    def test_hides_the_questions_that_stood(self, cast, eve):
        cast.asks()
        ann = Identity.objects.get(handle="ann@example.org")
        one, other = sorted([ann, eve], key=lambda identity: identity.pk)
        Likeness.objects.create(one=one, other=other, kind="name", found_at=cast.now)
        assert (open_count(), questions().count()) == (1, 1)

        privacy.restrict(eve.person_id, reason="x", by=cast.bea, at=cast.now)

        assert (open_count(), questions().count()) == (0, 0)

    def test_stays_so_when_they_are_joined_with_somebody(self, cast, eve):
        cast.asks()
        ann = Identity.objects.get(handle="ann@example.org")
        privacy.restrict(eve.person_id, reason="x", by=cast.bea, at=cast.now)

        merge(kept=ann.person_id, gone=eve.person_id, by=cast.bea, at=cast.now, reasons=[])

        assert ann.person_id in restricted_now()
        assert privacy.is_restricted(ann.person_id)


def test_what_was_asked_leads_to_where_it_is_done(cast, eve):
    for what in (Ask.COPY, Ask.FORGETTING, Ask.CORRECTION):
        ask(eve, what, words="please", at=cast.now)

    shown = words(cast.browser().get("/people/asks"))

    assert all(one in shown for one in ("Make the copy", "See what would go", "Correct it"))
