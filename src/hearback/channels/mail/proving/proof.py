"""Says whether a mail comes from whom its From names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from hearback.channels.contract import Proof
from hearback.channels.mail.proving.heads import Head, head_of
from hearback.channels.mail.proving.known import keys_in, signed_with
from hearback.channels.mail.proving.names import Names, NamesDown
from hearback.channels.mail.proving.organisations import are_related
from hearback.channels.mail.proving.policies import Policy, policy_of
from hearback.channels.mail.proving.results import Result, results_of, trusted_results
from hearback.channels.mail.proving.route import Route, is_among, route_of
from hearback.channels.mail.proving.senders import may_send
from hearback.channels.mail.proving.signatures import Seal, seal_of, signers_of


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a mailbox believes.

    checkers: names in Authentication-Results. relays: hosts and domains whose Received lines and seals are believed.
    keys: PGP keys and certificates of people, as text.
    """

    checkers: frozenset[str] = frozenset()
    relays: frozenset[str] = frozenset()
    keys: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What is proven: domains by DKIM, the one by SPF, and the one of who logged in.

    dmarc: outcome of a trusted checker, and dmarc_of: for which domain; "" when there is none.
    wish: the owner's policy as the checker tells; None when it does not.
    is_told: whether a trusted checker has found all this.
    """

    signers: tuple[str, ...] = ()
    sender: str = ""
    login: str = ""
    dmarc: str = ""
    dmarc_of: str = ""
    wish: str | None = None
    is_told: bool = False


def prove(raw: bytes, *, trust: Trust, names: Names | None) -> Proof:
    """Return whether a mail comes from whom it names, as a trusted server or our own look at it says.

    names: None when the net must not be asked; then only what trusted servers wrote counts.
    """
    head = head_of(raw)
    authors = head.addresses("from") or head.addresses("sender")
    domains = _domains(authors)
    if not domains:
        return Proof(sentence="It names nobody as its author.")
    if trust.keys and len(authors) == 1 and (way := signed_with(raw, address=authors[0], keys=keys_in(trust.keys))):
        return Proof("proven", way, domains[0], f"It is signed with a key of {authors[0]}.", was_checked=True)
    try:
        return _proof(raw, head, domains, trust=trust, names=names)
    except NamesDown:
        return Proof(
            domain=domains[0], sentence="Its sender could not be checked: the names of the net did not answer."
        )


def proven_as_sent(raw: bytes) -> Proof:
    """Return the proof of a mail that lay among those that a mailbox sent."""
    domains = _domains(head_of(raw).addresses("from"))
    return Proof("proven", "relay", domains[0], "It lay among sent mail.", was_checked=True) if domains else Proof()


def _domains(addresses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(address.rpartition("@")[2] for address in addresses))


def _proof(raw: bytes, head: Head, domains: list[str], *, trust: Trust, names: Names | None) -> Proof:
    received = head.every("received")
    route = route_of(received, trusted=trust.relays)
    if all(_is_from_inside(domain, route, trust) for domain in domains):
        return Proof(
            "proven", "relay", domains[0], "It was sent from inside, or by somebody logged in.", was_checked=True
        )
    told = trusted_results(head.above("received", count=route.believed), trusted=trust.checkers)
    if any(one.method in _TELLING for one in told):
        found = _as_told(told, domains)
    elif names is not None and received:
        found = _as_looked_at(raw, head, route, names)
    else:  # what a program put into the mailbox itself was sent by nobody
        return Proof(domain=domains[0], sentence="Nobody has checked who sent it.")
    return _judged(raw, domains, found, trust=trust, names=names)


def _is_from_inside(domain: str, route: Route, trust: Trust) -> bool:
    """Say whether a mail began at a server that is the domain's own; one of a provider has many customers."""
    host = route.taken_by
    return bool(host) and (are_related(host, domain) or is_among(host, trust.relays))


