"""Addresses that links lead to: well formed, encrypted, and what they seem to be.

In: a letter examined. Out: links that are broken, not by https, that hide where they lead. Nothing is asked over the
network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from newsletter.domains import in_plain_letters, is_sample
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.confusables import alike
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity

_INNER = re.compile(r"https?(?::|%3A)(?:/|%2F){2}[^&#\s]+", re.IGNORECASE)
"""An address within another one: how links that count, and those of protections against them, are written."""
_SHARING = re.compile(r"share|sharing|intent|compose|/send\b", re.IGNORECASE)
_MERGED = re.compile(
    r"\*\|\w+\|\*|\{\{.*?\}\}|%7B%7B|%recipient[\w.-]*%|\[\[\w+\]\]|\{(?:email|contact|unique|subscriber)\w*\}",
    re.IGNORECASE,
)
"""Where other tools of mailing put a reader's address or number."""
_COUNTS = re.compile(
    r"[?&;](?:utm_[a-z]+|pk_\w+|mtm_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|igsh(?:id)?|twclid|yclid|mkt_tok|_hs(?:enc|mi)"
    r"|vero_id|oly_(?:anon|enc)_id|wickedid|elqTrackId|sc_cid|xtor|at_medium|at_campaign)(?==)",
    re.IGNORECASE,
)
"""What shops, networks and tools of mailing hang on an address to count who comes by it."""
_SHORTENER = re.compile(
    r"(?:www\.)?(?:bit\.ly|bitly\.com|buff\.ly|cutt\.ly|dlvr\.it|fb\.me|goo\.gl|is\.gd|lnkd\.in|ow\.ly|rb\.gy|rebrand\.ly"
    r"|short\.gy|shorturl\.at|t\.co|t\.ly|tiny\.cc|tinyurl\.com|trib\.al|urlz\.fr|v\.gd)"
)
"""Hosts that make a short address of any other."""
_LANGUAGE = re.compile(r"(https?://[^/?#]+/)([a-z]{2})(?:[-_][A-Za-z]{2,4})?(?:/|$)", re.IGNORECASE)
"""An address whose path begins with the code of a language."""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def find_broken(letter: Examined) -> Iterator[Finding]:
    """An address has a scheme, a host and no blanks."""
    for address, link in letter.addresses.items():
        scheme = address.partition(":")[0].lower()
        if scheme not in ("http", "https") or not _host(address) or re.search(r"\s", address):
            yield Finding(f"a link leads to `{address[:80]}`, which is no web address", written=address, element=link)


def find_unencrypted(letter: Examined) -> Iterator[Finding]:
    """By https; what a picture or a style loads too."""
    for address, link in letter.addresses.items():
        if address.lower().startswith("http://") and not _is_nobodys(letter, address):
            yield Finding(f"a link is not encrypted: {address[:80]}", written=address, element=link)
    for found in dict.fromkeys(re.findall(r"(?:src=|background=|url\()[\"']?(http://[^\"')\s]+)", letter.html)):
        yield Finding(f"a picture is not encrypted: {found[:80]}", written=found, template=found)


def find_user(letter: Examined) -> Iterator[Finding]:
    """No name or password before the host: it is how a link pretends to lead elsewhere."""
    for address, link in letter.addresses.items():
        authority = re.match(r"https?://([^/?#]*)", address, re.IGNORECASE)
        if authority and "@" in authority[1]:
            message = f"a link leads to {_host(address)}, though it begins with `{authority[1].partition('@')[0][:40]}`"
            yield Finding(message, written=address, element=link)


def find_look_alike(letter: Examined) -> Iterator[Finding]:
    """A host is in one script, and none looks like another one of the letter's."""
    hosts = dict.fromkeys(host for address in letter.addresses if (host := _host(address)))
    for address, link in letter.addresses.items():
        if message := alike(_host(address), hosts):
            yield Finding(message, written=address, element=link)


def _led_through(letter: Examined, address: str) -> str:
    """The other host to which an address leads on; empty for none, and where it is only handed over, to be shared."""
    found = _INNER.search(address, 10)
    inner = _host(unquote(found[0])) if found else ""
    is_shared = _SHARING.search(urlsplit(address).path) or _host(address).endswith("archive.org")
    return "" if is_shared or inner in (_host(address), _host(letter.site)) else inner


