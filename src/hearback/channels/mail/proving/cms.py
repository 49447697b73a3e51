"""Checks the signature of a mail that is signed with S/MIME beside its words (CMS, RFC 5652; RFC 8551)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import new as digest_of
from itertools import islice

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from hearback.channels.mail.reading.ber import OBJECT, OCTETS, SET, NotBer, Value, inside, octets, value_at, values
from hearback.channels.mail.reading.sealed import signed_data

_DIGESTS: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_PSS = bytes.fromhex("2a864886f70d01010a")
_ATTRIBUTES = _CERTIFICATES = 0xA0
_MOST_CERTIFICATES = 20
_BROKEN = (
    NotBer,
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


def is_signed_by(address: str, content: bytes, signature: bytes, *, known: Sequence[x509.Certificate]) -> bool:
    """Tell whether an address signed this content, with a known certificate or one that a known authority gave it.

    signature: CMS SignedData without the content. SHA-256 and better only; MD5 and SHA-1 prove nothing.
    """
    try:
        signers = [one for one in [*known, *_enclosed(signature)] if _is_of(address, one) and _is_believed(one, known)]
        return any(_fits(signature, info, content, signer) for info in _infos(signature) for signer in signers)
    except _BROKEN:
        return False


def _enclosed(signature: bytes) -> list[x509.Certificate]:
    """Return the certificates that came along."""
    signed = signed_data(signature)
    bags = [one for one in values(signature, signed.begin, signed.end) if one.tag == _CERTIFICATES]
    return [
        x509.load_der_x509_certificate(signature[one.at : one.behind])
        for bag in bags[:1]
        for one in islice(values(signature, bag.begin, bag.end), _MOST_CERTIFICATES)
    ]


def _is_of(address: str, certificate: x509.Certificate) -> bool:
    """Tell whether a certificate names this address, and is valid today."""
    if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
        return False
    named = [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    try:
        others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        named += others.value.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    return address in {one.lower() for one in named}


def _is_believed(certificate: x509.Certificate, known: Sequence[x509.Certificate]) -> bool:
    return certificate in known or any(_has_given(authority, certificate) for authority in known)


def _has_given(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Tell whether an authority has signed this certificate, and may sign any."""
    try:
        limits = authority.extensions.get_extension_for_class(x509.BasicConstraints)
        certificate.verify_directly_issued_by(authority)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    return limits.value.ca


def _infos(signature: bytes) -> Iterator[Value]:
    """Yield who signed, as the last part of the SignedData tells."""
    signed = signed_data(signature)
    *_others, last = values(signature, signed.begin, signed.end)
    if last.tag != SET:
        raise NotBer
    yield from values(signature, last.begin, last.end)


def _fits(signature: bytes, info: Value, content: bytes, signer: x509.Certificate) -> bool:
    """Tell whether one signature in it fits the content and the key of a certificate."""
    _version, _who, digest, *rest = values(signature, info.begin, info.end)
    method = _DIGESTS.get(_named(signature, digest))
    if method is None:
        return False
    made = content
    if rest and rest[0].tag == _ATTRIBUTES:
        attributes = rest.pop(0)
        if _attribute(signature, attributes, _MESSAGE_DIGEST) != digest_of(method.name, content).digest():
            return False
        made = bytes([SET]) + signature[attributes.at + 1 : attributes.behind]
    way, value = rest[0], inside(signature, rest[1].at, rest[1].behind, OCTETS)
    found = signature[value.begin : value.end]
    return _is_made_by(signer, found, made, method, is_pss=_named(signature, way) == _PSS)


def _named(der: bytes, algorithm: Value) -> bytes:
    """Return the object identifier that an AlgorithmIdentifier begins with."""
    kind = inside(der, algorithm.begin, algorithm.end, OBJECT)
    return der[kind.begin : kind.end]


def _attribute(der: bytes, attributes: Value, wanted: bytes) -> bytes:
    """Return the value of a signed attribute; empty where it is missing."""
    for attribute in values(der, attributes.begin, attributes.end):
        kind = inside(der, attribute.begin, attribute.end, OBJECT)
        if der[kind.begin : kind.end] == wanted:
            held = inside(der, kind.behind, attribute.end, SET)
            return octets(der, held.begin, value_at(der, held.begin, held.end).behind)
    return b""


def _is_made_by(
    signer: x509.Certificate, signature: bytes, made: bytes, method: hashes.HashAlgorithm, *, is_pss: bool
) -> bool:
    key, digest = signer.public_key(), digest_of(method.name, made).digest()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            way = padding.PSS(padding.MGF1(method), padding.PSS.AUTO) if is_pss else padding.PKCS1v15()
            key.verify(signature, digest, way, Prehashed(method))
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(Prehashed(method)))
        else:
            return False
    except InvalidSignature:
        return False
    return True
