"""Facts about a conversation's page: it reads from top to bottom, new words in front, with the person beside it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.cast import EVE, part, words
from tests.raw_mail import mail

from hearback.channels.feed.settings import FeedSettings
from hearback.conversations.models import Conversation
from hearback.conversations.queries import by_key
from hearback.inbox.actions import assign, settle
from hearback.inbox.models import Turn
from hearback.inbox.pages.words import MOST_CHARACTERS
from hearback.sources.actions import connect
from hearback.sources.models import Source

HOUR = timedelta(hours=1)
QUOTING = "It does, thank you.\n\nOn Monday, Bea wrote:\n> Does it fit?\n\n-- \nAnn Archer\nPipes and more\n"
WITH_A_DRAWING = """From: Ann Archer <ann@example.org>
To: Rotor <hello@rotor.example>
Subject: The drawing
Date: Mon, 02 Mar 2026 09:00:00 +0000
Message-ID: <drawing@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Here it is.
--b
Content-Type: image/png
Content-Disposition: attachment; filename="pipe <3 inch>.png"
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
--b--
"""


def shown(cast, number: int, query: str = "", *, by=None):
    return cast.browser(by).get(f"/conversations/{number}{query}")


def thread(response) -> str:
    return part(response, 'id="thread"')


def test_it_reads_from_top_to_bottom(cast):
    number = cast.asks("The first words.", ago=3 * HOUR)
    cast.answers(number, "The second words.", ago=2 * HOUR)
    cast.asks_again(number, "The third words.", ago=HOUR)

    read = words(thread(shown(cast, number)))

    assert read.index("The first words.") < read.index("The second words.") < read.index("The third words.")


def test_new_words_stand_in_front_and_the_rest_is_folded(cast):
    number = cast.asks(QUOTING)

    html = thread(shown(cast, number))

    assert "It does, thank you." in part_of(html, 'class="words"')
    folds = re.findall(r'<details class="fold">.*?</details>', html, flags=re.DOTALL)
    assert ["Does it fit?" in fold for fold in folds] == [True, False]
    assert ["Pipes and more" in fold for fold in folds] == [False, True]


def part_of(html: str, mark: str) -> str:
    return html[html.index(mark) :].partition("</div>")[0]


def test_what_people_write_cannot_become_markup(cast):
    number = cast.asks("<script>alert(1)</script> & <b>", subject="<i>Hm</i>", author='"<u>Ann</u>" <ann@example.org>')

    html = shown(cast, number).content.decode()

    assert "<script>alert" not in html
    assert "<i>Hm" not in html
    assert "<u>Ann" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_an_address_in_the_text_can_be_pressed(cast):
    number = cast.asks("See https://example.org/pipe for it.")

    assert '<a href="https://example.org/pipe" rel="nofollow">' in thread(shown(cast, number))


def test_our_answers_carry_the_name_of_a_human(cast):
    number = cast.asks(ago=HOUR)
    cast.answers(number, author="Bea Nakamura <hello@rotor.example>")

    ours = part(shown(cast, number), 'class="message message-ours"')

    assert "Bea Nakamura" in ours
    assert "disc-ours" in ours


def test_an_answer_of_a_human_who_is_no_colleague_any_more_is_still_ours(cast):
    number = cast.asks(ago=HOUR)
    cast.answers(number, author="Old Hand <hello@rotor.example>")

    ours = part(shown(cast, number), 'class="message message-ours"')

    assert "Old Hand" in ours
    assert "disc-ours" in ours


def test_everybody_addressed_is_named_when_asked_for(cast):
    number = cast.asks(to="Rotor <hello@rotor.example>, Dan <dan@example.org>", Cc="Eve <eve@example.net>")

    to = part(shown(cast, number), 'class="to"')

    assert "to Rotor, Dan, 1 more" in to
    assert "Eve &lt;eve@example.net&gt;" in to


def test_a_bounce_is_a_thin_line_with_its_why(cast):
    number = cast.asks(ago=2 * HOUR)
    cast.answers(number, ago=HOUR)
    bounce = mail(
        "The address does not exist.",
        key="b@example.org",
        author="Mail Delivery System <mailer-daemon@example.org>",
        subject="Undelivered Mail Returned to Sender",
        answers=(cast.last_key(number),),
        at=cast.now,
        Auto_Submitted="auto-replied",
    )
    cast.hears(bounce)

    thin = part(shown(cast, number), 'class="thin')

    assert "Mail Delivery System · A mail of ours could not be delivered." in thin
    assert "thin-failed" in thin
    assert "The address does not exist." in thin


def test_an_automatic_reply_is_a_thin_line_with_its_why(cast):
    number = cast.asks(ago=2 * HOUR)
    cast.answers(number, ago=HOUR)
    cast.asks_again(number, "I am away.", Auto_Submitted="auto-replied")

    thin = part(shown(cast, number), 'class="thin')

    assert "Automatic reply." in thin
    assert "Ann Archer · A machine answered by itself." in thin


def test_decisions_stand_where_they_were_made(cast):
    number = cast.asks(ago=3 * HOUR)
    assign(number, to=cast.cem, by=cast.bea, at=cast.now - 2 * HOUR)
    assign(number, to=cast.bea, by=cast.bea, at=cast.now - 2 * HOUR)
    assign(number, to=None, by=cast.bea, at=cast.now - 2 * HOUR)
    settle(number, reason="Thanks only", by=cast.cem, at=cast.now - HOUR)

    read = words(shown(cast, number))

    told = ["gave this to Cem Aydin", "took this on", "left this to nobody", "Cem Aydin settled this: Thanks only"]
    places = [read.index(sentence) for sentence in told]
    assert places == sorted(places)


def test_a_settled_conversation_says_who_settled_it_and_why(cast):
    number = cast.asks()
    settle(number, reason="Thanks only", by=cast.cem, at=cast.now)

    head = part(shown(cast, number), 'id="talk-head"')

    assert "Cem Aydin, just now: Thanks only" in head
    assert "Reopen" in head


def test_what_a_rule_settled_says_so(cast):
    cast.hears(mail("Buy!", key="1@example.org", List_Unsubscribe="<mailto:off@example.net>", Precedence="bulk"))

    head = part(shown(cast, by_key("1@example.org").pk), 'id="talk-head"')

    assert "By itself" in head
    assert "It was sent to many; nobody waits for an answer." in head


def test_attachments_are_listed_by_name_and_size(cast):
    cast.hears(WITH_A_DRAWING.encode())

    strip = part(shown(cast, by_key("drawing@example.org").pk), 'class="attachments"')

    assert "pipe &lt;3 inch&gt;.png" in strip
    assert "70 B" in strip
    assert "#image" in strip


def test_a_message_is_had_as_it_came(cast):
    number = cast.asks("As it came.")
    browser = cast.browser()

    address = re.search(
        r'<a href="(/arrivals/[^"]*)" download>as it came<', browser.get(f"/conversations/{number}").content.decode()
    )

    assert b"As it came." in b"".join(browser.get(address[1]))


def test_an_invitation_in_an_attachment_has_the_mark_of_a_calendar(cast):
    cast.hears(WITH_A_DRAWING.replace("image/png", "text/calendar").encode())

    assert "#calendar" in part(shown(cast, by_key("drawing@example.org").pk), 'class="attachments"')


def test_a_message_without_words_says_so(cast):
    assert "No words in this message." in words(shown(cast, cast.asks("")))


def test_a_forwarded_mail_without_a_word_is_shown_open(cast):
    forwarded = (
        "---------- Forwarded message ---------\nFrom: Eve Ito <eve@example.net>\nDate: Mon, 2 Mar 2026\n"
        "Subject: Pipes\nTo: Ann <ann@example.org>\n\nDo they fit?\n"
    )

    html = thread(shown(cast, cast.asks(forwarded)))

    assert "Do they fit?" in re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)


def test_a_very_long_message_is_cut_and_says_so(cast):
    number = cast.asks("All of the log.\n" * (MOST_CHARACTERS // 8))

    read = shown(cast, number)

    assert "It goes on in the original." in words(read)
    assert len(read.content) < 2 * MOST_CHARACTERS


def test_the_middle_of_a_long_conversation_is_folded_until_it_is_asked_for(cast):
    number = cast.asks("Words number 0.", ago=30 * HOUR)
    for count in range(1, 20):
        cast.asks_again(number, f"Words number {count}.", ago=(30 - count) * HOUR)

    folded = shown(cast, number)
    unfolded = cast.browser().get(re.search(r'earlier-more" href="([^"]*)"', folded.content.decode())[1])

    assert said_in(folded) == [0, *range(14, 20)]
    assert "13 earlier messages" in words(folded)
    assert said_in(unfolded) == list(range(20))


def test_a_decision_in_the_folded_middle_is_folded_with_it(cast):
    number = cast.asks("Words number 0.", ago=30 * HOUR)
    assign(number, to=cast.cem, by=cast.bea, at=cast.now - 29.5 * HOUR)
    for count in range(1, 20):
        cast.asks_again(number, f"Words number {count}.", ago=(30 - count) * HOUR)

    assert "gave this to" not in words(shown(cast, number))
    assert "gave this to" in words(shown(cast, number, "?newest=56"))


def said_in(response) -> list[int]:
    return [int(number) for number in re.findall(r"<p>Words number (\d+)\.</p>", thread(response))]


def test_a_short_conversation_is_not_folded(cast):
    number = cast.asks("Words number 0.", ago=30 * HOUR)
    for count in range(1, 10):
        cast.asks_again(number, f"Words number {count}.", ago=(30 - count) * HOUR)

    assert said_in(shown(cast, number)) == list(range(10))


def test_a_name_that_differs_from_the_known_one_is_shown_as_it_was_signed(cast):
    number = cast.asks(author="Ann Archer <team@example.org>", ago=HOUR)
    cast.asks_again(number, author="Zoe <team@example.org>")

    said = thread(shown(cast, number))

    assert re.findall(r'class="message-author">([^<]*)<', said) == ["Ann Archer", "Zoe"]


@pytest.mark.parametrize("what", ["", "/head", "/thread"])
def test_a_conversation_that_is_only_being_placed_can_be_read(cast, what):
    number, other = cast.asks(), cast.asks(author=EVE)
    Turn.objects.filter(pk=number).delete()

    read = cast.browser().get(f"/conversations/{number}{what}")

    assert read.status_code == 200
    assert what or f'id="row-{other}"' in read.content.decode()


@pytest.mark.parametrize("newest", ["-3", "nonsense", "99999999999", "7"])
def test_a_strange_wish_for_more_is_no_fault(cast, newest):
    assert shown(cast, cast.asks(), f"?newest={newest}").status_code == 200


def test_the_address_of_a_conversation_that_went_into_another_leads_there(cast):
    kept = cast.asks("First branch.", key="2@example.org", answers=("1@example.org",), ago=2 * HOUR)
    gone = cast.asks("Second branch.", key="3@example.org", answers=("0@example.org",), ago=HOUR)
    cast.asks("The start.", key="1@example.org", answers=("0@example.org",), ago=3 * HOUR)

    moved = shown(cast, gone, "?state=theirs")

    assert (moved.status_code, moved["Location"]) == (302, f"/conversations/{kept}?state=theirs")
    assert "Second branch." in words(shown(cast, kept))


def test_decisions_about_a_conversation_that_went_into_another_are_kept_with_it(cast):
    kept = cast.asks("First branch.", key="2@example.org", answers=("1@example.org",), ago=5 * HOUR)
    gone = cast.asks("Second branch.", key="3@example.org", answers=("0@example.org",), ago=4 * HOUR)
    assign(gone, to=cast.cem, by=cast.bea, at=cast.now - 3 * HOUR)
    cast.asks("The start.", key="1@example.org", answers=("0@example.org",), ago=6 * HOUR)

    read = words(shown(cast, kept))

    assert "gave this to Cem Aydin" in read
    assert cast.turn(kept).assignee == cast.cem


def test_a_post_that_cannot_be_answered_from_here_says_so_and_leads_there(cast):
    feed = connect(kind="feed", name="Parts Drawer", settings=FeedSettings(url="https://drawer.example/feed"))
    entry = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>Drawer</title><entry>'
        b"<id>urn:1</id><title>Why?</title><updated>2026-03-02T09:00:00Z</updated><author><name>Clem</name></author>"
        b'<link href="https://drawer.example/why"/><content>Is there a reason?</content></entry></feed>'
    )
    cast.hears(entry, source=feed)

    read = shown(cast, Conversation.objects.get().pk)

    assert "“Parts Drawer” cannot be answered from here." in words(read)
    assert 'href="https://drawer.example/why"' in part(read, 'class="notice"')
    assert "Read it at drawer.example" in words(read)
    assert "<textarea" not in read.content.decode()


def test_a_mailbox_without_a_way_out_says_so_and_leads_an_admin_there(cast):
    number = cast.asks()
    Source.objects.filter(pk=cast.mailbox.pk).update(settings={})

    mine, theirs = shown(cast, number), shown(cast, number, by=cast.cem)

    assert "“Hello” only hears" in words(mine)
    assert "Open the source" in words(mine)
    assert "Open the source" not in words(theirs)


def test_fragments_have_their_own_addresses_and_say_them(cast):
    number = cast.asks()
    browser = cast.browser()

    page = browser.get(f"/conversations/{number}?state=theirs").content.decode()
    for name, element in (("head", "talk-head"), ("thread", "thread")):
        address = re.search(rf'data-live="(/conversations/{number}/{name}[^"]*)"', page)[1].replace("&amp;", "&")
        fragment = browser.get(address)
        assert f'id="{element}"' in fragment.content.decode()
        assert f'data-live-on="conversation:{number}"' in fragment.content.decode()
        assert "<html" not in fragment.content.decode()
        assert "state=theirs" in address


@pytest.mark.parametrize("what", ["", "/thread", "/head"])
def test_a_conversation_that_never_was_is_not_here(cast, what):
    assert cast.browser().get(f"/conversations/4711{what}").status_code == 404


@pytest.mark.parametrize("what", ["", "/thread", "/head"])
def test_nobody_reads_without_signing_in(cast, client, what):
    read = client.get(f"/conversations/{cast.asks()}{what}")

    assert (read.status_code, read["Location"].partition("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("what", ["", "/thread", "/head"])
def test_every_colleague_reads(cast, what):
    assert cast.browser(cast.cem).get(f"/conversations/{cast.asks()}{what}").status_code == 200


@pytest.mark.parametrize(("what", "queries"), [("", 25), ("/thread", 11), ("/head", 9)])
def test_a_conversation_asks_the_database_the_same_number_of_questions_however_long_it_is(
    cast, what, queries, django_assert_num_queries
):
    number = cast.asks(ago=30 * HOUR)
    browser = cast.browser()
    with django_assert_num_queries(queries):
        browser.get(f"/conversations/{number}{what}")
    for count in range(1, 9):
        cast.asks_again(number, author=f"Writer {count} <writer{count}@example.org>", ago=(30 - count) * HOUR)
        assign(number, to=[cast.bea, cast.cem][count % 2], by=cast.bea)
        cast.asks(author=f"Writer {count} <writer{count}@example.org>")

    with django_assert_num_queries(queries):
        browser.get(f"/conversations/{number}{what}")
