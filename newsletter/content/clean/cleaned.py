"""What becomes of a paste: its blocks, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from newsletter.content.blocks.body import Node


class Kind(StrEnum):
    """What was left out."""

    PICTURE = "picture"
    FILM = "film"  # and sound, and frames
    HIDDEN = "hidden"
    MENU = "menu"
    FORM = "form"
    FORMULA = "formula"
    NOTE = "note"  # of colleagues, in Word's margin
    DELETED = "deleted"  # by Word's tracked changes
    ADDRESS = "address"  # that no letter can link to; its words stay
    FURNITURE = "furniture"  # of a page, around its text: share links, cookies, what else there is to read


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was left out, and its words; empty where it had none. `line` is that of the source, 0 unknown."""

    kind: Kind
    words: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Blocks, and what is not among them, in the order of the source."""

    nodes: tuple[Node, ...]
    left_out: tuple[LeftOut, ...] = ()
