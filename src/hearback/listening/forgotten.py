"""Takes those who were erased out of what is heard of them later: an old mail, a mail of somebody who names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.listening.actions.forgetting import forget_in
from hearback.people.queries.rooms import Whom
from hearback.people.rules.redacting import Redaction

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.conversations.actions.place import Placing
    from hearback.people.actions import Recognised


def forget_again(placing: Placing, recognised: Recognised, *, at: datetime) -> None:
    """Forget in a batch whoever was erased; what it calls them is known from the batch alone. In its transaction."""
    names: set[str] = set()
    addresses: dict[str, None] = {}
    places: set[int] = set()
    for one in placing.placed:
        message = one.voice.message
        named = [*([message.author] if message.author else []), *(to.identity for to in message.recipients)]
        for them in named:
            if (them.namespace, them.handle) in recognised.erased:
                names.add(them.name.strip())
                addresses |= dict.fromkeys([them.handle, them.shown or them.handle])
                places.add(one.born_in)
    identities = tuple(recognised.ids[handle] for handle in recognised.erased)
    redaction = Redaction(tuple(sorted(names - addresses.keys() - {""})), tuple(addresses))
    forget_in(Whom(0, (), identities, redaction), sorted(places), at)
