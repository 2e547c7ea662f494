"""What there is to read in one language, in the order in which its readers meet it.

In: an issue opened, a point or all of them, a locale, and the order of texts in the letter. Out: `Worklist`: the texts
of the letter first, section by section; then those of its pages, names, and fixed words. Nothing is laid out for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import shorten
from types import MappingProxyType
from typing import Literal

from newsletter.content.foreign import unmarked
from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.edition import Edition, EditionKey
from newsletter.files import digest_of
from newsletter.locales import chain
from newsletter.pipeline.page_look import documents_with_pages
from newsletter.pipeline.reviewing.fixed_marks import FIXED, fixed_path
from newsletter.pipeline.snapshot import Snapshot
from newsletter.pipeline.translation.review import short_names
from newsletter.pipeline.translation.status import needed
from newsletter.problems import Path
from newsletter.translate.chrome import LETTERS, PAGES
from newsletter.translate.glossary import CONTEXT
from newsletter.translate.unit import Key, State, Translation

EVERY_POINT = "all"
"""In the place of a point: whatever any point shows in the language."""
GLOSSARY = "glossary"
Kind = Literal["letter", "page", "names", "fixed"]
KINDS: tuple[Kind, ...] = ("letter", "page", "names", "fixed")
_HEADING = re.compile(r"issues/[^/]+/(?:points/[^/]+/)?sections/\d+/heading|issues/[^/]+/points/[^/]+/note/0")
_LONGEST_TITLE = 60
"""Characters: a point's note has no heading, and is called by how it begins."""
_TRACED = re.compile(r'data-u(?:-alt)?="([^"]+)"')
_CONTENTS = re.compile(r'<a [^>]*href="#[^>]*>.*?</a>', re.DOTALL)
"""A line of the list of contents, which says the headings before they come."""


@dataclass(frozen=True, slots=True)
class ReviewText:
    """One text to read: `id` names it in its language, `paths` are where it stands in the issue, the first first.

    `catalog` and `locale` say in which file it is: that of a shorter locale may serve a longer one. `page` is the
    article or network (`articles/heerlen`) on whose page it stands where the letter does not show it, else empty.
    """

    id: str
    catalog: str
    locale: str
    entry: Translation
    paths: tuple[Path, ...] = ()
    is_unusable: bool = False
    page: Path = ""

    @property
    def version(self) -> str:
        """What somebody has before them who decides about it: its source and its translation."""
        return version_of(self.entry)

    @property
    def state(self) -> str:
        """`missing`, `unusable`, `stale`, `needs-review` or `reviewed`."""
        if self.is_unusable:
            return "unusable"
        return "stale" if self.entry.is_stale else self.entry.state.value

    @property
    def is_open(self) -> bool:
        """True when somebody has still to write or to read it."""
        return self.is_unusable or self.entry.state is not State.REVIEWED


@dataclass(frozen=True, slots=True)
class Part:
    """Texts that belong together.

    `title` is in the language that is read, as far as it is translated, and empty for the words around all sections;
    `document` is where they stand: `articles/heerlen`, `chrome`, or the issue.
    """

    kind: Kind
    document: str
    title: str
    texts: tuple[ReviewText, ...]


@dataclass(frozen=True, slots=True)
class Worklist:
    """All texts of a language, or those that the edition of a point needs.

    `absent` counts texts of the edition that no catalog has yet.
    """

    issue: str
    point: str
    locale: str
    parts: tuple[Part, ...]
    absent: int = 0

    def texts(self) -> Iterator[ReviewText]:
        """Every text, in order."""
        return (text for part in self.parts for text in part.texts)


def version_of(entry: Translation) -> str:
    """What stands for this very source and these very targets, 16 hexadecimal digits."""
    return _digest((entry.context, entry.source, entry.plural, *entry.targets))[:16]


# Each act has all names of a language made again, of which one text is another.
@lru_cache(maxsize=30_000)
def _digest(parts: tuple[str, ...]) -> str:
    return digest_of(parts)


