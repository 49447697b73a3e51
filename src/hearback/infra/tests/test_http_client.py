"""Facts about getting a page."""

import gzip
import time
import zlib

import httpcore2
import pytest

from hearback.infra.http import USER_AGENT, Web, WebError
from hearback.infra.http.errors import worded
from hearback.infra.tests.loopback import Authority, line, site


@pytest.fixture
def blog():
    with site() as pages:
        yield pages


@pytest.fixture
def web(blog):
    return Web(allowed=frozenset({blog.host_and_port}))


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def test_a_page_comes_with_its_status_its_headers_and_its_body(blog, web):
    blog.put("/feed", b"<rss/>", ETag='"one"', Content_Type="text/xml")
    page = web.get(f"{blog.address}/feed#top", headers={"Accept": "text/xml"})
    assert (page.status, page.url, page.body) == (200, f"{blog.address}/feed", b"<rss/>")
    assert page.headers["etag"] == '"one"'
    assert page.headers.get("CONTENT-TYPE") == "text/xml"
    assert blog.asked[0][1]["accept"] == "text/xml"


def test_we_say_who_we_are(blog, web):
    web.get(f"{blog.address}/")
    assert blog.asked[0][1]["user-agent"] == USER_AGENT
    assert USER_AGENT.startswith("Hearback/")


def test_a_page_that_did_not_change_has_no_body(blog, web):
    blog.put("/feed", status=304)
    assert (web.get(f"{blog.address}/feed").status, web.get(f"{blog.address}/feed").body) == (304, b"")


def test_a_missing_page_is_an_answer_too(blog, web):
    assert web.get(f"{blog.address}/none").status == 404


def test_redirects_are_followed_and_the_last_address_is_told(blog, web):
    blog.put("/old/feed", status=301, Location="../new?a=1#part")
    blog.put("/new?a=1", status=307, Location=f"{blog.address}/feed")
    blog.put("/feed", b"words")
    page = web.get(f"{blog.address}/old/feed")
    assert (page.url, page.body) == (f"{blog.address}/feed", b"words")


def test_a_redirect_without_a_target_is_the_answer(blog, web):
    blog.put("/", status=302)
    assert web.get(f"{blog.address}/").status == 302


