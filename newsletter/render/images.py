"""Pictures of a letter: read once, checked by content, scaled to twice their shown width, named by their bytes.

In: a file in `issues/images/` or `templates/images/` and the width it is shown at. Out: its public address, its size
in CSS pixels, and its bytes to be written beside the letter: upright, in sRGB, without what a camera wrote about it.
Nothing is fetched; a file that is no picture is a problem.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from newsletter.content.focus import POINTS, point_of
from newsletter.content.pictures import KINDS, LEAST_CUT, SHAPE, PictureError, decode_picture, find_picture
from newsletter.files import Cache, digest, digest_of, program_digest
from newsletter.problems import Location, Problem, error, warning
from newsletter.render.colours import to_srgb
from newsletter.render.icons import SIGNS, Tint, draw_icon, icon_key
from newsletter.render.metadata import without_metadata
from newsletter.render.resaving import made_upright, save_picture

if TYPE_CHECKING:
    import PIL.Image

HEAVY_BYTES = 400_000
_UNSAFE = re.compile(r"[^A-Za-z0-9_.]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a letter shows it: its name on the site, its size in CSS pixels, its bytes, what is wrong."""

    name: str
    width: int
    height: int
    data: bytes = field(repr=False)
    problem: Problem | None = None

    @property
    def path(self) -> str:
        """Its path on the site."""
        return f"images/{self.name}"


class _Wish(NamedTuple):
    """A file as somebody wants it; `focus` is empty where it stays whole."""

    src: str
    width: int
    of_brand: bool = False
    focus: str = ""


@dataclass(slots=True)
class Pictures:
    """The pictures of one build: each file and width is read and scaled once, whoever asks, in whatever thread."""

    folder: Path
    cache: Cache
    brand: Path | None = None
    _shown: dict[_Wish, Shown] = field(default_factory=dict)
    _icons: dict[tuple[str, int, Tint], Shown] = field(default_factory=dict)

    def show(self, src: str, width: int, focus: str = "") -> Shown:
        """A picture shown at most `width` pixels wide; never wider than it is. Raises `PictureError`.

        With a `focus` (a side, `center`, or a point as in `30% 60%`) it is cut to twice as wide as high, and what lies
        there stays; with `fit` as well, a little above its middle, where no more than a third of it is cut away.
        """
        return self._known(_Wish(src, width, focus=focus))

    def of_brand(self, src: str, width: int) -> Shown:
        """The same of a picture that belongs to the templates: the logo, an emblem."""
        return self._known(_Wish(src, width, of_brand=True))

    def icon(self, name: str, width: int, tint: Tint) -> Shown:
        """The icon of a social network in two colours, twice as large as it is shown. Raises `PictureError`."""
        if name not in SIGNS:
            hint = f"there are: {', '.join(SIGNS)}"
            raise PictureError(error("missing-picture", f"there is no icon `{name}`", None, hint))
        found = self._icons.get((name, width, tint))
        if found is None:
            found = self._icons[name, width, tint] = self._drawn(name, width, tint)
        return found

    def _drawn(self, name: str, width: int, tint: Tint) -> Shown:
        key = icon_key(name, 2 * width, tint)
        data = self.cache.get("images", key)
        if data is None:
            data = draw_icon(name, 2 * width, tint)
            self.cache.put("images", key, data)
        return Shown(f"{name}-{digest(data)[:12]}.png", width, width, data)

    def names(self) -> set[str]:
        """The issue's pictures that were shown so far, as the letters named them."""
        return {wish.src for wish in list(self._shown) if not wish.of_brand}

    def _known(self, wish: _Wish) -> Shown:
        found = self._shown.get(wish)
        if found is None:
            found = self._shown[wish] = self._made(wish)
        return found

    def _made(self, wish: _Wish) -> Shown:
        src, width = wish.src, wish.width
        folder = self.brand if wish.of_brand and self.brand else self.folder
        at = Location(f"{'templates' if wish.of_brand else 'issues'}/images/{src}")
        path = find_picture(folder, src)
        try:
            if path is None:
                raise OSError
            data = path.read_bytes()
        except OSError:
            raise PictureError(error("missing-picture", f"there is no picture `{src}`", at)) from None
        key = digest_of([program_digest(), src, str(width), wish.focus, data])
        kept, made = self.cache.get("images", f"{key}.json"), self.cache.get("images", key)
        if kept is None or made is None:
            shown = _scaled(data, path.stem, wish, at)
            self.cache.put("images", key, shown.data)
            self.cache.put("images", f"{key}.json", json.dumps([shown.name, shown.width, shown.height]).encode())
        else:
            name, width, height = json.loads(kept)
            shown = Shown(name, width, height, made)
        size = len(shown.data)
        if size <= HEAVY_BYTES:
            return shown
        message = f"the picture has {size // 1000} KB; a letter's should stay below {HEAVY_BYTES // 1000}"
        return replace(shown, problem=warning("heavy-picture", message, at, "save photographs as JPEG"))


def _scaled(data: bytes, stem: str, wish: _Wish, at: Location) -> Shown:
    image = decode_picture(data, at)
    width = wish.width
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    seen = to_srgb(made_upright(image))
    if wish.focus and kind != "GIF":
        seen = _cut(seen, wish.focus)
    shown_width = min(width, seen.width)
    shown_height = max(1, round(seen.height * shown_width / seen.width))
    size = seen.size
    if seen.width > 2 * width and kind != "GIF":
        size = (2 * width, max(1, round(seen.height * 2 * width / seen.width)))
    bare = without_metadata(data, kind) if seen is image and size == image.size else None
    if bare is None and kind == "GIF":  # Pillow would keep one frame of it, in other colours
        raise PictureError(error("broken-picture", "the file is a damaged GIF", at, "save it anew, or as PNG"))
    data = bare if bare is not None else save_picture(seen, size, kind)
    return Shown(f"{_name_of(stem)}-{digest(data)[:12]}.{KINDS[kind]}", shown_width, shown_height, data)


def _cut(image: PIL.Image.Image, focus: str) -> PIL.Image.Image:
    """The picture as a letter's places are, twice as wide as high; itself when it is."""
    width, height = min(image.width, SHAPE * image.height), min(image.height, max(1, image.width // SHAPE))
    is_whole = focus == "fit" and not LEAST_CUT <= image.width / image.height < SHAPE
    if is_whole or (width, height) == image.size:
        return image
    over, (across, down) = image.height - height, point_of(focus) or POINTS["center"]
    left = _begin(image.width, width, across)
    top = over * 2 // 5 if focus == "fit" else _begin(image.height, height, down)
    return image.crop((left, top, left + width, top + height))


def _begin(side: int, kept: int, point: int) -> int:
    """Where the part of a side that is kept begins: with the point in its middle, or as near to that as it can be."""
    return max(0, min(side - kept, side * point // 100 - kept // 2))


def _name_of(stem: str) -> str:
    """A name that means the same in a file, in an address and in a quoted one: `Platz #1` is `Platz-1`."""
    bare = "".join(letter for letter in normalize("NFKD", stem) if letter.isascii())
    return _UNSAFE.sub("-", bare).strip("-.")[:60] or "picture"
