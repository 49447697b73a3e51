"""The events that open pages live on, from the calls that tell them."""

from __future__ import annotations

from collections import defaultdict

from hearback.site.reference.markdown import code, document, table
from hearback.site.reference.source import calls

TOPICS = {
    "inbox": "Turns moved, or an answer of ours changed its state. What a batch of arrivals did is one event.",
    "source:…": "A source was changed, paused or looked at, or an import of it went on. … is the source's number.",
}
PAYLOADS = {
    "conversations": "the numbers of the conversations that are concerned, 50 at most",
    "more": "how many more there are; above 0 pages look at everything again",
    "run": "the number of the import that went on",
}
_TOLD = """
## What a page is told

`/live` is a stream of server-sent events for colleagues who are signed in. Each has the event's number as its `id`
and one JSON object as its `data`:

    id: 4711
    data: {"topics": ["inbox", "conversation:12"]}

`topics` names what changed and nothing else; no word of any message goes over this line. A page that hears a topic
it cares about fetches that fragment again, with all the checks of an ordinary request. `conversation:…` is made
from the payload's `conversations`; `*` means everything: too much happened, or events that the page missed are
forgotten.

A page that comes back asks with `?after=4711`, or its browser with `Last-Event-ID`, for what it missed. Events are
kept for seven days. A stream lasts five minutes; then the browser comes back by itself and is recognised anew.
"""


def page() -> str:
    """Return the page about events."""
    told = topics()
    return document(
        "Events",
        "An event is a row with a rising number, written in the transaction that it tells about. It carries "
        "numbers and no content. [Why it is so](../explanation/live-pages.md).",
        table(
            ("topic", "payload", "when"),
            ((code(one), ", ".join(map(code, sorted(told[one]))), TOPICS[one]) for one in sorted(told)),
        ),
        table(
            ("in the payload", "what it is"),
            ((code(one), PAYLOADS[one]) for one in sorted(set().union(*told.values()))),
        ),
        _TOLD,
    )


def topics() -> dict[str, set[str]]:
    """Return topic -> names in its payload, as the source tells them."""
    found: dict[str, set[str]] = defaultdict(set)
    for called in calls({"tell"}):
        if called.call.args and called.sentence():
            found[called.sentence()].update(called.keywords())
    return dict(found)
