"""Which addresses may be connected to: a name is resolved once, and what was looked at is what is used."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["OutsideAddress", "Resolve", "connectable", "is_literal", "is_public"]

#: As :func:`socket.getaddrinfo`: host, port, family and type in, candidates out.
Resolve = Callable[..., Sequence[tuple[Any, ...]]]
# Forms of IPv6 that carry an IPv4 address to which the packets go in the end: NAT64 (RFC 6052; RFC 8215).
_NAT64 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48")))


class OutsideAddress(Exception):
    """A name or a literal that leads to an address which is not public."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the Internet.

    Loopback, private, link-local, shared (CGNAT), documentation, multicast, reserved and unspecified
    addresses are not (the registries of RFC 6890), and an IPv6 address that carries an IPv4 address is as
    public as that one is.

    Args:
        address: in digits, without brackets; a zone (``%eth0``) makes it local.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.scope_id is not None:
            return False
        carried = _carried(parsed)
        if carried:
            return all(is_public(str(inner)) for inner in carried)
        if parsed.is_site_local:
            return False
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)


def _carried(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries: mapped, 6to4, Teredo, NAT64, compatible."""
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    if any(address in network for network in _NAT64):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if int(address) >> 32 == 0:
        return [ipaddress.IPv4Address(int(address))]
    return []


def is_literal(host: str) -> bool:
    """Tell whether a host is an IP address in digits, with brackets or without."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def connectable(
    host: str, port: int, *, private: bool, resolve: Resolve = socket.getaddrinfo
) -> list[tuple[Any, ...]]:
    """Resolve a name once and return the candidates that may be connected to, in the resolver's order.

    Args:
        host: a name or an address in digits.
        port: the port.
        private: whether addresses that are not public may be used.
        resolve: what resolves.

    Returns:
        Tuples of family, type, protocol, canonical name and socket address.

    Raises:
        OutsideAddress: none of its addresses is public.
        OSError: the name is not known.
    """
    found = list(resolve(host.strip("[]"), port, socket.AF_UNSPEC, socket.SOCK_STREAM))
    allowed = [entry for entry in found if private or is_public(str(entry[4][0]))]
    if found and not allowed:
        addresses = ", ".join(sorted({str(entry[4][0]) for entry in found}))
        raise OutsideAddress(f"{host} leads to {addresses}, which is not public")
    if not allowed:
        raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
    return allowed
