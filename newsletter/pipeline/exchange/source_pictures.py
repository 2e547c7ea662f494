"""The pictures of a source brought into the project.

In: the pictures that drafts name, the folder beside the source, and what fetches, where somebody has asked for that.
Out: the names that they have in issues/images, and what is to be said of those that have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from newsletter.content.importing.findings import SourcePicture
from newsletter.content.pictures import PictureError
from newsletter.files import inside
from newsletter.pipeline.editing.pictures import MAX_BYTES, take_picture
from newsletter.pipeline.exchange.fetching import fetch
from newsletter.pipeline.letters.web_client import SilentError, WebClient
from newsletter.problems import Location, Problem, warning
from newsletter.workspace import Workspace

_MOST = 200
"""Pictures of one source: a feed with a hundred entries has as many."""


@dataclass(frozen=True, slots=True)
class FiledPictures:
    """Names in issues/images by `SourcePicture.source`, those that were put there now, and what is to be said."""

    files: dict[str, str]
    new: tuple[str, ...]
    problems: tuple[Problem, ...]


def file_pictures(
    workspace: Workspace,
    pictures: Iterable[SourcePicture],
    folder: Path | None,
    client: WebClient | None,
    *,
    otherwise: str,
    is_dry: bool,
) -> FiledPictures:
    """Bring pictures in: from the source itself, from beside it, or by `client`; without one none is fetched."""
    files: dict[str, str] = {}
    new: list[str] = []
    problems: list[Problem] = []
    for picture in list(pictures)[:_MOST]:
        shown = picture.address or picture.source
        at = Location(shown[:200])
        data = picture.data if picture.data is not None else _beside(folder, picture.source)
        if data is None and client and picture.address:
            try:
                data = fetch(client, picture.address, MAX_BYTES).data
            except SilentError as fault:
                problems.append(warning("picture-not-imported", f"it was not fetched: {fault}", at, _BY_HAND))
                continue
        if data is None:
            hint = "fetch it with --pictures" if picture.address and not client else _BY_HAND
            message = (
                "it is on the web, and was not fetched" if picture.address else "it does not lie beside the source"
            )
            problems.append(warning("picture-not-imported", message, at, hint))
            continue
        try:
            taken = take_picture(workspace, data, picture.name, otherwise=otherwise, is_dry=is_dry)
        except PictureError as fault:
            message = f"it was left out: {fault.problem.message}"
            problems.append(warning("picture-not-imported", message, at, fault.problem.hint or _BY_HAND))
            continue
        files[picture.source] = taken.src
        new += [taken.src] if taken.is_new else []
        problems += [replace(each, location=Location(f"issues/images/{taken.src}")) for each in taken.problems]
    return FiledPictures(files, tuple(dict.fromkeys(new)), tuple(problems))


_BY_HAND = "put the picture into issues/images/ yourself, and name it where it belongs"


def _beside(folder: Path | None, source: str) -> bytes | None:
    """The bytes of a file below the folder; None where there is none, or where its name leads out of it."""
    if folder is None:
        return None
    for name in (source, unquote(source), unquote(source).partition("?")[0]):
        path = folder / name
        try:
            if path.is_file() and inside(folder, path) and path.stat().st_size <= MAX_BYTES:
                return path.read_bytes()
        except (OSError, ValueError):
            continue
    return None
