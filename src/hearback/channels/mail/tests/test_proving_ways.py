"""Facts about how a mail came in, who checks it, what owners wish, and the memory for names."""

from __future__ import annotations

import socket
import threading

import dns.message
import dns.resolver
import dns.rrset
import pytest

from hearback.channels.mail.proving import KeptNames, NamesDown, Trust, ask_names, found_checker, prove
from hearback.channels.mail.proving.organisations import are_related, organisation_of
from hearback.channels.mail.proving.policies import Policy, policy_of
from hearback.channels.mail.proving.route import Route, route_of
from hearback.channels.mail.tests.mails import mail
from hearback.channels.mail.tests.signing import OUTSIDE, Town

BORDER = "from out.example.org (out.example.org [192.0.2.7]) by mx.example.net (Postfix) with ESMTPS id 1; now"
INSIDE = "from mx.example.net (mx.example.net [10.0.0.4]) by store.example.net with LMTP id 2; now"
RELAYED = "from scan.example.com (scan.example.com [198.51.100.4]) by mx.example.net with ESMTP id 3; now"


@pytest.mark.parametrize(
    ("received", "route"),
    [
        ([], Route()),
        ([BORDER], Route(client="192.0.2.7", helo="out.example.org", believed=1)),
        ([INSIDE, BORDER, BORDER], Route(client="192.0.2.7", helo="out.example.org", believed=2)),
        (
            ["by store.example.net with HTTP; now", BORDER],
            Route(client="192.0.2.7", helo="out.example.org", believed=2),
        ),
        ([INSIDE], Route(taken_by="store.example.net", believed=1)),
        (
            ["from [10.0.0.9] (pc [198.51.100.9]) (Authenticated sender: bea) by mx.example.net with ESMTPSA; now"],
            Route(taken_by="mx.example.net", believed=1),
        ),
        (["by mx.example.net with ESMTPA; now"], Route(taken_by="mx.example.net", believed=1)),
        (["from out.example.org (mail [999.1.1.1]) by mx.example.net; now"], Route(believed=1)),
        (["from x (x [IPv6:2001:db8::7]) by y"], Route(client="2001:db8::7", helo="x", believed=1)),
        (["from a.big.example (2001:db8::7) by b.big.example", BORDER, BORDER], Route(believed=2)),
        (["from a.big.example (2001:db8::7) by b.big.example"], Route(believed=1)),
        (["with nothing"], Route(believed=1)),
    ],
)
def test_the_way_in_is_followed_as_far_as_our_own_servers_wrote_it(received, route):
    assert route_of(received, trusted=()) == route


def test_a_trusted_relay_is_part_of_our_own_way():
    assert route_of([RELAYED, BORDER], trusted={"example.com"}).client == "192.0.2.7"
    assert route_of([RELAYED, BORDER], trusted={"ample.com"}).client == "198.51.100.4"
    assert route_of([RELAYED.replace("(scan.example.com ", "("), BORDER], trusted={"example.com"}).believed == 1


@pytest.mark.parametrize(
    ("host", "relays", "verdict"),
    [
        ("mx.example.org", (), "proven"),
        ("mx.hoster.example", ("hoster.example",), "proven"),
        ("mx.hoster.example", (), "unknown"),
    ],
    ids=["own-server", "trusted-server", "server-of-many"],
)
def test_who_logged_in_at_the_domains_own_server_is_proven(host, relays, verdict):
    line = f"Received: from pc (pc [203.0.113.9]) by {host} with ESMTPSA; now\n".encode()

    proof = prove(line + mail(), trust=Trust(relays=frozenset(relays)), names=None)

    assert (proof.verdict, proof.by) == (verdict, "relay" if verdict == "proven" else "")


def _heads(count, *, checker="mx.example.net", first=""):
    results = f"Authentication-Results: {checker}; dmarc=pass\n"
    return [f"{first or results}{OUTSIDE}{results if first else ''}".encode() + mail()] * count


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        ([], ""),
        (_heads(2), ""),
        (_heads(3), "mx.example.net"),
        ([*_heads(5), mail()], "mx.example.net"),
        ([*_heads(3), mail(), mail(), mail()], ""),
        ([mail()] * 5, ""),
        (_heads(3, first="X-Spam: no\n"), "mx.example.net"),
        (_heads(3, first="X-Spam: no\n", checker="forged.example"), ""),
        (_heads(3, checker="mailbox 1"), "mailbox"),
        (_heads(3, checker="dkim=pass"), ""),
    ],
)
def test_a_checker_is_who_stands_on_top_in_nearly_all_mails(heads, found):
    assert found_checker(heads) == found


def test_exchange_online_is_known_by_its_server_for_it_gives_no_name():
    head = b"Received: from a (a [192.0.2.1]) by b.prod.outlook.com with x\nAuthentication-Results: spf=pass\n\n"

    assert found_checker([head] * 3) == "unnamed"


