"""Facts about the letters of the demo town: how they hang together, and that every special one is there."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default

import pytest

from hearback.channels.contract import Kind, Unreadable
from hearback.channels.feed.channel import CHANNEL as FEED
from hearback.channels.mail.channel import CHANNEL as MAIL
from hearback.site.demo.composing import composed
from hearback.site.demo.reading import letters
from hearback.site.demo.tongues import tongue

AUTOMATIC = {"bounce", "ooo", "receipt"}
LANGUAGES = ["ar", "de", "el", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "sv", "tr", "uk", "zh"]


def test_enough_of_them_are_written_by_hand_in_many_languages() -> None:
    assert len(letters()) >= 70
    assert {letter.language for letter in letters()} == set(LANGUAGES)


def test_their_slugs_are_their_names() -> None:
    slugs = [letter.slug for letter in (*letters(), *composed())]

    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("letter", [*letters(), *composed()], ids=lambda letter: letter.slug)
def test_a_letter_ends_with_whoever_is_not_waited_for(letter) -> None:
    spoken = [turn for turn in letter.turns if turn.options.get("kind") not in AUTOMATIC]

    if letter.turn != "settled":
        assert spoken[-1].is_ours == (letter.turn == "theirs")
    assert ("settle" in letter.headers) == (letter.turn == "settled")


def test_every_mail_reads_as_it_was_written(place, parsed) -> None:
    for thread in place.threads:
        if thread.keys and thread.keys[0] in parsed:
            mail = parsed[thread.keys[0]]
            assert mail["Subject"] == thread.subject
            assert mail["From"].addresses[0].domain
            for part in mail.walk():
                assert not part.defects, thread.slug


def test_threads_are_complete(place, parsed) -> None:
    for thread in place.threads:
        keys = [key for key in thread.keys if key in parsed]
        for key in keys[1:]:
            references = re.findall(r"<([^>]+)>", parsed[key]["References"])
            assert references[-1] == parsed[key]["In-Reply-To"].strip("<>")
            assert references[0] == keys[0]
            assert set(references) <= set(keys)


def test_our_answers_come_from_the_mailbox_in_the_name_of_a_colleague(place, parsed) -> None:
    ours = [mail for mail in parsed.values() if mail["User-Agent"] == "Hearback"]

    assert len(ours) > 250
    assert {mail["From"].addresses[0].addr_spec for mail in ours} == {box.address for box in place.mailboxes}
    assert {mail["From"].addresses[0].display_name for mail in ours} == {one.name for one in place.colleagues}


def test_nothing_of_the_way_letters_are_written_is_left_in_them(place) -> None:
    for mail in place.mails:
        if b"Message-ID" in mail.raw:
            message = message_from_bytes(mail.raw, policy=default)
            body = message.get_body(("plain",))
            text = body.get_content() if body else ""
            assert not re.search(r"\[(weekday|date|promised)", text), text[:300]
            assert "\n-- @" not in text


def test_the_mail_channel_finds_new_words_without_quotes_in_every_mail(place) -> None:
    unreadable = 0
    for mail in place.mails:
        try:
            heard = MAIL.read(mail.raw)
        except Unreadable:
            unreadable += 1
            continue
        if heard.kind is Kind.PERSON and not heard.attachments:
            assert heard.new_words.strip(), heard.key
            if not heard.subject.startswith(('Re: "A machine', 'AW: "A machine')):
                assert "\n> " not in heard.new_words, heard.new_words

    assert unreadable == 2


def test_the_feed_channel_reads_every_post_under_its_key(place) -> None:
    for post in place.posts:
        heard = FEED.read(post.raw)
        assert (heard.key, heard.kind) == (post.key, Kind.POST)
        assert heard.author is not None
        assert heard.said_at == post.sent_at


def test_people_quote_in_the_manner_of_their_programs(place) -> None:
    texts = []
    for mail in place.mails:
        if b"Message-ID" in mail.raw:
            body = message_from_bytes(mail.raw, policy=default).get_body(("plain",))
            texts.append(body.get_content().replace("\r\n", "\n") if body else "")

    for manner in (r"^On .+ wrote:$", r"^Am .+ schrieb", r"^Le .+ a écrit", r"^El .+ escribió:$", r"^Op .+ schreef"):
        assert any(re.search(manner, text, re.MULTILINE) for text in texts), manner
    for block in ("From:", "Von:", "De :", "Van:", "Od:"):
        assert any(f"\n________________________________\n{block} " in text for text in texts), block
    assert any(re.match(r"On .+ wrote:\n> ", text) for text in texts)


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("bounced-answer", Kind.BOUNCE),
        ("out-of-office", Kind.AUTO_REPLY),
        ("ooo-on-launch", Kind.AUTO_REPLY),
        ("flour-and-fair", Kind.BULK),
        ("drawer-digest", Kind.LIST_POST),
        ("reading-receipt", Kind.RECEIPT),
        ("standards-invitation", Kind.CALENDAR),
    ],
)
def test_machines_speak_too(conversation, slug, kind) -> None:
    kinds = [MAIL.read(mail.as_bytes()).kind for mail in conversation(slug)]

    assert kind in kinds


def test_the_story_has_thirty_turns_of_four_people_and_two_colleagues(conversation) -> None:
    story = conversation("four-forty")
    voices = {mail["From"].addresses[0].display_name for mail in story}

    assert len(story) == 30
    assert len(voices) == 6
    assert {"Ines Carvalho", "Tomasz Wilk", "Maeve Gallagher"} <= voices


def test_one_letter_lies_in_both_mailboxes(place, raw_of, conversation) -> None:
    key = conversation("two-doors")[0]["Message-ID"]

    mails = raw_of(key.encode())

    assert {mail.mailbox for mail in mails} == {box.address for box in place.mailboxes}
    assert len({MAIL.read(mail.raw).content for mail in mails}) == 1


def test_two_arrivals_cannot_be_read(place) -> None:
    nameless = [mail.raw for mail in place.mails if b"Message-ID" not in mail.raw]

    assert sorted(map(len, nameless)) == [4, 700]


def test_one_letter_says_the_wrong_charset(conversation, raw_of) -> None:
    raw = raw_of(conversation("broken-letters")[0]["Message-ID"].encode())[0].raw

    assert b'charset="utf-8"' in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode()
    assert "Grüß Gott" in raw.decode("iso-8859-1")


def test_letters_may_be_one_line_or_very_long_or_nothing_but_a_picture(conversation) -> None:
    line = conversation("dumplings")[0].get_body(("plain",)).get_content()
    long = conversation("thirty-eight-points")[0].get_body(("plain",)).get_content()
    picture = conversation("only-a-picture")[0]

    assert line.strip() == "?"
    assert len(long.split()) > 850
    assert picture.get_body(("plain",)).get_content().strip() == ""
    assert [part.get_content_type() for part in picture.iter_attachments()] == ["image/png"]
    assert next(picture.iter_attachments()).get_content().startswith(b"\x89PNG")


def test_what_is_enclosed_can_be_opened(parsed) -> None:
    names = set()
    for mail in parsed.values():
        for part in mail.iter_attachments():
            if part.get_filename():
                names.add(part.get_filename())
                assert part.get_content()

    assert len(names) >= 12
    assert {"kitchen-board.csv", "magpie-update-notes.txt"} <= names


def test_some_people_write_from_two_addresses(conversation) -> None:
    addresses = {mail["From"].addresses[0].addr_spec for mail in conversation("bounced-answer")}

    assert {"ignacio.bello@example.org", "ibello@bellocatering.example"} <= addresses


def test_a_promise_that_was_missed_is_named_by_its_day(conversation) -> None:
    promise, reminder = (mail.get_body(("plain",)).get_content() for mail in conversation("hearing-not-bone")[1:])
    days = tongue("en").days

    promised = next(day for day in days if f"by {day}" in promise)

    assert f"{promised} has come and gone" in reminder


def test_a_missed_promise_is_really_over(conversation) -> None:
    for slug in ("hearing-not-bone", "stavrou-undercut", "price-list-kuchnia", "ar-yousef-shipping"):
        asked, reminded = (mail["Date"].datetime for mail in conversation(slug)[-2:])
        assert (reminded - asked).days >= 4, slug
