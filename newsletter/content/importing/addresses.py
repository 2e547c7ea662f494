"""Where the links and pictures of a source lead: whole, and without what follows readers around.

In: an address as a page writes it, and the address of that page. Out: the whole address, empty where a letter can't
link to it. What campaigns, mailers and networks append to know who came from where is taken off; all else stays.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsletter.content.clean.look import address_of
from newsletter.content.fields import is_web_address

_TRACKING = re.compile(
    r"utm_\w+|pk_\w+|mtm_\w+|matomo_\w+|piwik_\w+|hsa_\w+|_hs\w+|__hs\w+|vero_\w+|oly_\w+|at_(?:medium|campaign|custom\d?)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|epik|s_cid|wt_mc|wt\.mc"
    r"|mc_cid|mc_eid|mkt_tok|trk|trkCampaign|_ga|_gl|ref_src|ref_url|cmpid|ncid|ss_source|ss_campaign_\w+|sc_campaign|ck_subscriber_id",
    re.IGNORECASE,
)


def whole_address(href: str, base: str = "") -> str:
    """Where a link of a page leads; empty for one that leads nowhere that a letter can link to.

    `base` is the address of the page, or empty where nobody knows it: then only whole addresses lead anywhere.
    """
    href = re.sub(r"[\t\r\n]", "", href).strip()
    if href.startswith("#") or not href:
        return ""
    try:
        joined = urljoin(base, href) if base else href
    except ValueError:
        return ""
    address = address_of(joined)
    address = without_tracking(address)
    return address if address.startswith("mailto:") or is_web_address(address) else ""


def without_tracking(address: str) -> str:
    """An address without what tells where its readers came from."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.query and "=" not in parts.fragment:
        return address
    kept = [each for each in re.split(r"&(?:amp;)?", parts.query) if not _TRACKING.fullmatch(each.partition("=")[0])]
    fragment = "" if _TRACKING.match(parts.fragment) else parts.fragment
    return urlunsplit(parts._replace(query="&".join(kept), fragment=fragment))