def test_a_domain_belongs_to_an_organisation():
    assert organisation_of("Mail.Shop.example.co.uk.") == "example.co.uk"
    assert organisation_of("localhost") == "localhost"
    assert are_related("a.example.org", "b.example.org")
    assert not are_related("a.example.org", "b.example.org", is_strict=True)
    assert not are_related("ann.github.io", "bea.github.io")
    assert not are_related("", "")


@pytest.mark.parametrize(
    ("domain", "record", "policy"),
    [
        ("example.org", "p=reject; adkim=s", Policy("reject", is_dkim_strict=True)),
        ("example.org", "p=quarantine; aspf=s", Policy("quarantine", is_spf_strict=True)),
        ("sub.example.org", "p=reject; sp=none", Policy("none")),
        ("sub.example.org", "p=reject", Policy("reject")),
        ("example.org", "p=reject; pct=0", Policy("none")),
        ("example.org", "p=Reject; t=y", Policy("none")),
        ("example.com", "p=reject", Policy()),
    ],
)
def test_an_owner_publishes_what_to_do_with_mail_that_proves_nothing(domain, record, policy):
    town = Town()
    town.wish("example.org", record)

    assert policy_of(domain, town) == policy


def test_two_policies_are_none():
    town = Town()
    town.wish("example.org", "p=reject")
    town.answers["_dmarc.example.org", "TXT"] *= 2

    assert policy_of("example.org", town) == Policy()


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_an_answer_is_kept_for_a_while(monkeypatch):
    town, clock = Town(), Clock()
    town.publish("example.org", "here")
    kept = KeptNames(town, clock=clock)

    assert kept("Example.org.", "TXT") == kept("example.org", "TXT") == [(b"here",)]
    assert len(town.asked) == 1

    clock.now += 601
    kept("example.org", "TXT")
    monkeypatch.setattr("hearback.channels.mail.proving.names._MOST_KEPT", 1)
    kept("example.com", "TXT")
    kept("example.org", "TXT")
    assert len(town.asked) == 4


def test_after_silence_an_owner_is_not_asked_for_a_minute():
    town, clock = Town(), Clock()
    town.is_down = True
    kept = KeptNames(town, clock=clock)
    for name in ("example.org", "www.example.org"):
        with pytest.raises(NamesDown):
            kept(name, "TXT")
    assert len(town.asked) == 1

    town.is_down = False
    assert kept("example.com", "TXT") == []
    clock.now += 61
    assert kept("example.org", "TXT") == []


def test_after_much_silence_nobody_is_asked_for_a_minute(monkeypatch):
    town, clock = Town(), Clock()
    town.is_down = True
    kept = KeptNames(town, clock=clock)
    for name in ("a.example", "b.example", "c.example", "d.example"):
        with pytest.raises(NamesDown):
            kept(name, "TXT")
    assert len(town.asked) == 3

    clock.now += 61
    monkeypatch.setattr("hearback.channels.mail.proving.names._MOST_KEPT", 1)
    with pytest.raises(NamesDown):
        kept("d.example", "TXT")
    assert len(town.asked) == 4


@pytest.fixture
def name_server(monkeypatch):
    """A name server on loopback that answers as its dict says, and else that there is no such name."""
    answers = {
        ("example.org.", "TXT"): '"v=spf1" " -all"',
        ("example.org.", "MX"): "10 mx.example.org.",
        ("mx.example.org.", "A"): "192.0.2.1",
        ("1.2.0.192.in-addr.arpa.", "PTR"): "mx.example.org.",
    }
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)

        def serve():
            while True:
                wire, peer = server.recvfrom(4096)
                asked = dns.message.from_wire(wire)
                question = asked.question[0]
                name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
                if name == "stop.example.":
                    return
                answer = dns.message.make_response(asked)
                if (name, kind) in answers:
                    answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, answers[name, kind]))
                elif name == "broken.example.":
                    answer.set_rcode(dns.rcode.SERVFAIL)
                elif name != "example.org.":
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                server.sendto(answer.to_wire(), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        monkeypatch.setattr("hearback.channels.mail.proving.names.PER_QUESTION_SECONDS", 1.0)
        yield
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(dns.message.make_query("stop.example", "A").to_wire(), server.getsockname())
        thread.join(timeout=5)


@pytest.mark.parametrize(
    ("name", "kind", "answers"),
    [
        ("example.org", "TXT", [(b"v=spf1", b" -all")]),
        ("example.org", "MX", [(10, "mx.example.org")]),
        ("mx.example.org", "A", ["192.0.2.1"]),
        ("1.2.0.192.in-addr.arpa", "PTR", ["mx.example.org"]),
        ("example.org", "A", []),
        ("gone.example", "TXT", []),
        ("x" * 64 + ".example", "TXT", []),
        ("a..example", "TXT", []),
    ],
)
@pytest.mark.usefixtures("name_server")
def test_names_are_asked_of_the_machines_resolver(name, kind, answers):
    assert ask_names(name, kind) == answers


@pytest.mark.usefixtures("name_server")
def test_a_resolver_that_cannot_say_is_down():
    with pytest.raises(NamesDown):
        ask_names("broken.example", "TXT")
