"""What a paste has lost, in the person's words.

In: what was left out. Out: a phrase for each kind, with the words that went, to be said in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

from newsletter.content.clean.cleaned import Kind, LeftOut
from newsletter.studio.words import Words

_MOST_SHOWN = 80


def phrases(left_out: Iterable[LeftOut], words: Words) -> list[str]:
    """One phrase a kind, in the order in which they came first."""
    found: dict[Kind, list[str]] = {}
    for each in left_out:
        found.setdefault(each.kind, []).append(each.words)
    return [_phrase(kind, texts, words) for kind, texts in found.items()]


def _phrase(kind: Kind, texts: list[str], words: Words) -> str:
    n = len(texts)
    match kind:
        case Kind.PICTURE:
            said = words.ngettext("a picture", "{n} pictures", n)
        case Kind.FILM:
            said = words.ngettext("a film or a frame", "{n} films or frames", n)
        case Kind.HIDDEN:
            said = words.gettext("what was hidden")
        case Kind.MENU:
            said = words.ngettext("a menu", "{n} menus", n)
        case Kind.FORM:
            said = words.ngettext("a form", "{n} forms", n)
        case Kind.FORMULA:
            said = words.ngettext("a formula", "{n} formulas", n)
        case Kind.NOTE:
            said = words.ngettext("a note in the margin", "{n} notes in the margin", n)
        case Kind.DELETED:
            said = words.gettext("what was deleted")
        case Kind.ADDRESS:
            said = words.ngettext("an address that readers can’t reach", "{n} addresses that readers can’t reach", n)
        case Kind.FURNITURE:
            said = words.gettext("what stands around the text of a page")
    said = said.replace("{n}", str(n))
    shown = " · ".join(dict.fromkeys(text for text in texts if text))
    return f"{said} ({_clipped(shown)})" if shown else said


def _clipped(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1].rstrip()}…"
