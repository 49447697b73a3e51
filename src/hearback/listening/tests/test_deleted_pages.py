"""Facts about what a source's page says of mail that was deleted on its server, and what one can do about it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.cast import cast
from tests.raw_mail import fetched, mail

from hearback.listening.actions import store
from hearback.listening.models import Copy

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(cast):
    """Two mails of the mailbox that went from its server; state: what is known of them."""

    def go(state: str, when_removed: str = "remove"):
        source = cast.mailbox
        source.settings = {**source.settings, "when_removed": when_removed}
        source.save()
        stored = store(source, fetched(mail(key="1@example.org"), mail(key="2@example.org")))
        now = timezone.now()
        copies = [(f"INBOX;1;{one.number}", one.number) for one in stored]
        Copy.objects.bulk_create(
            [Copy(source=source, origin=lay, arrival_id=one, state=state, gone_at=now) for lay, one in copies]
        )
        return f"/sources/{source.pk}"

    return go


def shown(cast, page: str, who) -> str:
    return " ".join(cast.browser(who).get(page).content.decode().split())


def test_a_page_of_which_nothing_went_says_nothing(cast):
    assert "deleted-there" not in shown(cast, f"/sources/{cast.mailbox.pk}", cast.bea)


def test_of_many_at_once_an_admin_is_asked(cast, gone):
    page = gone(Copy.ASKED)

    assert "2 mails are gone from the server at once. Were they deleted?" in shown(cast, page, cast.bea)
    assert "They were deleted" in shown(cast, page, cast.bea)
    assert "They were deleted" not in shown(cast, page, cast.cem)


@pytest.mark.parametrize(
    ("choice", "said", "state"),
    [("follow", "2 deletions are followed.", Copy.GONE), ("keep", "2 mails are kept here.", Copy.KEPT)],
)
def test_an_admin_decides(cast, gone, choice, said, state):
    page = gone(Copy.ASKED)

    answer = cast.browser(cast.bea).post(f"{page}/deleted/{choice}", follow=True)

    assert said in answer.content.decode()
    assert set(Copy.objects.values_list("state", flat=True)) == {state}


def test_nobody_else_decides(cast, gone):
    page = gone(Copy.ASKED)

    assert cast.browser(cast.cem).post(f"{page}/deleted/follow").status_code == 409
    assert cast.browser(cast.bea).post(f"{page}/deleted/burn").status_code == 404
    assert cast.browser(cast.bea).get(f"{page}/deleted/keep").status_code == 405
    assert set(Copy.objects.values_list("state", flat=True)) == {Copy.ASKED}


def test_what_will_go_is_told_with_its_day_and_can_be_kept(cast, gone):
    page = gone(Copy.GONE)

    assert "2 deleted mails go from here too, from" in shown(cast, page, cast.bea)
    cast.browser(cast.bea).post(f"{page}/deleted/keep")
    assert "deleted-there" not in shown(cast, page, cast.bea)


def test_what_is_only_marked_is_not_announced(cast, gone):
    assert "deleted-there" not in shown(cast, gone(Copy.GONE, "mark"), cast.bea)
