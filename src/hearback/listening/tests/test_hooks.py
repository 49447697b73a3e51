"""Facts about what providers tell us: only they are believed, nothing is lost, and nothing counts twice."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from hashlib import sha1, sha256
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import words

from hearback.channels.contract import Receipt
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.settings import REASSEMBLED, MailSettings
from hearback.conversations.queries import current, messages
from hearback.inbox.actions.attempts import arrive, hand_over
from hearback.inbox.answering import Written, answer
from hearback.inbox.models import Turn
from hearback.listening.jobs import hear_rest
from hearback.listening.models import Arrival, Unreadable
from hearback.listening.pages import hooks as page
from hearback.listening.queries import raws
from hearback.sources.actions import connect
from hearback.sources.actions.connecting import pause
from hearback.sources.providers import hooks

HEAD = "From: Eve Ito <eve@example.net>\nTo: care@rotor.example\nSubject: Rust\nMessage-ID: <e1@example.net>\n"
RAW = f"{HEAD}\nIt rusts.\n"
PICTURE = b"\x89PNG\r\n\x1a\n\n\r\x00\xff"
POSTMARK = {
    "FromFull": {"Email": "eve@example.net", "Name": "Eve Ito"},
    "ToFull": [{"Email": "care@rotor.example", "Name": ""}],
    "OriginalRecipient": "care+r.x@rotor.example",
    "Subject": "Rust",
    "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
    "Date": "Wed, 4 Mar 2026 09:00:00 +0000",
    "TextBody": "It rusts.",
    "Headers": [{"Name": "Message-ID", "Value": "<e1@example.net>"}],
    "Attachments": [{"Name": "rust.png", "Content": b64encode(PICTURE).decode(), "ContentType": "image/png"}],
}


class Hook:
    """A source with a provider, and the provider's posts."""

    def __init__(self, cast, provider: str, **more) -> None:
        about = {"address": "care@rotor.example", "provider": provider, "provider_key": "k", **more}
        self.cast = cast
        self.source = connect(kind="mail", name="Care", settings=MailSettings(**about), address="care@rotor.example")
        self.browser = Client(enforce_csrf_checks=True)

    def path(self, what="mail") -> str:
        return f"/hooks/{self.source.pk}/{hooks.secret_of(self.source)}/{what}"

    def posts(self, told, *, what="mail", **headers):
        body = told if isinstance(told, (bytes, str)) else json.dumps(told)
        return self.browser.post(self.path(what), body, content_type="application/json", headers=headers)

    def heard(self) -> list[Arrival]:
        hear_rest(source=self.source.pk)
        return list(Arrival.objects.filter(source=self.source).order_by("id"))

    def raw(self) -> bytes:
        (only,) = raws(self.heard()).values()
        return only

    def answered(self) -> tuple[int, str]:
        """Let Ann ask and Bea answer through the provider; return the conversation and our answer's Message-ID."""
        number = self.cast.asks("Does it fit?")
        attempt = answer(number, written=Written("It does.", press=uuid4()), by=self.cast.bea, at=self.cast.now)
        hand_over(attempt.pk)
        arrive(attempt.pk, receipt=Receipt("taken"), at=self.cast.now)
        return number, attempt.key


@pytest.fixture
def postmark(cast):
    return Hook(cast, "postmark")


@pytest.fixture
def mailgun(cast):
    return Hook(cast, "mailgun", provider_hook_key="a signing key")


def signed(key="a signing key", token="t1", timestamp="1772611200") -> dict[str, str]:
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": signature}


def test_a_mail_is_kept_as_it_came_and_heard(postmark):
    assert postmark.posts({**POSTMARK, "RawEmail": RAW}).status_code == 200

    assert postmark.raw() == b"Delivered-To: care+r.x@rotor.example\r\n" + RAW.encode()
    (said,) = messages(current(Turn.objects.get(source=postmark.source).pk))
    assert (said.author.shown, said.text.strip()) == ("eve@example.net", "It rusts.")


def test_a_mail_that_comes_in_parts_is_put_together(postmark):
    postmark.posts(POSTMARK)

    raw = postmark.raw()
    assert b"Message-ID: <e1@example.net>" in raw
    assert [one.content() for one in CHANNEL.enclosed(raw)] == [PICTURE]
    assert Arrival.objects.get(source=postmark.source).origin == REASSEMBLED
    assert messages(current(Turn.objects.get(source=postmark.source).pk))[0].text.strip() == "It rusts."


