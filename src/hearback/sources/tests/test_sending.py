"""Facts about ways out: the next one takes over while the mail is certainly with nobody, and never two send."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from hearback.channels.contract import ChannelError, Receipt, SendUnsureError
from hearback.channels.mail.settings import MailSettings
from hearback.channels.mail.tests.smtp_server import smtp_server
from hearback.channels.mail.wire import Unreachable
from hearback.sources.actions import connect
from hearback.sources.sending import Way, send, ways_out

SMTP = {"smtp_host": "127.0.0.1", "smtp_security": "none"}
BUSY, NO = ChannelError("421 busy", lasting=False), ChannelError("550 no such person", lasting=True)
GONE = Unreachable("There is no server called mail.example.", lasting=True)
UNSURE = SendUnsureError("It may be sent.")


@dataclass
class Line:
    """A way that does what it is told. trouble: raised before, or (is_late) after the point of no return."""

    name: str
    trouble: ChannelError | None = None
    is_late: bool = False
    sent: list[bytes] = field(default_factory=list)

    def __call__(self, _, *, composed, recipients, point_of_no_return):
        if self.trouble and not self.is_late:
            raise self.trouble
        point_of_no_return()
        self.sent.append(composed)
        if self.trouble:
            raise self.trouble
        return Receipt("250 taken")

    @property
    def way(self) -> Way:
        return Way(self.name, None, self)


def tried(*lines: Line, nth_try: int = 1) -> Receipt:
    ways = tuple(line.way for line in lines)
    return send(
        ways, composed=b"mail", recipients=["ann@example.org"], point_of_no_return=lambda: None, nth_try=nth_try
    )


def error_of(*lines: Line, nth_try: int = 1) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        tried(*lines, nth_try=nth_try)
    return caught.value


def test_one_way_is_not_spoken_of():
    assert tried(Line("a.example")) == Receipt("250 taken")


def test_the_first_way_is_taken_first():
    first, second = Line("a.example"), Line("b.example")

    assert tried(first, second).way == "a.example"
    assert (len(first.sent), len(second.sent)) == (1, 0)


@pytest.mark.parametrize("trouble", [BUSY, GONE], ids=["busy", "gone"])
def test_the_second_takes_over_and_says_why(trouble):
    first, second = Line("a.example", trouble), Line("b.example")

    receipt = tried(first, second)

    assert receipt.way == f"b.example (not a.example: {trouble})"
    assert (len(first.sent), len(second.sent)) == (0, 1)


def test_a_no_for_good_is_a_no_whoever_else_could_be_asked():
    second = Line("b.example")

    error = error_of(Line("a.example", NO), second)

    assert (str(error), error.lasting) == ("a.example: 550 no such person", True)
    assert second.sent == []


def test_what_may_be_sent_is_not_sent_another_way():
    second = Line("b.example")

    assert isinstance(error_of(Line("a.example", UNSURE, is_late=True), second), SendUnsureError)
    assert second.sent == []


@pytest.mark.parametrize("trouble", [BUSY, NO], ids=["busy", "no"])
def test_after_the_point_of_no_return_only_another_try_goes_another_way(trouble):
    first, second = Line("a.example", trouble, is_late=True), Line("b.example")

    error = error_of(first, second)

    assert error.lasting is trouble.lasting
    assert second.sent == []
    assert tried(first, second, nth_try=2).way == "b.example"


def test_tries_begin_in_turn_with_every_way():
    lines = [Line("a.example"), Line("b.example"), Line("c.example")]

    assert [tried(*lines, nth_try=nth).way[0] for nth in (1, 2, 3, 4)] == ["a", "b", "c", "a"]


def test_where_all_are_busy_it_is_tried_again_and_all_is_told():
    error = error_of(Line("a.example", BUSY), Line("b.example", NO))

    assert (str(error), error.lasting) == ("a.example: 421 busy b.example: 550 no such person", False)


def test_where_no_way_can_ever_be_gone_it_is_over():
    assert error_of(Line("a.example", GONE), Line("b.example", NO)).lasting


def test_a_second_way_that_says_no_gives_the_mail_back_to_the_first():
    first = Line("a.example")

    assert tried(first, Line("b.example", NO), nth_try=2).way == "a.example (not b.example: 550 no such person)"


def test_a_late_no_of_the_second_way_is_not_the_last_word():
    error = error_of(Line("a.example"), Line("b.example", NO, is_late=True), nth_try=2)

    assert not error.lasting


@pytest.mark.django_db
def test_a_mailbox_has_the_ways_that_are_filled_in():
    settings = MailSettings(
        address="hello@rotor.example", **SMTP, provider="postmark", provider_key="k", second_host="b.example"
    )
    source = connect(kind="mail", name="Care", settings=settings)

    assert [way.name for way in ways_out(source)] == ["127.0.0.1", "Postmark", "b.example"]
    assert settings.second_way.smtp_login == ("", "")


@pytest.mark.django_db
def test_what_only_hears_says_so():
    ways = ways_out(connect(kind="mail", name="Kept", settings=MailSettings()))

    with pytest.raises(ChannelError, match="no SMTP server"):
        send(ways, composed=b"", recipients=[], point_of_no_return=lambda: None)


@pytest.mark.django_db
def test_a_real_server_takes_over_from_one_that_is_not_there():
    with smtp_server() as (box, port):
        more = {"second_host": "127.0.0.1", "second_port": port, "second_security": "none"}
        settings = MailSettings(address="hello@rotor.example", **SMTP, smtp_port=9, **more)
        source = connect(kind="mail", name="Care", settings=settings)
        receipt = send(
            ways_out(source),
            composed=b"Subject: x\r\n\r\nHello\r\n",
            recipients=["ann@example.org"],
            point_of_no_return=lambda: None,
        )

    assert len(box.envelopes) == 1
    assert receipt.way.startswith("127.0.0.1 (not 127.0.0.1: 127.0.0.1, port 9, does not answer")
