"""Facts about the demo town for whoever loads it and looks at it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes

import pytest

from hearback.site.demo import town
from hearback.site.demo.folk import people

EXAMPLE = re.compile(rb"[A-Za-z0-9]@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
RESERVED = re.compile(rb"(^|\.)(example|example\.(org|net|com))\.?$")
HOST = re.compile(rb"https?://([A-Za-z0-9.-]+)")


def test_it_is_as_large_as_a_house_that_is_busy(place) -> None:
    posts = {post.key for post in place.posts}
    mail_threads = [thread for thread in place.threads if not posts & set(thread.keys)]

    assert 280 <= len(mail_threads) <= 340
    assert 280 <= len(place.threads) <= 340
    assert 700 <= len(place.mails) <= 900
    assert 40 <= len(place.posts) <= 50


def test_its_people_are_many_and_write_in_many_scripts() -> None:
    names = [person.name for person in people().values()]

    assert 110 <= len(names) <= 175
    assert len(set(names)) == len(names)
    for letter in "ЈО中백طטरสΓԱ":
        assert any(letter in name for name in names), letter


def test_nine_colleagues_answer_from_two_mailboxes_and_hear_five_feeds(place) -> None:
    assert len(place.colleagues) == 9
    assert all(one.signature and one.languages and one.role for one in place.colleagues)
    assert [one.address for one in place.mailboxes] == ["hello@spoonwright.example", "partners@spoonwright.example"]
    assert {post.feed for post in place.posts} == {feed.name for feed in place.feeds}
    assert len(place.feeds) == 5


def test_our_turns_are_few_enough_to_see_and_many_enough_to_choose_from(place) -> None:
    turns = Counter(thread.turn for thread in place.threads)

    assert 45 <= turns["ours"] <= 60
    assert turns["theirs"] >= 60
    assert turns["settled"] >= 100


def test_some_turns_of_ours_have_nobody_in_charge(place) -> None:
    assigned = {decision.key for decision in place.decisions if decision.act == "assign"}
    ours = [thread for thread in place.threads if thread.turn == "ours"]

    in_charge = sum(bool(assigned & set(thread.keys)) for thread in ours)

    assert 15 <= in_charge <= len(ours) - 15


def test_everything_settled_has_a_reason_and_nothing_else_has(place) -> None:
    settled = {decision.key: decision.reason for decision in place.decisions if decision.act == "settle"}

    for thread in place.threads:
        if thread.keys:
            assert bool(settled.get(thread.keys[0])) == (thread.turn == "settled"), thread.slug


def test_decisions_and_drafts_are_about_what_was_said_by_people_who_work_here(place) -> None:
    colleagues = {one.address for one in place.colleagues}
    keys = {thread.keys[0] for thread in place.threads if thread.keys}

    assert 1 <= len(place.drafts) <= 2
    for one in (*place.decisions, *place.drafts):
        assert one.key in keys
        assert one.colleague in colleagues


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 24, 14, 30, tzinfo=UTC),
        datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
        datetime(2026, 7, 6, 0, 0, tzinfo=timezone(timedelta(hours=9))),
    ],
    ids=["a-tuesday", "a-saturday-night", "the-first-minute-of-a-monday"],
)
def test_nothing_is_of_tomorrow_and_nothing_older_than_ninety_days(now) -> None:
    place = town(now)

    moments = [one.sent_at for one in (*place.mails, *place.posts)]
    later = [one.at for one in place.decisions] + [draft.saved_at for draft in place.drafts]

    assert max(moments + later) <= now
    assert min(moments) >= now - timedelta(days=90)
    assert now - max(mail.sent_at for mail in place.mails) < timedelta(minutes=30)
    assert [mail.sent_at for mail in place.mails] == sorted(mail.sent_at for mail in place.mails)


def test_a_conversation_never_answers_before_it_asks(place, parsed) -> None:
    for thread in place.threads:
        moments = [parsed[key]["Date"].datetime for key in thread.keys if key in parsed]
        assert moments == sorted(moments), thread.slug


def test_the_same_moment_gives_the_same_bytes(place, now) -> None:
    assert town(now) == place
    assert town(now + timedelta(days=1)) != place


def test_weekends_are_quieter_and_colleagues_keep_office_hours(place) -> None:
    ours, theirs = [], Counter()
    for mail in place.mails:
        if b"User-Agent: Hearback" in mail.raw:
            ours.append(mail.sent_at + timedelta(hours=1))
        else:
            theirs[mail.sent_at.weekday() >= 5] += 1

    assert all(moment.weekday() < 5 and 8 <= moment.hour < 18 for moment in ours)
    assert 0 < theirs[True] < theirs[False] / 4


def test_every_address_and_every_link_lies_in_a_reserved_domain(place) -> None:
    for one in (*place.mails, *place.posts):
        if b"Message-ID" in one.raw or b"<?xml" in one.raw:
            for domain in EXAMPLE.findall(readable(one.raw)) + HOST.findall(readable(one.raw)):
                assert RESERVED.search(domain) or domain in VOCABULARIES, domain


VOCABULARIES = (b"www.w3.org", b"purl.org")  # names inside feed documents, never asked


def readable(raw: bytes) -> bytes:
    """Return the bytes and whatever texts they hold in some encoding."""
    parts = [part for part in message_from_bytes(raw).walk() if part.get_content_maintype() == "text"]
    return b"\n".join([raw.replace(b"=\r\n", b""), *(part.get_payload(decode=True) for part in parts)])


def test_the_turns_of_ours_are_asked_along_the_promise(place, now) -> None:
    """The promise is 24 hours of working days: on a Tuesday afternoon, 24 hours."""
    newest = {}
    for mail in place.mails:
        if found := re.search(rb"Message-ID: <([^>]+)>", mail.raw):
            newest[found[1].decode()] = mail.sent_at
    ages = [
        now - newest[thread.keys[-1]] for thread in place.threads if thread.turn == "ours" and thread.keys[-1] in newest
    ]

    assert 5 <= sum(age > timedelta(hours=24) for age in ages) <= 6
    assert sum(timedelta(hours=20) < age <= timedelta(hours=24) for age in ages) >= 5
    assert sum(age < timedelta(hours=8) for age in ages) >= 20
    assert sum(age < timedelta(hours=1) for age in ages) >= 5


def test_no_two_letters_begin_alike(place, parsed) -> None:
    firsts = Counter()
    for thread in place.threads:
        body = parsed[thread.keys[0]].get_body(("plain",)) if thread.keys and thread.keys[0] in parsed else None
        if body is not None:
            firsts[" ".join(body.get_content().split())[:70]] += 1

    assert [first for first, count in firsts.items() if count > 1] == []
