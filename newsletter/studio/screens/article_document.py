"""An article's text as a document for the browser's editor: opened, and saved block by block.

A save says in `If-Match` which version it was made on (428 without). Where others have changed other blocks it is
merged; where they have changed the same one it is answered with both (412), and a block that can't be written as it is
shown with its Markdown (422).
"""

from __future__ import annotations

from typing import Any

from newsletter.content.blocks.checking import NoDocumentError
from newsletter.pipeline.editing.articles import (
    ArticleClash,
    ArticleSaved,
    BlockClash,
    BlockRefused,
    Outcome,
    Side,
    file_of,
    open_article,
    save_article,
)
from newsletter.pipeline.editing.pasting import paste
from newsletter.pipeline.editing.saving import EditRefused
from newsletter.studio.kept_words import kept_phrases
from newsletter.studio.left_out import phrases
from newsletter.studio.refused_words import as_sentence, refused_words
from newsletter.studio.request import StudioRequest, StudioResponse, UnreadableError, json_of, not_found
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.versions import version_asked, without_version


def read(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The article as a document, with its version and its front matter."""
    opened = open_article(studio.workspace, request.params["slug"])
    if opened is None:
        return not_found()
    if isinstance(opened, EditRefused):
        return _refused(request, opened)
    told = {"version": opened.version, "doc": opened.document, "front": opened.front}
    return json_of(told, 200, (("etag", f'"{opened.version}"'),))


def write(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The document as it was edited."""
    since = version_asked(request)
    if since is None:
        return without_version(request)
    asked = request.json()
    if not _is_asked(asked):
        return json_of({"message": request.words.gettext("This is no document.")}, 400)
    try:
        outcome = save_article(
            studio.workspace,
            request.params["slug"],
            since,
            asked["doc"],
            sources=asked.get("sources"),
            tab=asked.get("tab", ""),
        )
    except NoDocumentError:
        return json_of({"message": request.words.gettext("This is no document.")}, 400)
    return _told(studio, request, outcome)


def _is_asked(asked: Any) -> bool:
    """True for a body of the right shape."""
    if not isinstance(asked, dict) or not isinstance(asked.get("tab", ""), str):
        return False
    sources = asked.get("sources") or {}
    return "doc" in asked and isinstance(sources, dict) and all(isinstance(each, str) for each in sources.values())


def _told(studio: Studio, request: StudioRequest, outcome: Outcome) -> StudioResponse:
    match outcome:
        case ArticleSaved(version, document, merged):
            return json_of({"version": version, "doc": document, "merged": merged}, 200, _tag(version))
        case ArticleClash(version, document, clashes):
            told = {"version": version, "doc": document, "clashes": [_clash(each) for each in clashes]}
            name = file_of(request.params["slug"])
            current = studio.workspace.read(name)
            by = studio.author(name, current.data) if current else ""
            return json_of({**told, "by": by}, 412, _tag(version))
        case BlockRefused(index, oid, source, _):
            message = request.words.gettext("This block can’t be written as it is shown. Change its Markdown.")
            return json_of({"index": index, "oid": oid or None, "source": source, "message": message}, 422)
        case EditRefused():
            return _refused(request, outcome)


def _refused(request: StudioRequest, refused: EditRefused) -> StudioResponse:
    return json_of({"message": as_sentence(refused_words(request.words, refused.message)), "line": refused.line}, 422)


def _tag(version: str) -> tuple[tuple[str, str], ...]:
    return (("etag", f'"{version}"'),)


def _clash(clash: BlockClash) -> dict[str, Any]:
    sides = {"mine": clash.mine, "theirs": clash.theirs, "base": clash.base}
    return {"oid": clash.oid, "index": clash.index, **{name: _side(side) for name, side in sides.items()}}


def _side(side: Side | None) -> dict[str, Any] | None:
    return {"node": side.node, "source": side.source} if side else None


def clean(studio: Studio, request: StudioRequest) -> StudioResponse:
    """What is pasted, as nodes, and what was left out of it, in words."""
    asked = request.json()
    given = asked if isinstance(asked, dict) else {"html": None}
    html, text = given.get("html", ""), given.get("text", "")
    if not isinstance(html, str) or not isinstance(text, str):
        raise UnreadableError
    cleaned = paste(html=html, text=text, words_only=bool(given.get("words_only")))
    said = {"kept": kept_phrases(cleaned.nodes, request.words), "left_out": phrases(cleaned.left_out, request.words)}
    return json_of({"nodes": list(cleaned.nodes), **said})


ROUTES = (
    Route("/articles/{slug}/document", get=read, put=write),
    Route("/articles/{slug}/paste", post=clean),
)
