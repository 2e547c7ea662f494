"""The way in on the home: people sign in with a code that is mailed and typed into the browser that asked, or by an
OpenID Connect provider.

In: the studio's own address, what signing in stands on. Out: an `Entrance` for signed-in people, and the cookies it
gives. Over https they have the prefix `__Host-`: no other host, nor a page of an unsafe one, can set them (RFC 6265bis
section 4.1.3.2).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from newsletter.people.codes import FAILED_AN_HOUR
from newsletter.people.rights import Scope
from newsletter.people.sign_ins import SignIn
from newsletter.people.store import Person as Known
from newsletter.pipeline.editing.person import SCHEMES, Person, Scheme
from newsletter.pipeline.people import provided, signing_in
from newsletter.pipeline.people.provided import Provided, ProviderError, Why
from newsletter.pipeline.people.signing_in import CodeLetter, WayIn
from newsletter.studio.request import StudioRequest, StudioResponse, json_of, redirect
from newsletter.studio.visitor import Visitor

SIGN_IN, SIGNED_IN = "/sign-in", "/signed-in"
BACK = "/sign-in/back"
"""Where a provider leads back to."""
_CODE_SECONDS = 600
_STAY_SECONDS = 14 * 24 * 3600
_SIGNED_IN, _ASKED, _GONE, _PROBE = "studio", "studio-code", "studio-provider", "studio-probe"


def in_locale(spoken: str) -> str:
    """The end of an address of the way in that keeps the locale which somebody has chosen there."""
    return f"?in={spoken}" if spoken else ""


@dataclass(frozen=True, slots=True)
class HomeEntrance:
    """`site` is the studio's address without a slash at its end, `post` hands a letter with a code on its way.

    `scope` tells which locales each point mails, as of now. `log` takes lines of JSON, with nobody in them. `provider`
    is who else can say who somebody is; None where it is a code by mail alone.
    """

    site: str
    way: WayIn
    post: Callable[[CodeLetter, str], None]
    scope: Callable[[], Scope]
    log: Callable[[str], None]
    provider: Provided | None = None

    @property
    def hosts(self) -> frozenset[str]:
        """The host of the studio's address alone."""
        return frozenset({urlsplit(self.site).netloc.lower()})

    def origin(self, headers: Mapping[str, str]) -> str:
        """The studio's address, whatever a proxy has made of the request."""
        return self.site

    def find_visitor(self, headers: Mapping[str, str], *, is_sign: bool = True) -> Visitor | None:
        """Whoever is signed in in this browser."""
        found = signing_in.find_signed_in(self.way, self._cookie(headers, _SIGNED_IN), is_sign=is_sign)
        if found is None:
            return None
        scheme: Scheme = next((each for each in SCHEMES if each == found.scheme), "")
        person = Person(found.name, found.locale, scheme, found.has_keys)
        return Visitor(person, found.id, found.roles, self.scope())

    def is_still_in(self, headers: Mapping[str, str]) -> bool:
        """Until it is ended, anywhere, or too long ago."""
        return signing_in.is_signed_in(self.way, self._cookie(headers, _SIGNED_IN))

    def open(self, request: StudioRequest) -> StudioResponse | None:
        """No address lets in by itself: scanners of mail follow links."""
        return None

    def lead_in(self, request: StudioRequest) -> StudioResponse | None:
        """Where one signs in."""
        return redirect(SIGN_IN)

    def keep_choices(self, visitor: Visitor, person: Person) -> None:
        """In the database, beside the person; the name is given by an operator."""
        stored = signing_in.find_person(self.way, visitor.id)
        if stored:
            changed = replace(stored, locale=person.locale, scheme=person.scheme, has_keys=person.has_keys)
            signing_in.keep_choices(self.way, changed)

    def has_notices(self, visitor: Visitor) -> bool | None:
        """True for whoever is mailed what waits for them."""
        stored = signing_in.find_person(self.way, visitor.id)
        return stored.has_notices if stored else None

    def keep_notices(self, visitor: Visitor, *, is_wanted: bool) -> None:
        """Mail somebody what waits for them from now on, or no longer."""
        stored = signing_in.find_person(self.way, visitor.id)
        if stored:
            signing_in.keep_choices(self.way, replace(stored, has_notices=is_wanted))

    def ask(self, request: StudioRequest, address: str, spoken: str = "") -> StudioResponse | None:
        """Have a code mailed, and go to where it is typed; None when this client has asked too often.

        `spoken` is the locale that was chosen on the page.
        """
        browser = secrets.token_urlsafe(32)
        letter, may_ask = signing_in.ask_code(self.way, address, browser, request.client)
        if not may_ask:
            return None
        if letter:
            self.post(letter, request.words.locale)
        answer = redirect(f"{SIGN_IN}/code{in_locale(spoken)}")
        return replace(answer, headers=(*answer.headers, self._set(_ASKED, browser, _CODE_SECONDS)))

    def enter(self, request: StudioRequest, code: str, spoken: str = "") -> StudioResponse | None:
        """Sign in by what was typed; None for a code that is not the one this browser asked for, or no longer.

        Who has never chosen a locale gets the one that was `spoken` here.
        """
        browser = self._cookie(request.headers, _ASKED)
        entered = signing_in.enter(self.way, code, browser, request.headers.get("user-agent", "")) if browser else None
        if entered is None:
            if signing_in.is_under_attack(self.way):
                self.log(json.dumps({"alarm": "sign-in", "wrong-codes-an-hour": FAILED_AN_HOUR}))
            return None
        secret, known = entered
        self._keep_spoken(known, spoken)
        answer = redirect("/")
        cookies = (self._set(_SIGNED_IN, secret, _STAY_SECONDS), self._set(_ASKED, "", 0))
        return replace(answer, headers=(*answer.headers, *cookies))

    def go_to_provider(self, request: StudioRequest, spoken: str = "") -> StudioResponse | Why:
        """Lead the browser to the provider; or why not. It comes back with the locale that was `spoken` here."""
        if self.provider is None:
            return Why.REFUSED
        # The cookie of another tab that has gone there is kept, so that it can still come back.
        browser = self._cookie(request.headers, _GONE) or secrets.token_urlsafe(32)
        try:
            answer = redirect(provided.go_there(self.way, self.provider, browser, request.client, spoken))
        except ProviderError as fault:
            return self._refused(fault)
        return replace(answer, headers=(*answer.headers, self._set(_GONE, browser, _CODE_SECONDS)))

    def come_back(self, request: StudioRequest, spoken: str = "") -> StudioResponse | Why:
        """Sign in whoever comes back from the provider; or why not.

        Who has never chosen a locale gets the one that was `spoken` before they went there.
        """
        if self.provider is None:
            return Why.REFUSED
        browser, called = self._cookie(request.headers, _GONE), request.headers.get("user-agent", "")
        try:
            secret, known = provided.come_back(self.way, self.provider, request.query, browser, called)
        except ProviderError as fault:
            return self._refused(fault)
        self._keep_spoken(known, spoken)
        answer = redirect("/")
        cookies = (self._set(_SIGNED_IN, secret, _STAY_SECONDS), self._set(_GONE, "", 0))
        return replace(answer, headers=(*answer.headers, *cookies))

    def _keep_spoken(self, known: Known, spoken: str) -> None:
        if spoken and not known.locale:
            signing_in.keep_choices(self.way, replace(known, locale=spoken))

    def _refused(self, fault: ProviderError) -> Why:
        self.log(json.dumps({"sign-in": fault.why.name.lower().replace("_", "-"), "said": str(fault)}))
        return fault.why

    def health(self, request: StudioRequest, *, trusts_proxy: bool) -> StudioResponse:
        """How it was asked, for whoever looks whether the studio is well: who they count as, a cookie that ends."""
        told = {"status": "ok", "client": request.client, "proxy": trusts_proxy}
        return json_of(told, headers=(self._set(_PROBE, "", 0),))

    def leave(self, request: StudioRequest) -> StudioResponse:
        """Sign out here."""
        signing_in.leave(self.way, self._cookie(request.headers, _SIGNED_IN))
        answer = redirect(SIGN_IN)
        return replace(answer, headers=(*answer.headers, self._set(_SIGNED_IN, "", 0)))

    def list_sign_ins(self, request: StudioRequest) -> tuple[SignIn, ...]:
        """Where whoever asks is signed in."""
        return signing_in.list_sign_ins(self.way, request.visitor.id, self._cookie(request.headers, _SIGNED_IN))

    def leave_there(self, request: StudioRequest, name: str) -> StudioResponse:
        """End one of one's own sign-ins elsewhere."""
        signing_in.leave_there(self.way, request.visitor.id, name)
        return redirect(SIGNED_IN)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.site.startswith("https://") else name

    def _cookie(self, headers: Mapping[str, str], name: str) -> str:
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        return next((value for key, _, value in pairs if key == self._name(name)), "")

    def _set(self, name: str, value: str, seconds: int) -> tuple[str, str]:
        # Lax: a page of the studio is opened by a click in a mail, and no GET changes anything.
        secure = "; Secure" if self.site.startswith("https://") else ""
        told = f"{self._name(name)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
        return ("set-cookie", told)
