"""Facts about asking a feed what is new."""

import datetime as dt
from email.utils import format_datetime
from hashlib import sha256

import pytest

from hearback.channels.contract import ChannelError, Unreadable
from hearback.channels.feed.channel import CHANNEL, FeedChannel
from hearback.channels.feed.document import opened
from hearback.channels.feed.settings import FeedSettings
from hearback.channels.registry import channel
from hearback.infra.tests.loopback import site

NOON = dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def blog():
    with site() as pages:
        yield pages


def _fetch(blog, position=None, *, now=NOON):
    settings = FeedSettings(url=f"{blog.address}/feed")
    return list(FeedChannel(now=lambda: now).fetch(settings, cursors={"": position} if position else {}))


def _rss(*items, built="now"):
    return (
        f"<rss><channel><title>T</title><lastBuildDate>{built}</lastBuildDate>{''.join(items)}</channel></rss>".encode()
    )


ONE, TWO = "<item><guid>https://ann.example/1</guid></item>", "<item><link>https://ann.example/2</link></item>"


def test_every_entry_arrives_as_it_came(blog):
    blog.put(
        "/feed", _rss(ONE, TWO), Content_Type="text/xml", ETag='"a"', Last_Modified="Tue, 03 Mar 2026 10:00:00 GMT"
    )
    [fetched] = _fetch(blog)
    first, second = fetched.arrivals
    assert opened(first.raw).body == _rss(ONE)
    assert opened(second.raw).body == _rss(TWO)
    assert opened(first.raw).address == f"{blog.address}/feed"
    assert opened(first.raw).media_type == "text/xml"
    assert (first.origin, second.origin) == ("https://ann.example/1", "https://ann.example/2")
    assert CHANNEL.read(first.raw).key == "https://ann.example/1"
    assert (fetched.place, fetched.remaining) == ("", 0)
    assert fetched.position == {
        "url": f"{blog.address}/feed",
        "etag": '"a"',
        "modified": "Tue, 03 Mar 2026 10:00:00 GMT",
        "seen": sha256(_rss(ONE, TWO)).hexdigest(),
    }


def test_the_same_entry_is_known_again_whatever_changes_around_it(blog):
    blog.put("/feed", _rss(ONE, built="yesterday"))
    [before] = _fetch(blog)
    blog.put("/feed", _rss(TWO, ONE, built="today"))
    [after] = _fetch(blog, before.position)
    blog.pages["/other"] = blog.pages["/feed"]
    [elsewhere] = CHANNEL.fetch(FeedSettings(url=f"{blog.address}/other"), cursors={})
    assert before.arrivals[0].fingerprint == after.arrivals[1].fingerprint
    assert len(after.arrivals[0].fingerprint) == 32
    assert after.arrivals[0].fingerprint not in {before.arrivals[0].fingerprint, elsewhere.arrivals[0].fingerprint}


def test_a_feed_is_asked_only_for_what_changed(blog):
    def answer(sent):
        if sent.get("if-none-match") == '"a"' and sent.get("if-modified-since") == "yesterday":
            return 304, {}, b""
        return 200, {"ETag": '"a"', "Last-Modified": "yesterday"}, _rss(ONE)

    blog.pages["/feed"] = answer
    [first] = _fetch(blog)
    [second] = _fetch(blog, first.position)
    assert (len(first.arrivals), len(second.arrivals)) == (1, 0)
    assert second.position == first.position


def test_a_feed_without_validators_that_did_not_change_brings_nothing(blog):
    blog.put("/feed", _rss(ONE))
    [first] = _fetch(blog)
    [second] = _fetch(blog, first.position)
    assert second.arrivals == ()
    assert second.position == first.position


def test_what_is_known_of_another_address_is_not_asked_with(blog):
    blog.put("/feed", _rss(ONE))
    [fetched] = _fetch(blog, {"url": "https://ann.example/feed", "etag": '"a"', "seen": sha256(_rss(ONE)).hexdigest()})
    assert len(fetched.arrivals) == 1
    assert "if-none-match" not in blog.asked[0][1]


@pytest.mark.parametrize(
    "etag", ['"é"', '"a\nb"', '"' + "a" * 3000 + '"'], ids=["another-alphabet", "two-lines", "long"]
)
def test_a_validator_that_no_header_can_carry_is_not_sent(blog, etag):
    blog.put("/feed", _rss(ONE))
    assert len(_fetch(blog, {"url": f"{blog.address}/feed", "etag": etag})[0].arrivals) == 1
    assert "if-none-match" not in blog.asked[0][1]


def test_a_long_feed_comes_in_steps_and_only_the_last_moves_on(blog):
    blog.put("/feed", _rss(*(f"<item><guid>{number}</guid></item>" for number in range(250))))
    steps = _fetch(blog, {"url": f"{blog.address}/feed", "etag": '"old"'})
    assert [(len(step.arrivals), step.remaining) for step in steps] == [(100, 150), (100, 50), (50, 0)]
    assert [step.position.get("etag") for step in steps] == ['"old"', '"old"', ""]
    origins = [arrival.origin for step in steps for arrival in step.arrivals]
    assert origins == [str(number) for number in range(250)]


