"""What is known of the studio that is online: its address, what stands before it, and how people sign in.

In: a project's settings, and how an address is asked. Out: diagnoses. Nobody is signed in, and nothing is changed.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.pipeline.doctor.diagnosis import N_, Diagnosis, note, ok, wrong
from newsletter.problems import Location, error, warning
from newsletter.settings.project import FILE, Settings
from newsletter.settings.studio import OIDC_SECRET, is_own_machine

HEALTH = "/sign-in/health"
"""Where the studio says how it was asked; it answers nobody else's question."""
FORGED = "203.0.113.7"
"""What we say who asks (RFC 5737): a proxy must not pass it on as the truth."""
SOON = dt.timedelta(days=14)
_PATIENCE = 15.0
_FLAGS = ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: `ends` is when the certificate does, None without one."""

    status: int
    cookies: tuple[str, ...]
    body: bytes
    ends: dt.datetime | None = None


Ask = Callable[[str, str, Mapping[str, str]], Answered]
"""Asks a site for a path with headers. Raises `OSError` where nobody answers, `ssl.SSLError` for a certificate."""


def of_studio(settings: Settings, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    """What can be seen of it from here; nothing where nobody signs in anywhere."""
    site = settings.studio.site
    if not site:
        return
    at, host = Location(FILE), urlsplit(site).hostname
    if host == urlsplit(settings.site).hostname:
        message = f"the studio’s host is that of the readers’ pages: {site}"
        yield wrong("studio", error("studio-without-site", message, at, "give the studio a host of its own"))
    if not site.startswith("https://") and not is_own_machine(site):
        message = f"people sign in at {site}, in clear: whoever listens is signed in as they are"
        yield wrong("studio", error("studio-in-clear", message, at, "put a proxy with a certificate before it"))
    oidc = settings.studio.oidc
    if oidc.issuer and not environ.get(OIDC_SECRET):
        said = N_("no {variable}: at {provider} the studio proves itself by PKCE alone")
        yield note("studio", said, variable=OIDC_SECRET, provider=oidc.issuer)


def ask_studio(site: str, now: dt.datetime, ask: Ask) -> Iterator[Diagnosis]:
    """What it answers through all that stands before it."""
    try:
        answer = ask(site, HEALTH, {"x-forwarded-for": FORGED})
    except ssl.SSLCertVerificationError as fault:
        reason = getattr(fault, "verify_message", fault)
        message = f"the certificate of {site} does not hold: {reason}"
        yield wrong("studio", error("studio-certificate", message, None, "have the proxy get one for this host"))
        return
    except (OSError, http.client.HTTPException) as fault:
        reason = (getattr(fault, "strerror", None) or str(fault)).lower()
        hint = "look whether `newsletter studio --online` and the proxy run, and whether DNS leads here"
        yield wrong("studio", error("no-studio", f"{site} does not answer: {reason}", None, hint))
        return
    if answer.status == 421:
        message = f"what stands before the studio asks it by another name than {urlsplit(site).netloc}"
        hint = "have the proxy pass `Host` on as it came: docs/operators/online.md has it"
        yield wrong("studio", error("studio-other-host", message, None, hint))
        return
    try:
        said = json.loads(answer.body) if answer.status == 200 else {}
        client, trusts_proxy = str(said["client"]), bool(said["proxy"])
    except (ValueError, TypeError, KeyError):
        message = f"something else than the studio answers at {site} (status {answer.status})"
        yield wrong("studio", error("no-studio", message, None, "have the proxy pass the whole host on to the studio"))
        return
    yield ok("studio", N_("{site} answers, by its own name"), site=site)
    if answer.ends is not None:
        if answer.ends - now < SOON:
            message = f"the certificate of {site} ends on {answer.ends:%Y-%m-%d}"
            hint = "look why it is not renewed"
            yield wrong("studio", warning("studio-certificate", message, None, hint))
        else:
            yield ok("studio", N_("its certificate holds until {day}"), day=f"{answer.ends:%Y-%m-%d}")
    yield _of_client(client, trusts_proxy=trusts_proxy)
    yield _of_cookie(answer.cookies, is_safe=site.startswith("https://"))


def _of_client(client: str, *, trusts_proxy: bool) -> Diagnosis:
    if client == FORGED:
        message = "whoever asks can say who they are: X-Forwarded-For is passed on as it came"
        hint = "have the proxy put the address that it sees last into X-Forwarded-For"
        return wrong("studio", error("studio-believes-visitors", message, None, hint))
    if not trusts_proxy:
        message = "everybody counts as one client, so that ten who ask for a code keep all others out for an hour"
        hint = "start it with --trust-proxy, and have the proxy name the visitor in X-Forwarded-For"
        return wrong("studio", warning("studio-without-visitors", message, None, hint))
    return ok("studio", N_("who asks is counted by the address that the proxy names"))


def _of_cookie(cookies: tuple[str, ...], *, is_safe: bool) -> Diagnosis:
    wanted = _FLAGS if is_safe else _FLAGS[1:]
    parts = [part.strip() for cookie in cookies[:1] for part in cookie.split(";")]
    missing = [flag for flag in wanted if flag not in parts]
    name = "__Host-" if is_safe else "studio"
    if not parts or not parts[0].startswith(name) or missing or any(part.startswith("Domain=") for part in parts):
        message = f"the studio’s cookies come changed: {', '.join(missing) or 'another name or domain'}"
        return wrong("studio", error("studio-cookies", message, None, "have the proxy pass Set-Cookie on as it came"))
    return ok("studio", N_("its cookies are this host’s alone ({flags})"), flags=", ".join(wanted))


def ask_site(site: str, path: str, headers: Mapping[str, str]) -> Answered:
    """Ask over the network."""
    parts = urlsplit(site)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=_PATIENCE, context=context
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
    try:
        connection.connect()
        ends = None
        if isinstance(connection.sock, ssl.SSLSocket):
            told = dict(connection.sock.getpeercert() or {}).get("notAfter")
            ends = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told)), dt.UTC) if told else None
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        return Answered(answer.status, tuple(answer.headers.get_all("set-cookie") or ()), answer.read(65_536), ends)
    finally:
        connection.close()
