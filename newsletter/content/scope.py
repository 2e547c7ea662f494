"""Which problems of an issue concern one point: what is broken in another point's files is no matter of its letters.

In: an issue's content with its problems, a point. Out: those that touch what this point shows.
"""

from __future__ import annotations

from collections.abc import Iterable

from newsletter.content.load import Content, shown_articles, shown_networks
from newsletter.problems import Problem


def problems_for(content: Content, point: str, problems: Iterable[Problem]) -> list[Problem]:
    """The problems that concern a point's editions; one without a place concerns everybody."""
    overlays = {point: content.overlays[point]} if point in content.overlays else {}
    articles = shown_articles(content.issue, overlays)
    networks = shown_networks(content.issue, overlays)
    networks |= {str(content.articles[slug].network) for slug in articles if slug in content.articles}
    by_folder = {
        ("issues", "points"): {point},
        ("issues", content.slug, "points"): {point},
        # Of an issue that can't be read nobody knows what it shows.
        ("issues", "articles"): articles if content.issue else None,
        ("issues", "networks"): networks if content.issue else None,
    }
    found = []
    for problem in problems:
        *folder, name = problem.location.file.split("/") if problem.location else [""]
        wanted = by_folder.get(tuple(folder))
        if wanted is None or name.partition(".")[0] in wanted:
            found.append(problem)
    return found
