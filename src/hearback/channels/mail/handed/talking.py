"""One conversation with somebody who hands mail over: what may be said when, and what is answered."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hearback.channels.mail.handed.commands import BadWords, path_in, size_in, words_of
from hearback.channels.mail.handed.envelope import Handed, NotNow
from hearback.channels.mail.handed.line import Gone, Line, Smuggled, TooLong
from hearback.channels.mail.handed.room import Full

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    from hearback.channels.mail.handed.room import Room

MOST_RECIPIENTS = 1_000
MOST_MISTAKES = 20
MOST_COMMANDS_WITHOUT_MAIL = 1_000
MOST_HOPS = 100
_CONTENT_SECONDS = 30 * 60.0
_HEAD_END = b"\r\n\r\n"
_HELO = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,255}")
_BODIES = {"7BIT", "8BITMIME"}
_LATER = "Mail cannot be stored just now"


class House(Protocol):
    """Whoever takes the mail."""

    def home_of(self, address: str) -> int | None:
        """Return the mailbox that an address belongs to, None when it is none of ours. Raises NotNow."""

    def take(self, home: int, handed: Handed) -> None:
        """Keep a mail; on return it is kept, whatever happens then. Raises NotNow."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a door is kept. is_lmtp: else SMTP. host: our name. tls: for STARTTLS; None: it is not offered."""

    is_lmtp: bool
    host: str
    largest_bytes: int = 64_000_000
    silence_seconds: float = 300.0
    tls: ssl.SSLContext | None = None


