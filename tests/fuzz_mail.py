"""Reads broken mail for as long as you like: `python -m tests.fuzz_mail SECONDS [SEED]`; says what it found.

Seeds are mails of every shape that the tests know; each round breaks one of them and reads it. What counts as
found: an error other than Unreadable, a value that cannot be stored, or a read that takes too long.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hearback.channels.contract import Unreadable
from hearback.channels.mail.reading import enclosed, read
from hearback.channels.mail.tests.mails import mail, multipart, part
from hearback.channels.mail.tests.test_reading_anything import PIECES, assert_sound

SECONDS_PER_MB = 8.0
LEAST_SECONDS = 0.5
LARGEST = 40_000

DSN = (
    "Reporting-MTA: dns; mx.example.net\nArrival-Date: Mon, 3 Mar 2025 10:15:00 +0100\n\n"
    "Final-Recipient: rfc822; cem@example.net\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <cem@example.net>: user unknown\n"
)
SEEDS = [
    mail(),
    mail("> old\n\nnew\n\n-- \nAnn\n", In_Reply_To="<a@x>", References="<b@x> <a@x>"),
    mail("caf\udce9".encode("utf-8", "surrogateescape"), Content_Type="text/plain; charset=x-unknown"),
    mail("<p>Hello <b>you</b><blockquote>old</blockquote>", Content_Type="text/html; charset=utf-8"),
    mail("begin 644 a.txt\n#86)C\n`\nend\n"),
    mail("<cem@example.net>:\n550 user unknown\n", From="MAILER-DAEMON@example.net", Subject="failure notice"),
    mail("I am away until 10 March 2025.", Auto_Submitted="auto-replied", Subject="Automatic reply: The lamp"),
    multipart("alternative", part("one"), part("<p>one", "text/html")),
    multipart("mixed", part("a"), part("JVBERi0=", "application/pdf; name=a.pdf", Content_Transfer_Encoding="base64")),
    multipart(
        "report",
        part("Not delivered"),
        part(DSN, "message/delivery-status"),
        part(mail(), "message/rfc822"),
        Content_Type='multipart/report; report-type=delivery-status; boundary="frontier"',
    ),
    multipart("mixed", part("a"), part("BEGIN:VCALENDAR\nMETHOD:REQUEST\n", "text/calendar; method=REQUEST")),
    multipart("mixed", part("a"), part("eJ8+IgAA", "application/ms-tnef", Content_Transfer_Encoding="base64")),
]


def broken(seed: bytes, chance: random.Random) -> bytes:
    """Return the seed with a few cuts, doublings, wrong bytes and foreign pieces."""
    raw = bytearray(seed)
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randint(0, len(raw)), chance.choice((1, 4, 40, 400))
        way = chance.randrange(7)
        if way == 0:
            del raw[at : at + length]
        elif way == 1:
            raw[at:at] = raw[at : at + length] * chance.choice((1, 3, 50))
        elif way == 2:
            raw[at : at + 1] = bytes((chance.randrange(256),))
        elif way == 3:
            raw[at:at] = chance.choice(PIECES)
        elif way == 4:
            raw[at:at] = chance.choice(SEEDS)
        elif way == 5:
            raw = bytearray(bytes(raw).replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b" "))))
        else:
            raw[at : at + length] = chance.randbytes(length)
        del raw[LARGEST:]
    return bytes(raw)


def trouble(raw: bytes) -> str:
    """Return what is wrong with how some bytes are read; "" when nothing is."""
    begun = time.process_time()
    try:
        heard = read(raw)
        assert_sound(heard)
        assert [len(one.content()) for one in enclosed(raw)] == [one.size_bytes for one in heard.attachments]
    except Unreadable:
        return ""
    except Exception as error:  # noqa: BLE001  # to find them is what this is for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {last.name}:{last.lineno}: {error}"[:300]
    took = time.process_time() - begun
    return "slow" if took > max(LEAST_SECONDS, len(raw) / 1e6 * SECONDS_PER_MB) else ""


def main(seconds: float, seed: int) -> int:
    """Break and read mails until the time is over; return how many kinds of trouble there were."""
    chance, found, count = random.Random(seed), {}, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        raw = broken(chance.choice(SEEDS), chance)
        count += 1
        wrong = trouble(raw)
        kind = wrong.partition(": ")[0]
        if wrong and kind not in found:
            found[kind] = raw
            kept = Path(tempfile.mkdtemp(prefix="fuzz-")) / "found.eml"
            kept.write_bytes(raw)
            print(f"{wrong}: {kept}", flush=True)
    print(f"{count} mails read, {len(found)} kinds of trouble (seed {seed})")
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)))
