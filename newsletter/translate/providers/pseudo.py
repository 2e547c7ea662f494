"""The pseudo-translator: what a letter will look like before anybody has translated it.

In: texts. Out: the same, in letters of the target's script, about a third longer (a half shorter in Chinese, Japanese
and Korean, as translations are); digits, tags, masks, placeholders and addresses as they are. The same text is always
the same answer, and nothing leaves the machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter import locales
from newsletter.translate.placeholders import NAMED
from newsletter.translate.providers.disguise import disguised
from newsletter.translate.providers.provider import FREE, Answer, Limits, Price, Result

_KEPT = re.compile(
    r"\[[^\W\d_]+\d+[^\W\d_]+\]"  # a mask
    rf"|</?[a-z]+\d+/?>|\{{[^{{}}]*\}}|{NAMED}|%%|&#?\w+;"  # a tag, a placeholder, an entity
    r"|https?://\S+|\S+@\S+\.\w+"
)
_LIMITS = Limits(texts=1_000, characters=1_000_000)


@dataclass(frozen=True, slots=True)
class Pseudo:
    """The pseudo-translator as a provider."""

    name: str = "pseudo"
    limits: Limits = _LIMITS
    price: Price = FREE
    lack: str = ""

    def can(self, source_locale: str, target_locale: str) -> bool:
        """Whatever there is."""
        return source_locale != target_locale

    def translate(self, texts: Sequence[str], _: str, target_locale: str) -> list[Result]:
        """Each text in its disguise."""
        script = locales.script(target_locale)
        return [Answer(pseudo(text, script), self.name) for text in texts]


def pseudo(text: str, script: str = "Latn") -> str:
    """A text in other letters of a script; what is not words stays as it is."""
    found, at = [], 0
    for kept in _KEPT.finditer(text):
        found += [disguised(text[at : kept.start()], script), kept[0]]
        at = kept.end()
    return "".join([*found, disguised(text[at:], script)])
