"""What stands in starting files for somebody to change, so that it is known again where it was left.

In: the files that `newsletter init` and `newsletter new` fill in, as the program carries them. Out: their phrases,
links and pictures. Headings and topics are left out, since "News" is as good a word in a real letter; so is a word that
stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from newsletter.content.markdown import parse
from newsletter.content.reading import read_yaml
from newsletter.content.tagged import plain
from newsletter.files import digest
from newsletter.pipeline.scaffold.new import STARTING_SUBJECT
from newsletter.pipeline.scaffold.resources import example, starting_files

_LABELS = frozenset({"heading", "topics"})
_MARK = re.compile(r"^\s*(?:#\s*)?(?:-\s+)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD, _GAP = re.compile(r"\w+"), r"\W+"
_LINK = re.compile(r"https?://[^\s\"'<>)\],}]+")
_FEWEST, _FEWEST_IN_A_SENTENCE = 2, 4
"""Words of a whole text, and of one sentence of it, that nobody writes by chance …"""
_FEWEST_IN_ANY_CASE = 6
"""… and those that nobody writes by chance in the middle of a sentence, as they might "what they do"."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of starting files: as they stand there, in capitals, or, as a whole sentence or text, in any case.

    What stands between words does not count: blanks, full stops, the form of an apostrophe.
    """

    anywhere: re.Pattern[str]
    whole: frozenset[tuple[str, ...]]
    """Words in small letters."""

    def search(self, words: str) -> str:
        """The first phrase in a text, as it is written there; empty when there is none."""
        if found := self.anywhere.search(words):
            return found[0]
        parts = (words, *_SENTENCE.split(words))
        return next((part for part in parts if tuple(_WORD.findall(part.casefold())) in self.whole), "")


@lru_cache(maxsize=1)
def starting_phrases() -> Phrases:
    """What finds a phrase of a starting file in a text; a subject to begin with may be another issue's, copied."""
    found: set[str] = set()
    for text in _texts():
        whole = " ".join(text.split())
        parts = [(whole, _FEWEST), *((part, _FEWEST_IN_A_SENTENCE) for part in _SENTENCE.split(whole))]
        found |= {part for part, fewest in parts if part.count(" ") + 1 >= fewest and "$" not in part}
    anywhere = [rf"(?i:{_GAP.join(STARTING_SUBJECT.split())}{_GAP}[1-9][0-9]{{3}}-[0-9]{{2}}(?:-[a-z0-9]+)*)"]
    for phrase in sorted(found, key=lambda each: (-len(each), each)):
        words = _WORD.findall(phrase)
        if len(words) >= _FEWEST_IN_ANY_CASE:
            anywhere.append(f"(?i:{_GAP.join(words)})")
        else:
            anywhere += [_GAP.join(words), _GAP.join(word.upper() for word in words)]
    in_small = frozenset(tuple(_WORD.findall(phrase.casefold())) for phrase in found)
    return Phrases(re.compile(rf"(?<!\w)(?:{'|'.join(anywhere)})(?!\w)"), in_small)


@lru_cache(maxsize=1)
def starting_links() -> frozenset[str]:
    """Addresses that stand in starting files, in their comments too; without a slash at the end."""
    return frozenset(link.rstrip("/") for text in _files() for link in _LINK.findall(text) if "$" not in link)


@lru_cache(maxsize=1)
def starting_pictures() -> frozenset[str]:
    """The SHA-256 of each picture of a new project."""
    return frozenset(digest(data) for name, data in example().items() if "/images/" in name)


def _files() -> Iterator[str]:
    """What editors change, as it is before it is filled in."""
    yield from starting_files().values()
    for name, data in example().items():
        if name.startswith("issues/") and name.endswith((".yaml", ".md")):
            yield data.decode()


def _texts() -> Iterator[str]:
    """Every text in them, whether it is written out or stands behind the mark of a comment."""
    for file in _files():
        front, _, body = file.removeprefix("---\n").partition("\n---\n")
        yield from _of_markdown(body)
        for line in front.split("\n"):
            said = _MARK.sub("", line)
            source, _ = read_yaml(said, "")
            yield from _of_yaml(source.value) if source else _of_markdown(said)


def _of_markdown(words: str) -> Iterator[str]:
    return (plain(block.words) for block in parse(words).texts())


def _of_yaml(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from _of_markdown(value)
    elif isinstance(value, list):
        for each in value:
            yield from _of_yaml(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in _LABELS:
                yield from _of_yaml(each)
