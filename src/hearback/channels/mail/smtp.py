"""Hands a composed answer to an SMTP server, once, and knows at each step whether the server may have taken it.

The standard library reports a broken line in one way, whether it broke before or after the end of the mail
was sent; the difference decides whether somebody gets an answer twice, so the steps are driven here.
"""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError, Receipt, SendUnsureError
from hearback.channels.mail.composing.headers import sendable
from hearback.channels.mail.oauth import Denied, let_in
from hearback.channels.mail.wire import Server, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hearback.channels.mail.settings import MailSettings

# RFC 5321, section 4.5.3.2.6: after the end of the mail a server may take ten minutes.
_FINAL_SECONDS = 600.0
_WRONG_PASSWORD = 535
_LINES_AT_MOST = 200
_REPLY_LINE = re.compile(rb"(\d{3})([ -]|\Z)(.*)", re.DOTALL)
_UNSENDABLE = re.compile(r"[\x00-\x20\x7f<>]")
_DOTS = re.compile(rb"^\.", re.MULTILINE)
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")


def send(
    settings: MailSettings, *, composed: bytes, recipients: Sequence[str], point_of_no_return: Callable[[], None]
) -> Receipt:
    """Send the mail from the mailbox's address; the receipt names the recipients the server did not take.

    point_of_no_return is called when the whole mail is over, right before the line that makes it count.

    Raises ChannelError while the mail is certainly not sent, SendUnsureError when the line broke after its end.
    """
    with _conversation(settings) as talk:
        refused = _envelope(talk, settings.address, recipients, composed)
        talk.say(b"DATA").must_be(3, "the mail")
        talk.send_mail(composed)
        point_of_no_return()
        reply = talk.end_mail()
        reply.must_be(2, "the mail")
        return Receipt(str(reply), refused)


def takes_plus_addresses(settings: MailSettings) -> bool:
    """Say whether the server surely takes mail for name+anything, sending nothing. Raises ChannelError.

    A server that takes every name before it looks (many do, for their own users) proves nothing: False.
    """
    local, _, domain = settings.address.rpartition("@")
    with _conversation(settings) as talk:
        talk.mail_from(settings.address).must_be(2, "the sender")
        takes_plus = talk.rcpt_to(f"{local}+r.probe@{domain}").kind == 2
        takes_anything = talk.rcpt_to(f"{local}-no-such-mailbox-r.probe@{domain}").kind == 2
        talk.say(b"RSET")
    return takes_plus and not takes_anything


def largest_mail(settings: MailSettings) -> int | None:
    """Return how many bytes a mail may have, as the server says; None when it does not say. Raises ChannelError."""
    with _conversation(settings) as talk:
        return talk.largest


@dataclass(frozen=True, slots=True)
class _Reply:
    """What the server answers: a number and its words, line by line."""

    code: int
    lines: tuple[str, ...]

    @property
    def kind(self) -> int:
        """Return 2 for yes, 3 for go on, 4 for not now, 5 for no."""
        return self.code // 100

    def __str__(self) -> str:
        return f"{self.code} {' '.join(self.lines)}".rstrip()

    def must_be(self, kind: int, what: str) -> None:
        """Raise ChannelError when the server does not take it."""
        if self.kind != kind:
            raise ChannelError(f"The mail server does not take {what}: {self}", lasting=self.kind == 5)


@contextmanager
def _conversation(settings: MailSettings) -> Iterator[_Talk]:
    wire = Wire(Server(settings.smtp_host, settings.smtp_port, settings.smtp_security))
    try:
        talk = _Talk(wire)
        talk.begin(*settings.smtp_login, grant=settings.smtp_grant)
        yield talk
        with suppress(ChannelError):
            talk.say(b"QUIT")
    finally:
        wire.close()


