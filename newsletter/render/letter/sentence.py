"""The first sentence of a text, in whatever language and script.

In: words, marked with their language where they have fallen back to it. Out: those up to the first full stop, question
or exclamation mark that ends a sentence, marked as they were; all of them where none does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsletter.content.traced import unwrap

SHORTEST = 25
"""Characters: what is shorter is an abbreviation or a call more often than a sentence."""
_END = re.compile(r"(?:[.!?…؟۔։।]|(?<=[Ͱ-Ͽἀ-῿]);)+[\"'»”’)\]]*(?=\s)|[。！？]+[」』”）]*", re.DOTALL)
_SHORT = (
    "al apr approx art av bl bzw ca cf co dec dr etc feb gen hl ing itd jan jr jun jul mag max mgr min mr mrs ms nat"
    " nov nr np npr núm oct okt prof pt rue sept sig sr sra st sta str"
    " sv tel tj tzv ul univ usw vgl vol vs αρ βλ κ св проф др"
)
_NO_END = re.compile(
    rf"(?:^|[\s(«„“\"'])(?:[^\W\d]|[\w.]*\.[^\W\d]{{1,3}}|[0-9]{{1,2}}|{_SHORT.replace(' ', '|')})\.$", re.IGNORECASE
)
"""What stands before a full stop that ends nothing: `St.`, `e.g.`, `z. B.`, an initial, a day of a month."""


def first_sentence(words: str) -> str:
    """The first sentence of a text, as long as one that says something."""
    plain, wrap = unwrap(words)
    return wrap.around(_cut(plain))


@lru_cache(maxsize=1024)
def _cut(plain: str) -> str:
    for end in _END.finditer(plain):
        sentence, after = plain[: end.end()], plain[end.end() :].lstrip()
        is_short = len(sentence) < SHORTEST and sentence.isascii()
        begins = not after or not after[0].islower()
        if not is_short and begins and not _NO_END.search(sentence):
            return sentence
    return plain
