"""Pictures: what stands in their place, and their size.

In: a letter examined. Out: pictures without words or width, or stretched (WCAG 2.2, 1.1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from newsletter.preflight.check import LetterCheck
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Severity

_STRETCHED = 0.04
"""How far width to height may differ from the picture's own: sizes are whole pixels."""


def find_without_alt(letter: Examined) -> Iterator[Finding]:
    """Every picture has an alternative text; an empty one says that it is decoration."""
    for image in letter.images:
        alt, source = image.get("alt"), (image.get("src") or "").rpartition("/")[2]
        if alt is None:
            yield Finding(f"the picture {source[:60]} has no alternative text", element=image)
        elif re.search(r"\.(png|jpe?g|gif|webp)$", alt.strip(), re.IGNORECASE):
            yield Finding(f"the alternative text “{alt[:60]}” is the name of a file", element=image)
        elif not alt.strip() and _is_alone_in_link(image):
            yield Finding(f"the picture {source[:60]} is a link, and nothing says where to", element=image)


def _is_alone_in_link(image: Any) -> bool:
    link = next(image.iterancestors("a"), None)
    if link is None or link.get("aria-label") or "".join(link.itertext()).strip():
        return False
    return not any((each.get("alt") or "").strip() for each in link.iter("img"))


def find_without_width(letter: Examined) -> Iterator[Finding]:
    """Outlook shows a picture in its own size where no attribute says its width."""
    for image in letter.images:
        width = image.get("width") or ""
        if not width.isdigit():
            source = (image.get("src") or "").rpartition("/")[2]
            yield Finding(f"the picture {source[:60]} has no width in pixels: `{width or 'none'}`", element=image)


def find_stretched(letter: Examined) -> Iterator[Finding]:
    """Width and height, where both are said, are in the picture's own proportion."""
    for image in letter.images:
        width, height = image.get("width") or "", image.get("height") or ""
        own = _size(letter, image)
        if own and width.isdigit() and height.isdigit() and int(width) and int(height):
            shape, wanted = int(width) / int(height), own[0] / own[1]
            if abs(shape / wanted - 1) > max(_STRETCHED, 1 / int(height)):
                message = f"a picture of {own[0]} × {own[1]} px is shown as {width} × {height}"
                yield Finding(message, element=image)


def _size(letter: Examined, image: Any) -> tuple[int, int] | None:
    source = image.get("src") or ""
    data = letter.resources.get(source.removeprefix(f"{letter.site}/"))
    if data is None:
        return None
    from PIL import Image

    with Image.open(BytesIO(data)) as opened:
        return opened.size


CHECKS = (
    LetterCheck(
        "picture-without-words", find_without_alt, "say in `alt` what it shows, or `alt=\"\"` for decoration",
        severity=Severity.ERROR,
    ),
    LetterCheck("picture-without-width", find_without_width, "write width=\"{{ shown.width }}\" in the template"),
    LetterCheck("stretched-picture", find_stretched, "leave `height` out: it follows from the width"),
)  # fmt: skip
"""What is asked of pictures."""
