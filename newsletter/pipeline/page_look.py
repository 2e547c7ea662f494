"""The page of an article or a network at a glance, beside whoever reads its texts.

In: a snapshot, an edition, a document (`articles/heerlen`, `networks/remote-it`). Out: its page as the archive writes
it, with the pictures that it shows; where it is traced it says in `data-u` which value each text is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.content.foreign import unmarked
from newsletter.content.pictures import PictureError
from newsletter.content.traced import Trace
from newsletter.edition import Edition, EditionKey
from newsletter.pipeline.archive.shared import read_shared
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Path, Problem
from newsletter.render.letter.addresses import network_path
from newsletter.render.web.article_page import ArticlePage, article_page
from newsletter.render.web.network_page import NetworkPage, network_page
from newsletter.render.web.pages import stylesheet

_STYLE = re.compile(r'<link rel="stylesheet"[^>]*>')
_UP = re.compile(r'(?<=")(?:\.\./)+(?=images/|assets/)')


@dataclass(frozen=True, slots=True)
class DocumentLook:
    """An article or network laid out; `html` is empty where that can't be done, `problems` then say why.

    `resources` are the pictures and calendar files that it shows, by their paths on the site; addresses in `html` begin
    with the project's site, or with `images/` on a page. `open_texts` of a page are those that nobody has accepted.
    """

    key: EditionKey
    html: str = field(default="", repr=False)
    resources: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()
    open_texts: int = 0


def documents_with_pages(edition: Edition) -> list[Path]:
    """The articles and networks of an edition that have a page of their own: those that name none elsewhere."""
    issue = edition.issue
    articles = [each.path for each in issue.articles.values() if not each.link]
    return [*articles, *(each.path for each in issue.networks.values() if not each.link)]


def look_at_page(snapshot: Snapshot, key: EditionKey, document: Path, site: str, trace: Trace) -> DocumentLook | None:
    """The page in the words of an edition, its texts marked, its pictures at addresses below `site`.

    Where the edition does not show the document, the first in its language that does; None where none has its page.
    """
    keys = [key, *(each for each in snapshot.editions() if each.locale == key.locale and each != key)]
    for each in keys:
        edition = snapshot.edition(each, trace)
        if edition and document in documents_with_pages(edition):
            return page_look(snapshot, edition, document, site, trace)
    return None


def page_look(
    snapshot: Snapshot, edition: Edition, document: Path, site: str, trace: Trace | None = None
) -> DocumentLook:
    """The page of a document of an edition that has it; with the edition's trace its texts are marked."""
    context, key = snapshot.context, edition.key
    shared = read_shared(snapshot.project, [key.locale], is_whole=False)
    if context is None or shared.pages is None:
        return DocumentLook(key, problems=(*snapshot.theme.problems, *shared.problems))
    kind, _, slug = document.partition("/")
    subject = unmarked(edition.issue.subject.words)
    try:
        if kind == "networks":
            network, path = edition.issue.networks[slug], network_path(key.issue, key.locale, slug)
            page = NetworkPage(edition, network, path, "", subject, "", "", ())
            made, assets = network_page(page, shared.pages, context, trace)
        else:
            article, path = edition.issue.articles[slug], f"{key.issue}/{key.locale}/{slug}/"
            made, assets = article_page(
                ArticlePage(edition, article, path, "", subject, "", "", ()), shared.pages, context, trace
            )
    except PictureError as fault:
        return DocumentLook(key, problems=(fault.problem,))
    style = stylesheet(shared.pages.templates, shared.pages.theme).decode()
    html = _STYLE.sub(lambda _: f"<style>{style}</style>", made.decode(), count=1)
    counts = edition.text_counts(f"{document}/")
    files = {**assets, **shared.files}
    return DocumentLook(key, _UP.sub(site, html), files, open_texts=counts.open + counts.untranslated)
