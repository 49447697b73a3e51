"""What is handed over: a mail, who sent it and for whom, as the envelope says."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class NotNow(Exception):
    """A mail cannot be taken at present; whoever hands it over keeps it and comes again. The text says why."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A mail as it was handed over, for one house's mailbox.

    sender: "" for a notice that nobody is to answer. recipients: as they were written, at least one.
    way: "LMTP", "SMTP", "ESMTPS" and so on. helo, client: how the other side called itself, and its address.
    """

    content: bytes
    sender: str
    recipients: tuple[str, ...]
    way: str
    helo: str
    client: str
    host: str

    @property
    def fingerprint(self) -> bytes:
        """Return 32 bytes that are equal when the same mail is handed over again in the same envelope."""
        envelope = "\0".join([self.sender, *sorted(self.recipients), ""])
        return sha256(envelope.encode("utf-8", "surrogateescape") + self.content).digest()

    @property
    def origin(self) -> str:
        """Return where it came from."""
        return f"handed over by {self.client}"

    def raw(self, *, at: datetime) -> bytes:
        """Return the mail with its envelope above it, as a last server writes it (RFC 5321, 4.4)."""
        lines = [f"Return-Path: <{self.sender}>"]
        lines += [f"Delivered-To: {recipient}" for recipient in self.recipients]
        literal = f"[IPv6:{self.client}]" if ":" in self.client else f"[{self.client}]"
        lines.append(f"Received: from {self.helo} ({literal}) by {self.host} with {self.way}; {format_datetime(at)}")
        return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape") + self.content
