"""Says where a request may go: public addresses, and inside our own network only what an admin typed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Where clouds answer anybody inside with keys, and what is nobody's address: refused whoever asks.
_NEVER = tuple(
    map(
        ip_network,
        [
            "0.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/3",
            "100.100.100.200/32",
            "168.63.129.16/32",
            "192.0.0.192/32",
            "::/128",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::/32",
        ],
    )
)
# Addresses that carry another address inside: IPv4-mapped and -compatible, NAT64, 6to4, Teredo.
_CARRIERS = tuple(map(ip_network, ["::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"]))
# What the ipaddress of some Python versions still calls global.
_RESERVED = tuple(map(ip_network, ["192.0.0.0/24", "192.88.99.0/24", "::/32", "fec0::/10", "3fff::/20", "5f00::/16"]))

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]


def may_reach(address: str, *, trusted: bool) -> bool:
    """Return whether a connection to this IP address may be opened.

    trusted: an admin typed this very host and port, so it may lie inside our own network.
    """
    ip = ip_address(address.partition("%")[0])
    if _in(ip, _NEVER) or _in(ip, _CARRIERS):
        return False
    return trusted or (ip.is_global and not _in(ip, _RESERVED))


def resolved(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host as the system knows them, the preferred first. Raises socket.gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


def _in(ip: Address, networks: tuple[object, ...]) -> bool:
    return any(ip in network for network in networks)  # type: ignore[operator]  # typeshed keeps v4 and v6 apart
