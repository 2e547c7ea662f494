"""HTTP as a provider needs it: one request out, one whole reply in, within its time, or a refusal.

In: a `Request` and a number of seconds. Out: a `Reply`, or `RefusedError` with the reason in our words. This is the
only module that imports requests, and of it only the connection pool is used: no session, so there are no cookies, no
`.netrc` and no redirects. Proxies and certificates come from the environment as everywhere (`HTTPS_PROXY`, `NO_PROXY`,
`REQUESTS_CA_BUNDLE`).
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPDigestAuth
from requests.utils import get_environ_proxies
from urllib3.exceptions import NewConnectionError

from newsletter.exceptions import NewsletterError
from newsletter.translate.providers.provider import Kind, Refusal
from newsletter.version import __version__

MAX_ANSWER = 4_000_000
"""Bytes. The longest request is a twentieth of this."""
_CONNECT_SECONDS = 5.0
_CHUNK = 65_536
_AGENT = f"newsletter-composer/{__version__}"

# urllib3 writes the address of each request, which for Google and MyMemory holds the text, into its debug log.
logging.getLogger("urllib3").setLevel(logging.WARNING)


class RefusedError(NewsletterError):
    """What the world did, on its way to the adapter that makes a result of it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.kind}: {refusal.detail}")
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. Only the address and the method are ever shown."""

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Iterable[tuple[str, str]] = field(default=(), repr=False)
    json: Any = field(default=None, repr=False)
    digest: tuple[str, str] | None = field(default=None, repr=False)
    """Name and password for services that ask for them by HTTP Digest (RFC 7616); they are never sent as they are."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, as a whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def text(self) -> str:
        """The body as text: UTF-8 when it is that, whatever the header says, else in the header's charset.

        Raises `RefusedError` where it is in neither.
        """
        declared = re.search(r"charset=[\"']?([\w-]+)", self.headers.get("content-type", ""))
        for charset in ("utf-8-sig", declared[1] if declared else "utf-8"):
            try:
                return self.body.decode(charset)
            except (UnicodeDecodeError, LookupError):
                continue
        raise RefusedError(Refusal(Kind.BROKEN_ANSWER, "the answer is not in the characters it says it is in"))

    def json(self) -> Any:
        """The body as JSON values, which is UTF-8 by definition (RFC 8259 section 8.1).

        Raises `RefusedError` for anything else.
        """
        try:
            return json.loads(self.body.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise RefusedError(_no_json(self.body)) from None


def _no_json(body: bytes) -> Refusal:
    if body.lstrip()[:1] == b"<":
        detail = "a web page came back in place of a translation; is there a login page in between?"
    elif not body.strip():
        detail = "the answer is empty"
    else:
        detail = "the answer is no JSON"
    return Refusal(Kind.BROKEN_ANSWER, detail, is_passing=True)


class Wire:
    """Connections to one service; may be used by several threads at once."""

    def __init__(self, timeout: float, environ: Mapping[str, str], in_flight: int = 4) -> None:
        self._timeout = timeout
        self._verify = environ.get("REQUESTS_CA_BUNDLE") or True
        self._adapter = HTTPAdapter(pool_connections=2, pool_maxsize=in_flight, max_retries=0)

    def send(self, request: Request) -> Reply:
        """The reply, whatever its status. It takes `timeout` seconds at most, from the look-up of the name to the end.

        A thread of its own does the waiting: the time-outs of sockets begin anew with each byte, and looking up a name
        has none. One that is given up ends by itself and keeps nobody from leaving. Raises `RefusedError` where none
        comes.
        """
        outcome: SimpleQueue[Reply | Refusal | BaseException] = SimpleQueue()
        Thread(target=self._fetch_into, args=(request, outcome), name="wire", daemon=True).start()
        try:
            found = outcome.get(timeout=self._timeout)
        except Empty:
            raise RefusedError(self._too_slow()) from None
        if isinstance(found, Refusal):
            raise RefusedError(found)
        if isinstance(found, BaseException):
            raise found
        return found

    def _fetch_into(self, request: Request, outcome: SimpleQueue[Reply | Refusal | BaseException]) -> None:
        try:
            outcome.put(self._fetch(request))
        except RefusedError as refused:
            outcome.put(refused.refusal)
        except requests.ConnectTimeout:
            outcome.put(replace(self._too_slow(), may_have_arrived=False))
        except (requests.Timeout, TimeoutError):
            outcome.put(self._too_slow())
        except requests.exceptions.SSLError:
            outcome.put(Refusal(Kind.NO_CONNECTION, "the server's certificate can't be trusted"))
        except (requests.RequestException, OSError, UnicodeError) as fault:
            # Their words hold the address with the text, so none of them is passed on.
            detail = "the connection failed or broke off"
            outcome.put(Refusal(Kind.NO_CONNECTION, detail, is_passing=True, may_have_arrived=_had_begun(fault)))
        except BaseException as bug:
            outcome.put(bug)

    def _fetch(self, request: Request) -> Reply:
        ends = time.monotonic() + self._timeout
        prepared = requests.Request(
            request.method,
            request.url,
            params=dict(request.params),
            headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", **request.headers},
            data=list(request.form),
            json=request.json,
        ).prepare()
        how: Any = {
            "stream": True,
            # A little more than whoever waits for this thread, so that it is always they who give up.
            "timeout": (min(self._timeout, _CONNECT_SECONDS), self._timeout + 1),
            "verify": self._verify,
            "proxies": get_environ_proxies(request.url),
        }
        digest = HTTPDigestAuth(*request.digest) if request.digest else None
        if digest:
            prepared = digest(prepared)
        response = self._adapter.send(prepared, **how)
        if digest and response.status_code == 401:
            response.close()
            response._content = b""  # what stands below a 401 is read by nobody, however long it is
            response = digest.handle_401(response, **how)
        body = bytearray()
        try:
            for chunk in response.iter_content(_CHUNK):
                body += chunk
                if len(body) > MAX_ANSWER:
                    detail = f"the answer is larger than {MAX_ANSWER // 1_000_000} MB"
                    raise RefusedError(Refusal(Kind.BROKEN_ANSWER, detail))
                if time.monotonic() > ends:
                    raise RefusedError(self._too_slow())
        except BaseException:
            response.close()
            raise
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, bytes(body))

    def _too_slow(self) -> Refusal:
        detail = f"no whole answer within {self._timeout:g} seconds"
        return Refusal(Kind.TIMEOUT, detail, is_passing=True, may_have_arrived=True)


