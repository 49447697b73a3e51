"""Facts about who is joined and who is asked about as identities are heard, and what colleagues say to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hearback.channels.contract import HeardIdentity
from hearback.infra.errors import Refusal
from hearback.people.actions import merge, recognise, verdicts
from hearback.people.actions.matching import match_batch
from hearback.people.jobs import match_new
from hearback.people.models import Clue, Identity, Likeness, Merge
from hearback.people.queries.matching import open_count, precision, questions
from hearback.staff.actions import welcome
from hearback.staff.models import Colleague

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
ANN, LINDQVIST = ("annlq@example.org", "Ann Lindqvist"), ("annlq@gmail.com", "Lindqvist, Ann")
SMITH, OTHER_SMITH = ("ann@example.net", "Ann Smith"), ("smith@gmail.com", "Ann Smith")


@pytest.fixture
def bea():
    return welcome(email="bea@rotor.example", name="Bea Nakamura", password="seven red kites", role=Colleague.ADMIN)


def heard(*told, namespace="mail"):
    people = [HeardIdentity(namespace, handle, name, handle) for handle, name in told]
    recognise(speakers=people, spoken_to=[], at=NOW)
    match_new(0)
    return [Identity.objects.get(namespace=namespace, handle=handle) for handle, _ in told]


def names_of_town():
    """Let enough people live here that a rare name can be told from a common one."""
    heard(
        *[
            (f"x{place}@house{place}.example", f"Bo{chr(97 + place % 26)} Town{chr(97 + place // 26)}")
            for place in range(9)
        ]
    )


def same_person(*identities):
    return len({Identity.objects.get(pk=one.pk).person_id for one in identities}) == 1


def test_a_new_identity_that_is_certainly_somebodys_is_joined_with_its_reasons(bea):
    first, second = heard(("zorro@example.org", "Bakari Lindqvist"), ("zorro@gmail.com", "Lindqvist, Bakari"))

    done = Merge.objects.get()
    assert same_person(first, second)
    assert (done.by, done.reasons[0][0]) == (None, "name same")
    assert Likeness.objects.get().is_by_rule


def test_a_likely_one_is_asked_about():
    first, second = heard(SMITH, OTHER_SMITH)

    question = questions().get()
    assert not same_person(first, second)
    assert (question.one, question.other, question.kind) == (first, second, "name same")
    assert str(question) == f"{first.pk}~{second.pk}: open"


def test_matching_again_changes_nothing():
    heard(SMITH, OTHER_SMITH)
    before = list(Likeness.objects.values()), Clue.objects.count()

    Identity.objects.update(is_matched=False)
    match_new(0)

    assert (list(Likeness.objects.values()), Clue.objects.count()) == before
    assert match_batch().identities == 0


def test_a_name_that_is_learnt_later_is_compared_again():
    heard(("zorro@example.org", ""), ("zorro@gmail.com", "Bakari Lindqvist"))
    heard(("zorro@example.org", "Bakari Lindqvist"))

    assert Merge.objects.count() == 1


def test_who_proved_nothing_is_joined_with_nobody():
    heard(ANN)
    heard(ANN, namespace="unproven")

    assert not Merge.objects.exists()
    assert not Likeness.objects.exists()


def test_a_clash_within_a_person_keeps_another_out(bea):
    jane, john = heard(("us@example.org", "Jane Lindqvist"), ("john@example.net", "John Quilter"))
    merge(kept=jane.person_id, gone=john.person_id, by=bea, at=NOW)

    late = heard(("us+list@example.org", "Jane Lindqvist"))[0]

    assert not same_person(jane, late)
    assert open_count() == 1


def test_one_question_stands_between_two_people(bea):
    one, _, _ = heard(SMITH, OTHER_SMITH, ("third@example.com", "Ann Smith"))
    question = questions().first()
    verdicts.say_same(question.pk, by=bea, at=NOW)

    assert open_count() == 2
    heard(("fourth@web.de", "Ann Smith"))
    people = {Identity.objects.get(pk=pk).person_id for pair in questions().values_list("one", "other") for pk in pair}
    assert len(people) == 3
    assert one.person_id in people


def test_same_makes_them_one_and_can_be_taken_back(bea):
    first, second = heard(SMITH, OTHER_SMITH)
    question = questions().get()

    verdicts.say_same(question.pk, by=bea, at=NOW)
    assert same_person(first, second)
    with pytest.raises(Refusal, match="answered this meanwhile"):
        verdicts.say_same(question.pk, by=bea, at=NOW)

    verdicts.ask_again(question.pk, by=bea, at=NOW)
    assert not same_person(first, second)
    assert questions().get().decided_at is None


def test_two_who_were_made_one_elsewhere_are_simply_the_same(bea):
    first, second = heard(SMITH, OTHER_SMITH)
    question = questions().get()
    merge(kept=first.person_id, gone=second.person_id, by=bea, at=NOW)

    assert open_count() == 0
    assert verdicts.say_same(question.pk, by=bea, at=NOW).merge is None


def test_different_is_remembered_whatever_is_heard_later(bea):
    first, second = heard(SMITH, OTHER_SMITH)
    verdicts.say_different(questions().get().pk, by=bea, at=NOW)

    Identity.objects.update(is_matched=False)
    match_new(0)
    heard(("smith@gmail.com", "Ann Smith"))

    assert open_count() == 0
    assert not same_person(first, second)


def test_later_comes_after_all_others(bea):
    heard(SMITH, OTHER_SMITH, ("kim@example.org", "Bo Kim"), ("kim@gmail.com", "Bo Kim"))
    first = questions().first()

    verdicts.say_later(first.pk, at=NOW)

    assert questions().last() == first
    verdicts.ask_again(first.pk, by=bea, at=NOW)
    assert questions().first() == first


def test_what_a_rule_joined_and_somebody_took_back_is_never_joined_again(bea):
    first, second = heard(("zorro@example.org", "Bakari Lindqvist"), ("zorro@gmail.com", "Lindqvist, Bakari"))

    verdicts.take_back(Merge.objects.get().pk, by=bea, at=NOW)
    Identity.objects.update(is_matched=False)
    match_new(0)

    assert not same_person(first, second)
    assert open_count() == 0
    third = heard(("zorro@web.de", "Bakari Lindqvist"))[0]
    assert not same_person(first, second)
    assert same_person(first, third) != same_person(second, third)


def test_a_merge_by_hand_that_is_taken_back_is_remembered_too(bea):
    first, second = heard(SMITH, ("bo@example.org", "Bo Kim"))
    done = merge(kept=first.person_id, gone=second.person_id, by=bea, at=NOW)

    verdicts.take_back(done.pk, by=bea, at=NOW)

    assert Likeness.objects.get().state == Likeness.DIFFERENT
    with pytest.raises(Refusal, match="no such merge"):
        verdicts.take_back(0, by=bea, at=NOW)


def test_an_address_that_is_not_theirs_is_never_joined_again_until_it_is_given_back(bea):
    first, second = heard(("zorro@example.org", "Bakari Lindqvist"), ("zorro@gmail.com", "Lindqvist, Bakari"))

    done = verdicts.not_theirs(second.pk, by=bea, at=NOW)
    Identity.objects.update(is_matched=False)
    match_new(0)
    assert not same_person(first, second)

    verdicts.theirs_again(done.pk, by=bea, at=NOW)
    assert same_person(first, second)


def test_the_only_address_cannot_be_taken_off(bea):
    first = heard(SMITH)[0]

    with pytest.raises(Refusal, match="only address"):
        verdicts.not_theirs(first.pk, by=bea, at=NOW)


def test_what_was_right_is_counted_by_what_spoke_for_it(bea):
    heard(SMITH, OTHER_SMITH, ("zorro@example.org", "Bakari Lindqvist"), ("zorro@gmail.com", "Lindqvist, Bakari"))
    joined = Likeness.objects.get(is_by_rule=True)
    assert precision() == []

    verdicts.confirm(joined.pk, by=bea, at=NOW)
    verdicts.say_different(questions().get().pk, by=bea, at=NOW)
    assert [(one.kind, one.right, one.decided) for one in precision()] == [("automatic", 1, 1), ("name same", 0, 1)]

    verdicts.take_back(joined.merge_id, by=bea, at=NOW)
    assert (precision()[0].right, precision()[0].decided) == (0, 1)
    with pytest.raises(Refusal, match="taken back already"):
        verdicts.confirm(joined.pk, by=bea, at=NOW)
    with pytest.raises(Refusal, match="no such question"):
        verdicts.confirm(0, by=bea, at=NOW)


def test_an_admin_says_what_stands_for_many(bea):
    verdicts.set_stop_word(" US@example.org ", "shared", by=bea, at=NOW)
    heard(("us@example.org", "Bakari Lindqvist"), ("us+x@example.org", "Bakari Lindqvist"))
    assert not Merge.objects.exists()

    from hearback.people.models import StopWord

    word = StopWord.objects.get()
    assert str(word) == "us@example.org"
    verdicts.forget_stop_word(word.pk, by=bea, at=NOW)
    verdicts.forget_stop_word(word.pk, by=bea, at=NOW)
    assert not StopWord.objects.exists()


@pytest.mark.parametrize(("word", "kind"), [("", "role"), ("x", "nonsense")])
def test_a_stop_word_has_a_word_and_a_kind(bea, word, kind):
    with pytest.raises(Refusal, match="choose what it stands for"):
        verdicts.set_stop_word(word, kind, by=bea, at=NOW)


def test_only_an_admin_changes_the_stop_lists(bea):
    bea.role = Colleague.COLLEAGUE

    with pytest.raises(Refusal, match="Only an admin"):
        verdicts.set_stop_word("x", "role", by=bea, at=NOW)
    with pytest.raises(Refusal, match="Only an admin"):
        verdicts.forget_stop_word(1, by=bea, at=NOW)
    assert Colleague.objects.count() == 1


def test_a_clue_tells_its_key():
    heard(ANN)

    assert str(Clue.objects.get(key="a:annlq@example.org")) == "a:annlq@example.org"


def test_one_new_identity_costs_a_fixed_number_of_questions(django_assert_max_num_queries):
    names_of_town()
    recognise(speakers=[HeardIdentity("mail", "new@example.org", "Bakari Towna", "")], spoken_to=[], at=NOW)

    with django_assert_max_num_queries(15):
        match_batch()
