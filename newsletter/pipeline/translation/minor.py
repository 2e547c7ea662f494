"""`newsletter translate --minor`: catalogs follow an article in which typos were mended, and its reviews stay.

In: a project, an issue and one of its documents. Out: what the update did, how many reviews were kept, and a problem
for each text of which the edit is not minor; that text is reopened like any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from newsletter.content.load import Content
from newsletter.content.texts import walk
from newsletter.edition import editions_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.update import Updated, update_catalogs
from newsletter.problems import Location, Problem, error, nearest
from newsletter.translate.formats.po_splice import write_changes
from newsletter.translate.minor import Refused, with_reviews_kept
from newsletter.workspace import MovedOnError


def update_after_minor_edit(
    project: Project,
    content: Content,
    wanted: Sequence[str],
    document: str,
    *,
    by: str,
    today: dt.date,
    bring: Callable[[], tuple[list[Updated], list[Problem]]] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[list[Updated], int, list[Problem]]:
    """Bring the catalogs up to date; reviews kept, over all locales. `document` is `articles/heerlen` or `heerlen`.

    `bring` does so where it is not all of the issue that is meant.
    """
    document = document.strip("/") if "/" in document else f"articles/{document}"
    texts = [text for key in editions_of(content) if (issue := content.issue_for(key.point)) for text in walk(issue)]
    known = dict.fromkeys("/".join(text.path.split("/")[:2]) for text in texts)
    if document not in known:
        hint = nearest(document, known)
        return [], 0, [error("unknown-document", f"{content.slug} shows nothing of `{document}`", None, hint)]
    names = {text.words for text in texts if text.is_name}
    locales = list(dict.fromkeys(key.locale for key in editions_of(content)))
    before = {locale: project.catalog(locale, content.slug)[0] for locale in locales}
    updates, problems = bring() if bring else update_catalogs(project, content, wanted, progress)
    kept = 0
    for update in updates:
        old = before.get(update.locale)
        after, _ = project.catalog(update.locale, content.slug)
        if old is None or after is None or update.file != after.file:
            continue
        catalog, count, refused = with_reviews_kept(
            old, after, document, names=names, source_locale=project.settings.source_locale, by=by, today=today
        )
        try:
            write_changes(project.workspace, after, catalog)
        except MovedOnError:
            message = "somebody else wrote this file meanwhile; its reviews were not kept"
            problems.append(error("file-changed", message, Location(catalog.file), "run the command again"))
            continue
        kept += count
        problems += [_problem(each, catalog.file) for each in refused]
    return updates, kept, problems


def _problem(refused: Refused, file: str) -> Problem:
    entry = refused.translation
    begin = entry.source if len(entry.source) <= 50 else f"{entry.source[:49].rstrip()}…"
    message = f"the edit of “{begin}” is not minor: {'; '.join(refused.reasons)}"
    hint = f"it is to be reviewed again: `{entry.context}`"
    return error("not-minor", message, Location(file, entry.line), hint)