class _Talk:
    """A conversation with one SMTP server."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._offers: dict[str, str] = {}

    def begin(self, user: str, password: str, *, grant: str = "") -> None:
        """Greet, encrypt where that is wanted, log in where that is possible; with a grant by its token.

        Raises ChannelError.
        """
        self._reply(self._wire.greeting()).must_be(2, "our call")
        self._wire.be_patient()
        self._say_hello()
        if self._wire.server.security == "starttls":
            if self.say(b"STARTTLS").kind != 2:
                raise ChannelError(f"{self._wire.server} does not offer STARTTLS.", lasting=True)
            self._wire.start_tls()
            self._say_hello()
        if grant and "AUTH" in self._offers:
            ways = self._offers["AUTH"].split()
            let_in(ways, grant=grant, user=user, server=str(self._wire.server), present=self._present)
        elif password and "AUTH" in self._offers:
            self._log_in(user.encode(), password.encode())

    @property
    def largest(self) -> int | None:
        """How many bytes a mail may have (RFC 1870); None when the server does not say, or knows no limit."""
        said = self._offers.get("SIZE", "").strip()
        return int(said) or None if said.isascii() and said.isdigit() and len(said) < 19 else None

    def say(self, command: bytes) -> _Reply:
        """Send a command and return the answer. Raises ChannelError."""
        self._wire.send(command + b"\r\n")
        return self._reply(self._wire.line())

    def send_mail(self, composed: bytes) -> None:
        """Send the mail without the line that ends it. Raises ChannelError: it is not sent then."""
        lines = _LINE_ENDS.sub(b"\r\n", composed).removesuffix(b"\r\n") + b"\r\n"
        self._wire.send(_DOTS.sub(b"..", lines))

    def end_mail(self) -> _Reply:
        """Send the line that ends the mail, and return the answer. Raises SendUnsureError."""
        self._wire.be_patient(_FINAL_SECONDS)
        try:
            return self.say(b".")
        except ChannelError as error:
            sentence = f"The line to {self._wire.server.host} broke just when the mail was handed over: it may be sent."
            raise SendUnsureError(sentence) from error

    def mail_from(self, sender: str, *, composed: bytes = b"") -> _Reply:
        """Name the sender."""
        address = _in_envelope(sender)
        options = b" SIZE=%d" % len(composed) if "SIZE" in self._offers else b""
        if "8BITMIME" in self._offers and not composed.isascii():
            options += b" BODY=8BITMIME"
        if "SMTPUTF8" in self._offers and not composed.isascii():
            options += b" SMTPUTF8"
        return self.say(b"MAIL FROM:<%s>%s" % (address.encode(), options))

    def rcpt_to(self, recipient: str) -> _Reply:
        """Name a recipient."""
        address = _in_envelope(recipient)
        if not address.isascii() and "SMTPUTF8" not in self._offers:
            return _Reply(553, ("The mail server cannot deliver to addresses with such letters.",))
        return self.say(b"RCPT TO:<%s>" % address.encode())

    def _say_hello(self) -> None:
        hello = self.say(b"EHLO " + self._wire.address_literal())
        hello.must_be(2, "our call")
        named = (line.upper().partition(" ") for line in hello.lines[1:])
        self._offers = {name: values for name, _, values in named}

    def _log_in(self, user: bytes, password: bytes) -> None:
        ways = self._offers["AUTH"].split()
        if "PLAIN" in ways:
            reply = self.say(b"AUTH PLAIN " + b64encode(b"\0".join((b"", user, password))))
        elif "LOGIN" in ways:
            reply = self.say(b"AUTH LOGIN")
            for words in (user, password):
                reply = self.say(b64encode(words)) if reply.kind == 3 else reply
        else:
            raise ChannelError(f"{self._wire.server} offers no way to log in that we know.", lasting=True)
        if reply.kind == 4:
            raise ChannelError(f"The mail server lets nobody in just now: {reply}", lasting=False)
        if reply.kind != 2:
            said = "" if reply.code == _WRONG_PASSWORD else f' It said: "{reply}"'
            raise ChannelError(f"The mail server did not accept the name or the password.{said}", lasting=True)

    def _present(self, mechanism: bytes, response: bytes, after_error: bytes) -> Denied | None:
        """Show a token; return what the server says against it, None when it lets us in."""
        reply, challenge = self.say(b"AUTH " + mechanism + b" " + response), b""
        if reply.kind == 3:
            challenge = "".join(reply.lines).encode()
            reply = self.say(after_error)
        return None if reply.kind == 2 else Denied(str(reply), reply.kind == 4, challenge)

    def _reply(self, line: bytes) -> _Reply:
        """Return the answer that begins with a line."""
        lines: list[str] = []
        while True:
            found = _REPLY_LINE.match(line)
            if found is None or len(lines) > _LINES_AT_MOST:
                raise ChannelError(f"{self._wire.server} does not answer like an SMTP server.", lasting=True)
            lines.append(found[3].decode("utf-8", "replace").strip())
            if found[2] != b"-":
                return _Reply(int(found[1]), tuple(lines))
            line = self._wire.line()


def _envelope(talk: _Talk, sender: str, recipients: Sequence[str], composed: bytes) -> dict[str, str]:
    """Name sender and recipients; return the recipients that were not taken, with the server's words."""
    talk.mail_from(sender, composed=composed).must_be(2, "the sender")
    replies = {recipient: talk.rcpt_to(recipient) for recipient in dict.fromkeys(recipients)}
    refused = {recipient: reply for recipient, reply in replies.items() if reply.kind != 2}
    if len(refused) == len(replies):
        words = " ".join(f"{recipient}: {reply}" for recipient, reply in refused.items())
        is_lasting = all(reply.kind == 5 for reply in refused.values())
        raise ChannelError(f"The mail server does not take the recipients. {words}".rstrip(), lasting=is_lasting)
    return {recipient: str(reply) for recipient, reply in refused.items()}


def _in_envelope(address: str) -> str:
    if not address or _UNSENDABLE.search(address):
        raise ChannelError(f"{address!r} is not a mail address.", lasting=True)
    return sendable(address)