@pytest.mark.parametrize("told", [POSTMARK, {**POSTMARK, "RawEmail": RAW}], ids=["in-parts", "whole"])
def test_the_same_post_again_is_the_same_arrival(postmark, told):
    assert [postmark.posts(told).status_code for _ in range(3)] == [200] * 3

    assert len(postmark.heard()) == 1


@pytest.mark.parametrize("number", [0, 1])
def test_an_address_with_another_secret_is_not_there(postmark, number):
    path = postmark.path().replace(hooks.secret_of(postmark.source), "0" * 40)
    path = path.replace(f"/{postmark.source.pk}/", "/999999/") if number else path

    assert postmark.browser.post(path, "{}", content_type="application/json").status_code == 404
    assert not Arrival.objects.filter(source=postmark.source).exists()


def test_an_address_for_nothing_is_not_there(postmark):
    assert postmark.posts({}, what="coffee").status_code == 404


def test_who_looks_whether_we_are_there_is_told_yes(postmark):
    assert [getattr(postmark.browser, how)(postmark.path()).status_code for how in ("get", "head")] == [200, 200]


def test_a_source_without_a_provider_expects_nothing(cast):
    assert Hook(cast, "none").posts(POSTMARK).status_code == 403


@pytest.mark.parametrize("provider", ["resend", "scaleway", "unisender_go", "mailtrap"])
def test_who_hands_over_no_mail_that_we_understand_is_refused(cast, provider):
    assert Hook(cast, provider).posts(POSTMARK).status_code == 403


def test_a_paused_source_asks_to_come_again(postmark):
    pause(postmark.source, is_paused=True, by=postmark.cast.bea)

    assert postmark.posts(POSTMARK).status_code == 503


def test_a_post_without_end_is_not_read(postmark, monkeypatch):
    monkeypatch.setattr(page, "LARGEST_BYTES", 10)

    assert postmark.posts(POSTMARK).status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b"7", b"null", b'{"FromFull": 7}', b'{"RecordType": "Bounce"}', b"[" * 100_000]
)
def test_a_post_that_cannot_be_read_is_kept_where_a_person_sees_it(postmark, body):
    assert postmark.posts(body).status_code == 200

    (noted,) = Unreadable.objects.filter(source=postmark.source)
    assert noted.reason.startswith("Postmark told something that cannot be read: ")
    assert list(raws([Arrival.objects.get(id=noted.arrival_id)]).values()) == [body]


def test_mailgun_is_believed_by_its_signature(mailgun):
    told = {**signed(), "recipient": "care@rotor.example", "sender": "eve@example.net", "body-mime": RAW}

    assert mailgun.browser.post(mailgun.path(), told).status_code == 200

    assert mailgun.raw() == b"Delivered-To: care@rotor.example\r\n" + RAW.encode()


def test_mailgun_may_send_parts_and_files(mailgun):
    told = {**signed(), "recipient": "care@rotor.example", "body-plain": "It rusts.", "attachment-count": "1"}
    told |= {"message-headers": json.dumps([["From", "eve@example.net"], ["Message-Id", "<e1@example.net>"]])}

    for _ in range(2):
        file = SimpleUploadedFile("rust.png", b"\x89PNG", "image/png")
        assert mailgun.browser.post(mailgun.path(), {**told, "attachment-1": file}).status_code == 200

    said = CHANNEL.read(mailgun.raw())
    assert (said.text.strip(), [one.name for one in said.attachments]) == ("It rusts.", ["rust.png"])


@pytest.mark.parametrize("more", [{"signature": "0" * 64}, {"token": "t2"}, {"signature": "é"}], ids=["s", "t", "é"])
def test_a_wrong_signature_is_refused_and_nothing_kept(mailgun, more):
    told = {**signed(), "recipient": "care@rotor.example", "body-mime": RAW, **more}

    assert mailgun.browser.post(mailgun.path(), told).status_code == 403
    assert mailgun.browser.post(mailgun.path(), {"body-mime": RAW}).status_code == 403
    assert mailgun.heard() == []


