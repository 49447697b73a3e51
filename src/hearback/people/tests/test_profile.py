"""Facts about what colleagues note of people: each of it taken back with one press, and read by whom it may be."""

from __future__ import annotations

import pytest
from tests.cast import EVE, words

import hearback.people.queries.profile as queries
from hearback.people.models import Identity, Note, Person, Role, Segment, Tagging, Trait

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(cast) -> int:
    cast.asks()
    return Identity.objects.get(handle="ann@example.org").person_id


@pytest.fixture
def eve(cast, ann) -> int:
    cast.asks(author=EVE)
    return Identity.objects.get(handle="eve@example.net").person_id


def press(client, address: str, told: dict | None = None) -> tuple[str, str]:
    """Press a button; return what the next page says and where it is taken back."""
    shown = client.get(client.post(address, told or {}).url)
    (message,) = shown.context["messages"]
    return str(message), message.extra_tags


def page(client, person: int) -> str:
    return words(client.get(f"/people/{person}"))


def test_a_role_is_given_ended_and_given_again_and_its_history_stays(cast, ann):
    client = cast.browser()
    press(client, f"/people/{ann}/roles", {"kind": "fan", "since": "2024-05-01"})
    first = Role.objects.get()
    press(client, f"/people/roles/{first.pk}/end", {"until": "2025-01-01"})
    press(client, f"/people/{ann}/roles", {"kind": "customer", "since": "2025-01-01"})
    press(client, f"/people/{ann}/roles", {"kind": "fan", "since": "2026-02-01"})

    shown = page(client, ann)
    assert "fan since 1 Feb 2026" in shown
    assert "customer since 1 Jan 2025" in shown
    assert "fan 1 May 2024 to 1 Jan 2025" in shown


def test_a_role_that_was_ended_or_a_mistake_comes_back(cast, ann):
    client = cast.browser()
    _, undo = press(client, f"/people/{ann}/roles", {"kind": "partner", "since": "nonsense"})
    role = Role.objects.get()
    _, again = press(client, f"/people/roles/{role.pk}/end", {"until": "2026-03-01"})
    press(client, again)
    assert Role.objects.get().until is None

    _, back = press(client, undo)
    assert "since" not in page(client, ann).split("Add or change")[0].split("Who they are")[1]
    press(client, back)
    assert Role.objects.get().removed_at is None


@pytest.mark.parametrize(
    ("address", "told", "why"),
    [
        ("roles", {"kind": "king"}, "Choose what they are."),
        ("roles", {"kind": "fan", "since": "2030-01-01"}, "That day is still to come."),
        ("tags", {"tag": "  "}, "There is nothing written yet."),
        ("tags", {"tag": "x" * 61}, "A tag has 60 characters at most."),
        ("notes", {"words": " "}, "There is nothing written yet."),
        ("notes", {"words": "x" * 20_001}, "A note has 20,000 characters at most."),
        ("rename", {"name": ""}, "A person needs a name."),
        ("rename", {"name": "x" * 301}, "That is longer than 300 characters."),
        ("traits", {"kind": "shoe", "value": "44"}, "Choose what it is."),
        ("traits", {"kind": "place", "value": ""}, "There is nothing written yet."),
        ("traits", {"kind": "place", "value": "x" * 301}, "That is longer than 300 characters."),
        ("traits", {"kind": "language", "value": "German!"}, "Write a language as its short code: en, de, pt-BR."),
        ("traits", {"kind": "link", "value": "javascript:alert(1)"}, "A link begins with https:// or http://."),
        ("traits", {"kind": "phone", "value": "call me"}, "A phone number has digits, and a + in front where it is"),
    ],
)
def test_what_cannot_be_is_refused_in_words(cast, ann, address, told, why):
    assert press(cast.browser(), f"/people/{ann}/{address}", told)[0].startswith(why)


def test_somebody_is_what_they_are_once_and_nobody_unknown_is_anything(cast, ann):
    client = cast.browser()
    press(client, f"/people/{ann}/roles", {"kind": "fan"})

    assert press(client, f"/people/{ann}/roles", {"kind": "fan"})[0] == "They are that already."
    assert cast.browser().post("/people/99999/roles", {"kind": "fan"}).status_code == 303
    role = Role.objects.get()
    assert press(client, f"/people/roles/{role.pk}/end", {"until": "2030-01-01"})[0].startswith("A role ends between")
    assert press(client, "/people/roles/999/end")[0] == "Somebody has changed this meanwhile."
    assert press(client, "/people/told/song/1/remove")[0] == "Somebody has changed this meanwhile."
    assert press(client, "/people/told/role/999/restore")[0] == "Somebody has changed this meanwhile."


