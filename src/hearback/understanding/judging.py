"""What a message says, as far as the house needs it: is an answer owed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.understanding.rules.owing import owed_by_kind
from hearback.understanding.rules.thanking import thanks

if TYPE_CHECKING:
    from hearback.channels.contract import HeardMessage


@dataclass(frozen=True, slots=True)
class Judgement:
    """is_owed: somebody outside waits for an answer. why: the rule that says so, one sentence. is_thanks: it thanks."""

    is_owed: bool
    why: str
    is_thanks: bool = False


def judge(message: HeardMessage, *, is_ours: bool) -> Judgement:
    """Return whether an answer is owed to a message, with the rule."""
    return Judgement(*owed_by_kind(message.kind, is_ours=is_ours), is_thanks=thanks(message.new_words))
