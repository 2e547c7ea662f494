"""The title and the tagline of a card; where it has no title, a name that its own words suggest.

In: a card's free lines. Out: which of them is what; a guess is marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.content.importing.text.cards import Card
from newsletter.content.importing.text.entries import Entry
from newsletter.content.importing.text.folding import fold, words_of
from newsletter.content.importing.text.labels import Field

_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)]*$")
_BETWEEN = re.compile(r"\s+[‐‑‒–—―|-]\s+|:\s+")
_STOP = re.compile(r"(?<=[^\W\d_]{4})\.\s+(?=[^\W\d_a-z])")
_ODD = re.compile(r"\S*[a-zà-ÿ][A-ZÀ-Ý@]\S*|\S*\d\S*[A-Z]\S*|[A-Z]\S*\d\S*|\S+@\S+|[A-Z]{2,}\S*|[A-Z]\w+-[A-Z]\w*")
_SMALL = words_of(
    "for of in on to and or with the a an de la el los las para por con y e et pour des du les le un une für "
    "und von der die das im zur di per il lo gli i da do dos das com em van het een voor en op na z w do i dla "
    "és a az pro ve s v och för på til for ja"
)
_OPENERS = words_of(
    "The This These Our We It In How What Why When Where Ten Nine Eight Six Five A An And But Many More From "
    "Across With Cities Partners El La Los Las En Le Les Ce Cette Der Die Das Dieses Il Lo Questo O Os As Este "
    "De Het Dit"
)
_MOST_TAGLINE, _MOST_NAME = 120, 60


@dataclass(frozen=True, slots=True)
class Named:
    """What a card is called, and how that was found.

    `name` is empty where nothing suggests one; `is_guess` is true where no title says it, `from_text` where the card's
    sentences use it. `line` is where it stands. `abouts` are the entries of its sentences.
    """

    name: str
    line: int
    is_guess: bool = False
    from_text: bool = False
    tagline: str = ""
    tagline_line: int = 0
    abouts: tuple[Entry, ...] = ()


def name_of(card: Card, most_short: int, left_words: tuple[str, ...] = (), is_below: bool = False) -> Named:
    """Name and tagline of a card; `most_short` is how many short free lines most cards of the page have.

    `left_words` are the lines of its furniture, which may name it: `Find out more about Metacity`. `is_below` is true
    where the page has titles below taglines: a guess from all of its cards.
    """
    free = list(card.free)
    labelled = card.of(Field.NAME)
    if labelled and labelled[0].words:
        name, tagline = _parted(labelled[0].words)
        return _with_tagline(name, labelled[0].lines[0].number, free, tagline)
    if not free:
        return _guess(card, None, left_words)
    if is_below and (pair := _first_two(card)):
        tagline_entry, title = pair
        at = tagline_entry.lines[0].number
        return Named(title.words, title.lines[0].number, True, False, tagline_entry.words, at, abouts=tuple(free[2:]))
    first, rest = free[0], free[1:]
    text = first.words
    name, tagline = _parted(text)
    if tagline:
        return _with_tagline(name, first.lines[0].number, rest, tagline)
    if _is_broken(card, first) and (parts := _run_on(text)):
        name, rest_of_line = parts
        return _with_tagline(name, first.lines[0].number, rest, rest_of_line, is_guess=True)
    if _is_name(text) and (short_lines(card) >= most_short or _is_sure(text) or len(text.split()) <= 3):
        return _with_tagline(text, first.lines[0].number, rest, "")
    if _is_name(text) and most_short <= 1:
        return _with_tagline(text, first.lines[0].number, rest, "")
    if parts := _run_on(text):
        name, rest_of_line = parts
        return _with_tagline(name, first.lines[0].number, rest, rest_of_line, is_guess=True)
    return _guess(card, first, left_words)


def titles_are_below(cards: Sequence[Card], left_words: Sequence[tuple[str, ...]]) -> bool:
    """True where the second line of most cards is their title, and the first the tagline.

    It is where the second has a capital at each word as names have, or the card's text uses it, and the first has not;
    `left_words` are the lines of each card's furniture.
    """
    above = below = 0
    for card, words in zip(cards, left_words, strict=True):
        if pair := _first_two(card):
            used = fold(" ".join([*words, *(entry.words for entry in card.free[2:])]))
            first, second = (
                (fold(entry.words) in used, _is_sure(entry.words) and len(entry.words.split()) <= 4) for entry in pair
            )
            below += second > first
            above += first > second
    return below > 1 and below > 3 * above


def _first_two(card: Card) -> tuple[Entry, Entry] | None:
    """The first two free lines of a card, where both are short and stand below each other."""
    free = card.free
    if len(free) < 2 or short_lines(card) < 2 or free[1].lines[0].number - free[0].lines[0].number != 1:
        return None
    is_plain = all(len(entry.lines) == 1 and len(entry.words) <= _MOST_TAGLINE for entry in free[:2])
    return (free[0], free[1]) if is_plain and _is_name(free[1].words) else None


def short_lines(card: Card) -> int:
    """How many of a card's free lines are short: a title and a tagline are two."""
    return sum(
        not _SENTENCE_END.search(entry.words)
        and len(entry.lines) == 1
        and len(entry.words.split()) <= 12
        and len(entry.words) <= 90
        for entry in card.free
    )


