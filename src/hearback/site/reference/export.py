"""The lines of `hearback export`, from one that is really made."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hearback.conversations import exporting
from hearback.site.reference.markdown import code, document, table

FIELDS = {
    "id": "the message's number; it never changes",
    "key": (
        "what the channel calls it: a Message-ID without brackets, a feed's guid with its site; empty when it "
        "has no name"
    ),
    "conversation": (
        "the number of the conversation it belongs to now; conversations that turned out to be one share the elder's"
    ),
    "kind": "`person`, `post`, `list_post`, `bulk`, `auto_reply`, `bounce`, `receipt` or `calendar`",
    "person": "who said it; `null` when nobody is named",
    "person.id": "the person's number, the same over all their addresses",
    "person.name": "their name as far as it is known, or empty",
    "person.channel": "where the handle is unique: `mail` or `web`",
    "person.handle": "the address or handle, as it was written",
    "source": "the name of the source that heard it first, or through which we said it",
    "sources": "the names of all sources that heard it, first delivery first",
    "arrivals": "the numbers of the raw arrivals it was heard in; empty for what we wrote here and did not hear back",
    "sent_at": "when it was said, by the date on it; when it came, where that date cannot be true",
    "heard_at": "when it was heard here, or sent from here",
    "subject": "the subject or title, on one line",
    "text": "the whole text, quotes and signatures included",
    "new_words": "what its author wrote this time",
    "answers": "the keys of the messages before it, oldest first, the one it answers last",
    "link": "where it stands on the web, or empty",
    "recipients": "to whom it was addressed",
    "recipients[].role": "`to`, `cc`, `bcc` or `reply_to`",
    "recipients[].name": "as the message names them, or empty",
    "recipients[].handle": "the address, as it was written",
    "attachments": "what came with it; the contents stay in the arrival",
    "attachments[].part": "its place among them, from 0",
    "attachments[].name": "the file's name, or empty",
    "attachments[].type": "the media type",
    "attachments[].bytes": "the size, unpacked",
    "notice": (
        "what a machine says of a mail: `what` happened, `failures` as [address, status, whether for good, why], the"
        " keys that it `speaks_of`, those of ours among them (`about`), away `until`; `null` when a person speaks"
    ),
    "flags": "what the house makes of it",
    "flags.is_ours": "whether one of our addresses said it",
    "flags.is_owed": "whether an answer is owed to it",
    "flags.why": "the rule or the person that says so",
    "flags.is_duplicate": "whether it was heard more than once",
}
_MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
_ROW = (
    *(12, 41, 12, "b7@example.net", "person", "Re: the blue one", _MOMENT, _MOMENT.replace(minute=31), ""),
    '[["to", "Hello", "hello@example.org"]]',
    '[[0, "blue.jpg", "image/jpeg", 48211]]',
    *(False, True, "A person wrote to us.", "mail", "ann@example.net", "Ann Abel", 7),
    *("Does it come in blue?\n", "> We have it in red.\n", '[["new", 0, 22, 1.0], ["quote", 22, 43, 1.0]]'),
    *(["a1@example.org"], ["Hello"], [318], None),
)
_ABOUT = """
    hearback export --jsonl messages.jsonl

writes every message as one JSON object a line, in UTF-8; without a file name it writes to the terminal, so
`hearback export | jq .subject` works. Lines are ordered by the conversation that a message was first placed in,
then by number. Moments are ISO 8601 in UTC. Nothing is left out: what colleagues wrote is there as `is_ours`,
bounces and newsletters by their `kind`. What could not be read is no message, and is not there.
"""


def page() -> str:
    """Return the page about the export."""
    line = example()
    rows = ((code(name), FIELDS[name]) for name in paths(line))
    shown = "\n".join(f"    {text}" for text in json.dumps(line, indent=2, ensure_ascii=False).splitlines())
    return document(
        "The export",
        _ABOUT,
        table(("field", "what it is"), rows),
        "## An example",
        "One line, spread out to be read:",
        shown,
    )


def example() -> dict[str, Any]:
    """Return a line made by the export itself, of an invented message."""
    return exporting._line(_ROW)  # the door, `lines`, reads a database, which need not hold any message


def paths(line: dict[str, Any], before: str = "") -> list[str]:
    """Return the names of all fields of a line, those inside written person.id and recipients[].role."""
    found: list[str] = []
    for name, inside in line.items():
        found.append(f"{before}{name}")
        if isinstance(inside, dict):
            found += paths(inside, f"{before}{name}.")
        elif isinstance(inside, list) and inside and isinstance(inside[0], dict):
            found += paths(inside[0], f"{before}{name}[].")
    return found
