"""A small IMAP server for tests: it keeps folders in memory, writes down what it is asked, and errs where told to."""

from __future__ import annotations

import re
import socket
import socketserver
import ssl
import threading
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hearback.channels.mail.settings import parse
from hearback.channels.mail.tests.imap_extensions import Extensions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hearback.channels.mail.settings import MailSettings

USER, PASSWORD = "team@example.org", "open sesame"


@dataclass
class Folder:
    """A folder of mails by UID. tells_next_uid: some servers do not."""

    mails: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 7
    tells_next_uid: bool = True
    days: dict[int, str] = field(default_factory=dict)
    flags: str = "\\HasNoChildren"
    labels: dict[int, str] = field(default_factory=dict)
    removed: dict[int, int] = field(default_factory=dict)  # UID -> the folder's modseq when it went
    modseq: int = 1
    told_next_uid: int = 0

    @property
    def next_uid(self) -> int:
        return self.told_next_uid or max([0, *self.mails, *self.removed]) + 1

    def put(self, *raws: bytes) -> None:
        for raw in raws:
            self.mails[self.next_uid] = raw
            self.modseq += 1

    def remove(self, *uids: int) -> None:
        self.modseq += 1
        for uid in uids:
            del self.mails[uid]
            self.removed[uid] = self.modseq


@dataclass
class ImapServer:
    """What the server holds, and how it behaves.

    scripts: command -> bytes to say instead, with TAG for the command's tag, or a function that is given the session.
    withheld: UIDs of which the server lists the size and does not hand over the body; "no" answers NO, "nil" NIL.
    noise: what is said before the answer to every FETCH.
    token: which lets in who is signed in elsewhere; challenge: what is said to every other one.
    responses, after_error: what such a client showed, and what it said to a challenge.
    """

    folders: dict[str, Folder] = field(default_factory=dict)
    capabilities: str = "IMAP4rev1 AUTH=PLAIN IDLE"
    greeting: bytes = b"* OK ready\r\n"
    scripts: dict[str, bytes | Callable[[Session, bytes, bytes], None]] = field(default_factory=dict)
    withheld: dict[int, str] = field(default_factory=dict)
    noise: bytes = b""
    password: str = PASSWORD
    token: str = ""
    challenge: bytes = b""
    responses: list[bytes] = field(default_factory=list)
    after_error: list[bytes] = field(default_factory=list)
    port: int = 0
    commands: list[bytes] = field(default_factory=list)
    idle: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    sessions: list[Session] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    is_encrypted_at_once: bool = False

    def asked(self, name: bytes) -> list[bytes]:
        """Return the commands that contain a name."""
        return [command for command in self.commands if name in command]

    def push(self, words: bytes) -> None:
        """Say something to everybody who listens, unasked."""
        for session in self.sessions:
            session.say(words)


