"""A JMAP server of our own for tests: one account in memory, and every oddity that somebody asks for."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from hearback.channels.mail.settings import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.channels.mail.settings import MailSettings

SECRET = "open sesame"
OLD, NEW = "2020-01-01T10:00:00Z", "2099-01-01T10:00:00Z"


@dataclass
class Account:
    """What the server has. log: (id, what happened) of each mail, in order; the state is its length.

    says: method -> what it answers instead, one after the other; a number is the status of the whole answer.
    pages: path -> status of it instead. headers: of such answers. blobs: those that are not handed over -> status.
    """

    boxes: list[dict[str, Any]] = field(default_factory=list)
    emails: dict[str, dict[str, Any]] = field(default_factory=dict)
    raws: dict[str, bytes] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    says: dict[str, list[Any]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    blobs: dict[str, int] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lets_in: tuple[str, ...] = ()
    forgotten: int = 0
    most_listed: int = 5_000
    most_changes: int = 5_000
    port: int = 0
    pushes: bytes = b""

    def box(self, id_: str, name: str, role: str | None = None, parent: str | None = None) -> None:
        self.boxes.append({"id": id_, "name": name, "role": role, "parentId": parent})

    def put(self, id_: str, raw: bytes, *boxes: str, at: str = NEW) -> None:
        self.raws[f"B{id_}"] = raw
        told = {"id": id_, "blobId": f"B{id_}", "size": len(raw), "receivedAt": at}
        self.emails[id_] = told | {"mailboxIds": dict.fromkeys(boxes or ("in",), True)}
        self.log.append((id_, "created"))

    def move(self, id_: str, *boxes: str) -> None:
        self.emails[id_]["mailboxIds"] = dict.fromkeys(boxes, True)
        self.log.append((id_, "updated"))

    def destroy(self, id_: str) -> None:
        del self.emails[id_]
        self.log.append((id_, "destroyed"))

    def settings(self, **changes: Any) -> MailSettings:
        told = {"address": "team@example.org", "jmap_url": f"http://127.0.0.1:{self.port}", "jmap_password": SECRET}
        return parse(told | changes)

    def answer(self, method: str, arguments: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if self.says.get(method):
            said = self.says[method].pop(0)
            return ("error", {"type": said}) if isinstance(said, str) else (method, said)
        made: dict[str, Any] = {
            "Mailbox/get": self._mailboxes, "Email/query": self._query, "Email/get": self._get,
            "Email/changes": self._changes, "Core/echo": lambda _: {},
        }[method](arguments)  # fmt: skip
        return ("error", made) if "type" in made else (method, made)

    def _mailboxes(self, _: dict[str, Any]) -> dict[str, Any]:
        counted = [
            box | {"totalEmails": sum(box["id"] in email["mailboxIds"] for email in self.emails.values())}
            for box in self.boxes
        ]
        return {"list": counted}

    def _query(self, told: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in self.emails.values() if _fits(one, told["filter"])]
        ids = [one["id"] for one in sorted(found, key=lambda one: one["receivedAt"])]
        start = told.get("position", 0)
        if anchor := told.get("anchor"):
            if anchor not in ids:
                return {"type": "anchorNotFound"}
            start = ids.index(anchor) + told["anchorOffset"]
        return {"ids": ids[start : start + min(told["limit"], self.most_listed)], "total": len(ids)}

    def _get(self, told: dict[str, Any]) -> dict[str, Any]:
        return {"state": str(len(self.log)), "list": [self.emails[one] for one in told["ids"] if one in self.emails]}

    def _changes(self, told: dict[str, Any]) -> dict[str, Any]:
        since = int(told["sinceState"])
        if since < self.forgotten:
            return {"type": "cannotCalculateChanges"}
        until = min(len(self.log), since + self.most_changes)
        happened: dict[str, list[str]] = {"created": [], "updated": [], "destroyed": []}
        for id_, what in self.log[since:until]:
            happened[what].append(id_)
        return {"newState": str(until), "hasMoreChanges": until < len(self.log), **happened}


def _fits(email: dict[str, Any], condition: dict[str, Any]) -> bool:
    if "operator" in condition:
        way = all if condition["operator"] == "AND" else any
        return way(_fits(email, one) for one in condition["conditions"])
    if "after" in condition:
        return bool(email["receivedAt"] >= condition["after"])
    boxes = email["mailboxIds"].keys()
    if "inMailbox" in condition:
        return condition["inMailbox"] in boxes
    return bool(boxes - set(condition["inMailboxOtherThan"]))


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        account: Account = self.server.account
        path = self.path
        if path.startswith("/blob/"):
            blob = path.rsplit("/", 1)[1]
            status = account.blobs.get(blob, 200)
            self._say(status, account.raws.get(blob, b"") if status == 200 else b"no")
        elif path.startswith("/push"):
            self._say(200, account.pushes)
        elif path == "/.well-known/jmap":
            self.send_response(302)
            self.send_header("Location", "/session")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._json(account.session)

    def do_POST(self) -> None:
        account: Account = self.server.account
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ((method, arguments, call),) = asked["methodCalls"]
        account.asked.append((method, arguments))
        said = account.says.get(method, [])
        if said and isinstance(said[0], int):
            self._say(said.pop(0), b"{}")
            return
        name, answer = account.answer(method, arguments)
        self._json({"methodResponses": [[name, answer, call]]})

    def _json(self, told: Any) -> None:
        self._say(200, told if isinstance(told, bytes) else json.dumps(told).encode())

    def _say(self, status: int, body: bytes) -> None:
        account: Account = self.server.account
        if self.headers["Authorization"] not in account.lets_in:
            status, body = 401, b""
        self.send_response(status)
        for name, value in account.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def jmap_server() -> Iterator[Account]:
    """Give an account with an inbox, sent mail, spam, a bin and an archive below a folder."""
    account = Account()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.account = account  # type: ignore[attr-defined]  # for the handler
    account.port = server.server_port
    account.lets_in = (f"Bearer {SECRET}", f"Basic {b64encode(f'ann:{SECRET}'.encode()).decode()}", "Bearer granted")
    account.session = {
        "capabilities": {"urn:ietf:params:jmap:core": {"maxObjectsInGet": 100}},
        "primaryAccounts": {"urn:ietf:params:jmap:mail": "A1"},
        "apiUrl": "/api",
        "downloadUrl": "/blob/{accountId}/{blobId}",
    }
    for box in (
        ("in", "Inbox", "inbox"),
        ("sent", "Gesendet", "sent"),
        ("junk", "Spam", "junk"),
        ("bin", "Bin", "trash"),
    ):
        account.box(*box)
    account.box("work", "Work")
    account.box("arc", "2026", None, "work")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield account
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
