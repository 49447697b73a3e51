"""Facts about what a person fills in to connect a feed."""

import pytest

from hearback.channels.feed.settings import FeedSettings, InvalidSettings, parse


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://ann.example/feed", "https://ann.example/feed"),
        (" HTTP://ann.example/ ", "http://ann.example/"),
        ("ann.example", "https://ann.example"),
        ("feed://ann.example/rss", "https://ann.example/rss"),
        ("feed:https://ann.example/rss", "https://ann.example/rss"),
        ("", ""),
        ("/feed", "/feed"),
    ],
)
def test_an_address_may_be_typed_without_its_beginning(typed, address):
    assert FeedSettings(url=typed).address == address


@pytest.mark.parametrize(
    ("url", "inside", "allowed"),
    [
        ("https://ann.example/feed", False, set()),
        ("https://ann.example/feed", True, {"ann.example:443"}),
        ("http://127.0.0.1:8000/feed", False, {"127.0.0.1:8000"}),
        ("http://[::1]/feed", False, {"::1:80"}),
        ("http://localhost/feed", False, {"localhost:80"}),
        ("http://wiki/feed", False, {"wiki:80"}),
        ("http://wiki.local/feed", False, {"wiki.local:80"}),
        ("http://127.1/feed", False, set()),
        ("http://local.example/feed", False, set()),
        ("not an address", True, set()),
    ],
)
def test_only_what_is_inside_by_its_name_or_by_the_admins_word_may_be_inside(url, inside, allowed):
    assert FeedSettings(url=url, inside=inside).allowed == frozenset(allowed)


def test_what_was_filled_in_becomes_settings():
    filled_in = {"url": " ann.example ", "poll_minutes": "60", "inside": "on", "more": "x"}
    assert parse(filled_in) == FeedSettings(url="https://ann.example", poll_minutes=60, inside=True)
    assert parse({"url": "http://ann.example/", "poll_minutes": ""}) == FeedSettings(url="http://ann.example/")


@pytest.mark.parametrize(
    ("filled_in", "wrong"),
    [
        ({}, {"url": "A feed needs its address."}),
        ({"url": None}, {"url": "A feed needs its address."}),
        ({"url": "ftp://ann.example"}, {"url": "Only web addresses that begin with http:// or https:// can be read."}),
        ({"url": "https://ann:pw@ann.example"}, {"url": "A web address with a name and a password in it is not read."}),
        ({"url": f"ann.example/{'x' * 2000}"}, {"url": "This address is too long."}),
        (
            {"url": "ann.example", "poll_minutes": "often"},
            {"poll_minutes": "This must be a number of minutes from 1 to 10080."},
        ),
        (
            {"url": "ann.example", "poll_minutes": 0},
            {"poll_minutes": "This must be a number of minutes from 1 to 10080."},
        ),
        (
            {"url": "ann.example", "poll_minutes": "9" * 5000},
            {"poll_minutes": "This must be a number of minutes from 1 to 10080."},
        ),
    ],
)
def test_what_cannot_be_right_is_said_field_by_field(filled_in, wrong):
    with pytest.raises(InvalidSettings) as refused:
        parse(filled_in)
    assert refused.value.wrong == wrong
    assert str(refused.value) == " ".join(wrong.values())
