"""Providers by name: made from the settings and the environment when they are first wanted.

In: `Settings.providers`, an environment with the keys, a pace. Out: resilient providers, one of each for the whole run.
Nothing is connected to here, and the libraries are not imported before a provider needs them.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsletter.settings.providers import Chat as ChatSettings
from newsletter.settings.providers import Microsoft as MicrosoftSettings
from newsletter.settings.providers import Providers, Service
from newsletter.translate.providers.later import LATER, LaterProvider
from newsletter.translate.providers.limits import Pace
from newsletter.translate.providers.local import Local
from newsletter.translate.providers.provider import FREE, UNKNOWN, Limits, Price, Provider
from newsletter.translate.providers.pseudo import Pseudo
from newsletter.translate.providers.resilient import ResilientProvider

if TYPE_CHECKING:
    from newsletter.translate.providers.wire import Wire


@dataclass(frozen=True, slots=True)
class Setup:
    """What a service is made of, settings and environment seen together; `lack` says what is missing."""

    name: str
    said: Service
    wire: Wire
    limits: Limits
    price: Price
    url: str
    key: str = field(repr=False)
    lack: str


def _deep(setup: Setup) -> Provider:
    # A third of a second: the library imports all it has.
    from newsletter.translate.providers.deep import Deepl, DeepProvider
    from newsletter.translate.providers.services import SERVICES

    region = setup.said.region if isinstance(setup.said, MicrosoftSettings) else ""
    service = SERVICES[setup.name]
    kind = Deepl if setup.name == "deepl" else DeepProvider
    return kind(setup.name, service, setup.wire, setup.limits, setup.price, setup.url, setup.key, region, setup.lack)


def _chat(setup: Setup) -> Provider:
    from newsletter.translate.providers.chat import Chat

    model = setup.said.model if isinstance(setup.said, ChatSettings) else ""
    return Chat(setup.wire, setup.limits, setup.price, setup.url, model, setup.key, setup.lack)


@dataclass(frozen=True, slots=True)
class Default:
    """What holds for a service unless the settings say otherwise, and how its provider is made."""

    url: str
    limits: Limits
    price: Price = UNKNOWN
    needs_key: bool = False
    make: Callable[[Setup], Provider] = _deep


DEFAULTS = {
    "deepl": Default("https://api.deepl.com/", Limits(50, 30_000, in_flight=4), needs_key=True),
    "libre": Default("http://127.0.0.1:5000/", Limits(20, 2_000, in_flight=4), FREE),
    "microsoft": Default(
        "https://api.cognitive.microsofttranslator.com/",
        Limits(100, 10_000, in_flight=4, characters_per_minute=33_000),
        needs_key=True,
    ),
    "google": Default("https://translate.google.com/", Limits(1, 4_900, in_flight=1, requests_per_minute=60), FREE),
    "mymemory": Default(
        "https://api.mymemory.translated.net/", Limits(1, 480, in_flight=1, requests_per_minute=60), FREE
    ),
    "chat": Default(
        "https://api.openai.com/v1/", Limits(20, 6_000, in_flight=2, timeout=30.0), needs_key=True, make=_chat
    ),
}
"""A minute's characters are those of the free tier, where there is one."""
DEEPL_FREE = "https://api-free.deepl.com/"
"""Where keys that end in `:fx` belong."""


class Registry:
    """Every provider of a run; may be asked by several threads."""

    def __init__(self, settings: Providers, environ: Mapping[str, str], pace: Pace | None = None) -> None:
        self._settings = settings
        self._environ = environ
        self._pace = pace or Pace()
        self._made: dict[str, ResilientProvider] = {}
        self._lock = threading.Lock()

    def named(self, name: str) -> ResilientProvider:
        """The provider of that name, one of `provider_settings.NAMES`."""
        with self._lock:
            if name not in self._made:
                self._made[name] = ResilientProvider(make_provider(name, self._settings, self._environ), self._pace)
            return self._made[name]

    def names_for(self, locale: str, only: Sequence[str] = ()) -> Sequence[str]:
        """The names of a locale's providers in their order, or those named; none unless somebody has named one."""
        return only or self._settings.for_locale(locale)

    def for_locale(self, locale: str, only: Sequence[str] = ()) -> list[ResilientProvider]:
        """The providers of a locale in their order, or those named; without those that answer later."""
        return [self.named(name) for name in self.names_for(locale, only) if name not in LATER]


