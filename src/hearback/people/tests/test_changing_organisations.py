"""Facts about changes to organisations: what is suggested, refused, named, signalled, and taken back exactly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hearback.infra.errors import Refusal
from hearback.people.actions import affiliations, organisations
from hearback.people.models import Affiliation, Counterpart, Domain, Identity, Organisation, Suggestion
from hearback.people.queries import organisations as queries

YEAR = timedelta(days=365)


@pytest.fixture
def acme(cast):
    """An organisation with a domain, from which Ann, Bo and somebody of a branch have written."""
    for author in ("Ann <ann@acme.example>", "Bo <bo@acme.example>", "Li <li@lab.acme.example>"):
        cast.asks(author=author)
    cast.asks(author="Eve <eve@notacme.example>")
    cast.asks(author="Kim <kim@gmail.com>")
    one, _ = organisations.make("Acme", by=cast.bea, at=cast.now, kinds=["isv"])
    organisations.add_domain(one.pk, "acme.example", by=cast.bea, at=cast.now)
    return one


def who(one):
    rows = Affiliation.objects.filter(organisation=one, removed_at=None).order_by("identity__handle")
    return [row.identity.handle for row in rows]


def test_domains_of_three_are_suggested_and_providers_never(cast):
    for name in ("ann", "bo", "li"):
        for host in ("many.example", "gmail.com", "rotor.example"):
            cast.asks(author=f"{name} <{name}@{host}>")
    for name in ("info", "noreply", "jo"):
        cast.asks(author=f"{name} <{name}@roles.example>")

    assert affiliations.suggest(at=cast.now) == 1
    assert [(one.domain, one.name, one.people) for one in queries.suggestions()] == [("many.example", "Many", 3)]
    assert len(queries.speaking_at("many.example")) == 3


def test_a_suggestion_becomes_an_organisation_and_goes_back(cast):
    for name in ("ann", "bo", "li"):
        cast.asks(author=f"{name} <{name}@many.example>")
    affiliations.suggest(at=cast.now)

    one, line = organisations.make_suggested("many.example", name="Many", by=cast.bea, at=cast.now)
    affiliations.suggest(at=cast.now)
    assert (len(who(one)), queries.suggestions().count()) == (3, 0)

    organisations.take_back(line, by=cast.bea, at=cast.now)
    affiliations.suggest(at=cast.now)
    assert (Affiliation.objects.count(), queries.standing().count(), queries.suggestions().count()) == (0, 0, 1)


def test_never_is_never_until_it_is_taken_back(cast):
    for name in ("ann", "bo", "li"):
        cast.asks(author=f"{name} <{name}@many.example>")
    affiliations.suggest(at=cast.now)
    line = organisations.never_suggest("many.example", by=cast.bea, at=cast.now)
    affiliations.suggest(at=cast.now)
    assert queries.suggestions().count() == 0
    with pytest.raises(Refusal, match="meanwhile"):
        organisations.never_suggest("many.example", by=cast.bea, at=cast.now)

    assert organisations.take_back(line, by=cast.bea, at=cast.now) == 0
    assert queries.suggestions().count() == 1


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"name": " \0"}, "needs a name"),
        ({"name": "x" * 201}, "at most"),
        ({"name": "ACME"}, "already"),
        ({"depth": "abyss"}, "how close"),
        ({"note": "x" * 10_001}, "at most"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(cast, acme, told, why):
    with pytest.raises(Refusal, match=why):
        organisations.make(**{"name": "Other"} | told, by=cast.bea, at=cast.now)


def test_an_edit_goes_back_exactly(cast, acme):
    before = Organisation.objects.values().get()
    line = organisations.edit(
        acme.pk, name="Acme Ltd", kinds=["press"], depth="deep", note="Goals", by=cast.bea, at=cast.now
    )
    assert Organisation.objects.get().name == "Acme Ltd"

    organisations.take_back(line, by=cast.bea, at=cast.now)

    assert Organisation.objects.values().get() == before


def test_what_was_changed_since_is_not_taken_back(cast, acme):
    told = {"kinds": [], "depth": "", "note": "", "by": cast.bea, "at": cast.now}
    line = organisations.edit(acme.pk, name="One", **told)
    organisations.edit(acme.pk, name="Two", **told)

    with pytest.raises(Refusal, match="changed this since"):
        organisations.take_back(line, by=cast.bea, at=cast.now)
    with pytest.raises(Refusal, match="nothing to take back"):
        organisations.take_back(0, by=cast.bea, at=cast.now)


def test_what_was_taken_back_is_not_taken_back_twice(cast, acme):
    _, line = organisations.remove_domain(Domain.objects.get().pk, by=cast.bea, at=cast.now)
    organisations.take_back(line, by=cast.bea, at=cast.now)

    with pytest.raises(Refusal, match="changed this since"):
        organisations.take_back(line, by=cast.bea, at=cast.now)


def test_a_domain_that_went_to_another_meanwhile_does_not_come_back(cast, acme):
    _, line = organisations.remove_domain(Domain.objects.get().pk, by=cast.bea, at=cast.now)
    other, _ = organisations.make("Other", by=cast.bea, at=cast.now)
    organisations.add_domain(other.pk, "acme.example", by=cast.bea, at=cast.now)

    with pytest.raises(Refusal, match="changed this since"):
        organisations.take_back(line, by=cast.bea, at=cast.now)


def test_named_people_stand_for_both_sides_with_dates(cast, acme):
    ann = Identity.objects.get(handle="ann@acme.example").person_id
    organisations.add_counterpart(acme.pk, part="account manager", colleague=cast.bea, by=cast.bea, at=cast.now)
    line = organisations.add_counterpart(acme.pk, part="our sponsor", person=ann, by=cast.bea, at=cast.now)
    number, over = organisations.end_counterpart(
        Counterpart.objects.get(colleague=cast.bea).pk, by=cast.bea, at=cast.now
    )

    assert (number, Counterpart.objects.get(colleague=cast.bea).until) == (acme.pk, cast.now.date())
    organisations.take_back(over, by=cast.bea, at=cast.now)
    organisations.take_back(line, by=cast.bea, at=cast.now)
    assert [(one.colleague, one.until) for one in queries.counterparts([acme.pk])] == [(cast.bea, None)]


def test_nobody_is_named_without_a_part_or_twice(cast, acme):
    told = {"colleague": cast.bea, "by": cast.bea, "at": cast.now}
    organisations.add_counterpart(acme.pk, part="fallback", **told)
    with pytest.raises(Refusal, match="already"):
        organisations.add_counterpart(acme.pk, part="fallback", **told)
    with pytest.raises(Refusal, match="what they are there for"):
        organisations.add_counterpart(acme.pk, part=" ", **told)
    with pytest.raises(Refusal, match="Choose who"):
        organisations.add_counterpart(acme.pk, part="x", by=cast.bea, at=cast.now)
    with pytest.raises(Refusal, match="no longer named"):
        organisations.end_counterpart(0, by=cast.bea, at=cast.now)


def test_what_is_gone_is_refused(cast, acme):
    organisations.remove(acme.pk, by=cast.bea, at=cast.now)
    with pytest.raises(Refusal, match="removed meanwhile"):
        organisations.remove(acme.pk, by=cast.bea, at=cast.now)
    with pytest.raises(Refusal, match="removed meanwhile"):
        organisations.remove_domain(0, by=cast.bea, at=cast.now)


def test_signals_say_what_is_missing(cast, acme):
    assert [names for _, names, _ in queries.signalling(at=cast.now)] == [("busy",)]

    Organisation.objects.update(depth="deep")
    assert [names for _, names, _ in queries.signalling(at=cast.now)] == [("no account manager",)]

    organisations.add_counterpart(acme.pk, part="account manager", colleague=cast.cem, by=cast.bea, at=cast.now)
    assert queries.signalling(at=cast.now) == []

    cast.cem.is_active = False
    cast.cem.save()
    assert [names for _, names, _ in queries.signalling(at=cast.now)] == [("no account manager",)]


def test_lists_search_and_filter(cast, acme):
    organisations.make("Ampère Press", by=cast.bea, at=cast.now, kinds=["press"], depth="broad")

    def names(**asked):
        return [one.name for one in queries.listed(**asked).rows]

    assert names() == ["Acme", "Ampère Press"]
    assert names(search="pre") == ["Ampère Press"]
    assert names(search="acme.example") == ["Acme"]
    assert names(search="& | !") == []
    assert names(kind="press") == ["Ampère Press"]
    assert names(kind="partners") == ["Acme"]
    assert names(depth="broad") == ["Ampère Press"]


def test_nobody_of_us_belongs_to_others(cast):
    one, _ = organisations.make("Rotor Partners", by=cast.bea, at=cast.now)
    cast.asks(author="Bea <bea@rotor.example>")
    Domain.objects.create(organisation=one, name="rotor.example", at=cast.now)
    affiliations.belong(None, at=cast.now)

    assert who(one) == []
    assert affiliations.belong([], at=cast.now) == 0
    assert Suggestion.objects.count() == 0
