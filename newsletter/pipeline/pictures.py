"""The pictures of an issue, each looked at as a whole before any letter or page shows it.

In: a project and the content of an issue. Out: problems, each at the place that names the picture: in an article above
and below "more", in sections and notes, of networks, of the brand. What was found of some bytes is kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.content.document import Document
from newsletter.content.load import Content
from newsletter.content.model import Picture
from newsletter.content.pictures import PictureError, decoded, find_picture, shape_problem, upright_size
from newsletter.content.references import PICTURE_ENDINGS
from newsletter.content.source import Keys, Source
from newsletter.content.theme import pictures_of_theme
from newsletter.files import Cache, digest_of, program_digest
from newsletter.pipeline.project import Project
from newsletter.problems import Location, Problem, error, from_plain, to_plain

IMAGES = Path("issues", "images")
BRAND = Path("templates", "images")


@dataclass(frozen=True, slots=True)
class Named:
    """A picture where a file names it; `document` is that file's path: `articles/heerlen`."""

    document: str
    src: str
    at: Location


def pictures_of(content: Content) -> Iterator[Named]:
    """Every picture that the content of an issue names, as often as it does."""
    for article in content.articles.values():
        source = content.sources[article.path]
        yield from _of_image(article.image, article.path, source)
        yield from _of_text(article.body, article.path, source, ("body",))
    for network in content.networks.values():
        yield from _of_image(network.image, network.path, content.sources[network.path])
    if content.issue:
        source = content.sources[content.issue.path]
        for number, section in enumerate(content.issue.sections):
            yield from _of_text(section.text, content.issue.path, source, ("sections", number, "text"))
    for overlay in content.overlays.values():
        source = content.sources[overlay.path]
        for number, addition in enumerate(overlay.add):
            yield from _of_text(addition.text, overlay.path, source, ("add", number, "text"))
        yield from _of_text(overlay.note, overlay.path, source, ("note",))


def _of_image(image: Picture | None, path: str, source: Source) -> Iterator[Named]:
    if image:
        yield Named(path, image.src, source.location(("image", "src")))


def _of_text(text: Document | None, path: str, source: Source, keys: Keys) -> Iterator[Named]:
    first = source.places.get(keys, (1, 1))[0]
    for image in text.images() if text else ():
        yield Named(path, image.src, source.at_words(image.src or "]()", first + image.line, path=keys))


def picture_problems(project: Project, content: Content, documents: Collection[str] | None = None) -> list[Problem]:
    """What is wrong with the pictures of an issue (or of some of its documents) and of the brand.

    What reading the content has reported (not there, or of another kind by its name) is not said again.
    """
    found: list[Problem] = []
    for named in pictures_of(content):
        if documents is None or named.document in documents:
            path = find_picture(project.root / IMAGES, named.src)
            if path and path.suffix.lower() in PICTURE_ENDINGS:
                found += _problems(project.cache, path, named.src, named.at, is_shown_wide=True)
    for src, at in pictures_of_theme(project.root):
        path = find_picture(project.root / BRAND, src)
        if path:
            found += _problems(project.cache, path, src, at)
        else:
            hint = "put the file into templates/images/"
            found.append(error("missing-picture", f"there is no picture `{src[:200]}`", at, hint))
    return found


def _problems(cache: Cache, path: Path, src: str, at: Location, *, is_shown_wide: bool = False) -> list[Problem]:
    try:
        data = path.read_bytes()
    except OSError as fault:
        return [error("unreadable-file", f"`{src}` can't be read: {(fault.strerror or '').lower()}", at)]
    key = digest_of([program_digest(), data, b"wide" if is_shown_wide else b""])
    kept = cache.get("pictures", key)
    if kept is None:
        try:
            image = decoded(data, at)
            shape = shape_problem(upright_size(image), at) if is_shown_wide else None
            found = to_plain(replace(shape, location=None)) if shape else None
        except PictureError as fault:
            found = to_plain(replace(fault.problem, location=None))
        kept = json.dumps(found).encode()
        cache.put("pictures", key, kept)
    said = json.loads(kept)
    if said is None:
        return []
    problem = from_plain(said)
    return [replace(problem, message=f"`{src}`: {problem.message}", location=at)]


def without_known(problems: list[Problem], known: Iterable[Problem]) -> list[Problem]:
    """The problems of laying out a letter without those of pictures that are told already, where each is named."""
    codes = {"missing-picture", "broken-picture", "unknown-picture-kind", "picture-too-large"}
    told = {(problem.code, problem.message.partition("`")[2].partition("`")[0]) for problem in known}

    def is_known(problem: Problem) -> bool:
        file = problem.location.file if problem.location else ""
        return problem.code in codes and (problem.code, file.partition("/images/")[2]) in told

    return [problem for problem in problems if not is_known(replace(problem, edition=""))]
