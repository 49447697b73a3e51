"""A conversation with an IMAP server: commands that read, and none that change anything."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError
from hearback.channels.mail.imap.answers import Answer, literal_bytes
from hearback.channels.mail.imap.names import to_imap
from hearback.channels.mail.oauth import Denied, let_in
from hearback.channels.mail.wire import Server, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hearback.channels.mail.settings import MailSettings

LARGEST_LITERAL_BYTES = 160 << 20
_AT_ONCE = 64  # commands on their way together: enough to hide the way, too few to fill anybody's buffer
# RFC 5530: the answer may be another one in a while.
_FOR_NOW = (b"UNAVAILABLE", b"INUSE", b"LIMIT", b"SERVERBUSY", b"OVERQUOTA", b"THROTTLED")
# "Authenticated but not connected" is what Exchange says when a mailbox is being moved or too much was asked of it.
_TRY_LATER = re.compile(
    r"too many|try again|temporar|later|unavailable|throttl|back-?off|busy|bandwidth|but not connected", re.IGNORECASE
)


class Refused(Exception):
    """The server answered NO or BAD. The text is what it said. is_for_now: it may answer otherwise in a while."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.remark)
        self.is_alert = answer.code == b"ALERT"
        self.is_for_now = answer.code in _FOR_NOW or _TRY_LATER.search(answer.remark) is not None


@dataclass(frozen=True, slots=True)
class Examined:
    """A folder as it was when it was opened. next_uid: None when the server does not tell.

    modseq: rises with every change in the folder (RFC 7162); 0 when the server does not tell.
    vanished: UID sets of mails that went since the last look, where that was asked and is known.
    """

    name: str
    count: int
    uidvalidity: int
    next_uid: int | None
    modseq: int = 0
    vanished: tuple[bytes, ...] = ()


@contextmanager
def session(settings: MailSettings) -> Iterator[Session]:
    """Connect and log in; say good-bye at the end. Raises ChannelError."""
    wire = Wire(Server(settings.imap_host, settings.imap_port, settings.imap_security))
    try:
        opened = Session(wire)
        opened.begin(*settings.imap_login, grant=settings.grant)
        yield opened
        opened.log_out()
    finally:
        wire.close()