def test_redirects_in_a_circle_come_to_an_end(blog, web):
    blog.put("/", status=302, Location="/")
    with pytest.raises(WebError, match="without end") as refused:
        web.get(f"{blog.address}/")
    assert refused.value.lasting
    assert len(blog.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://[broken", "//ann:secret@127.0.0.1/"])
def test_a_redirect_to_what_is_no_web_address_is_refused(blog, web, target):
    blog.put("/", status=302, Location=target)
    with pytest.raises(WebError):
        web.get(f"{blog.address}/")


def test_secrets_are_not_carried_to_another_server(blog):
    with site() as other:
        blog.put("/", status=302, Location="/second")
        blog.put("/second", status=302, Location=f"{other.address}/")
        web = Web(allowed=frozenset({blog.host_and_port, other.host_and_port}))
        web.get(f"{blog.address}/", headers={"Authorization": "Bearer x", "Cookie": "a=b", "Accept": "text/xml"})
    assert blog.asked[1][1]["authorization"] == "Bearer x"
    assert "authorization" not in other.asked[0][1]
    assert "cookie" not in other.asked[0][1]
    assert other.asked[0][1]["accept"] == "text/xml"


@pytest.mark.parametrize(("name", "packed"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_page_is_unpacked(blog, web, name, packed):
    blog.put("/", packed(b"words " * 1000), Content_Encoding=name)
    assert web.get(f"{blog.address}/").body == b"words " * 1000


def test_a_page_packed_in_a_way_we_did_not_ask_for_is_refused(blog, web):
    blog.put("/", b"?", Content_Encoding="gzip, zstd")
    with pytest.raises(WebError, match="did not ask for"):
        web.get(f"{blog.address}/")


def test_a_page_that_cannot_be_unpacked_is_refused(blog, web):
    blog.put("/", b"not packed at all", Content_Encoding="gzip")
    with pytest.raises(WebError, match="cannot be unpacked"):
        web.get(f"{blog.address}/")


def test_a_page_over_the_limit_is_refused(blog, web):
    blog.put("/", b"x" * 1001)
    assert len(web.get(f"{blog.address}/", limit_bytes=1001).body) == 1001
    with pytest.raises(WebError, match=r"larger than 0\.001 MB") as refused:
        web.get(f"{blog.address}/", limit_bytes=1000)
    assert refused.value.lasting


def test_a_page_that_unpacks_without_end_stops_at_the_limit(blog, web):
    bomb = gzip.compress(gzip.compress(bytes(300_000_000), 9), 9)
    assert len(bomb) < 10_000
    blog.put("/", bomb, Content_Encoding="gzip, gzip")
    with pytest.raises(WebError, match="larger than 20 MB"):
        web.get(f"{blog.address}/")


def test_a_closed_port_is_said_so():
    with site() as gone:
        address = gone.address
    with pytest.raises(WebError, match=r"^127\.0\.0\.1 refused the connection on port \d+\.$") as refused:
        Web(allowed=frozenset({address.removeprefix("http://")})).get(address)
    assert not refused.value.lasting


def _drip(taken):
    for byte in b"HTTP/1.1 200 OK\r\nServer: " + b"slow" * 100:
        taken.sendall(bytes([byte]))
        time.sleep(0.02)


def _silence(taken):
    taken.recv(1)


def _slow_body(taken):
    taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    _drip(taken)


@pytest.mark.parametrize("answer", [_drip, _silence, _slow_body])
def test_a_server_that_drips_is_left_when_the_time_is_over(answer):
    with line(answer) as port:
        began = time.monotonic()
        with pytest.raises(WebError, match=r"did not answer within 0\.3 seconds") as refused:
            Web(allowed=frozenset({f"127.0.0.1:{port}"})).get(f"http://127.0.0.1:{port}/", timeout_seconds=0.3)
    assert time.monotonic() - began < 2
    assert not refused.value.lasting


def test_no_time_at_all_is_over_before_anything_is_sent(blog, web):
    with pytest.raises(WebError, match="did not answer"):
        web.get(f"{blog.address}/", timeout_seconds=0)
    assert blog.asked == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"220 mail.example ESMTP\r\n", "proper HTTP"),
        (b"", "proper HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "proper HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "proper HTTP"),
    ],
    ids=["another-protocol", "nothing", "cut-off", "endless-headers"],
)
def test_a_server_that_does_not_speak_the_protocol_is_said_so(answer, sentence):
    with line(lambda taken: taken.sendall(answer)) as port, pytest.raises(WebError, match=sentence):
        Web(allowed=frozenset({f"127.0.0.1:{port}"})).get(f"http://127.0.0.1:{port}/")


def test_a_server_that_hangs_up_is_said_so():
    import socket
    import struct

    def reset(taken):
        taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with line(reset) as port, pytest.raises(WebError, match="broke off"):
        Web(allowed=frozenset({f"127.0.0.1:{port}"})).get(f"http://127.0.0.1:{port}/")


def _over_tls(context, trusting, *, name="blog.example"):
    with site(tls=context) as pages:
        pages.put("/", b"words")
        allowed = frozenset({f"{name}:{pages.port}"})
        web = Web(allowed=allowed, resolve=lambda *_: ["127.0.0.1"], tls=trusting)
        return web.get(f"https://{name}:{pages.port}/", timeout_seconds=5).body


def test_a_certificate_is_checked_against_the_name_not_the_address(authority):
    assert _over_tls(authority.server("blog.example"), authority.trusting()) == b"words"


@pytest.mark.parametrize(
    ("names", "days", "sentence"),
    [
        (("blog.example",), -1, "has expired"),
        (("other.example",), 30, "made out to another name"),
        (("127.0.0.1",), 30, "made out to another name"),
    ],
    ids=["expired", "another-name", "only-the-address"],
)
def test_a_certificate_that_does_not_hold_is_said_so(authority, names, days, sentence):
    with pytest.raises(WebError, match=sentence):
        _over_tls(authority.server(*names, days=days), authority.trusting())


def test_a_certificate_of_an_unknown_authority_is_said_so(authority, tmp_path):
    with pytest.raises(WebError, match="not vouched for"):
        _over_tls(authority.server("blog.example"), None)


def test_a_server_without_tls_is_said_so(blog):
    with pytest.raises(WebError, match="does not speak TLS"):
        Web(allowed=frozenset({blog.host_and_port})).get(f"https://127.0.0.1:{blog.port}/", timeout_seconds=5)


def test_a_host_without_a_way_to_it_is_said_so():
    error = worded(httpcore2.ConnectError(OSError(113, "No route to host")), host="blog.example", port=80, seconds=1)
    assert str(error) == "blog.example cannot be reached on port 80."
