"""Facts about how channels are found: by their folder, one at a time."""

from __future__ import annotations

import pytest

from hearback.channels.registry import channel, channels


def test_every_folder_with_a_channel_is_found():
    assert {"feed", "mail"} <= set(channels())


def test_a_channel_is_made_once():
    assert channel("mail") is channel("mail") is channels()["mail"]


@pytest.mark.parametrize("kind", ["", "tests", "telegraph", "../staff", "mail.channel"])
def test_what_is_no_folder_of_ours_is_no_channel(kind):
    with pytest.raises(KeyError):
        channel(kind)
