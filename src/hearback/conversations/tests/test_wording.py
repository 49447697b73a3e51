"""Facts about the words that a text is found by."""

from __future__ import annotations

import pytest
from django.contrib.postgres.search import SearchQuery
from hypothesis import given
from hypothesis import strategies as st

from hearback.conversations.actions import place
from hearback.conversations.models import Text
from hearback.conversations.rules.wording import LONGEST_TEXT, LONGEST_WORD, vector, words_in
from hearback.infra.rows import found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("The blue one, the BLUE one!", "the blue one"),
        ("raid_disk at https://pump.example/a-b", "raid disk at https pump example a b"),
        ("Grüße, naïve Zoë", "grusse naive zoe"),
        ("Ελλάδα, Йод, Łódź, İstanbul", "ελλαδα иод łodz istanbul"),
        ("ﬁne ＡＢＣ №5", "fine abc no5"),
        ("שָׁלוֹם مُحَمَّد مـرحبا", "שלום محمد مرحبا"),
        ("हिन्दी में। अच्छा", "हिन्दी में अच्छा"),
        ("我喜欢猫", "我喜 喜欢 欢猫 猫"),
        ("ポンプ", "ポン ンプ プ"),
        ("pump用の", "pump 用の の"),
        ("한국어", "한국 국어 어"),
        ("ไทย", "ไท ทย ย"),
        ("a\0b\x85c", "a b c"),
    ],
)
def test_words_are_found_in_any_script(text, words):
    assert words_in(text) == set(words.split())


def test_accents_may_be_left_out_and_decomposed():
    assert words_in("café") == words_in("cafe\u0301") == words_in("CAFE")


def test_a_long_word_goes_by_its_beginning():
    assert words_in("x" * 500 + " y") == {"x" * LONGEST_WORD, "y"}


def test_of_a_long_text_the_beginning_counts():
    assert words_in("a " * LONGEST_TEXT + "b") == {"a"}


@given(st.text())
def test_a_word_is_found_by_itself(text):
    for word in words_in(text):
        assert word in words_in(word)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "one two two", "猫が好き", "ü" * 90_000, " ".join(map(chr, range(0x4E00, 0x9FFF)))]
)
def test_postgresql_takes_the_words_as_they_are_packed(text):
    words = words_in(text)

    ((taken,),) = found("SELECT tsvector_to_array(array_to_tsvector(%s::text[]))", [sorted(words)])

    assert set(taken) == words
    assert vector(words)[:4] == len(words).to_bytes(4, "big")


@pytest.mark.django_db
def test_a_message_is_found_by_its_subject_and_new_words(voice):
    place([voice("a@x", words="Ich hätte Grüße für 我喜欢猫.", subject="Pumpen")])

    for wanted in ("pumpen", "hatte", "grusse", "喜欢"):
        assert Text.objects.filter(search=SearchQuery(wanted, config="simple")).count() == 1
    assert not Text.objects.filter(search=SearchQuery("archer", config="simple")).exists()