@pytest.mark.parametrize("provider", ["mailgun", "mandrill", "mailersend", "postal"])
@pytest.mark.parametrize("what", ["mail", "events"])
def test_who_signs_is_not_believed_without_a_key(cast, provider, what):
    hook = Hook(cast, provider)

    assert hook.browser.post(hook.path(what), {**signed(key=""), "body-mime": RAW}).status_code == 403


@pytest.mark.parametrize("key", ["é", "no key"])
def test_a_key_that_is_none_lets_nobody_in(cast, key):
    assert Hook(cast, "postal", provider_hook_key=key).posts({}, **{"X-Postal-Signature": "x"}).status_code == 403


def test_mandrill_signs_the_address_too(cast):
    hook = Hook(cast, "mandrill", provider_hook_key="a key")
    told = json.dumps([{"event": "inbound", "ts": 1772611200, "msg": {"raw_msg": RAW, "email": "care@rotor.example"}}])
    words_signed = f"http://127.0.0.1:8000{hook.path()}mandrill_events{told}"
    signature = b64encode(hmac.new(b"a key", words_signed.encode(), sha1).digest()).decode()

    right, wrong = (
        hook.browser.post(hook.path(), {"mandrill_events": told}, headers={"X-Mandrill-Signature": one})
        for one in (signature, "x" + signature)
    )

    assert (right.status_code, wrong.status_code) == (200, 403)
    assert hook.raw().endswith(RAW.encode())


def test_sendgrid_hands_over_mail(cast):
    sendgrid = Hook(cast, "sendgrid")
    envelope = json.dumps({"from": "eve@example.net", "to": ["care@rotor.example"]})

    assert sendgrid.browser.post(sendgrid.path(), {"email": RAW, "envelope": envelope}).status_code == 200

    assert sendgrid.raw() == b"Delivered-To: care@rotor.example\r\n" + RAW.encode()


@pytest.mark.parametrize("is_packed", [True, False])
def test_sparkpost_hands_over_mail(cast, is_packed):
    hook = Hook(cast, "sparkpost")
    text = b64encode(RAW.encode()).decode() if is_packed else RAW
    content = {"email_rfc822": text, "email_rfc822_is_base64": is_packed}
    about = {"content": content, "rcpt_to": "care@rotor.example", "protocol": "smtp"}

    assert hook.posts([{"msys": {"relay_message": about}}, {"msys": {}}]).status_code == 200

    assert hook.raw().endswith(RAW.encode())


def test_brevo_hands_over_mail(cast):
    hook = Hook(cast, "brevo", provider_url="http://127.0.0.1:9")
    headers = {"From": "eve@example.net", "Message-ID": "<e1@example.net>", "Delivered-To": "<care@rotor.example>"}

    assert hook.posts({"items": [{"Uuid": ["1"], "Headers": headers, "RawTextBody": "It rusts."}]}).status_code == 200

    assert CHANNEL.read(hook.raw()).text.strip() == "It rusts."


def bounce(key: str, **more) -> dict:
    about = {"RecordType": "Bounce", "Type": "HardBounce", "Email": "ann@example.org", "ID": 4, "MessageID": "m1"}
    told = {"Description": "The address does not exist.", "Details": "smtp;550 5.1.1 no such user"}
    return {**about, **told, "BouncedAt": "2026-03-04T10:00:00Z", "Metadata": {"hearback_key": key}, **more}


def test_a_bounce_is_shown_at_the_answer_that_it_speaks_of(postmark):
    number, key = postmark.answered()

    assert postmark.posts(bounce(key), what="events").status_code == 200
    postmark.heard()

    notice = messages(current(number))[-1].message
    assert notice.why == "Our answer did not reach ann@example.org."
    assert Turn.objects.get(pk=number).state == "theirs"
    assert "550 5.1.1 no such user" in words(postmark.cast.browser().get(f"/conversations/{number}"))


