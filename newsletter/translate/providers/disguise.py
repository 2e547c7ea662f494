"""Words in the letters of another script, as far as they can still be read: what a letter looks like in it.

In: words in Latin letters, a script (ISO 15924). Out: the same longer by about a third, or for scripts whose letters
are as wide as high, a letter for each syllable and no blanks. What has no other form (Łódź) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import combining, normalize

_ALPHABET = "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ"
_LATIN = str.maketrans(
    "aAeEiIoOuUyYcCnNsSzZ",
    "áÁéÉíÍóÓúÚýÝçÇñÑšŠžŽ",
)
_ALPHABETS = {
    "Grek": "άΆβΒκΚδΔέΈφΦγΓηΗίΊξΞκΚλΛμΜνΝόΌπΠθΘρΡσΣτΤύΎβΒώΏχΧψΨζΖ",
    "Cyrl": "аАбБцЦдДеЕфФгГхХиИйЙкКлЛмМнНоОпПюЮрРсСтТуУвВшШчЧъЪзЗ",
    "Armn": "աԱբԲցՑդԴեԵֆՖգԳհՀիԻջՋկԿլԼմՄնՆոՈպՊքՔրՐսՍտՏուՈւվՎշՇխԽյՅզԶ",
    "Geor": "ააბბცცდდეეფფგგჰჰიიჯჯკკლლმმნნოოპპქქრრსსტტუუვვშშხხყყზზ",
    "Arab": "ااببسسددييففججههييججككللممننووببققررسستتووففووككييزز",
    "Hebr": "אאבבצצדדעעפפגגההיי\u05d2\u05d2ככללממננווספקקררששטטוובבווחחייזז",
}
"""For each letter of `_ALPHABET` one of the script, the small one first."""
# Columns are a, e, i, o, u and a consonant alone.
_KATAKANA = {
    "": "アエイオウ",
    "k": "カケキコクク",
    "g": "ガゲギゴググ",
    "s": "サセシソスス",
    "z": "ザゼジゾズズ",
    "t": "タテチトツト",
    "d": "ダデヂドヅド",
    "n": "ナネニノヌン",
    "h": "ハヘヒホフフ",
    "b": "バベビボブブ",
    "p": "パペピポププ",
    "m": "マメミモムム",
    "y": "ヤエイヨユイ",
    "r": "ラレリロルル",
    "w": "ワエイオウウ",
}
_SAME_KATAKANA = dict(zip("cqxfvjl", "kkkhbzr", strict=True))
# As Chinese newspapers write foreign names.
_IDEOGRAPHS = {
    "": "阿埃伊奥乌",
    "b": "巴贝比博布布",
    "c": "卡塞西科库克",
    "d": "达德迪多杜德",
    "f": "法费菲福富弗",
    "g": "加格吉戈古格",
    "h": "哈赫希霍胡赫",
    "j": "贾杰吉乔朱吉",
    "k": "卡克基科库克",
    "l": "拉勒利洛卢尔",
    "m": "马梅米莫穆姆",
    "n": "纳内尼诺努恩",
    "p": "帕佩皮波普普",
    "q": "夸奎基阔库克",
    "r": "拉雷里罗鲁尔",
    "s": "萨塞西索苏斯",
    "t": "塔特蒂托图特",
    "v": "瓦韦维沃武夫",
    "w": "瓦韦威沃伍乌",
    "x": "夏谢希肖舒克",
    "y": "亚耶伊约尤伊",
    "z": "扎泽齐佐祖兹",
}
# The numbers of Hangul's first consonants and vowels, out of which a syllable is counted (Unicode, section 3.12).
_NUMBERS = (0, 15, 2, 15, 16, 3, 5, 5, 6, 7, 17, 9, 12, 14, 18, 17, 7, 11, 11, 12, 15)
_CONSONANTS = dict(zip("gknqtdrlmbpsjchfvwyzx", _NUMBERS, strict=True))
_HANGUL_VOWELS, _SILENT, _ALONE = dict(zip("aeiou", (0, 5, 20, 8, 13), strict=True)), 11, 18
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"([aeiou])(?!\1)", re.IGNORECASE)
_SYLLABLE = re.compile(r"([^aeiou]?)([aeiou]*)")
_BETWEEN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff])")
_END = re.compile(r"(?<=[\u3000-\u9fff])([.,:;!?])(?: |$)")
_WIDE_MARKS = str.maketrans(".,:;!?", "。，：；！？")


def disguised(words: str, script: str) -> str:
    """The words in letters of a script; in accented Latin ones for a script that has no place here."""
    if script in _SYLLABLES:
        found = _WORD.sub(lambda word: _in_syllables(word[0], _SYLLABLES[script]), words)
        if script == "Kore":
            return found
        found = _END.sub(lambda mark: mark[1].translate(_WIDE_MARKS), _BETWEEN.sub("", found))
        return found.replace("，", "、") if script == "Jpan" else found
    if script not in _ALPHABETS:
        return _longer(words).translate(_LATIN)
    table = dict(zip(_ALPHABET, _letters(script), strict=True))
    # A word with a letter that has no other form stays whole: no language mixes scripts in a word.

    def lettered(found: re.Match[str]) -> str:
        word = _plain(found[0])
        return "".join(map(table.__getitem__, _longer(word))) if word.isascii() else word

    return _WORD.sub(lettered, words)


def _longer(words: str) -> str:
    """Vowels are a good third of the letters; each is said twice, the second time small."""
    return _VOWELS.sub(lambda vowel: vowel[0] + vowel[0].lower(), words)


def _letters(script: str) -> list[str]:
    letters = _ALPHABETS[script]
    # Armenian writes its "u" with two.
    return re.findall(r"ու|Ու|.", letters)


def _plain(word: str) -> str:
    """The word without accents where all its letters are of the plain alphabet then."""
    plain = "".join(letter for letter in normalize("NFD", word) if not combining(letter))
    return plain if plain.isascii() else word


def _in_syllables(word: str, syllable: Callable[[str, str], str]) -> str:
    plain = _plain(word)
    if not plain.isascii():
        return word
    parts = _SYLLABLE.findall(plain.lower())
    return "".join(syllable(consonant, vowels[:1]) for consonant, vowels in parts if consonant or vowels)


def _column(vowel: str) -> int:
    return "aeiou".index(vowel) if vowel else -1


def _katakana(consonant: str, vowel: str) -> str:
    return _KATAKANA[_SAME_KATAKANA.get(consonant, consonant)][_column(vowel)]


def _ideograph(consonant: str, vowel: str) -> str:
    return _IDEOGRAPHS[consonant][_column(vowel)]


def _hangul(consonant: str, vowel: str) -> str:
    first, second = _CONSONANTS.get(consonant, _SILENT), _HANGUL_VOWELS.get(vowel, _ALONE)
    return chr(0xAC00 + (first * 21 + second) * 28)


_SYLLABLES: dict[str, Callable[[str, str], str]] = {
    "Jpan": _katakana,
    "Kore": _hangul,
    **dict.fromkeys(("Hans", "Hant", "Hani"), _ideograph),
}
