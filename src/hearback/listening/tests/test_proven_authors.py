"""Facts about who speaks: a From alone makes nobody ours, nor anybody we know."""

from __future__ import annotations

import pytest
from tests.raw_mail import fetched, mail, mbox

from hearback.channels.contract import Proof
from hearback.channels.mail.settings import MailSettings
from hearback.channels.registry import channels
from hearback.conversations.models import Message
from hearback.conversations.rules.proofs import kept, read_back
from hearback.inbox.models import Turn
from hearback.listening import bringing
from hearback.listening.actions import runs, store
from hearback.listening.bringing import bring, fetch, hear_left_over
from hearback.listening.proving import proofs_of
from hearback.listening.rereading import reread
from hearback.listening.rules import is_doubtful
from hearback.people.models import Person

pytestmark = pytest.mark.django_db
CHECKED = MailSettings(checked_by="mx.rotor.example")
WAY = "from out.example.org (out.example.org [192.0.2.7]) by mx.rotor.example with ESMTPS; now"
US = "Support <hello@rotor.example>"


def told(results: str, **more) -> bytes:
    """Return a mail as it lies in the mailbox, with what our own server found on top."""
    return f"Authentication-Results: mx.rotor.example; {results}\nReceived: {WAY}\n".encode() + mail(**more)


@pytest.fixture
def checked(mailbox):
    mailbox.settings = {"checked_by": "mx.rotor.example"}
    mailbox.save()
    return mailbox


@pytest.fixture
def brings(checked, monkeypatch):
    """Let the mailbox bring mails, as a fetch does."""
    real = channels()["mail"]

    class Served:
        raws: tuple[bytes, ...] = ()

        def __getattr__(self, name):
            return getattr(real, name)

        def fetch(self, settings, *, cursors):
            return iter([fetched(*self.raws)])

    served = Served()
    monkeypatch.setitem(channels(), "mail", served)
    monkeypatch.setattr(bringing, "channel_of", lambda _source: served)

    def say(*raws: bytes) -> None:
        served.raws = raws
        checked.refresh_from_db()
        fetch(checked)

    return say


def only() -> Message:
    return Message.objects.get()


def test_who_is_proven_is_kept_with_the_message(brings):
    brings(told("dmarc=pass header.from=example.org", key="1@example.org"))

    assert only().proof == "proven dmarc example.org"
    assert only().author.namespace == "mail"


def test_who_uses_the_address_of_somebody_we_know_is_somebody_else(brings):
    brings(told("dmarc=pass header.from=example.org", key="1@example.org"))
    brings(told("dmarc=fail (p=reject) header.from=example.org", key="2@example.org"))

    real, other = Message.objects.order_by("id")
    assert other.proof == "failed - example.org"
    assert real.author.handle == other.author.handle
    assert real.author.person_id != other.author.person_id
    assert Person.objects.get(pk=real.author.person_id).last_said_at == real.said_at


def test_where_nothing_proves_it_nobody_joins_somebody_we_know_by_the_from_alone(brings):
    brings(told("dmarc=pass header.from=example.org", key="1@example.org"))
    brings(told("spf=none", key="2@example.org"), told("spf=none", key="3@example.org"))

    real, other, again = Message.objects.order_by("id")
    assert other.proof == "unknown - example.org"
    assert real.author.person_id != other.author.person_id
    assert other.author_id == again.author_id


def test_who_answers_for_somebody_without_proof_is_asked_about(brings):
    brings(told("dmarc=pass header.from=example.org", key="1@example.org"))
    brings(told("spf=none", key="2@example.org", answers=("1@example.org",)))

    first, second = Message.objects.order_by("id")
    assert first.conversation_id != second.conversation_id


def test_who_uses_an_address_of_ours_is_not_us(brings):
    brings(told("spf=pass smtp.mailfrom=evil.example", key="1@example.org", author=US, to="ann@example.org"))

    assert not only().is_ours
    assert only().proof == "unknown - rotor.example"
    assert Turn.objects.get().state == "ours"


@pytest.mark.parametrize("results", ["dmarc=pass header.from=rotor.example", "auth=pass smtp.auth=bea@rotor.example"])
def test_what_really_comes_from_us_is_ours(brings, results):
    brings(told(results, key="1@example.org", author=US, to="ann@example.org"))

    assert only().is_ours


