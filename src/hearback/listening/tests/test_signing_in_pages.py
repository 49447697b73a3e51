"""Facts about the pages that sign a mailbox in at its provider: begun and ended here, and again when it is over."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import WEDNESDAY, field_value, words

from hearback.channels.mail.settings import MailSettings
from hearback.channels.mail.tests.authorization_server import CLIENT, SECRET, authorization_server
from hearback.channels.mail.tests.imap_server import Folder, imap_server
from hearback.channels.mail.tests.mails import mail
from hearback.listening.bringing import fetch
from hearback.listening.jobs import fetch_source
from hearback.sources.actions import connect
from hearback.sources.models import Authority, Grant, Source

BEGIN, BACK, PROVIDERS = "/sources/sign-in/other", "/sources/signed-in", "/sources/providers"


@pytest.fixture
def browser(cast):
    return cast.browser()


@pytest.fixture
def server():
    with authorization_server() as running:
        yield running


def filled_in(server, **more):
    urls = {"authorize_url": f"{server.url}/authorize", "token_url": f"{server.url}/token"}
    typed = {"label": "Example", "client_id": CLIENT, "client_secret": SECRET, "scope": "mail", **urls, **more}
    return {f"other-{name}": value for name, value in typed.items()}


@pytest.fixture
def described(browser, server):
    """A provider that an admin has described."""
    browser.post(f"{PROVIDERS}/other", filled_in(server))
    return server


def begun(browser, **more) -> str:
    """Return where the browser is sent."""
    page = browser.post(BEGIN, more)
    return unescape(re.search(r'content="0;url=([^"]+)"', page.content.decode())[1])


def agreed(browser, server, where: str, **more):
    """Agree at the provider, and come back."""
    return browser.get(server.sign_in(where).partition("8000")[2], **more)


def box(server, **more):
    settings = MailSettings(
        address="team@example.org", imap_host="127.0.0.1", imap_port=more.pop("port", 9), imap_security="none", **more
    )
    return connect(kind="mail", name="Care", settings=settings, address=settings.address)


def signed_in_box(browser, server, **more):
    agreed(browser, server, begun(browser))
    return box(server, grant=str(Grant.objects.get().pk), **more)


def test_nothing_is_set_up_at_first_and_the_form_says_where_to(browser):
    shown = browser.get("/sources/connect/mail")

    assert "A mailbox at Google or Microsoft wants a sign-in instead of a password. Set that up once" in words(shown)
    assert f'href="{PROVIDERS}"' in shown.content.decode()


def test_a_feed_knows_no_sign_in(browser):
    assert "sign-in" not in words(browser.get("/sources/connect/feed"))


def test_the_providers_page_tells_what_to_register(browser):
    shown = words(browser.get(PROVIDERS))

    assert "http://127.0.0.1:8000/sources/signed-in" in shown
    assert "Google" in shown
    assert "Microsoft" in shown


def test_a_provider_is_described_once_and_its_secret_never_shown(browser, described):
    shown = browser.get(PROVIDERS)

    assert Authority.objects.get().client_id == CLIENT
    assert "mailboxes can be signed in here" in words(shown)
    assert SECRET not in shown.content.decode()
    assert "kept as it is" in shown.content.decode()


@pytest.mark.parametrize(
    ("more", "said"), [({"client_id": ""}, "This field is required."), ({"token_url": "ftp://x"}, "must begin with")]
)
def test_what_is_wrong_about_a_provider_is_said_there(browser, server, more, said):
    answer = browser.post(f"{PROVIDERS}/other", filled_in(server, **more))

    assert said in words(answer)
    assert not Authority.objects.exists()


def test_a_provider_that_nobody_knows_is_not_there(browser):
    assert browser.post(f"{PROVIDERS}/nobody", {}).status_code == 404
    assert browser.post("/sources/sign-in/google").status_code == 404


def test_signing_in_leads_to_the_provider_and_back_to_a_form_without_password(browser, described):
    assert "Sign in with Example" in words(browser.get("/sources/connect/mail"))

    back = agreed(browser, described, begun(browser), follow=True)

    grant = Grant.objects.get()
    assert back.redirect_chain == [(f"/sources/connect/mail?grant={grant.pk}", 303)]
    assert "Signed in at Example as team@example.org" in words(back)
    assert field_value(back, "address") == "team@example.org"
    assert 'name="imap_password"' not in back.content.decode()


def test_a_google_mailbox_needs_nothing_but_the_sign_in(browser, described):
    agreed(browser, described, begun(browser))
    Authority.objects.update(kind="google")

    shown = browser.get(f"/sources/connect/mail?grant={Grant.objects.get().pk}")

    assert (field_value(shown, "imap_host"), field_value(shown, "smtp_host")) == ("imap.gmail.com", "smtp.gmail.com")


def test_the_whole_way_from_the_sign_in_to_the_first_mail(browser, described):
    agreed(browser, described, begun(browser))
    folder = Folder()
    folder.put(mail())
    with imap_server(folders={"INBOX": folder}, capabilities="IMAP4rev1 AUTH=XOAUTH2") as mailbox:
        mailbox.token = next(iter(described.access_tokens))
        typed = {"grant": Grant.objects.get().pk, "address": "team@example.org", "folders": "INBOX", "since": "all"}
        typed |= {"imap_host": "127.0.0.1", "imap_port": mailbox.port, "imap_security": "none", "promise_hours": "24"}
        typed |= {"smtp_port": 587, "smtp_security": "starttls", "source_name": "Care", "largest_mail": 25}
        typed |= {
            name: one.initial
            for name, one in browser.get("/sources/connect/mail").context["form"].fields.items()
            if name not in typed and one.initial not in {None, ""}
        }
        tried = browser.post("/sources/connect/mail", typed)
        browser.post("/sources/connect/mail", {**typed, "tried": field_value(tried, "tried"), "connect": "1"})
        made = Source.objects.get(name="Care")

        assert fetch(made).messages == 1

    assert "Signed in at" in words(browser.get(f"/sources/{made.pk}"))
    assert "Sign in again" not in words(browser.get(f"/sources/{made.pk}"))


def test_a_state_that_is_not_ours_is_worth_nothing(browser, described):
    where = begun(browser)
    code = described.sign_in(where).partition("code=")[2].partition("&")[0]

    back = browser.get(f"{BACK}?{urlencode({'code': code, 'state': 'another'})}", follow=True)

    assert "This sign-in was not begun here, or it took too long. Begin again." in words(back)
    assert not Grant.objects.exists()
    assert described.asked == []


def test_another_browser_cannot_end_a_sign_in(browser, cast, described):
    where = begun(browser)

    back = agreed(cast.browser(), described, where, follow=True)

    assert "was not begun here" in words(back)
    assert not Grant.objects.exists()


def test_an_answer_counts_once(browser, described):
    where = described.sign_in(begun(browser)).partition("8000")[2]
    browser.get(where)

    assert "was not begun here" in words(browser.get(where, follow=True))
    assert Grant.objects.count() == 1


def test_an_answer_that_comes_too_late_counts_nothing(browser, described):
    where = begun(browser)

    with time_machine.travel(WEDNESDAY + timedelta(hours=1), tick=False):
        back = agreed(browser, described, where, follow=True)

    assert "took too long" in words(back)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"error": "access_denied"}, "Example was not allowed to let us in. Nothing has changed."),
        ({"error": "invalid_scope", "error_description": "No <b>such</b> scope"}, "It said: “No <b>such</b> scope”"),
        ({"code": "code-0"}, "Example has ended our access"),
    ],
)
def test_a_provider_that_says_no_is_told(browser, described, error, said):
    state = begun(browser).partition("state=")[2].partition("&")[0]

    back = browser.get(f"{BACK}?{urlencode({**error, 'state': state})}", follow=True)

    assert back.redirect_chain == [("/sources/connect/mail", 303)]
    assert said in words(back)
    assert not Grant.objects.exists()


def test_what_was_taken_back_stops_the_source_until_somebody_signs_in_again(browser, described):
    folder = Folder()
    folder.put(mail())
    with imap_server(folders={"INBOX": folder}, capabilities="IMAP4rev1 AUTH=XOAUTH2") as mailbox:
        source = signed_in_box(browser, described, port=mailbox.port)
        described.revoke()
        fetch_source(source=source.pk)

        shown = words(browser.get(f"/sources/{source.pk}"))
        assert "Example has ended our access to this mailbox: sign in again." in shown
        assert "Nothing is lost: what came meanwhile is heard as soon as somebody has signed in." in shown
        assert "Sign in again" in shown

        back = agreed(browser, described, begun(browser, source=source.pk), follow=True)
        assert back.redirect_chain == [(f"/sources/{source.pk}", 303)]
        assert "Signed in again. It is being heard." in words(back)
        assert ProcrastinateJob.objects.filter(args={"source": source.pk}).exists()
        mailbox.token = max(described.access_tokens)
        fetch_source(source=source.pk)

    source.refresh_from_db()
    assert (source.trouble, Grant.objects.count()) == ("", 1)
    assert source.last_heard_at is not None


def test_somebody_else_who_signs_in_again_changes_nothing(browser, described):
    source = signed_in_box(browser, described)
    described.address = "eve@example.net"

    back = agreed(browser, described, begun(browser, source=source.pk), follow=True)

    assert back.redirect_chain == [(f"/sources/{source.pk}", 303)]
    assert "eve@example.net has signed in, but this mailbox is team@example.org" in words(back)


def test_a_mailbox_with_a_password_can_be_signed_in_later(browser, described):
    source = box(described, imap_password="open sesame")

    back = agreed(browser, described, begun(browser, source=source.pk), follow=True)

    assert back.redirect_chain == [(f"/sources/{source.pk}/edit?grant={Grant.objects.get().pk}", 303)]
    assert "no password is needed" in words(back)


def test_a_signed_in_mailbox_can_have_a_password_again(browser, described):
    source = signed_in_box(browser, described)
    assert "no password is needed" in words(browser.get(f"/sources/{source.pk}/edit"))

    shown = words(browser.get(f"/sources/{source.pk}/edit?grant="))

    assert "IMAP password" in shown
    assert "Sign in with Example" in shown


@pytest.mark.parametrize("number", ["7", "x", "9" * 30])
def test_a_grant_that_is_not_there_fills_nothing_in(browser, number):
    answer = browser.get(f"/sources/connect/mail?grant={number}")

    assert answer.status_code == (404 if number == "7" else 200)


@pytest.mark.parametrize("source", ["", "7", "x", "9" * 30])
def test_a_source_that_is_not_there_is_none(browser, described, source):
    back = agreed(browser, described, begun(browser, source=source))

    assert back.url.startswith("/sources/connect/mail?grant=")


def test_only_admins_sign_mailboxes_in(cast, described):
    browser, nobody = cast.browser(cast.cem), Client()

    assert [browser.get(PROVIDERS).status_code, browser.get(BACK).status_code] == [403, 403]
    assert [browser.post(BEGIN).status_code, browser.post(f"{PROVIDERS}/other").status_code] == [403, 403]
    assert nobody.get(BACK).status_code == 302


def test_beginning_takes_a_press(browser, described):
    assert browser.get(BEGIN).status_code == 405