def test_a_tag_is_put_on_found_by_and_taken_off(cast, ann, eve):
    client = cast.browser()
    press(client, f"/people/{ann}/tags", {"tag": "Early  bird"})
    press(client, f"/people/{ann}/tags", {"tag": "early bird"})
    assert Tagging.objects.count() == 1
    assert "Early bird" in page(client, ann)
    found = client.get("/people?tag=early+bird")
    assert [row["face"].name for row in found.context["rows"]] == ["Ann Archer"]

    _, undo = press(client, f"/people/{ann}/tags/take", {"tag": "Early bird"})
    assert "Nobody fits" in words(client.get("/people?tag=early+bird"))
    press(client, undo)
    assert Tagging.objects.count() == 1
    assert press(client, f"/people/{eve}/tags/take", {"tag": "Early bird"})[0] == "Somebody has changed this meanwhile."


def test_a_personal_note_is_its_writer_s_alone_until_it_is_released(cast, ann):
    cem, bea = cast.browser(cast.cem), cast.browser()
    press(cem, f"/people/{ann}/notes", {"words": "Her mother is ill", "is_personal": "yes"})
    press(cem, f"/people/{ann}/notes", {"words": "Wants the blue one"})
    assert "Her mother is ill" in page(cem, ann)
    assert "Her mother is ill" not in page(bea, ann)
    assert "Wants the blue one" in page(bea, ann)

    one = Note.objects.get(is_personal=True)
    assert press(bea, f"/people/notes/{one.pk}/release", {"release": "yes"})[0] == "There is no such note of yours."
    assert press(bea, f"/people/told/note/{one.pk}/remove")[0] == "Somebody has changed this meanwhile."
    _, undo = press(cem, f"/people/notes/{one.pk}/release", {"release": "yes"})
    assert "Her mother is ill" in page(bea, ann)
    press(cem, undo)
    assert "Her mother is ill" not in page(bea, ann)


def test_a_note_is_removed_and_comes_back(cast, ann):
    client = cast.browser()
    _, undo = press(client, f"/people/{ann}/notes", {"words": "Likes tea"})
    _, back = press(client, undo)
    assert "Likes tea" not in page(client, ann)
    press(client, back)
    assert "Likes tea" in page(client, ann)


def test_facts_stand_with_where_they_are_from(cast, ann):
    client = cast.browser()
    press(client, f"/people/{ann}/traits", {"kind": "place", "value": "Lisbon", "source": "told us at the fair"})
    press(client, f"/people/{ann}/traits", {"kind": "language", "value": "pt-BR"})
    press(client, f"/people/{ann}/traits", {"kind": "language", "value": "tlh"})
    press(client, f"/people/{ann}/traits", {"kind": "phone", "value": "+351 21 000 0000"})
    press(client, f"/people/{ann}/traits", {"kind": "link", "value": "https://ann.example/"})

    shown = page(client, ann)
    assert "Lisbon told us at the fair" in shown
    assert "Português Brasileiro noted by Bea Nakamura" in shown
    assert "tlh" in shown
    assert 'href="https://ann.example/"' in client.get(f"/people/{ann}").content.decode()
    assert Trait.objects.count() == 5
    assert [row["id"] for row in client.get("/people?place=lisbon&language=pt-br").context["rows"]] == [ann]


def test_a_person_is_renamed_and_called_as_before(cast, ann):
    client = cast.browser()
    _, undo = press(client, f"/people/{ann}/rename", {"name": "Anna  Archer"})
    assert Person.objects.get(pk=ann).name == "Anna Archer"
    press(client, undo)
    assert Person.objects.get(pk=ann).name == "Ann Archer"


@pytest.mark.parametrize("few", [0, 5_000])
def test_what_was_noted_goes_where_two_are_made_one_and_comes_back(cast, ann, eve, few, monkeypatch):
    monkeypatch.setattr(queries, "FEW", few)
    client = cast.browser()
    press(client, f"/people/{eve}/roles", {"kind": "blogger"})
    press(client, f"/people/{eve}/tags", {"tag": "vip"})
    _, undo = press(client, f"/people/{ann}/merge", {"other": eve})
    assert "blogger" in page(client, ann).split("Add or change")[0]
    assert [row["id"] for row in client.get("/people?role=blogger&tag=vip").context["rows"]] == [ann]

    press(client, undo)
    assert "blogger" not in page(client, ann).split("Add or change")[0]
    assert [row["id"] for row in client.get("/people?role=blogger").context["rows"]] == [eve]


