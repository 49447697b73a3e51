"""Facts about secrets at rest: they open with the house's own key only."""

import pytest

from hearback.infra.errors import Refusal
from hearback.infra.secrets import seal, unseal


def test_what_was_sealed_can_be_unsealed():
    assert unseal(seal({"password": "seven red kites", "umlaut": "größer"})) == {
        "password": "seven red kites",
        "umlaut": "größer",
    }


def test_what_is_sealed_cannot_be_read():
    sealed = seal({"password": "seven red kites"})
    assert b"kites" not in sealed
    assert b"password" not in sealed


def test_the_same_secret_never_looks_the_same():
    assert seal({"password": "x"}) != seal({"password": "x"})


def test_no_secrets_are_nothing():
    assert seal({}) == b""
    assert unseal(b"") == {}


def test_a_database_may_hand_it_back_as_a_view():
    assert unseal(memoryview(seal({"password": "x"}))) == {"password": "x"}


def test_another_key_opens_nothing_and_says_so(settings):
    sealed = seal({"password": "x"})
    settings.SECRET_KEY = "another key, of another house"
    with pytest.raises(Refusal, match="the secret key of this installation changed"):
        unseal(sealed)


def test_what_was_changed_at_rest_is_not_believed():
    sealed = bytearray(seal({"password": "x"}))
    sealed[20] ^= 1
    with pytest.raises(Refusal):
        unseal(bytes(sealed))