def _with_tagline(name: str, line: int, rest: list[Entry], tagline: str, is_guess: bool = False) -> Named:
    if tagline:
        return Named(name, line, is_guess, tagline=tagline, tagline_line=line, abouts=tuple(rest))
    if rest and _is_tagline(rest[0], len(rest), line):
        first = rest[0]
        return Named(
            name, line, is_guess, tagline=first.words, tagline_line=first.lines[0].number, abouts=tuple(rest[1:])
        )
    return Named(name, line, is_guess, abouts=tuple(rest))


def _guess(card: Card, first: Entry | None, left_words: tuple[str, ...]) -> Named:
    """A name for a card without a title: one that its sentences use, else the first words of its first line."""
    free = list(card.free)
    is_line = first is not None and _is_tagline(first, len(free))
    abouts = tuple(free[1:] if is_line else free)
    tagline, at = (first.words, first.lines[0].number) if first is not None and is_line else ("", 0)
    for words in left_words:
        more = re.search(
            r"(?:about|more on|visit(?: the)?|plus sur|mehr über|más sobre)\s+(?:the )?([^\W\d_]\S*(?:\s[A-Z]\S*)*)",
            words,
        )
        if more and more[1][0].isupper() and more[1] not in _OPENERS:
            return Named(more[1].rstrip(" .»›>"), card.entries[0].lines[0].number, True, True, tagline, at, abouts)
    for entry in (*abouts, *card.of(Field.ABOUT)):
        if used := _used_name(entry.words):
            return Named(used, entry.lines[0].number, True, True, tagline, at, abouts)
    if first is None:
        line = card.entries[0].lines[0].number
        return Named("", line, True, abouts=abouts)
    return Named(_first_words(first.words), first.lines[0].number, True, False, tagline, at, abouts)


def _parted(text: str) -> tuple[str, str]:
    """Name and tagline of a line that holds both: `Remote-IT: making it good`; the tagline is empty for others."""
    found = _BETWEEN.search(text)
    if found:
        name, tagline = text[: found.start()].strip(), text[found.end() :].strip()
        if name and len(name.split()) <= 5 and len(tagline.split()) >= 3:
            return name, tagline
    stop = _STOP.search(text)
    if stop and len(text) <= _MOST_TAGLINE and not _SENTENCE_END.search(text):  # `Voices. A radio of our own`
        name, tagline = text[: stop.start()], text[stop.end() :]
        if len(name.split()) <= 5 and len(tagline.split()) >= 2 and not re.search(r"[.!?]\s", tagline):
            return name, tagline
    return text.strip(" :"), ""


def _is_name(text: str) -> bool:
    return len(text) <= _MOST_NAME and len(text.split()) <= 8 and not _SENTENCE_END.search(text)


def _is_sure(text: str) -> bool:
    """True for words that no sentence is made of: each with a capital, or written oddly."""
    words = [word for word in text.split() if word.lower() not in _SMALL]
    return bool(words) and all(
        word[:1].isupper() or _ODD.fullmatch(word) or word[:1].isdigit() or len(word) < 2 for word in words
    )


def _is_tagline(entry: Entry, count: int, title_line: int = 0) -> bool:
    """True for one short line that is no text: a sentence is one right below a title where more follow."""
    words, line = entry.words, entry.lines[0]
    if len(entry.lines) != 1 or len(words) > _MOST_TAGLINE or re.search(r"[.!?]\s+\S", words):
        return False
    is_near = bool(title_line) and line.number <= title_line + 2
    return not _SENTENCE_END.search(words) or (is_near and (count > 1 or len(words.split()) <= 10))


def _is_broken(card: Card, first: Entry) -> bool:
    """True where the title's line goes on with a label: line breaks were lost."""
    return any(entry is not first and entry.lines[0].number == first.lines[0].number for entry in card.entries)


def _run_on(text: str) -> tuple[str, str] | None:
    """Name and tagline where the line break between them was lost: `Cities After Dark A night-time economy`."""
    words = text.split()
    run = 0
    while run < len(words) and (words[run][:1].isupper() or _ODD.fullmatch(words[run]) or words[run][:1].isdigit()):
        run += 1
    if run < 2 or run >= len(words) or len(words) < 4:
        return None
    name = " ".join(words[: run - 1])
    return (name, " ".join(words[run - 1 :])) if len(name) <= _MOST_NAME else None


def _used_name(text: str) -> str:
    """The name that begins a sentence: `Metacity explores…`; "" where none does."""
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        words = sentence.split()
        run = 0
        while run < min(len(words), 4) and (words[run][:1].isupper() or _ODD.fullmatch(words[run])):
            run += 1
        is_followed = run < len(words) and words[run][:1].islower() and words[run].lower() not in _SMALL
        if run and is_followed and words[0] not in _OPENERS and (run == 1 or _is_sure(" ".join(words[:run]))):
            return " ".join(words[:run]).strip(",;:")
    return ""


def _first_words(text: str) -> str:
    """The beginning of a line up to its first little word, of at most three words."""
    kept: list[str] = []
    for word in re.findall(r"\S+", text)[:3]:
        if kept and word.lower().strip(",.;:") in _SMALL:
            break
        kept.append(word)
        if word[-1] in ",.;:":
            break
    return " ".join(kept).strip(" ,.;:")
