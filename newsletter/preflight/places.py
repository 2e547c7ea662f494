"""Where the words and links of a letter come from: the file and line that an editor opens.

In: an edition; functions that know the files it was made of. Out: for a finding the place of what it is about: the
translation in its catalog, the value in its document, else the line of the template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from newsletter.content.foreign import unmarked
from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.edition import Edition
from newsletter.preflight.confusables import visible_address
from newsletter.preflight.dom import HEADINGS, around, words_of
from newsletter.preflight.finding import Finding
from newsletter.problems import Location
from newsletter.translate.unit import Key


@dataclass(frozen=True)
class Files:
    """What knows the files of an edition; each answers None for what it does not know.

    `text` takes the path of a text and answers with where its words stand in this edition; `chrome` the same for fixed
    words; `written` takes what stands literally in a document of the edition; `template` in a template of its point.
    """

    text: Callable[[str], Location | None]
    chrome: Callable[[Key], Location | None]
    written: Callable[[str], Location | None]
    template: Callable[[str], Location | None]
    letter: Location


@dataclass(frozen=True)
class Places:
    """The places of one edition's texts."""

    edition: Edition
    files: Files

    def of(self, finding: Finding) -> Location:
        """Where to mend what was found; the letter's template where nothing nearer is known."""
        return (
            finding.at
            or (self.files.text(finding.path) if finding.path else None)
            or self.of_written(finding.written)
            or (self.of_words(finding.words) if finding.words else None)
            or (self.files.template(finding.template) if finding.template else None)
            or (self.of_element(finding.element) if finding.element is not None else None)
            or self.files.letter
        )

    def of_written(self, words: str) -> Location | None:
        """Where something stands literally in a document; an address may be written in other letters than it is in.

        None where it stands nowhere.
        """
        spellings = dict.fromkeys((words, unquote(words), visible_address(words))) if words else ()
        return next(filter(None, map(self.files.written, spellings)), None)

    def path_of(self, words: str) -> str:
        """The path of the text that has exactly these words; empty for none."""
        return self._paths.get(_bare(words), "")

    def of_words(self, words: str) -> Location | None:
        """Where words that a reader reads stand: those of the issue, else fixed ones. None where they are neither."""
        if path := self.path_of(words):
            return self.files.text(path)
        key = self._chrome.get(_bare(words))
        return (self.files.chrome(key) if key else None) or self.files.template(words)

    def of_element(self, element: Any) -> Location | None:
        """Where an element's words come from, or those around it; then the heading that it stands below.

        None where nothing tells.
        """
        for at in around(element):
            if at.tag == "body":
                break
            called = (at.get("alt"), at.get("aria-label")) if at is element else ()
            for words in filter(None, (words_of(at), *called)):
                if path := self.path_of(words):
                    return self.files.text(path)
                if key := self._chrome.get(_bare(words)):
                    return self.files.chrome(key)
        address = element.get("href") or element.get("src") or ""
        if found := self.of_written(address):
            return found
        if (words := words_of(element)) and (found := self.files.template(words)):
            return found
        for name in (element.get("class") or "").split():
            if found := self.files.template(f'class="{name}'):
                return found
        heading = next(
            (at for at in element.iterancestors() for at in at.itersiblings(*HEADINGS, preceding=True)), None
        )
        path = self.path_of(words_of(heading)) if heading is not None else ""
        return self.files.text(path) if path else None

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for text in walk(self.edition.issue):
            words = unmarked(text.words)
            found.setdefault(_bare(plain(words) if text.is_tagged else words), text.path)
        return found

    @cached_property
    def _chrome(self) -> Mapping[str, Key]:
        return {_bare(target): key for key, targets in self.edition.chrome.words.items() for target in targets}


def _bare(words: str) -> str:
    """Words without blanks: around inline markup there may be more or fewer of them."""
    return "".join(words.split())
