"""Moves the demo town into an empty house, through the same doors as everything that is heard."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.channels.contract import Fetched, RawArrival
from hearback.channels.feed.settings import FeedSettings
from hearback.channels.mail.settings import MailSettings
from hearback.conversations.queries import by_key
from hearback.inbox.actions import assign, save_draft, settle
from hearback.infra.errors import Refusal
from hearback.listening.actions import store
from hearback.listening.hearing import hear
from hearback.people.actions import organisations
from hearback.people.actions.affiliations import suggest
from hearback.people.queries.organisations import suggestions
from hearback.site.demo.folk import MAILBOXES
from hearback.site.demo.houses import HOUSES, NO_HOUSES
from hearback.sources.actions import change_settings, connect, note_try, pause
from hearback.sources.models import Source
from hearback.sources.queries import settings_of
from hearback.staff.actions import sign_off_as, welcome
from hearback.staff.models import Colleague

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from hearback.site.demo import Town

PASSWORD = "salt-and-cedar"  # noqa: S105  # printed for everybody who starts the demo
MOST = 300
HERE = "127.0.0.1"


@transaction.atomic
def move_in(town: Town, *, at: datetime) -> str:
    """Fill an empty house with the town; returns how to sign in. Raises Refusal when somebody lives here."""
    if Colleague.objects.exists():
        raise Refusal("Somebody lives here already; the demo town needs an empty database.")
    colleagues = {
        one.address: welcome(email=one.address, name=one.name, password=PASSWORD, role=_role(number), at=at)
        for number, one in enumerate(town.colleagues)
    }
    for one in town.colleagues:
        sign_off_as(colleagues[one.address], name=one.name, signature=one.signature)
    founder = colleagues[town.colleagues[0].address]
    _hear_all(_mailboxes(town, founder), ((one.mailbox, one.raw, one.sent_at) for one in town.mails), at=at)
    _hear_all(_feeds(town, founder), ((one.feed, one.raw, one.sent_at) for one in town.posts), at=at)
    _decide(town, colleagues)
    _name_houses(colleagues, founder, at=at)
    return f"Sign in as {founder.email} with the password {PASSWORD}"


def _name_houses(colleagues: Mapping[str, Colleague], founder: Colleague, *, at: datetime) -> None:
    """Make the organisations that the town works with, name who of us they know, and answer what would be asked."""
    named = {address.partition("@")[0]: one for address, one in colleagues.items()}
    for house in HOUSES:
        made, _ = organisations.make(
            house.name, kinds=house.kinds, depth=house.depth, note=house.note, by=founder, at=at
        )
        organisations.add_domain(made.pk, house.domain, by=founder, at=at)
        if house.ours:
            who, part = house.ours
            organisations.add_counterpart(made.pk, part=part, colleague=named[who], by=founder, at=at)
    suggest(at=at)
    for suggestion in suggestions().filter(domain__in=NO_HOUSES):
        organisations.never_suggest(suggestion.domain, by=founder, at=at)


def send_answers_to(port: int) -> None:
    """Let what is answered in the town leave by a port of this machine, unless somebody gave a mailbox a real way out.

    The port is the post office's, which keeps everything and passes nothing on.
    """
    addresses = {one.address: _way_out(one.address) for one in MAILBOXES.values()}
    for source in Source.objects.filter(kind="mail", address__in=addresses):
        known = settings_of(source)
        way = (known.smtp_host, known.smtp_port)
        if known.smtp_host in {addresses[source.address], HERE} and way != (HERE, port):
            changed = replace(known, smtp_host=HERE, smtp_port=port, smtp_security="none")
            change_settings(
                source,
                name=source.name,
                settings=changed,
                address=source.address,
                promise_hours=source.promise_hours,
                by=None,
            )


def _way_out(address: str) -> str:
    """Return the name of a mail server that nobody can reach, before the post office opens."""
    return f"mail.{address.partition('@')[2]}"


def _role(number: int) -> str:
    return Colleague.COLLEAGUE if number else Colleague.ADMIN


def _mailboxes(town: Town, by: Colleague) -> dict[str, Source]:
    """Connect mailboxes without a server: in the demo town nothing is fetched."""
    return {
        one.address: connect(
            kind="mail",
            name=one.name,
            settings=MailSettings(address=one.address, name=one.name, smtp_host=_way_out(one.address)),
            address=one.address,
            by=by,
        )
        for one in town.mailboxes
    }


def _feeds(town: Town, by: Colleague) -> dict[str, Source]:
    feeds = {
        one.name: connect(kind="feed", name=one.name, settings=FeedSettings(url=one.url), by=by) for one in town.feeds
    }
    for source in feeds.values():
        pause(source, is_paused=True, by=by)
    return feeds


def _hear_all(sources: Mapping[str, Source], said: Iterable[tuple[str, bytes, datetime]], *, at: datetime) -> None:
    of_source: dict[str, list[tuple[bytes, datetime]]] = defaultdict(list)
    for place, raw, sent_at in said:
        of_source[place].append((raw, sent_at))
    for place, raws in of_source.items():
        for start in range(0, len(raws), MOST):
            _hear(sources[place], raws[start : start + MOST], at=at)
        note_try(sources[place], at=max(sent_at for _, sent_at in raws), heard=True)


def _hear(source: Source, raws: list[tuple[bytes, datetime]], *, at: datetime) -> None:
    arrivals = [RawArrival(raw, sha256(raw).digest(), f"demo@{sent_at:%Y-%m-%d}") for raw, sent_at in raws]
    heard_at = dict(zip((one.fingerprint for one in arrivals), (sent_at for _, sent_at in raws), strict=True))
    stored = store(source, Fetched(arrivals), heard_at=heard_at)
    hear(source, stored, at=at)


def _decide(town: Town, colleagues: Mapping[str, Colleague]) -> None:
    for decision in town.decisions:
        conversation, by = by_key(decision.key).pk, colleagues[decision.colleague]
        if decision.act == "assign":
            assign(conversation, to=by, by=by, at=decision.at)
        else:
            settle(conversation, reason=decision.reason, by=by, at=decision.at)
    for draft in town.drafts:
        save_draft(by_key(draft.key).pk, by=colleagues[draft.colleague], text=draft.text, at=draft.saved_at)
