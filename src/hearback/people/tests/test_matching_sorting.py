"""Facts about who is joined and who is suggested, among many."""

from __future__ import annotations

from bench.invented import invented
from bench.matching import _reviewed, figures

from hearback.people.rules.matching.index import Index
from hearback.people.rules.matching.sorting import Groups, is_clashing, sort
from hearback.people.rules.matching.town import Town, kept
from hearback.people.rules.matching.traits import Told, read


def sorted_of(*told):
    return sort(read(Told(str(place), *one)) for place, one in enumerate(told))


def test_what_is_certain_is_joined_and_what_is_likely_is_asked():
    found = sorted_of(
        ("Ann Lindqvist", "ann@example.org"),
        ("", "Ann@example.org"),
        ("zorro", "annlindqvist@gmail.com"),
        ("Bea Orlovsky", "bea@example.net"),
    )

    assert [cluster.ids for cluster in found.clusters] == [("0", "1")]
    assert found.clusters[0].reasons == (("address", "the same address: ann@example.org"),)
    assert [(one.one, one.other) for one in found.suggestions] == [("0", "2")]
    assert found.people == 3


def test_a_clash_is_never_bridged_by_somebody_between():
    found = sorted_of(
        ("Jane Lindqvist", "family@example.org"),
        ("John Lindqvist", "family@example.org"),
        ("", "family@example.org"),
    )

    assert [len(cluster.ids) for cluster in found.clusters] == [2]
    assert found.suggestions


def test_a_question_that_another_answers_is_not_asked():
    found = sorted_of(*[("Ann Smith", f"{login}@example{place}.org") for place, login in enumerate(["x", "y", "z"])])

    assert found.clusters == ()
    assert len(found.suggestions) <= 1, "as many as somebody has patience for"


def test_an_address_that_very_many_share_joins_nobody_with_everybody():
    found = sorted_of(*[("", "ann@example.org")] * 300)

    assert [len(cluster.ids) for cluster in found.clusters] == [300]


def test_groups_that_are_too_large_to_compare_are_left_apart():
    index = Index()
    for place in range(90):
        index.add(read(Told(str(place))))
    groups = Groups(90)
    for place in range(1, 45):
        groups.join(0, place)
        groups.join(45, 45 + place)

    assert is_clashing(groups, groups.home(0), groups.home(45), index)


def test_a_name_that_hundreds_bear_is_no_clue():
    found = sorted_of(*[("Wei Wang", f"{place}w@example{place}.org") for place in range(100)])

    assert found.clusters == ()


def test_one_new_identity_is_compared_with_the_few_that_share_a_clue():
    index = Index()
    for place, one in enumerate([("Ann Lindqvist", "ann@example.org"), ("Bea Orlovsky", "bea@example.org")]):
        index.add(read(Told(str(place), *one)))

    likely = index.likely(read(Told("2", "A. Lindqvist", "alindqvist@gmail.com")))
    called = index.likely(read(Told("3", "", "aLindqvist@gmail.com")))

    assert [place for place, _ in likely] == [place for place, _ in called] == [0]
    assert index.likely(index.all[0], but=0) == []


def test_a_new_identity_passes_over_clues_that_say_nothing():
    index = Index()
    for place in range(60):
        index.add(read(Told(str(place), f"Bakari Lindqvist{chr(97 + place % 26)}", f"{place}@example.org")))
        index.add(read(Told(f"a{place}", f"Ann Orlovsky{chr(97 + place % 26) * 2}", f"ann{place}@gmail.com")))
        index.add(read(Told(f"b{place}", f"Wolf{chr(97 + place % 26)} Kirchhoff", "")))

    assert index.likely(read(Told("x", "", "kirchhoff@example.net"))) == []


def test_invented_people_are_told_apart_as_promised():
    told, whose = invented(600, seed=3)

    found = sort(read(one) for one in told)
    precision, recall, _ = figures([cluster.ids for cluster in found.clusters], whose)
    right = sum(whose[one.one] == whose[one.other] for one in found.suggestions)

    assert precision >= 0.995
    assert recall >= 0.3
    assert figures(_reviewed(found, whose), whose)[1] >= 0.9
    assert right >= 0.6 * len(found.suggestions)
    assert len(found.suggestions) <= 0.2 * len(set(whose.values()))


def test_what_is_kept_of_an_identity_is_what_it_is_found_and_counted_by():
    one = read(Told("1", "Ann Lindqvist", "alin@example.org"))

    assert {"t:lindqvist", "c:alin", "h:example.org", "n:ann lindqvist"} <= set(kept(one, longest=120))
    assert "h:example.org" not in kept(one, longest=10)
    assert kept(read(Told("2", "Ann Lindqvist")), longest=120)
    assert "t:ann" not in kept(read(Told("3", "", "ann@gmail.com")), longest=120)
    assert "h:laptop.local" in kept(read(Told("4", "", "ann@laptop.local")), longest=120)
    assert Town().bearers("ann") == Town().callers("ann") == Town().neighbours("x") == Town().names() == 0
