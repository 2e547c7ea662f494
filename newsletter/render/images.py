"""Pictures of a letter: read once, checked by content, scaled to twice their shown width, named by their bytes.

In: a file in `issues/images/` or `templates/images/` and the width it is shown at. Out: its public address, its size
in CSS pixels, and its bytes to be written beside the letter. Nothing is fetched; a file that is no picture is a
problem.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.files import Cache, digest, digest_of, inside, program_digest
from newsletter.problems import Location, Problem, error, warning

if TYPE_CHECKING:
    import PIL.Image

MAX_PIXELS = 40_000_000
HEAVY_BYTES = 400_000
_FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif"}


class PictureError(Exception):
    """A file that can't be shown; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a letter shows it: its name on the site, its size in CSS pixels."""

    name: str
    width: int
    height: int


@dataclass(slots=True)
class Pictures:
    """The pictures of one build: each file and width is read and scaled once."""

    folder: Path
    site: str
    cache: Cache
    brand: Path | None = None
    data: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    _shown: dict[tuple[str, int, bool], Shown] = field(default_factory=dict)

    def shown(self, src: str, width: int) -> tuple[str, int, int]:
        """Address, width and height of a picture shown at most `width` pixels wide; never wider than it is."""
        return self._known(src, width, of_brand=False)

    def of_brand(self, src: str, width: int) -> tuple[str, int, int]:
        """The same of a picture that belongs to the templates: an icon, the logo, an emblem."""
        return self._known(src, width, of_brand=True)

    def _known(self, src: str, width: int, *, of_brand: bool) -> tuple[str, int, int]:
        found = self._shown.get((src, width, of_brand))
        if found is None:
            found = self._shown[src, width, of_brand] = self._made(src, width, of_brand=of_brand)
        return f"{self.site}/images/{found.name}", found.width, found.height

    def _made(self, src: str, width: int, *, of_brand: bool) -> Shown:
        folder = self.brand if of_brand and self.brand else self.folder
        path = folder / src
        at = Location(f"{'templates' if of_brand else 'issues'}/images/{src}")
        try:
            if not inside(folder, path):
                raise OSError
            data = path.read_bytes()
        except OSError:
            raise PictureError(error("missing-picture", f"there is no picture `{src}`", at)) from None
        key = digest_of([program_digest(), src, str(width), data])
        kept, made = self.cache.get("images", f"{key}.json"), self.cache.get("images", key)
        if kept is None or made is None:
            shown, made = _scaled(data, path.stem, width, at)
            self.cache.put("images", key, made)
            self.cache.put("images", f"{key}.json", json.dumps([shown.name, shown.width, shown.height]).encode())
        else:
            shown = Shown(*json.loads(kept))
        self.data[shown.name] = made
        if len(made) > HEAVY_BYTES:
            message = f"the picture has {len(made) // 1000} KB; a letter's should stay below {HEAVY_BYTES // 1000}"
            self.problems[shown.name] = warning("heavy-picture", message, at, "save photographs as JPEG")
        return shown


def _scaled(data: bytes, stem: str, width: int, at: Location) -> tuple[Shown, bytes]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            kind = image.format or ""
            if kind not in _FORMATS:
                raise PictureError(
                    error("unknown-picture-kind", f"it is a {kind} picture; mail programs show PNG, JPEG and GIF", at)
                )
            if image.width * image.height > MAX_PIXELS:
                message = f"it has {image.width} × {image.height} pixels; the limit is {MAX_PIXELS:,} in all"
                raise PictureError(error("picture-too-large", message, at, "scale it down to 2,000 pixels wide"))
            image.load()
            shown_width = min(width, image.width)
            shown = (shown_width, max(1, round(image.height * shown_width / image.width)))
            if image.width > 2 * width and kind != "GIF":
                size = (2 * width, max(1, round(image.height * 2 * width / image.width)))
                data = _saved(image, size, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        hint = "open it in a program for pictures and save it anew as PNG or JPEG"
        raise PictureError(error("broken-picture", "the file is no picture, or a damaged one", at, hint)) from None
    return Shown(f"{stem}-{digest(data)[:12]}.{_FORMATS[kind]}", *shown), data


def _saved(image: PIL.Image.Image, size: tuple[int, int], kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    if kind == "JPEG":
        image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=85, optimize=True)
    else:
        is_clear = "transparency" in image.info or image.mode in ("RGBA", "LA")
        scaled = image.convert("RGBA" if is_clear else "RGB").resize(size, Image.Resampling.LANCZOS)
        if image.mode == "P" and is_clear:
            scaled = scaled.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        elif image.mode == "P":
            scaled = scaled.quantize(palette=image, dither=Image.Dither.NONE)
        # Level 9, which `optimize` asks for, takes twice as long for half a percent.
        scaled.save(out, "PNG", compress_level=8)
    return out.getvalue()
