"""What was only there to be changed: words and pictures of starting files that nobody has replaced.

In: an issue's content, points that mail it. Out: problems, each where the words or the picture stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.content.load import Content
from newsletter.content.source import Source
from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.domains import in_plain_letters
from newsletter.files import digest, inside
from newsletter.pipeline.project import Project
from newsletter.pipeline.scaffold.starting_words import starting_phrases, starting_pictures
from newsletter.problems import Location, Problem, error

_COMMENT = re.compile(r"\s*#(?!#)")
"""Also `#link: …`, as starting files have what is ready to be used; two signs begin a heading of Markdown."""
_CHANGE = "write what your readers should read, or take it out"


def starting_left(project: Project, content: Content, points: Iterable[str]) -> Iterator[Problem]:
    """Texts, names and pictures that are still those of a starting file, in letters of points or behind their links."""
    issues = [issue for point in points if (issue := content.issue_for(point))]
    phrases = starting_phrases()
    texts = {(text.path, text.words): text for issue in issues for text in walk(issue)}
    left: dict[str, list[tuple[Location, str]]] = {}
    for text in texts.values():
        words = " ".join((plain(text.words) if text.is_tagged else text.words).split())
        if found := phrases.search(words):
            place = content.location(text.path) or Location("")
            left.setdefault(place.file, []).append((place, found))
    for several in left.values():
        first, words = min(several, key=lambda each: (each[0].line, each[0].column))
        yield error("example-words", _left_message(words, [each for each, _ in several]), first, _CHANGE)
    articles = {slug: article for issue in issues for slug, article in issue.articles.items()}
    for article in articles.values():
        shown = [article.image.src] if article.image else []
        for src in [*shown, *(image.src for image in article.body.images())]:
            path = project.root / "issues" / "images" / src
            if inside(project.root, path) and path.is_file() and digest(path.read_bytes()) in starting_pictures():
                at = stands(content.sources.get(article.path), src)
                message = f"the picture `{src}` is the one of a new project"
                yield error("example-picture", message, at, "show a picture of your own, or none")


def _left_message(first: str, places: list[Location]) -> str:
    """What of one file is left is told at once: a project that has just begun is full of it."""
    if len(places) == 1:
        return f"`{_shortened(first)}` comes from a starting file"
    lines = [str(line) for line in sorted({place.line for place in places})]
    named = f"lines {', '.join(lines[:-1])} and {lines[-1]}" if len(lines) > 1 else f"line {lines[0]}"
    return f"{len(places)} texts come from a starting file, in {named}; the first is `{_shortened(first)}`"


def _shortened(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def stands(source: Source | None, words: str) -> Location | None:
    """Where words stand in a file, not counting comments."""
    for number, line in enumerate(source.lines if source else (), 1):
        is_comment = _COMMENT.match(line) and "](" not in line
        found = max(line.find(words), in_plain_letters(line).find(words))
        if source and found >= 0 and not is_comment:
            return source.at(number, found + 1)
    return None
