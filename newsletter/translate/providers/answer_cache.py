"""Answers that were not taken, kept so that nobody pays for them again.

In: what a provider answered to a text. Out: the same answer, without asking, when the same text would be sent to it
once more: in the next run, which judges it anew. The provider is asked again once the cache is deleted, which may be
at any time; after a month, for services learn; and by another program than the one that has not taken the answer.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from newsletter.files import Cache, digest_of
from newsletter.translate.providers.counted import CountedProvider, Tally
from newsletter.translate.providers.provider import Answer, AroundProvider, Result

DAYS = 30
"""As long an answer is kept."""
_FOLDER = "answers"


class Sent(NamedTuple):
    """A text as it was sent: to which provider (`CountedProvider.place`), between which locales."""

    place: str
    source_locale: str
    target_locale: str
    text: str


class _Entry(NamedTuple):
    """What is kept: the answer, None once it is forgotten; when it came, and which program has not taken it."""

    answer: str | None
    day: str
    program: str


class AnswerCache:
    """The answers of one project that were not taken; `program` names what masks, asks and judges now."""

    def __init__(self, cache: Cache, today: dt.date, program: str) -> None:
        self._cache = cache
        self._today = today
        self._program = program

    def keep(self, sent: Sent, answer: str) -> None:
        """Keep an answer that was not taken."""
        self._put(sent, answer)

    def forget(self, sent: Sent) -> None:
        """Keep nothing for this text, so that the provider is asked."""
        self._put(sent, None)

    def answer(self, sent: Sent) -> str | None:
        """What came for this very text the last time; None when it was taken, is too old, or was never sent."""
        found = self._found(sent)
        return found.answer if found else None

    def is_of_another_program(self, sent: Sent) -> bool:
        """True for a kept answer that another program has not taken: if this one takes it neither, it may ask anew."""
        found = self._found(sent)
        return found is not None and found.program != self._program

    def _put(self, sent: Sent, answer: str | None) -> None:
        data = json.dumps(_Entry(answer, self._today.isoformat(), self._program)._asdict(), ensure_ascii=False)
        self._cache.put(_FOLDER, digest_of(sent), data.encode())

    def _found(self, sent: Sent) -> _Entry | None:
        data = self._cache.get(_FOLDER, digest_of(sent))
        try:
            found = _Entry(**json.loads(data)) if data else None
            day = dt.date.fromisoformat(found.day) if found else None
        except (ValueError, TypeError):
            return None
        return found if day and abs((self._today - day).days) <= DAYS else None


class Recalling(AroundProvider[CountedProvider]):
    """Around one provider; itself one, which asks only for texts whose answer is not kept."""

    def __init__(self, provider: CountedProvider, kept: AnswerCache) -> None:
        super().__init__(provider)
        self._kept = kept

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """The provider's."""
        return self._provider.tallies

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        """One result for each text, from what is kept or from the provider."""
        place = self._provider.place
        known: dict[str, Result] = {}
        for text in dict.fromkeys(texts):
            answer = self._kept.answer(Sent(place, source_locale, target_locale, text))
            if answer is not None:
                known[text] = Answer(answer, self.name)
        rest = [text for text in dict.fromkeys(texts) if text not in known]
        if rest:
            known |= zip(rest, self._provider.translate(rest, source_locale, target_locale), strict=True)
        return [known[text] for text in texts]
