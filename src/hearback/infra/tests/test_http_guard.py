"""Facts about where a request may go."""

import socket

import pytest

from hearback.infra.http import Web, WebError, host_and_port
from hearback.infra.http.guard import may_reach, resolved
from hearback.infra.tests.loopback import site

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.5",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "198.18.0.1",
    "::1",
    "fc00::1",
    "fec0::1",
    "2001:db8::1",
    "3fff::1",
    "::8.8.8.8",
]
NOWHERE = [
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "169.254.1.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:5",
    "64:ff9b:1::a00:5",
    "2002:7f00:1::",
    "2001::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_our_network_is_reached_only_when_an_admin_typed_it(address):
    assert not may_reach(address, trusted=False)
    assert may_reach(address, trusted=True)


@pytest.mark.parametrize("address", NOWHERE)
def test_some_addresses_are_reached_for_nobody(address):
    assert not may_reach(address, trusted=False)
    assert not may_reach(address, trusted=True)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111"])
def test_a_public_address_is_reached(address):
    assert may_reach(address, trusted=False)


def test_the_system_names_each_address_once():
    assert resolved("127.0.0.1", 80) == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "[::1]"])
def test_our_own_machine_is_refused_however_it_is_spelled(host):
    with site() as own, pytest.raises(WebError, match="private network") as refused:
        Web().get(f"http://{host}:{own.port}/")
    assert refused.value.lasting
    assert own.asked == []


def test_what_an_admin_typed_is_reached():
    with site() as intranet:
        intranet.put("/blog", b"our own blog")
        page = Web(allowed=frozenset({intranet.host_and_port})).get(f"{intranet.address}/blog")
    assert page.body == b"our own blog"


def test_another_port_of_a_host_that_an_admin_typed_is_refused():
    with site() as typed, site() as database, pytest.raises(WebError, match="private network"):
        Web(allowed=frozenset({typed.host_and_port})).get(f"{database.address}/")
    assert database.asked == []


def test_the_machine_that_hands_out_keys_is_refused_even_when_an_admin_typed_it():
    with pytest.raises(WebError, match="private network"):
        Web(allowed=frozenset({"169.254.169.254:80"})).get("http://169.254.169.254/latest/meta-data/")


def test_a_redirect_into_our_network_is_refused():
    with site() as outside, site() as inside:
        outside.put("/", status=302, Location=f"{inside.address}/secret")
        with pytest.raises(WebError, match="private network"):
            Web(allowed=frozenset({outside.host_and_port})).get(f"{outside.address}/")
    assert inside.asked == []


def test_a_name_is_resolved_once_so_it_cannot_point_elsewhere_after_the_check():
    answers = [["127.0.0.1"], ["10.0.0.5"]]
    with site() as blog:
        blog.put("/", b"words")
        web = Web(allowed=frozenset({f"blog.example:{blog.port}"}), resolve=lambda *_: answers.pop(0))
        page = web.get(f"http://blog.example:{blog.port}/")
    assert page.body == b"words"
    assert len(answers) == 1
    assert blog.asked[0][1]["host"] == f"blog.example:{blog.port}"


def test_a_name_with_a_public_and_a_private_address_is_reached_by_the_public_one_only():
    asked = []
    with site() as inside:
        web = Web(resolve=lambda *where: asked.append(where) or ["127.0.0.1", "10.0.0.5"])
        with pytest.raises(WebError, match="private network"):
            web.get(f"http://blog.example:{inside.port}/")
    assert inside.asked == []


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer():
    with site() as blog:
        blog.put("/", b"words")
        web = Web(allowed=frozenset({f"blog.example:{blog.port}"}), resolve=lambda *_: ["::1", "127.0.0.1"])
        assert web.get(f"http://blog.example:{blog.port}/").body == b"words"


def test_a_name_nobody_has_is_said_so():
    def unknown(*_):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(WebError, match=r"^There is no host named blog\.example\.$") as refused:
        Web(resolve=unknown).get("https://blog.example/feed")
    assert not refused.value.lasting


def test_a_name_without_an_address_is_said_so():
    with pytest.raises(WebError, match="has no address"):
        Web(resolve=lambda *_: []).get("https://blog.example/feed")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://example.org/feed", "http://"),
        ("file:///etc/passwd", "http://"),
        ("gopher://127.0.0.1:6379/_x", "http://"),
        ("example.org/feed", "http://"),
        ("http://", "http://"),
        ("http://[::1/feed", "not a web address"),
        ("http://example.org:port/", "not a web address"),
        ("http://example.org:99999/", "not a web address"),
        ("http://no address/", "not a web address"),
        ("http://[fe80::1%25eth0]/", "not a web address"),
        ("http://exa\x00mple.org/", "not a web address"),
        ("http://ann:secret@example.org/feed", "password"),
    ],
)
def test_what_is_not_a_plain_web_address_is_refused(url, sentence):
    with pytest.raises(WebError, match=sentence) as refused:
        Web().get(url)
    assert refused.value.lasting


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://Blog.Example/feed", "blog.example:443"),
        ("http://127.0.0.1:8000/x?y#z", "127.0.0.1:8000"),
        ("http://[::1]/", "::1:80"),
        ("https://bücher.example/", "xn--bcher-kva.example:443"),
    ],
)
def test_an_address_is_allowed_by_its_host_and_port(url, named):
    assert host_and_port(url) == named
