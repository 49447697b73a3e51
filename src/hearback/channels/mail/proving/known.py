"""Finds whether a mail is signed, with PGP or S/MIME, by a key of its author that the house was given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pysequoia
from cryptography import x509

from hearback.channels.mail.proving.cms import is_signed_by
from hearback.channels.mail.reading import headers
from hearback.channels.mail.reading.mime import content_type, divided, opened

_BLOCK = re.compile(r"-----BEGIN (PGP PUBLIC KEY BLOCK|CERTIFICATE)-----.*?-----END \1-----", re.DOTALL)
_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>|\A([^<>\s]+@[^<>\s]+)\Z")


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that the house was given."""

    pgp: tuple[pysequoia.Cert, ...] = ()
    smime: tuple[x509.Certificate, ...] = ()


@lru_cache(maxsize=64)
def keys_in(text: str) -> Keys:
    """Return the PGP keys and X.509 certificates in a text. Raises ValueError, saying which block is none."""
    pgp, smime = [], []
    for number, block in enumerate(_BLOCK.finditer(text), 1):
        try:
            if block[1] == "CERTIFICATE":
                smime.append(x509.load_pem_x509_certificate(block[0].encode()))
            else:
                pgp.append(pysequoia.Cert.from_bytes(block[0].encode()))
        except (ValueError, RuntimeError) as error:
            raise ValueError(f"Key number {number} cannot be read.") from error
    if text.strip() and not pgp and not smime:
        raise ValueError("There is no key in it: they begin with -----BEGIN and end with -----END.")
    return Keys(tuple(pgp), tuple(smime))


def signed_with(raw: bytes, *, address: str, keys: Keys) -> str:
    """Return "pgp" or "smime" when a mail is signed as a whole by a known key of this address; "" when it is not."""
    if b"multipart/signed" not in raw.lower():
        return ""
    raw = raw.replace(b"\r\n", b"\n")
    fields, body = headers.split(raw, start=headers.start_of(raw))
    kind = content_type(fields.raw("content-type"))
    pieces = divided(kind, body)
    if kind.value != "multipart/signed" or len(pieces) != 2:
        return ""
    content = pieces[0].replace(b"\n", b"\r\n")
    signature = opened(*headers.split(pieces[1]))
    if signature.media_type in {"application/pkcs7-signature", "application/x-pkcs7-signature"}:
        return "smime" if is_signed_by(address, content, signature.decoded(), known=keys.smime) else ""
    if signature.media_type == "application/pgp-signature":
        return "pgp" if _is_signed_with_pgp(address, content, signature.decoded(), keys) else ""
    return ""


def _is_signed_with_pgp(address: str, content: bytes, signature: bytes, keys: Keys) -> bool:
    own = [key for key in keys.pgp if address in _addresses(key)]
    if not own:
        return False
    try:
        found = pysequoia.verify(
            bytes=content, store=lambda _wanted: own, signature=pysequoia.Sig.from_bytes(signature)
        )
    except RuntimeError:  # whatever it cannot verify is not verified
        return False
    return bool(found.valid_sigs)


def _addresses(key: pysequoia.Cert) -> set[str]:
    """Return the addresses in the names of a key that is good today."""
    if key.is_revoked:
        return set()
    named = (_ADDRESS.search(str(one)) for one in key.user_ids)
    return {(found[1] or found[2]).lower() for found in named if found}
