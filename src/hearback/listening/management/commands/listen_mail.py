"""`hearback listen-mail`: takes mail that a mail server hands over, by LMTP or SMTP."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import threading
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from hearback.channels.mail.handed import Rules, opened
from hearback.listening.receiving import Receiver

if TYPE_CHECKING:
    import argparse

_PLACE = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^\s:\[\]]+)):(\d{1,5})")


class Command(BaseCommand):
    help = "Take mail that a mail server hands over, by LMTP or SMTP, for mailboxes that are set so."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Name the doors and what is said at them."""
        parser.add_argument("--lmtp", metavar="HOST:PORT", help="where LMTP is spoken; HEARBACK_LMTP by default")
        parser.add_argument("--smtp", metavar="HOST:PORT", help="where SMTP is spoken; HEARBACK_SMTP by default")
        parser.add_argument("--name", help="how we call ourselves; HEARBACK_MAIL_NAME or the machine's name by default")
        parser.add_argument("--largest", metavar="MB", help="of one mail; HEARBACK_MAIL_LARGEST or 64 by default")
        parser.add_argument("--certificate", metavar="FILE", help="for STARTTLS; HEARBACK_MAIL_CERTIFICATE by default")
        parser.add_argument("--key", metavar="FILE", help="of the certificate; HEARBACK_MAIL_KEY by default")

    def handle(self, **given: Any) -> None:
        """Keep the doors open until told to stop. Raises CommandError."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        told = {name: given[name] or os.environ.get(variable, "") for name, variable in _VARIABLES.items()}
        with ExitStack() as doors:
            for rules, host, port in _doors(told):
                way = "LMTP" if rules.is_lmtp else "SMTP"
                try:
                    door = doors.enter_context(opened(rules, Receiver(), host=host, port=port))
                except OSError as error:
                    why = os.strerror(error.errno) if error.errno else str(error)
                    raise CommandError(f"Nothing can listen on {host}, port {port}: {why}.") from error
                self.stdout.write(f"Mail is taken by {way} on {host}, port {door.port}.")
                self.stdout.flush()
            stop.wait()


_VARIABLES = {
    "lmtp": "HEARBACK_LMTP",
    "smtp": "HEARBACK_SMTP",
    "name": "HEARBACK_MAIL_NAME",
    "largest": "HEARBACK_MAIL_LARGEST",
    "certificate": "HEARBACK_MAIL_CERTIFICATE",
    "key": "HEARBACK_MAIL_KEY",
}


def _doors(told: dict[str, str]) -> list[tuple[Rules, str, int]]:
    """Return the doors to open, as (rules, host, port). Raises CommandError."""
    if not told["lmtp"] and not told["smtp"]:
        raise CommandError("Say where mail is handed over, such as --lmtp 127.0.0.1:2424.")
    megabytes = told["largest"] or "64"
    if not megabytes.isdecimal() or not 0 < int(megabytes) <= 128:
        raise CommandError("The largest mail is a number of megabytes from 1 to 128.")
    lmtp = Rules(
        is_lmtp=True,
        host=told["name"] or socket.getfqdn(),
        largest_bytes=int(megabytes) * 1_000_000,
        tls=_tls(told["certificate"], told["key"]),
    )
    ways = ((lmtp, told["lmtp"]), (replace(lmtp, is_lmtp=False), told["smtp"]))
    return [(rules, *_place(place)) for rules, place in ways if place]


def _place(told: str) -> tuple[str, int]:
    found = _PLACE.fullmatch(told)
    if found is None or int(found[3]) > 65_535:
        raise CommandError(f"“{told}” is no place to listen; write it like 127.0.0.1:2424.")
    return found[1] or found[2], int(found[3])


def _tls(certificate: str, key: str) -> ssl.SSLContext | None:
    if not certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key or None)
    except (OSError, ssl.SSLError) as error:
        raise CommandError(f"The certificate in {certificate} cannot be used: {error.strerror or error}.") from error
    return context
