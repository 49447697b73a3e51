"""Facts about the page of colleagues: who sees it, who invites, and what an invitation opens."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearback.staff.actions import invite
from hearback.staff.models import AuditLine, Colleague, Invitation

pytestmark = pytest.mark.django_db
DAG = "dag@elsewhere.example"
NEWCOMER = {"name": "Dag Holm", "password": "a lamp on the third stair"}


@pytest.fixture
def token(bea):
    return invite(email=DAG, role=Colleague.COLLEAGUE, by=bea, at=timezone.now())


def text(answer):
    return answer.content.decode()


def test_everybody_sees_who_works_here(as_cem, bea):
    shown = text(as_cem.get(reverse("colleagues")))

    assert "Bea Nakamura" in shown
    assert "Cem Aydın" in shown
    assert "An admin can invite more." in shown


def test_nobody_sees_it_from_outside(client, bea):
    assert client.get(reverse("colleagues")).status_code == 302


def test_an_invitation_shows_its_link_once(as_bea):
    answer = as_bea.post(reverse("colleagues"), {"email": "Dag@Elsewhere.example", "role": "colleague"}, follow=True)

    assert answer.redirect_chain == [(reverse("colleagues"), 303)]
    link = re.search(r'value="(http://127.0.0.1:8000/invitations/[^"]+)"', text(answer))[1]
    assert Client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert link not in text(as_bea.get(reverse("colleagues")))
    assert DAG in text(as_bea.get(reverse("colleagues")))


def test_a_colleague_cannot_invite(as_cem):
    answer = as_cem.post(reverse("colleagues"), {"email": DAG, "role": "admin"})

    assert "Only an admin can invite colleagues." in text(answer) or not Invitation.objects.exists()
    assert not Invitation.objects.exists()


def test_who_is_here_is_not_invited_again(as_bea, cem):
    answer = as_bea.post(reverse("colleagues"), {"email": cem.email, "role": "admin"})

    assert answer.context["form"].errors["email"] == ["cem@rotor.example is a colleague already."]


def test_open_invitations_are_for_admins_only(as_bea, as_cem, token):
    assert DAG in text(as_bea.get(reverse("colleagues")))
    assert DAG not in text(as_cem.get(reverse("colleagues")))


def test_a_withdrawn_invitation_opens_no_more(as_bea, token):
    number = Invitation.objects.get().pk

    answer = as_bea.post(reverse("withdraw-invitation", args=[number]), follow=True)

    assert f"The invitation for {DAG} is withdrawn." in text(answer)
    assert Client().get(reverse("accept", args=[token])).status_code == 410
    as_bea.post(reverse("withdraw-invitation", args=[number]))
    assert AuditLine.objects.filter(verb="withdraw").count() == 1


def test_a_colleague_cannot_withdraw(as_cem, token):
    answer = as_cem.post(reverse("withdraw-invitation", args=[Invitation.objects.get().pk]))

    assert answer.status_code == 409
    assert "Only an admin can withdraw an invitation." in text(answer)
    assert Client().get(reverse("accept", args=[token])).status_code == 200


def test_an_invitation_that_never_was_cannot_be_withdrawn(as_bea):
    assert as_bea.post(reverse("withdraw-invitation", args=[7])).status_code == 404


def test_who_is_invited_comes_in_once(client, token, inbox_url):
    shown = text(client.get(reverse("accept", args=[token])))
    answer = client.post(reverse("accept", args=[token]), NEWCOMER)

    assert "Bea Nakamura invites you" in shown
    assert DAG in shown
    assert (answer.status_code, answer.url) == (303, inbox_url)
    assert (get_user(client).email, get_user(client).role) == (DAG, "colleague")
    assert Client().post(reverse("accept", args=[token]), NEWCOMER).status_code == 410


def test_a_weak_password_keeps_the_invitation_open(client, token):
    answer = client.post(reverse("accept", args=[token]), {**NEWCOMER, "password": "short"})

    assert "too short" in answer.context["form"].errors["password"][0]
    assert client.post(reverse("accept", args=[token]), NEWCOMER).status_code == 303


def test_an_invitation_is_over_after_seven_days(client, token):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert "This invitation is over." in text(client.get(reverse("accept", args=[token])))


def test_more_colleagues_need_no_more_queries(as_bea, bea, django_assert_num_queries):
    for number in range(5):
        invite(email=f"new{number}@elsewhere.example", role="colleague", by=bea, at=timezone.now())
        Colleague.objects.create(email=f"old{number}@rotor.example", name=f"Old {number}")

    with django_assert_num_queries(6):
        as_bea.get(reverse("colleagues"))
