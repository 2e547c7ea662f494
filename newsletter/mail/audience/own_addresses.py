"""Addresses of our own: those that letters come from and lead back to, which nobody reads a newsletter at.

In: the points and the domain of mail. Out: for an address, what it is to us. A letter to a return path would come back
as a failure report, one to a sender would be answered by a machine, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsletter.content.model import NationalPoint
from newsletter.domains import DomainError, to_ascii
from newsletter.mail.audience.address import Address, parse_address
from newsletter.mail.message.recipient import BOXES


@dataclass(frozen=True, slots=True)
class Ours:
    """What is ours: whole addresses in the form that all ways of writing them share, boxes and domains of lists."""

    addresses: Mapping[str, str]
    domain: str
    lists: Mapping[str, str]
    domains: frozenset[str]
    """Those that any of our addresses is at: most readers are at none of them."""

    def role(self, address: Address) -> str:
        """What an address is to us, in words that go on after "the address"; empty for a stranger's."""
        if address.domain not in self.domains:
            return ""
        box = address.local.lower().partition("+")[0]
        if address.domain == self.domain and box in BOXES:
            return BOXES[box]
        return self.addresses.get(address.same_as) or self.lists.get(address.domain, "")


def ours_of(points: Mapping[str, NationalPoint], domain: str) -> Ours:
    """Senders and reply addresses of all points, boxes and lists at the domain of mail."""
    try:
        domain = to_ascii(domain)
    except DomainError:
        domain = ""
    addresses: dict[str, str] = {}
    for slug, point in points.items():
        for typed, role in (
            (point.from_.address, f"is the sender of the point `{slug}`"),
            (point.reply_to, f"is where replies to the point `{slug}` go"),
        ):
            address, _ = parse_address(typed)
            if address:
                addresses.setdefault(address.same_as, role)
    lists = {f"{slug}.{domain}": f"belongs to the list of the point `{slug}`" for slug in points} if domain else {}
    at = {address.partition("@")[2] for address in addresses}
    return Ours(addresses, domain, lists, frozenset({*at, *lists, domain}))
