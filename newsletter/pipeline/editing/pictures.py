"""Pictures that people bring in: looked at by what they are, put upright, made bare and small, filed under a safe name.

In: a workspace, the bytes of a file, the name that it came with. Out: a `TakenPicture`: what an article's `image` names
it by, and what is to be said of it; a `PictureError` for what no letter can show. Nothing is written over: the same
picture again is the file that is there, another one of the same name gets a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from newsletter.content.faults import slug_of
from newsletter.content.pictures import (
    CAMERA_NAME,
    KINDS,
    LEAST_CUT,
    OF_ARTICLE,
    SHAPE,
    PictureError,
    Room,
    decode_picture,
    shape_problem,
)
from newsletter.pipeline.pictures import IMAGES
from newsletter.problems import Location, Problem, error, warning
from newsletter.render.colours import to_srgb
from newsletter.render.images import HEAVY_BYTES
from newsletter.render.metadata import without_metadata
from newsletter.render.resaving import made_upright, save_picture
from newsletter.workspace import NO_FILE, MovedOnError, Workspace

if TYPE_CHECKING:
    import PIL.Image

MAX_BYTES = 25_000_000
"""A camera's largest JPEG has some 20 MB."""
LONGEST = 2_560
"""Pixels along the longer side of what is kept: letters show 640 pixels twice as sharp, and nothing higher than twice
its width."""
_QUALITY = 90
_HEAVIEST_PNG = 2_000_000
"""Bytes of a PNG of that size; what has more is a photograph, and as a JPEG a tenth of it."""
_ALSO = ("WEBP", "AVIF")
"""What web pages have and letters can't show: it is made a JPEG or PNG."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture of the project: `src` is its name in issues/images, its size is in pixels, upright.

    `is_new` is False for one that was there. `focuses` are what `image.focus` may be: those that change what letters
    show of it; empty where they show the whole picture anyhow. `problems` are what somebody should see, each
    without a place.
    """

    src: str
    width: int
    height: int
    is_new: bool
    focuses: tuple[str, ...]
    problems: tuple[Problem, ...]


def take_picture(
    workspace: Workspace,
    data: bytes,
    name: str,
    *,
    otherwise: str = "picture",
    room: Room = OF_ARTICLE,
    is_dry: bool = False,
) -> TakenPicture:
    """Keep a picture in issues/images.

    `name` is what its file was called; where that says nothing (`IMG_2041.JPG`) it is called `otherwise`, a slug.
    `room` is the place that it is brought for. With `is_dry` nothing is written: the name is what it has or would have.
    Raises `PictureError`; an `OSError` where it can't be written.
    """
    kind, made, size = _made(data)
    src, is_new = _filed(workspace, made, _stem(name, otherwise), KINDS[kind], is_dry)
    shape = shape_problem(size, room, Location(""))
    found = [shape] if shape else []
    if kind == "GIF" and len(made) > HEAVY_BYTES:
        message = f"the picture has {len(made) // 1000:,} KB; a letter's should stay below {HEAVY_BYTES // 1000}"
        found.append(warning("heavy-picture", message, None, "make it smaller, or shorter"))
    return TakenPicture(src, *size, is_new, _focuses(size) if kind != "GIF" else (), tuple(found))


def _made(data: bytes) -> tuple[str, bytes, tuple[int, int]]:
    """The kind of the file that is kept, its bytes and its size."""
    nowhere = Location("")
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; the limit is {MAX_BYTES:,}"
        raise PictureError(error("picture-too-large", message, nowhere, "scale it down to 2,000 pixels wide"))
    image = decode_picture(data, nowhere, _ALSO)
    origin = image.format or ""
    if origin in _ALSO and getattr(image, "n_frames", 1) > 1:
        message = f"it is a moving {origin} picture; mail programs show those that are GIF"
        raise PictureError(error("unknown-picture-kind", message, nowhere, "save it as GIF, or one picture of it"))
    kind = {"MPO": "JPEG", **dict.fromkeys(_ALSO, "PNG" if _is_clear(image) else "JPEG")}.get(origin, origin)
    if kind == "GIF":
        bare = without_metadata(data, kind)
        if bare is None:
            raise PictureError(error("broken-picture", "the file is a damaged GIF", nowhere, "save it anew, or as PNG"))
        return kind, bare, image.size
    small = _shrunk(image)
    seen = to_srgb(made_upright(small))
    bare = without_metadata(data, kind) if seen is image and origin not in _ALSO else None
    made = bare if bare is not None else save_picture(seen, seen.size, kind, _QUALITY)
    if kind == "PNG" and len(made) > _HEAVIEST_PNG and not _is_clear(image):
        kind, made = "JPEG", save_picture(seen, seen.size, "JPEG", _QUALITY)
    return kind, made, seen.size


def _is_clear(image: PIL.Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _shrunk(image: PIL.Image.Image) -> PIL.Image.Image:
    """The picture no larger than is kept; before it is turned and its colours are changed, which takes as many times
    longer as it is larger.
    """
    longer = max(image.size)
    if longer <= LONGEST:
        return image
    from PIL import Image

    if image.mode == "P":
        image = image.convert("RGBA" if _is_clear(image) else "RGB")
    width, height = (max(1, round(side * LONGEST / longer)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)


def _focuses(size: tuple[int, int]) -> tuple[str, ...]:
    shape = size[0] / size[1]
    if shape == SHAPE:
        return ()
    sides = ("left", "center", "right") if shape > SHAPE else ("top", "center", "bottom")
    # What is cut by itself where it is small may be kept whole.
    return (*sides, "whole") if LEAST_CUT <= shape < SHAPE else sides


def _stem(name: str, otherwise: str) -> str:
    """A name that is safe in files and addresses of every system: small letters, digits and hyphens."""
    bare = PurePosixPath(name.replace("\\", "/")).stem.strip()
    stem = "" if CAMERA_NAME.fullmatch(bare) else slug_of(bare)
    return (stem or slug_of(otherwise) or "picture")[:_LONGEST_NAME].strip("-")


def _filed(workspace: Workspace, data: bytes, stem: str, ending: str, is_dry: bool) -> tuple[str, bool]:
    """The name under which these bytes lie in issues/images, and whether they were put there now."""
    folder = workspace.path(IMAGES.as_posix())
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in there:
        is_like = (
            path.is_file()
            and not path.is_symlink()
            and path.suffix.lower() in (f".{ending}", ".jpeg" if ending == "jpg" else "")
        )
        if is_like and path.stat().st_size == len(data) and path.read_bytes() == data:
            return path.name, False
    # Names are compared as systems do that take `Foto.jpg` and `foto.jpg` for one.
    taken = {path.stem.casefold() for path in there}
    number = 1
    while True:
        free = stem if number == 1 else f"{stem}-{number}"
        number += 1
        if free in taken:
            continue
        if is_dry:
            return f"{free}.{ending}", True
        try:
            workspace.write(f"{IMAGES.as_posix()}/{free}.{ending}", data, NO_FILE)
        except MovedOnError:  # somebody has just taken it
            continue
        return f"{free}.{ending}", True
