"""What may be said of the next mail server: `[smtp]` in `newsletter.toml`, `smtp` in a point's file, the environment.

In: an address such as `smtp://es@smtp.example.org:587?tls=starttls`. Out: a `Server`, or `ServerError`. In files the
password is left out; the environment holds the whole address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from newsletter.exceptions import NewsletterError
from newsletter.patterns import late

Tls = Literal["none", "starttls", "tls"]
SMTP_URL = "NEWSLETTER_SMTP_URL"
_PORTS: dict[Tls, int] = {"none": 25, "starttls": 587, "tls": 465}
_HINT = "write it like smtp://name@smtp.example.org:587?tls=starttls"
_ENCODED = "write each @ : / ? # % and blank of name and password as % and two digits: / is %2F, % is %25"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = late(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")
_SECRET = late(r"//[^@]*:.*@|[?&][^=]*(pass|secret|key|auth|token)[^=]*=", re.IGNORECASE | re.DOTALL)


class ServerError(NewsletterError, ValueError):
    """An address at which there can be no mail server; neither text nor `hint` holds any of it."""

    def __init__(self, words: str, hint: str = _HINT) -> None:
        super().__init__(words)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how it is spoken to; without a user nobody signs in."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


def server_of(url: str) -> Server:
    """The server at an address; what can't be used, or would send a password in clear, is a `ServerError`."""
    if re.search(r"[\x00-\x20\x7f]", url):  # some of them would be dropped without a word
        raise ServerError("it has a blank or a control character in it", _ENCODED if "@" in url else _HINT)
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise ServerError("its host or port can't be read", _ENCODED if "@" in url else _HINT) from None
    if parts.scheme != "smtp" or not url.startswith("smtp://"):
        raise ServerError("it does not begin with smtp://")
    if not _is_host(host) or port == 0:
        raise ServerError("it has no host" if not host else "its host or port can't be read")
    if parts.path not in ("", "/") or "#" in url:
        raise ServerError("something stands behind the host", _ENCODED if "@" in url else _HINT)
    tls = _tls(parts.query, port)
    userinfo, _, _ = parts.netloc.rpartition("@")
    name, colon, secret = userinfo.partition(":")
    user, password = _decoded(name), _decoded(secret)
    if not user and ("@" in parts.netloc or password):
        raise ServerError("no name stands before the @")
    if colon and not password:
        raise ServerError("the password is empty")
    if user and tls == "none" and not is_loopback(host):
        raise ServerError("name and password would travel in clear", "write ?tls=starttls (port 587) or ?tls=tls (465)")
    return Server(host, port or _PORTS[tls], tls, user, password)


def _tls(query: str, port: int | None) -> Tls:
    said = parse_qsl(query, keep_blank_values=True)
    if query and [name for name, _ in said] != ["tls"]:
        raise ServerError("behind the ? stands something else than `tls=`", _ENCODED if "@" in query else _HINT)
    for tls in get_args(Tls):
        if said and said[0][1] == tls:
            return tls  # type: ignore[no-any-return]
    if said:
        raise ServerError("`tls` is none of `none`, `starttls`, `tls`")
    return "tls" if port == 465 else "starttls" if port == 587 else "none"


def is_loopback(host: str) -> bool:
    """True for this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
        return "%" not in host
    except ValueError:
        # Names of digits alone are mistyped addresses: `127.0.0.1.1`.
        return bool(_HOST.fullmatch(host)) and not re.fullmatch(r"[0-9.]+", host)


def _decoded(text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise ServerError("a % in name or password stands alone", _ENCODED)
    found = unquote_to_bytes(text)
    if not all(32 <= byte < 127 for byte in found):
        raise ServerError("name or password has characters outside ASCII", "give the account an ASCII password")
    return found.decode("ascii")


def _address(url: str) -> str:
    """An address as a file may have it: whole, and without a password."""
    try:
        server = server_of(url)
    except ServerError as fault:
        if _SECRET.search(url):
            raise PydanticCustomError("secret-in-settings", "a password stands here") from None
        what = {"why": str(fault), "hint": fault.hint}
        raise PydanticCustomError("bad-smtp-address", "is no address of a mail server: {why}", what) from None
    if server.password:
        raise PydanticCustomError("secret-in-settings", "a password stands here")
    return url


SmtpAddress = Annotated[str, AfterValidator(_address)]
"""Where a mail server is, as files of the project may say it."""


class Smtp(BaseModel):
    """`[smtp]`: the server that takes the mail of each point that names none itself, and how fast it is given."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    url: SmtpAddress = "smtp://127.0.0.1:25?tls=none"
    connections: Annotated[int, Field(ge=1, le=64)] = 4
    """At once, to each server."""
    messages_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = Field(0, alias="messages-per-minute")
    """Over all connections to a server; 0 is no limit."""
    messages_per_connection: Annotated[int, Field(ge=1, le=100_000)] = Field(200, alias="messages-per-connection")
    """After so many a connection is closed and another one opened."""


def overridden(values: dict[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """Put what the environment says of speed into the values of the file; out: key → variable.

    The address stays out: it may hold a password, and `mail/smtp/route` reads it where it is used.
    """
    taken: dict[str, str] = {}
    for name, about in Smtp.model_fields.items():
        variable = f"NEWSLETTER_SMTP_{name}".upper()
        if name != "url" and (said := environ.get(variable)):
            key = about.alias or name
            values[key] = int(said) if re.fullmatch(r"[0-9]{1,12}", said) else said
            taken[key] = variable
    return taken
