"""How the proof of an author is kept with a message: in three words, or none."""

from __future__ import annotations

from hearback.channels.contract import Proof

UNPROVEN = "unproven"  # the namespace of those who only say who they are


def kept(proof: Proof) -> str:
    """Return a proof as it is kept: verdict, by what, for which domain; "" when nobody has looked."""
    return f"{proof.verdict} {proof.by or '-'} {proof.domain}" if proof.was_checked else ""


def read_back(words: str) -> Proof:
    """Return a proof from what was kept of it."""
    if not words:
        return Proof()
    verdict, by, domain = words.split(" ", 2)
    return Proof(verdict, "" if by == "-" else by, domain, was_checked=True)
