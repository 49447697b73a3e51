"""Facts about a colleague's own page: name, signature, password, theme."""

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from .conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
NEW = "eleven grey herons"


def text(answer):
    return answer.content.decode()


def test_my_page_shows_me(as_cem):
    shown = text(as_cem.get(reverse("me")))

    assert "Cem Aydın" in shown
    assert "cem@rotor.example · Colleague" in shown


def test_what_i_change_is_kept(as_bea, bea):
    answer = as_bea.post(reverse("me"), {"name": " Bea N. ", "signature": "Bea\nRotor\n"}, follow=True)

    bea.refresh_from_db()
    assert (bea.name, bea.signature) == ("Bea N.", "Bea\nRotor")
    assert "Saved." in text(answer)


def test_a_name_is_needed(as_bea, bea):
    answer = as_bea.post(reverse("me"), {"name": "", "signature": "x"})

    bea.refresh_from_db()
    assert answer.context["profile"].errors["name"]
    assert bea.name == "Bea Nakamura"


def test_a_new_password_keeps_me_here_and_signs_other_places_out(as_bea, bea):
    elsewhere = browser_of(bea)

    answer = as_bea.post(reverse("change-password"), {"old": PASSWORD, "new": NEW})

    assert answer.status_code == 303
    assert get_user(as_bea).check_password(NEW)
    assert not get_user(elsewhere).is_authenticated


@pytest.mark.parametrize(
    ("old", "new", "field"), [("wrong words", NEW, "old"), (PASSWORD, "short", "new"), ("", NEW, "old")]
)
def test_what_is_wrong_with_a_password_is_said_at_its_field(as_bea, bea, old, new, field):
    answer = as_bea.post(reverse("change-password"), {"old": old, "new": new})

    bea.refresh_from_db()
    assert answer.context["password"].errors[field]
    assert bea.check_password(PASSWORD)


def test_the_address_of_the_password_form_leads_back(as_bea):
    assert as_bea.get(reverse("change-password")).url == reverse("me")


@pytest.mark.parametrize("chosen", ["light", "dark", "auto"])
def test_a_theme_is_remembered_and_leads_back(as_bea, chosen):
    answer = as_bea.post(reverse("theme"), {"theme": chosen}, headers={"referer": "http://testserver/people?by=name"})

    assert (answer.status_code, answer.url) == (303, "http://testserver/people?by=name")
    assert answer.cookies["theme"].value == chosen


@pytest.mark.parametrize("referer", ["https://elsewhere.example/", ""])
def test_a_theme_never_leads_elsewhere(client, referer):
    answer = client.post(reverse("theme"), {"theme": "no such"}, headers={"referer": referer})

    assert answer.url == "/"
    assert "theme" not in answer.cookies


def test_the_theme_stands_in_the_page(as_bea):
    as_bea.cookies["theme"] = "dark"

    assert 'data-theme="dark"' in text(as_bea.get(reverse("me")))


def test_nobody_has_no_page(bea):
    assert Client().get(reverse("me")).status_code == 302
    assert Client().post(reverse("change-password"), {"old": PASSWORD, "new": NEW}).status_code == 302
