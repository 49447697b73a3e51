"""Posts a letter: finds out when each turn was sent, and makes the mails, decisions and drafts of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.headerregistry import Address

from hearback.site.demo import wording
from hearback.site.demo.dice import Dice
from hearback.site.demo.folk import MAILBOXES, colleagues, people
from hearback.site.demo.mime import key_for
from hearback.site.demo.oddities import KEYLESS, odd_mail
from hearback.site.demo.reading import Letter, Turn
from hearback.site.demo.rhythm import LONGEST_AGE, before, chain, span, utc
from hearback.site.demo.said import Said
from hearback.site.demo.shapes import TownDecision, TownDraft, TownMail, TownThread
from hearback.site.demo.tongues import tongue

AUTOMATIC = ("bounce", "ooo", "receipt")
FRESH = timedelta(days=2)  # younger mails keep their minute, whatever the hour


@dataclass(frozen=True, slots=True)
class Posted:
    """What one letter brings to the town."""

    mails: tuple[TownMail, ...]
    decisions: tuple[TownDecision, ...]
    drafts: tuple[TownDraft, ...]
    thread: TownThread


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who speaks in a turn, as their mail shows it."""

    address: Address
    client: str
    language: str
    signature: str


def posted(letter: Letter, *, now: datetime, age: timedelta) -> Posted:
    """Return the letter as mails. age: how long ago its last mail was sent, when it does not say so itself."""
    moments = _moments(letter, now=now, age=age)
    said = _said(letter, moments)
    mails = [
        TownMail(mailbox=MAILBOXES[box].address, raw=odd_mail(one, mailbox=_box(box)), sent_at=utc(one.sent_at))
        for one in said
        for box in (letter.boxes if not one.is_ours else letter.boxes[:1])
    ]
    named = [one for one in said if one.options.get("kind") not in KEYLESS]
    return Posted(
        mails=tuple(mails),
        decisions=tuple(_decisions(letter, named, now)) if named else (),
        drafts=_drafts(letter, named, now),
        thread=TownThread(
            slug=letter.slug,
            subject=letter.headers["subject"],
            keys=tuple(one.key for one in named),
            turn=letter.turn,
        ),
    )


def _moments(letter: Letter, *, now: datetime, age: timedelta) -> list[datetime]:
    dice = Dice(f"moments/{letter.slug}")
    gaps = [_gap(turn, dice) for turn in letter.turns[1:]]
    zones = [None if _at_our_desk(turn) else people()[_key(turn)].zone for turn in letter.turns]
    last = before(now, age=letter.headers["last"]) if "last" in letter.headers else now - age
    if letter.headers.get("last", "").endswith("d"):
        last -= timedelta(hours=dice.between(0, 15))  # nobody knows the hour of a letter that is days old
    last -= timedelta(seconds=dice.between(0, 59))
    exact = now - last < FRESH and not letter.turns[-1].is_ours
    exact = exact or letter.headers.get("last", "").endswith("w")
    while True:
        moments = chain(last, gaps=gaps, zones=zones, dice=dice, exact=exact)
        excess = now - LONGEST_AGE - moments[0]
        if excess <= timedelta():
            return moments
        last += excess


def _gap(turn: Turn, dice: Dice) -> timedelta:
    if turn.gap:
        return span(turn.gap) * dice.between(0.88, 1.12)  # nobody answers after exactly a day
    return timedelta(hours=dice.between(0.7, 8) if turn.is_ours else dice.between(1.2, 60))


def _at_our_desk(turn: Turn) -> bool:
    # Programs answer at once, so they keep our hours.
    return turn.is_ours or turn.options.get("kind") in AUTOMATIC


def _said(letter: Letter, moments: list[datetime]) -> list[Said]:
    said: list[Said] = []
    promised = ""
    for turn, moment in zip(letter.turns, moments, strict=True):
        text, promised = wording.filled(turn.text, moment=moment, language=letter.language, promised=promised)
        said.append(_one_said(letter, replace(turn, text=text), moment, said))
    return said


