"""Which acts a message is: who did what towards whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WROTE, ANSWERED, MENTIONED, THANKED = "wrote", "answered", "mentioned", "thanked"
CREDITED, INTRODUCED, MET, LINKED = "credited", "introduced", "met", "linked"
GAVE, HELPED, SHARED, CORRECTED, SHOWED_UP = "gave", "helped", "shared", "corrected", "showed up"
KINDS = (
    WROTE,
    ANSWERED,
    MENTIONED,
    THANKED,
    CREDITED,
    INTRODUCED,
    MET,
    LINKED,
    GAVE,
    HELPED,
    SHARED,
    CORRECTED,
    SHOWED_UP,
)
# What somebody notes by hand; a message is one of the first four kinds, or links to something.
GESTURES = (THANKED, CREDITED, INTRODUCED, MET, GAVE, HELPED, SHARED, CORRECTED, SHOWED_UP)
MANY = 20  # people: who writes to more at once writes to nobody in particular


def acts_of(
    actor: int, *, answered: int | None, spoken_to: Sequence[int], is_thanks: bool = False
) -> Iterator[tuple[int, str]]:
    """Yield (target, kind) for what an author did with one message; nobody acts towards themselves.

    answered: whose message it answers. spoken_to: whom it was addressed to. is_thanks: it thanks for something.
    """
    if answered is not None and answered != actor:
        yield answered, THANKED if is_thanks else ANSWERED
    others = dict.fromkeys(one for one in spoken_to if one not in (actor, answered))
    if len(others) <= MANY:
        is_to_one = answered is None and len(others) == 1
        for other in others:
            yield other, THANKED if is_thanks and is_to_one else WROTE