def _had_begun(fault: BaseException) -> bool:
    """False where no connection was made, so that nothing can have arrived."""
    reason = getattr(fault.args[0] if fault.args else None, "reason", None)
    return isinstance(fault, requests.ConnectionError) and not isinstance(reason, NewConnectionError)


_BY_STATUS = {
    400: (Kind.NOT_ACCEPTED, "the service did not accept the request"),
    401: (Kind.KEY_REFUSED, "the service refuses the key, or wants one"),
    402: (Kind.QUOTA, "what the account may translate is used up"),
    403: (Kind.KEY_REFUSED, "the service refuses the key, or wants one"),
    404: (Kind.WRONG_ADDRESS, "nothing translates at this address"),
    405: (Kind.WRONG_ADDRESS, "nothing translates at this address"),
    408: (Kind.TIMEOUT, "the server waited too long for the request"),
    410: (Kind.WRONG_ADDRESS, "nothing translates at this address any more"),
    413: (Kind.TOO_LONG, "the text is too long for the service"),
    414: (Kind.TOO_LONG, "the text is too long for the service"),
    429: (Kind.TOO_MANY, "too many requests"),
    456: (Kind.QUOTA, "what the account may translate is used up"),
    529: (Kind.TOO_MANY, "too many requests"),
}
_PASSING = {408, 429, 529}
# Services say so in words behind a status that means another thing. `Rate limit exceeded` is no such word: it passes.
_USED = r"exceeded|exhausted|used up|reached|depleted|ended|expired|insufficient|out"
_WHAT = r"quota|credits?|balance|allowance|free (?:plan|tier|trial)|(?:daily|monthly|characters?|usage|plan) limit"
_USED_UP = re.compile(
    rf"\b(?:{_WHAT})\W+(?:\w+\W+){{0,4}}?(?:{_USED})\b"
    rf"|\b(?:{_USED}|used all|no more|no)\W+(?:\w+\W+){{0,5}}?(?:{_WHAT})\b"
    r"|dailyLimitExceeded|quotaExceeded|insufficient_quota|billing_hard_limit",
    re.IGNORECASE,
)


def refusal_of(reply: Reply) -> Refusal | None:
    """What a reply's status means; None when it holds a translation (RFC 9110 section 15)."""
    status = reply.status
    if 200 <= status < 300:
        return None
    if status in (301, 302, 303, 307, 308):
        return Refusal(Kind.REDIRECTED, f"the address leads on to {_host(reply)}, and nothing is carried there")
    # With a time to wait it is what may be used in a minute.
    says_when = status == 429 and "retry-after" in reply.headers
    if status in (403, 429) and not says_when and _USED_UP.search(reply.body[:2_000].decode("utf-8", "replace")):
        return Refusal(Kind.QUOTA, f"what the account may translate is used up (status {status})")
    if status in _BY_STATUS:
        kind, detail = _BY_STATUS[status]
    elif status >= 500:
        kind, detail = Kind.SERVER_FAULT, "the server has a fault"
    else:
        kind, detail = Kind.NOT_ACCEPTED, "the service did not accept the request"
    is_passing = status in _PASSING or status >= 500
    wait = _retry_after(reply.headers) if is_passing else None
    return Refusal(kind, f"{detail} (status {status})", is_passing, wait)


def _host(reply: Reply) -> str:
    try:
        host = urlsplit(reply.headers.get("location", "")).hostname or ""
    except ValueError:
        host = ""
    return f"`{host}`" if re.fullmatch(r"[a-z0-9.:-]{1,100}", host) else "another address"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from either form of Retry-After (RFC 9110 section 10.2.3); a date counts from the server's own."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,6}", said):
        return float(said)
    try:
        then, now = parsedate_to_datetime(said), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError):
        return None
