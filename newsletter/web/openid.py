"""An OpenID Connect provider is asked who somebody is: the only module that knows Authlib.

In: a provider's settings, what a browser brings back from it. Out: `Claims`, after all that OpenID Connect Core section
3.1.3.7 wants was looked at; else a `ProviderError`. What is signed counts only if it is signed with a public key: a
provider that names `none` among its algorithms would let anybody write it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from newsletter.people.identities import Ask, Claims
from newsletter.pipeline.people.provided import ProviderError, Why
from newsletter.settings.studio import Provider, is_own_machine

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Those of public keys (RFC 7518, RFC 8037): neither none at all, nor one that who only verifies could sign with."""
SCOPE = "openid email profile"
_PATIENCE = 10.0
_KEPT_SECONDS, _AGAIN_SECONDS = 3600.0, 60.0
"""What a provider says of itself is asked again after an hour; for a key that nobody knows, after a minute."""
_LEEWAY = 60
_MOST_GROUPS = 1000
_WELL_KNOWN = "/.well-known/openid-configuration"


class OpenIdProvider:
    """One provider. `secret` is empty for a studio that proves itself by PKCE alone."""

    def __init__(self, settings: Provider, secret: str, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._secret = secret
        self._now = now
        self._lock = threading.Lock()
        self._known: tuple[float, dict[str, Any], KeySet] | None = None

    def begin(self, ask: Ask, back: str) -> str:
        """The address to go to; `back` is where it leads back."""
        said, _ = self._ask_about_itself()
        with self._session(said, back) as session:
            address, _ = session.create_authorization_url(
                said["authorization_endpoint"], state=ask.state, nonce=ask.nonce, code_verifier=ask.verifier
            )
        return str(address)

    def finish(self, answer: Mapping[str, str], ask: Ask, back: str) -> Claims:
        """Who came back with this answer."""
        if answer.get("error"):
            raise ProviderError(Why.REFUSED, _short(answer["error"]))
        if answer.get("iss", self._settings.issuer) != self._settings.issuer:  # RFC 9207
            raise ProviderError(Why.UNTRUE, "it is the answer of another provider")
        said, _ = self._ask_about_itself()
        with self._session(said, back) as session:
            try:
                token = session.fetch_token(
                    said["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer.get("code", ""),
                    code_verifier=ask.verifier,
                )
                claims = self._verified(token, ask)
                wanted = ("email", self._settings.groups_claim)
                if said.get("userinfo_endpoint") and any(each not in claims for each in wanted):
                    more = session.get(said["userinfo_endpoint"]).json()
                    if isinstance(more, dict) and more.get("sub") == claims["sub"]:
                        claims = {**more, **claims}
            except AuthlibBaseError as fault:
                raise ProviderError(Why.REFUSED, _short(fault.error or "")) from None
            except (requests.RequestException, ValueError) as fault:
                raise ProviderError(Why.SILENT, type(fault).__name__) from None
        return self._claims(claims)

    def look(self) -> None:
        """Ask the provider about itself anew. Raises `ProviderError`."""
        self._ask_about_itself(0)

    def _claims(self, claims: Mapping[str, Any]) -> Claims:
        groups = claims.get(self._settings.groups_claim)
        listed = groups if isinstance(groups, list) else [groups]
        return Claims(
            self._settings.issuer,
            str(claims["sub"]),
            _text(claims.get("email")),
            claims.get("email_verified") is True,
            _text(claims.get("name")),
            tuple(each for each in listed[:_MOST_GROUPS] if isinstance(each, str)),
        )

    def _verified(self, token: Mapping[str, Any], ask: Ask) -> dict[str, Any]:
        """What the provider has signed about whoever came back."""
        signed = token.get("id_token")
        if not isinstance(signed, str):
            raise ProviderError(Why.UNTRUE, "it says nothing of who that is: no id_token")
        try:
            decoded = self._decoded(signed)
            options: Any = {
                "iss": {"essential": True, "value": self._settings.issuer},
                "aud": {"essential": True, "value": self._settings.client_id},
            }
            known = {
                "nonce": ask.nonce,
                "client_id": self._settings.client_id,
                "access_token": token.get("access_token", ""),
            }
            claims = CodeIDToken(decoded.claims, decoded.header, options, known)
            claims.validate(int(self._now()), _LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as fault:
            raise ProviderError(Why.UNTRUE, _short(f"{type(fault).__name__}: {fault}")) from None
        if not isinstance(decoded.claims.get("sub"), str) or not decoded.claims["sub"]:
            raise ProviderError(Why.UNTRUE, "it names nobody")
        return dict(decoded.claims)

    def _decoded(self, signed: str) -> jwt.Token:
        _, keys = self._ask_about_itself()
        try:
            return jwt.decode(signed, keys, list(ALGORITHMS))
        except (JoseError, ValueError):
            _, newer = self._ask_about_itself(_AGAIN_SECONDS)  # it may have made a new key since
            if newer is keys:
                raise
            return jwt.decode(signed, newer, list(ALGORITHMS))

    def _ask_about_itself(self, oldest: float = _KEPT_SECONDS) -> tuple[dict[str, Any], KeySet]:
        """What the provider says of itself and its keys, not older than so many seconds."""
        with self._lock:
            if self._known is not None and self._now() - self._known[0] < oldest:
                return self._known[1], self._known[2]
            issuer = self._settings.issuer
            try:
                said = _fetched(issuer.rstrip("/") + _WELL_KNOWN)
                if said.get("issuer") != issuer:
                    raise ProviderError(Why.UNTRUE, f"it calls itself {_short(str(said.get('issuer')))}")
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
                    address = said.get(name)
                    if address is None and name == "userinfo_endpoint":
                        continue
                    if not (isinstance(address, str) and _is_safe(address)):
                        raise ProviderError(Why.UNTRUE, f"its {name} is no https address")
                keys = KeySet.import_key_set(_fetched(said["jwks_uri"]))  # type: ignore[arg-type]
            except (requests.RequestException, ValueError, JoseError) as fault:
                raise ProviderError(Why.SILENT, type(fault).__name__) from None
            self._known = (self._now(), said, keys)
            return said, keys

    def _session(self, said: Mapping[str, Any], back: str) -> OAuth2Session:
        ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Session(
            self._settings.client_id,
            self._secret or None,
            token_endpoint_auth_method=way if self._secret else "none",
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=_PATIENCE,
        )


def _fetched(address: str) -> dict[str, Any]:
    answer = requests.get(address, timeout=_PATIENCE, headers={"accept": "application/json"})
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _is_safe(address: str) -> bool:
    return urlsplit(address).scheme == "https" or (address.startswith("http://") and is_own_machine(address))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _short(text: str) -> str:
    return "".join(each for each in text if each.isprintable())[:100]
