"""Facts about looking at an address before it becomes a source."""

import pytest

from hearback.channels.contract import ChannelError, Look
from hearback.channels.feed.channel import CHANNEL
from hearback.channels.feed.settings import FeedSettings
from hearback.infra.tests.loopback import site


@pytest.fixture
def blog():
    with site() as pages:
        yield pages


def _look(blog, path="/"):
    return CHANNEL.look(FeedSettings(url=f"{blog.address}{path}"))


def _rss(*days, title="Ann&apos;s blog"):
    posts = "".join(f"<item><title>T</title><pubDate>{day}</pubDate></item>" for day in days)
    return f"<rss version='2.0'><channel><title>{title}</title>{posts}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("body", "sentence", "count", "name"),
    [
        (
            _rss("Mon, 02 Mar 2026 10:00:00 GMT", "Tue, 03 Mar 2026 10:00:00 GMT"),
            "Ann's blog: 2 posts, the newest of 3 March 2026.",
            2,
            "Ann's blog",
        ),
        (_rss("Mon, 01 Dec 2025 10:00:00 GMT"), "Ann's blog: 1 post, the newest of 1 December 2025.", 1, "Ann's blog"),
        (_rss("once", "<"), "Ann's blog: 2 posts.", 2, "Ann's blog"),
        (_rss(title="A &amp;amp; &lt;b&gt;B&lt;/b&gt;"), "A & B: no posts yet.", 0, "A & B"),
        (b"<rss><channel><item/></channel></rss>", "{host}: 1 post.", 1, "{host}"),
        (
            b'{"version": "https://jsonfeed.org/version/1", "title": "Mika", "items": []}',
            "Mika: no posts yet.",
            0,
            "Mika",
        ),
    ],
)
def test_a_feed_says_what_it_would_bring(blog, body, sentence, count, name):
    blog.put("/feed", body, Content_Type="text/html")
    host = blog.host_and_port
    found = {"url": f"{blog.address}/feed"}
    assert _look(blog, "/feed") == Look(sentence.format(host=host), count, name.format(host=host), found)


def test_a_page_leads_to_its_feed(blog):
    page = '<link rel="alternate" type="application/rss+xml" href="/{}">'
    blog.put("/", (page.format("gone") + page.format("page") + page.format("broken") + page.format("posts")).encode())
    blog.put("/page", b"<html>")
    blog.put("/broken", b"<rss xmlns:a='u' xmlns:b='u' a:x='' b:x=''/>")
    blog.put("/posts", _rss())
    look = _look(blog)
    assert (look.found, look.name) == ({"url": f"{blog.address}/posts"}, "Ann's blog")


def test_a_page_that_names_no_feed_is_tried_in_the_usual_places(blog):
    blog.put("/blog", b"<html>words</html>")
    blog.put("/atom.xml", _rss())
    assert _look(blog, "/blog").found == {"url": f"{blog.address}/atom.xml"}


def test_a_page_that_moved_names_feeds_from_where_it_is(blog):
    blog.put("/", status=301, Location="/blog/")
    blog.put("/blog/", b'<link rel="alternate" type="application/rss+xml" href="feed">')
    blog.put("/blog/feed", _rss())
    assert _look(blog).found == {"url": f"{blog.address}/blog/feed"}


def test_no_feed_is_said_so(blog):
    blog.put("/", b"<html>words</html>")
    with pytest.raises(ChannelError, match=f"^There is no feed at {blog.address}/.$") as refused:
        _look(blog)
    assert refused.value.lasting


def test_a_feed_inside_our_network_that_a_page_names_is_not_looked_at(blog):
    with site() as inside:
        inside.put("/feed", _rss())
        blog.put("/", f'<link rel="alternate" type="application/rss+xml" href="{inside.address}/feed">'.encode())
        with pytest.raises(ChannelError, match="There is no feed"):
            _look(blog)
    assert inside.asked == []


def test_a_feed_that_no_parser_takes_is_said_so(blog):
    blog.put("/", b"<rss xmlns:a='u' xmlns:b='u' a:x='' b:x=''/>")
    with pytest.raises(ChannelError, match="cannot be read") as refused:
        _look(blog)
    assert refused.value.lasting


@pytest.mark.parametrize(("status", "sentence", "lasting"), [(404, "nothing at", False), (410, "gone for good", True)])
def test_what_the_server_says_no_to_is_said_so(blog, status, sentence, lasting):
    blog.put("/", status=status)
    with pytest.raises(ChannelError, match=sentence) as refused:
        _look(blog)
    assert refused.value.lasting is lasting


def test_a_server_that_is_not_there_is_said_so():
    with site() as gone:
        pass
    with pytest.raises(ChannelError, match="refused the connection") as refused:
        _look(gone)
    assert not refused.value.lasting
