"""Numbers in the words of Chinese, Japanese and Korean.

In: a plain text and its language. Out: the values that it may say: 二十一, 二〇二四, 八成 (80 %), 세 and 스무.
"""

from __future__ import annotations

import re
from decimal import Decimal

EASTERN = frozenset({"ja", "ko", "yue", "zh"})

_ALL_DIGITS = ("〇零", "一壱壹首初", "二弐两兩贰貳双雙", "三参叁參", "四", "五", "六", "七", "八", "九")
_DIGITS = {sign: value for value, signs in enumerate(_ALL_DIGITS) for sign in signs}
_SMALL = {"十": 10, "拾": 10, "廿": 20, "百": 100, "千": 1_000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
_CHINESE = re.compile(f"[{''.join((*_DIGITS, *_SMALL, *_LARGE))}]+")
_KOREAN = str.maketrans("영공일이삼사오육륙칠팔구십백천만억조", "〇〇一二三四五六六七八九十百千万億兆")
_SINO_KOREAN = re.compile("[영공일이삼사오육륙칠팔구십백천만억조]+")
_NATIVE_KOREAN = {"한": 1, "하나": 1, "첫": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5,
                  "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40,
                  "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90, "정오": 12, "세기": 100}  # fmt: skip
_HALF = {"ko": "반", "ja": "半", "zh": "半", "yue": "半"}


def said_in_eastern(text: str, language: str) -> set[Decimal]:
    """The values that a text in one of the `EASTERN` languages may say without figures."""
    if language == "ko":
        runs = [run.translate(_KOREAN) for run in _SINO_KOREAN.findall(text)]
        found = {value for word, value in _NATIVE_KOREAN.items() if word in text}
    else:
        runs, found = _CHINESE.findall(text), set()
    said = {Decimal(value) for value in found.union(*map(_values, runs))}
    return said | ({Decimal("0.5")} if _HALF[language] in text else set())


def _values(run: str) -> list[int]:
    """The values of a run of Chinese numerals: as a number, figure by figure, and with 八 for the tenths of 八成."""
    if all(sign in _DIGITS for sign in run):
        digits = [_DIGITS[sign] for sign in run]
        return [int("".join(map(str, digits))), *digits, 10 * digits[-1]]
    total = part = digit = 0
    for sign in run:
        if sign in _DIGITS:
            digit = 10 * digit + _DIGITS[sign]
        elif sign in _SMALL:
            part, digit = part + (digit or 1) * _SMALL[sign], 0
        else:
            total, part, digit = total + (part + digit or 1) * _LARGE[sign], 0, 0
    return [total + part + digit]
