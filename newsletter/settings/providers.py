"""What `newsletter.toml` may say of machine translation under `[providers]`.

In: the values of that table. Out: which providers translate which locale, and what each is told. A key is never among
them: it stands in the environment (`NEWSLETTER_DEEPL_KEY`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from newsletter import locales
from newsletter.problems import nearest


def _provider(name: str) -> str:
    if name not in NAMES:
        hint = nearest(name, NAMES) or "there are: " + ", ".join(NAMES)
        raise PydanticCustomError("unknown-provider", "{name}", {"name": name, "hint": hint})
    return name


def _without_repeats(chain: list[str]) -> list[str]:
    for name in chain:
        if chain.count(name) > 1:
            raise PydanticCustomError("bad-setting", f"names `{name}` twice", {"hint": "name each provider once"})
    return chain


def _locale(name: str) -> str:
    """A locale, said so as the project writes it; a longer word is taken for a provider's name."""
    if name in NAMES:
        raise PydanticCustomError("bad-setting", "has nothing to set", {"hint": "leave this table out"})
    if locales.canonical(name) == name:
        return name
    if known := locales.canonical(name):
        raise PydanticCustomError("bad-setting", "is no locale", {"hint": f"write `{known}`"})
    return _provider(name)


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 443) > 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.query or parts.fragment or not re.fullmatch(r"[A-Za-z0-9:/._~\[\]@%!$&'()*+,;=-]+", value):
        hint = "write it like https://translate.example.org/"
        raise PydanticCustomError("bad-setting", "is no address of a service", {"hint": hint})
    if "@" in value:
        raise PydanticCustomError("secret-in-settings", "an address with a name or password in it")
    return value.rstrip("/") + "/"


def _region(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]{1,40}", value):
        raise PydanticCustomError("bad-setting", "is no region", {"hint": "write it like `westeurope`"})
    return value


Chain = Annotated[list[Annotated[str, AfterValidator(_provider)]], AfterValidator(_without_repeats)]
Count = Annotated[int | None, Field(ge=0, le=100_000_000)]


def _plain(value: str) -> str:
    if not re.fullmatch(r"[^\W_](?:[\w .,@-]*\w)?", value):
        raise PydanticCustomError("bad-setting", "is no plain name", {"hint": "write letters, figures, `-` and `_`"})
    return value


class Reached(BaseModel):
    """What any service can be told; what is left out is the provider's default."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    url: Annotated[str, AfterValidator(_address)] | None = None
    """Where it is; for a server of one's own, or another region of the same service."""


class Service(Reached):
    """What a service that answers at once can be told."""

    requests_per_minute: Count = Field(None, alias="requests-per-minute")
    characters_per_minute: Count = Field(None, alias="characters-per-minute")
    characters_per_request: Annotated[int | None, Field(ge=100, le=1_000_000)] = Field(
        None, alias="characters-per-request"
    )
    requests_at_once: Annotated[int | None, Field(ge=1, le=16)] = Field(None, alias="requests-at-once")
    timeout: Annotated[float | None, Field(gt=0, le=30)] = None
    """Seconds until a request is given up."""
    price_per_million: Annotated[float | None, Field(ge=0, le=1_000_000)] = Field(None, alias="price-per-million")
    """What a million characters cost, in the currency you think in."""


class Microsoft(Service):
    """What Microsoft's translator can be told."""

    region: Annotated[str, AfterValidator(_region)] = ""
    """Of the Azure resource, `westeurope`; empty for a global one."""


class Chat(Service):
    """What a chat service can be told."""

    model: Annotated[str, Field(max_length=200)] = ""
    """As the service calls it."""


class Etranslation(Reached):
    """What eTranslation can be told."""

    application: Annotated[str, Field(max_length=100), AfterValidator(_plain)] | None = None
    """The name under which the Commission has registered the application."""
    username: Annotated[str, Field(max_length=100), AfterValidator(_plain)] = "newsletter"
    """Who asks, for the service's own books."""
    institution: Annotated[str, Field(max_length=100), AfterValidator(_plain)] | None = None
    domain: Annotated[str, Field(max_length=20), AfterValidator(_plain)] | None = None
    """The kind of texts (`GEN`, `SPD`); without one the service takes its own."""
    timeout: Annotated[float | None, Field(gt=0, le=30)] = None
    """Seconds until a request is given up."""
    requests_at_once: Annotated[int, Field(ge=1, le=100)] = Field(24, alias="requests-at-once")
    """Requests that wait for their answers, of all languages together."""
    answers_within: Annotated[int, Field(ge=1, le=168)] = Field(24, alias="answers-within")
    """Hours after which an answer that has not come is missing."""


class Providers(BaseModel):
    """`[providers]`: the services, and which of them translate a locale, tried in order."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, defer_build=True)
    __pydantic_extra__: dict[Annotated[str, AfterValidator(_locale)], Chain]

    default: Chain = []
    """For every locale that is not named itself; empty: nothing is sent anywhere."""
    deepl: Service = Service()
    libre: Service = Service()
    microsoft: Microsoft = Microsoft()
    google: Service = Service()
    mymemory: Service = Service()
    chat: Chat = Chat()
    etranslation: Etranslation = Etranslation()

    def for_locale(self, locale: str) -> list[str]:
        """The names of the providers for a locale, or for its shorter forms, or for all others."""
        named = self.__pydantic_extra__
        return next((named[step] for step in locales.chain(locale) if step in named), self.default)

    def every_name(self) -> set[str]:
        """The names of all providers that any locale is given to."""
        return {name for chain in (self.default, *self.__pydantic_extra__.values()) for name in chain}


SERVICES: dict[str, type[Reached]] = {
    name: info.annotation
    for name, info in Providers.model_fields.items()
    if isinstance(info.annotation, type) and issubclass(info.annotation, Reached)
}
"""The services by name, each with what it can be told."""
NAMES = (*SERVICES, "local", "pseudo")
"""Every provider there is."""
_WORDS = {"url", "region", "model", "application", "username", "institution", "domain"}
"""What is said in words, not in numbers."""


def overridden(values: dict[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """Put what the environment says of providers into the values of the file; out: key's path → variable."""
    taken: dict[str, str] = {}
    if chain := environ.get("NEWSLETTER_PROVIDERS"):
        values["default"] = [name.strip() for name in chain.split(",")]
        taken["default"] = "NEWSLETTER_PROVIDERS"
    for name, kind in SERVICES.items():
        for field, about in kind.model_fields.items():
            variable = f"NEWSLETTER_{name}_{field}".upper()
            if (said := environ.get(variable)) and isinstance(values.setdefault(name, {}), dict):
                key = about.alias or field
                values[name][key] = said if key in _WORDS else _number(said)
                taken[f"{name}.{key}"] = variable
    return taken


def _number(said: str) -> int | float | str:
    try:
        return int(said) if re.fullmatch(r"[+-]?\d{1,12}", said) else float(said)
    except ValueError:
        return said
