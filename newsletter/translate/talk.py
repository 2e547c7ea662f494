"""What people ask and answer about a text.

In: a translation, who says what, and when. Out: the translation with it said, and which questions are open. An answer
answers all that was asked before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from newsletter.translate.record import Record, Said
from newsletter.translate.unit import Translation

Kind = Literal["question", "answer"]


def open_questions(record: Record) -> tuple[Said, ...]:
    """The questions that nobody has answered, in the order in which they were asked."""
    found: list[Said] = []
    for said in record.talk:
        found = [*found, said] if said.kind == "question" else []
    return tuple(found)


def say(entry: Translation, kind: Kind, by: str, today: dt.date, words: str) -> Translation:
    """The translation with a question or an answer; it is left as it is where this very thing was said last."""
    said = Said(kind, by, today.isoformat(), " ".join(words.split()))
    if entry.record.talk[-1:] == (said,):
        return entry
    return replace(entry, record=replace(entry.record, talk=(*entry.record.talk, said)))


def merge_talk(start: Sequence[Said], ours: Sequence[Said], theirs: Sequence[Said]) -> tuple[Said, ...]:
    """What both sides of a merge have said: our order, each answer of theirs behind what it answers.

    A question of theirs comes last, so that no answer of ours passes as one to it. What either side took out is out.
    """
    gone = {said for said in start if said not in ours or said not in theirs}
    merged = [said for said in dict.fromkeys(ours) if said not in gone]
    before: Said | None = None
    for said in theirs:
        if said not in merged and said not in gone:
            at = merged.index(before) + 1 if said.kind == "answer" and before in merged else len(merged)
            merged.insert(at, said)
        before = said
    return tuple(merged)
