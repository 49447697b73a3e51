"""Facts about what posts say, by samples: captured bytes and what they are heard as."""

import pytest

from hearback.channels.feed.channel import CHANNEL
from hearback.channels.feed.tests.expected import SAMPLES, as_json

RAWS = sorted(SAMPLES.glob("*.raw"))


@pytest.mark.parametrize("raw", RAWS, ids=lambda path: path.stem)
def test_a_sample_is_heard_as_it_was(raw):
    expected = raw.with_suffix(".heard.json").read_text(encoding="utf-8")
    assert as_json(CHANNEL.read(raw.read_bytes())) == expected


@pytest.mark.parametrize("raw", RAWS, ids=lambda path: path.stem)
def test_the_spans_of_a_text_follow_each_other_and_cover_it(raw):
    message = CHANNEL.read(raw.read_bytes())
    assert "".join(message.text[span.start : span.end] for span in message.spans) == message.text


def test_every_expectation_has_its_sample():
    assert {path.name.removesuffix(".heard.json") for path in SAMPLES.glob("*.json")} == {path.stem for path in RAWS}
