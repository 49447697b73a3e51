"""Takes somebody out of what we wrote and are writing: the words stay, whom they name goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.inbox.models import Draft, File, Outbound, Turn, Unreached
from hearback.infra.sweeping import swept
from hearback.people.rules.redacting import hidden_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.people.queries.rooms import Counts, Whom


def forget_in(whom: Whom, conversations: Sequence[int], at: datetime) -> Counts:  # noqa: ARG001
    """Take somebody out of answers that left in some conversations. Runs in the caller's transaction."""
    hide = whom.redaction.within()
    count = 0
    for one in Outbound.objects.filter(conversation__in=conversations):
        named = [*one.recipients, one.text, one.trouble, one.remark]
        recipients, text, trouble, remark = (
            hidden_in(value, hide) for value in (one.recipients, one.text, one.trouble, one.remark)
        )
        composed = b"" if bytes(one.composed) else one.composed
        if [*recipients, text, trouble, remark] == named and composed == one.composed:
            continue
        rows = Outbound.objects.filter(pk=one.pk)
        count += rows.update(recipients=recipients, text=text, trouble=trouble, remark=remark, composed=composed)
    return {"answers of ours": count}


def forget(whom: Whom, at: datetime) -> Counts:  # noqa: ARG001
    """Take somebody out of everything else that is written here. Runs in the caller's transaction."""
    hide, needles = whom.redaction.outside, whom.redaction.needles
    for model, without in ((Turn, ()), (Draft, ()), (Outbound, ("key",)), (Unreached, ("key",)), (File, ())):
        swept(model, needles=needles, hide=lambda value: hidden_in(value, hide), without=without)
    return {}
