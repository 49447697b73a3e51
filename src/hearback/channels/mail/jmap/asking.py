"""Asks a JMAP server: finds where it is to be asked, logs in, and turns its troubles into sentences."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from hearback.channels.contract import ChannelError
from hearback.channels.mail.oauth import token
from hearback.infra.http import Page, Web, WebError, host_and_port

if TYPE_CHECKING:
    from hearback.channels.mail.settings import MailSettings

CORE, MAIL = "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"
LARGEST_MAIL_BYTES = 128 << 20
LONGEST_WAIT_SECONDS = 24 * 3600
_ANSWER_BYTES = 64 << 20
_DOWNLOAD_SECONDS = 600.0
_AT_ONCE = 200  # objects, where a server takes more
_AT_ONCE_UNSAID = 50
_BUSY = {429, 503}
_FOR_NOW = {"serverUnavailable", "serverFail", "serverPartialFail", "rateLimit"}
_WELL_KNOWN = "/.well-known/jmap"


class Refused(Exception):
    """A method was answered with an error. kind: as the server calls it (RFC 8620, 3.6.2)."""

    def __init__(self, kind: str, told: str) -> None:
        super().__init__(f"{kind}: {told}" if told else kind)
        self.kind = kind


class Busy(ChannelError):
    """The server asks us to stay away. wait_seconds: how long; 0 when it does not say."""

    def __init__(self, sentence: str, *, wait_seconds: int) -> None:
        super().__init__(sentence, lasting=False)
        self.wait_seconds = wait_seconds


class Asking:
    """A JMAP account that we are let into."""

    def __init__(self, settings: MailSettings) -> None:
        """Find the session. Raises ChannelError."""
        self._settings = settings
        url = settings.jmap_url if "://" in settings.jmap_url else f"https://{settings.jmap_url}"
        try:
            self._web = Web(allowed=frozenset({host_and_port(url)}))
        except WebError as error:
            raise ChannelError(str(error), lasting=True) from error
        self.server = urlsplit(url).hostname or url
        page = self._page(url if urlsplit(url).path.strip("/") else urljoin(url, _WELL_KNOWN))
        session = self._read(page)
        self._url = page.url
        accounts = session.get("primaryAccounts")
        self.account = str(accounts.get(MAIL) or "") if isinstance(accounts, dict) else ""
        if not self.account:
            raise ChannelError(f"{self.server} has no mail for this name.", lasting=True)
        self._api, self._download, self._push = (
            self._address(session, name) for name in ("apiUrl", "downloadUrl", "eventSourceUrl")
        )
        if not self._api or not self._download:
            raise ChannelError(f"{self.server} does not say where it is to be asked.", lasting=True)
        self.at_once = _limit(session)

    def ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Return the answer to one method. Raises Refused, ChannelError."""
        asked = {"using": [CORE, MAIL], "methodCalls": [[method, {"accountId": self.account, **arguments}, "a"]]}
        headers = {**self._headers(), "Content-Type": "application/json", "Accept": "application/json"}
        body = json.dumps(asked).encode()
        try:
            page = self._web.post(self._api, body=body, headers=headers, limit_bytes=_ANSWER_BYTES)
        except WebError as error:
            raise ChannelError(str(error), lasting=error.lasting) from error
        match self._read(page).get("methodResponses"):
            case [[str(name), dict(told), *_], *_]:
                if name == "error":
                    raise Refused(str(told.get("type", "serverFail")), str(told.get("description") or "")[:200])
                return told
        raise self._strange()

    def raw(self, blob: str) -> bytes | None:
        """Return what a blob holds; None when the server does not hand it over. Raises ChannelError."""
        told = {"accountId": self.account, "blobId": blob, "name": "mail.eml", "type": "message/rfc822"}
        try:
            page = self._page(
                _filled(self._download, told), limit_bytes=LARGEST_MAIL_BYTES, timeout_seconds=_DOWNLOAD_SECONDS
            )
        except Busy:
            raise
        except _NotGiven:
            return None
        return page.body

    def waits_for_push(self, *, seconds: float) -> bool | None:
        """Wait for the server to say that mail changed; None when it offers no way to be told."""
        if not self._push:
            return None
        url = _filled(self._push, {"types": "Email", "closeafter": "state", "ping": "10"})
        headers = {**self._headers(), "Accept": "text/event-stream"}
        try:
            page = self._web.get(url, headers=headers, timeout_seconds=seconds)
        except WebError:
            return False
        return page.status == 200 and b"event: state" in page.body

    def _page(self, url: str, *, limit_bytes: int = _ANSWER_BYTES, timeout_seconds: float = 30.0) -> Page:
        try:
            page = self._web.get(url, headers=self._headers(), limit_bytes=limit_bytes, timeout_seconds=timeout_seconds)
        except WebError as error:
            raise ChannelError(str(error), lasting=error.lasting) from error
        self._check(page)
        return page

    def _headers(self) -> dict[str, str]:
        settings = self._settings
        if settings.grant:
            return {"Authorization": f"Bearer {token(settings.grant)}"}
        if not settings.jmap_user:
            return {"Authorization": f"Bearer {settings.jmap_password}"}
        both = b64encode(f"{settings.jmap_user}:{settings.jmap_password}".encode()).decode()
        return {"Authorization": f"Basic {both}"}

    def _check(self, page: Page) -> None:
        status = page.status
        if status in {401, 403}:
            raise ChannelError(f"{self.server} did not accept the name, the password or the token.", lasting=True)
        if status in _BUSY:
            raise Busy(f"{self.server} asks us to come back later ({status}).", wait_seconds=_wait(page))
        if status != 200:
            raise _NotGiven(f"{self.server} answered {status}.", lasting=False)

    def _read(self, page: Page) -> dict[str, Any]:
        self._check(page)
        try:
            told = json.loads(page.body)
        except (ValueError, RecursionError) as error:
            raise self._strange() from error
        if not isinstance(told, dict):
            raise self._strange()
        return told

    def _strange(self) -> ChannelError:
        return ChannelError(f"{self.server} does not answer like a JMAP server.", lasting=False)

    def _address(self, session: dict[str, Any], name: str) -> str:
        """Return an address of the session; "" when there is none, or it would show the password to everybody."""
        told = session.get(name)
        if not isinstance(told, str) or not told:
            return ""
        url = urljoin(self._url, told)
        return url if url.startswith("https://") or self._url.startswith("http://") else ""


class _NotGiven(ChannelError):
    """The server answered, and not with what was asked for."""


def _filled(template: str, told: dict[str, str]) -> str:
    """Return an address with its variables filled in (RFC 6570, level 1)."""
    for name, value in told.items():
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    return template


def _limit(session: dict[str, Any]) -> int:
    capabilities = session.get("capabilities")
    core = capabilities.get(CORE) if isinstance(capabilities, dict) else None
    told = core.get("maxObjectsInGet") if isinstance(core, dict) else None
    return max(1, min(told, _AT_ONCE)) if isinstance(told, int) else _AT_ONCE_UNSAID


def _wait(page: Page) -> int:
    told = page.headers.get("retry-after", "").strip()
    return min(int(told[:9]), LONGEST_WAIT_SECONDS) if told.isascii() and told.isdigit() else 0


def trouble(refused: Refused) -> ChannelError:
    """Return what a method's error means for us."""
    return ChannelError(f"The mail server said no: {refused}", lasting=refused.kind not in _FOR_NOW)
