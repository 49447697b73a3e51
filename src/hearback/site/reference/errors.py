"""The one-line errors, from the places that raise them, and what a person does about the most common."""

from __future__ import annotations

import ast
import re

from hearback.site.reference.markdown import document, table
from hearback.site.reference.source import Called, calls

_GROUPS = (
    ("When nothing can start", "Shown at the terminal; the command ends with 1.", {"NoDatabase", "CannotServe"}),
    ("At the terminal", "Shown by the command that could not do it; it ends with 1.", {"CommandError"}),
    (
        "When a person may not do something",
        "Shown beside the form, or on a page of its own. Nothing has changed, and nothing is logged.",
        {"Refusal", "Overtaken", "WrongPassword", "WeakPassword"},
    ),
    (
        "When the outside says no",
        "Shown on the source, on the import, or with the answer that was to leave. *Again?* says whether "
        "Hearback tries again by itself soon, or waits for somebody to change something (a source is then still "
        "asked every ten minutes).",
        {"ChannelError", "GrantOver", "SendUnsureError", "Unreachable", "WebError"},
    ),
    (
        "When a file cannot be read to its end",
        "Shown on the import, behind the file's name. What could be read before stays.",
        {"Fault"},
    ),
    (
        "When something that arrived is no message",
        "Shown under *What could not be read*. The bytes are kept and can be read again.",
        {"Unreadable"},
    ),
)
HELP = {
    "The mail server did not accept the name or the password.…": (
        "a typing error, or the provider wants an app password"
    ),
    "… does not answer: the port may be wrong, or the server is down.": (
        "look at the port; then at the firewall between"
    ),
    "… does not speak TLS from the first byte; try STARTTLS.": "choose STARTTLS, or the port that begins with TLS",
    "The certificate of … is not signed by anybody this machine trusts.": (
        "let this machine trust the authority that signed it"
    ),
    "There is no server called ….": "a typing error in the server's name",
    "There is no feed at ….": "look for RSS or Feed on the site, and give that address",
    "is not a mailbox file: it does not begin like a mail or an mbox archive": (
        "export it as mbox or as single mails (.eml)"
    ),
    "The disk is full: no room for the database in ….": (
        "make room, and start again; nothing that was committed is lost"
    ),
    "The database of DATABASE_URL on … cannot be reached: ….": "start the server, or mend the address",
    "Port … is taken; try `make run PORT=…`.": "something else listens there; take the port that is named",
}
_LEAST = 12  # letters that a sentence of ours has outside its gaps


def page() -> str:
    """Return the page about errors."""
    common = table(("Hearback says", "what to do"), sorted(HELP.items()))
    return document(
        "Errors",
        "What you can do something about is said in one sentence; … stands for what is filled in. Anything else "
        "is a fault of ours: it is logged once, with its trace, and the page says that it is our fault.",
        "Two more come without a sentence of their own: `The database is gone: ….` and `The disk is full. Make "
        "room; the same command goes on from here.` end a command whose database or disk goes away while it "
        "works.",
        "## The most common",
        common,
        *(_group(*group) for group in _GROUPS),
    )


def sentences() -> set[str]:
    """Return every sentence that the source can raise, in the form of this page."""
    return {called.sentence() for _, _, names in _GROUPS for called in calls(names)}


def _group(title: str, about: str, names: set[str]) -> str:
    found = {called.sentence(): called for called in calls(names) if _is_ours(called.sentence())}
    if "ChannelError" not in names:
        return f"## {title}\n\n{about}\n\n" + "\n".join(f"- {sentence}" for sentence in sorted(found, key=_order))
    rows = ((sentence, _again(found[sentence])) for sentence in sorted(found, key=_order))
    return f"## {title}\n\n{about}\n\n{table(('Hearback says', 'again?'), rows)}"


def _is_ours(sentence: str) -> bool:
    return len(re.sub(r"[\W_]", "", sentence)) >= _LEAST


def _order(sentence: str) -> str:
    return sentence.strip("…“ ").lower()


def _again(called: Called) -> str:
    if called.name == "SendUnsureError":
        return "never by itself"
    lasting = called.keywords().get("lasting")
    if isinstance(lasting, ast.Constant):
        return "when something is changed" if lasting.value else "yes"
    return "as the other side says"
