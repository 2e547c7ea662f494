"""Use case: what somebody has copied or saved becomes articles and networks.

In: a source as bytes, and what the asker knows of it. Out: what was read and the files it would become; then those of
them that were chosen are written. A file that is there already is never written over.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from newsletter.content.importing.drafts import ArticleDraft, NetworkDraft
from newsletter.content.importing.findings import Asked, Imported
from newsletter.content.importing.kinds import SourceKind, kind_of
from newsletter.content.importing.page import read_page
from newsletter.content.importing.text.page import read_text
from newsletter.content.importing.writing import article_bytes, network_bytes
from newsletter.problems import Problem, error
from newsletter.workspace import NO_FILE, MovedOnError, Workspace

_READERS = {SourceKind.TEXT: read_text, SourceKind.PAGE: read_page}


@dataclass(frozen=True, slots=True)
class ToBring:
    """A file that a draft would become; `is_there` is true where one of that name is there already."""

    draft: ArticleDraft | NetworkDraft
    data: bytes
    is_there: bool


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A source as it was read, and the files that it would become; none of a source that can't be read."""

    kind: SourceKind | None
    imported: Imported
    files: tuple[ToBring, ...]


def look_at(workspace: Workspace, data: bytes, asked: Asked) -> LookedAt:
    """What a source would become; nothing is written."""
    kind = kind_of(data)
    if isinstance(kind, Problem):
        return LookedAt(None, Imported(problems=(kind,)), ())
    reader = _READERS.get(kind)
    if reader is None:
        hint = "paste the text of the page, or save the page itself"
        problem = error("unknown-source", f"this is of the kind {kind.value}: it can’t be pasted", None, hint)
        return LookedAt(kind, Imported(problems=(problem,)), ())
    imported = reader(data, asked)
    drafts: list[tuple[ArticleDraft | NetworkDraft, bytes]] = []
    drafts += [(draft, article_bytes(draft, {})) for draft in imported.articles]
    drafts += [(draft, network_bytes(draft, {})) for draft in imported.networks]
    files = (ToBring(draft, written, workspace.read(draft.file) is not None) for draft, written in drafts)
    return LookedAt(kind, imported, tuple(files))


def bring_in(workspace: Workspace, looked_at: LookedAt, chosen: Collection[str]) -> tuple[str, ...]:
    """Write the chosen files, by their names; the names of those that were written. What is there already stays."""
    written = []
    for each in looked_at.files:
        if each.draft.file in chosen and not each.is_there:
            try:
                workspace.write(each.draft.file, each.data, NO_FILE)
            except MovedOnError:  # somebody has made it meanwhile
                continue
            written.append(each.draft.file)
    return tuple(written)
