"""What a file of the project is to those who may write it: everybody's, a point's own, a language's.

In: a file's name and its bytes. Out: the `Thing` that rights speak of. An article is a point's own by its `from`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsletter.content.edit import EditRefusedError, values_in
from newsletter.content.model import NationalPoint
from newsletter.people.rights import Thing, ThingKind

_OVERLAY = re.compile(r"issues/[^/]+/points/([^/]+)\.yaml")
_ARTICLE = re.compile(r"issues/articles/[^/]+\.md")
_FROM = re.compile(rb"^from:[ \t]*['\"]?([a-z0-9-]+)", re.MULTILINE)
_PICTURE = re.compile(r"issues/images/[^/]+\.(?:png|jpe?g|gif)")
_CATALOG = re.compile(r"locales/([^/]+)/.+")
SECRETARIAT = "eu"
"""The point whose articles are of all: `from` says it where nothing else does."""


def secretariat_of(points: Mapping[str, NationalPoint]) -> NationalPoint:
    """The point that writes to those who work here: the secretariat, else the first by name. There must be one."""
    return points.get(SECRETARIAT) or points[min(points)]


def thing_of(name: str, data: bytes | None) -> Thing:
    """What a file is; `data` are its bytes, None where there is none. What can't be read belongs to all.

    Settings and templates belong to the machine: templates are programs.
    """
    if found := _OVERLAY.fullmatch(name):
        return Thing(ThingKind.OVERLAY, found[1])
    if found := _CATALOG.fullmatch(name):
        return Thing(ThingKind.CATALOG, locale=found[1])
    if _ARTICLE.fullmatch(name) and data is not None:
        owner = _owner(data)
        if owner != SECRETARIAT:
            return Thing(ThingKind.ARTICLE, owner)
    if _PICTURE.fullmatch(name):
        return Thing(ThingKind.PICTURE)
    return Thing(ThingKind.CENTRAL if name.startswith("issues/") else ThingKind.HOME)


def _owner(data: bytes) -> str:
    try:
        owner = values_in(data, is_article=True).get("from")
    except EditRefusedError:  # amid typing: it is whose it says it is, as far as that can be read
        found = _FROM.search(data)
        owner = found[1].decode("ascii") if found else SECRETARIAT
    return owner if isinstance(owner, str) and owner else SECRETARIAT
