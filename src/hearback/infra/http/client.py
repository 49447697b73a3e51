"""Gets one page: an address is checked at every hop, the answer is counted while it is unpacked."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version

import httpcore2
import httpx2

from hearback.infra.http.errors import WIRE_ERRORS, WebError, worded
from hearback.infra.http.guard import Resolve, resolved
from hearback.infra.http.wire import Deadline, Guarded

USER_AGENT = f"Hearback/{version('hearback')} (+https://hearback.example)"
LIMIT_BYTES = 20_000_000
TIMEOUT_SECONDS = 30.0
STEP_SECONDS = 15.0
MOST_REDIRECTS = 5

_REDIRECTS = {301, 302, 303, 307, 308}
_BODILESS = _REDIRECTS | {204, 304}
_UNPACKED = {"", "identity", "gzip", "deflate"}
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[\w.:\-]+")
_SECRET_HEADERS = {"authorization", "cookie"}


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered. url: where it came from in the end. headers: found under any case."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes


class Web:
    """The way out to web servers: public addresses, and what an admin typed.

    allowed: "host:port" of what may lie inside our own network, exactly as a request names it (lower case).
    resolve: host and port -> its IP addresses; the system's own resolver unless given.
    tls: whom to trust; the system's authorities unless given.
    """

    def __init__(
        self,
        *,
        allowed: frozenset[str] = frozenset(),
        resolve: Resolve = resolved,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._tls = tls

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limit_bytes: int = LIMIT_BYTES,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> Page:
        """Return the page at the address, redirects followed, whatever its status.

        limit_bytes: of the unpacked body. timeout_seconds: for all of it, redirects included.
        Raises WebError.
        """
        deadline = Deadline(timeout_seconds)
        address = _checked(url)
        sent = httpx2.Headers({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})})
        for _ in range(MOST_REDIRECTS + 1):
            try:
                page = self._hop(address, sent, limit_bytes=limit_bytes, deadline=deadline)
            except WIRE_ERRORS as error:
                raise worded(error, host=address.host, port=_port(address), seconds=timeout_seconds) from error
            if page.status not in _REDIRECTS or "location" not in page.headers:
                return page
            target = _checked(page.headers["location"], base=address)
            if _origin(target) != _origin(address):
                sent = httpx2.Headers([pair for pair in sent.multi_items() if pair[0] not in _SECRET_HEADERS])
            address = target
        raise WebError(f"{address.host} sends us from one address to the next without end.", lasting=True)

    def post(
        self,
        url: str,
        *,
        body: bytes,
        headers: Mapping[str, str],
        limit_bytes: int = LIMIT_BYTES,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> Page:
        """Hand over a body, once, and return the answer whatever its status; nobody is followed elsewhere with it.

        Raises WebError.
        """
        address = _checked(url)
        sent = httpx2.Headers({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **headers})
        deadline = Deadline(timeout_seconds)
        try:
            return self._hop(address, sent, limit_bytes=limit_bytes, deadline=deadline, body=body)
        except WIRE_ERRORS as error:
            raise worded(error, host=address.host, port=_port(address), seconds=timeout_seconds) from error

    def _hop(
        self,
        address: httpx2.URL,
        sent: httpx2.Headers,
        *,
        limit_bytes: int,
        deadline: Deadline,
        body: bytes | None = None,
    ) -> Page:
        """Return what one address answers to a GET, or to a POST of a body; a redirect's body is left where it is."""
        backend = Guarded(deadline=deadline, resolve=self._resolve, trusted=self._trusts)
        target = httpcore2.URL(
            scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path
        )
        steps = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)}
        tls = (self._tls or _system_tls()) if address.scheme == "https" else None
        method = "GET" if body is None else "POST"
        with (
            httpcore2.ConnectionPool(ssl_context=tls, network_backend=backend, max_connections=1) as pool,
            pool.stream(method, target, headers=sent.raw, content=body, extensions=steps) as answer,
        ):
            headers = httpx2.Headers(answer.headers)
            url = str(address)
            if answer.status in _BODILESS:
                return Page(answer.status, url, headers, b"")
            return Page(answer.status, url, headers, _body(answer, headers, host=address.host, limit_bytes=limit_bytes))

    def _trusts(self, host: str, port: int) -> bool:
        return f"{host}:{port}" in self._allowed


def host_and_port(url: str) -> str:
    """Return "host:port" of a web address in the form in which `allowed` names it. Raises WebError."""
    address = _checked(url)
    return f"{address.raw_host.decode('ascii')}:{_port(address)}"


@lru_cache(maxsize=1024)
def _checked(url: str, *, base: httpx2.URL | None = None) -> httpx2.URL:
    """Return the address without its fragment. Raises WebError when no request may be made of it."""
    try:
        address = httpx2.URL(url) if base is None else base.join(url)
        address = address.copy_with(fragment=None) if address.fragment else address
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise WebError(f"{url[:200]} is not a web address.", lasting=True) from error
    if address.scheme not in _PORTS or not address.host:
        raise WebError("Only web addresses that begin with http:// or https:// can be read.", lasting=True)
    if not 0 < _port(address) < 65_536 or not _HOST.fullmatch(address.host):
        raise WebError(f"{url[:200]} is not a web address.", lasting=True)
    if address.userinfo:
        raise WebError("A web address with a name and a password in it is not read.", lasting=True)
    return address


def _body(answer: httpcore2.Response, headers: httpx2.Headers, *, host: str, limit_bytes: int) -> bytes:
    """Return the unpacked body. Raises WebError as soon as it is over the limit."""
    packed = {name.strip().lower() for name in headers.get("content-encoding", "").split(",")}
    if not packed <= _UNPACKED:
        raise WebError(f"{host} sent an answer that is packed in a way we did not ask for.", lasting=False)
    response = httpx2.Response(answer.status, headers=headers, content=answer.iter_stream())
    pieces, size = [], 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > limit_bytes:
            raise WebError(f"What {host} sent is larger than {limit_bytes / 1_000_000:g} MB.", lasting=True)
        pieces.append(piece)
    return b"".join(pieces)


def _origin(address: httpx2.URL) -> tuple[str, str, int]:
    return address.scheme, address.host, _port(address)


def _port(address: httpx2.URL) -> int:
    return address.port or _PORTS[address.scheme]


@cache
def _system_tls() -> ssl.SSLContext:
    # Reading the authorities takes about 15 ms, so it is done once for all requests.
    return httpcore2.default_ssl_context()
