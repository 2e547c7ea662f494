"""Where people sign in to the studio of the home, and how: the tables `[studio]` and `[studio.oidc]`."""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from newsletter.settings.sites import is_site

OIDC_SECRET = "NEWSLETTER_STUDIO_OIDC_SECRET"  # noqa: S105 (the name of a variable)
"""What the provider gave the studio to prove itself by; in the environment alone."""
_STUDIO_HINT = "write it like https://studio.example.org, without a path: its cookies are that host's alone"
_ISSUER_HINT = "write it as the provider's `/.well-known/openid-configuration` has it, like https://login.example.org"
_MOST_NAME = 40


def _said(value: str) -> str:
    if len(value) > _MOST_NAME or not value.isprintable():
        raise PydanticCustomError(
            "bad-setting", "is no name for a button", {"hint": f"write at most {_MOST_NAME} letters"}
        )
    return value.strip()


class Provider(BaseModel):
    """The OpenID Connect provider with which people sign in who have an account there."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    issuer: str = ""
    """Its address; empty: there is none, and everybody signs in with a code by mail."""
    client_id: str = Field("", alias="client-id")
    """What the provider calls the studio."""
    name: Annotated[str, AfterValidator(_said)] = ""
    """What the button calls the provider; empty: "your organisation"."""
    groups_claim: str = Field("groups", alias="groups-claim")
    """Where the provider says in which groups somebody is."""
    roles: dict[str, tuple[str, ...]] = {}
    """The roles of whoever is in a group: `"Newsletter Spain" = ["point:es"]`."""

    @field_validator("issuer")
    @classmethod
    def _issuer(cls, value: str) -> str:
        if value and not (is_site(value) and (value.startswith("https://") or is_own_machine(value))):
            raise PydanticCustomError("bad-setting", "is no address of a provider", {"hint": _ISSUER_HINT})
        return value

    @field_validator("roles", mode="before")
    @classmethod
    def _roles(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {group: tuple(roles) if isinstance(roles, list) else roles for group, roles in value.items()}


class StudioOnline(BaseModel):
    """Where people sign in to the studio of the home."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    site: str = ""
    """Its public address, another one than that of `site`; empty where it is on nobody's desk but one's own."""
    oidc: Provider = Provider()
    """Who else can say who somebody is, beside a code by mail."""

    @field_validator("site")
    @classmethod
    def _site(cls, value: str) -> str:
        if value and (not is_site(value) or urlsplit(value).path.strip("/")):
            raise PydanticCustomError("bad-setting", "is no address of a site", {"hint": _STUDIO_HINT})
        return value.rstrip("/")


def is_own_machine(address: str) -> bool:
    """True for an address on this machine, where nobody can listen in."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