class Session:
    """A logged-in connection."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._commands = 0
        self._capabilities: frozenset[bytes] = frozenset()

    def begin(self, user: str, password: str, *, grant: str = "") -> None:
        """Read the greeting, encrypt where that is wanted, log in; with a grant by its token. Raises ChannelError."""
        greeting = self._greeting()
        self._wire.be_patient()
        if self._wire.server.security == "starttls":
            self._start_tls()
        self._learn_capabilities()
        if greeting != b"PREAUTH":
            if grant:
                offered = (name.decode("latin-1") for name in self._capabilities)
                ways = [name.removeprefix("AUTH=") for name in offered if name.startswith("AUTH=")]
                let_in(ways, grant=grant, user=user, server=str(self._wire.server), present=self._present)
            else:
                self._log_in(user.encode(), password.encode())
            self._learn_capabilities()
        if self.can(b"ID"):
            # Some providers let in only programs that introduce themselves.
            with suppress(Refused):
                self.run(b'ID ("name" "Hearback")')

    def log_out(self) -> None:
        """Say good-bye; whatever the server says to it is well."""
        with suppress(ChannelError, Refused):
            self.run(b"LOGOUT")

    def can(self, capability: bytes) -> bool:
        """Say whether the server offers something."""
        return capability in self._capabilities

    def run(self, command: bytes) -> list[Answer]:
        """Send a command; return what the server said before it was done. Raises Refused, ChannelError."""
        return list(self.stream(command))

    def stream(self, command: bytes) -> Iterator[Answer]:
        """Send a command and yield each answer as it comes. Raises Refused, ChannelError."""
        return self._answers_to(self._send_command(command))

    def idle(self, *, until: Callable[[], bool]) -> Iterator[Answer]:
        """Yield what the server says of its own accord until `until` holds, which is asked each second.

        Raises Refused, ChannelError.
        """
        tag = self._send_command(b"IDLE")
        while (answer := self._answer()).tag != b"+":
            if answer.tag == tag:
                raise Refused(answer)
            yield answer
        while not until():
            if self._wire.has_more(within_seconds=1):
                yield self._unless_bye(self._answer())
        self._wire.send(b"DONE\r\n")
        yield from self._answers_to(tag)

    def examine(self, name: str, *, asked: bytes = b"") -> Examined:
        """Open a folder for reading only. Raises Refused when there is no such folder, ChannelError.

        asked: more to ask for while opening, with a space before it, such as QRESYNC in parentheses.
        """
        count, codes = 0, {b"UIDVALIDITY": 0, b"UIDNEXT": 0, b"HIGHESTMODSEQ": 0}
        vanished: list[bytes] = []
        for answer in self.stream(b"EXAMINE " + quoted(to_imap(name)) + asked):
            count = answer.number_before(b"EXISTS") or count
            code, _, value = answer.code.partition(b" ")
            if code in codes and value.isdigit():
                codes[code] = int(value)
            if answer.condition == b"VANISHED":
                vanished.append(answer.words.split()[-1])
        next_uid, modseq = codes[b"UIDNEXT"] or None, codes[b"HIGHESTMODSEQ"]
        return Examined(name, count, codes[b"UIDVALIDITY"], next_uid, modseq, tuple(vanished))

    def enable_resync(self) -> bool:
        """Ask the server to tell which mails went (RFC 7162); say whether it will. Raises ChannelError."""
        if self.can(b"QRESYNC"):
            with suppress(Refused):
                said = self.run(b"ENABLE QRESYNC")
                return any(answer.condition == b"ENABLED" and b"QRESYNC" in answer.words.upper() for answer in said)
        return False

    def pipelined(self, commands: Sequence[bytes]) -> Iterator[list[Answer] | Refused]:
        """Send many commands without waiting between them; yield the answers to each, in order.

        A command that is refused gives its refusal. Raises ChannelError.
        """
        for start in range(0, len(commands), _AT_ONCE):
            tags = [self._send_command(command) for command in commands[start : start + _AT_ONCE]]
            for tag in tags:
                try:
                    yield list(self._answers_to(tag))
                except Refused as refused:
                    yield refused

    def _greeting(self) -> bytes:
        greeting = Answer((self._wire.greeting(),))
        if greeting.tag == b"*" and greeting.condition in {b"OK", b"PREAUTH"}:
            return greeting.condition
        self._unless_bye(greeting)
        raise ChannelError(f"{self._wire.server} does not answer like an IMAP server.", lasting=True)

    def _start_tls(self) -> None:
        try:
            self.run(b"STARTTLS")
        except Refused as refused:
            raise ChannelError(f"{self._wire.server} does not offer STARTTLS.", lasting=True) from refused
        self._wire.start_tls()

    def _learn_capabilities(self) -> None:
        found = [
            answer.words.upper().split() for answer in self.run(b"CAPABILITY") if answer.condition == b"CAPABILITY"
        ]
        self._capabilities = frozenset(word for words in found for word in words)

    def _log_in(self, user: bytes, password: bytes) -> None:
        if self.can(b"LOGINDISABLED"):
            sentence = f"{self._wire.server} wants an encrypted connection before the password: choose STARTTLS or TLS."
            raise ChannelError(sentence, lasting=True)
        try:
            if self.can(b"AUTH=PLAIN"):
                response = b64encode(b"\0".join((b"", user, password))) + b"\r\n"
                list(self._answers_to(self._send_command(b"AUTHENTICATE PLAIN"), response))
            else:
                self.run(b"LOGIN " + quoted(user) + b" " + quoted(password))
        except Refused as refused:
            raise _about_login(refused) from refused

    def _present(self, mechanism: bytes, response: bytes, after_error: bytes) -> Denied | None:
        """Show a token; return what the server says against it, None when it lets us in."""
        tag = self._send_command(b"AUTHENTICATE " + mechanism)
        to_say, challenge = [response, after_error], b""
        while (answer := self._answer()).tag != tag:
            if answer.tag == b"+":
                challenge = answer.words
                self._wire.send((to_say.pop(0) if to_say else b"*") + b"\r\n")
            else:
                self._unless_bye(answer)
        refused = Refused(answer)
        return None if answer.condition == b"OK" else Denied(str(refused), refused.is_for_now, challenge)

    def _send_command(self, command: bytes) -> bytes:
        self._commands += 1
        tag = b"h%d" % self._commands
        self._wire.send(tag + b" " + command + b"\r\n")
        return tag

    def _answers_to(self, tag: bytes, *responses: bytes) -> Iterator[Answer]:
        """Yield answers until the one that ends the command. responses: what to say when asked to go on."""
        to_say = iter(responses)
        while (answer := self._answer()).tag != tag:
            if answer.tag == b"+":
                self._wire.send(next(to_say, b"*\r\n"))
            else:
                yield self._unless_bye(answer)
        if answer.condition != b"OK":
            raise Refused(answer)

    def _unless_bye(self, answer: Answer) -> Answer:
        if answer.condition == b"BYE":
            raise ChannelError(f"{self._wire.server} hung up and said: {answer.remark}", lasting=False)
        return answer

    def _answer(self) -> Answer:
        parts = [self._wire.line()]
        while (count := literal_bytes(parts[-1])) is not None:
            if count > LARGEST_LITERAL_BYTES:
                raise ChannelError(f"{self._wire.server} announces a mail of {count:,} bytes.", lasting=False)
            parts += (self._wire.exactly(count), self._wire.line())
        return Answer(tuple(parts))


def quoted(text: bytes) -> bytes:
    """Return a name or password as IMAP wants it in a command."""
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _about_login(refused: Refused) -> ChannelError:
    if refused.is_for_now:
        return ChannelError(f"The mail server lets nobody in just now: {refused}", lasting=False)
    said = f' It said: "{refused}"' if refused.is_alert else ""
    return ChannelError(f"The mail server did not accept the name or the password.{said}", lasting=True)
