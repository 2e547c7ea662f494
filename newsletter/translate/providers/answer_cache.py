"""Answers that were not taken, kept so that nobody pays for them again.

In: what a provider answered to a text. Out: the same answer, without asking, when the same text would be sent to it
once more: in the next run, which judges it anew. The cache may be deleted at any time; then the provider is asked
again, as it is after a month, for services learn.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from newsletter.files import Cache, digest_of
from newsletter.translate.providers.provider import Answer, Limits, Price, Result
from newsletter.translate.providers.resilient import ResilientProvider, Tally

DAYS = 30
"""As long an answer is kept."""
_FOLDER = "answers"


class Sent(NamedTuple):
    """A text as it was sent: to which provider (`ResilientProvider.place`), between which locales."""

    place: str
    source_locale: str
    target_locale: str
    text: str


class AnswerCache:
    """The answers of one project that were not taken."""

    def __init__(self, cache: Cache, today: dt.date) -> None:
        self._cache = cache
        self._today = today

    def keep(self, sent: Sent, answer: str) -> None:
        """Keep an answer that was not taken."""
        data = json.dumps({"answer": answer, "day": self._today.isoformat()}, ensure_ascii=False)
        self._cache.put(_FOLDER, digest_of(sent), data.encode())

    def answer(self, sent: Sent) -> str | None:
        """What came for this very text the last time; None when it was taken, is too old, or was never sent."""
        data = self._cache.get(_FOLDER, digest_of(sent))
        try:
            found = json.loads(data) if data else None
            day = dt.date.fromisoformat(found["day"]) if found else None
            answer = str(found["answer"]) if found else None
        except (ValueError, KeyError, TypeError):
            return None
        return answer if day and abs((self._today - day).days) <= DAYS else None


class Recalling:
    """Around one provider; itself one, which asks only for texts whose answer is not kept."""

    def __init__(self, provider: ResilientProvider, kept: AnswerCache) -> None:
        self._provider = provider
        self._kept = kept

    @property
    def name(self) -> str:
        """The provider's."""
        return self._provider.name

    @property
    def limits(self) -> Limits:
        """The provider's."""
        return self._provider.limits

    @property
    def price(self) -> Price:
        """The provider's."""
        return self._provider.price

    @property
    def lack(self) -> str:
        """The provider's."""
        return self._provider.lack

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """The provider's."""
        return self._provider.tallies

    def can(self, source_locale: str, target_locale: str) -> bool:
        """What the provider says."""
        return self._provider.can(source_locale, target_locale)

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
