"""Facts about the list of what did not arrive: nobody misses it, and each line is seen, taken back and led from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import part, words

from hearback.channels.contract import Failure, HeardMessage, Kind, Notice, Receipt
from hearback.conversations.rules.voices import Voice
from hearback.inbox.actions import assign, attempts, join, note_unreached
from hearback.inbox.actions.unreached import list_again, note_not_sent, note_refused, see
from hearback.inbox.models import Outbound, Unreached
from hearback.inbox.queries.listing import NOBODY, Filter
from hearback.inbox.queries.unreached import unreached, unreached_count
from hearback.infra.errors import Refusal
from hearback.staff.models import AuditLine

HOUR = timedelta(hours=1)
PAGE, FRAGMENT = "/unreached", "/unreached/list"


def comes_back(cast, number, address="ann@example.org", *, key="", why="550 no such user", hard=True, ago=0 * HOUR):
    """Let a machine say that our last answer in a conversation, or the one of a key, did not reach somebody."""
    notice = Notice("failed", (Failure(address, "5.1.1", hard, why),) if address else ())
    said_at = cast.now - ago
    message = HeardMessage("n@mx", b"n", Kind.BOUNCE, None, said_at, "Undelivered", "", (), notice=notice)
    told = Voice(
        message=message,
        source=cast.mailbox.pk,
        arrival=None,
        heard_at=cast.now - ago,
        said_at=cast.now - ago,
        author=None,
        spoken_to=(),
        is_ours=False,
        is_owed=False,
        why="",
        about=(key or cast.last_key(number),),
    )
    note_unreached([(number, told)])
    return Unreached.objects.latest("pk")


@pytest.fixture
def answered(cast):
    """A conversation that Bea has answered."""
    number = cast.asks(ago=3 * HOUR, subject="Which pipe")
    cast.answers(number, ago=HOUR)
    return number


def flash(answer):
    return next(iter(answer.context["messages"]))


@pytest.mark.parametrize("address", [PAGE, FRAGMENT])
def test_strangers_see_nothing_of_it(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", [PAGE, FRAGMENT])
def test_an_empty_list_says_what_would_stand_there(cast, address):
    shown = words(cast.browser().get(address))

    assert "Everything arrived, as far as we were told" in shown
    assert "Did not arrive 0" in shown


def test_a_line_tells_whom_why_what_and_who_wrote(cast, answered):
    assign(answered, to=cast.cem, by=cast.bea)
    one = comes_back(cast, answered)

    line = words(part(cast.browser().get(PAGE), f'id="unreached-{one.pk}"'))

    assert "ann@example.org will never arrive" in line
    assert "550 no such user (5.1.1)" in line
    assert "Which pipe · Bea Nakamura wrote · Cem Aydin is in charge · Hello" in line


def test_what_may_be_tried_again_does_not_say_never(cast, answered):
    comes_back(cast, answered, why="", hard=False)

    shown = words(cast.browser().get(PAGE))

    assert "no reason given (5.1.1)" in shown
    assert "will never arrive" not in shown


def test_a_failure_that_names_nobody_stands_there_too(cast, answered):
    comes_back(cast, answered, "")

    assert "Somebody" in words(cast.browser().get(PAGE))


@pytest.mark.parametrize("address", ["/", "/turns", "/?state=theirs", "/?state=settled", PAGE])
def test_every_list_says_how_many_did_not_arrive(cast, answered, address):
    comes_back(cast, answered)

    response = cast.browser().get(address)

    assert "Did not arrive 1" in words(response)
    assert "tab-count-late" in response.content.decode()


def test_it_is_said_beside_an_open_conversation_too(cast, answered):
    comes_back(cast, answered)

    assert "Did not arrive 1" in words(cast.browser(cast.cem).get(f"/conversations/{answered}"))


def test_a_line_leads_to_the_answer(cast, answered):
    one = comes_back(cast, answered)
    listed = part(cast.browser().get(PAGE), f'id="unreached-{one.pk}"')
    address, _, anchor = listed.partition('unreached-title" href="')[2].partition('"')[0].partition("#")

    assert address == f"/conversations/{answered}"
    assert f'id="{anchor}"' in cast.browser().get(address).content.decode()


def test_a_line_follows_its_answer_into_another_conversation(cast):
    elder, younger = cast.asks(ago=9 * HOUR, subject="Elder"), cast.asks(ago=8 * HOUR, subject="Younger")
    cast.answers(younger, ago=HOUR)
    one = comes_back(cast, younger)
    assign(elder, to=cast.cem, by=cast.bea)

    join(younger, other=elder, by=cast.bea, at=cast.now)

    (row,) = unreached(Filter(assignee=cast.cem.pk)).rows
    assert (row.one, row.home.conversation, row.conversation.subject) == (one, elder, "Elder")


def test_a_line_whose_answer_is_gone_leads_to_its_conversation(cast, answered):
    comes_back(cast, answered, key="lost@rotor.example")

    (row,) = unreached(Filter()).rows

    assert (row.home.conversation, row.home.message, row.attempt) == (answered, None, None)
    assert f'href="/conversations/{answered}"' in part(cast.browser().get(PAGE), 'id="unreached-')


def test_seen_takes_a_line_away_and_undo_brings_it_back(cast, answered):
    one, browser = comes_back(cast, answered), cast.browser()

    gone = browser.post(f"/unreached/{one.pk}/seen", follow=True)
    undo = flash(gone).extra_tags
    back = browser.post(undo, follow=True)

    assert gone.redirect_chain == [(PAGE, 303)]
    assert "ann@example.org" not in words(part(gone, 'id="unreached"'))
    assert "ann@example.org" in words(part(back, 'id="unreached"'))


def test_each_decision_is_in_the_trail_once(cast, answered):
    one = comes_back(cast, answered)

    for _ in range(2):
        see(one.pk, by=cast.cem, at=cast.now)
    for _ in range(2):
        list_again(one.pk, by=cast.bea, at=cast.now)

    lines = AuditLine.objects.filter(subject=f"conversation:{answered}", verb__contains="unreached").order_by("pk")
    assert [(line.verb, line.colleague, line.detail) for line in lines] == [
        ("see unreached", cast.cem, {"unreached": one.pk}),
        ("list unreached again", cast.bea, {"unreached": one.pk}),
    ]


@pytest.mark.parametrize("choice", ["seen", "again"])
def test_a_line_that_is_no_more_is_refused(cast, choice):
    with pytest.raises(Refusal, match="meanwhile"):
        {"seen": see, "again": list_again}[choice](1, by=cast.bea, at=cast.now)

    assert "Somebody has decided about this answer meanwhile." in words(cast.browser().post(f"/unreached/1/{choice}"))


@pytest.mark.parametrize("choice", ["seen", "again"])
def test_looking_changes_nothing(cast, choice):
    assert cast.browser().get(f"/unreached/1/{choice}").status_code == 405


@pytest.mark.parametrize("choice", ["seen", "again"])
def test_strangers_decide_nothing(cast, answered, choice):
    one = comes_back(cast, answered)

    assert Client().post(f"/unreached/{one.pk}/{choice}").status_code == 302
    assert Unreached.objects.get().seen_at is None


def test_the_writer_and_who_is_in_charge_find_what_is_theirs(cast, answered):
    comes_back(cast, answered)
    assign(answered, to=cast.cem, by=cast.bea)

    mine = {who.name: unreached_count(Filter(assignee=who.pk)) for who in (cast.bea, cast.cem)}

    assert mine == {"Bea Nakamura": 1, "Cem Aydin": 1}
    assert unreached_count(Filter(assignee=NOBODY)) == 0
    assign(answered, to=None, by=cast.bea)
    assert unreached_count(Filter(assignee=cast.cem.pk)) == 0
    assert unreached_count(Filter(assignee=NOBODY)) == 1


def test_it_is_narrowed_by_source_and_says_so(cast, answered):
    comes_back(cast, answered)
    browser = cast.browser()

    assert "ann@example.org" in words(browser.get(f"{PAGE}?source={cast.mailbox.pk}"))
    elsewhere = words(browser.get(f"{PAGE}?source=99999"))
    assert "Nothing that fits what is chosen failed to arrive." in elsewhere
    assert "Show all" in elsewhere


def test_it_is_read_page_by_page_the_latest_first(cast, answered):
    for hours in range(5):
        comes_back(cast, answered, f"dan{hours}@example.org", ago=hours * HOUR)

    first = unreached(Filter(), most=2)
    second = unreached(Filter(), mark=first.older, most=2)
    last = unreached(Filter(), mark=second.older, most=2)
    again = unreached(Filter(), mark=second.newer, most=2)

    pages = [[row.one.address[3] for row in page.rows] for page in (first, second, last, again)]
    assert pages == [["0", "1"], ["2", "3"], ["4"], ["0", "1"]]
    assert (first.newer, last.older) == ("", "")


def test_a_page_that_everybody_has_seen_leads_to_the_first(cast, answered):
    for hours in range(51):
        comes_back(cast, answered, f"dan{hours}@example.org", ago=hours * HOUR)
    browser = cast.browser()
    older = browser.get(PAGE).context["list"]["older_url"]
    Unreached.objects.filter(address="dan50@example.org").update(seen_at=cast.now)

    shown = words(browser.get(older))

    assert "This page is empty now To the first page" in shown


def test_it_asks_the_database_the_same_number_of_questions_however_long_it_is(
    cast, answered, django_assert_num_queries
):
    comes_back(cast, answered)
    browser = cast.browser()
    with django_assert_num_queries(QUESTIONS):
        browser.get(PAGE)
    for hours in range(6):
        number = cast.asks(ago=3 * HOUR)
        cast.answers(number, ago=HOUR)
        comes_back(cast, number, f"dan{hours}@example.org")

    with django_assert_num_queries(QUESTIONS):
        browser.get(PAGE)


QUESTIONS = 13


def attempt_of(cast, number, state=Outbound.SENDING):
    """Return an answer of Bea's on its way."""
    return Outbound.objects.create(
        conversation_id=number,
        source=cast.mailbox,
        colleague=cast.bea,
        press="6a1f0e3c-0000-4000-8000-000000000001",
        key="on-its-way@rotor.example",
        recipients=[["to", "ann@example.org"]],
        text="It does.",
        composed=b"From: hello@rotor.example\n\nIt does.\n",
        state=state,
        queued_at=cast.now,
    )


