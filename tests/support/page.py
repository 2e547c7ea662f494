"""A letter's files as the checks of its markup look at them.

In: the folder of a built letter. Out: its HTML as a tree, with inline styles and words by element, its text part and
its headers.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

INVISIBLE = re.compile("[\u00a0\u00ad\u034f\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\ufeff\\s]+")
"""Blanks, and what preheaders are padded with."""


@dataclass(frozen=True)
class Page:
    """One letter as it is mailed."""

    locale: str
    html: str
    text: str
    mail: bytes

    @classmethod
    def of(cls, letter: Path) -> "Page":
        """The letter in a folder of the build."""
        html, text = letter.read_text("utf-8"), letter.with_suffix(".txt").read_text("utf-8")
        return cls(letter.parent.name, html, text, letter.with_suffix(".eml").read_bytes())

    @cached_property
    def root(self) -> Any:
        return etree.fromstring(self.html, etree.HTMLParser())

    @property
    def body(self) -> Any:
        return self.root.find("body")

    @cached_property
    def headers(self) -> Any:
        return message_from_bytes(self.mail, policy=policy.default)

    @cached_property
    def runs(self) -> list[tuple[Any, str]]:
        """Every run of words that is seen, with the element it stands in."""
        found = []
        for element in self.body.iter(etree.Element):
            for at, words in ((element, element.text), (element.getparent(), element.tail)):
                if words and INVISIBLE.sub("", words) and not is_hidden(at):
                    found.append((at, words.strip()))
        return found

    def links(self) -> list[Any]:
        return [link for link in self.body.iter("a") if link.get("href")]


def style(element: Any) -> dict[str, str]:
    """The inline style as written, by property."""
    pairs = (part.partition(":") for part in (element.get("style") or "").split(";"))
    return {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs if value}


def inherited(element: Any, name: str) -> str:
    """An inline property of an element or of the nearest ancestor that has it."""
    return next((value for at in (element, *element.iterancestors()) if (value := style(at).get(name))), "")


def is_hidden(element: Any) -> bool:
    return any(style(at).get("display") == "none" for at in (element, *element.iterancestors()))


def words_of(element: Any) -> str:
    """The words of an element, and of the pictures in it."""
    parts = [*element.itertext(etree.Element), *(image.get("alt") or "" for image in element.iter("img"))]
    return " ".join(" ".join(parts).split())


def shown(element: Any) -> str:
    return " ".join(str(etree.tostring(element, encoding="unicode", with_tail=False)).split())[:160]