def find_sample(letter: Examined) -> Iterator[Finding]:
    """No link leads to a name for examples, a machine of one's own or a private network.

    In a project whose own site is such a name nothing can be mailed yet, and names for examples are as good as any.
    """
    for address, link in letter.addresses.items():
        if _is_nobodys(letter, address):
            host = _host(in_plain_letters(address))
            message = f"a link leads to {address[:80]}, and {host[:60]} is nobody’s site"
            yield Finding(message, written=address, element=link)


def find_single_language(letter: Examined) -> Iterator[Finding]:
    """No page in the language of its author is given to readers of others, unless the settings know its site."""
    articles = letter.edition.issue.articles.values()
    known = {tag.partition("-")[0] for tag in (*(article.locale for article in articles), "en")}
    own = letter.locale.partition("-")[0]
    for address, link in letter.addresses.items():
        found = _LANGUAGE.match(address)
        code = found[2].lower() if found else ""
        if found and code in known and code != own and not letter.languages.has(address):
            message = f"a link leads readers of every language to pages in `{code}`: {address[:80]}"
            hint = f'below [links] in newsletter.toml: "{found[1]}{{locale}}/" = ["{code}", …], all languages it has'
            yield Finding(message, written=address, element=link, hint=hint)


def _is_nobodys(letter: Examined, address: str) -> bool:
    host = "" if address.startswith(f"{letter.site}/") else _host(in_plain_letters(address))
    return bool(host) and is_sample(host) and not ("example" in host and is_sample(_host(letter.site)))


def find_shown_otherwise(letter: Examined) -> Iterator[Finding]:
    """A link that shows an address leads there: anything else is what junk filters look for."""
    for link in letter.links:
        shown = "".join(link.itertext()).strip()
        named = re.fullmatch(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(/\S*)?", shown, re.IGNORECASE)
        host = _host(link.get("href"))
        if named and host and named[1].lower().removeprefix("www.") != host.removeprefix("www."):
            message = f"a link shows {named[1][:60]} and leads to {host[:60]}"
            yield Finding(message, written=link.get("href"), element=link)


def find_counted(letter: Examined) -> Iterator[Finding]:
    """No link counts who follows it, by itself or by a site in between, or has a place for what is one reader's own."""
    for address, link in letter.addresses.items():
        if found := _MERGED.search(address):
            message = f"a link has `{found[0][:40]}`, where another tool puts what is one reader’s own: {address[:80]}"
            yield Finding(message, written=address, element=link)
        elif inner := _led_through(letter, address):
            message = f"a link leads to {inner} through {_host(address)}, which counts who follows it"
            yield Finding(message, written=address, element=link)
        elif _SHORTENER.fullmatch(_host(address)) and urlsplit(address).path.strip("/"):
            message = f"a link is shortened by {_host(address)}, which hides where it leads and counts who follows it"
            yield Finding(message, written=address, element=link)
        elif found := _COUNTS.search(address):
            message = f"a link has `{found[0][1:]}`, by which its site counts who follows it: {address[:80]}"
            yield Finding(message, written=address, element=link, hint=f"take `{found[0][1:]}=…` out of it")


CHECKS = (
    LetterCheck("broken-link", find_broken, "write it like https://example.org/page", severity=Severity.ERROR),
    LetterCheck("unencrypted-link", find_unencrypted, "write https://, if the site has it"),
    LetterCheck(
        "link-with-user", find_user, "take out everything from after // to the @", severity=Severity.ERROR
    ),
    LetterCheck(
        "look-alike-host", find_look_alike, "type the host anew, or copy it from the site itself",
        severity=Severity.ERROR,
    ),
    LetterCheck("sample-link", find_sample, "write where it should lead; `send` refuses it"),
    LetterCheck("link-in-one-language", find_single_language, "say below [links] which languages the site has"),
    LetterCheck("counting-link", find_counted, "write the address where it leads in the end"),
    LetterCheck("other-host-shown", find_shown_otherwise, "show the address that it leads to, or words"),
)  # fmt: skip
"""What is asked of addresses."""
