"""Starts a real Dovecot and a real Postfix on free loopback ports, in a folder of their own, and stops them."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hearback.channels.mail.settings import parse
from hearback.channels.mail.tests.certificates import write_certificate
from tests.live.configuration import DOVECOT, MAIN_CF, MASTER_CF, OAUTH2, WITHOUT_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.channels.mail.settings import MailSettings

PASSWORD = "open-sesame"
_START_SECONDS = 20
_STOP_SECONDS = 15


class Unavailable(Exception):
    """The servers cannot run here; the text says why."""


@dataclass
class Server:
    """A server process and where it listens."""

    name: str
    command: list[str]
    folder: Path
    ports: dict[str, int]
    pid_file: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start it and wait until every port answers."""
        with (self.folder / f"{self.name}.out").open("ab") as out:
            # A session of its own: these programs signal their whole process group when they stop.
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", start_new_session=True
            )
        end = time.monotonic() + _START_SECONDS
        while not all(map(_answers, self.ports.values())):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"{self.name} did not start:\n{self.said()}")
            time.sleep(0.05)
        self.started_at = time.monotonic()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stop it with its children, and wait until all are gone."""
        if self.process is None:
            return
        end = time.monotonic() + _STOP_SECONDS
        groups = {self.process.pid, *self._group_of_master()}
        while groups and time.monotonic() < end:
            groups = {group for group in groups if _is_signalled(group, number)}
            self.process.poll()
            time.sleep(0.05)
        for group in groups:
            _is_signalled(group, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _group_of_master(self) -> list[int]:
        """Return the process group that a master of its own leads, as Postfix's does."""
        if self.pid_file is None or not self.pid_file.exists():
            return []
        return [int(self.pid_file.read_text())]

    def said(self) -> str:
        """Return the end of what it wrote."""
        texts = [path.read_text(errors="replace")[-4000:] for path in sorted(self.folder.glob("*.out"))]
        return "\n".join(texts + [path.read_text()[-4000:] for path in sorted(self.folder.glob("*.log"))])


@dataclass
class MailServers:
    """Dovecot and Postfix that belong together: what Postfix takes for example.org lies in Dovecot's mailboxes.

    Every name of small letters and digits has a mailbox NAME@example.org with PASSWORD, and gets what is sent to
    NAME+anything@example.org too; Postfix refuses other names. What it takes for away.example bounces: the server there
    knows nobody. The certificate is for localhost.
    """

    folder: Path
    dovecot: Server
    postfix: Server | None
    certificate: Path

    def start_all(self) -> None:
        """Start what does not run; Postfix also when Dovecot was restarted, for it keeps its line to Dovecot."""
        if self.dovecot.process is None:
            self.dovecot.start()
        if self.postfix is not None and self.postfix.started_at < self.dovecot.started_at:
            self.postfix.stop()
            self.postfix.start()

    def settings(self, name: str, **changes: Any) -> MailSettings:
        """Return the settings for a mailbox, over TLS."""
        values: dict[str, Any] = {
            "address": f"{name}@example.org",
            "imap_host": "localhost",
            "imap_port": self.dovecot.ports["imaps"],
            "imap_password": PASSWORD,
        }
        if self.postfix is not None:
            values |= {"smtp_host": "localhost", "smtp_port": self.postfix.ports["smtp"]}
        return parse(values | changes)

    @property
    def tokens_port(self) -> int:
        """Return where Dovecot asks whether a token is good, and whose it is."""
        return int((self.folder / "tokens.port").read_text())

    def client(self, name: str) -> imaplib.IMAP4:
        """Return a logged-in client that may do what it likes, as the mailbox's owner."""
        client = imaplib.IMAP4("127.0.0.1", self.dovecot.ports["imap"])
        client.login(f"{name}@example.org", PASSWORD)
        return client

    def hand_over(self, name: str, raw: bytes) -> None:
        """Put a mail into a mailbox by LMTP; it is there on return."""
        with smtplib.LMTP("127.0.0.1", self.dovecot.ports["lmtp"]) as lmtp:
            lmtp.sendmail("sender@example.net", [f"{name}@example.org"], raw)

    def hand_to(self, name: str, port: int) -> None:
        """Have Postfix hand the mail of one mailbox over to a port, by LMTP."""
        assert self.postfix is not None
        self.postfix.stop()
        transport = self.folder / "postfix" / "transport"
        transport.write_text(f"/^{name}([+].*)?@example[.]org$/ lmtp:inet:127.0.0.1:{port}\n")
        self.postfix.start()

    def maildir(self, name: str) -> Path:
        """Return where a mailbox lies on disk."""
        return self.folder / "mail" / f"{name}@example.org" / "Maildir"


@contextmanager
def mail_servers(*, with_postfix: bool = True) -> Iterator[MailServers]:
    """Give running servers; stop them and remove everything afterwards. Raises Unavailable."""
    dovecot = _found("dovecot")
    postfix = _found("postfix") if with_postfix else ""
    if postfix and os.geteuid() != 0:
        raise Unavailable("Postfix starts as root only")
    with ExitStack() as stack:
        # Unix sockets must have short paths, and the mailboxes' owner must get in.
        folder = Path(tempfile.mkdtemp(prefix="hb-mail-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        certificate = write_certificate(folder, "localhost", "127.0.0.1")
        servers = MailServers(folder, _dovecot(dovecot, folder), None, certificate)
        stack.callback(servers.dovecot.stop)
        if with_postfix:
            servers.postfix = _postfix(postfix, folder, servers.dovecot.ports)
            stack.callback(servers.postfix.stop)
        servers.start_all()
        yield servers


def _found(name: str) -> str:
    path = shutil.which(name, path=f"/usr/sbin:{os.environ.get('PATH', '')}")
    if path is None:
        raise Unavailable(f"{name} is not installed")
    return path


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listened on a moment ago."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _is_signalled(group: int, number: int) -> bool:
    """Signal a process group; say whether any of it was still there."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _dovecot(program: str, folder: Path) -> Server:
    ports = dict(zip(("imap", "imaps", "lmtp", "auth"), free_ports(4), strict=True))
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    group = grp.getgrgid(owner.pw_gid).gr_name
    (folder / "mail").mkdir()
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    as_user = "" if os.geteuid() == 0 else WITHOUT_ROOT.format(user=owner.pw_name, group=group)
    filled_in = DOVECOT.format(**ports, folder=folder, password=PASSWORD, user=owner.pw_name, group=group)
    config = folder / "dovecot.conf"
    config.write_text(filled_in + as_user)
    tokens = free_ports(1)[0]  # a test that signs in listens there
    (folder / "oauth2.conf").write_text(OAUTH2.format(tokens=tokens))
    (folder / "tokens.port").write_text(str(tokens))
    return Server("dovecot", [program, "-F", "-c", str(config)], folder, ports)


def _postfix(program: str, folder: Path, dovecot: dict[str, int]) -> Server:
    smtp, away = free_ports(2)
    etc = folder / "postfix"
    etc.mkdir()
    for name in ("queue", "data"):
        (folder / name).mkdir()
    os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
    (etc / "names").write_text("/^[a-z0-9]+([+].*)?@example[.]org$/ yes\n")
    (etc / "transport").write_text("")
    (etc / "main.cf").write_text(MAIN_CF.format(folder=folder, away=away, **dovecot))
    (etc / "nobody").write_text("")
    (etc / "master.cf").write_text(MASTER_CF.format(smtp=smtp, away=away, folder=folder))
    return Server(
        "postfix", [program, "-c", str(etc), "start-fg"], folder, {"smtp": smtp}, folder / "queue/pid/master.pid"
    )
