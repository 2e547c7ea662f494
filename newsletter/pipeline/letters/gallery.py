"""The gallery: one page that shows every edition of a build, in its folder or as one file to mail to somebody.

In: a finished build, and the gallery data that were kept with its letters. Out: `index.html` beside the letters, with
a preview of each under `gallery/`; or a single file that holds all of it. Neither fetches anything, and no script of a
letter runs in them.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from newsletter.files import CACHE_FOLDER, Cache, write_atomically
from newsletter.pipeline.letters import gallery_data as gallery_values
from newsletter.pipeline.letters.build_cache import Build, Built, keep_gallery, recall_gallery_data
from newsletter.problems import counted

if TYPE_CHECKING:
    from newsletter.pipeline.letters.gallery_data import GalleryData
    from newsletter.render.environment import Templates

INDEX = "index.html"
LARGE_BYTES = 80_000
"""A letter should stay below this, since a mailing adds each reader's links to it."""
GMAIL_BYTES = 102 * 1024
"""Gmail hides what comes after this much HTML."""
PAGES = Path(__file__).parents[2] / "pages" / "gallery"
_FRAMES = ((640, "desktop"), (375, "phone"))
_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}
# Chromium gives a sandboxed frame from a file no picture unless it keeps its origin; scripts stay forbidden twice.
_HEAD = """<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'unsafe-inline'; img-src 'self' file: data:"><base target="_blank">"""
_UP = "../../images/"


def write(cache: Cache, site: str, build: Build) -> None:
    """Write the gallery of a build beside its letters; the build then knows its files by name and SHA-256."""
    if not build.editions:
        return
    files = {_preview_of(built): _preview(built, site).encode() for built in build.editions}
    frames = {built.edition: {"src": _preview_of(built)} for built in build.editions}
    files[INDEX] = _page(build, cache, frames).encode()
    for name, data in files.items():
        write_atomically(build.folder / name, data, durably=False)
    build.gallery = keep_gallery(cache, build.issue, files)


def share(root: Path, build: Build, file: Path) -> int:
    """Pack the gallery that a build has written into one file; its size in bytes."""
    names = sorted({name for built in build.editions for name in _pictures_of(built)})
    frames = {}
    for built in build.editions:
        html = (build.folder / _preview_of(built)).read_text("utf-8")
        for number, name in enumerate(names):
            html = html.replace(_UP + name, f"data:,@@{number}@@")
        frames[built.edition] = {"srcdoc": html}
    pictures = [_as_data(build.folder / "images" / name) for name in names]
    page = _page(build, Cache(root / CACHE_FOLDER), frames, pictures).encode()
    write_atomically(file, page)
    return len(page)


def _preview_of(built: Built) -> str:
    return f"gallery/{built.point}/{built.locale}.html"


def _preview(built: Built, site: str) -> str:
    """The letter as a frame shows it: pictures from beside it, links in windows of their own."""
    html = (built.folder / "letter.html").read_text("utf-8")
    for name in _pictures_of(built):
        html = html.replace(f"{site}/images/{name}", _UP + name)
    return html.replace("<head>", f"<head>{_HEAD}", 1).replace('href="#', 'target="_self" href="#')


def _pictures_of(built: Built) -> list[str]:
    return [path.removeprefix("images/") for path in built.assets if path.startswith("images/")]


def _as_data(picture: Path) -> str:
    return f"data:{_KINDS[picture.suffix]};base64,{base64.b64encode(picture.read_bytes()).decode()}"


