"""Words in Latin letters, for names that stand in addresses: Greek and Cyrillic ones as passports have them.

In: words in any script. Out: the same in small letters, Greek by ELOT 743, Cyrillic as Bulgaria's law writes it, with
the letters of its other languages beside; letters of other scripts, accents and signs as they are.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_CYRILLIC = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхъьыэјґіћў", "abvgdeziyklmnoprstufhayyejgicu", strict=True))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya", "ё": "yo", "є": "ye", "ї": "yi"}
    | {"ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dz", "ѓ": "gj", "ќ": "kj", "ѕ": "dz"}
)
_GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)) | {"θ": "th", "χ": "ch", "ψ": "ps"}
)
_LATIN = str.maketrans(dict(zip("łøđðħıŧŋ", "loddhitn", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_YPSILON = re.compile(r"(?<=[αεηο])υ([\u0300-\u036f]*)(?=(\w?))")
_APART = "\u0308"
"""Two dots: this letter and the one before it are read apart."""
_VOICED = frozenset("αβγδεζηιλμνορυω")
_NASAL = re.compile(r"γ(?=[γξχ])")


def in_latin(words: str) -> str:
    """The words in small letters, in those of Latin as far as their script is known; accents are parts of their own."""
    text = normalize("NFD", words.lower().translate(_CYRILLIC))
    return _NASAL.sub("n", _YPSILON.sub(_ypsilon, text)).translate(_GREEK).translate(_LATIN)


def _ypsilon(found: re.Match[str]) -> str:
    """What the second letter of αυ, ευ, ηυ and ου is."""
    if _APART in found[1]:
        return found[0]
    if found.string[found.start() - 1] == "ο":
        return "u"
    return "v" if found[2] and found[2] in _VOICED else "f"
