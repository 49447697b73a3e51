"""A house that hears an account by JMAP, as plain values: for tests."""

from __future__ import annotations

import pytest

from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.jmap_server import jmap_server


@pytest.fixture
def server():
    with jmap_server() as account:
        yield account


class House:
    """Keeps what comes, by origin and by fingerprint, as the house does."""

    def __init__(self, settings) -> None:
        self.settings = settings
        self.cursors, self.origins, self.raws, self.removed, self.history = {}, {}, [], [], []

    def kept(self, begin):
        return [one for one in self.origins if one.startswith(begin)]

    def known(self, origins):
        return {one for one in origins if one in self.origins}

    def keep(self, arrivals) -> int:
        fresh = [one for one in arrivals if one.fingerprint not in self.origins.values()]
        self.origins |= {one.origin: one.fingerprint for one in fresh}
        self.raws += [one.raw for one in fresh]
        return len(fresh)

    def fetch(self, *, most=None):
        """Take steps, so many at most; return what came."""
        before = len(self.raws)
        for number, step in enumerate(CHANNEL.fetch(self.settings, cursors=self.cursors, kept=self.kept)):
            self.keep(step.arrivals)
            self.removed += step.removed
            self.history += [one.raw for one in step.arrivals if step.is_history]
            self.cursors[step.place] = step.position
            if most is not None and number + 1 >= most:
                break
        return self.raws[before:]

    def compare(self) -> tuple[int, int]:
        there = missing = 0
        for step in CHANNEL.compare(self.settings, cursors=self.cursors, known=self.known):
            there += step.there
            missing += self.keep(step.missing)
        return there, missing


@pytest.fixture
def house(server):
    return House(server.settings())