def test_what_a_program_of_ours_put_into_the_mailbox_is_taken_at_its_word(brings):
    brings(mail(key="1@example.org", author=US, to="ann@example.org"))

    assert (only().is_ours, only().proof) == (True, "")


@pytest.mark.parametrize(("author", "is_ours"), [("Cem <cem@example.org>", False), (US, False)], ids=["other", "us"])
def test_that_a_list_is_itself_does_not_prove_who_wrote_to_it(brings, author, is_ours):
    shown = "Somebody via Lamps <lamps@lists.example>"
    list_fields = {"List_Id": "<lamps.lists.example>", "Reply_To": author}
    brings(told("dmarc=pass header.from=lists.example", key="1@example.org", author=shown, **list_fields))

    assert only().is_ours is is_ours
    assert only().author.namespace == "unproven"
    assert not only().proof.startswith("proven")


def test_history_is_taken_at_its_word_and_nobody_is_asked(checked, tmp_path, monkeypatch):
    monkeypatch.setattr(bringing, "proofs_of", None)
    path = tmp_path / "old.mbox"
    path.write_bytes(mbox(told("dmarc=fail (p=reject)", key="1@example.org", author=US)))

    bring(runs.ask_for_run(checked, path=str(path)))

    assert (only().is_ours, only().proof) == (True, "")


def test_what_was_left_over_is_proven_too(checked):
    store(checked, fetched(told("dmarc=fail (p=reject)", key="1@example.org")))

    hear_left_over(checked)

    assert only().proof == "failed - example.org"


def test_reading_again_keeps_what_was_proven_and_asks_nobody(brings, monkeypatch):
    brings(
        told("dmarc=fail (p=reject)", key="1@example.org"),
        told("spf=none", key="2@example.org", author=US),
        told("dmarc=pass", key="3@example.org"),
        told("spf=none", key="4@example.org"),
    )
    before = list(Message.objects.order_by("id").values_list("proof", "author_id", "is_ours"))
    monkeypatch.setattr("hearback.channels.mail.channel.CHANNEL.prove", None, raising=False)

    assert reread().changed == 0
    assert list(Message.objects.order_by("id").values_list("proof", "author_id", "is_ours")) == before
    assert [proof for proof, _, _ in before] == [
        "failed - example.org",
        "unknown - rotor.example",
        "proven dmarc example.org",
        "unknown - example.org",
    ]


class Asked:
    """A channel that notes whether it may ask the net, and stumbles over some mails."""

    def __init__(self) -> None:
        self.may: list[bool] = []

    def prove(self, _settings, raw, *, origin, may_ask):
        assert origin.startswith("INBOX;1;")
        self.may.append(may_ask)
        if b"stumble" in raw:
            raise ZeroDivisionError
        return Proof("proven", "dkim", "example.org", was_checked=True)


@pytest.fixture
def asked(monkeypatch):
    channel = Asked()
    monkeypatch.setattr("hearback.listening.proving.channel_of", lambda _source: channel)
    return channel


def test_the_net_is_asked_about_what_comes_after_the_first_fetch(brings, checked, asked):
    brings(mail(key="1@example.org"))
    brings(mail(key="2@example.org"))

    assert asked.may == [False, True]


def test_a_mail_that_we_stumble_over_does_not_stop_those_behind_it(checked, asked):
    stored = store(checked, fetched(mail("stumble"), mail("fine")))

    assert list(proofs_of(checked, stored, may_ask=True)) == [stored[1].number]


def test_asking_ends_in_time(checked, asked, monkeypatch):
    monkeypatch.setattr("hearback.listening.proving.MOST_SECONDS", -1)

    proofs_of(checked, store(checked, fetched(mail())), may_ask=True)

    assert asked.may == [False]


@pytest.mark.parametrize(
    ("proof", "doubtful"),
    [
        (Proof(), False),
        (Proof(was_checked=True), True),
        (Proof("proven", was_checked=True), False),
        (Proof("failed", was_checked=True), True),
    ],
)
def test_an_author_is_in_doubt_when_somebody_looked_and_nothing_proves_it(proof, doubtful):
    assert is_doubtful(proof) is doubtful


@pytest.mark.parametrize("words", ["", "proven dkim example.org", "failed - example.org", "unknown - example.org"])
def test_a_proof_is_kept_in_a_few_words(words):
    assert kept(read_back(words)) == words
