"""Starts a real Cyrus with JMAP on free loopback ports, in a folder of its own, and stops it.

Debian's cyrus-imapd and dovecot-imapd cannot be installed together. HEARBACK_CYRUS names a folder into which
cyrus-imapd, cyrus-common, cyrus-caldav (and the libraries that are not installed) were unpacked with `dpkg -x`.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hearback.channels.mail.settings import parse
from tests.live.servers import PASSWORD, Server, Unavailable, free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.channels.mail.settings import MailSettings

_IMAPD_CONF = """
configdirectory: {folder}/config
partition-default: {folder}/spool
defaultpartition: default
servername: localhost
admins: cyrus
cyrus_user: {user}
cyrus_group: {group}
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {folder}/sasldb2
sasl_mech_list: PLAIN
httpmodules: jmap
conversations: 1
search_engine: none
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Sent|Junk|Trash
xlist-sent: Sent
xlist-junk: Junk
xlist-trash: Trash
unixhierarchysep: yes
altnamespace: yes
"""
_CYRUS_CONF = """
START {{
}}
SERVICES {{
  imap cmd="{programs}/imapd -C {folder}/imapd.conf" listen="127.0.0.1:{imap}" prefork=1
  http cmd="{programs}/httpd -C {folder}/imapd.conf" listen="127.0.0.1:{http}" prefork=1
}}
EVENTS {{
}}
"""


@dataclass
class Cyrus:
    """A running server; every name that was added has a mailbox with PASSWORD."""

    folder: Path
    server: Server
    root: Path

    def add(self, name: str) -> None:
        """Let somebody in."""
        words = [
            f"{self.root}/usr/sbin/saslpasswd2",
            "-f",
            f"{self.folder}/sasldb2",
            "-p",
            "-c",
            "-u",
            "localhost",
            name,
        ]
        subprocess.run(words, input=PASSWORD.encode(), check=True)
        (self.folder / "sasldb2").chmod(0o644)

    def client(self, name: str) -> imaplib.IMAP4:
        """Return a logged-in client that may do what it likes, as the mailbox's owner."""
        client = imaplib.IMAP4("127.0.0.1", self.server.ports["imap"])
        client.login(name, PASSWORD)
        return client

    def settings(self, name: str, **changes: Any) -> MailSettings:
        """Return the settings for a mailbox by JMAP."""
        url = f"http://127.0.0.1:{self.server.ports['http']}"
        told = {"address": f"{name}@example.org", "jmap_url": url, "jmap_user": name, "jmap_password": PASSWORD}
        return parse(told | changes)


@contextmanager
def cyrus() -> Iterator[Cyrus]:
    """Give a running Cyrus; stop it and remove everything afterwards. Raises Unavailable."""
    root = Path(os.environ.get("HEARBACK_CYRUS", "/"))
    programs, master = root / "usr/lib/cyrus/bin", root / "usr/sbin/cyrmaster"
    if not (programs / "httpd").exists() or not master.exists():
        raise Unavailable("Cyrus is neither installed nor unpacked where HEARBACK_CYRUS says")
    folder = Path(tempfile.mkdtemp(prefix="hb-cyrus-", dir="/tmp"))
    folder.chmod(0o755)
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    group = grp.getgrgid(owner.pw_gid).gr_name
    ports = dict(zip(("imap", "http"), free_ports(2), strict=True))
    for name in ("config", "spool"):
        (folder / name).mkdir()
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    (folder / "imapd.conf").write_text(_IMAPD_CONF.format(folder=folder, user=owner.pw_name, group=group))
    (folder / "cyrus.conf").write_text(_CYRUS_CONF.format(folder=folder, programs=programs, **ports))
    libraries = ":".join(str(root / place) for place in ("usr/lib/x86_64-linux-gnu", "usr/lib", "lib/x86_64-linux-gnu"))
    told = {"LD_LIBRARY_PATH": libraries, "CYRUS_USER": owner.pw_name, "CYRUS_GROUP": group}
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told if root != Path("/") else {})
    words = [str(master), "-C", f"{folder}/imapd.conf", "-M", f"{folder}/cyrus.conf", "-p", f"{folder}/pid", "-D"]
    server = Server("cyrus", words, folder, ports)
    try:
        server.start()
        yield Cyrus(folder, server, root)
    finally:
        server.stop()
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})
        shutil.rmtree(folder, ignore_errors=True)
