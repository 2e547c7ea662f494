"""Clocks and providers for tests of limits."""

import random
import threading
from collections.abc import Callable
from typing import Any

from newsletter.settings.providers import Providers
from newsletter.translate.providers.limits import Pace
from newsletter.translate.providers.registry import Registry
from tests.support.translation_server import TranslationServer


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []
        self.lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.now += seconds
            self.slept.append(seconds)

    def pace(self, chance: Callable[[], float] = lambda: 0.0) -> Pace:
        return Pace(lambda: self.now, self.sleep, chance)


def registry(server: TranslationServer, clock: Time | None = None, **said: Any) -> Registry:
    values = {"default": ["libre"], "libre": {"url": server.url, **said}}
    return Registry(Providers.model_validate(values), {}, (clock or Time()).pace(random.Random(3).random))
