"""Titles in scripts without spaces, parted where a reader would pause.

In: a title and its locale. Out: the parts between which a line may end. In Chinese and Japanese a browser ends a line
between any two characters, and in a large title on a phone that is in the middle of a word more often than not. The
parts come from BudouX, a small model for each language, of which this is the only user; its code and its model are
read with the first title that asks for them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsletter import locales
from newsletter.patterns import late

if TYPE_CHECKING:
    import budoux

_MODELS = {"Jpan": "japanese", "Hans": "simplified_chinese", "Hant": "traditional_chinese", "Thai": "thai"}
_HELD = late(r"[!-~][!-~]|.[\s、。，．：；！？）」』】》〉〕ー々…％]|[\s（「『【《〈〔].", re.DOTALL)
"""Two characters that stay on a line: of one Latin word or number, before what closes, after what opens."""


def has_phrases(locale: str) -> bool:
    """True where titles are parted: in Japanese, Chinese and Thai."""
    return locales.script(locale) in _MODELS


def phrases(words: str, locale: str) -> list[str]:
    """The parts of a title, which make up its words; one where the script has spaces, or nothing is to be parted."""
    model = _MODELS.get(locales.script(locale))
    if model is None or words.isascii():
        return [words] if words else []
    parts: list[str] = []
    for part in _parser(model).parse(words):
        if parts and _HELD.fullmatch(parts[-1][-1] + part[0]):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


@lru_cache
def _parser(model: str) -> budoux.Parser:
    import budoux

    parser: budoux.Parser = getattr(budoux, f"load_default_{model}_parser")()
    return parser
