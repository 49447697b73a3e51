"""Facts about a subject or a number that points at another conversation: it suggests, and nothing joins itself."""

from __future__ import annotations

import pytest
from tests.cast import words

from hearback.conversations.models import Apart, Conversation
from hearback.inbox.actions import join, settle
from hearback.inbox.rules.suggesting import is_same, number_in
from hearback.inbox.tests.writing import HOUR

SUGGESTED = "This may belong to"


def page(cast, number: int) -> str:
    return words(cast.browser().get(f"/conversations/{number}", follow=True))


@pytest.fixture
def two(cast) -> tuple[int, int]:
    """Two conversations of Ann's under one subject."""
    return cast.asks(subject="The red pump", ago=HOUR), cast.asks(subject="Re: the red  pump")


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Re: [HB-123] The pump", 123),
        ("hb-7: again", 7),
        ("about HB 99", 99),
        ("The pump", None),
        ("THB-12", None),
        ("HB-12-34", None),
        ("HB-9999999999999999999", None),
        ("", None),
    ],
)
def test_a_number_is_found_in_a_subject(subject, number):
    assert number_in(subject) == number


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The red pump", "AW: the RED pump", True),
        ("[HB-12] The red pump", "Re: The red pump", True),
        ("The red pump", "The blue pump", False),
        ("Hi", "Re: Hi", False),
        ("", "", False),
    ],
)
def test_subjects_are_the_same_but_for_what_programs_add(one, other, same):
    assert is_same(one, other) == same


def test_a_new_conversation_under_the_same_subject_suggests_the_elder_and_joins_nothing(cast, two):
    elder, younger = two

    shown = page(cast, younger)

    assert elder != younger
    assert f"{SUGGESTED} The red pump . It has the same subject and person." in shown
    assert SUGGESTED not in page(cast, elder)
    assert not Apart.objects.exists()


def test_another_persons_subject_suggests_nothing(cast, two):
    other = cast.asks(subject="The red pump", author="Eve <eve@elsewhere.example>")

    assert SUGGESTED not in page(cast, other)


def test_what_is_settled_is_not_suggested(cast, two):
    elder, younger = two
    settle(elder, reason="Answered by phone", by=cast.bea, at=cast.now)

    assert SUGGESTED not in page(cast, younger)


def test_a_number_in_a_subject_suggests_its_conversation_whoever_writes(cast, two):
    elder, _younger = two
    other = cast.asks(subject=f"About [HB-{elder}]", author="Eve <eve@elsewhere.example>")

    assert f"{SUGGESTED} The red pump . Its number stands in the subject." in page(cast, other)


@pytest.mark.parametrize("named", [0, 987654321])
def test_a_number_of_nothing_suggests_nothing(cast, named):
    assert SUGGESTED not in page(cast, cast.asks(subject=f"About [HB-{named}]"))


def test_a_suggestion_can_be_followed(cast, two):
    elder, younger = two

    cast.browser().post(f"/conversations/{younger}/join", {"other": elder})

    assert Conversation.objects.get(pk=younger).merged_into_id == elder
    assert SUGGESTED not in page(cast, elder)


def test_what_is_kept_apart_is_not_suggested_again_until_that_is_undone(cast, two):
    elder, younger = two
    browser = cast.browser()

    read = browser.post(f"/conversations/{younger}/apart", {"other": elder}, follow=True)
    assert SUGGESTED not in words(read)
    assert "They stay apart" in words(read)
    assert Apart.objects.get().is_decided

    line = next(iter(read.context["messages"])).extra_tags.split("?")[0]
    browser.post(line)
    assert SUGGESTED in page(cast, younger)
    assert not Apart.objects.exists()
    assert browser.post(line).status_code in {303, 409}


def test_a_number_of_what_went_elsewhere_suggests_where_it_went(cast, two):
    elder, younger = two
    join(younger, other=elder, by=cast.bea, at=cast.now)
    other = cast.asks(subject=f"About HB-{younger}", author="Eve <eve@elsewhere.example>")

    assert f"{SUGGESTED} The red pump ." in page(cast, other)
