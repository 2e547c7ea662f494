"""Masks put back: an engine's answer becomes a translation, or the reason why it can't.

In: a `Masked` text and what an engine made of it. Out: the translation, with every tag, address, placeholder and term
exactly once and the engine's own words as words. What is lost is put back only where its place can be proved.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from newsletter.content.tagged import escape, tag_faults
from newsletter.exceptions import NewsletterError
from newsletter.translate.masks import DAMAGED, LETTER, TOKEN, Masked

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_NO_WORDS = re.compile(r"[^\w\[\]]*")
_ROUND = tuple("()（）「」『』")
# None of these signs is ever sent, so they are the engine's: emphasis, and Apertium's marks of words that it does not
# know. A star within a word is one of German (Bürger*innen).
_EMPHASIS = re.compile(
    r"(?<!\w)(?:\*+|(?<![@#])[@#](?=\[X\d|[^\W\d_])|(?<!`)`{1,2}(?!`)|~~)|(?:\*+|(?<!`)`{1,2}(?!`)|~~)(?!\w)"
)
# Chinese and Japanese part nothing with spaces.
_RUN_IN = re.compile(rf"(?!_){LETTER}")
_TWICE = re.compile(r"(\[X\d+X\])(?:\s*\1)+")


class MaskError(NewsletterError):
    """An answer that can't become a translation; `reason` is a stable name, `detail` what it is about."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def restore(masked: Masked, answer: str) -> str:
    """The translation that an answer makes; `MaskError` when a mask is lost, doubled, unknown or in the wrong place."""
    text = tidy(masked, answer)
    text = _repaired(masked, text)
    counts = Counter(int(number) for number in TOKEN.findall(text))
    for number, each in enumerate(masked.masks):
        if counts[number] != 1:
            raise MaskError("lost-mask" if not counts[number] else "doubled-mask", each.written)
    text = _spaced(masked, text)
    parts = TOKEN.split(text)
    words = (masked.masks[int(part)].put if at % 2 else escape(part) for at, part in enumerate(parts))
    restored = masked.head + "".join(words) + masked.tail
    if faults := tag_faults(masked.source, restored):
        raise MaskError("tags", faults[0])
    return restored


def tidy(masked: Masked, answer: str) -> str:
    """The answer with its tokens as they were sent, its entities as characters, composed as the source is."""
    text = answer.strip()
    # Services that take the text for HTML write `&#39;`. They are words all the same: what they make is escaped.
    if "&" in text and not _ENTITY.search(masked.text):
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if unicodedata.is_normalized("NFC", masked.text):
        text = unicodedata.normalize("NFC", text)
    text = DAMAGED.sub(lambda found: _as_sent(masked, found), text)
    return _EMPHASIS.sub("", text)


def _as_sent(masked: Masked, found: re.Match[str]) -> str:
    token = found.group()
    number = int("".join(str(unicodedata.decimal(each)) for each in token if each.isdecimal()))
    if number >= len(masked.masks):
        raise MaskError("unknown-mask", token)
    sent = f"[X{number}X]"
    if not found["round"]:
        return sent
    if token[1:-1].strip() == sent:  # nothing is damaged: the brackets are the engine's words
        return token
    before, _, after = masked.text.partition(sent)
    is_open, is_closed = before.rstrip()[-1:] in _ROUND, after.lstrip()[:1] in _ROUND
    if is_open != is_closed:  # one of the brackets is the text's own, and it can't be told which
        raise MaskError("lost-mask", masked.masks[number].written)
    return token[0] + sent + token[-1] if is_open else sent


def _repaired(masked: Masked, text: str) -> str:
    """The text without tokens said twice in a row, and with lost tags where their place can be proved."""
    text = _TWICE.sub(r"\1", text)
    pairs: dict[str, list[str]] = {}
    for number, each in enumerate(masked.masks):
        if each.kind in ("open", "close"):
            pairs.setdefault(each.tag, []).append(f"[X{number}X]")
    for pair in pairs.values():
        if len(pair) == 2:
            text = _paired(masked.text, text, *pair)
    return text


def _paired(sent: str, text: str, start: str, end: str) -> str:
    before, _, rest = sent.partition(start)
    inside, _, after = rest.partition(end)
    if inside.strip():
        # An empty pair is a lost one: a link without words leads nowhere.
        text = re.sub(rf"{re.escape(start)}(\s*){re.escape(end)}", r"\1", text)
    if start in text and end not in text and _NO_WORDS.fullmatch(after):
        first, _, words = text.partition(start)
        last = len(words.rstrip(_signs_in(words)))
        if _is_alike(before, first) and _is_alike(inside, words[:last]):
            return first + start + words[:last] + end + words[last:]
    elif end in text and start not in text and _NO_WORDS.fullmatch(before):
        words, _, last_words = text.partition(end)
        first_sign = len(words) - len(words.lstrip(_signs_in(words)))
        if _is_alike(after, last_words) and _is_alike(inside, words[first_sign:]):
            return words[:first_sign] + start + words[first_sign:] + end + last_words
    elif start not in text and end not in text and inside.strip():
        same = re.compile(rf"(?<!\w){re.escape(inside)}(?!\w)")
        if len(same.findall(text)) == 1:
            return same.sub(lambda found: start + found.group() + end, text)
    return text


def _signs_in(words: str) -> str:
    return "".join({each for each in words if not each.isalnum() and each not in "[]"})


def _is_alike(sent: str, found: str) -> bool:
    """True when there are words in both or in neither, and not many more in what was found."""
    return bool(sent.strip()) == bool(found.strip()) and len(found) <= 2 * len(sent) + 10


def _spaced(masked: Masked, text: str) -> str:
    """The text with white space beside its tokens as the source has it: inside pairs, and on both sides of a break."""
    sent, parts = TOKEN.split(masked.text), TOKEN.split(text)
    where = {int(sent[at]): at for at in range(1, len(sent), 2)}
    for at in range(1, len(parts), 2):
        number = int(parts[at])
        kind, there = masked.masks[number].kind, where[number]
        before = _Side(sent[there - 1][::-1], sent[there - 2] if there > 1 else "")
        after = _Side(sent[there + 1], sent[there + 2] if there + 2 < len(sent) else "")
        found_before = _Side(parts[at - 1][::-1], parts[at - 2] if at > 1 else "")
        parts[at - 1] = found_before.like(before, is_inside=kind in ("close", "single"))[::-1]
        found_after = _Side(parts[at + 1], parts[at + 2] if at + 2 < len(parts) else "")
        parts[at + 1] = found_after.like(after, is_inside=kind in ("open", "single"))
    return "".join(f"[X{part}X]" if at % 2 else part for at, part in enumerate(parts))


class _Side(NamedTuple):
    """What stands on one side of a token, read away from it, and the token after that."""

    words: str
    token: str

    @property
    def space(self) -> str:
        return self.words[: len(self.words) - len(self.words.lstrip())]

    @property
    def neighbour(self) -> str:
        """The first character that is no space, or the token where only spaces lie between."""
        return self.words.strip()[:1] or f"[{self.token}]"

    def like(self, wanted: _Side, *, is_inside: bool) -> str:
        """The words with the space that was wanted, where nothing else can have been meant.

        That is inside a pair of tags, beside the same neighbour, and where a word has run into the token.
        """
        rest = self.words.lstrip()
        if is_inside or self.neighbour == wanted.neighbour or (wanted.space and not self.space and _RUN_IN.match(rest)):
            return wanted.space + rest
        return self.words
