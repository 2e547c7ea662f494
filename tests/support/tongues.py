"""What a page says, word by word, and whether each word is one of its language.

In: a page's HTML or a letter's text, and its locale. Out: what stands in it that is neither a text of that locale's
catalogs, nor what CLDR says there, nor a name. So a text that nobody has translated is found, in whatever language it
comes, and one that stands in no catalog too. Words in another language are let in where they are marked with it, and
are its name in itself.
"""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from lxml import etree

from newsletter.locales import autonym
from newsletter.render.cldr import Cldr
from newsletter.render.web.pages import language_name
from tests.conftest import REPOSITORY
from tests.support.catalogs import catalog_of
from tests.support.thirty import COUNTRIES, NAMES, SPANS, THIRTY, TRANSLATED, mark

SAID = ("data-results", "data-none", "data-letter", "data-article", "data-network")
"""What the search says."""
READ_ALOUD = ("alt", "title", "aria-label", "placeholder", *SAID)
"""The attributes that hold words for readers."""
TOLD = re.compile("description|og:(title|description|image:alt)")
Parts = tuple[str, ...]
"""A text without its placeholders."""
_LETTERS = re.compile(r"[^\W\d_]+")
_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_ADDRESS = re.compile(r"\w+://\S+|\S+@\S+|\bexample\.org\b|\{number\}")
"""What is no words: addresses, and the gap that the search fills in the browser."""


def words_of(text: str) -> list[str]:
    """The words of a text: runs of letters, without addresses."""
    return _LETTERS.findall(_ADDRESS.sub(" ", text))


def said_in(html: str) -> Iterator[tuple[str, str]]:
    """Every run of words of a page with the locale that it is marked with."""
    root = etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8"))
    for element in root.iter(etree.Element):
        if element.tag in ("script", "style"):
            texts = [(element.getparent(), element.tail)]
        else:
            texts = [(element, element.text), (element.getparent(), element.tail)]
            texts += [(element, element.get(name)) for name in READ_ALOUD]
        if element.tag == "meta" and TOLD.fullmatch(element.get("name") or element.get("property") or ""):
            texts.append((element, element.get("content")))
        for at, text in texts:
            if text and words_of(text):
                yield _marked(at), " ".join(text.split())
    # A comment parts the text around it, and is read by nobody.
    for comment in root.iter(etree.Comment):
        if comment.tail and words_of(comment.tail):
            yield _marked(comment.getparent()), " ".join(comment.tail.split())


def _marked(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return next((str(tag) for at in (element, *element.iterancestors()) if (tag := at.get("lang"))), "")


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text letter, each in one line; its addresses are left out."""
    return (" ".join(part.split()) for part in re.split(r"\n\s*\n", _ADDRESS.sub("\n\n", text)))


@dataclass
class Tongue:
    """A locale's own words; `seen` holds the texts of its catalogs that were met."""

    locale: str
    patterns: list[tuple[Parts, re.Pattern[str]]]
    known: frozenset[str]
    seen: set[Parts] = field(default_factory=set)
    judged: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, locale: str) -> "Tongue":
        """A locale as the catalogs of this repository and CLDR have it; English as the others' sources have it."""
        forms = (form for name in ("chrome", "pages") for one in texts_of(locale, name).values() for form in one)
        # A text may hold another one, so the longest are looked for first.
        longest = sorted({_parts(form) for form in forms} - {()}, key=lambda parts: (-len("".join(parts)), parts))
        return cls(locale, [(parts, _pattern(parts)) for parts in longest], _known(locale))

    def strangers(self, runs: Iterable[str]) -> list[str]:
        """Of runs of words those that hold a word which is not this locale's, with the words."""
        runs = list(runs)
        # Pages have most of their words in common; each run is judged once.
        new = [run for run in dict.fromkeys(runs) if run not in self.judged]
        rest = "\n".join(new)
        for parts, pattern in self.patterns:
            if all(part in rest for part in parts):  # which is told a hundred times as fast
                rest, times = pattern.subn(r"\1", rest)
                self.seen |= {parts} if times else set()
        left = [[word for word in words_of(line) if word not in self.known] for line in rest.split("\n")]
        self.judged |= zip(new, left, strict=True) if new else {}
        return [f"{' '.join(self.judged[run])} in: {run}" for run in runs if self.judged[run]]

    def strangers_on(self, html: str) -> list[str]:
        """The same of a page, and what is marked as another language without being its name."""
        runs = list(said_in(html))
        others = [
            f"{tag or 'no language'}: {text}"
            for tag, text in runs
            if tag != self.locale and not (tag in THIRTY and text == autonym(tag)) and not _is_name(text)
        ]
        return others + self.strangers(text for tag, text in runs if tag == self.locale)

    def unseen(self, name: str) -> list[str]:
        """The texts of a catalog that were met in none of their forms, as their sources."""
        found = {source: set(map(_parts, forms)) - {()} for source, forms in texts_of(self.locale, name).items()}
        return [source for source, forms in found.items() if forms and not self.seen & forms]

    def afresh(self) -> "Tongue":
        """The same words, of which none was met yet."""
        return replace(self, seen=set(), judged={})