def test_the_list_narrows_down_by_several_conditions_at_once(cast, ann, eve):
    client = cast.browser()
    press(client, f"/people/{ann}/roles", {"kind": "fan"})
    press(client, f"/people/{eve}/roles", {"kind": "fan"})

    def rows(asked: str) -> set[int]:
        return {row["id"] for row in client.get(f"/people?{asked}").context["rows"]}

    assert rows("role=fan") == rows("role=fan&by=name") == {ann, eve}
    assert rows("role=fan&q=eve") == {eve}
    assert rows("role=fan&channel=mail") == {ann, eve}
    assert rows("channel=web") == rows("silent=30") == rows("role=king") == set()
    assert rows("silent=nonsense&role=fan") == {ann, eve}


def test_a_segment_is_kept_shared_dropped_and_kept_again(cast, ann):
    client, cem = cast.browser(), cast.browser(cast.cem)
    press(client, f"/people/{ann}/roles", {"kind": "fan"})
    press(client, "/people/segments", {"name": "Fans", "role": "fan"})
    assert "Fans" not in words(cem.get("/people"))
    press(client, "/people/segments", {"name": "fans", "role": "fan", "is_shared": "yes"})
    assert Segment.objects.count() == 1
    shown = cem.get("/people")
    assert "Fans" in words(shown)
    assert cem.get(shown.context["filters"]["segments"][0]["url"]).context["rows"][0]["id"] == ann

    one = Segment.objects.get()
    assert press(cem, f"/people/segments/{one.pk}/drop")[0] == "There is no such segment of yours."
    _, undo = press(client, f"/people/segments/{one.pk}/drop")
    assert not Segment.objects.exists()
    press(client, undo)
    assert (Segment.objects.get().asked, Segment.objects.get().is_shared) == ({"role": "fan"}, True)
    assert press(client, "/people/segments", {"name": " ", "role": "fan"})[0] == "Give it a name."
    assert press(client, "/people/segments", {"name": "All"})[0].startswith("Everybody is no segment")


def test_the_list_asks_as_many_questions_for_many_people_as_for_one(cast, ann, django_assert_num_queries):
    client = cast.browser()
    Role.objects.create(person_id=ann, kind="fan", at=cast.now)
    client.get("/people")
    with django_assert_num_queries(12) as one:
        client.get("/people?role=fan")
    for number in range(20):
        cast.asks(author=f"P{number} Q <p{number}@example.net>")
    Role.objects.bulk_create(
        [Role(person=person, kind="fan", at=cast.now) for person in Person.objects.exclude(name="")]
    )
    with django_assert_num_queries(len(one)):
        assert len(client.get("/people?role=fan").context["rows"]) > 20


def test_what_no_database_keeps_is_left_out(cast, ann):
    client = cast.browser()
    for name in ("role", "tag", "place", "language", "channel", "silent"):
        assert client.get(f"/people?{name}=a%00b").status_code == 200
    press(client, f"/people/{ann}/notes", {"words": "Likes\0 tea"})
    press(client, f"/people/{ann}/tags", {"tag": "v\0ip"})

    assert (Note.objects.get().words, Tagging.objects.get().tag.name) == ("Likes tea", "vip")


def test_nobody_is_the_same_twice_at_once_and_a_wrong_day_changes_nothing(cast, ann):
    client = cast.browser()
    _, undo = press(client, f"/people/{ann}/roles", {"kind": "fan"})
    first = Role.objects.get()
    assert press(client, f"/people/roles/{first.pk}/end", {"until": "garbage"})[0] == "That is no day."
    press(client, f"/people/roles/{first.pk}/end", {"until": "2026-03-01"})
    press(client, f"/people/{ann}/roles", {"kind": "fan"})
    assert press(client, f"/people/roles/{first.pk}/end")[0] == "They are that already."

    Role.objects.filter(pk=first.pk).update(until=None, removed_at=cast.now)
    assert press(client, f"/people/told/role/{first.pk}/restore")[0] == "They are that already."
    assert undo.endswith("/remove")


def test_what_changed_nothing_has_nothing_to_take_back(cast, ann):
    client = cast.browser()
    assert press(client, f"/people/{ann}/tags", {"tag": "vip"})[1]
    assert not press(client, f"/people/{ann}/tags", {"tag": "vip"})[1]
    assert press(client, "/people/segments", {"name": "Fans", "role": "fan"})[1]
    assert not press(client, "/people/segments", {"name": "fans", "tag": "vip"})[1]
