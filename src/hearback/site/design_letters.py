"""What people wrote to each other on the design page: one thread with every kind of line in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hearback.site.design_samples import BEA, JON, MAIL, outbound, recipient

if TYPE_CHECKING:
    from hearback.infra.showing import When
    from hearback.site.design_samples import Clock, Shown

HELLO = """Hello,

we bought two of your H2 rotors in March and are very happy with the right one. The left one hums when the wind is \
above 8 m/s. It is not loud, but it is the kind of sound that one hears through a closed window, and my neighbours \
have begun to ask questions.

Is that expected? I have recorded a minute of it."""

ADVICE = """Dear Jón,

thank you for the recording, that helps a lot. No, it should not hum. What one hears at 0:20 is most likely the \
damping ring on the yaw bearing, which comes loose when it was fitted in the cold.

Could you look whether the grey ring below the nacelle can be turned by hand? Please do that on a day without wind.

Bea Nakamura"""

QUESTIONS = """Dear Bea,

it can be turned by hand, quite easily in fact! So I suppose that is it. Two questions:

1. May I tighten it myself, and with which tool?
2. Will it come loose again in the cold? We have had -14 °C here this week.

The drawing at https://rotor.example/h2/yaw shows another ring than mine."""

AT_SEA = "I am at sea until Friday and read mail in the evening."


def span(kind: str, text: str) -> Shown:
    """Return a stretch of a message."""
    return {"kind": kind, "text": text}


def _message(number: int, face: Any, spans: list[Shown], at: When, **other: Any) -> Shown:
    is_ours = face is BEA
    to = {"words": "to Jón", "roles": [{"label": "To", "names": "Jón Þórarinsson <jon@hvalfjord.example>"}]}
    if not is_ours:
        names = "Rotor support <support@rotor.example>"
        to = {"words": "to Rotor support", "roles": [{"label": "To", "names": names}]}
    return {
        "kind": "message",
        "id": number,
        "ours": is_ours,
        "face": face,
        "spans": spans,
        "when": at,
        "source": MAIL,
        "to": to,
        "original_url": "#conversation",
    } | other


def _thin(icon: str, title: str, words: str, at: When, **other: Any) -> Shown:
    return {"kind": "thin", "icon": icon, "title": title, "words": words, "when": at, "spans": []} | other


def thread(clock: Clock) -> list[Shown]:
    """Return a conversation with a message of theirs and ours, an event, an automatic reply and a bounce."""
    attachments = [
        {"name": "hum-left-rotor.m4a", "size": "1.1 MB", "url": "#conversation", "icon": "file"},
        {"name": "IMG_2207.jpeg", "size": "3.4 MB", "url": "#conversation", "icon": "image"},
    ]
    signature = span("signature", "Jón Þórarinsson\nHvalfjörður\n+354 555 0117")
    quote = span("quote", "> Could you look whether the grey ring below the nacelle can be turned by hand?")
    came_back = "to old@address.example: the mailbox does not exist."
    return [
        _message(1, JON, [span("new", HELLO), signature], clock.ago(days=5), attachments=attachments),
        {
            "kind": "event",
            "icon": "person",
            "who": "Cem Aydın",
            "words": "assigned this to Bea Nakamura.",
            "when": clock.ago(days=5),
        },
        _message(2, BEA, [span("new", ADVICE)], clock.ago(days=5), outbound=outbound(clock, "sent")),
        _thin("robot", "Automatic reply", f"from Jón: “{AT_SEA}”", clock.ago(days=5), spans=[span("new", AT_SEA)]),
        _thin("bounce", "Not delivered", came_back, clock.ago(days=5), failed=True, original_url="#conversation"),
        _message(3, JON, [span("new", QUESTIONS), quote, span("signature", "Jón")], clock.ago(hours=7), latest=True),
    ]


def long_thread(clock: Clock) -> list[Shown]:
    """Return a conversation whose middle is folded, with messages of few words and of none."""
    sent = outbound(clock, "sent")
    return [
        _message(91, JON, [span("new", "May I tighten it myself?")], clock.ago(days=5)),
        {
            "kind": "earlier",
            "count": 28,
            "lines": [_message(92, JON, [span("new", "It is raining again.")], clock.ago(days=4))],
        },
        _message(93, BEA, [span("new", "Yes, with an 8 mm key.")], clock.ago(hours=2), outbound=sent),
        _message(94, JON, [span("quote", "> Yes")], clock.ago(hours=1)),
        _message(95, JON, [], clock.ago(minutes=58)),
    ]


def composers() -> list[Shown]:
    """Return an empty composer, and one with everything in it that can go wrong or long."""
    bare = {
        "number": "",
        "action": "#out",
        "draft_url": "",
        "answers": 3,
        "to": [recipient("Jón Þórarinsson", "jon@hvalfjord.example")],
        "cc": [],
        "text": "",
        "quote": True,
        "quoted": "Jón",
        "saved_words": "",
        "name": "Jón",
        "error": "",
    }
    full = {
        "number": 2,
        "to": [
            recipient("Priya Raman", "priya@rotor-india.example"),
            recipient("Devika Rao", "devika@pune.example", new=True),
        ],
        "cc": [
            recipient("Sales", "sales@rotor.example"),
            recipient("old@address.example", "old@address.example", checked=False),
        ],
        "text": "Dear Priya,\n\nof course.",
        "saved_words": "Draft saved",
        "error": "The mail server refused devika@pune.example: no such mailbox.",
    }
    return [bare, bare | full]
