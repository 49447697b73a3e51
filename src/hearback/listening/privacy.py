"""What raw mails say of somebody, and how they forget them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hearback.channels.contract import Unreadable
from hearback.conversations.models import Delivery
from hearback.conversations.privacy import messages_of, told
from hearback.listening.actions.forgetting import forget, forget_in
from hearback.listening.models import Arrival
from hearback.listening.queries import original
from hearback.people.queries.rooms import Knows, Row
from hearback.sources.queries import channel_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hearback.conversations.models import Message
    from hearback.people.queries.rooms import Whom

Files = tuple[tuple[str, "Callable[[], bytes]"], ...]


def _told(whom: Whom) -> Iterator[Row]:
    """Yield every message with what is attached to it."""
    for message, text in messages_of(whom):
        fields = told(message, text, whom)
        files = _files(message) if message.attachments else ()
        for one, (name, _) in zip(fields["attachments"], files, strict=False):
            one["file"] = name
        yield Row("messages", fields, files)


def _files(message: Message) -> Files:
    """Return (name in the archive, its bytes) for what is attached to a message; () when it is not kept."""
    first = Delivery.objects.filter(conversation=message.conversation_id, message_id=message.id)
    delivery = first.select_related("source").order_by("arrival_id").first()
    if delivery is None:
        return ()
    try:
        enclosed = channel_of(delivery.source).enclosed(original(delivery.source_id, delivery.arrival_id))
    except (Arrival.DoesNotExist, Unreadable):
        return ()
    return tuple((_name(message.id, one.part, one.name), partial(_content, one.content)) for one in enclosed)


def _content(content: Callable[[], bytes]) -> bytes:
    return content()


def _name(message: int, part: int, name: str) -> str:
    """Return where a file lies in the archive; nothing of a name that others chose leads out of its folder."""
    plain = "".join(one if one.isalnum() or one in "._- " else "_" for one in name)[-80:].strip(". ")
    return f"attachments/{message}-{part + 1}-{plain or 'file'}"


ROOM = Knows(told=_told, forget_in=forget_in, forget=forget)