class Talk:
    """A conversation, from greeting to good-bye."""

    def __init__(self, line: Line, rules: Rules, house: House, *, client: str, room: Room) -> None:
        self._line, self._rules, self._house, self._client, self._room = line, rules, house, client, room
        self._helo = ""
        self._is_extended = self._is_encrypted = False
        self._sender: str | None = None
        self._homes: list[tuple[str, int]] = []  # one for each RCPT: LMTP answers each, also a doubled one
        self._mistakes = self._commands = 0
        self._is_over = False

    def hold(self) -> None:
        """Talk until one side ends it."""
        with suppress(Gone):
            try:
                self._line.say(f"220 {self._rules.host} {'LMTP' if self._rules.is_lmtp else 'ESMTP'} Hearback")
                while not self._is_over:
                    self._hear()
            except Smuggled:
                self._line.say("521 5.5.2 Lines end with CR and LF here; good-bye")
            except TooLong:
                self._line.say("500 5.5.2 That line is too long; good-bye")

    def _hear(self) -> None:
        word, rest = words_of(self._line.command())
        self._commands += 1
        try:
            self._words().get(word, self._unknown)(rest)
        except BadWords as error:
            self._mistakes += 1
            self._line.say(str(error))
        if self._mistakes > MOST_MISTAKES or self._commands > MOST_COMMANDS_WITHOUT_MAIL:
            self._line.say(f"421 4.7.0 {self._rules.host} has heard enough")
            self._is_over = True

    def _words(self) -> Mapping[str, Callable[[str], None]]:
        greetings = {"LHLO": self._ehlo} if self._rules.is_lmtp else {"EHLO": self._ehlo, "HELO": self._helo_only}
        return greetings | {
            "MAIL": self._mail, "RCPT": self._rcpt, "DATA": self._data, "RSET": self._rset, "NOOP": self._noop,
            "QUIT": self._quit, "VRFY": self._vrfy, "STARTTLS": self._starttls,
        }  # fmt: skip

    def _ehlo(self, rest: str) -> None:
        self._greeted(rest, is_extended=True)
        offered = ["PIPELINING", f"SIZE {self._rules.largest_bytes}", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
        offered += ["STARTTLS"] * (self._rules.tls is not None and not self._is_encrypted)
        said = [self._rules.host, *offered]
        self._line.say(*(f"250-{one}" for one in said[:-1]), f"250 {said[-1]}")

    def _helo_only(self, rest: str) -> None:
        self._greeted(rest, is_extended=False)
        self._line.say(f"250 {self._rules.host}")

    def _greeted(self, rest: str, *, is_extended: bool) -> None:
        if not _HELO.fullmatch(rest):
            raise BadWords("501 5.5.4 Say your name")
        self._helo, self._is_extended = rest, is_extended
        self._forget()

    def _starttls(self, rest: str) -> None:
        if self._rules.tls is None or self._is_encrypted:
            raise BadWords("502 5.5.1 STARTTLS is not offered")
        if rest:
            raise BadWords("501 5.5.4 STARTTLS stands alone")
        self._line.say("220 2.0.0 Go on, encrypted")
        self._line.start_tls(self._rules.tls)
        # What was said before may have been anybody's words (RFC 3207, 4.2).
        self._is_encrypted, self._helo = True, ""
        self._forget()

    def _mail(self, rest: str) -> None:
        if not self._helo:
            raise BadWords("503 5.5.1 Say who you are first")
        if self._sender is not None:
            raise BadWords("503 5.5.1 One mail at a time")
        path = path_in(rest, before="FROM")
        if path.parameters.get("BODY", "7BIT").upper() not in _BODIES:
            raise BadWords("501 5.5.4 BODY is 7BIT or 8BITMIME")
        if unknown := path.parameters.keys() - {"SIZE", "BODY", "SMTPUTF8"}:
            raise BadWords(f"555 5.5.4 {min(unknown)[:40]} is not known here")
        if size_in(path) > self._rules.largest_bytes:
            raise BadWords(f"552 5.3.4 Mail of more than {self._rules.largest_bytes} bytes is not taken")
        self._sender = path.address
        self._line.say("250 2.1.0 Go on")

    def _rcpt(self, rest: str) -> None:
        if self._sender is None:
            raise BadWords("503 5.5.1 MAIL comes first")
        path = path_in(rest, before="TO")
        if path.parameters:
            raise BadWords("555 5.5.4 Nothing is known of such parameters here")
        if len(self._homes) >= MOST_RECIPIENTS:
            raise BadWords("452 4.5.3 Enough recipients for one mail")
        try:
            home = self._house.home_of(path.address)
        except NotNow as error:
            self._line.say(f"451 4.3.0 {_one_line(error)}")
            return
        if home is None:
            raise BadWords("550 5.1.1 Nobody of that address is here")
        self._homes.append((path.address, home))
        self._line.say("250 2.1.5 Go on")

    def _data(self, rest: str) -> None:
        if rest:
            raise BadWords("501 5.5.4 DATA stands alone")
        if not self._homes:
            raise BadWords("503 5.5.1 RCPT comes first")
        self._line.say("354 Go on; CRLF, dot, CRLF ends it")
        answers = self._received()
        self._line.say(*answers if self._rules.is_lmtp else [_worst(answers)])
        self._commands = 0
        self._forget()

    def _received(self) -> list[str]:
        """Return an answer for each recipient, in the order of RCPT."""
        with self._room.held() as held:
            try:
                content = self._line.content(
                    most_bytes=self._rules.largest_bytes, within_seconds=_CONTENT_SECONDS, grows=held.grow
                )
            except TooLong:
                return [f"552 5.3.4 Mail of more than {self._rules.largest_bytes} bytes is not taken"] * len(
                    self._homes
                )
            except Smuggled:
                # Nothing that may have been smuggled in behind it is listened to.
                self._is_over = True
                return ["550 5.5.2 Lines of mail end with CR and LF"] * len(self._homes)
            except Full:
                self._is_over = True
                return ["452 4.3.1 There is too much to take at once"] * len(self._homes)
            if content.partition(_HEAD_END)[0].count(b"\r\nReceived:") > MOST_HOPS:
                return ["554 5.4.6 This mail goes in circles"] * len(self._homes)
            said = {home: self._kept(home, content) for home in {home for _, home in self._homes}}
        return [said[home] for _, home in self._homes]

    def _kept(self, home: int, content: bytes) -> str:
        try:
            self._house.take(home, self._handed(home, content))
        except NotNow as error:
            return f"451 4.3.0 {_one_line(error)}"
        return "250 2.0.0 It is kept"

    def _handed(self, home: int, content: bytes) -> Handed:
        way = "LMTP" if self._rules.is_lmtp else "ESMTP" if self._is_extended else "SMTP"
        return Handed(
            content=content,
            sender=self._sender or "",
            recipients=tuple(dict.fromkeys(address for address, one in self._homes if one == home)),
            way=f"{way}S" if self._is_encrypted else way,
            helo=self._helo,
            client=self._client,
            host=self._rules.host,
        )

    def _unknown(self, rest: str) -> None:  # noqa: ARG002  # every word gets its rest
        raise BadWords("500 5.5.2 That word is not known here")

    def _rset(self, rest: str) -> None:  # noqa: ARG002  # the same
        self._forget()
        self._line.say("250 2.0.0 Forgotten")

    def _noop(self, rest: str) -> None:  # noqa: ARG002  # the same
        self._line.say("250 2.0.0 Well")

    def _vrfy(self, rest: str) -> None:  # noqa: ARG002  # the same
        self._line.say("252 2.5.2 Try it and see")

    def _quit(self, rest: str) -> None:  # noqa: ARG002  # the same
        self._is_over = True
        self._line.say("221 2.0.0 Good-bye")

    def _forget(self) -> None:
        self._sender = None
        self._homes.clear()


def _worst(answers: list[str]) -> str:
    """Return the one answer of SMTP: taken only when it is kept for everybody."""
    return max(answers, key=lambda answer: (answer[0] == "4", answer))


def _one_line(error: NotNow) -> str:
    return " ".join(str(error).split()) or _LATER