def _as_told(told: Sequence[Result], domains: Sequence[str]) -> _Found:
    passed = {one.method: one for one in told if one.outcome == "pass"}
    signed = [one.about for one in told if one.outcome == "pass" and one.method == "dkim"]
    signers = [about.get("header.d") or _domain(about.get("header.i", "")) for about in signed]
    dmarc = next((one for one in told if one.method == "dmarc"), Result("dmarc", ""))
    return _Found(
        signers=tuple(filter(None, signers)),
        sender=_domain(passed["spf"].about.get("smtp.mailfrom", "")) if "spf" in passed else "",
        login=_domain(passed["auth"].about.get("smtp.auth", "")) if "auth" in passed else "",
        dmarc=dmarc.outcome,
        dmarc_of=dmarc.about.get("header.from") or (domains[0] if len(domains) == 1 else ""),
        wish=dmarc.policy or None,
        is_told=True,
    )


def _as_looked_at(raw: bytes, head: Head, route: Route, names: Names) -> _Found:
    signers = signers_of(raw, names)
    back = head.every("return-path")
    sender = back[0].strip("<> ").lower() if back else ""
    if route.client and "@" in sender and may_send(names, client=route.client, sender=sender, helo=route.helo):
        return _Found(signers, _domain(sender))
    return _Found(signers)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip("<>").lower()


def _judged(raw: bytes, domains: list[str], found: _Found, *, trust: Trust, names: Names | None) -> Proof:
    policies = {domain: _policy(domain, found, names) for domain in domains}
    ways = [_way(domain, found, policies[domain]) for domain in domains]
    if all(ways):
        return Proof("proven", ways[0], domains[0], f"{_WAYS[ways[0]]} {domains[0]}.", was_checked=True)
    claimed = next(domain for domain, way in zip(domains, ways, strict=True) if not way)
    seal = seal_of(raw, names) if names is not None else None
    if seal is not None and len(domains) == 1 and _is_sealed(seal, claimed, trust.relays):
        return Proof("proven", "arc", claimed, f"{seal.sealer} passed it on and had checked it.", was_checked=True)
    if policies[claimed].is_enforced:
        return Proof("failed", "", claimed, _failed(claimed, seal), was_checked=True)
    return Proof("unknown", "", claimed, f"Nothing proves that it comes from {claimed}.", was_checked=True)


_TELLING = frozenset({"dmarc", "dkim", "spf", "auth"})
_WAYS = {
    "dmarc": "The server that took it has checked that it comes from",
    "relay": "The server that took it knows who wrote it, at",
    "dkim": "It is signed by",
    "spf": "It was sent by a server that may send for",
}


def _policy(domain: str, found: _Found, names: Names | None) -> Policy:
    if found.wish is not None:
        return Policy(found.wish)
    if names is not None:
        try:
            return policy_of(domain, names)
        except NamesDown:
            if not found.is_told:
                raise
    # A checker that finds mail to fail, without saying what its owner wants, found an owner who wants something.
    return Policy("reject" if found.dmarc == "fail" else "")


def _way(domain: str, found: _Found, policy: Policy) -> str:
    """Return by what a domain is proven; "" when by nothing."""
    if found.dmarc == "pass" and are_related(found.dmarc_of, domain):
        return "dmarc"
    if are_related(found.login, domain):
        return "relay"
    if found.dmarc == "fail":
        return ""
    if any(are_related(signer, domain, is_strict=policy.is_dkim_strict) for signer in found.signers):
        return "dkim"
    return "spf" if are_related(found.sender, domain, is_strict=policy.is_spf_strict) else ""


def _is_sealed(seal: Seal, domain: str, relays: Collection[str]) -> bool:
    """Say whether trusted relays alone have sealed a mail whose domain the first of them had found proven."""
    if not all(is_among(sealer, relays) for sealer in seal.sealers):
        return False
    _, _, results = seal.results.partition(";")  # i=1;
    return bool(_way(domain, _as_told(results_of(results), [domain]), Policy()))


def _failed(domain: str, seal: Seal | None) -> str:
    sentence = f"It says that it is from {domain}, but nothing proves it, and {domain} asks not to believe such mail."
    return f"{sentence} It came by way of {seal.sealer}." if seal else sentence
