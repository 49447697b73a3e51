"""Facts about organisations: who belongs to one by their address, when that is in doubt, and how it goes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.raw_mail import mail

from hearback.infra.errors import Refusal
from hearback.people.actions import affiliations, organisations
from hearback.people.actions.linking import merge, undo_merge
from hearback.people.jobs import work_out_belonging
from hearback.people.models import Affiliation, Domain, Identity
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


def of(handle):
    return Affiliation.objects.get(identity__handle=handle, removed_at=None)


def test_who_has_an_address_there_belongs_there(acme):
    assert who(acme) == ["ann@acme.example", "bo@acme.example", "li@lab.acme.example"]


def test_belonging_is_dated_by_what_was_said(cast):
    cast.asks(author="Ann <ann@acme.example>", ago=YEAR)
    cast.asks(author="Ann <ann@acme.example>", ago=timedelta(days=2))
    one, _ = organisations.make("Acme", by=cast.bea, at=cast.now)
    organisations.add_domain(one.pk, "acme.example", by=cast.bea, at=cast.now)

    row = of("ann@acme.example")

    assert (row.since, row.seen_at, row.until) == (date(2025, 3, 4), cast.now - timedelta(days=2), None)


def test_working_it_out_again_changes_nothing(cast, acme):
    assert affiliations.belong(None, at=cast.now) == 0


def test_who_writes_later_belongs_there_by_the_job(cast, acme):
    cast.asks(author="Zoe <zoe@acme.example>")

    work_out_belonging(0)

    assert "zoe@acme.example" in who(acme)


def test_the_job_finds_nothing_new_twice(cast, acme):
    work_out_belonging(0)
    before = list(Affiliation.objects.order_by("pk").values())
    work_out_belonging(0)

    assert list(Affiliation.objects.order_by("pk").values()) == before


def test_a_branch_with_a_domain_of_its_own_takes_its_people(cast, acme):
    lab, _ = organisations.make("Lab", by=cast.bea, at=cast.now)
    organisations.add_domain(lab.pk, "lab.acme.example", by=cast.bea, at=cast.now)

    assert who(lab) == ["li@lab.acme.example"]
    assert "li@lab.acme.example" not in who(acme)


def test_a_domain_changes_hands_on_a_day(cast):
    cast.asks(author="Old <old@spin.example>", ago=10 * YEAR)
    cast.asks(author="New <new@spin.example>", ago=YEAR)
    cast.asks(author="Both <both@spin.example>", ago=9 * YEAR)
    cast.asks(author="Both <both@spin.example>", ago=YEAR)
    first, _ = organisations.make("First", by=cast.bea, at=cast.now)
    second, _ = organisations.make("Second", by=cast.bea, at=cast.now)
    organisations.add_domain(first.pk, "spin.example", by=cast.bea, at=cast.now)

    line = organisations.add_domain(second.pk, "spin.example", since=date(2020, 1, 1), by=cast.bea, at=cast.now)

    assert who(first) == ["both@spin.example", "old@spin.example"]
    assert who(second) == ["both@spin.example", "new@spin.example"]
    assert Affiliation.objects.get(identity__handle="both@spin.example", organisation=first).until == date(2020, 1, 1)
    organisations.take_back(line, by=cast.bea, at=cast.now)
    assert who(second) == []
    assert len(who(first)) == 3


def test_a_domain_that_somebody_has_is_not_taken_without_a_day(cast, acme):
    other, _ = organisations.make("Other", by=cast.bea, at=cast.now)

    with pytest.raises(Refusal, match="is Acme's"):
        organisations.add_domain(other.pk, "acme.example", by=cast.bea, at=cast.now)


def test_a_removed_organisation_keeps_no_domain_from_others(cast, acme):
    organisations.remove(acme.pk, by=cast.bea, at=cast.now)
    other, _ = organisations.make("Other", by=cast.bea, at=cast.now)
    organisations.add_domain(other.pk, "acme.example", by=cast.bea, at=cast.now)

    assert len(who(other)) == 3


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("gmail.com", "Many strangers"),
        ("rotor.example", "our own"),
        ("acme.example", "already"),
        ("", "Write a domain"),
    ],
)
def test_a_domain_that_cannot_be_theirs_is_refused(cast, acme, domain, why):
    with pytest.raises(Refusal, match=why):
        organisations.add_domain(acme.pk, domain, by=cast.bea, at=cast.now)


def test_a_domain_ends_after_it_began(cast, acme):
    row = Domain.objects.get()
    with pytest.raises(Refusal, match="after it began"):
        organisations.date_domain(row.pk, since=date(2020, 1, 2), until=date(2020, 1, 2), by=cast.bea, at=cast.now)
    with pytest.raises(Refusal, match="after it began"):
        organisations.add_domain(
            acme.pk, "a.example", since=date(2020, 1, 2), until=date(2019, 1, 2), by=cast.bea, at=cast.now
        )


def test_a_domain_of_the_past_shows_nobody_of_today(cast, acme):
    line = organisations.date_domain(
        Domain.objects.get().pk, since=None, until=date(2020, 1, 1), by=cast.bea, at=cast.now
    )
    assert who(acme) == []

    organisations.take_back(line, by=cast.bea, at=cast.now)
    assert len(who(acme)) == 3


def test_a_domain_that_never_was_theirs_shows_nobody(cast, acme):
    number, line = organisations.remove_domain(Domain.objects.get().pk, by=cast.bea, at=cast.now)
    assert (number, who(acme)) == (acme.pk, [])

    organisations.take_back(line, by=cast.bea, at=cast.now)
    assert len(who(acme)) == 3


def test_a_merge_takes_belonging_along_and_gives_it_back(cast, acme):
    ann = Identity.objects.get(handle="ann@acme.example").person_id
    kim = Identity.objects.get(handle="kim@gmail.com").person_id

    done = merge(kept=kim, gone=ann, by=cast.bea, at=cast.now, reasons=[("said", "so")])
    merged = [one.organisation for one in queries.affiliations_of(kim)]
    undo_merge(done.pk, by=cast.bea, at=cast.now)

    assert merged == [acme]
    assert queries.affiliations_of(kim) == []


def test_who_speaks_from_elsewhere_for_half_a_year_is_doubted(cast, acme):
    cast.asks(author="Kim <kim@acme.example>", ago=YEAR)
    here, there = (Identity.objects.get(handle=f"kim@{host}").person_id for host in ("acme.example", "gmail.com"))
    merge(kept=there, gone=here, by=cast.bea, at=cast.now, reasons=[("said", "so")])

    work_out_belonging(0)

    assert of("kim@acme.example").doubt == "elsewhere"
    assert [row.identity.handle for row in queries.doubted().rows] == ["kim@acme.example"]
    assert queries.doubted_count() == 1


def test_who_began_elsewhere_is_doubted_where_they_were(cast, acme):
    cast.asks(author="Kim <kim@acme.example>", ago=YEAR)
    here, there = (Identity.objects.get(handle=f"kim@{host}").person_id for host in ("acme.example", "gmail.com"))
    merge(kept=there, gone=here, by=cast.bea, at=cast.now, reasons=[("said", "so")])
    organisations.make("New Place", by=cast.bea, at=cast.now)
    affiliations.affiliate(
        there, organisation="new place", title="CTO", since=date(2025, 12, 1), by=cast.bea, at=cast.now
    )

    work_out_belonging(0)

    assert of("kim@acme.example").doubt == "moved"


def test_mail_that_came_back_is_a_doubt(cast, acme):
    ann = Identity.objects.get(handle="ann@acme.example")

    assert affiliations.note_bounced([ann.pk], at=cast.now + timedelta(days=1)) == 1
    assert affiliations.note_bounced([0], at=cast.now) == 0

    assert of("ann@acme.example").doubt == "bounced"


def test_what_is_old_is_doubted_and_a_word_settles_it(cast, acme):
    later = cast.now + 5 * YEAR
    affiliations.belong(None, at=later)
    before = of("ann@acme.example")

    line = affiliations.say_still_there(before.pk, by=cast.bea, at=later)
    affiliations.belong(None, at=later)
    assert (before.doubt, of("ann@acme.example").doubt) == ("old", "")

    organisations.take_back(line, by=cast.bea, at=later)
    assert of("ann@acme.example").doubt == "old"


def test_who_has_left_stays_away_until_they_write_from_there(cast, acme):
    affiliations.say_has_left(of("ann@acme.example").pk, by=cast.bea, at=cast.now)
    work_out_belonging(0)
    assert (of("ann@acme.example").until, of("ann@acme.example").doubt) == (cast.now.date(), "")

    back = mail("Back!", key=cast.key(), at=cast.now + YEAR, author="ann@acme.example")
    cast.hears(back, at=cast.now + YEAR)
    affiliations.belong(None, at=cast.now + YEAR)

    assert of("ann@acme.example").doubt == "wrote"


def test_who_never_was_there_is_not_found_there_again(cast, acme):
    line = affiliations.say_never_there(of("ann@acme.example").pk, by=cast.bea, at=cast.now)
    work_out_belonging(0)
    assert "ann@acme.example" not in who(acme)

    organisations.take_back(line, by=cast.bea, at=cast.now)
    assert "ann@acme.example" in who(acme)


def test_a_day_of_leaving_is_past_and_after_the_coming(cast, acme):
    number = of("ann@acme.example").pk
    for day, why in ((date(2030, 1, 1), "still to come"), (date(2001, 1, 1), "before they came")):
        with pytest.raises(Refusal, match=why):
            affiliations.say_has_left(number, until=day, by=cast.bea, at=cast.now)
    with pytest.raises(Refusal, match="meanwhile"):
        affiliations.say_still_there(0, by=cast.bea, at=cast.now)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"organisation": "Nowhere"}, "no organisation called"),
        ({"organisation": " "}, "Name the organisation"),
        ({"title": "x" * 201}, "at most"),
        ({"since": date(2030, 1, 1)}, "still to come"),
        ({"person": 0}, "no such person"),
    ],
)
def test_what_cannot_be_told_of_somebody_is_refused(cast, acme, told, why):
    kim = Identity.objects.get(handle="kim@gmail.com").person_id
    whole = {"person": kim, "organisation": "Acme", "title": "", "since": None} | told

    with pytest.raises(Refusal, match=why):
        affiliations.affiliate(whole.pop("person"), **whole, by=cast.bea, at=cast.now)


def test_somebody_belongs_to_an_organisation_once(cast, acme):
    kim = Identity.objects.get(handle="kim@gmail.com").person_id
    told = {"organisation": "ACME", "title": "", "since": None, "by": cast.bea, "at": cast.now}
    line = affiliations.affiliate(kim, **told)
    with pytest.raises(Refusal, match="already"):
        affiliations.affiliate(kim, **told)

    organisations.take_back(line, by=cast.bea, at=cast.now)
    affiliations.affiliate(kim, **told)
    assert [one.evidence for one in queries.affiliations_of(kim)] == ["told"]
