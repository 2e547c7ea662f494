"""Where what a letter leads to stands on the web site.

In: the site, an issue, a locale and what it is of. Out: the address of its page.
"""

from __future__ import annotations

from urllib.parse import quote

from newsletter.content.model import Article, Network
from newsletter.edition import EditionKey


def edition_address(site: str, key: EditionKey) -> str:
    """Where an edition will stand on the web; fixed for ever, since mailed letters hold it."""
    return f"{site}/{key.issue}/{key.point}/{key.locale}/"


def article_address(site: str, issue: str, locale: str, article: Article) -> str:
    """Where an article can be read in full: its own link, else its page in the archive."""
    return article.link or f"{site}/{issue}/{locale}/{quote(article.slug)}/"


def network_address(site: str, issue: str, locale: str, network: Network) -> str:
    """Where a network is told of: its own link, else its page in the archive."""
    return network.link or f"{site}/{network_path(issue, locale, network.slug)}"


def network_path(issue: str, locale: str, slug: str) -> str:
    """The path on the site of a network's page; no article's, whose slug has no `/`."""
    return f"{issue}/{locale}/networks/{quote(slug)}/"
