"""Facts that hold for every channel there is: each test runs over every folder with a channel.py."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, ValuesView
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import UTC
from importlib import import_module
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.channels.contract import HeardMessage, Unreadable, new_words, nothing_kept
from hearback.channels.registry import channels
from hearback.channels.tests.expected import expectation_of, folder_of, heard_as, samples_of

if TYPE_CHECKING:
    from hearback.channels.contract import Channel, HeardIdentity

EVERY = pytest.mark.parametrize("channel", channels().values(), ids=channels().keys())
SAMPLES = pytest.mark.parametrize(
    ("channel", "sample"),
    [
        pytest.param(channel, sample, id=f"{kind}-{sample.stem}")
        for kind, channel in channels().items()
        for sample in samples_of(kind)
    ],
)
ROLES = {"to", "cc", "bcc", "reply_to", "via"}


@EVERY
def test_it_goes_by_the_name_of_its_folder_and_has_one_for_people(channel: Channel) -> None:
    assert channels()[channel.kind] is channel
    assert channel.label[:1].isupper()


@EVERY
def test_it_can_do_what_it_claims(channel: Channel) -> None:
    needed = {
        "can_fetch": ("fetch", "look"),
        "can_listen": ("listen",),
        "can_answer": ("is_ready_to_answer", "compose", "send"),
        "can_import": ("import_file",),
        "can_compare": ("compare",),
    }

    assert callable(channel.read)
    for claim, names in needed.items():
        assert isinstance(getattr(channel, claim), bool)
        assert not getattr(channel, claim) or all(callable(getattr(channel, name)) for name in names), claim


@EVERY
def test_it_tells_people_how_to_set_it_up(channel: Channel) -> None:
    text = (folder_of(channel.kind) / "SETUP.md").read_text(encoding="utf-8")

    assert text.startswith("# ")
    assert len(text.split()) > 50


@EVERY
def test_its_icon_is_a_drawing_and_nothing_else(channel: Channel) -> None:
    icon = ElementTree.parse(folder_of(channel.kind) / "icon.svg").getroot()

    names = {element.tag.rpartition("}")[2] for element in icon.iter()}
    assert icon.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in icon.attrib
    assert names <= {"svg", "g", "path", "rect", "circle", "line", "polyline", "polygon", "title"}
    assert not [name for element in icon.iter() for name in element.attrib if name.startswith("on") or "href" in name]


@EVERY
def test_its_settings_cannot_change_and_each_has_a_label_and_help(channel: Channel) -> None:
    assert is_dataclass(channel.settings)
    assert channel.settings.__dataclass_params__.frozen
    for one in fields(channel.settings):
        assert one.metadata["label"].strip(), one.name
        assert one.metadata["help"].strip().endswith((".", "/")), one.name
        assert not one.metadata.get("secret") or one.default == "", one.name
        assert one.default is MISSING or one.default in one.metadata.get("choices", (one.default,)), one.name


@EVERY
@pytest.mark.parametrize("filled_in", [{}, "rubbish"], ids=["nothing", "rubbish"])
def test_what_is_filled_in_becomes_settings_or_sentences_by_field(channel: Channel, filled_in: object) -> None:
    names = {one.name for one in fields(channel.settings)}
    typed = filled_in if isinstance(filled_in, dict) else dict.fromkeys(names, filled_in)
    parse = import_module(channel.settings.__module__).parse

    try:
        parsed = parse(typed)
    except ValueError as error:
        wrong = error.wrong
    else:
        wrong = {"": "nothing."}
        names.add("")
        assert channel.settings(**json.loads(json.dumps(asdict(parsed)))) == parsed
    assert wrong
    assert set(wrong) <= names
    assert all(sentence.endswith(".") for sentence in wrong.values())


@EVERY
@given(raw=st.binary(max_size=200))
@settings(max_examples=20)
def test_it_says_of_any_bytes_whether_their_author_is_proven(channel: Channel, raw: bytes) -> None:
    needed = {one.name: "" for one in fields(channel.settings) if one.default is MISSING}
    assert channel.prove(channel.settings(**needed), raw, origin="", may_ask=False).verdict in {
        "unknown",
        "failed",
        "proven",
    }


@EVERY
def test_it_knows_no_sibling_and_nothing_above_it(channel: Channel) -> None:
    own = f"hearback.channels.{channel.kind}"
    shared = ("hearback.channels.contract", "hearback.infra")
    for path in folder_of(channel.kind).rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in named:
                is_sibling = any(name.startswith(f"hearback.channels.{kind}") for kind in channels())
                assert name.startswith((own, *shared)) or not is_sibling, f"{path}: {name}"
                assert not name.startswith(("django", "psycopg")), f"{path}: {name}"


@EVERY
def test_it_has_samples_and_every_expectation_has_its_sample(channel: Channel) -> None:
    samples = samples_of(channel.kind)

    assert samples
    expectations = set((folder_of(channel.kind) / "tests" / "samples").glob("*.heard.json"))
    assert expectations == {expectation_of(sample) for sample in samples}


@SAMPLES
def test_a_sample_is_heard_as_expected(channel: Channel, sample) -> None:
    assert heard_as(channel, sample.read_bytes()) == expectation_of(sample).read_text(encoding="utf-8")


@SAMPLES
def test_a_sample_cut_off_or_spoilt_is_heard_or_unreadable(channel: Channel, sample) -> None:
    raw = sample.read_bytes()

    for position in range(0, len(raw), max(1, len(raw) // 25)):
        check(channel, raw[:position])
        check(channel, raw[:position] + b"\x00\xff\r\n\r\n" + raw[position + 5 :])


@EVERY
@settings(deadline=None)
@given(raw=st.binary(max_size=500))
def test_any_bytes_are_heard_or_unreadable(channel: Channel, raw: bytes) -> None:
    check(channel, raw)


@EVERY
@settings(deadline=None)
@given(raw=st.text(alphabet="<>&;:/@ \r\n=?\"'(){}[]aé,.-!#0%\x00\ud800", max_size=300))
def test_any_marks_are_heard_or_unreadable(channel: Channel, raw: str) -> None:
    check(channel, raw.encode("utf-8", "surrogatepass"))


@EVERY
@pytest.mark.parametrize("raw", [b"", b"\x00" * 100, b"x" * 100_000, b"\n" * 10_000, b"(" * 50_000, b"<a>" * 20_000])
def test_monotonous_bytes_are_heard_or_unreadable(channel: Channel, raw: bytes) -> None:
    check(channel, raw)


def check(channel: Channel, raw: bytes) -> None:
    """Read the bytes twice: the same both times, and either unreadable with a reason or a message in good order."""
    first, second = heard_or_why(channel, raw), heard_or_why(channel, raw)

    assert first == second
    if isinstance(first, HeardMessage):
        check_message(first)
    assert first


def heard_or_why(channel: Channel, raw: bytes) -> HeardMessage | str:
    """Return the message, or why it cannot be read."""
    try:
        return channel.read(raw)
    except Unreadable as error:
        return str(error).strip()


def check_message(message: HeardMessage) -> None:
    """Check what the contract promises of every message."""
    assert len(message.content) == 16
    assert not message.key.startswith("<")
    assert message.said_at is None or message.said_at.tzinfo is UTC
    assert "".join(message.text[span.start : span.end] for span in message.spans) == message.text
    assert all(0 <= span.confidence <= 1 for span in message.spans)
    assert message.new_words == new_words(message.text, message.spans)
    assert {recipient.role for recipient in message.recipients} <= ROLES
    for identity in [message.author, *(recipient.identity for recipient in message.recipients)]:
        assert identity is None or is_good(identity)
    assert all(attachment.size_bytes >= 0 for attachment in message.attachments)
    assert not [text for text in texts_of(asdict(message)) if "\x00" in text or not is_text(text)]
    assert len({attachment.part for attachment in message.attachments}) == len(message.attachments)


def texts_of(value: object) -> Iterator[str]:
    """Yield every text in nested values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        value = value.values()
    if isinstance(value, (list, tuple, ValuesView)):
        for inner in value:
            yield from texts_of(inner)


def is_text(text: str) -> bool:
    """Say whether a database takes it: half a surrogate pair is no text."""
    return text == text.encode("utf-8", "replace").decode()


def is_good(identity: HeardIdentity) -> bool:
    """Say whether an identity can be told from others."""
    return bool(identity.namespace) and bool(identity.handle) and identity.handle == identity.handle.strip()


def test_of_a_source_that_nobody_minds_nothing_is_said_to_be_kept():
    assert list(nothing_kept("INBOX;")) == []
