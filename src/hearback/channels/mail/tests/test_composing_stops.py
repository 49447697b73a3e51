"""Facts about letters that go to many, each to one reader: the reader's mail program can stop them with one click."""

from __future__ import annotations

import pytest

from hearback.channels.contract import ChannelError, HeardIdentity
from hearback.channels.mail.tests.letters import composed, parsed

LINK = "https://hearback.example/wishes/12.abc_DEF-1/stop"
EVE = HeardIdentity("mail", "eve@example.org", "Eve")


def test_an_answer_says_nothing_of_stopping():
    assert b"List-Unsubscribe" not in composed()


def test_a_letter_to_many_can_be_stopped_with_one_click():
    mail = parsed(stops_at=LINK)

    assert mail["List-Unsubscribe"] == f"<{LINK}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not mail.defects


def test_without_encryption_no_click_is_promised():
    mail = parsed(stops_at="http://127.0.0.1:8000/wishes/12.abc/stop")

    assert mail["List-Unsubscribe"] == "<http://127.0.0.1:8000/wishes/12.abc/stop>"
    assert mail["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "wrong", ["mailto:stop@example.org", "https://a.example/\r\nBcc: eve@example.org", "https://a.example/>", "no"]
)
def test_what_is_no_address_stops_the_letter(wrong):
    with pytest.raises(ChannelError, match="no address") as raised:
        composed(stops_at=wrong)
    assert raised.value.lasting


def test_somebodys_own_link_goes_to_nobody_else():
    with pytest.raises(ChannelError, match="one reader") as raised:
        composed(stops_at=LINK, cc=(EVE,))
    assert raised.value.lasting
