"""Facts about reading names and addresses before anybody is compared."""

from __future__ import annotations

import pytest

from hearback.people.rules.matching.addresses import HANDLE, HOUSE, MACHINE, NOTHING, PROVIDER, read_address
from hearback.people.rules.matching.names import read_name
from hearback.people.rules.matching.stops import StopList
from hearback.people.rules.matching.traits import Told, clues, patterns, read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@Example.ORG", "ann@example.org"),
        ("a.n.n+list@gmail.com", "ann@googlemail.com"),
        ("<ann@example.org>", "mailto:ann@example.org"),
        ("ann at example dot org", "ann@example.org"),
        ("ann(at)example.org", "ann@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann-list@yahoo.com", "ann@yahoo.com"),
        ("ann@me.com", "ann@icloud.com"),
        ("12345+ann@users.noreply.github.com", "ann@users.noreply.github.com"),
        ("https://github.com/ann", "ann@users.noreply.github.com"),
        ("https://www.ann.example/", "https://ann.example"),
    ],
)
def test_ways_to_write_one_address_are_one(one, other):
    assert read_address(one).normal == read_address(other).normal != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.nn@example.org", "ann@example.org"),
        ("ann+list@example.org", "ann@example.org"),
        ("ann-list@gmail.com", "ann@gmail.com"),
        ("ann@example.org", "ann@example.net"),
    ],
)
def test_a_house_of_which_nothing_is_known_reads_addresses_as_written(one, other):
    assert read_address(one).normal != read_address(other).normal


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("ann@acme.example.org", HOUSE),
        ("ann@gmail.com", PROVIDER),
        ("ann@yahoo.co.uk", PROVIDER),
        ("ann@laptop.local", MACHINE),
        ("ann@127.0.0.1", MACHINE),
        ("ann@8e5f1a62-1111-2222-3333-0123456789ab", MACHINE),
        ("ann@com.example.co.uk.", HOUSE),
        ("ann@co.uk", MACHINE),
        ("", NOTHING),
        ("@", NOTHING),
        ("noreply@users.noreply.github.com", NOTHING),
        ("@ann", HANDLE),
        ("ann on air", HANDLE),
    ],
)
def test_an_address_is_somebodys_house_a_providers_a_machines_or_a_handle(address, kind):
    assert read_address(address).kind == kind


@pytest.mark.parametrize("host", ["localhost", "(none)", "localhost.(none)", "localhost.localdomain"])
def test_a_machine_that_everybody_has_names_nobody(host):
    assert read_address(f"ann@{host}").normal == ""


def test_a_host_that_is_no_name_is_kept_as_it_is():
    assert read_address("ann@" + "ü" * 70 + ".example").host == "ü" * 70 + ".example"


def test_only_a_tag_is_no_tag():
    assert read_address("+list@gmail.com").normal == "+list@gmail.com"


def test_a_handle_is_one_within_its_channel():
    assert read_address("@Ann", channel="github").normal == "github:ann"
    assert read_address("ann", channel="mail").normal == "handle:ann"
    assert read_address("~ann").account == "handle:ann"


