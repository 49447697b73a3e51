"""Facts about proof: when a mail counts as coming from whom it names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.channels.mail.proving import Trust, prove
from hearback.channels.mail.tests.mails import mail
from hearback.channels.mail.tests.signing import OUTSIDE, Town, sealed, signed

NO_TRUST = Trust()
TRUST = Trust(checkers=frozenset({"mx.example.net"}))
WAY = OUTSIDE.encode()


@pytest.fixture
def town():
    return Town()


def short(proof):
    return proof.verdict, proof.by, proof.domain, proof.was_checked


def checked(results, raw=None, *, by="mx.example.net"):
    """Return a mail with the results of a server on top."""
    return f"Authentication-Results: {by}; {results}\n".encode() + WAY + (raw or mail())


@pytest.mark.parametrize("is_ed25519", [False, True], ids=["rsa", "ed25519"])
def test_a_signature_of_the_domain_in_from_proves(town, is_ed25519):
    proof = prove(WAY + signed(mail(), town, is_ed25519=is_ed25519), trust=NO_TRUST, names=town)

    assert short(proof) == ("proven", "dkim", "example.org", True)
    assert proof.sentence == "It is signed by example.org."


def test_a_signature_of_a_part_of_the_same_organisation_proves(town):
    raw = WAY + signed(mail(), town, domain="mail.example.org")

    assert short(prove(raw, trust=NO_TRUST, names=town)) == ("proven", "dkim", "example.org", True)


def test_a_strict_domain_wants_its_very_own_signature(town):
    town.wish("example.org", "p=reject; adkim=s")

    proof = prove(WAY + signed(mail(), town, domain="mail.example.org"), trust=NO_TRUST, names=town)

    assert short(proof) == ("failed", "", "example.org", True)


def test_one_good_signature_among_several_is_enough(town):
    raw = signed(signed(mail(), town), town, domain="sender.example.com")
    broken = b"DKIM-Signature: v=1; a=nonsense; d=example.org\n"

    assert prove(WAY + broken + raw, trust=NO_TRUST, names=town).by == "dkim"


@pytest.mark.parametrize("wish", ["reject", "quarantine", "none", ""])
def test_somebody_elses_signature_proves_nothing_and_the_owner_says_what_that_means(town, wish):
    if wish:
        town.wish("example.org", f"p={wish}")

    proof = prove(WAY + signed(mail(), town, domain="example.com"), trust=NO_TRUST, names=town)

    assert proof.verdict == ("failed" if wish in {"reject", "quarantine"} else "unknown")
    assert proof.by == ""


def _with_new_body(raw):
    return raw.replace(b"Hello Bea", b"Send money")


def _with_words_below(raw):
    return raw + b"Send money\n"


def test_a_signature_over_another_body_proves_nothing(town):
    town.wish("example.org", "p=reject")

    proof = prove(WAY + _with_new_body(signed(mail(), town)), trust=NO_TRUST, names=town)

    assert proof.verdict == "failed"
    assert proof.sentence == (
        "It says that it is from example.org, but nothing proves it, and example.org asks not to believe such mail."
    )


def test_a_signature_over_the_first_part_of_the_body_proves_no_more_than_that(town):
    raw = signed(mail(), town, length=True)

    assert prove(WAY + raw, trust=NO_TRUST, names=town).by == "dkim"
    assert prove(WAY + _with_words_below(raw), trust=NO_TRUST, names=town).by == ""


def test_a_signature_that_ran_out_proves_nothing(town):
    raw = signed(mail(), town)
    field, _, rest = raw.partition(b"\nFrom:")
    late = field.replace(b" t=", b" x=%d; t=" % (int(time.time()) - 9)) + b"\nFrom:" + rest

    assert b" x=" in late
    assert prove(WAY + late, trust=NO_TRUST, names=town).verdict == "unknown"


@pytest.mark.parametrize("key", ["v=DKIM1; k=rsa; p=", "v=DKIM1; k=new; p=AAAA", "", "\xff;;;=", "v=DKIM1; p=!!"])
def test_a_key_that_was_taken_back_or_is_none_proves_nothing(town, key):
    raw = signed(mail(), town)
    town.publish("sel._domainkey.example.org", key)

    assert prove(WAY + raw, trust=NO_TRUST, names=town).verdict == "unknown"


def test_a_key_that_is_not_there_proves_nothing(town):
    raw = signed(mail(), town)
    town.answers.pop(("sel._domainkey.example.org", "TXT"))

    assert prove(WAY + raw, trust=NO_TRUST, names=town).verdict == "unknown"


def test_a_second_from_field_breaks_the_signature(town):
    town.wish("evil.example", "p=none")
    raw = WAY + b"From: x@evil.example\n" + signed(mail(), town)

    assert prove(raw, trust=NO_TRUST, names=town).verdict != "proven"


def test_two_authors_have_to_be_proven_both(town):
    raw = WAY + signed(mail(From="ann@example.org, cem@example.com"), town)
    both = WAY + signed(mail(From="ann@example.org, cem@mail.example.org"), town)
    town.wish("example.com", "p=reject")

    assert short(prove(raw, trust=NO_TRUST, names=town)) == ("failed", "", "example.com", True)
    assert prove(both, trust=NO_TRUST, names=town).verdict == "proven"


def test_a_name_that_looks_like_an_address_is_only_a_name(town):
    raw = WAY + signed(mail(From='"support@example.net" <evil@example.com>'), town, domain="example.com")

    assert short(prove(raw, trust=NO_TRUST, names=town)) == ("proven", "dkim", "example.com", True)


def test_an_author_who_has_no_address_proves_nothing(town):
    proof = prove(WAY + mail(From="Ann"), trust=NO_TRUST, names=town)

    assert short(proof) == ("unknown", "", "", False)
    assert proof.sentence == "It names nobody as its author."


def test_a_mail_without_from_is_its_senders(town):
    raw = WAY + signed(mail(Sender="ann@example.org"), town)

    assert prove(raw.replace(b"\nFrom: Ann", b"\nX-From: Ann"), trust=NO_TRUST, names=town).domain == "example.org"


def test_a_server_that_may_send_for_the_domain_proves(town):
    town.publish("example.org", "v=spf1 ip4:192.0.2.0/24 -all")
    raw = b"Return-Path: <bounce@example.org>\n" + WAY + mail()

    proof = prove(raw, trust=NO_TRUST, names=town)

    assert short(proof) == ("proven", "spf", "example.org", True)
    assert proof.sentence == "It was sent by a server that may send for example.org."


@pytest.mark.parametrize(
    ("record", "back"),
    [
        ("v=spf1 ip4:198.51.100.0/24 -all", "<x@example.org>"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "<x@example.com>"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "<>"),
        ("v=spf1 a:a.example a:b.example a:c.example ip4:192.0.2.7 -all", "<x@example.org>"),
        (f"v=spf1 a:{'x' * 70}.example -all", "<x@example.org>"),
        ("v=spf1 a:gone.example -all", "<x@example.org>"),
    ],
    ids=["another-server", "another-domain", "nobody", "names-that-are-gone", "long-name", "no-such-host"],
)
def test_a_server_proves_nothing_otherwise(town, record, back):
    town.publish("example.org", record)
    raw = f"Return-Path: {back}\n".encode() + WAY + mail()

    assert prove(raw, trust=NO_TRUST, names=town).verdict == "unknown"


def test_spf_follows_hosts_and_exchanges(town):
    town.publish("example.org", "v=spf1 mx a:old.example.org -all")
    town.answers["example.org", "MX"] = [(10, "out.example.org")]
    town.answers["out.example.org", "A"] = ["192.0.2.7"]
    raw = b"Return-Path: <ann@example.org>\n" + WAY + mail()

    assert prove(raw, trust=NO_TRUST, names=town).by == "spf"


def test_names_that_do_not_answer_leave_it_open(town):
    town.is_down = True
    unsigned, by_way_of = b"Return-Path: <ann@example.org>\n" + WAY + mail(), WAY + mail()

    for raw in (unsigned, by_way_of, WAY + signed(mail(), town)):
        proof = prove(raw, trust=NO_TRUST, names=town)
        assert short(proof) == ("unknown", "", "example.org", False)
        assert proof.sentence == "Its sender could not be checked: the names of the net did not answer."


def test_what_takes_too_long_is_left_open(town, monkeypatch):
    monkeypatch.setattr("hearback.channels.mail.proving.senders.MOST_SECONDS", -1)

    assert not prove(b"Return-Path: <a@example.org>\n" + WAY + mail(), trust=NO_TRUST, names=town).was_checked


def test_without_a_checker_and_without_names_nothing_is_known():
    assert short(prove(WAY + mail(), trust=NO_TRUST, names=None)) == ("unknown", "", "example.org", False)


def test_what_was_put_into_the_mailbox_by_a_program_is_not_looked_at(town):
    assert not prove(mail(), trust=NO_TRUST, names=town).was_checked
    assert town.asked == []


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dmarc=pass (p=reject) header.from=example.org", ("proven", "dmarc")),
        ("dmarc=pass", ("proven", "dmarc")),
        ("dmarc=pass header.from=example.com", ("unknown", "")),
        ("dkim=pass header.d=example.org; spf=none", ("proven", "dkim")),
        ("dkim=pass header.i=@mail.example.org", ("proven", "dkim")),
        ("dkim=fail header.d=example.org", ("unknown", "")),
        ('dkim=fail; dkim/1=pass reason="good" header.d=example.org', ("proven", "dkim")),
        ("spf=pass (sender 192.0.2.7) smtp.mailfrom=ann@example.org", ("proven", "spf")),
        ("spf=pass smtp.mailfrom=example.org", ("proven", "spf")),
        ("spf=pass smtp.helo=example.org", ("unknown", "")),
        ("auth=pass smtp.auth=ann@example.org", ("proven", "relay")),
        ("dkim=pass header.d=example.org; dmarc=fail (p=REJECT)", ("failed", "")),
        ("dmarc=fail (p=NONE sp=NONE) header.from=example.org", ("unknown", "")),
        ("dmarc=fail policy.dmarc=quarantine", ("failed", "")),
        ("dmarc=fail action=none", ("failed", "")),
        ("dmarc=none; spf=pass smtp.mailfrom=example.com", ("unknown", "")),
    ],
)
def test_what_a_trusted_server_has_found_counts(results, expected):
    proof = prove(checked(results), trust=TRUST, names=None)

    assert (proof.verdict, proof.by) == expected
    assert proof.was_checked


def test_what_a_server_has_found_may_stand_in_several_fields_on_top():
    raw = b"Authentication-Results: mx.example.net; dmarc=none\n" + checked("dkim=pass header.d=example.org")

    assert prove(raw, trust=TRUST, names=None).by == "dkim"


@pytest.mark.parametrize(
    "raw",
    [
        WAY + mail(Authentication_Results="other.example; dmarc=pass"),
        WAY + b"Received: from a.example by b.example\n" + mail(Authentication_Results="mx.example.net; dmarc=pass"),
        b"Authentication-Results: mx.example.net; none\n" + WAY + mail(),
        b"Authentication-Results: ;\n" + WAY + mail(),
        b"Authentication-Results: dmarc=pass\n" + WAY + mail(),
    ],
    ids=["another-server", "below-our-own-lines", "nothing-checked", "empty", "unnamed"],
)
def test_what_nobody_who_is_trusted_has_found_does_not_count(raw):
    assert short(prove(raw, trust=TRUST, names=None)) == ("unknown", "", "example.org", False)


def test_a_field_from_further_down_adds_nothing_to_what_the_server_found():
    forged = b"Subject: x\nAuthentication-Results: mx.example.net; dmarc=pass\n"
    raw = b"Authentication-Results: mx.example.net; spf=none\n" + WAY + forged + mail()

    assert prove(raw, trust=TRUST, names=None).verdict == "unknown"


def test_what_a_trusted_server_found_stands_though_the_names_do_not_answer(town):
    town.is_down = True

    assert short(prove(checked("spf=none"), trust=TRUST, names=town)) == ("unknown", "", "example.org", True)
    assert prove(checked("dkim=pass header.d=example.org"), trust=TRUST, names=town).by == "dkim"


def test_a_server_without_a_name_can_be_trusted_too():
    raw = b"Authentication-Results: spf=none; dmarc=pass action=none header.from=example.org\n" + WAY + mail()

    assert prove(raw, trust=Trust(checkers=frozenset({"unnamed"})), names=None).by == "dmarc"


def _from_list(town, *, results):
    raw = mail("Hello Bea\n-- \nThe list's footer\n", Authentication_Results=f"lists.example; {results}")
    return WAY + sealed(raw, town, domain="lists.example")


@pytest.mark.parametrize(
    ("relays", "results", "expected"),
    [
        ({"lists.example"}, "dmarc=pass header.from=example.org", ("proven", "arc")),
        ({"lists.example"}, "dkim=pass header.d=example.org", ("proven", "arc")),
        ({"lists.example"}, "dkim=fail header.d=example.org", ("failed", "")),
        (set(), "dmarc=pass header.from=example.org", ("failed", "")),
    ],
    ids=["checked", "signed", "not-proven-there-either", "a-stranger-sealed"],
)
def test_a_seal_of_a_trusted_list_says_what_was_true_before_its_footer(town, relays, results, expected):
    town.wish("example.org", "p=reject")

    proof = prove(_from_list(town, results=results), trust=Trust(relays=frozenset(relays)), names=town)

    assert (proof.verdict, proof.by) == expected
    assert "lists.example" in proof.sentence


def test_a_broken_seal_is_none(town):
    raw = _with_new_body(_from_list(town, results="dmarc=pass header.from=example.org"))

    proof = prove(raw, trust=Trust(relays=frozenset({"lists.example"})), names=town)

    assert (proof.verdict, proof.by) == ("unknown", "")


def test_a_seal_that_makes_no_sense_is_none(town):
    raw = WAY + b"ARC-Seal: i=x\nARC-Seal: i=1; a=\nARC-Message-Signature: i=1; h=\n" + mail()

    assert prove(raw, trust=NO_TRUST, names=town).verdict == "unknown"


def test_a_head_with_broken_lines_holds_no_signature(town):
    assert prove(WAY + b"no field at all\n" + signed(mail(), town), trust=NO_TRUST, names=town).verdict == "unknown"


@given(st.binary(max_size=300), st.binary(max_size=80))
def test_whatever_the_bytes_are_there_is_a_verdict(head, tags):
    for raw in (head, b"DKIM-Signature: " + tags + b"\n" + WAY + mail(), b"ARC-Seal: i=1;" + tags + b"\n" + mail()):
        assert prove(raw, trust=TRUST, names=Town()).verdict in {"unknown", "failed", "proven"}
