"""Links with which a reader shares an article: plain addresses of social networks, no scripts and nothing fetched.

In: the public address of an article. Out: for each network its name, the name of its icon and the link.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

_NETWORKS = (
    ("Facebook", "facebook", "https://www.facebook.com/sharer/sharer.php?u="),
    ("X", "x", "https://x.com/intent/post?url="),
    ("LinkedIn", "linkedin", "https://www.linkedin.com/sharing/share-offsite/?url="),
)


@dataclass(frozen=True, slots=True)
class ShareLink:
    """One network's link."""

    name: str
    icon: str
    url: str


def share_links(address: str) -> tuple[ShareLink, ...]:
    """The links that share an address, in the order in which a letter shows them."""
    encoded = quote(address, safe="")
    return tuple(ShareLink(name, icon, before + encoded) for name, icon, before in _NETWORKS)
