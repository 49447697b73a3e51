"""The large providers that let programs in with tokens only, and where their servers stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A provider: where it signs people in, what we ask it for, and its mail servers.

    asked: what its sign-in page is asked beside the standard. servers: settings of a mailbox there, by field.
    console: where an admin registers a program.
    """

    label: str
    authorize_url: str = ""
    token_url: str = ""
    scope: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    servers: Mapping[str, str | int] = field(default_factory=dict)
    console: str = ""


KNOWN: Mapping[str, Known] = {
    "google": Known(
        label="Google",
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106  # an address
        scope="https://mail.google.com/ openid email",
        # Without these two Google gives a refresh token at the first consent only.
        asked={"access_type": "offline", "prompt": "consent"},
        servers={
            "imap_host": "imap.gmail.com",
            "imap_port": 993,
            "imap_security": "tls",
            "smtp_host": "smtp.gmail.com",
            "smtp_port": 465,
            "smtp_security": "tls",
        },
        console="https://console.cloud.google.com/apis/credentials",
    ),
    "microsoft": Known(
        label="Microsoft",
        authorize_url="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106  # an address
        scope=(
            "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send"
            " offline_access openid email profile"
        ),
        asked={"prompt": "select_account"},
        servers={
            "imap_host": "outlook.office365.com",
            "imap_port": 993,
            "imap_security": "tls",
            "smtp_host": "smtp.office365.com",
            "smtp_port": 587,
            "smtp_security": "starttls",
        },
        console="https://entra.microsoft.com",
    ),
    "other": Known(label="Another provider"),
}
