"""Facts about organisations as rules see them: which domains are theirs, what is missing, who still belongs there."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hearback.people.rules.affiliations import (
    BOUNCED,
    ELSEWHERE,
    EVER,
    MOVED,
    OLD,
    TOLD,
    WROTE,
    Shown,
    chance,
    doubt,
)
from hearback.people.rules.organisations import (
    ACCOUNT,
    BUSY,
    NO_ACCOUNT,
    NO_FALLBACK,
    SILENT,
    NoDomain,
    Standing,
    is_organisations,
    is_partner,
    known_kinds,
    name_of_domain,
    read_domain,
    signals,
)

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("acme.example", "acme.example"),
        (" ACME.Example. ", "acme.example"),
        ("https://www.acme.example/about?x=1", "acme.example"),
        ("https://acme.example:8443", "acme.example"),
        ("ann@mail.acme.example", "mail.acme.example"),
        ("mailto:ann@acme.example", "acme.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("acme.co.uk", "acme.co.uk"),
    ],
)
def test_a_domain_is_read_as_people_write_it(written, read):
    assert read_domain(written) == read


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "Write a domain"),
        ("acme", "is no domain"),
        ("a b.example", "is no domain"),
        ("-acme.example", "is no domain"),
        ("..", "Write a domain"),
        ("a" * 300 + ".example", "is no domain"),
        ("ü" * 80 + ".example", "is no domain"),
        ("gmail.com", "Many strangers"),
        ("yahoo.co.uk", "Many strangers"),
        ("co.uk", "Nobody can have registered"),
        ("printer.local", "Nobody can have registered"),
        ("192.168.0.1", "Nobody can have registered"),
        ("'; DROP TABLE people_domain; --", "is no domain"),
    ],
)
def test_what_is_no_organisations_domain_is_refused_with_the_reason(written, why):
    with pytest.raises(NoDomain, match=why):
        read_domain(written)


@given(some.text(max_size=80))
def test_any_text_is_a_domain_or_refused(text):
    try:
        read = read_domain(text)
    except NoDomain:
        return
    assert read_domain(read) == read
    assert is_organisations(read)


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("acme-tools.example", "Acme Tools"),
        ("mail.spindrift.example", "Spindrift"),
        ("ibx.example", "IBX"),
        ("acme.co.uk", "Acme"),
        ("xn--bcher-kva.example", "Bücher"),
        ("xn--\u00fc.example", "XN Ü"),
        ("co.uk", "CO"),
    ],
)
def test_a_name_is_guessed_from_the_domain(domain, name):
    assert name_of_domain(domain) == name


def test_kinds_stand_in_one_order_and_only_once():
    assert known_kinds(["press", "customer", "press", "nonsense"]) == ["customer", "press"]


@pytest.mark.parametrize(
    ("kinds", "is_one"), [(["reseller"], True), (["press", "isv"], True), (["customer"], False), ([], False)]
)
def test_every_partner_type_is_a_partner(kinds, is_one):
    assert is_partner(kinds) is is_one


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        (Standing(depth="deep", last_days=3), (NO_ACCOUNT,)),
        (Standing(depth="deep", has_account=True, last_days=3), ()),
        (Standing(depth="deep", has_account=True, last_days=200), (SILENT,)),
        (Standing(depth="deep", has_account=True), (SILENT,)),
        (Standing(depth="deep"), (NO_ACCOUNT, SILENT)),
        (Standing(depth="broad"), (NO_FALLBACK,)),
        (Standing(depth="broad", has_fallback=True), ()),
        (Standing(("isv",), "broad", has_fallback=True, active=3), (BUSY,)),
        (Standing(("isv",), "broad", has_fallback=True, active=2), ()),
        (Standing(("isv",), "", active=9), (BUSY,)),
        (Standing(("customer",), "", active=9), ()),
        (Standing(("isv",), "deep", has_account=True, active=9, last_days=0), ()),
    ],
)
def test_a_signal_says_what_is_missing_between_us(standing, found):
    assert signals(standing) == found


def test_an_account_manager_is_called_the_same_everywhere():
    assert NO_ACCOUNT.removeprefix("no ") == ACCOUNT


def seen(days: float, **more) -> Shown:
    return Shown("address", NOW - YEAR * 9, seen_at=NOW - timedelta(days=days), **more)


@given(days=some.floats(0, 20_000), later=some.floats(0, 20_000))
def test_belonging_never_grows_more_likely_by_silence(days, later):
    assert 0.0 <= chance(seen(days + later), at=NOW) <= chance(seen(days), at=NOW) <= EVER


def test_an_address_heard_today_is_as_right_as_addresses_are():
    assert chance(seen(0), at=NOW) == pytest.approx(0.957)


def test_over_addresses_of_all_ages_one_in_four_is_stale():
    ages = random.Random(7)
    right = fmean(chance(seen(ages.expovariate(1 / (1.9 * 365))), at=NOW) for _ in range(20_000))

    assert right == pytest.approx(0.719, abs=0.01)
    assert 0.957 - right == pytest.approx(0.238, abs=0.01)


def test_what_ended_holds_no_more():
    assert chance(seen(1, until=NOW.date()), at=NOW) == 0.0
    assert chance(seen(1, until=NOW.date() + timedelta(days=30)), at=NOW) > 0.9


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (seen(10), ""),
        (seen(10, bounced_at=NOW - timedelta(days=2)), BOUNCED),
        (seen(10, bounced_at=NOW - timedelta(days=20)), ""),
        (seen(400, newer_since=date(2025, 12, 1)), MOVED),
        (seen(10, newer_since=date(2025, 12, 1)), ""),
        (seen(400, elsewhere_at=NOW - timedelta(days=5)), ELSEWHERE),
        (seen(170, elsewhere_at=NOW), ""),
        (seen(10, elsewhere_at=NOW), ""),
        (seen(4 * 365), OLD),
        (seen(3 * 365), ""),
        (seen(4 * 365, confirmed_at=NOW - timedelta(days=30)), ""),
        (seen(400, confirmed_at=NOW - timedelta(days=30), bounced_at=NOW), BOUNCED),
        (seen(400, elsewhere_at=NOW, confirmed_at=NOW - timedelta(days=30)), ""),
        (seen(400, until=date(2024, 1, 1)), WROTE),
        (seen(400, until=date(2026, 1, 1)), ""),
        (Shown("told", NOW - YEAR * 2, until=date(2026, 1, 1)), ""),
        (Shown("told", NOW - YEAR * 2), ""),
        (Shown("told", NOW - YEAR * 5), OLD),
        (Shown("import", NOW - YEAR * 2, newer_since=date(2026, 1, 1)), MOVED),
    ],
)
def test_a_doubt_has_its_reason(one, why):
    assert doubt(one, at=NOW) == why


def test_what_a_colleague_said_is_surer_than_an_address():
    told = Shown(TOLD, NOW - timedelta(days=30))

    assert chance(told, at=NOW) > chance(seen(30), at=NOW)
