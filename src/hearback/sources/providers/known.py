"""What differs between the providers: names of their keys, what they keep of a mail, what they tell us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hearback.channels.mail.settings import MailSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider. label: for people. address: where its interface stands; "" when everybody has their own.

    key, second_key, account: how its backend calls what was filled in; second_key: for who has two, as "key:secret".
    keeps_name: it sends our Message-ID; others make one of their own, and answers find home by that or by the token.
    takes_marks: it carries a mark of ours along and tells it with everything that becomes of the mail.
    takes_pictures: pictures can stand in the text; elsewhere they go as ordinary attachments.
    head: lines that make it leave our headers alone.
    hook_key, mail_hook_key: how its hooks call the key that they sign with, for events and for mail; "": they do not
    sign, and the secret address is all. signs: without that key nothing is believed.
    has_hooks, hands_mail: whether it tells what became of mail, and hands over mail, in a way that is understood here.
    """

    label: str
    address: str = ""
    key: str = "api_key"
    second_key: str = ""
    account: str = ""
    keeps_name: bool = False
    takes_marks: bool = True
    takes_pictures: bool = True
    head: Mapping[str, str] = field(default_factory=dict)
    hook_key: str = ""
    mail_hook_key: str = ""
    signs: bool = False
    has_hooks: bool = True
    hands_mail: bool = True


KNOWN: Mapping[str, Provider] = {
    "postmark": Provider(
        label="Postmark",
        address="https://api.postmarkapp.com/",
        key="server_token",
        keeps_name=True,
        head={"X-PM-KeepID": "true"},
    ),
    "mailgun": Provider(
        label="Mailgun",
        address="https://api.mailgun.net/v3/",
        account="sender_domain",
        keeps_name=True,
        hook_key="webhook_signing_key",
        mail_hook_key="webhook_signing_key",
        signs=True,
    ),
    "sendgrid": Provider(
        label="SendGrid",
        address="https://api.sendgrid.com/v3/",
        keeps_name=True,
        hook_key="tracking_webhook_verification_key",
    ),
    "brevo": Provider(label="Brevo", address="https://api.brevo.com/v3/", takes_pictures=False),
    "mailjet": Provider(label="Mailjet", address="https://api.mailjet.com/v3.1/", second_key="secret_key"),
    "sparkpost": Provider(label="SparkPost", address="https://api.sparkpost.com/api/v1/"),
    "mandrill": Provider(
        label="Mandrill",
        address="https://mandrillapp.com/api/1.0/",
        keeps_name=True,
        hook_key="webhook_key",
        mail_hook_key="webhook_key",
        signs=True,
    ),
    # What Resend tells is signed in a way that takes a library which we do not have.
    "resend": Provider(label="Resend", address="https://api.resend.com/", has_hooks=False, hands_mail=False),
    "mailersend": Provider(
        label="MailerSend",
        address="https://api.mailersend.com/v1/",
        key="api_token",
        takes_marks=False,
        hook_key="signing_secret",
        mail_hook_key="inbound_secret",
        signs=True,
    ),
    "mailtrap": Provider(
        label="Mailtrap",
        address="https://send.api.mailtrap.io/api/",
        key="api_token",
        hook_key="tracking_secret",
        signs=True,
        hands_mail=False,
    ),
    "scaleway": Provider(
        label="Scaleway",
        address="https://api.scaleway.com/transactional-email/v1alpha1/regions/fr-par/",
        key="secret_key",
        account="project_id",
        takes_pictures=False,
        has_hooks=False,
        hands_mail=False,
    ),
    "unisender_go": Provider(label="Unisender Go", hands_mail=False),
    "postal": Provider(
        label="Postal",
        takes_marks=False,
        takes_pictures=False,
        keeps_name=True,
        hook_key="webhook_key",
        mail_hook_key="webhook_key",
        signs=True,
    ),
}


def options(settings: MailSettings) -> dict[str, Any]:
    """Return what a provider's backend is told, from what a person filled in."""
    provider = KNOWN[settings.provider]
    told: dict[str, Any] = {provider.key: settings.provider_key}
    if provider.second_key:
        first, _, second = settings.provider_key.partition(":")
        told |= {provider.key: first, provider.second_key: second}
    if provider.account and settings.provider_account:
        told[provider.account] = settings.provider_account
    if settings.provider_url:
        told["api_url"] = settings.provider_url
    return told
