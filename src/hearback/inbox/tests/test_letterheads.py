"""Facts about letterheads: under which name answers leave a source, and what stands below them."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from tests.cast import mailbox, part, words

from hearback.channels.contract import SpanKind
from hearback.channels.feed.settings import FeedSettings
from hearback.channels.mail.channel import CHANNEL
from hearback.inbox.actions.letterheads import set_letterhead
from hearback.inbox.answering import Written, answer
from hearback.inbox.models import Letterhead
from hearback.inbox.rules.letterheads import filled, signed, unknown_places
from hearback.inbox.tests.writing import opens
from hearback.infra.errors import Refusal
from hearback.sources.actions import connect
from hearback.staff.models import AuditLine

FOOT = "{name}, {source}\nRotor Ltd.\n{signature}"


def written(cast, number: int):
    attempt = answer(number, written=Written("It does.", press=uuid4()), by=cast.bea, at=cast.now)
    return message_from_bytes(bytes(attempt.composed), policy=default)


def foot(mail) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n").partition("\nOn ")[0]


def posts(cast, *, by=None, **typed):
    return cast.browser(by).post(f"/sources/{cast.mailbox.pk}/letterhead", typed, follow=True)


@pytest.mark.parametrize(
    ("pattern", "values", "made"),
    [
        ("{name} at Rotor", {"name": "Bea"}, "Bea at Rotor"),
        ("{name}\n{signature}\nRotor", {"name": "Bea", "signature": ""}, "Bea\nRotor"),
        ("Rotor\n\n{signature}\n\nLeeds", {"signature": ""}, "Rotor\n\nLeeds"),
        ("{name}", {"name": "{email}", "email": "x"}, "{email}"),
        ("{ name } {{name}}", {"name": "Bea"}, "{ name } {Bea}"),
        ("", {}, ""),
    ],
)
def test_a_pattern_is_filled_once_and_lines_of_nothing_go(pattern, values, made):
    assert filled(pattern, values) == made


def test_what_stands_for_nothing_is_found():
    assert unknown_places("{name} {nick} {} {signature}") == ["{nick}", "{}"]


@pytest.mark.parametrize("signature", ["Bea\nRotor", "-- \nBea\nRotor\n", "--\r\nBea\r\nRotor", "\n\nBea\nRotor\n"])
def test_a_signature_is_marked_once(signature):
    assert signed("It does.\r\n\r\n", signature) == "It does.\n\n-- \nBea\nRotor"


def test_no_signature_leaves_the_words_alone():
    assert signed("It does.", "-- \n") == "It does."


def test_without_a_letterhead_a_colleague_answers_in_their_own_name(cast):
    cast.bea.signature = "Bea\nRotor"

    mail = written(cast, cast.asks())

    assert mail["From"] == "Bea Nakamura <hello@rotor.example>"
    assert foot(mail) == "It does.\n\n-- \nBea\nRotor\n"


def test_each_source_has_its_own_name_and_signature(cast):
    cast.bea.signature = "Press 2 for me"
    set_letterhead(cast.mailbox, name="{name} at Rotor", signature=FOOT, by=cast.bea)
    other = mailbox("Sales", "sales@rotor.example")
    number = cast.asks()

    mail = written(cast, number)

    assert mail["From"] == "Bea Nakamura at Rotor <hello@rotor.example>"
    assert foot(mail) == "It does.\n\n-- \nBea Nakamura, Hello\nRotor Ltd.\nPress 2 for me\n"
    assert not Letterhead.objects.filter(pk=other.pk).exists()


def test_a_letterhead_may_leave_the_colleague_out(cast):
    set_letterhead(cast.mailbox, name="Rotor", signature="The Rotor team\n{address}", by=cast.bea)

    mail = written(cast, cast.asks())

    assert mail["From"] == "Rotor <hello@rotor.example>"
    assert foot(mail).endswith("-- \nThe Rotor team\nhello@rotor.example\n")


def test_our_signature_is_known_for_one_when_our_own_mail_comes_back(cast):
    set_letterhead(cast.mailbox, name="", signature="{name}\nRotor Ltd., 2 Mill Lane\nRotor makes pumps.", by=cast.bea)
    number = cast.asks()
    attempt = answer(number, written=Written("It does.", press=uuid4()), by=cast.bea, at=cast.now)

    heard = CHANNEL.read(bytes(attempt.composed))

    (span,) = [span for span in heard.spans if span.kind is SpanKind.SIGNATURE]
    assert heard.new_words == "It does."
    assert "Rotor makes pumps." in heard.text[span.start : span.end]


def test_an_admin_sees_how_it_would_be_before_it_is_kept(cast):
    read = posts(cast, name="{name} at Rotor", signature=FOOT, preview="1")

    shown = words(part(read, 'class="letterhead"'))
    assert "From Bea Nakamura at Rotor <hello@rotor.example>" in shown
    assert "-- Bea Nakamura, Hello Rotor Ltd." in shown
    assert not Letterhead.objects.exists()


def test_what_an_admin_keeps_holds_from_the_next_answer(cast):
    read = posts(cast, name="  {name}  at Rotor ", signature=FOOT + "\r\n")

    assert "Saved. The next answer leaves like this." in words(read)
    kept = Letterhead.objects.get()
    assert (kept.name, kept.signature) == ("{name} at Rotor", FOOT)
    assert AuditLine.objects.filter(verb="letterhead", colleague=cast.bea).count() == 1
    assert "From Bea Nakamura at Rotor" in words(part(opens(cast, cast.asks()), 'class="composer"'))


def test_nothing_typed_is_the_plain_way_again(cast):
    posts(cast, name="Rotor", signature="R")

    posts(cast, name="", signature="")

    assert written(cast, cast.asks())["From"] == "Bea Nakamura <hello@rotor.example>"


def test_a_placeholder_that_nobody_knows_is_told_beside_its_field(cast):
    read = posts(cast, name="{nick}", signature="{phone}")

    assert read.status_code == 200
    assert "“{nick}” stands for nothing here." in words(read)
    assert "“{phone}” stands for nothing here." in words(read)
    assert not Letterhead.objects.exists()


def test_what_is_typed_is_shown_as_words(cast):
    read = posts(cast, name="<b>x</b>", signature="<script>alert(1)</script>", preview="1")

    assert "<script>alert" not in read.content.decode()


def test_only_admins_decide(cast):
    assert posts(cast, by=cast.cem, name="Cem", signature="").status_code == 403
    with pytest.raises(Refusal, match="Only an admin"):
        set_letterhead(cast.mailbox, name="Cem", signature="", by=cast.cem)
    with pytest.raises(Refusal, match="stands for nothing"):
        set_letterhead(cast.mailbox, name="{x}", signature="", by=cast.bea)


def test_where_nobody_answers_there_is_no_letterhead(cast):
    feed = connect(kind="feed", name="News", settings=FeedSettings(url="https://news.example/feed"))

    assert cast.browser().get(f"/sources/{feed.pk}/letterhead").status_code == 404
    assert cast.browser().get("/sources/9999/letterhead").status_code == 404


def test_the_page_of_a_source_leads_there(cast):
    assert (
        f'href="/sources/{cast.mailbox.pk}/letterhead"'
        in cast.browser().get(f"/sources/{cast.mailbox.pk}").content.decode()
    )
    assert "letterhead" not in cast.browser(cast.cem).get(f"/sources/{cast.mailbox.pk}").content.decode()
