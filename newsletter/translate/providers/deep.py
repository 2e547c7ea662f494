"""The services of deep-translator, asked the way they answer today.

In: texts. Out: answers or refusals. This is the only module that imports deep-translator (1.11.4, of 2023): its classes
know how each service is asked and what its answer looks like, but they send keys and texts in addresses, wait for
ever, ask for one text at a time, and take error pages for translations. So they ask a door in place of the library
`requests`: the door sends what the service takes today, all texts of a list at once where it takes lists, and gives
each class the part of the answer that it asked for, once it has been looked at. The classes never see a key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from deep_translator import deepl, google, libre, microsoft, mymemory
from deep_translator.exceptions import BaseError, NotValidLength

from newsletter.translate.providers import services
from newsletter.translate.providers.briefing import Briefing, Pair
from newsletter.translate.providers.deepl_glossaries import Glossaries
from newsletter.translate.providers.provider import (
    NOTHING,
    Answer,
    Kind,
    Limits,
    Price,
    Refusal,
    Result,
    is_text,
    refused,
)
from newsletter.translate.providers.services import Asked, Part, Service
from newsletter.translate.providers.wire import RefusedError, Wire, refusal_of

_PLACEHOLDER = "no key"
"""What a class gets that insists on a key."""


class _Microsoft(microsoft.MicrosoftTranslator):  # type: ignore[misc]
    """Without the request for all languages that the constructor makes."""

    def _get_supported_languages(self) -> dict[str, str]:
        return {"english": "en", "german": "de"}


# Made with a pair that the tables of 2023 have; the real codes are set afterwards, unchecked.
CLASSES: dict[str, Callable[[], Any]] = {
    "google": lambda: google.GoogleTranslator("en", "de"),
    "deepl": lambda: deepl.DeeplTranslator("en", "de", api_key=_PLACEHOLDER),
    "libre": lambda: libre.LibreTranslator("en", "de", api_key=_PLACEHOLDER, custom_url="http://localhost/"),
    "mymemory": lambda: mymemory.MyMemoryTranslator("en-GB", "de-DE"),
    "microsoft": lambda: _Microsoft("en", "de", api_key=_PLACEHOLDER),
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a class takes for a response of requests."""

    text: str
    values: Any
    status_code: int = 200

    def json(self) -> Any:
        return self.values

    def close(self) -> None: ...


class _RequestsStandIn:
    """What the classes take for the library requests; each thread has a call of its own."""

    class exceptions:  # noqa: N801 (the name that they look up)
        class RequestException(Exception):  # noqa: N818
            pass

    def __init__(self) -> None:
        self._here = threading.local()

    @contextmanager
    def open(self, call: _Call) -> Iterator[None]:
        self._here.call = call
        try:
            yield
        finally:
            del self._here.call

    def get(self, url: str, params: Mapping[str, str], **_: Any) -> _Told:
        call: _Call = self._here.call
        return call.ask(Asked(url, dict(params)))

    post = get


STAND_IN = _RequestsStandIn()
for _module in (deepl, google, libre, microsoft, mymemory):
    _module.requests = STAND_IN


class _Call:
    """One request for all texts of a list, while its class believes to ask for each of them.

    `index` says which text it is asking for: a class may answer for one (an empty one) without asking.
    """

    def __init__(self, provider: DeepProvider, texts: Sequence[str], glossary: str = "") -> None:
        self._provider = provider
        self._texts = texts
        self._glossary = glossary
        self._parts: list[Part] = []
        self.index = 0

    def ask(self, asked: Asked) -> _Told:
        if not self._parts:
            try:
                self._parts = self._provider.fetch(asked, self._texts, self._glossary)
            except RefusedError as refused_:
                self._parts = [refused_.refusal] * len(self._texts)
        part = self._parts[self.index]
        if isinstance(part, Refusal):
            raise RefusedError(part)
        return _Told(part if isinstance(part, str) else "", part)


_OF_GLOSSARY = (Kind.NOT_ACCEPTED, Kind.WRONG_ADDRESS, Kind.NO_LANGUAGE)
"""Refusals that a glossary may have brought on a request."""


