"""Facts about reply tokens: they prove their conversation, and nobody else can make one."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hearback.inbox.rules.tokens import conversation_of, reply_token

SECRET = "a secret of the house"


@given(st.integers(0, 2**63 - 1))
def test_a_token_leads_to_its_conversation(number):
    assert conversation_of(reply_token(number, secret=SECRET), secret=SECRET) == number


@given(st.integers(0, 2**63 - 1))
def test_a_token_lives_in_an_address(number):
    token = reply_token(number, secret=SECRET)

    assert token == token.lower()
    assert token.replace("-", "").isalnum()
    assert len(f"somebody+r.{token}") <= 64


def test_capitals_and_spaces_on_the_way_do_no_harm():
    assert conversation_of(f" {reply_token(12, secret=SECRET).upper()}\n", secret=SECRET) == 12


def test_a_token_of_another_house_proves_nothing():
    assert conversation_of(reply_token(12, secret="another house"), secret=SECRET) is None


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_signature_does_not_fit_another_number(one, other):
    assume(one != other)
    number, _, _ = reply_token(other, secret=SECRET).partition("-")
    _, _, signature = reply_token(one, secret=SECRET).partition("-")

    assert conversation_of(f"{number}-{signature}", secret=SECRET) is None


@given(st.text())
def test_what_anybody_types_proves_nothing(text):
    assert conversation_of(text, secret=SECRET) is None


@pytest.mark.parametrize("token", ["", "-", "12", "12-", "-abc", "é-abc", "z" * 14 + "-abc", "1-ünsigned"])
def test_what_is_no_token_proves_nothing(token):
    assert conversation_of(token, secret=SECRET) is None