@pytest.mark.parametrize("times", [2, 3])
def test_an_event_that_comes_again_adds_nothing(postmark, times):
    _, key = postmark.answered()

    for _ in range(times):
        postmark.posts(bounce(key), what="events")

    assert len(postmark.heard()) == 1


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({}, "failed", b"Status: 5.1.1"),
        ({"Type": "SoftBounce", "Details": ""}, "failed", b"Status: 4.0.0"),
        ({"Type": "Transient", "Details": "450 4.2.2 full"}, "delayed", b"Status: 4.2.2"),
        ({"Type": "ManuallyDeactivated", "Details": None}, "failed", b"Status: 5.7.1"),
        (
            {"RecordType": "Delivery", "Recipient": "ann@example.org", "Details": "250 ok"},
            "delivered",
            b"Status: 2.0.0",
        ),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "complaint", b"Feedback-Type: abuse"),
    ],
)
def test_what_became_of_a_mail_is_a_notice_like_any_other(postmark, more, kind, said):
    _, key = postmark.answered()

    postmark.posts(bounce(key, **more), what="events")

    raw = postmark.raw()
    assert said in raw
    notice = CHANNEL.read(raw).notice
    assert (notice.what, notice.speaks_of[0]) == (kind, key)
    assert notice.failures[0].recipient == "ann@example.org"


@pytest.mark.parametrize(
    "more",
    [
        {"RecordType": "Open", "Recipient": "ann@example.org"},
        {"Email": "Ann\r\nBcc: eve@example.net"},
        {"Metadata": {"hearback_key": "a b"}},
        {"Metadata": None, "MessageID": None},
    ],
    ids=["opened", "no-address", "no-key", "nothing"],
)
def test_what_nobody_needs_to_know_is_no_arrival(postmark, more):
    postmark.posts(bounce("k@rotor.example", **more), what="events")

    assert postmark.heard() == [] or Unreadable.objects.filter(source=postmark.source).count() == 1


def test_mailgun_events_name_the_mail_themselves(mailgun):
    _, key = mailgun.answered()
    about = {"event": "failed", "severity": "temporary", "recipient": "ann@example.org", "timestamp": 1772611200.5}
    status = {"message": "mailbox full", "code": 452}
    event = {**about, "message": {"headers": {"message-id": key}}, "delivery-status": status, "user-variables": {}}

    assert mailgun.posts({"signature": signed(), "event-data": event}, what="events").status_code == 200
    assert mailgun.posts({"signature": {}, "event-data": event}, what="events").status_code == 403

    assert b"Status: 4.0.0" in mailgun.raw()


@pytest.mark.parametrize("is_right", [True, False])
def test_sendgrids_events_are_signed_with_a_pair_of_keys(cast, is_right):
    key = ec.generate_private_key(ec.SECP256R1())
    public = b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    hook = Hook(cast, "sendgrid", provider_hook_key=public)
    _, name = hook.answered()
    event = {"event": "delivered", "email": "ann@example.org", "timestamp": 1772611200, "hearback_key": name}
    body = json.dumps([event])
    signature = b64encode(key.sign(f"1772611200{body if is_right else ''}".encode(), ec.ECDSA(SHA256()))).decode()
    head = {"X-Twilio-Email-Event-Webhook-Signature": signature, "X-Twilio-Email-Event-Webhook-Timestamp": "1772611200"}

    assert hook.posts(body, what="events", **head).status_code == (200 if is_right else 403)
    assert len(hook.heard()) == is_right


def test_brevos_events_are_reports_too(cast):
    hook = Hook(cast, "brevo")
    _, name = hook.answered()
    marks = json.dumps({"hearback_key": name})
    told = {"event": "soft_bounce", "email": "ann@example.org", "ts_epoch": 1772611200000, "X-Mailin-custom": marks}

    hook.posts(told, what="events")

    assert b"Status: 4.0.0" in hook.raw()


def test_the_sources_page_tells_admins_what_to_fill_in_there(postmark):
    about = f"/sources/{postmark.source.pk}"

    mine, theirs = (words(postmark.cast.browser(one).get(about)) for one in (postmark.cast.bea, postmark.cast.cem))

    assert f"http://127.0.0.1:8000{postmark.path()}" in mine
    assert f"http://127.0.0.1:8000{postmark.path('events')}" in mine
    assert hooks.secret_of(postmark.source) not in theirs


def test_a_mail_from_elsewhere_has_no_hooks(cast):
    assert "What the provider has to know" not in words(cast.browser().get(f"/sources/{cast.mailbox.pk}"))
