"""Signs, seals and publishes for the tests of proving: real keys made on the fly, names in a dict."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from hearback.channels.mail.proving import NamesDown

OUTSIDE = "Received: from out.example.org (out.example.org [192.0.2.7]) by mx.example.net with ESMTPS; now\n"


class Town:
    """Names as a dict: (name, type) -> answers. is_down: nobody answers. asked: what was asked for."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[Any]] = {}
        self.asked: list[tuple[str, str]] = []
        self.is_down = False

    def __call__(self, name: str, kind: str) -> list[Any]:
        self.asked.append((name, kind))
        if self.is_down:
            raise NamesDown("down")
        return self.answers.get((name.lower().rstrip("."), kind), [])

    def publish(self, name: str, text: str) -> None:
        """Let a name hold a text, such as a key or a policy."""
        self.answers[name, "TXT"] = [(text.encode(),)]

    def wish(self, domain: str, tags: str) -> None:
        """Publish a domain's DMARC policy."""
        self.publish(f"_dmarc.{domain}", f"v=DMARC1; {tags}")


@cache
def rsa_key() -> tuple[bytes, str]:
    """Return (private key, published key)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


@cache
def ed25519_key() -> tuple[bytes, str]:
    """Return (private key, published key)."""
    key = ed25519.Ed25519PrivateKey.generate()
    published = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    return base64.b64encode(key.private_bytes_raw()), f"v=DKIM1; k=ed25519; p={published}"


def signed(raw: bytes, town: Town, *, domain: str = "example.org", is_ed25519: bool = False, **more: Any) -> bytes:
    """Return a mail with a signature of a domain on top, whose key is published."""
    private, public = ed25519_key() if is_ed25519 else rsa_key()
    town.publish(f"sel._domainkey.{domain}", public)
    algorithm = b"ed25519-sha256" if is_ed25519 else b"rsa-sha256"
    field = dkim.sign(
        raw.replace(b"\n", b"\r\n"),
        b"sel",
        domain.encode(),
        private,
        canonicalize=(b"relaxed", b"relaxed"),
        signature_algorithm=algorithm,
        **more,
    )
    return field.replace(b"\r\n", b"\n") + raw


def sealed(raw: bytes, town: Town, *, domain: str) -> bytes:
    """Return a mail sealed by a relay, which had written Authentication-Results under its domain's name."""
    private, public = rsa_key()
    town.publish(f"seal._domainkey.{domain}", public)
    fields = dkim.arc_sign(raw.replace(b"\n", b"\r\n"), b"seal", domain.encode(), private, domain.encode())
    return b"".join(fields).replace(b"\r\n", b"\n") + raw
