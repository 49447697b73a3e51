"""Pictures of the inbox and of conversations for people to look at, in artefacts/screenshots."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hearback.conversations.models import Conversation, Message
from hearback.inbox.answering import Written, answer
from hearback.inbox.models import Draft, Outbound, Turn
from hearback.site.demo import town
from hearback.site.settling import move_in
from hearback.staff.models import Colleague

PICTURES = Path("artefacts") / "screenshots"
WINDOWS = {390: 844, 1280: 800, 1920: 1080}
SCHEMES = ("light", "dark")


@pytest.fixture
def founder(transactional_db) -> Colleague:
    """Who founded the house of the demo town."""
    now = timezone.now()
    move_in(town(now), at=now)
    return Colleague.objects.order_by("pk").first()


def on_its_way(conversation: int, *, by: Colleague, state: str, trouble: str) -> int:
    """Let an answer stand in a conversation as the worker left it."""
    words = "Dear friend,\n\nthank you for asking. It does, and the red one, too.\n\nInes"
    attempt = answer(conversation, written=Written(words, press=uuid4()), by=by, at=timezone.now())
    Outbound.objects.filter(pk=attempt.pk).update(state=state, trouble=trouble)
    return conversation


def pictured(founder) -> dict[str, str]:
    """Return name -> address of the pages to picture."""
    ours = Turn.objects.filter(state="ours", source__kind="mail").order_by("answer_due")
    longest = Conversation.objects.order_by("-message_count").first()
    failed, unsure = ours.order_by("-answer_due").values_list("pk", flat=True)[3:5]
    on_its_way(failed, by=founder, state="failed", trouble="mail.example.org does not answer; tried for two hours.")
    on_its_way(unsure, by=founder, state="unsure", trouble="The line broke while the other side took it.")
    return {
        "inbox": "/",
        "inbox-mine": "/?assignee=me",
        "inbox-theirs": "/?state=theirs",
        "inbox-settled": "/?state=settled",
        "inbox-nothing": f"/?state=theirs&assignee={founder.pk + 4000}",
        "conversation-long": f"/conversations/{longest.pk}",
        "conversation-draft": f"/conversations/{Draft.objects.filter(colleague=founder).latest('pk').conversation_id}",
        "conversation-bounce": f"/conversations/{Message.objects.filter(kind='bounce').latest('id').conversation_id}",
        "conversation-post": f"/conversations/{Message.objects.filter(kind='post').latest('id').conversation_id}",
        "conversation-settled": f"/conversations/{Turn.objects.filter(state='settled').latest('settled_at').pk}",
        "conversation-failed": f"/conversations/{failed}",
        "conversation-unsure": f"/conversations/{unsure}",
    }


def test_the_demo_town_is_pictured(opens, founder):
    PICTURES.mkdir(parents=True, exist_ok=True)
    pages = pictured(founder)
    for scheme in SCHEMES:
        for width, height in WINDOWS.items():
            with opens(founder, color_scheme=scheme, viewport={"width": width, "height": height}) as page:
                for name, address in pages.items():
                    assert page.goto(address).status == 200
                    expect(page.locator("[data-live-state]")).to_have_attribute("data-state", "on")
                    page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png")

    assert len(list(PICTURES.glob("conversation-*"))) >= 7 * len(SCHEMES) * len(WINDOWS)
