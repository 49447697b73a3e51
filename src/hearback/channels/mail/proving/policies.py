"""What the owner of a domain asks to be done with mail in its name that proves nothing (DMARC, RFC 7489)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hearback.channels.mail.proving.names import Names
from hearback.channels.mail.proving.organisations import organisation_of


@dataclass(frozen=True, slots=True)
class Policy:
    """wish: "" (none published), "none", "quarantine" or "reject". Strict: the very domain has to be proven."""

    wish: str = ""
    is_dkim_strict: bool = False
    is_spf_strict: bool = False

    @property
    def is_enforced(self) -> bool:
        """Say whether the owner asks not to believe unproven mail."""
        return self.wish in {"quarantine", "reject"}


def policy_of(domain: str, names: Names) -> Policy:
    """Return the policy that a domain, or the organisation it belongs to, publishes. Raises NamesDown."""
    own = _published(domain, names)
    if own:
        return _policy(own, wish=own.get("p", ""))
    above = organisation_of(domain)
    inherited = _published(above, names) if above != domain else {}
    return _policy(inherited, wish=inherited.get("sp", inherited.get("p", "")))


def _published(domain: str, names: Names) -> dict[str, str]:
    told = [b"".join(strings).decode("ascii", "replace") for strings in names(f"_dmarc.{domain}", "TXT")]
    found = [tags for text in told if (tags := _tags(text)).get("v", "").upper() == "DMARC1"]
    return found[0] if len(found) == 1 else {}


def _tags(text: str) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _policy(tags: Mapping[str, str], *, wish: str) -> Policy:
    wish = wish.lower()
    if tags.get("pct") == "0" or tags.get("t", "").lower() == "y":
        wish = "none"  # published to try it out
    return Policy(wish, tags.get("adkim", "").lower() == "s", tags.get("aspf", "").lower() == "s")
