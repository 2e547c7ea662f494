"""Picture files: found whatever form the letters of their names have, and checked by what they are.

In: the folder of pictures and a name as an editor wrote it; bytes. Out: the file; the picture, decoded as a whole, or a
`PictureError` that says why no reader would see it.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Collection
from itertools import count
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from newsletter.exceptions import NewsletterError
from newsletter.files import inside
from newsletter.patterns import late
from newsletter.problems import Location, Problem, error, warning

if TYPE_CHECKING:
    import PIL.Image

MAX_PIXELS = 40_000_000
MAX_MOVING = 200_000_000
"""Pixels that a moving picture has in all its frames; one of 640 × 480 may have 650 frames."""
MAX_FRAMES = 2_000
MAX_SCANS = 100
"""How often a JPEG may go over its picture: programs write ten scans, thousands are made to hold a machine up."""
SHAPE = 2
"""How many times as wide as high the places of pictures in a letter are."""
LEAST_CUT = 4 / 3
"""How many times as wide as high a picture is at least that is cut to its place by itself: a third of it goes at most.
What is higher is a poster, a page or a person, and loses its sense."""
CAMERA_NAME = late(r"(?:img|dsc|dscn|dscf|pxl|image|photo|picture|screenshot)[_ -]?[\d_-]*", re.IGNORECASE)
"""What cameras, clipboards and programs call a picture that nobody has named."""
_ORIENTATION = 0x0112  # Exif 2.32, section 4.6.4
KINDS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif"}
"""Pillow's name of a format: the ending of a file. An MPO is a JPEG with a second picture behind it, as phones save."""
_OTHERS = {b"ftyphei": "HEIC", b"ftyphev": "HEIC", b"ftypmif": "HEIC", b"ftypavi": "AVIF"}
_RESAVE = "open it in a program for pictures and save it anew as PNG or JPEG"


class PictureError(NewsletterError):
    """A file that can't be shown; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def find_picture(folder: Path, src: str) -> Path | None:
    """The file of this name in the folder or below it, and never outside; None when there is none.

    A name may come with its accents apart (NFD, as macOS writes files) or in one piece with their letters (NFC, as
    people type): both are the same name.
    """
    path = folder / src
    try:
        if "/" not in src and S_ISREG(path.lstat().st_mode):  # no link, and right in the folder
            return path
    except (OSError, ValueError):
        pass  # told below
    try:
        if path.is_file():
            return path if inside(folder, path) else None
        if src.isascii():
            return None
        path = folder
        for part in Path(src).parts:
            known = {normalize("NFC", one.name): one for one in path.iterdir()}
            path = known[normalize("NFC", part)]
        return path if path.is_file() and inside(folder, path) else None
    except (OSError, ValueError, KeyError):  # also names that no file can have: too long, or with a NUL
        return None


def decode_picture(data: bytes, at: Location, also: Collection[str] = ()) -> PIL.Image.Image:
    """The picture, every pixel of it read; raises `PictureError` for what is damaged, too large or of another kind.

    `also` are kinds, by Pillow's names, that are taken beside those that mail programs show.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
            if image.format not in also:
                _check_kind(image.format or "", at)
            _check_size(image.width, image.height, at)
            if image.format in ("JPEG", "MPO"):
                _check_scans(data, at)
            image.load()
            if image.format == "GIF":
                _load_frames(image, at)
            return image
    except PictureError:
        raise
    except Image.DecompressionBombError:
        message = f"the picture is larger than {MAX_PIXELS:,} pixels in all"
        raise PictureError(error("picture-too-large", message, at, "scale it down to 2,000 pixels wide")) from None
    except Exception:  # a damaged file makes Pillow raise nearly anything: struct.error, IndexError, EOFError, …
        _check_kind(_kind_beyond_pillow(data), at)
        message = "the file is no picture, or a damaged one: not all of it can be read"
        raise PictureError(error("broken-picture", message, at, _RESAVE)) from None


def upright_size(image: PIL.Image.Image) -> tuple[int, int]:
    """Width and height as readers see them, in pixels: a phone may have held the picture on its side."""
    width, height = image.size
    return (height, width) if image.getexif().get(_ORIENTATION) in (5, 6, 7, 8) else (width, height)


class Room(NamedTuple):
    """What a place needs of a picture: its width in pixels at least, and how many times as high as wide it may be."""

    width: int
    upright: float


IN_TEXT = Room(0, 2)
"""In running text a picture is never blown up."""
OF_NETWORK = Room(264, 1)
OF_ARTICLE = Room(640, 1)
"""What opens a letter is as wide as the letter; what is higher than wide would fill a phone."""
FLATTEST = 12
"""As many times as wide as high a picture may be: on a phone's column of 340 px that is a band of 28."""


def shape_problem(size: tuple[int, int], room: Room, at: Location) -> Problem | None:
    """What is wrong with the size or shape of a picture for its place; None where nothing is."""
    width, height = size
    if height > room.upright * width:
        message = f"it has {width} × {height} pixels: as wide as its column it is taller than a screen"
        hint = "cut it" if room is IN_TEXT else "say with `focus:` which part of it letters show, or cut it"
        return warning("tall-picture", message, at, hint)
    if width > FLATTEST * height:
        message = f"it has {width} × {height} pixels: as wide as its column it is a line"
        return warning("flat-picture", message, at, "take a higher picture, or leave it out")
    if width < room.width:
        message = f"it is {width} pixel{'s' * (width != 1)} wide, and is blown up to {room.width} in the letter"
        return warning("small-picture", message, at, "take a larger copy: 1,280 pixels wide is best")
    return None


def _check_kind(kind: str, at: Location) -> None:
    if kind and kind not in KINDS:
        message = f"it is a {kind} picture; mail programs show PNG, JPEG and GIF"
        raise PictureError(error("unknown-picture-kind", message, at, _RESAVE))


def _check_size(width: int, height: int, at: Location) -> None:
    if width * height > MAX_PIXELS:
        message = f"it has {width} × {height} pixels; the limit is {MAX_PIXELS:,} in all"
        raise PictureError(error("picture-too-large", message, at, "scale it down to 2,000 pixels wide"))


def _load_frames(image: PIL.Image.Image, at: Location) -> None:
    """Read all frames of a moving picture, the first one last."""
    pixels, most = image.width * image.height, min(MAX_FRAMES, MAX_MOVING // (image.width * image.height))
    for frame in count(1):
        if frame > most:
            message = f"it has more than {most:,} frames of {pixels:,} pixels; the limits are {MAX_FRAMES:,} frames"
            message += f" and {MAX_MOVING:,} pixels in all"
            raise PictureError(error("picture-too-large", message, at, "make it smaller, or shorter"))
        try:
            image.seek(frame)
        except EOFError:
            break
        image.load()
    image.seek(0)


def _check_scans(data: bytes, at: Location) -> None:
    # In the scans themselves the byte FF is followed by 00 (ITU-T T.81, B.1.1.5): what is counted are marks.
    scans = data.count(b"\xff\xda")
    if scans > MAX_SCANS:
        message = f"it goes over its picture {scans:,} times; the limit is {MAX_SCANS}"
        raise PictureError(error("picture-too-large", message, at, _RESAVE))


def _kind_beyond_pillow(data: bytes) -> str:
    """The kind of a picture that Pillow can't read: what phones and drawing programs save."""
    if b"<svg" in data[:1000]:
        return "SVG"
    return _OTHERS.get(data[4:11], "")
