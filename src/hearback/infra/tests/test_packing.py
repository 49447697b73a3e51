"""Facts about raw bytes that are kept: they come back as they were, and smaller where that is possible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.infra.packing import PLAIN, ZSTANDARD, pack, unpack


@given(st.binary(max_size=2_000))
def test_what_was_packed_comes_back_to_the_byte(raw):
    assert unpack(*pack(raw)) == raw


def test_what_repeats_is_kept_smaller():
    raw = b"Subject: hello\r\n" * 1_000
    packing, packed = pack(raw)
    assert packing == ZSTANDARD
    assert len(packed) < 200
    assert unpack(packing, packed) == raw


def test_each_packing_stands_alone():
    first, second = pack(b"one " * 100), pack(b"two " * 100)
    assert unpack(*second) == b"two " * 100
    assert unpack(*first) == b"one " * 100
    assert pack(b"one " * 100) == first


@pytest.mark.parametrize("raw", [b"", b"x", bytes(range(256))], ids=["nothing", "one-byte", "every-byte-once"])
def test_what_would_grow_is_kept_as_it_is(raw):
    assert pack(raw) == (PLAIN, raw)


def test_a_packing_that_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="no packing has the number 9"):
        unpack(9, b"x")
