"""Facts about mail that is signed with PGP or S/MIME by somebody whose key the house was given."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pysequoia
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as some

from hearback.channels.mail.proving import Trust, prove
from hearback.channels.mail.proving.cms import is_signed_by
from hearback.channels.mail.proving.known import keys_in
from hearback.channels.mail.tests.mails import mail

ANN = "ann@example.org"
CONTENT = b"Content-Type: text/plain\r\n\r\nThe lamp is wet.\r\n-- \r\nAnn"
NOW = datetime.now(UTC)
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())


def certificate(key, *, address=ANN, giver=None, giver_key=None, days=1, is_authority=False, in_subject=False):
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, address)]
    if in_subject:
        parts.append(x509.NameAttribute(NameOID.EMAIL_ADDRESS, address.upper()))
    name = x509.Name(parts)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(giver.subject if giver else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(NOW + timedelta(days=days))
    )
    if is_authority:
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    elif not in_subject:
        made = made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
    return made.sign(giver_key or key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def smime(key, signer, *, content=CONTENT, method=None, way=None, options=()):
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(signer, key, method or hashes.SHA256(), rsa_padding=way)
    chosen = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, *options]
    return builder.sign(Encoding.DER, chosen)


def pem(*some_certificates):
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in some_certificates)


def signed(signature, *, kind="application/pkcs7-signature", content=CONTENT, author=f"Ann <{ANN}>", ends=b"\r\n"):
    encoded = base64.encodebytes(signature).replace(b"\n", ends)
    body = ends.join([
        b"--x", content, b"--x", b"Content-Type: " + kind.encode(), b"Content-Transfer-Encoding: base64", b"",
        encoded, b"--x--", b"",
    ])  # fmt: skip
    return mail(body, From=author, Content_Type=f'multipart/signed; boundary=x; protocol="{kind}"')


def by(raw, keys):
    return prove(raw, trust=Trust(keys=keys), names=None).by


@pytest.mark.parametrize("kind", ["application/pkcs7-signature", "application/x-pkcs7-signature"])
def test_a_mail_that_is_signed_with_a_known_certificate_is_proven(kind):
    one = certificate(RSA)

    proof = prove(signed(smime(RSA, one), kind=kind), trust=Trust(keys=pem(one)), names=None)

    assert (proof.verdict, proof.by, proof.domain, proof.was_checked) == ("proven", "smime", "example.org", True)
    assert proof.sentence == "It is signed with a key of ann@example.org."


@pytest.mark.parametrize(
    ("key", "more"),
    [
        (RSA, {}),
        (CURVE, {}),
        (RSA, {"method": hashes.SHA384()}),
        (CURVE, {"method": hashes.SHA512()}),
        (RSA, {"way": padding.PSS(padding.MGF1(hashes.SHA256()), 32)}),
        (RSA, {"options": [pkcs7.PKCS7Options.NoAttributes]}),
        (RSA, {"options": [pkcs7.PKCS7Options.NoCapabilities]}),
    ],
    ids=["rsa", "curve", "sha384", "sha512", "pss", "no-attributes", "no-capabilities"],
)
def test_the_ways_in_which_programs_sign_are_understood(key, more):
    one = certificate(key)

    assert is_signed_by(ANN, CONTENT, smime(key, one, **more), known=[one])
    assert not is_signed_by(ANN, CONTENT + b"!", smime(key, one, **more), known=[one])


def test_the_address_may_stand_in_the_subject_of_the_certificate():
    one = certificate(RSA, in_subject=True)

    assert is_signed_by(ANN, CONTENT, smime(RSA, one), known=[one])


def test_an_authority_stands_for_those_whom_it_gave_a_certificate():
    authority = certificate(CURVE, address="ca@example.net", is_authority=True)
    given_one = certificate(RSA, giver=authority, giver_key=CURVE)
    forged = certificate(RSA, giver=authority)

    assert is_signed_by(ANN, CONTENT, smime(RSA, given_one), known=[authority])
    assert not is_signed_by(ANN, CONTENT, smime(RSA, forged), known=[authority])


def test_somebody_with_a_certificate_can_give_none():
    ordinary = certificate(CURVE, address="tom@example.net")
    given_one = certificate(RSA, giver=ordinary, giver_key=CURVE)

    assert not is_signed_by(ANN, CONTENT, smime(RSA, given_one), known=[ordinary])


@pytest.mark.parametrize(
    "one",
    [certificate(RSA, address="tom@example.org"), certificate(RSA, days=-1)],
    ids=["another-address", "run-out"],
)
def test_a_certificate_that_is_not_the_authors_today_proves_nothing(one):
    assert not is_signed_by(ANN, CONTENT, smime(RSA, one), known=[one])


def test_a_stranger_who_signs_is_a_stranger():
    assert by(signed(smime(RSA, certificate(RSA))), pem(certificate(CURVE))) == ""


def test_a_key_of_another_kind_proves_nothing():
    odd = certificate(ed25519.Ed25519PrivateKey.generate())

    assert not is_signed_by(ANN, CONTENT, smime(RSA, certificate(RSA)), known=[odd])


def test_weak_digests_prove_nothing():
    one = certificate(RSA)
    weak = smime(RSA, one).replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040204"))

    assert not is_signed_by(ANN, CONTENT, weak, known=[one])


CURVED = certificate(CURVE)
CURVED_SIGNATURE = smime(CURVE, CURVED)


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@settings(max_examples=500)
@given(some.integers(0, 3000), some.integers(0, 255))
def test_a_broken_signature_proves_nothing_and_does_no_harm(where, byte):
    one, signature = CURVED, bytearray(CURVED_SIGNATURE)
    signature[where % len(signature)] = byte

    assert is_signed_by("tom@example.org", CONTENT, bytes(signature), known=[one]) is False
    assert is_signed_by(ANN, CONTENT + b"!", bytes(signature), known=[one]) is False


def test_a_set_that_is_none_proves_nothing():
    sets = [where for where, byte in enumerate(CURVED_SIGNATURE) if byte == 0x31]
    broken = [CURVED_SIGNATURE[:where] + b"\x30" + CURVED_SIGNATURE[where + 1 :] for where in sets]

    assert len(broken) > 2
    assert not any(is_signed_by(ANN, CONTENT + b"!", one, known=[CURVED]) for one in broken)


def test_a_signature_that_says_nothing_of_the_content_proves_nothing():
    named = bytes.fromhex("06092a864886f70d010904")
    unnamed = CURVED_SIGNATURE.replace(named, bytes.fromhex("06092a864886f70d010905"))

    assert unnamed != CURVED_SIGNATURE
    assert not is_signed_by(ANN, CONTENT, unnamed, known=[CURVED])


@pytest.mark.parametrize("signature", [b"", b"\x30\x00", base64.b64decode("MIAGCSqGSIb3DQEHAqCAMIACAQExAA==")])
def test_what_is_no_signature_proves_nothing(signature):
    assert by(signed(signature), pem(certificate(RSA))) == ""


SECRET = pysequoia.Tsk.generate(user_id=f"Ann Archer <{ANN}>")
TOMS_SECRET = pysequoia.Tsk.generate(user_id="Tom <tom@example.org>")
KEY, TOMS = SECRET.extract_certificate(), TOMS_SECRET.extract_certificate()


def pgp(secret=SECRET, *, content=CONTENT):
    return pysequoia.sign(secret.signer(), content, mode=pysequoia.SignatureMode.DETACHED)


def test_a_mail_that_is_signed_with_a_known_pgp_key_is_proven():
    raw = signed(pgp(), kind="application/pgp-signature")

    assert by(raw, str(KEY)) == "pgp"
    assert by(raw, f"{TOMS}\n{pem(certificate(RSA))}\n{KEY}") == "pgp"


def test_the_line_ends_of_a_store_do_no_harm():
    assert by(signed(pgp(), kind="application/pgp-signature").replace(b"\r\n", b"\n"), str(KEY)) == "pgp"


@pytest.mark.parametrize(
    ("raw", "keys"),
    [
        (signed(pgp(TOMS_SECRET), kind="application/pgp-signature"), f"{KEY}{TOMS}"),
        (signed(pgp(), kind="application/pgp-signature"), str(TOMS)),
        (signed(pgp(content=b"Something else"), kind="application/pgp-signature"), str(KEY)),
        (signed(b"nonsense", kind="application/pgp-signature"), str(KEY)),
        (signed(pgp(), kind="application/x-odd"), str(KEY)),
        (signed(pgp(), kind="application/pgp-signature", author=f"{ANN}, tom@example.org"), str(KEY)),
        (mail("The lamp."), str(KEY)),
        (mail("multipart/signed"), str(KEY)),
        (mail("x", Content_Type="multipart/signed"), str(KEY)),
        (mail("--x\n\na\n--x--\n", Content_Type="multipart/signed; boundary=x"), str(KEY)),
    ],
    ids=[
        "tom-as-ann",
        "unknown",
        "other-words",
        "nonsense",
        "odd-kind",
        "two-authors",
        "not-signed",
        "words",
        "no-parts",
        "one-part",
    ],
)
def test_what_is_not_signed_by_its_author_is_not_proven(raw, keys):
    assert by(raw, keys) == ""


def test_a_revoked_key_proves_nothing():
    revoked = pysequoia.Cert.from_bytes(bytes(KEY) + bytes(KEY.revoke(SECRET.certifier())))

    assert by(signed(pgp(), kind="application/pgp-signature"), str(revoked)) == ""


def test_keys_without_an_address_are_nobodys():
    nameless = pysequoia.Tsk.generate(user_id="Ann")
    raw = signed(pgp(nameless), kind="application/pgp-signature")

    assert by(raw, str(nameless.extract_certificate())) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense", "There is no key in it"),
        (f"{KEY}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "Key number 2 cannot be read."),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----", "Key number 1"),
    ],
)
def test_what_is_no_key_is_said_to_be_none(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        keys_in(text)


def test_no_keys_are_keys_too():
    assert keys_in(" ") == keys_in("")
