"""Small real servers on 127.0.0.1 that stand for the outside in tests."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Site:
    """A web server's pages, and what it was asked. page: a body, or what makes (status, headers, body) of a request."""

    port: int = 0
    pages: dict[str, Callable[[dict[str, str]], tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host_and_port(self) -> str:
        return f"127.0.0.1:{self.port}"

    def put(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """Answer this path from now on. headers: with underscores for hyphens."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.pages[path] = lambda _: (status, named, body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:  # the base class names it
        sent = {name.lower(): text for name, text in self.headers.items()}
        self.site.asked.append((self.path, sent))
        page = self.site.pages.get(self.path, lambda _: (404, {}, b"nothing here"))
        status, headers, body = page(sent)
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Stay silent: the other side may hang up as it likes."""


@contextlib.contextmanager
def site(*, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Give a web server that runs until the block ends."""
    pages = Site()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": pages}))
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    pages.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def line(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Give the port of a server that treats each connection as it is told, once it was spoken to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    taken, _ = listening.accept()
                    with taken:
                        taken.recv(65536)
                        answer(taken)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        try:
            yield port
        finally:
            over.set()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as knock:
                knock.sendall(b"over")
            thread.join()


_SIGNS_CERTIFICATES = x509.KeyUsage(
    key_cert_sign=True, crl_sign=True, digital_signature=False, content_commitment=False, key_encipherment=False,
    data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
)  # fmt: skip


class Authority:
    """A certificate authority of our own, and the certificates it gives."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority made for tests")])
        made = self._builder(self._name, self._key, days=30)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self._certificate = made.add_extension(_SIGNS_CERTIFICATES, critical=True).sign(self._key, hashes.SHA256())

    def trusting(self) -> ssl.SSLContext:
        """Return what a client trusts: this authority only."""
        return ssl.create_default_context(cadata=self._certificate.public_bytes(serialization.Encoding.PEM).decode())

    def server(self, *names: str, days: int = 30) -> ssl.SSLContext:
        """Return what a server of these names shows. days: how long it is valid; negative when it is over."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        shown = x509.SubjectAlternativeName(
            [x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names]
        )
        certificate = self._builder(subject, key, days=days).add_extension(shown, critical=False)
        path = self._folder / f"{names[0]}.{days}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=60))
            .not_valid_after(now + dt.timedelta(days=days))
            # Python 3.13 and later look for both.
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
