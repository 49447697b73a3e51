"""The organisations that the town's house works with: shops, makers of software, papers and an analyst."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """An organisation. ours: (a colleague's key in the address, the part they are named for), or nobody."""

    name: str
    domain: str
    kinds: tuple[str, ...]
    depth: str = ""
    ours: tuple[str, str] | None = None
    note: str = ""


HOUSES = (
    House(
        "Pot & Pan",
        "potenpan.example",
        ("reseller",),
        "deep",
        ("hannah", "account manager"),
        "Joint goal: the Heron on the counter of all three shops by spring, and first repairs in their workshop.\n"
        "We speak on the first Tuesday of each month.",
    ),
    House("Tidewater Kitchen Service", "tidewaterservice.example", ("consultant", "reseller"), "deep"),
    House("Larder", "larderapp.example", ("isv",), "broad", ("yuki", "fallback")),
    House("Panadería Bits", "panaderiabits.example", ("isv",), "broad"),
    House("Kökskompaniet", "kokskompaniet.example", ("distributor", "reseller"), "broad", ("hannah", "fallback")),
    House("The Northern Ledger", "northernledger.example", ("press",), "", ("rafael", "knows the desk")),
    House("Merrow Research", "merrowresearch.example", ("analyst",)),
    House("Right to Open", "righttoopen.example", ("community",), "", ("leyla", "comes to our open days")),
)
# Where the town's people have their mailboxes as if at a provider.
NO_HOUSES = ("example.org", "example.com", "example.net")
