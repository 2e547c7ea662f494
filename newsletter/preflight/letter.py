"""A letter as its checks look at it: parsed once, with all that it was made of.

In: an edition and its letter, the theme, what it shows, the mail programs it has to work in, where its texts come from.
Out: its HTML as a tree, its rules, its runs of words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector

from newsletter.content.brand import Theme
from newsletter.content.site_links import SiteLanguages
from newsletter.edition import Edition
from newsletter.preflight.css import Rule, rules_of
from newsletter.preflight.dom import INVISIBLE, is_hidden
from newsletter.preflight.places import Places
from newsletter.render.letter.letter import Letter

_NO_WEB = re.compile(r"#|(mailto|tel|sms):", re.IGNORECASE)


@dataclass(frozen=True)
class Examined:
    """One letter with what its checks may ask for.

    `letter` has harmless samples in its personal slots. `resources` are the pictures that it shows, by their paths on
    the site. `programs` are the mail programs it should work in, as Can I email names them. `languages` are the sites
    that lead each reader to pages in their language.
    """

    edition: Edition
    letter: Letter
    theme: Theme
    site: str
    resources: Mapping[str, bytes]
    programs: tuple[str, ...]
    places: Places
    languages: SiteLanguages = field(default_factory=SiteLanguages)

    @property
    def locale(self) -> str:
        """The locale of the edition."""
        return self.edition.key.locale

    @property
    def html(self) -> str:
        """The letter's HTML."""
        return self.letter.html

    @cached_property
    def root(self) -> Any:
        """Its tree."""
        return etree.fromstring(self.html, etree.HTMLParser(huge_tree=True))

    @cached_property
    def body(self) -> Any:
        """Its body."""
        found = self.root.find("body")
        return self.root if found is None else found

    @cached_property
    def elements(self) -> list[Any]:
        """Every element of the body, in order."""
        return list(self.body.iter(etree.Element))

    @cached_property
    def links(self) -> list[Any]:
        """Every link that leads somewhere."""
        return [each for each in self.elements if each.tag == "a" and each.get("href")]

    @cached_property
    def addresses(self) -> dict[str, Any]:
        """Every web address, with its first link; None for one on the page of an article that the letter leads to."""
        found: dict[str, Any] = {}
        for link in self.links:
            found.setdefault(link.get("href").strip(), link)
        for article in self.edition.issue.articles.values():
            for block in article.body.texts():
                for _, target in block.text.targets if block.text else ():
                    found.setdefault(target, None)
        return {address: link for address, link in found.items() if not _NO_WEB.match(address)}

    @cached_property
    def images(self) -> list[Any]:
        """Every picture."""
        return [each for each in self.elements if each.tag == "img"]

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules of its style elements, but for those that only Outlook reads."""
        sheets = (each for each in self.root.iter("style"))
        return [rule for each in sheets for rule in rules_of(each.text or "", each.get("media") or "")]

    @cached_property
    def runs(self) -> list[tuple[Any, str]]:
        """Every run of words that is seen, with the element it stands in."""
        found: list[tuple[Any, str]] = []
        for element in self.elements:
            for at, words in ((element, element.text), (element.getparent(), element.tail)):
                if words and INVISIBLE.sub("", words) and not is_hidden(at):
                    found.append((at, words.strip()))
        return found

    def selected(self, selector: str) -> list[Any]:
        """The elements that a selector means; none where it is of a state (`:hover`) or is not understood."""
        wanted = _selector(selector)
        found: Any = wanted(self.root) if wanted else []
        return list(found)


@lru_cache(maxsize=512)
def _selector(selector: str) -> CSSSelector | None:
    try:
        return CSSSelector(selector, translator="html")
    except Exception:  # cssselect has several, and none says more than that it does not know this
        return None
