"""Facts about notices that mean harm: reading them takes time that grows with their length only."""

from __future__ import annotations

import time

import pytest

from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.bounces import letter, report

HOSTILE = {
    "addresses": lambda n: letter("cem@example.org " * (n // 16)),
    "ats": lambda n: letter("a@" * (n // 2)),
    "dots": lambda n: letter("a@" + "b." * (n // 2)),
    "spaces": lambda n: letter(" " * n),
    "lines": lambda n: letter("\n" * n),
    "labels": lambda n: letter("to: \n" * (n // 5)),
    "leads": lambda n: letter("the following recipients:\n" * (n // 25)),
    "secrets": lambda n: letter("(generated from " * (n // 16)),
    "quotes": lambda n: letter("'Cem " * (n // 5)),
    "codes": lambda n: letter("550 <" * (n // 5)),
    "recipients": lambda n: report("Final-Recipient: rfc822; cem@example.org\n" * (n // 41)),
    "folded": lambda n: report("Diagnostic-Code: x" + "\n a" * (n // 3)),
    "one recipient": lambda n: report("Final-Recipient: rfc822; " + "a" * n),
    "reports in text": lambda n: letter("Final-Recipient: a@example.org\n" * (n // 30)),
    "verp": lambda n: letter("x", To="a+b=" * (n // 4) + "@example.org"),
    "days": lambda n: letter("until 10 march " * (n // 15), From="a@example.org", Auto_Submitted="auto-replied"),
}


@pytest.mark.parametrize("bomb", HOSTILE.values(), ids=HOSTILE)
def test_hostile_notices_take_time_that_grows_with_their_length_only(bomb):
    def seconds(length):
        raw = bomb(length)
        begun = time.process_time()
        assert read(raw).notice is not None
        return time.process_time() - begun

    small, large = min(seconds(10_000) for _ in range(2)), seconds(160_000)

    assert large < max(small, 0.01) * 16 * 4