def order_in(html: str) -> tuple[Path, ...]:
    """The paths of the texts that a letter shows, in its order; none where there is no letter."""
    return tuple(dict.fromkeys((*_TRACED.findall(_CONTENTS.sub("", html)), *_TRACED.findall(html))))


def catalogs_of(issue: str) -> tuple[str, ...]:
    """The catalogs whose texts are read in a language, in the order of `newsletter review`."""
    return (issue, LETTERS, PAGES, GLOSSARY)


def every_text(snapshot: Snapshot, locale: str) -> dict[tuple[str, Key], ReviewText]:
    """The active texts of a locale by catalog and unit, in the order and by the names of `newsletter review`.

    What only shorter locales have follows.
    """
    found: dict[tuple[str, Key], tuple[str, Translation, bool]] = {}
    for step in chain(locale):
        for name in catalogs_of(snapshot.slug):
            catalog = snapshot.catalogs.one(step, name)
            for entry in catalog.active() if catalog else ():
                if name != GLOSSARY or entry.context == CONTEXT:
                    unusable = catalog is not None and entry.key in catalog.unusable
                    found.setdefault((name, entry.key), (step, entry, unusable))
    # Letters and pages have some words in common.
    names = short_names([_digest((name, *key) if name == PAGES else key) for name, key in found])
    return {
        where: ReviewText(short, where[0], step, entry, (), unusable)
        for short, (where, (step, entry, unusable)) in zip(names, found.items(), strict=True)
    }


def worklist(
    snapshot: Snapshot,
    point: str,
    locale: str,
    order: Sequence[Path] = (),
    pages_of_fixed: Mapping[Path, Path] = MappingProxyType({}),
) -> Worklist | None:
    """The texts of a point's edition, or with `EVERY_POINT` of the whole language; None where nobody writes in it.

    `order` is that of the letter, where there is one (`order_in`); else texts are in the issue's reading order.
    `pages_of_fixed` says of fixed words on which page they can be seen.
    """
    keys = [key for key in snapshot.editions() if key.locale == locale and point in (key.point, EVERY_POINT)]
    editions = [edition for key in keys if (edition := snapshot.edition(key))]
    if not editions:
        return None
    every = every_text(snapshot, locale)
    paths = _paths(editions)
    wanted: Mapping[tuple[str, Key], object] = every if point == EVERY_POINT else needed(editions[0])
    shown, pages = set(order), {page for edition in editions for page in documents_with_pages(edition)}
    texts = {
        where: _placed_fixed(every[where], shown, pages_of_fixed)
        if where[0] in FIXED
        else _placed(every[where], paths.get(where, ()), shown, pages)
        for where in wanted
        if where in every
    }
    parts = list(_parts(snapshot, editions[0], texts, order))
    return Worklist(snapshot.slug, point, locale, tuple(parts), len(wanted) - len(texts))


def edition_of(snapshot: Snapshot, point: str, locale: str) -> EditionKey | None:
    """The edition whose letter is shown beside the texts of a point or of a whole language."""
    keys = (key for key in snapshot.editions() if key.locale == locale and point in (key.point, EVERY_POINT))
    return next(keys, None)


def envelope_of(snapshot: Snapshot, key: EditionKey) -> dict[str, Path]:
    """The paths of an edition's subject and preheader."""
    issue = snapshot.content.issue_for(key.point)
    ends = ("subject", "preheader")
    return {
        end: text.path
        for text in (walk(issue) if issue else ())
        for end in ends
        if text.path.startswith("issues/") and text.path.endswith(f"/{end}")
    }  # fmt: skip


def _placed(text: ReviewText, paths: Sequence[Path], shown: Collection[Path], pages: Collection[Path]) -> ReviewText:
    """A text with where it stands; first is where it is seen: in the letter, which shows some paths, else on a page."""
    in_letter = [path for path in paths if path in shown]
    found = ((path, "/".join(path.split("/")[:2])) for path in paths)
    on_page = [] if in_letter else [(path, document) for path, document in found if document in pages]
    first = in_letter or [path for path, _ in on_page[:1]]
    rest = [path for path in paths if path not in first]
    return replace(text, paths=(*first, *rest), page=on_page[0][1] if on_page else "")


