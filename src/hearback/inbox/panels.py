"""What hangs on the pages of lower rooms: a person's conversations, with whose turn each is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hearback.conversations.queries import with_person
from hearback.inbox.models import Turn
from hearback.infra.keyset import page
from hearback.infra.showing import when

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from hearback.conversations.models import Conversation
    from hearback.people.models import Person

PAGE = 30
MARK = "talks"  # in the address of the person's page


def conversations_of_person(request: HttpRequest, person: Person) -> SafeString:
    """Return a person's conversations, newest first, a page of them."""
    mark = request.GET.get(MARK, "")
    found = page(with_person(person.pk), by=("last_said_at", "pk"), falling=True, mark=mark, most=PAGE)
    states = dict(Turn.objects.filter(pk__in=[one.pk for one in found.rows]).values_list("pk", "state"))
    shown = {
        "talks": [_talk(one, states.get(one.pk, Turn.SETTLED)) for one in found.rows],
        "timeline_url": reverse("person-timeline", args=[person.pk]),
        "older_url": _address(person, found.older),
        "newer_url": _address(person, found.newer),
    }
    return render_to_string("inbox/panels/conversations_of_person.html", shown, request)


def _talk(conversation: Conversation, state: str) -> dict[str, object]:
    return {
        "url": reverse("conversation", args=[conversation.pk]),
        "turn": state,
        "subject": conversation.subject,
        "when": when(conversation.last_said_at, now=timezone.now()),
        "current": False,
    }


def _address(person: Person, mark: str) -> str:
    return f"{reverse('person', args=[person.pk])}?{urlencode({MARK: mark})}" if mark else ""
