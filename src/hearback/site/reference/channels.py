"""What can be connected, and what a person fills in for it: from the channels' own settings."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

from hearback.channels import registry
from hearback.site.reference.markdown import code, document, table

if TYPE_CHECKING:
    from dataclasses import Field
    from typing import Any

    from hearback.channels.contract import Channel

_CLAIMS = (
    ("can_fetch", "fetches what came"),
    ("can_listen", "is told at once when something comes"),
    ("can_answer", "carries answers"),
    ("can_import", "reads files"),
    ("can_compare", "can be compared"),
)


def page() -> str:
    """Return the page about channels."""
    every = registry.channels()
    head = ("channel", "called", *(words for _, words in _CLAIMS))
    can = (
        (code(kind), one.label, *("yes" if getattr(one, claim) else "no" for claim, _ in _CLAIMS))
        for kind, one in every.items()
    )
    return document(
        "Channels",
        "A channel is a folder below [`src/hearback/channels`](../../src/hearback/channels). The form that "
        "connects a source, its checks and the tables below come from the settings in it. Values marked *secret* "
        "are stored encrypted and never shown.",
        table(head, can),
        *(_section(kind, one) for kind, one in every.items()),
    )


def _section(kind: str, channel: Channel) -> str:
    folder = f"../../src/hearback/channels/{kind}"
    told = f"What to prepare, and what to do when it does not work: [{kind}/SETUP.md]({folder}/SETUP.md)."
    rows = [_row(one) for one in fields(channel.settings)]
    return "\n\n".join([f"## {channel.label}", told, table(("field", "name", "when left alone", "about"), rows)])


def _row(one: Field[Any]) -> tuple[str, str, str, str]:
    about = one.metadata["help"]
    if choices := one.metadata.get("choices"):
        about += f" One of {', '.join(map(code, choices))}."
    return (
        one.metadata["label"],
        code(one.name),
        _default(one),
        about + (" *Secret.*" if one.metadata.get("secret") else ""),
    )


def _default(one: Field[Any]) -> str:
    if one.default is MISSING:
        return "must be given"
    if isinstance(one.default, bool):
        return "yes" if one.default else "no"
    return code(str(one.default)) or "empty"