def _placed_fixed(text: ReviewText, shown: Collection[Path], pages: Mapping[Path, Path]) -> ReviewText:
    """Fixed words with what stands for them in a letter or page."""
    path = fixed_path(text.catalog, text.entry.key)
    return replace(text, paths=(path,), page="" if path in shown else pages.get(path, ""))


def _paths(editions: Iterable[Edition]) -> dict[tuple[str, Key], list[Path]]:
    """Where each text stands, by catalog and unit."""
    found: dict[tuple[str, Key], dict[Path, None]] = {}
    for edition in editions:
        for path, (text, _) in edition.words.items():
            where = (GLOSSARY, (CONTEXT, text.words)) if text.is_name else (
                edition.key.issue, (text.context, text.words)
            )  # fmt: skip
            found.setdefault(where, {})[path] = None
    return {where: list(paths) for where, paths in found.items()}


def _parts(
    snapshot: Snapshot, edition: Edition, texts: Mapping[tuple[str, Key], ReviewText], order: Sequence[Path]
) -> Iterator[Part]:
    slug = snapshot.slug
    of_issue = {where: text for where, text in texts.items() if where[0] == slug}
    by_path = {path: where for where, text in of_issue.items() for path in text.paths}
    in_letter = [path for path in (*_envelope(edition), *order) if path in by_path]
    if not order:
        in_letter = [path for path in by_path if "/body/" not in path]
    first = list(dict.fromkeys(by_path[path] for path in in_letter))
    places: dict[tuple[str, Key], Path] = {}
    for path in in_letter:
        places.setdefault(by_path[path], path)
    yield from _sections(snapshot, edition, [(places[where], of_issue[where]) for where in first])
    rest: dict[str, list[ReviewText]] = {}
    for where, text in of_issue.items():
        if where not in places:
            rest.setdefault(_document(text.paths[0] if text.paths else text.entry.context, slug), []).append(text)
    for document, found in rest.items():
        yield Part("page", document, _title(edition, document), tuple(found))
    names = tuple(text for where, text in texts.items() if where[0] == GLOSSARY)
    if names:
        yield Part("names", GLOSSARY, "", names)
    for name in (LETTERS, PAGES):
        fixed = tuple(text for where, text in texts.items() if where[0] == name)
        if fixed:
            yield Part("fixed", name, "", fixed)


def _envelope(edition: Edition) -> list[Path]:
    """What stands above a letter."""
    ends = ("subject", "preheader")
    return [path for end in ends for path in edition.words if path.startswith("issues/") and path.endswith(f"/{end}")]


def _sections(
    snapshot: Snapshot, edition: Edition, found: Sequence[tuple[Path, ReviewText]]
) -> Iterator[Part]:  # fmt: skip
    """The texts of the letter by its sections: a heading begins one, so does a document above the first heading."""
    begun: list[ReviewText] = []
    title, here, is_headed = "", "", False
    for path, text in found:
        document = _document(path, snapshot.slug)
        is_heading = bool(_HEADING.fullmatch(path))
        if begun and (is_heading or (not is_headed and document != here)):
            yield Part("letter", here, title, tuple(begun))
            begun = []
        if not begun:
            is_headed, here = is_heading, document
            words = text.entry.target or text.entry.source
            title = shorten(plain(words), _LONGEST_TITLE, placeholder="…") if is_heading else _title(edition, document)
        elif is_headed and here.startswith("issues/"):
            here = document
        begun.append(text)
    if begun:
        yield Part("letter", here, title, tuple(begun))


def _document(path: str, slug: str) -> str:
    parts = path.split("/")
    if parts[0] == "issues":
        return f"issues/{slug}"
    return "/".join(parts[:2])


def _title(edition: Edition, document: str) -> str:
    """What a document is called in the words of the edition."""
    kind, _, name = document.partition("/")
    if kind == "articles":
        article = edition.issue.articles.get(name)
        return plain(unmarked(str(article.title))) if article else name
    if kind == "networks":
        network = edition.issue.networks.get(name)
        return unmarked(network.name) if network else name
    return ""
