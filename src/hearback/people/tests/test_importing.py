"""Facts about importing people: seen before it is done, each line once, nobody doubled, and all of it taken back."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from tests.cast import words

from hearback.people.actions import importing
from hearback.people.models import Affiliation, Identity, Import, ImportRow, Note, Organisation, Person, Role, Tagging

pytestmark = pytest.mark.django_db
LIST = (
    b"Name,Email,Company,Tags,Role,City,Notes\n"
    b"Ann Archer,ANN@example.org,Rotor,vip,partner,Lisbon,Likes tea\n"
    b"Eve Ito,eve@example.net;eve@work.example,Rotor,vip;press,journalist,,\n"
    b"Nobody,not an address,,,,,\n"
)


def uploaded(client, content: bytes = LIST, name: str = "people.csv"):
    return client.post("/people/import", {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def brought(cast):
    """A list was uploaded, looked at and brought; Ann was known before."""
    cast.asks()
    uploaded(cast.browser())
    kept = Import.objects.get()
    cast.browser().post(f"/people/import/{kept.pk}/start")
    importing.bring(kept.pk, at=cast.now)
    return kept.pk


def test_a_list_is_seen_before_anything_is_written(cast):
    client = cast.browser()
    shown = client.get(uploaded(client).url)

    assert "2 lines are well." in words(shown)
    assert "Line 4: “not an address” is no mail address." in words(shown)
    assert [one["chosen"] for one in shown.context["columns"]] == [
        "name", "mail", "organisation", "tags", "role", "place", "note",
    ]  # fmt: skip
    again = client.get(f"/people/import/{Import.objects.get().pk}?column1=")
    assert "0 lines are well." in words(again)
    assert not Identity.objects.exclude(namespace="colleague").exists()


def test_people_come_with_all_that_is_told_and_who_is_known_is_not_doubled(cast, brought):
    ann, eve = (Identity.objects.get(handle=one).person_id for one in ("ann@example.org", "eve@example.net"))

    assert Identity.objects.get(handle="eve@work.example").person_id == eve
    assert set(Tagging.objects.values_list("tag__name", "person")) == {("vip", ann), ("vip", eve), ("press", eve)}
    assert set(Role.objects.values_list("kind", "person")) == {("partner", ann), ("journalist", eve)}
    assert (Organisation.objects.get().name, Affiliation.objects.count(), Note.objects.get().words) == (
        "Rotor",
        2,
        "Likes tea",
    )
    shown = words(cast.browser().get(f"/people/import/{brought}"))
    assert "3 of 3 lines" in shown
    assert "1 known already 1 new person 1 line is wrong" in shown


def test_the_lines_with_trouble_are_handed_out(cast, brought):
    ImportRow.objects.filter(outcome="wrong").update(trouble="=1+1")
    told = cast.browser().get(f"/people/import/{brought}/errors.csv")

    assert told.content.decode().splitlines() == ["line,outcome,why", "4,wrong,'=1+1"]


def test_the_same_list_again_brings_nothing_new(cast, brought):
    counts = [model.objects.count() for model in (Identity, Person, Tagging, Role, Note, Affiliation, Organisation)]
    uploaded(cast.browser())
    second = Import.objects.latest("pk")
    cast.browser().post(f"/people/import/{second.pk}/start")
    importing.bring(second.pk, at=cast.now)

    assert [m.objects.count() for m in (Identity, Person, Tagging, Role, Note, Affiliation, Organisation)] == counts


def test_an_import_is_taken_back_whole(cast, brought):
    client = cast.browser()
    client.post(f"/people/import/{brought}/back")
    importing.undo(brought)
    importing.undo(brought)

    handles = set(Identity.objects.filter(handle__contains="example.org").values_list("handle", flat=True))
    assert handles == {"ann@example.org"}
    assert not Identity.objects.filter(handle__startswith="eve@").exists()
    assert not Person.objects.filter(name="Eve Ito").exists()
    assert not any(model.objects.exists() for model in (Tagging, Role, Note, Affiliation, Organisation))
    assert "taken back" in words(client.get("/people/import"))
    refused = client.post(f"/people/import/{brought}/back")
    assert "This was taken back already." in words(client.get(refused.url))


def test_who_was_spoken_with_since_stays(cast, brought):
    cast.asks(author="Eve Ito <eve@example.net>")
    cast.browser().post(f"/people/import/{brought}/back")
    importing.undo(brought)

    assert Identity.objects.filter(handle="eve@example.net").exists()
    assert not Identity.objects.filter(handle="eve@work.example").exists()
    assert "1 was used since and stays" in words(cast.browser().get(f"/people/import/{brought}"))


def test_a_worker_that_dies_goes_on_where_it_was(cast, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 1)
    uploaded(cast.browser())
    kept = Import.objects.get()
    cast.browser().post(f"/people/import/{kept.pk}/start")
    Import.objects.filter(pk=kept.pk).update(reached=2)
    importing.bring(kept.pk, at=cast.now)
    importing.bring(kept.pk, at=cast.now)

    assert list(ImportRow.objects.order_by("line").values_list("line", flat=True)) == [3, 4]
    assert Import.objects.get().state == Import.DONE


def test_an_import_that_is_stopped_on_the_way_brings_no_more(cast):
    uploaded(cast.browser())
    kept = Import.objects.get()
    cast.browser().post(f"/people/import/{kept.pk}/start")
    cast.browser().post(f"/people/import/{kept.pk}/back")
    importing.bring(kept.pk, at=cast.now)
    importing.undo(kept.pk)

    assert not ImportRow.objects.exists()
    assert Import.objects.get().state == Import.UNDONE


def test_addresses_of_two_people_here_are_told_and_not_joined(cast):
    cast.asks()
    cast.asks(author="Eve <eve@example.net>")
    uploaded(cast.browser(), b"name,mail\nAnn,ann@example.org;eve@example.net\n,new@example.org\n")
    kept = Import.objects.get()
    cast.browser().post(f"/people/import/{kept.pk}/start")
    importing.bring(kept.pk, at=cast.now)

    assert ImportRow.objects.get(line=2).trouble.startswith("Its addresses are of several people here")
    assert Person.objects.filter(name="", identities__handle="new@example.org").exists()


def test_cards_and_workbooks_come_in_the_same_way(cast):
    client = cast.browser()
    card = b"BEGIN:VCARD\nFN:Ann\nEMAIL:ann@example.org\nTEL:+1 555 010 0000\nURL:https://ann.example/\nEND:VCARD\n"
    shown = client.get(uploaded(client, card, "ann.vcf").url)
    assert "1 line is well." in words(shown)
    assert "Ann ann@example.org" in words(shown)
    importing.start(Import.objects.get().pk, [], by=cast.bea, at=cast.now)
    importing.bring(Import.objects.get().pk, at=cast.now)
    ann = Identity.objects.get(handle="ann@example.org").person
    assert sorted(ann.identities.values_list("namespace", "handle")) == [
        ("mail", "ann@example.org"),
        ("phone", "+15550100000"),
        ("web", "https://ann.example"),
    ]

    book, written = Workbook(), io.BytesIO()
    book.worksheets[0].append(["Name", "Mail"])
    book.worksheets[0].append(["Eve", "eve@example.net"])
    book.save(written)
    assert "1 line is well." in words(client.get(uploaded(client, written.getvalue(), "eve.xlsx").url))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"PK\x03\x04rest", "This workbook cannot be read; save the sheet as CSV."),
        (b"\xd0\xcf\x11\xe0rest", "This is a workbook of an old kind"),
        (b"\x00\x00\x00", "This is no table of text; save it as CSV."),
        (b",,\n,,\n", "There is no line in it."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(cast, content, why):
    client = cast.browser()

    assert why in words(client.get(uploaded(client, content).url))
    assert not Import.objects.exists()


def test_a_file_must_be_chosen_and_no_larger_than_it_may_be(cast, monkeypatch):
    client = cast.browser()
    assert "Choose a file." in words(client.get(client.post("/people/import").url))
    monkeypatch.setattr(importing, "LARGEST", 10)
    assert "larger than 20 MB" in words(client.get(uploaded(client).url))


def test_columns_must_say_how_somebody_is_reached(cast):
    client = cast.browser()
    kept_url = uploaded(client).url
    number = Import.objects.get().pk
    refused = client.post(f"/people/import/{number}/start", {"column1": ""})
    assert "Say which column has the mail address" in words(client.get(refused.url))
    strange = client.post(f"/people/import/{number}/start", {"column1": "shoe"})
    assert "Say what each column means." in words(client.get(strange.url))
    client.post(f"/people/import/{number}/start")
    again = client.post(f"/people/import/{number}/start")
    assert "This was begun already." in words(client.get(again.url))
    assert kept_url.endswith(str(number))


def test_another_colleague_s_import_is_not_one_s_own(cast):
    uploaded(cast.browser())
    number = Import.objects.get().pk
    cem = cast.browser(cast.cem)
    refused = cem.post(f"/people/import/{number}/back")

    assert "There is no such import of yours." in words(cem.get(refused.url))
    assert cem.get("/people/import/999").status_code == 404