def make_provider(name: str, settings: Providers, environ: Mapping[str, str]) -> Provider:
    """A provider by its name, with what the settings and the environment say of it."""
    if name == "pseudo":
        return Pseudo()
    if name == "local":
        return Local()
    from newsletter.translate.providers.wire import Wire

    said: Service = getattr(settings, name)
    default = DEFAULTS[name]
    key = environ.get(variable_of(name), "").strip()
    is_free_deepl = name == "deepl" and key.endswith(":fx")
    url = said.url or (DEEPL_FREE if is_free_deepl else default.url)
    limits = _limits(said, default.limits)
    price = FREE if is_free_deepl else default.price
    price = price if said.price_per_million is None else Price(said.price_per_million)
    lack = _lack(name, said, default, url, key)
    wire = Wire(limits.timeout, environ, limits.in_flight)
    return default.make(Setup(name, said, wire, limits, price, url, key, lack))


ETRANSLATION = "https://webgate.ec.europa.eu/etranslation/si/"
"""Where the Commission's service is."""


def make_later_provider(settings: Providers, environ: Mapping[str, str]) -> LaterProvider:
    """The provider that answers later, with what the settings and the environment say of it."""
    from newsletter.translate.providers.etranslation import NAME, ETranslation
    from newsletter.translate.providers.wire import Wire

    said = settings.etranslation
    password, url = environ.get(variable_of(NAME), "").strip(), said.url or ETRANSLATION
    limits = Limits(texts=5_000, characters=2_000_000, in_flight=said.requests_at_once, timeout=said.timeout or 30.0)
    lacks = (
        "" if said.application else f"`application` is not set under [providers.{NAME}]",
        _lack_of_key(NAME, url, password),
        "" if password else f"{variable_of(NAME)} is not set",
    )
    return ETranslation(
        Wire(limits.timeout, environ, 1),
        limits,
        url,
        said.application or "",
        password,
        said.username,
        said.institution or "",
        said.domain or "",
        dt.timedelta(hours=said.answers_within),
        "; ".join(filter(None, lacks)),
    )


def is_near(url: str) -> bool:
    """True for this machine, a private network, and names that only one's own network knows."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))


def variable_of(name: str) -> str:
    """The variable of the environment that holds the key of a provider."""
    return f"NEWSLETTER_{name.upper()}_KEY"


def _limits(said: Service, default: Limits) -> Limits:
    values: dict[str, Any] = {
        "characters": said.characters_per_request,
        "in_flight": said.requests_at_once,
        "requests_per_minute": said.requests_per_minute,
        "characters_per_minute": said.characters_per_minute,
        "timeout": said.timeout,
    }
    return replace(default, **{name: value for name, value in values.items() if value is not None})


def _lack(name: str, said: Service, default: Default, url: str, key: str) -> str:
    # A chat service of one's own needs no key.
    if not key and default.needs_key and not (name == "chat" and said.url):
        return f"{variable_of(name)} is not set"
    if lack := _lack_of_key(name, url, key):
        return lack
    if isinstance(said, ChatSettings) and not said.model:
        return "`model` is not set under [providers.chat]"
    return ""


def _lack_of_key(name: str, url: str, key: str) -> str:
    # Such a key would be refused by the library below, with the key in its words.
    if key and not re.fullmatch(r"[!-~]{1,4096}", key):
        return f"{variable_of(name)} holds characters that no key has"
    if key and url.startswith("http:") and not is_near(url):
        return f"the key would travel readable to {url}: write https"
    return ""
