"""Cards whose lead partner and partners no label names: sentences say who leads, or a list of places stands alone.

In: pieces of lines among which no label named anybody. Out: the pieces with such sentences parted, and the labels of
those that say something. Sentences and lists do so in articles too: who asks takes them for cards only where several
are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsletter.content.importing.text import label_words as words
from newsletter.content.importing.text.country_names import country_of
from newsletter.content.importing.text.days import spans_in
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.labels import Field, Label, number_in
from newsletter.content.importing.text.page_lines import Line
from newsletter.content.importing.text.partners import countries_in, is_marked_lead, partners_of

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-z])")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_LEAST_IN_LIST = 3
_MOST_WORDS = 14
_PHRASES = {
    Field.LEAD: re.compile(rf"(?<!\w)(?:{fold(words.IS_LED_BY)})(?!\w)\s*:?\s*"),
    Field.PARTNERS: re.compile(rf"(?<!\w)(?:{fold(words.PARTNERS_ARE)})(?!\w)\s*:?\s*"),
    Field.EXPERT: re.compile(rf"(?<!\w)(?:{fold(words.EXPERT_IS)})(?!\w)\s*:?\s*"),
    Field.MEETING: re.compile(rf"(?<!\w)(?:{fold(words.MEET)})(?!\w)\s*:?\s*"),
}
_LEADS = re.compile(rf"\s+(?:{fold(words.LEADS)})(?!\w)")


def part_sentences(lines: Sequence[Line], locale: str) -> tuple[list[Line], dict[Line, Label]]:
    """The pieces, and labels of the sentences that say who leads, who takes part, who advises or when they meet."""
    pieces: list[Line] = []
    labels: dict[Line, Label] = {}
    for line in lines:
        parted = list(_sentences(line, locale))
        if any(label and label.field in (Field.LEAD, Field.PARTNERS) for _, label in parted):
            pieces += [piece for piece, _ in parted]
            labels |= {piece: label for piece, label in parted if label}
        else:
            pieces.append(line)
    return pieces, labels


def lists_of_partners(lines: Sequence[Line], locale: str) -> dict[Line, Label]:
    """Labels of the first lines of lists of places."""
    return {run[0]: Label(Field.PARTNERS, "", run[0].text) for run in _runs(lines, locale)}


def _sentences(line: Line, locale: str) -> Iterator[tuple[Line, Label | None]]:
    """The sentences of a line, each with what it says; those that say nothing of it stay together."""
    free: list[str] = []
    is_fresh, is_item = line.is_fresh, line.is_item
    for sentence in _SENTENCE.split(line.text):
        labels = list(_labels(sentence, locale))
        if labels and free:
            yield replace(line, text=" ".join(free), is_fresh=is_fresh, is_item=is_item), None
            free, is_fresh, is_item = [], False, False
        for words_of, label in labels:
            yield replace(line, text=words_of, is_fresh=is_fresh, is_item=is_item), label
            is_fresh = is_item = False
        if not labels:
            free.append(sentence)
    if free:
        yield replace(line, text=" ".join(free), is_fresh=is_fresh, is_item=is_item), None


def _labels(sentence: str, locale: str) -> Iterator[tuple[str, Label]]:
    """What a sentence says: each part of it that has a verb for it, and behind that what the verb asks for."""
    folded = fold(sentence)
    found = sorted(
        ((match, field) for field, pattern in _PHRASES.items() if (match := pattern.search(folded))),
        key=lambda each: each[0].start(),
    )
    ends = [*(match.start() for match, _ in found[1:]), len(sentence)]
    for (match, field), end in zip(found, ends, strict=False):
        rest = sentence[match.end() : end].strip()
        if rest := _asked_for(rest, field, locale):
            head = sentence[match.start() : match.end()].strip(" :")
            number = number_in(head, field) if field is Field.MEETING else None
            yield sentence[match.start() : end].strip(), Label(field, head, rest, number)
    if not any(field is Field.LEAD for _, field in found) and (leads := _LEADS.search(folded)):
        head = sentence[: leads.start()]
        if _last_country(head) == len(head):
            yield sentence, Label(Field.LEAD, leads[0].strip(), head)


def _asked_for(rest: str, field: Field, locale: str) -> str:
    """The words behind a verb that answer it; "" where they do not."""
    if field is Field.MEETING:
        return rest if spans_in(rest, locale) else ""
    if field is Field.EXPERT:
        name = re.match(r"(?:[^\W\d_][^\W_]*[’'.-]?[^\W_]*(?:\s+|$)){1,6}", rest.rstrip("."))
        return rest.rstrip(".") if name and rest[:1].isupper() else ""
    end = _last_country(rest)
    return rest[:end] if end else ""


def _last_country(text: str) -> int:
    """Where the last country that closes a partner ends; 0 for none."""
    return max((end for _, end, _, _ in countries_in(text)), default=0)


def _runs(pieces: Sequence[Line], locale: str) -> Iterator[list[Line]]:
    """Lists of places: lines of a partner with its country each, three or more, or one of them marked as lead."""
    run: list[Line] = []
    for line in [*pieces, None]:
        if line and not (run and line.is_fresh) and _is_partner(line, locale):
            run.append(line)
            continue
        yield from _whole(run)
        run = [line] if line and _is_partner(line, locale) else []
    yield from _whole(run)


def _whole(run: list[Line]) -> Iterator[list[Line]]:
    found = partners_of([(line.number, line.text) for line in run])
    if any(each.is_lead for each in found) or len(found) >= _LEAST_IN_LIST:
        yield run


def _is_partner(line: Line, locale: str) -> bool:
    text = line.text
    if spans_in(text, locale) or _TIME.search(text) or re.search(r"[.!?]$", text):
        return False
    found = partners_of([(line.number, text)])
    is_short = len(text.split()) <= _MOST_WORDS or len(found) >= _LEAST_IN_LIST
    known = [each for each in found if each.country and len(each.name.split()) <= 10]
    return is_short and bool(known) and (len(known) == len(found) or is_marked_lead(text)) and not country_of(text)
