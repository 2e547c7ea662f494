"""The pictures of an issue, each looked at as a whole before any letter or page shows it.

In: the content of an issue, the theme, a project's files. Out: problems, each at the place that names the
picture: in an article above and below "more", in sections and notes, of networks, of the brand. What was found of some
bytes is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from pathlib import Path

from newsletter.content.document import Document
from newsletter.content.load import Content
from newsletter.content.parts import Picture
from newsletter.content.pictures import (
    IN_TEXT,
    OF_ARTICLE,
    OF_NETWORK,
    PictureError,
    Room,
    decode_picture,
    find_picture,
    shape_problem,
    upright_size,
)
from newsletter.content.references import PICTURE_ENDINGS
from newsletter.content.source import Keys, Source
from newsletter.content.texts import passages_of
from newsletter.content.theme import ThemeFile
from newsletter.files import Cache, digest_of, program_digest
from newsletter.known import KnownFiles
from newsletter.problems import Location, Problem, error, from_plain, to_plain

IMAGES = Path("issues", "images")
BRAND = Path("templates", "images")


@dataclass(frozen=True, slots=True)
class Named:
    """A picture where a file names it; `document` is that file's path: `articles/heerlen`."""

    document: str
    src: str
    at: Location
    room: Room | None = None


def pictures_of(content: Content) -> Iterator[Named]:
    """Every picture that the content of an issue names, as often as it does."""
    for article in content.articles.values():
        source = content.sources[article.path]
        yield from _of_image(article.image, article.path, source, OF_ARTICLE)
        yield from _of_text(article.body, article.path, source, ("body",))
    for network in content.networks.values():
        yield from _of_image(network.image, network.path, content.sources[network.path], OF_NETWORK)
    if content.issue:
        source = content.sources[content.issue.path]
        for number, section in enumerate(content.issue.sections):
            for keys, text in passages_of(section):
                yield from _of_text(text, content.issue.path, source, ("sections", number, *keys))
    for overlay in content.overlays.values():
        source = content.sources[overlay.path]
        for number, addition in enumerate(overlay.add):
            for keys, text in passages_of(addition):
                yield from _of_text(text, overlay.path, source, ("add", number, *keys))
        yield from _of_text(overlay.note, overlay.path, source, ("note",))


def _of_image(image: Picture | None, path: str, source: Source, room: Room) -> Iterator[Named]:
    if image:
        # What has a focus is cut, and whoever wants it whole has seen it.
        known = room._replace(upright=inf) if image.focus else room
        yield Named(path, image.src, source.location(("image", "src")), known)


def _of_text(text: Document | None, path: str, source: Source, keys: Keys) -> Iterator[Named]:
    first = source.places.get(keys, (1, 1))[0]
    for image in text.images() if text else ():
        yield Named(path, image.src, source.at_words(image.src or "]()", first + image.line, path=keys), IN_TEXT)


@dataclass(frozen=True, slots=True)
class PictureFault:
    """What is wrong with a picture, at a place that names it; `document` is empty for one of the brand."""

    document: str
    problem: Problem


def picture_faults(files: KnownFiles, cache: Cache, content: Content, theme: ThemeFile) -> Iterator[PictureFault]:
    """What is wrong with the pictures of an issue and of the brand, wherever one is named.

    What reading the content has reported (not there, or of another kind by its name) is not said again.
    """
    for named in pictures_of(content):
        path = find_picture(files.root / IMAGES, named.src)
        if path and path.suffix.lower() in PICTURE_ENDINGS:
            yield from _faults(files, cache, path, named)
        elif path:
            files.digest(path.relative_to(files.root).as_posix())
    for src, at in theme.pictures():
        path = find_picture(files.root / BRAND, src)
        if path:
            yield from _faults(files, cache, path, Named("", src, at))
        else:
            hint = "put the file into templates/images/"
            yield PictureFault("", error("missing-picture", f"there is no picture `{src[:200]}`", at, hint))


def _faults(files: KnownFiles, cache: Cache, path: Path, named: Named) -> Iterator[PictureFault]:
    make = partial(_fault, cache=cache, room=named.room)
    problem = files.value(path.relative_to(files.root).as_posix(), make, named.room)
    if problem:
        said = f"`{named.src}`: {problem.message}"
        yield PictureFault(named.document, replace(problem, message=said, location=named.at))


def _fault(data: bytes | None, problems: list[Problem], cache: Cache, room: Room | None) -> Problem | None:
    """What is wrong with a picture, without a place."""
    if data is None:
        return problems[0]
    key = digest_of([program_digest(), data, repr(room)])
    kept = cache.get("pictures", key)
    if kept is None:
        try:
            image = decode_picture(data, Location(""))
            shape = shape_problem(upright_size(image), room, Location("")) if room else None
            found = to_plain(replace(shape, location=None)) if shape else None
        except PictureError as fault:
            found = to_plain(replace(fault.problem, location=None))
        kept = json.dumps(found).encode()
        cache.put("pictures", key, kept)
    said = json.loads(kept)
    return from_plain(said) if said is not None else None


def without_known(problems: list[Problem], known: Iterable[Problem]) -> list[Problem]:
    """The problems of laying out a letter without those of pictures that are told already, where each is named."""
    codes = {"missing-picture", "broken-picture", "unknown-picture-kind", "picture-too-large"}
    told = {(problem.code, problem.message.partition("`")[2].partition("`")[0]) for problem in known}

    def is_known(problem: Problem) -> bool:
        file = problem.location.file if problem.location else ""
        return problem.code in codes and (problem.code, file.partition("/images/")[2]) in told

    return [problem for problem in problems if not is_known(replace(problem, edition=""))]