def _one_said(letter: Letter, turn: Turn, moment: datetime, said: list[Said]) -> Said:
    voice = _voice(letter, turn)
    parents = said[: int(turn.options["re"])] if "re" in turn.options else said
    parent = parents[-1] if parents else None
    text = turn.text.replace("\n.", "") if turn.text != "." else ""
    words = wording.signed(
        _with_name(text, turn), client=voice.client, signature=voice.signature, language=voice.language
    )
    style = wording.style_of(voice.client, wish=turn.options.get("style", ""))
    quoting = {"client": voice.client, "style": style, "language": voice.language}
    dice = Dice(f"key/{letter.slug}/{len(said)}/{moment:%Y%m%d%H%M}")
    domain = voice.address.domain or "example.org"
    return Said(
        key=key_for(voice.client, domain=domain, sent_at=moment, dice=dice),
        author=voice.address,
        client=voice.client,
        language=voice.language,
        sent_at=moment,
        subject=_subject(letter, voice, is_first=parent is None),
        words=words,
        full=wording.whole(words, parent=parent, **quoting),
        html=wording.formatted(words, parent=parent, **quoting),
        to=_recipients(letter, turn, said),
        cc=tuple(_address(name) for name in turn.options.get("cc", "").split(",") if name),
        references=(*parent.references, parent.key) if parent else (),
        is_ours=turn.is_ours,
        options=turn.options,
    )


def _voice(letter: Letter, turn: Turn) -> _Voice:
    if turn.is_ours:
        colleague = colleagues()[turn.who[1:]]
        box = _box(letter.boxes[0])
        shown = Address(colleague.name, box.username, box.domain)
        return _Voice(address=shown, client="hearback", language=letter.language, signature=colleague.signature)
    person = people()[_key(turn)]
    is_bare = turn.options.get("style") == "bare" or "kind" in turn.options
    # Somebody who writes to us in English may still have a program that speaks Dutch.
    return _Voice(
        address=_address(turn.who),
        client="plain" if is_bare else person.client,
        language=person.language,
        signature="" if is_bare else person.signature,
    )


def _with_name(text: str, turn: Turn) -> str:
    """Return the words with the colleague's first name under them; others have signed as they pleased."""
    return f"{text}\n\n{colleagues()[turn.who[1:]].name.split()[0]}" if turn.is_ours else text


def _subject(letter: Letter, voice: _Voice, *, is_first: bool) -> str:
    subject = letter.headers["subject"]
    if is_first:
        return subject
    # Only some programs translate the "Re".
    prefix = tongue(voice.language).lines["re"] if voice.client in ("outlook", "thunderbird") else "Re"
    return f"{prefix}: {subject}"


def _recipients(letter: Letter, turn: Turn, said: list[Said]) -> tuple[Address, ...]:
    if not turn.is_ours:
        ours = [one.author for one in said if one.is_ours]
        return (ours[-1],) if ours else tuple(_box(box) for box in letter.boxes)
    if "to" in turn.options:
        return (_address(turn.options["to"]),)
    theirs = [one.author for one in said if not one.is_ours and "kind" not in one.options]
    return (theirs[-1],) if theirs else (said[-1].author,)


def _key(turn: Turn) -> str:
    return turn.who.partition("/")[0]


def _box(key: str) -> Address:
    name, domain = MAILBOXES[key].address.split("@")
    return Address("Spoonwright" if key == "hello" else "Spoonwright Partners", name, domain)


def _address(who: str) -> Address:
    if who.startswith("@"):
        colleague = colleagues()[who[1:]]
        return Address(colleague.name, addr_spec=colleague.address)
    key, _, place = who.partition("/")
    person = people()[key]
    spelt = person.addresses[int(place or 1) - 1]
    return Address(person.name, addr_spec=spelt) if spelt else Address(person.name)


def _decisions(letter: Letter, said: list[Said], now: datetime) -> list[TownDecision]:
    found: list[TownDecision] = []
    first = said[0]
    ours = [turn.who[1:] for turn in letter.turns if turn.is_ours]
    in_charge = letter.headers.get("assign") or (ours[0] if ours and letter.turn == "theirs" else "")
    if in_charge:
        at = min(utc(first.sent_at) + timedelta(minutes=18), now)
        address = colleagues()[in_charge].address
        found.append(TownDecision(key=first.key, colleague=address, act="assign", reason="", at=at))
    if settled := letter.headers.get("settle"):
        who, _, reason = settled.partition(": ")
        at = min(utc(said[-1].sent_at) + timedelta(minutes=47), now)
        found.append(
            TownDecision(key=first.key, colleague=colleagues()[who].address, act="settle", reason=reason, at=at)
        )
    return found


def _drafts(letter: Letter, said: list[Said], now: datetime) -> tuple[TownDraft, ...]:
    if letter.draft is None:
        return ()
    who = letter.draft.who.partition("@")[2]
    saved_at = min(utc(said[-1].sent_at) + timedelta(minutes=21), now)
    draft = TownDraft(key=said[0].key, colleague=colleagues()[who].address, text=letter.draft.text, saved_at=saved_at)
    return (draft,)