@dataclass(frozen=True)
class Sound:
    """What texts of a locale sound like, by their groups of three letters; it knows only its own catalogs."""

    trigrams: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Sound":
        """The sound of texts together."""
        trigrams = Counter[str]()
        for text in texts:
            trigrams.update(trigrams_of(text))
        return cls(trigrams)

    def likelihood(self, text: Counter[str], *, is_its_own: bool = False) -> float:
        """How well a text fits in, as a logarithm; a text of its own says nothing for itself."""
        if not is_its_own:
            known, unknown = self._logarithms
            return sum(n * known.get(one, unknown) for one, n in text.items())
        total = self.trigrams.total() - text.total() + 1_500
        return sum(n * math.log((self.trigrams[one] - n + 0.3) / total) for one, n in text.items())

    @cached_property
    def _logarithms(self) -> tuple[dict[str, float], float]:
        """Of each group that it knows, and of any other."""
        total = self.trigrams.total() + 1_500
        return {one: math.log((n + 0.3) / total) for one, n in self.trigrams.items()}, math.log(0.3 / total)


def trigrams_of(text: str) -> Counter[str]:
    """The groups of three letters of a text, blanks between words among them."""
    plain = f" {' '.join(words_of(_PLACEHOLDER.sub(' ', text)))} ".lower()
    return Counter(plain[at : at + 3] for at in range(len(plain) - 2))


@cache
def texts_of(locale: str, name: str) -> dict[str, tuple[str, ...]]:
    """The texts of a catalog by their source; those of English are the sources themselves."""
    path = REPOSITORY / f"locales/{locale if locale in TRANSLATED else 'hu'}/LC_MESSAGES/{name}.po"
    entries = catalog_of(path).active()
    if locale in TRANSLATED:
        return {entry.source: entry.targets for entry in entries}
    return {entry.source: tuple(filter(None, (entry.source, entry.plural))) for entry in entries}


def _parts(text: str) -> Parts:
    """What stands in a text before, between and after its placeholders; none where it holds no word."""
    parts = (" ".join(part.split()) for part in _PLACEHOLDER.split(text))
    return tuple(part for part in parts if words_of(part))


def _pattern(parts: Parts) -> re.Pattern[str]:
    """What finds a text whatever stands in its gap, which is left where it was."""
    first, *rest = map(re.escape, parts)
    assert len(rest) <= 1, f"two gaps between the words of {parts}"
    gap = f"{first}(.{{0,80}}?){rest[0]}" if rest else f"{first}()"
    return re.compile(rf"(?<![^\W\d_]){gap}(?![^\W\d_])")


def _known(locale: str) -> frozenset[str]:
    """The words that are the same everywhere, and those that CLDR has for what the project tells of."""
    cldr = Cldr(locale)
    said = [NAMES, mark(locale), *map(cldr.country, COUNTRIES), cldr.listed(["", "", ""]), cldr.listed(["", ""])]
    for first, last in SPANS:
        said += [cldr.date(first), cldr.weekday(first), cldr.month(last), cldr.day_range(first, last)]
    said.append(cldr.time_range(dt.time(9), dt.time(9, 30)))
    said.append(language_name("en", locale))
    return frozenset(word for text in said for word in words_of(text)) | _autonyms()


@cache
def _autonyms() -> frozenset[str]:
    """The words of what the thirty languages call themselves; whoever only collects the tests reads no locale."""
    return frozenset(word for tag in THIRTY for word in _LETTERS.findall(autonym(tag)))


def _is_name(text: str) -> bool:
    return set(words_of(text)) <= set(words_of(NAMES))
