"""Which names and addresses stand for nobody in particular: placeholders, roles, machines, shared mailboxes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hearback.people.rules.matching.languages import words

PLACEHOLDER, ROLE, BOT, SHARED = "placeholder", "role", "bot", "shared"
KINDS = (PLACEHOLDER, ROLE, BOT, SHARED)

_PLACEHOLDERS = words(
    """
    root none unknown nobody anonymous anon user username test tester example you me name yourname nil null
    undefined n/a na default guest localhost local foo bar foobar someone somebody email mail myname
    noreply no-reply donotreply do-not-reply invalid devnull dev-null unspecified empty author committer git
    ubuntu debian fedora pi ec2-user vagrant docker jenkins build builder runner administrator system
    (none) (unknown) unnamed temp tmp xxx ??? new-user your-name
    """
)
_ROLES = words(
    """
    info support sales contact office hello help admin administrator webmaster postmaster hostmaster abuse security
    billing accounts accounting jobs hr press marketing team service services customer-service feedback enquiries
    inquiries newsletter news list lists owner majordomo mailer-daemon helpdesk orders shop store legal privacy
    careers media dev devel development developers engineering it ops sysadmin patches bugs commits maintainer
    maintainers all staff everyone reception invoice invoices payments finance kontakt bestellung buchhaltung
    wordpress linux kernel spam mailing mailinglist mailinglists subscribe www web blog
    vertrieb hilfe contacto ventas soporte contatto assistenza ventes commercial secretariat kundenservice
    """
)
_BOT = re.compile(
    r"(?:\[bot\]|\bbot\b|[-_.]bot\b|\bbot[-_.]|robot\b|dependabot|renovate|greenkeeper|buildbot|travis|jenkins|"
    r"\bci\b|[-_]ci\b|autobuild|autoroll|weblate|translatewiki|github.?actions?|mergify|codecov|snyk|hudson|"
    r"^(?!talbot$|abbot$|cabot$|chabot$|lebot$)[a-z]{2,}bot$|"
    r"auto.?(?:commit|update|sync|merge)|daemon|cron\b|gerrit|noreply|no-reply)",
    re.IGNORECASE,
)
_ONLY_SIGNS = re.compile(r"^[\W\d_]*$")


@dataclass(frozen=True, slots=True)
class StopList:
    """What colleagues changed in the lists: words and addresses, small.

    added: (word, kind). dropped: what is somebody's here after all.
    """

    added: tuple[tuple[str, str], ...] = ()
    dropped: frozenset[str] = frozenset()

    def kind_of_local(self, local: str, normal: str = "") -> str:
        """Return what a local part or handle (or a whole address) stands for when it is nobody's; else ""."""
        for told, kind in self.added:
            if told in (local, normal):
                return kind
        if local in self.dropped or normal in self.dropped:
            return ""
        if local in _PLACEHOLDERS:
            return PLACEHOLDER
        if local in _ROLES:
            return ROLE
        return BOT if _BOT.search(local) else ""

    def kind_of_name(self, name: str) -> str:
        """Return what a display name stands for when it is nobody's; else ""."""
        folded = " ".join(name.casefold().split())
        for told, kind in self.added:
            if told == folded:
                return kind
        if folded in self.dropped:
            return ""
        if folded in _PLACEHOLDERS or folded.replace(" ", "-") in _PLACEHOLDERS or _ONLY_SIGNS.match(folded):
            return PLACEHOLDER
        if folded in _ROLES:
            return ROLE
        return BOT if _BOT.search(folded) else ""


SHIPPED = StopList()
