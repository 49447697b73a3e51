"""Secrets at rest: encrypted with a key that is derived from the house's secret key."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from hearback.infra.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"hearback secrets\0" + settings.SECRET_KEY.encode()).digest()))


def seal(secrets: Mapping[str, str]) -> bytes:
    """Return secrets encrypted; b"" for none."""
    return _box().encrypt(json.dumps(dict(secrets)).encode()) if secrets else b""


def unseal(sealed: bytes) -> dict[str, str]:
    """Return the secrets. Raises Refusal when the house's secret key is not the one they were sealed with."""
    if not sealed:
        return {}
    try:
        secrets: dict[str, str] = json.loads(_box().decrypt(bytes(sealed)))
    except InvalidToken as error:
        raise Refusal("The stored passwords cannot be opened: the secret key of this installation changed.") from error
    return secrets