def test_a_web_page_shows_its_domain_and_who_it_is_of():
    page = read_address("blog.ann.example.org/~bea/", channel="web")

    assert (page.domain, page.local) == ("example.org", "bea")
    assert read_address("https://gmail.com/x").domain == ""


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ann Lindqvist", "ann lindqvist"),
        ("Lindqvist, Ann", "ann lindqvist"),
        ("LINDQVIST Ann", "ann lindqvist"),
        ('"Lindqvist, Ann"', "ann lindqvist"),
        ("Ann Lindqvist (Acme)", "ann lindqvist"),
        ("Ann Lindqvist via a list", "ann lindqvist"),
        ("Ann Lindqvist | Acme", "ann lindqvist"),
        ("Dr. Ann Lindqvist, PhD", "ann lindqvist"),
        ("Ann Lindqvist, Acme GmbH", "ann lindqvist"),
        ('Ann "Anni" Lindqvist', "ann lindqvist"),
        ("Ann M. Lindqvist", "ann lindqvist"),
        ("=?utf-8?q?Ann_Lindqvist?=", "ann lindqvist"),
        ("=?nonsense?q?Ann_Lindqvist?=", "ann lindqvist nonsense"),
        ("AnnLindqvist", "ann lindqvist"),
        ("Zoltán Őry", "ory zoltan"),
        ("Jürgen Groß", "gross jurgen"),
        ("Juergen Gross", "gross jurgen"),
        ("JÃ¼rgen Gross", "gross jurgen"),
        ("Ã¼Ã", "a a"),
        ("Иван Петров", "ivan petrov"),
        ("Γιώργος Παππάς", "giorgos pappas"),
        ("Seán O’Brien", "obrien sean"),
        ("山田 太郎", "山田太郎"),
        ("山田太郎", "山田太郎"),
        ("Ann, Bea, Cem", "ann"),
        ("Ann,", "ann"),
        ("(Ann)", "ann"),
        ("ann@example.org", ""),
        ("123", ""),
        ("", ""),
    ],
)
def test_a_name_is_read_in_any_script_order_and_dress(written, key):
    found = read_name(written)

    assert sorted(found.key.split()) == sorted(key.split())


def test_a_name_tells_its_generation_and_its_initials():
    assert read_name("John Doe Junior").generation == read_name("John Doe, Jr.").generation == "jr"
    assert read_name("John Q. Doe").middle == ("q",)
    assert not read_name("J. Doe").is_full
    assert read_name("Dr").words == ("dr",)


@pytest.mark.parametrize(
    ("name", "address", "stop"),
    [
        ("root", "root@build7.example.org", "placeholder"),
        ("", "info@example.org", "role"),
        ("dependabot[bot]", "x@example.org", "bot"),
        ("Ann Talbot", "talbot@example.org", ""),
        ("none", "none@none", "placeholder"),
    ],
)
def test_placeholders_roles_and_robots_are_nobody(name, address, stop):
    found = read(Told("1", name, address))

    assert found.stop == stop
    assert bool(found.login) == (not stop)


def test_colleagues_change_the_lists():
    stops = StopList(
        added=(("family@example.org", "shared"), ("the office", "role")), dropped=frozenset({"info", "root"})
    )

    assert stops.kind_of_local("family", "family@example.org") == "shared"
    assert stops.kind_of_local("info") == stops.kind_of_name("Root") == ""
    assert stops.kind_of_name("The Office") == "role"
    assert stops.kind_of_name("sales") == "role"
    assert stops.kind_of_name("Ann Lindqvist") == ""
    assert stops.kind_of_name("***") == "placeholder"


def test_a_name_that_is_the_address_says_nothing_more():
    assert read(Told("1", "ann@example.org", "Ann@example.org")).name.words == ()
    assert read(Told("1", "ann42", "a@example.org")).word == "ann42"
    assert read(Told("1", "Ann L.", "a@example.org")).word == "annl"


def test_logins_are_made_of_names():
    made = patterns(read_name("Ann Maria Lindqvist"))

    assert made["alindqvist"] == ("part", ("lindqvist",))
    assert made["amlindqvist"][0] == "part"
    assert made["annlindqvist"][0] == made["annmarialindqvist"][0] == "whole"
    assert made["lindqvist"][0] == "word"
    assert "smith" not in patterns(read_name("Bo Smith"))
    assert patterns(read_name("Ann")) == patterns(read_name("山田太郎")) == {}


def test_clues_find_the_same_person_again():
    one = set(clues(read(Told("1", "Ann Lindqvist", "ann.l@laptop.local"))))
    other = set(clues(read(Told("2", "A. Lindqvist", "alindqvist@gmail.com"))))

    assert "i:lindqvist|a" in one & other
    assert "p:alindqvist" in one
    assert "w:alindqvist" in other
    assert "d:laptop.local|ann" in one
    assert list(clues(read(Told("3")))) == []