@dataclass(frozen=True)
class DeepProvider:
    """One of deep-translator's services. Its key is in no representation of it."""

    name: str
    service: Service
    wire: Wire = field(repr=False)
    limits: Limits
    price: Price
    url: str
    key: str = field(default="", repr=False)
    region: str = ""
    lack: str = ""
    _languages: services.Languages = field(default_factory=services.Languages, repr=False)
    _glossaries: Glossaries = field(default_factory=Glossaries, repr=False)

    def can(self, source_locale: str, target_locale: str) -> bool:
        """By the table of codes; a LibreTranslate server is asked once what it has."""
        return not self.lack and self._codes(source_locale, target_locale) is not None

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        """One request for all texts where the service takes lists, else one for each."""
        return self._translated(texts, source_locale, target_locale, ())

    def _translated(
        self, texts: Sequence[str], source_locale: str, target_locale: str, terms: Sequence[Pair]
    ) -> list[Result]:
        if self.lack:
            return refused(texts, Refusal(Kind.NOT_SET_UP, self.lack))
        codes = self._codes(source_locale, target_locale)
        if codes is None:
            detail = f"it does not translate from {source_locale} to {target_locale}"
            return refused(texts, Refusal(Kind.NO_LANGUAGE, detail))
        lists = [list(texts)] if self.service.takes_lists else [[text] for text in texts]
        glossary = self._glossaries.id_for(self.wire, self.url, self.key, codes, terms) if terms else ""
        results = [result for part in lists for result in self._translate(part, *codes, glossary)]
        if glossary and all(isinstance(each, Refusal) and each.kind in _OF_GLOSSARY for each in results):
            # Somebody has taken it away meanwhile, or the service no longer takes one for this pair.
            self._glossaries.forget(codes)
            return [result for part in lists for result in self._translate(part, *codes, "")]
        return results

    def fetch(self, asked: Asked, texts: Sequence[str], glossary: str = "") -> list[Part]:
        """What came back, a part for each text. Raises `RefusedError` for what the service has not translated."""
        request = self.service.request(asked, texts, self.key, self.region)
        if glossary:
            request = replace(request, form=[*request.form, ("glossary_id", glossary)])
        reply = self.wire.send(request)
        refusal = self.service.judge(reply) or refusal_of(reply)
        if refusal:
            raise RefusedError(refusal)
        return self.service.parts(reply, texts)

    def _translate(self, texts: Sequence[str], source: str, target: str, glossary: str) -> list[Result]:
        # A class keeps what it asks for in itself, so each call has an instance of its own.
        translator = CLASSES[self.name]()
        translator._base_url = self.service.base_url(self.url)
        translator.source, translator.target = source, target
        call = _Call(self, texts, glossary)
        results = []
        with STAND_IN.open(call):
            for call.index, text in enumerate(texts):
                results.append(self._one(translator, text))
        return results

    def _one(self, translator: Any, text: str) -> Result:
        try:
            answer = translator.translate(text)
        except RefusedError as refused_:
            return refused_.refusal
        except NotValidLength:
            return Refusal(Kind.TOO_LONG, "the text is too long for the service")
        except (BaseError, AttributeError, IndexError, KeyError, TypeError, ValueError):
            return Refusal(Kind.BROKEN_ANSWER, "the answer is not what the service answers with", is_passing=True)
        if not is_text(answer):
            return NOTHING
        # Google's and MyMemory's classes cut spaces off.
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return Answer(f"{lead}{answer.strip()}{tail}", self.name)

    def _codes(self, source_locale: str, target_locale: str) -> tuple[str, str] | None:
        if not self.service.says_its_languages:
            return services.pair(self.name, source_locale, target_locale)
        return self._languages.pair(self.wire, self.url, source_locale, target_locale)


class Deepl(DeepProvider):
    """DeepL, which takes agreed terms as a glossary of its own."""

    def translate_told(
        self, texts: Sequence[str], source_locale: str, target_locale: str, briefing: Briefing
    ) -> list[Result]:
        """The same with the terms that were agreed for the language."""
        return self._translated(texts, source_locale, target_locale, briefing.terms)

    def size_told(self, texts: Sequence[str], briefing: Briefing) -> int:
        """None: glossaries are not charged."""
        return 0