def test_an_empty_feed_brings_nothing_and_moves_on(blog):
    blog.put("/feed", _rss())
    [fetched] = _fetch(blog)
    assert (list(fetched.arrivals), fetched.remaining) == ([], 0)
    assert fetched.position["seen"]


@pytest.mark.parametrize(
    ("item", "origin"),
    [
        ("<item><link>l</link><guid isPermaLink='false'><![CDATA[ g ]]></guid></item>", "g"),
        ("<item><title>T</title></item>", "#0"),
        ("<item><link href='x'/></item>", "#0"),
    ],
)
def test_an_arrival_says_where_it_lay(blog, item, origin):
    blog.put("/feed", _rss(item))
    assert _fetch(blog)[0].arrivals[0].origin == origin


def test_entries_of_json_say_where_they_lay(blog):
    blog.put(
        "/feed", b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "u", "id": "i"}, {"url": "u"}, {}]}'
    )
    assert [arrival.origin for arrival in _fetch(blog)[0].arrivals] == ["i", "u", "#2"]


def test_a_feed_in_which_nothing_can_be_cut_arrives_whole(blog):
    body = b"<rss><channel><r:item>1</r:item></channel></rss>"
    blog.put("/feed", body)
    [arrival] = _fetch(blog)[0].arrivals
    assert opened(arrival.raw).body == body
    with pytest.raises(Unreadable):
        CHANNEL.read(arrival.raw)


@pytest.mark.parametrize(
    ("status", "sentence", "lasting"),
    [
        (410, "gone for good", True),
        (404, "nothing at", False),
        (401, "does not let us", False),
        (403, "does not let us", False),
        (429, "come back .* later", False),
        (503, "come back .* later", False),
        (500, "in trouble", False),
        (400, "answered 400", False),
        (302, "answered 302", False),
    ],
)
def test_a_server_that_says_no_is_understood(blog, status, sentence, lasting):
    blog.put("/feed", b"<html>", status=status)
    with pytest.raises(ChannelError, match=sentence) as refused:
        _fetch(blog)
    assert refused.value.lasting is lasting


def test_something_else_in_place_of_a_feed_may_pass(blog):
    blog.put("/feed", b"<html>Back soon</html>")
    with pytest.raises(ChannelError, match=r"no feed at .* any more") as refused:
        _fetch(blog)
    assert not refused.value.lasting


def test_a_feed_of_more_entries_than_anybody_writes_is_refused(blog):
    blog.put("/feed", _rss("<item/>" * 50_001))
    with pytest.raises(ChannelError, match="more than 50,000 entries") as refused:
        _fetch(blog)
    assert refused.value.lasting


@pytest.mark.parametrize(
    ("asked", "seconds", "spoken"),
    [
        ("90", 90, "in 90 seconds"),
        ("600", 600, "in 10 minutes"),
        ("7200", 7200, "in 2 hours"),
        ("99999999999", 86400, "in 24 hours"),
        (format_datetime(NOON + dt.timedelta(minutes=30), usegmt=True), 1800, "in 30 minutes"),
        ("Tue, 03 Mar 2026 12:30:00", 1800, "in 30 minutes"),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_left_alone_as_long_as_it_asks(blog, status, asked, seconds, spoken):
    blog.put("/feed", status=status, Retry_After=asked)
    steps = FeedChannel(now=lambda: NOON).fetch(FeedSettings(url=f"{blog.address}/feed"), cursors={})
    waiting = next(steps)
    with pytest.raises(ChannelError, match=spoken):
        next(steps)
    assert waiting.arrivals == ()
    assert waiting.position == {"url": f"{blog.address}/feed", "not_before": int(NOON.timestamp()) + seconds}
    blog.put("/feed", _rss(ONE))
    with pytest.raises(ChannelError, match="not to come back before") as refused:
        _fetch(blog, waiting.position, now=NOON + dt.timedelta(seconds=seconds - 1))
    [fetched] = _fetch(blog, waiting.position, now=NOON + dt.timedelta(seconds=seconds))
    assert not refused.value.lasting
    assert "not_before" not in fetched.position
    assert len(blog.asked) == 2


@pytest.mark.parametrize("asked", ["", "soon", "0", "Mon, 02 Mar 2026 12:00:00 GMT"])
def test_a_busy_server_that_does_not_say_how_long_is_asked_again(blog, asked):
    blog.put("/feed", status=503, Retry_After=asked)
    with pytest.raises(ChannelError, match="later"):
        _fetch(blog)


def test_a_feed_that_did_not_change_after_a_wait_is_no_longer_waited_for(blog):
    blog.put("/feed", status=304)
    [fetched] = _fetch(blog, {"url": f"{blog.address}/feed", "etag": '"a"', "not_before": 0})
    assert fetched.position == {"url": f"{blog.address}/feed", "etag": '"a"'}


def test_the_folder_is_found_as_a_channel():
    assert channel("feed") is CHANNEL
    assert (CHANNEL.kind, CHANNEL.label) == ("feed", "Feed")
    assert CHANNEL.can_fetch
    assert [CHANNEL.can_listen, CHANNEL.can_answer, CHANNEL.can_import] == [False, False, False]


def test_it_is_now_unless_a_test_says_otherwise(blog):
    blog.put("/feed", _rss(ONE))
    assert list(CHANNEL.fetch(FeedSettings(url=f"{blog.address}/feed"), cursors={}))
