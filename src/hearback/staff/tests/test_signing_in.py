"""Facts about the doors: who gets in, who does not, and what is said to them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from hearback.staff.actions import found_house
from hearback.staff.models import AuditLine, Colleague
from hearback.staff.rules import TRIES

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEWCOMER = {"name": "Dag Holm", "password": "a lamp on the third stair"}


def tries(client, *, email="bea@rotor.example", password=PASSWORD, **more):
    return client.post(reverse("sign-in"), {"username": email, "password": password, **more.pop("fields", {})}, **more)


def test_a_colleague_signs_in_whatever_the_capitals(client, bea):
    answer = tries(client, email="Bea@Rotor.Example")

    assert answer.status_code == 302
    assert get_user(client) == bea


def test_signing_in_goes_on_to_where_one_wanted_to_be(client, bea):
    assert tries(client, fields={"next": "/colleagues"}).url == "/colleagues"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_house(client, bea, elsewhere, inbox_url):
    assert tries(client, fields={"next": elsewhere}).url == inbox_url


@pytest.mark.parametrize("email", ["bea@rotor.example", "nobody@rotor.example"])
def test_who_is_wrong_is_not_told_what_is_wrong(client, bea, email):
    answer = tries(client, email=email, password="wrong words here")

    assert "do not belong together" in answer.content.decode()
    assert email in answer.content.decode()
    assert not get_user(client).is_authenticated


def test_who_works_here_no_more_stays_outside(client, bea):
    Colleague.objects.update(is_active=False)

    assert "do not belong together" in tries(client).content.decode()


def test_what_is_no_address_is_said_at_the_field(client, bea):
    answer = tries(client, email="bea")

    assert "valid email address" in answer.content.decode()
    assert not AuditLine.objects.filter(verb="sign-in refused").exists()


def test_after_ten_wrong_tries_the_right_one_does_not_help(client, bea):
    for _ in range(TRIES):
        tries(client, password="wrong words here")

    answer = tries(client)

    assert "too often" in answer.content.decode()
    assert not get_user(client).is_authenticated


def test_after_a_quarter_of_an_hour_it_does(client, bea):
    for _ in range(TRIES):
        tries(client, password="wrong words here")

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert tries(client).status_code == 302


def test_wrong_tries_from_elsewhere_shut_nobody_out(client, bea):
    for _ in range(TRIES):
        tries(client, password="wrong words here", REMOTE_ADDR="198.51.100.7")

    assert tries(client).status_code == 302


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_behind_a_proxy_the_place_is_what_the_proxy_saw(client, bea):
    for number in range(TRIES):
        seen = f"203.0.113.{number}, 198.51.100.7"
        tries(client, password="wrong words here", HTTP_X_FORWARDED_FOR=seen)

    assert "too often" in tries(client, HTTP_X_FORWARDED_FOR="198.51.100.7").content.decode()
    assert tries(client, HTTP_X_FORWARDED_FOR="198.51.100.8").status_code == 302


def test_the_trail_of_wrong_tries_names_nobody(client, bea):
    tries(client, email="somebody@elsewhere.example", password="wrong words here")

    line = AuditLine.objects.get(verb="sign-in refused")
    assert "somebody" not in line.subject
    assert line.detail == {}


def test_who_is_signed_in_is_sent_on(as_bea, inbox_url):
    assert as_bea.get(reverse("sign-in")).url == inbox_url


def test_signing_out_takes_a_press_not_a_link(as_bea):
    assert as_bea.get(reverse("sign-out")).status_code == 405
    assert get_user(as_bea).is_authenticated

    answer = as_bea.post(reverse("sign-out"))

    assert (answer.status_code, answer.url) == (303, reverse("sign-in"))
    assert not get_user(as_bea).is_authenticated


def test_a_page_asks_nobody_to_sign_in_and_remembers_itself(client, bea):
    assert client.get("/colleagues").url == "/sign-in?next=/colleagues"
    assert 'value="/colleagues"' in client.get("/sign-in?next=/colleagues").content.decode()


class TestTheFirstRun:
    def test_an_empty_house_leads_everybody_to_it(self, client):
        assert client.get("/colleagues", follow=True).redirect_chain[-1][0] == reverse("first")

    def test_the_first_one_is_an_admin_and_is_in(self, client):
        answer = client.post(reverse("first"), {**NEWCOMER, "email": "dag@rotor.example"})

        assert (answer.status_code, answer.url) == (303, reverse("sources"))
        assert get_user(client).is_admin

    def test_it_is_over_when_somebody_works_here(self, client, bea):
        answer = client.post(reverse("first"), {**NEWCOMER, "email": "dag@rotor.example"})

        assert answer.url == reverse("sign-in")
        assert Colleague.objects.count() == 1

    def test_a_weak_password_is_said_at_its_field(self, client):
        answer = client.post(reverse("first"), {**NEWCOMER, "email": "dag@rotor.example", "password": "1234567890"})

        assert answer.context["form"].errors["password"] == ["This password is too common."]
        assert "dag@rotor.example" in answer.content.decode()

    def test_two_at_once_make_one(self, client, monkeypatch):
        found_house(email="quick@rotor.example", name="Quick", password=PASSWORD)
        monkeypatch.setattr("hearback.staff.pages.signing_in.is_somebody_here", lambda: False)

        answer = client.post(reverse("first"), {**NEWCOMER, "email": "dag@rotor.example"})

        assert "There are colleagues already" in answer.content.decode()
