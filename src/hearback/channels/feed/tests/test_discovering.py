"""Facts about the feeds that a page names."""

import pytest

from hearback.channels.feed.discovering import named_feeds, usual_feeds

URL = "https://ann.example/blog/2026/"
RSS = 'type="application/rss+xml"'


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (f'<link rel="alternate" {RSS} href="/feed">', ["https://ann.example/feed"]),
        (f"<LINK HREF=feed REL='ALTERNATE home' {RSS.upper()}>", ["https://ann.example/blog/2026/feed"]),
        (
            '<link rel=alternate type="application/atom+xml; charset=utf-8" href="a&amp;b">',
            ["https://ann.example/blog/2026/a&b"],
        ),
        ('<link rel="feed" href="f">', ["https://ann.example/blog/2026/f"]),
        ('<link rel="alternate" type="application/json" href="/feed.json">', ["https://ann.example/feed.json"]),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">', []),
        ('<link rel="alternate" type="text/html" hreflang="de" href="/de">', []),
        (f'<link rel="stylesheet" {RSS} href="/x">', []),
        (f'<link rel="alternate" {RSS}>', []),
        (f'<base href="/x/"><base href="/y/"><link rel="alternate" {RSS} href="f">', ["https://ann.example/x/f"]),
        (
            f'<link rel="alternate" {RSS} href="f#a"><link rel="alternate" {RSS} href="f#b">',
            ["https://ann.example/blog/2026/f"],
        ),
        (f'<!-- <link rel="alternate" {RSS} href="/old"> -->', []),
        ('<a href="/feed/">Feed</a> <a href="/news">News</a>', ["https://ann.example/feed/"]),
        ('<a href="/blog.rss">Feed</a>', ["https://ann.example/blog.rss"]),
        ('<a href="https://[x/feed">Feed</a><a>no</a><a x>no</a>', []),
    ],
)
def test_a_page_names_its_feeds(page, found):
    assert named_feeds(page, url=URL) == found


def test_posts_come_before_comments_and_the_head_before_the_rest():
    page = f"""<link rel="alternate" {RSS} title="Comments" href="/1">
        <link rel="alternate" {RSS} title="Kommentar-Feed" href="/2">
        <link rel="alternate" {RSS} href="/comments/feed/">
        <link rel="alternate" {RSS} title="Posts" href="/4"> <a href="/5/feed">x</a>"""
    assert [address.removeprefix("https://ann.example") for address in named_feeds(page, url=URL)] == [
        "/4",
        "/5/feed",
        "/1",
        "/2",
        "/comments/feed/",
    ]


def test_sites_put_their_feed_in_the_usual_places():
    assert usual_feeds("https://ann.example/~ann?x#y")[:6] == [
        "https://ann.example/~ann/feed",
        "https://ann.example/~ann/rss.xml",
        "https://ann.example/~ann/atom.xml",
        "https://ann.example/~ann/index.xml",
        "https://ann.example/~ann/feed.json",
        "https://ann.example/feed",
    ]
    assert len(usual_feeds("https://ann.example/")) == 5
