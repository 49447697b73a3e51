"""Facts about what is said when something goes wrong, and about the pages that belong to no room."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from tests.cast import cast, words

from hearback.infra.errors import Refusal
from hearback.site import urls

__all__ = ["cast"]


def _raising(error):
    def page(request):
        raise error

    return page


class faulty:  # noqa: N801  # named as an address is
    """Addresses that go wrong in every way, beside the real ones."""

    urlpatterns = [
        *urls.urlpatterns,
        path("broken", _raising(ZeroDivisionError())),
        path("gone", _raising(OperationalError("the connection is lost"))),
        path("odd", _raising(SuspiciousOperation())),
        path("not-now", _raising(Refusal("Ann is away until <Monday>."))),
        path("forbidden", _raising(PermissionDenied("For admins."))),
        path("form", lambda request: HttpResponse(request.method)),
    ]
    handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
    handler500 = urls.handler500


@pytest.fixture
def browser(cast):
    client = cast.browser()
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=faulty):
        yield client


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere", 404, "There is nothing here"),
        ("/odd", 400, "This request makes no sense to us"),
        ("/forbidden", 403, "You may not do this For admins."),
        ("/not-now", 409, "This cannot be done Ann is away until <Monday>."),
        ("/broken", 500, "Something broke on our side"),
        ("/gone", 503, "The database does not answer"),
    ],
)
def test_what_goes_wrong_is_said_in_our_own_words(browser, address, status, said):
    answer = browser.get(address)

    assert (answer.status_code, said in words(answer)) == (status, True)


def test_a_refusal_is_shown_and_not_obeyed(browser):
    assert "<Monday>" not in browser.get("/not-now").content.decode()


def test_when_the_database_is_gone_programs_are_told_when_to_come_again(browser):
    assert browser.get("/gone")["Retry-After"] == "10"


def test_error_pages_ask_the_database_for_nothing(browser, django_assert_num_queries):
    with django_assert_num_queries(3):  # before anything goes wrong: who asks, and since when
        browser.get("/broken")


def test_error_pages_keep_the_theme(browser):
    browser.cookies["theme"] = "dark"

    assert 'data-theme="dark"' in browser.get("/broken").content.decode()


def test_a_form_without_proof_of_origin_is_refused_in_our_words(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.bea)

    answer = strict.post("/me", {"name": "Somebody else"})

    assert answer.status_code == 403
    assert "go back, reload the page and try once more" in words(answer)


class TestTheNumbers:
    def test_every_number_is_defined(self, cast):
        shown = words(cast.browser(cast.cem).get("/about-the-numbers"))

        assert "Here before Mails of an import that we had already" in shown
        assert "Mails in a file = new messages + here before + unreadable." in shown

    def test_they_are_for_colleagues(self, db):
        assert Client().get("/about-the-numbers").status_code == 302
