"""Facts about reading one post."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.channels.contract import HeardIdentity, Kind, SpanKind, Unreadable
from hearback.channels.feed.channel import CHANNEL
from hearback.channels.feed.document import Document

ADDRESS = "https://ann.example/feed"


def _rss(entry, *, channel="<title>Ann's blog</title><link>https://ann.example/</link>", root="", address=ADDRESS):
    body = f'<rss version="2.0"{root}><channel>{channel}<item>{entry}</item></channel></rss>'
    return CHANNEL.read(Document(body.encode(), address).written())


def _atom(entry, *, feed="", root=' xmlns="http://www.w3.org/2005/Atom"', address=ADDRESS):
    body = f"<feed{root}>{feed}<entry>{entry}</entry></feed>"
    return CHANNEL.read(Document(body.encode(), address).written())


def _json(*, address=ADDRESS, feed=None, **entry):
    body = {"version": "https://jsonfeed.org/version/1.1", "items": [entry], **(feed or {})}
    return CHANNEL.read(Document(json.dumps(body).encode(), address).written())


def test_a_post_is_public_writing_and_new_words():
    message = _rss("<title>T</title><description>words</description>")
    assert message.kind is Kind.POST
    assert [span.kind for span in message.spans] == [SpanKind.NEW]
    assert message.new_words == "words"


def test_quoted_words_are_not_new():
    message = _rss("<description>&lt;blockquote>theirs&lt;/blockquote>mine</description>")
    assert (message.text, message.new_words) == ("> theirs\n\nmine", "mine")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "nothing"),
        (b"<html><body>x</body></html>", "not a post of a feed"),
        (b"words", "not a post of a feed"),
        (b'{"a": 1}', "not a post of a feed"),
        (b"<rss><channel><title>T</title></channel></rss>", "no post"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [1]}', "no post"),
        (b"<rss><channel><item/></channel></rss>", "says nothing"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}]}', "says nothing"),
        (b"<rss>" + b" " * 8_000_000, "larger than 8 MB"),
        (b"<rss xmlns:a='u' xmlns:b='u' a:x='' b:x=''><item><title>T</title></item></rss>", "XML"),
        (b"<rss><channel><item><textInput><title>a</title><name>x</name></textInput></item></channel></rss>", "nests"),
    ],
)
def test_what_is_no_post_is_unreadable(raw, why):
    with pytest.raises(Unreadable, match=why):
        CHANNEL.read(raw)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<title>Tools &amp;amp; tea</title>", "Tools & tea"),
        ("<title>&lt;b>Bold&lt;/b>\n move</title>", "Bold move"),
        ("<title><![CDATA[1 < 2]]></title>", "1 < 2"),
        ("<title>a\x00b</title>", "ab"),
        ("<title></title>", ""),
    ],
)
def test_a_title_is_one_line_of_plain_text(written, title):
    assert _rss(f"{written}<link>https://ann.example/1</link>").subject == title


def test_a_title_that_says_it_is_text_keeps_its_brackets():
    assert _atom("<title type='text'>&lt;b&gt;</title>").subject == "<b>"


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("<guid>https://ann.example/?p=1</guid>", "https://ann.example/?p=1"),
        ("<guid isPermaLink='false'>tag:ann.example,2026:1</guid>", "tag:ann.example,2026:1"),
        ("<guid isPermaLink='false'>urn:uuid:1</guid>", "urn:uuid:1"),
        ("<guid isPermaLink='false'>1</guid>", "ann.example#1"),
        ("<guid>1</guid>", "ann.example#1"),
        ("<guid isPermaLink='false'>post: one</guid>", "ann.example#post: one"),
        ("<link>https://ann.example/1</link>", "https://ann.example/1"),
        ("", ""),
    ],
)
def test_a_post_is_called_what_nobody_else_is_called(entry, key):
    assert _rss(f"<title>T</title>{entry}").key == key


def test_two_feeds_that_count_from_one_do_not_meet():
    entry = "<title>T</title><guid isPermaLink='false'>1</guid>"
    keys = {
        _rss(entry, channel="<link>https://www.bob.example/blog/</link>").key,
        _rss(entry, channel="<link>http://bob.example:8080/blog</link>").key,
        _rss(entry, channel="", address="https://cleo.example/feed?page=2").key,
        _rss(entry, channel="<title>Bo</title><link>https://[broken</link>", address="").key,
    }
    assert keys == {"bob.example/blog#1", "bob.example:8080/blog#1", "cleo.example/feed?page=2#1", "Bo#1"}


def test_a_feed_that_gives_itself_a_broken_address_has_that_name_all_the_same():
    message = _atom("<id>1</id><title>T</title>", feed="<link rel='self' href='https://[x/'/>", address="")
    assert message.key == "https://[x/#1"


def test_content_is_equal_exactly_when_the_same_is_said():
    said = "<title>T</title><description>a  b</description>"
    content = _rss(f"{said}<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>").content
    assert len(content) == 16
    assert _rss("<title> T</title><description>a\nb</description>").content == content
    others = [
        said.replace("T", "U"),
        said.replace("a", "c"),
        f"{said}<author>Bo</author>",
        f"{said}<link>https://ann.example/1</link>",
    ]
    assert content not in {_rss(other).content for other in others}


@pytest.mark.parametrize(
    ("entry", "namespace", "handle", "name"),
    [
        ("<author>ann@ann.example (Ann Brook)</author>", "mail", "ann@ann.example", "Ann Brook"),
        ("<author>Ann Brook &lt;Ann@Ann.example></author>", "mail", "ann@ann.example", "Ann Brook"),
        ("<author>mailto:ann@ann.example</author>", "mail", "ann@ann.example", ""),
        ("<author>(Ann)</author>", "web", "ann.example/ann", "(Ann)"),
        ("<author>Ann @ home</author>", "web", "ann.example/ann-home", "Ann @ home"),
        ("<author>noreply@blogs.example (Ann)</author>", "web", "ann.example/ann", "Ann"),
        ("<author>no-reply+7@blogs.example (Ann)</author>", "web", "ann.example/ann", "Ann"),
        ("<author>Ann</author>", "web", "ann.example/ann", "Ann"),
        ("<author>ANN  Brook-Ödegård</author>", "web", "ann.example/ann-brook-ödegård", "ANN Brook-Ödegård"),
        ("<author>☕</author>", "web", "ann.example/?", "☕"),
        ("<author> </author>", "web", "ann.example/ann-s-blog", "Ann's blog"),
        ("", "web", "ann.example/ann-s-blog", "Ann's blog"),
    ],
)
def test_an_author_is_known_by_address_or_by_name_on_this_site(entry, namespace, handle, name):
    author = _rss(f"<title>T</title>{entry}").author
    assert (author.namespace, author.handle, author.name) == (namespace, handle, name)


def _of(author, *, link="https://ann.example/"):
    feed = f"<title>Ann's blog</title><link href='{link}'/>"
    return _atom(f"<title>T</title><author>{author}</author>", feed=feed).author


@pytest.mark.parametrize(
    ("author", "identity"),
    [
        (
            "<name>Ann</name><uri>http://www.ann.example/about/</uri><email>ann@ann.example</email>",
            HeardIdentity("web", "ann.example/about", "Ann", "http://www.ann.example/about/"),
        ),
        ("<uri>https://ann.example</uri>", HeardIdentity("web", "ann.example", "", "https://ann.example")),
        ("<name>Ann</name><uri>https://ann.example</uri>", HeardIdentity("web", "ann.example/ann", "Ann", "Ann")),
        (
            "<name>Ann</name><uri>https://ann.example</uri><email>Ann@ann.example</email>",
            HeardIdentity("mail", "ann@ann.example", "Ann", "Ann@ann.example"),
        ),
        ("<name>Ann</name><uri>https://[broken</uri>", HeardIdentity("web", "ann.example/ann", "Ann", "Ann")),
        ("<name>Ann</name><uri>javascript:x</uri>", HeardIdentity("web", "ann.example/ann", "Ann", "Ann")),
        (
            "<name>Ann</name><email>not an address</email>",
            HeardIdentity("web", "ann.example/ann-not-an-address", "Ann (not an address)", "Ann (not an address)"),
        ),
    ],
)
def test_an_author_with_a_page_is_known_by_it(author, identity):
    assert _of(author) == identity


def test_the_author_of_the_feed_is_the_author_of_its_posts():
    assert _atom("<title>T</title>", feed="<author><name>Bo</name></author>").author.handle == "ann.example/bo"


def test_nobody_is_nobody():
    assert _rss("<title>T</title>", channel="").author is None


def test_a_feed_without_a_place_has_its_author_where_the_post_stands():
    raw = b"<rss><channel><item><author>Bo</author><link>https://bo.example/1</link></item></channel></rss>"
    assert CHANNEL.read(raw).author.handle == "bo.example/bo"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("<pubDate>Tue, 03 Mar 2026 10:05:30 +0100</pubDate>", "2026-03-03T09:05:30+00:00"),
        ("<pubDate>2026-03-03</pubDate>", "2026-03-03T00:00:00+00:00"),
        ("<pubDate>yesterday</pubDate>", None),
        ("<pubDate>9999-12-31T23:59:59-12:00</pubDate>", None),
        ("<pubDate>yesterday</pubDate><dc:date>2026-03-03T10:00:00Z</dc:date>", "2026-03-03T10:00:00+00:00"),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<pubDate>Fri, 31 Dec 9999 23:59:59 -1200</pubDate>", None),
        ("<dcterms:created>2026-03-03T10:00:00Z</dcterms:created>", "2026-03-03T10:00:00+00:00"),
        ("", None),
    ],
)
def test_the_moment_is_utc_or_unknown(entry, said):
    moment = _rss(f"<title>T</title>{entry}").said_at
    assert (moment and moment.isoformat()) == said


@pytest.mark.parametrize(
    ("entry", "link"),
    [
        ("<link>https://ann.example/1</link>", "https://ann.example/1"),
        ("<link>/2026/1</link>", "https://ann.example/2026/1"),
        ("<link>2026/1</link>", "https://feeds.example/ann/2026/1"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>https://[broken</link>", ""),
        (
            "<link>https://proxy.example/1</link><feedburner:origLink>https://ann.example/1</feedburner:origLink>",
            "https://ann.example/1",
        ),
        (
            "<atom:link rel='alternate' type='text/plain' href='https://ann.example/1.txt'/>",
            "https://ann.example/1.txt",
        ),
        ("<guid>https://ann.example/1</guid>", "https://ann.example/1"),
        ("<guid isPermaLink='false'>https://ann.example/1</guid>", ""),
    ],
)
def test_a_link_is_whole_and_leads_to_the_web(entry, link):
    assert _rss(f"<title>T</title>{entry}", address="https://feeds.example/ann/feed").link == link


def test_a_base_is_kept_to():
    message = _atom(
        "<title>T</title><link href='1'/><content type='html' xml:base='pics/'>"
        "&lt;img src='a.png'> &lt;a href='b'>c&lt;/a></content>",
        root=' xmlns="http://www.w3.org/2005/Atom" xml:base="https://ann.example/blog/"',
        address="https://feeds.example/ann",
    )
    assert message.link == "https://ann.example/blog/1"
    assert (
        message.html
        == '<img src="https://ann.example/blog/pics/a.png"> <a href="https://ann.example/blog/pics/b">c</a>'
    )
    assert message.text == "c <https://ann.example/blog/pics/b>"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("<description>short</description><content:encoded>&lt;p>much longer</content:encoded>", "much longer"),
        ("<description>a whole post</description><media:description>a cat</media:description>", "a whole post"),
        ("<description>a &amp;amp; b\nc\r\n d</description>", "a & b\nc\nd"),
        ("<description>1 &lt; 2</description>", "1 < 2"),
        ("<description><p>not escaped<br/>at all</p></description>", "not escaped\nat all"),
        ("<itunes:summary>spoken</itunes:summary>", "spoken"),
        ("<description></description>", ""),
    ],
)
def test_the_longest_text_is_the_post(entry, text):
    assert _rss(f"<title>T</title>{entry}").text == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<content type='text'>1 &lt; 2 &amp;amp;</content>", "1 < 2 &amp;"),
        ("<content type='image/png'>aGVsbG8=</content><summary>A picture</summary>", "A picture"),
        ("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a<br/>b</div></content>", "a\nb"),
        ("<content src='https://ann.example/1.html'/>", ""),
    ],
)
def test_a_text_is_read_by_its_type(content, text):
    assert _atom(f"<title>T</title>{content}").text == text


def test_an_empty_element_stays_one():
    message = _atom("<title>T</title><content type='xhtml'><div>a<br/>b</div></content>")
    assert message.html.count("br") == 1


@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [("thr", "http://purl.org/syndication/thread/1.0"), ("t", "http://purl.org/syndication/thread/1.0")],
)
def test_an_answer_names_what_it_answers(prefix, namespace):
    root = f' xmlns="http://www.w3.org/2005/Atom" xmlns:{prefix}="{namespace}"'
    message = _atom(f"<title>T</title><{prefix}:in-reply-to ref='tag:x.example,2026:1'/>", root=root)
    assert message.answers == ("tag:x.example,2026:1",)


@pytest.mark.parametrize("named", ["<thr:in-reply-to>x</thr:in-reply-to>", "<thr:in-reply-to href='y'/>", ""])
def test_an_answer_to_nothing_answers_nothing(named):
    assert _atom(f"<title>T</title>{named}").answers == ()


def test_an_answer_in_a_feed_that_counts_names_the_post_of_this_feed():
    message = _atom("<id>2</id><title>T</title><thr:in-reply-to ref='1'/>", feed="<link href='https://ann.example/'/>")
    assert (message.key, message.answers) == ("ann.example#2", ("ann.example#1",))


@pytest.mark.parametrize(
    ("entry", "field", "heard"),
    [
        ({"id": 7}, "key", "ann.example/feed#7"),
        ({"id": True}, "key", ""),
        ({"id": ["7"]}, "key", ""),
        ({"url": "/1"}, "link", "https://ann.example/1"),
        ({"external_url": "https://else.example/1"}, "link", "https://else.example/1"),
        ({"content_text": "a < b\n"}, "text", "a < b"),
        ({"content_html": "<p>a</p>", "content_text": "b"}, "text", "a"),
        ({"summary": "s"}, "text", "s"),
        ({"date_published": "2026-03-03T10:00:00"}, "said_at", "2026-03-03 10:00:00+00:00"),
        ({"date_published": "Tue, 03 Mar 2026 10:00:00 +0100"}, "said_at", "2026-03-03 09:00:00+00:00"),
        ({"date_published": "x", "date_modified": "2026-03-03T10:00:00Z"}, "said_at", "2026-03-03 10:00:00+00:00"),
        ({"date_published": "9999-12-31T23:59:59-12:00"}, "said_at", "None"),
        ({"authors": [{"name": "Bo"}]}, "author", "ann.example/bo"),
        ({"author": {"name": "Bo", "url": "https://bo.example/"}}, "author", "bo.example"),
        ({"author": {"url": "https://bo.exa\x00mple/\r\nx"}}, "author", "bo.example/x"),
        ({"authors": []}, "author", "None"),
        ({"authors": "Bo"}, "author", "None"),
        ({"authors": ["Bo"]}, "author", "None"),
    ],
)
def test_a_json_feed_is_read(entry, field, heard):
    found = getattr(_json(title="T", **entry), field)
    assert (found.handle if isinstance(found, HeardIdentity) else str(found)) == heard


def test_a_json_feed_says_where_it_is_from():
    message = _json(title="T", id="1", address="", feed={"feed_url": "https://ann.example/f.json", "title": "Ann's"})
    assert (message.key, message.author.handle) == ("ann.example/f.json#1", "ann.example/ann-s")


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *("<item>", "</item>", "<title>", "</title>", "<link>", "<guid>", "<author>", "<source>", "</source>"),
            *("<image>", "<textInput>", "<description>", "<content:encoded>", "<![CDATA[", "]]>", "<!--", "&amp;"),
            *(
                "&lt;b&gt;",
                "x",
                "<category>",
                "</category>",
                "<media:credit>",
                "<media:thumbnail>",
                "<itunes:category>",
            ),
            *(
                "</media:thumbnail>",
                "<content type='xhtml'>",
                "</content>",
                "<div>",
                "<svg>",
                "<psc:chapters>",
                "1e999",
            ),
            *(
                "<georss:point>1 2",
                "\x00",
                "<cloud a='b'/>",
                "<media:rating>",
                "</media:rating>",
                "<gml:pos>",
                "<entry>",
            ),
            *("<name>", "</name>", "<url>"),
        ]
    ),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(FRAGMENTS)
def test_whatever_comes_is_read_the_same_way_or_unreadable(fragments):
    raw = f"<rss><channel><item><title>T</title>{''.join(fragments)}</channel></rss>".encode()
    assert _heard(raw) == _heard(raw)


def _heard(raw):
    try:
        return CHANNEL.read(raw)
    except Unreadable as error:
        return str(error)


@pytest.mark.parametrize("place", ["<author>", "<pubDate>", "<description>", "<title>", "<content:encoded><![CDATA["])
@pytest.mark.parametrize("piece", ["a", "a@", "<a b='", '&lt;a "', "<i></i>", "&lt;", "1", "</a"])
def test_a_hostile_post_takes_time_by_its_length_only(place, piece):
    raw = f"<rss><channel><item>{place}{piece * (100_000 // len(piece))}".encode()
    began = time.process_time()
    _heard(raw)
    assert time.process_time() - began < 3