@pytest.mark.parametrize(
    ("act", "title"),
    [
        (lambda one: attempts.fail(one.pk, why="550 no", is_final=True), "Not sent"),
        (lambda one: attempts.leave_unsure(one.pk, why="The line broke."), "Perhaps sent"),
    ],
    ids=["failed", "unsure"],
)
def test_an_answer_that_did_not_leave_is_listed_until_somebody_decides(cast, answered, act, title):
    one = attempt_of(cast, answered)

    act(one)

    shown = cast.browser().get(PAGE)
    assert title in words(shown)
    assert "Decide" in words(shown)
    assert f'href="/conversations/{answered}#message-attempt-{one.pk}"' in shown.content.decode()
    assert f'id="message-attempt-{one.pk}"' in cast.browser().get(f"/conversations/{answered}").content.decode()
    attempts.decide(one.pk, choice="drop", by=cast.bea, at=cast.now)
    assert unreached_count(Filter()) == 0


def test_a_try_that_will_be_repeated_is_not_listed(cast, answered):
    attempts.fail(attempt_of(cast, answered).pk, why="Busy.", is_final=False)

    assert unreached_count(Filter()) == 0


def test_one_that_fails_again_is_listed_again_with_its_new_reason(cast, answered):
    one = attempt_of(cast, answered, Outbound.FAILED)
    one.trouble = "Busy."
    note_not_sent(one)
    see(Unreached.objects.get().pk, by=cast.bea, at=cast.now)

    one.trouble = "Shut."
    note_not_sent(one)

    assert [row.one.why for row in unreached(Filter()).rows] == ["Shut."]


def test_those_for_whom_an_answer_was_not_taken_are_listed(cast, answered):
    one = attempt_of(cast, answered)

    attempts.arrive(one.pk, receipt=Receipt("taken", refused={"dan@example.net": "550 no such user"}), at=cast.now)

    shown = words(cast.browser().get(PAGE))
    assert "dan@example.net" in shown
    assert "550 no such user" in shown


def test_what_was_refused_at_once_and_comes_back_stands_there_once(cast, answered):
    one = attempt_of(cast, answered, Outbound.SENT)
    note_refused(one, {"ann@example.org": "550 no"})

    comes_back(cast, answered, key=one.key)

    assert [row.one.what for row in unreached(Filter()).rows] == [Unreached.REFUSED]
