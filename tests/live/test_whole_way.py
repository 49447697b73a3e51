"""Facts about the whole way: a house, a browser and real mail servers, from an empty database to a threaded answer."""

from __future__ import annotations

import os
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.live.servers import PASSWORD
from tests.raw_mail import mail as dated_mail

pytestmark = pytest.mark.live


def mail(*words, **more) -> bytes:
    """Return a mail that is said now."""
    return dated_mail(*words, at=datetime.now(UTC), **more)


ARTEFACTS = Path("artefacts") / "live"
SHOWS_WITHIN_SECONDS = 2.0


@contextmanager
def house(folder: Path, certificate: Path):
    """Run a whole house (pages, worker, listener, database) on a free port, and stop it as Ctrl-C does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "HEARBACK_DATA": str(folder), "SSL_CERT_FILE": str(certificate)}
    for name in ("DATABASE_URL", "HEARBACK_SECRET_KEY", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    words = [sys.executable, "-m", "hearback.site.cli", "run", "--no-demo", "--port", str(port)]
    with (folder / "said").open("wb") as said:
        running = subprocess.Popen(words, env=environment, stdout=said, stderr=said, start_new_session=True)
    try:
        _until_it_answers(f"http://127.0.0.1:{port}/sign-in", running)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=30)


def _until_it_answers(address: str, running: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("The house did not come up.")


@pytest.fixture
def page():
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("HEARBACK_LIVE") == "1":
            pytest.fail("HEARBACK_LIVE=1 asks for the whole way, but there is no Chromium.")
        pytest.skip("There is no Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser.new_page(viewport={"width": 1440, "height": 900})
        browser.close()


def found_house(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Your name").fill("Bea Miller")
    page.get_by_label("Your mail address").fill("bea@rotor.example")
    for field in page.locator("input[type=password]").all():
        field.fill("a quiet harbour at dawn")
    page.get_by_role("button", name="Begin").click()


def connect_mailbox(page: Page, address: str, *, settings) -> None:
    page.goto(f"{address}/sources/connect/mail")
    page.get_by_label("Address", exact=True).fill(settings.address)
    page.get_by_label("IMAP server").fill(settings.imap_host)
    page.get_by_label("IMAP port").fill(str(settings.imap_port))
    page.get_by_label("IMAP password").fill(PASSWORD)
    page.get_by_label("SMTP server", exact=True).fill(settings.smtp_host)
    page.get_by_label("SMTP port", exact=True).fill(str(settings.smtp_port))
    page.get_by_label("Plus addresses").check()
    page.get_by_label("Name in Hearback").or_(page.locator("[name$=source_name]")).first.fill("Hello")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator(".found-sentence")).to_contain_text("1 message")
    page.screenshot(path=ARTEFACTS / "look.png")
    page.get_by_role("button", name="Connect and hear it").click()


def say(servers, raw: bytes, *, sender: str, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", servers.postfix.ports["smtp"]) as smtp:
        smtp.sendmail(sender, [to], raw)


def read_back(servers, name: str, *, seconds: float = 15):
    """Return the newest mail in somebody's own mailbox, as their mail program would get it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with servers.client(name) as client:
            client.select("INBOX")
            numbers = client.search(None, "ALL")[1][0].split()
            if numbers:
                return message_from_bytes(client.fetch(numbers[-1], "(RFC822)")[1][0][1], policy=policy.default)
        time.sleep(0.2)
    pytest.fail(f"Nothing came to {name}.")


def must_be_soon(took: float) -> None:
    (ARTEFACTS / "seconds.txt").write_text(f"SMTP accepted to shown on the open page: {took:.2f} s\n")
    assert took < SHOWS_WITHIN_SECONDS


def must_be_threaded(answer, *, name: str) -> None:
    ann, ours = f"ann{name}", f"hello{name}"
    assert answer["In-Reply-To"] == "<question@example.org>"
    assert "<question@example.org>" in answer["References"]
    assert answer["Subject"] == "Re: The blue one"
    assert answer["From"] == f"Bea Miller <{ours}@example.org>"
    assert answer["To"].addresses[0].addr_spec == f"{ann}@example.org"
    assert re.match(rf"{ours}\+r\.\w+", answer["Reply-To"].addresses[0].addr_spec)
    plain = answer.get_body(("plain",)).get_content()
    assert "yes, it fits." in plain
    assert "> Does the blue one fit?" in plain
    assert answer.get_body(("html",)) is not None


def test_a_mail_is_heard_answered_and_heard_again(servers, name, page, tmp_path):
    ann, ours = f"ann{name}", f"hello{name}"
    servers.hand_over(ours, mail("I was here before.", key="before@example.org", to=f"{ours}@example.org"))
    with house(tmp_path, servers.certificate) as address:
        found_house(page, address)
        connect_mailbox(page, address, settings=servers.settings(ours))
        page.goto(f"{address}/")
        expect(page.get_by_text("I was here before.")).to_be_visible(timeout=15_000)
        time.sleep(6)  # the listener looks for new sources every five seconds

        question = mail(
            "Does the blue one fit?\n", key="question@example.org", author=f"Ann Archer <{ann}@example.org>",
            to=f"{ours}@example.org", subject="The blue one",
        )  # fmt: skip
        say(servers, question, sender=f"{ann}@example.org", to=f"{ours}@example.org")
        began = time.monotonic()
        expect(page.get_by_text("Does the blue one fit?")).to_be_visible(timeout=10_000)
        must_be_soon(time.monotonic() - began)

        page.get_by_text("The blue one").first.click()
        page.locator("textarea[name=text]").fill("Dear Ann,\n\nyes, it fits.\n\nBea")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        answer = read_back(servers, ann)
        conversation = page.url
        page.goto(conversation)
        page.screenshot(path=ARTEFACTS / "answered.png")

        must_be_threaded(answer, name=name)
        thanks = mail(
            "Thank you! And the red one?\n", key="thanks@example.org", author=f"Ann Archer <{ann}@example.org>",
            to=answer["Reply-To"], subject="Re: The blue one", answers=(answer["Message-ID"].strip("<>"),),
        )  # fmt: skip
        say(servers, thanks, sender=f"{ann}@example.org", to=answer["Reply-To"].addresses[0].addr_spec)
        expect(page.get_by_text("And the red one?").first).to_be_visible(timeout=10_000)
        page.goto(conversation)
        expect(page.locator("article.message")).to_have_count(3)
        expect(page.locator(".turn-ours, [class*=turn-ours]").first).to_be_visible()
        page.screenshot(path=ARTEFACTS / "heard_again.png")
