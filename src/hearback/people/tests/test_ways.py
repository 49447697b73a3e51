"""Facts about ways through people: the strongest come first, and none leads through one of us."""

from __future__ import annotations

from hearback.people.rules.ties.paths import LONGEST, ways

BEA, CEM = 1, 2


def neighbours(*ties: tuple[int, int, float]):
    """Return what tells the ties of persons, as a table would."""

    def told(people):
        found = {one: [] for one in people}
        for one, other, strength in ties:
            if one in found:
                found[one].append((other, strength))
            if other in found:
                found[other].append((one, strength))
        return found

    return told


def test_who_is_known_directly_is_reached_directly():
    (way,) = ways(10, ours={BEA}, neighbours=neighbours((10, BEA, 0.4)))

    assert (way.people, way.strength) == ((10, BEA), 0.4)


def test_two_strong_ties_beat_a_weak_one():
    found = ways(10, ours={BEA, CEM}, neighbours=neighbours((10, BEA, 0.1), (10, 11, 0.8), (11, CEM, 0.5)))

    assert [(way.people, round(way.strength, 3)) for way in found] == [((10, 11, CEM), 0.4), ((10, BEA), 0.1)]


def test_no_way_leads_through_one_of_us():
    assert [
        way.people for way in ways(10, ours={BEA, CEM}, neighbours=neighbours((10, BEA, 0.9), (BEA, CEM, 0.9)))
    ] == [(10, BEA)]


def test_a_way_of_very_many_ties_is_none():
    chain = [(10 + one, 11 + one, 0.9) for one in range(LONGEST)]
    near, far = (13, BEA, 0.9), (10 + LONGEST, BEA, 0.9)

    assert ways(10, ours={BEA}, neighbours=neighbours(*chain, far)) == []
    assert [way.people for way in ways(10, ours={BEA}, neighbours=neighbours(*chain, near))] == [(10, 11, 12, 13, BEA)]


def test_weak_ties_and_nobody_lead_nowhere():
    assert ways(10, ours={BEA}, neighbours=neighbours((10, 11, 0.01), (11, BEA, 0.01))) == []
    assert ways(10, ours={BEA}, neighbours=neighbours()) == []


def test_who_is_looked_for_may_be_one_of_us_and_what_is_known_is_not_asked_again():
    asked: list[int] = []
    told = neighbours((10, 11, 0.9), (10, 12, 0.8), (11, 12, 0.9), (12, BEA, 0.5), (11, 13, 0.9), (13, BEA, 0.9))

    def counted(people):
        asked.extend(people)
        return told(people)

    (way,) = ways(10, ours={BEA, 10}, neighbours=counted)
    assert way.people == (10, 11, 13, BEA)
    assert len(asked) == len(set(asked))