def _page(
    build: Build, cache: Cache, frames: Mapping[str, Mapping[str, str]], pictures: Sequence[str] | None = None
) -> str:
    """The page; with pictures it is a file of its own, else it stands in the build's folder."""
    templates = templates_of(cache)
    known = {built.edition: _gallery_data(cache, built) for built in build.editions}
    editions = [_edition(built, known[built.edition]) for built in build.editions]
    first = next(iter(known.values()))
    style = first.properties + (PAGES / "style.css").read_text("utf-8")
    script = (PAGES / "script.js").read_text("utf-8")
    own = {problem for built in build.editions for problem in built.problems}
    states: Counter[str] = Counter()
    for built in build.editions:
        states.update(built.states)
    return templates.render(
        "index.html",
        {
            "issue": build.issue,
            "date": first.english_date,
            "wordmark": first.wordmark,
            "states": states,
            "editions": [{**values, **frames[values["edition"]]} for values in editions],
            "points": list({b.point: f"{b.point}: {known[b.edition].english_country}" for b in build.editions}.items()),
            "languages": list({b.locale: known[b.edition].language for b in build.editions}.items()),
            "problems": [problem for problem in build.problems if problem not in own],
            "frames": _FRAMES,
            "is_shared": pictures is not None,
            "pictures": pictures,
            "style": Markup(style),  # noqa: S704 (our own file, and the theme's values without `<`)
            "script": Markup(script),  # noqa: S704 (our own file)
            "policy": _policy(style, script, is_shared=pictures is not None),
        },
    )


def templates_of(cache: Cache) -> Templates:
    """The page's own template, with its filter."""
    from newsletter.render.environment import Templates

    return Templates(PAGES, cache, {"tally": tally})


def _policy(style: str, script: str, *, is_shared: bool) -> str:
    """What the page may do: run its own script. Letters within a shared file live under the same policy."""
    styles = "style-src 'unsafe-inline'; img-src data:" if is_shared else f"style-src {_hash(style)}"
    frames = "" if is_shared else "; frame-src 'self' file:"
    return f"default-src 'none'; script-src {_hash(script)}; {styles}{frames}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _gallery_data(cache: Cache, built: Built) -> GalleryData:
    return gallery_values.from_json(recall_gallery_data(cache, built))


def _edition(built: Built, gallery_data: GalleryData) -> dict[str, Any]:
    """Everything the page says of an edition."""
    states, total = built.states, sum(built.states.values())
    shares, start = [], 0.0
    for state in gallery_values.SPOKEN:
        width = 100 * states[state] / total if total else 100.0 * (state == "reviewed")
        shares.append((state, round(start, 2), round(width, 2)))
        start += width
    return {
        "id": f"{built.point}/{built.locale}",
        "edition": built.edition,
        "point": built.point,
        "locale": built.locale,
        "direction": gallery_data.direction,
        "country": gallery_data.country,
        "language": gallery_data.language,
        "date": gallery_data.date,
        "sender": gallery_data.sender[0],
        "address": gallery_data.sender[1],
        "subject": built.subject,
        "preheader": built.preheader,
        "states": states,
        "shares": [share for share in shares if share[2]],
        # An edition is found as reviewed once all of its texts are; as the others when some of them are.
        "marks": [state for state in ("needs-review", "missing") if states[state]] or ["reviewed"],
        "kilobytes": f"{built.sizes['letter.html'] / 1000:.0f}",
        "is_large": built.sizes["letter.html"] > LARGE_BYTES,
        "nearness": "above" if built.sizes["letter.html"] > GMAIL_BYTES else "near",
        "problems": built.problems,
        "folder": f"{built.point}/{built.locale}",
        "text": (built.folder / "letter.txt").read_text("utf-8"),
        "own": gallery_data.own,
        "words": Markup(gallery_data.words),  # noqa: S704 (each value in it is escaped)
    }


def tally(states: Mapping[str, int]) -> str:
    """How far texts are, in a few words: `3 reviewed, 104 need review`."""
    total = sum(states.values())
    if states["reviewed"] == total:
        return f"all {counted(total, 'text')} reviewed" if total else "nothing to translate"
    verbs = {"reviewed": "reviewed", "needs-review": "need review", "missing": "missing"}
    return ", ".join(f"{states[state]:,} {verb}" for state, verb in verbs.items() if states[state])