class Session(Extensions, socketserver.StreamRequestHandler):
    """One client's connection."""

    state: ImapServer
    folder: Folder

    def handle(self) -> None:
        """Talk until the client goes."""
        self.state.sessions.append(self)
        try:
            if self.state.is_encrypted_at_once:
                self.encrypt()
            self.say(self.state.greeting)
            while line := self.rfile.readline():
                tag, _, command = line.rstrip(b"\r\n").partition(b" ")
                self.state.commands.append(command)
                self.answer(tag, command)
        except OSError:
            pass
        finally:
            self.state.sessions.remove(self)

    def answer(self, tag: bytes, command: bytes) -> None:
        """Answer one command."""
        name = b"_".join(command.split(b" ")[: 1 + command.startswith(b"UID ")]).decode("latin-1").upper()
        script = self.state.scripts.get(name)
        if isinstance(script, bytes):
            self.say(script.replace(b"TAG", tag))
        elif script is not None:
            script(self, tag, command)
        else:
            getattr(self, f"do_{name.lower()}", self.do_nothing)(tag, command)

    def say(self, words: bytes) -> None:
        """Send the words."""
        self.wfile.write(words)
        self.wfile.flush()

    def hang_up(self) -> None:
        """Break the connection."""
        self.connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError

    def done(self, tag: bytes, words: bytes = b"OK done") -> None:
        self.say(tag + b" " + words + b"\r\n")

    def setup(self) -> None:
        self.use(self.request)

    def use(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection = connection
        self.rfile = connection.makefile("rb")
        self.wfile = connection.makefile("wb", 0)

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def encrypt(self) -> None:
        assert self.state.tls is not None
        self.use(self.state.tls.wrap_socket(self.connection, server_side=True))

    def do_nothing(self, tag: bytes, _: bytes) -> None:
        self.done(tag, b"BAD what?")

    def do_capability(self, tag: bytes, _: bytes) -> None:
        self.say(b"* CAPABILITY " + self.state.capabilities.encode() + b"\r\n")
        self.done(tag)

    def do_starttls(self, tag: bytes, _: bytes) -> None:
        if self.state.tls is None:
            self.done(tag, b"BAD what?")
        else:
            self.done(tag)
            self.encrypt()

    def do_authenticate(self, tag: bytes, command: bytes) -> None:
        self.say(b"+ \r\n")
        if b"PLAIN" not in command:
            self.read_token(tag)
            return
        _, user, password = b64decode(self.rfile.readline()).decode().split("\0")
        self.log_in(tag, user, password)

    def read_token(self, tag: bytes) -> None:
        self.state.responses.append(b64decode(self.rfile.readline()))
        if self.state.responses[-1].endswith(b"auth=Bearer %s\1\1" % self.state.token.encode()):
            self.done(tag, b"OK welcome")
            return
        self.say(b"+ " + self.state.challenge + b"\r\n")
        self.state.after_error.append(self.rfile.readline().rstrip(b"\r\n"))
        self.done(tag, b"NO wrong")

    def do_login(self, tag: bytes, command: bytes) -> None:
        user, password = re.findall(rb'"((?:[^"\\]|\\.)*)"', command)
        self.log_in(tag, user.decode(), re.sub(rb"\\(.)", rb"\1", password).decode())

    def log_in(self, tag: bytes, user: str, password: str) -> None:
        is_right = (user, password) == (USER, self.state.password)
        self.done(tag, b"OK welcome" if is_right else b"NO [AUTHENTICATIONFAILED] wrong")

    def do_id(self, tag: bytes, _: bytes) -> None:
        self.say(b"* ID NIL\r\n")
        self.done(tag)

    def do_examine(self, tag: bytes, command: bytes) -> None:
        name = re.findall(rb'"(.*)"', command)[0].decode()
        if name not in self.state.folders:
            self.done(tag, b"NO [NONEXISTENT] no such folder")
            return
        self.folder = self.state.folders[name]
        self.say(b"* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* 0 RECENT\r\n" % len(self.folder.mails))
        self.say(b"* OK [UIDVALIDITY %d] here\r\n" % self.folder.uidvalidity)
        if self.folder.tells_next_uid:
            self.say(b"* OK [UIDNEXT %d] next\r\n" % self.folder.next_uid)
        self.say_changes(self.folder, command)
        self.done(tag, b"OK [READ-ONLY] done")

    def do_noop(self, tag: bytes, _: bytes) -> None:
        self.done(tag)

    def do_logout(self, tag: bytes, _: bytes) -> None:
        self.say(b"* BYE bye\r\n")
        self.done(tag)

    def do_idle(self, tag: bytes, _: bytes) -> None:
        self.say(b"+ idling\r\n")
        self.state.idle.release()
        assert self.rfile.readline() in {b"DONE\r\n", b""}
        self.done(tag)

    def do_fetch(self, tag: bytes, command: bytes) -> None:
        if b"HEADER" in command:
            self.say_heads(tag, *map(int, command.split(b" ")[1].split(b":")))
            return
        uid = min(self.folder.mails)
        self.say(
            b'* 1 FETCH (INTERNALDATE "%s 09:15:00 +0000")\r\n' % self.folder.days.get(uid, " 2-Mar-2026").encode()
        )
        self.done(tag)

    def say_heads(self, tag: bytes, first: int, last: int) -> None:
        for number, raw in enumerate(self.folder.mails.values(), 1):
            if first <= number <= last:
                head = raw.partition(b"\r\n\r\n")[0]
                self.say(b"* %d FETCH (BODY[HEADER] {%d}\r\n%s)\r\n" % (number, len(head), head))
        self.say(b"* %d FETCH (FLAGS ())\r\n" % last)
        self.done(tag)

    def do_uid_fetch(self, tag: bytes, command: bytes) -> None:
        uids, wanted = command.split(b" ", 3)[2:]
        self.say(self.state.noise)
        for number, (uid, raw) in enumerate(sorted(self.folder.mails.items()), 1):
            if not self.is_wanted(uid, uids):
                continue
            if b"SIZE" in wanted:
                labels = b" X-GM-LABELS (%s)" % self.folder.labels.get(uid, "").encode() if b"X-GM" in wanted else b""
                self.say(b"* %d FETCH (UID %d RFC822.SIZE %d%s)\r\n" % (number, uid, len(raw), labels))
            elif uid not in self.state.withheld:
                self.say_body(number, uid, raw, wanted)
            elif self.state.withheld[uid] == "nil":
                self.say(b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (number, uid))
            else:
                self.done(tag, b"NO [UNAVAILABLE] cannot read it")
                return
        self.done(tag)

    def say_body(self, number: int, uid: int, raw: bytes, wanted: bytes) -> None:
        partial = re.search(rb"<0\.(\d+)>", wanted)
        raw = raw[: int(partial[1])] if partial else raw
        name = b"BODY[]<0>" if partial else b"BODY[]"
        self.say(b"* %d FETCH (FLAGS () UID %d %s {%d}\r\n%s)\r\n" % (number, uid, name, len(raw), raw))

    def is_wanted(self, uid: int, uids: bytes) -> bool:
        """Say whether a UID set holds a UID; "n:*" holds the highest one, whatever n is."""
        highest = max(self.folder.mails, default=0)
        for part in uids.split(b","):
            ends = [highest if end == b"*" else int(end) for end in part.split(b":")]
            if min(ends) <= uid <= max(ends):
                return True
        return False


def settings_for(server: ImapServer, **changes: object) -> MailSettings:
    """Return settings that reach the server, unencrypted."""
    values = {"address": USER, "imap_host": "127.0.0.1", "imap_port": server.port, "imap_password": PASSWORD}
    return parse({**values, "imap_security": "none", **changes})


@contextmanager
def imap_server(*, certificate: Path | None = None, **behaviour: object) -> Iterator[ImapServer]:
    """Give a running server on loopback; certificate: what it encrypts with, its key beside it."""
    state = ImapServer(**behaviour)
    if certificate is not None:
        state.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        state.tls.load_cert_chain(certificate, certificate.with_name("key.pem"))
    session = type("SessionOfOneServer", (Session,), {"state": state})
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), session) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
