"""Facts about folders on a real Dovecot: thousands are heard in seconds, and what goes is learned from the server."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hearback.channels.mail.channel import CHANNEL
from tests.live.test_mailbox import mail

pytestmark = pytest.mark.live
FOLDERS, SECONDS = 2_000, 8.0
ARTEFACTS = Path("artefacts") / "live"


def taken(settings, cursors, **more) -> list[str]:
    """Return where what came lay, and move the cursors on."""
    found = []
    for step in CHANNEL.fetch(settings, cursors=cursors, **more):
        found += [arrival.origin for arrival in step.arrivals]
        cursors[step.place] = step.position
    return found


def timed(act):
    began = time.monotonic()
    return act(), time.monotonic() - began


def make_folders(servers, name: str) -> None:
    """Make folders in one go, each tenth with a mail."""
    client = servers.client(name)
    for number in range(FOLDERS):
        assert client.create(f"Clients/C{number:04}")[0] == "OK"
        if number % 10 == 0:
            client.append(f"Clients/C{number:04}", None, None, mail(number))
    client.logout()


def test_two_thousand_folders_are_heard_in_seconds(servers, name):
    make_folders(servers, name)
    settings, cursors = servers.settings(name, folders="*"), {}

    look, to_look = timed(lambda: CHANNEL.look(settings))
    first, to_begin = timed(lambda: taken(settings, cursors))
    again, at_rest = timed(lambda: taken(settings, cursors))
    client = servers.client(name)
    client.append("Clients/C1234", None, None, mail(9999))
    new, with_one = timed(lambda: taken(settings, cursors))
    client.logout()

    assert look.sentence.startswith(f"{FOLDERS + 1:,} folders hold 200 messages")
    assert (len(first), again) == (FOLDERS // 10, [])
    assert [origin.rpartition(";")[0].partition(";")[0] for origin in new] == ["Clients/C1234"]
    told = f"{FOLDERS} folders: look {to_look:.2f} s, first fetch {to_begin:.2f} s, "
    told += f"nothing new {at_rest:.2f} s, one new mail {with_one:.2f} s"
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / "folders.txt").write_text(told + "\n")
    print(told)
    assert max(at_rest, with_one) < SECONDS


def test_drafts_spam_and_deleted_mail_are_left_out_of_a_pattern(servers, name):
    client = servers.client(name)
    for folder in ("Drafts", "Junk", "Trash", "Trash/old", "Papierkorb", "Work"):
        client.create(folder)
        client.append(folder, None, None, mail(1))
    client.logout()
    settings, cursors = servers.settings(name, folders="*, !Nothing*"), {}

    assert [origin.partition(";")[0] for origin in taken(settings, cursors)] == ["Work"]
    assert "left out: Drafts, Junk, Papierkorb, Trash, Trash/old" in CHANNEL.look(settings).sentence
    assert taken(servers.settings(name, folders="Drafts"), {})


def test_what_goes_is_learned_by_resynchronising(servers, name):
    for number in range(1, 31):
        servers.hand_over(name, mail(number))
    settings, cursors = servers.settings(name, when_removed="mark"), {}
    origins = taken(settings, cursors)
    client = servers.client(name)
    client.select("INBOX")
    client.store("2,7:9", "+FLAGS", "\\Deleted")
    client.expunge()
    client.logout()
    servers.hand_over(name, mail(31))

    def kept(start):
        return [origin for origin in origins if origin.startswith(start)]

    steps = list(CHANNEL.fetch(settings, cursors=cursors, kept=kept))

    assert [len(step.arrivals) for step in steps] == [1, 0]
    assert list(steps[-1].removed) == [origins[place] for place in (1, 6, 7, 8)]
    assert list(CHANNEL.fetch(settings, cursors={"INBOX": steps[-1].position}, kept=kept)) == []


def test_a_first_import_brings_exactly_what_was_chosen(servers, name):
    client = servers.client(name)
    for number, day in ((1, "02-Feb-2026"), (2, "02-Jan-2020"), (3, "03-Mar-2026")):
        client.append("INBOX", None, f'"{day} 09:00:00 +0000"', mail(number))
    client.logout()
    settings, from_now = servers.settings(name, since="2026-01-31"), servers.settings(name, since="now")

    counts = {choice.value: choice.count for choice in CHANNEL.look(settings).choices}
    assert (counts["all"], counts["2026-01-31"], counts["now"]) == (3, 2, 0)
    assert len(taken(settings, {})) == 2
    cursors = {}
    assert taken(from_now, cursors) == []
    servers.hand_over(name, mail(4))
    assert len(taken(from_now, cursors)) == 1
