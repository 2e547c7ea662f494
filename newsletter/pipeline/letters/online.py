"""Are the links of an issue's letters alive? `check --online` asks their sites; nothing else does.

In: letters, a client of the web, a clock. Out: links that lead nowhere, whose site keeps silent, or that have moved for
good, each where it was written. Each address is asked for once, each host once a second; an answer that is good stands
for a day.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from newsletter.edition import EditionKey
from newsletter.files import Cache, digest_of
from newsletter.pipeline.letters.web_client import Reply, SilentError, WebClient
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Problem, warning

APART = 1.0
"""Seconds between two questions to one host."""
KEPT = dt.timedelta(days=1)
_MOST_STEPS = 5
_AT_ONCE = 8
_LOCKED = frozenset({401, 402, 403, 407, 429, 451, 999})
"""The page is there, but not for programs, or not for everybody: that says nothing of the link."""
_ANOTHER_WAY = frozenset({400, 401, 403, 404, 405, 406, 410, 500, 501, 503})
"""What servers say to `HEAD` that would answer a `GET`."""
_FOR_GOOD = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Found:
    """What became of an address: a code of a problem, empty where it is alive; and what to say of it.

    `is_silent` where nobody has answered at all.
    """

    code: str = ""
    says: str = ""
    is_silent: bool = False


@dataclass
class Pace:
    """When each host may be asked again. `clock` counts seconds, `wait` lets them pass."""

    clock: Callable[[], float]
    wait: Callable[[float], None]
    _next: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, host: str) -> None:
        """Return when the host may be asked."""
        with self._lock:
            now = self.clock()
            at = max(now, self._next.get(host, now))
            self._next[host] = at + APART
        if at > now:
            self.wait(at - now)


Told = Callable[[int, int, str], None]
"""Is told how many of how many addresses have answered, and what is asked."""


@dataclass(frozen=True)
class Online:
    """What is needed to ask: a client, a pace, the present time, and somebody who is told how far it is."""

    client: WebClient
    pace: Pace
    now: dt.datetime
    told: Told = lambda done, total, name: None


def online_problems(letters: Mapping[EditionKey, Examined], cache: Cache, online: Online) -> Iterator[Problem]:
    """What is wrong with the links of letters, as their sites have answered."""
    wanted = dict.fromkeys(
        address for letter in letters.values() for address in letter.addresses if _is_asked(letter, address, online)
    )
    found = _ask_all(list(wanted), cache, online)
    hosts = {urlsplit(address).netloc for address in found}
    if len(hosts) > 1 and all(each.is_silent for each in found.values()):
        message = f"none of {len(hosts)} sites has answered, so nothing is known of {len(found)} links"
        yield warning("unanswered-link", message, None, "look whether this machine is connected, and ask again")
        return
    checks = (
        LetterCheck("dead-link", _of("dead-link", found), "open it in a browser, and write where the page is"),
        LetterCheck(
            "unanswered-link", _of("unanswered-link", found), "try again later; if it stays so, link elsewhere"
        ),
        LetterCheck("moved-link", _of("moved-link", found), "write the new address; old ones are switched off"),
    )
    for letter in letters.values():
        for check in checks:
            yield from check.problems(letter)


def _of(code: str, found: Mapping[str, Found]) -> Callable[[Examined], Iterator[Finding]]:
    """What has become of a letter's addresses, as far as it is told by this code."""

    def findings(letter: Examined) -> Iterator[Finding]:
        for address, link in letter.addresses.items():
            one = found.get(address)
            if one and one.code == code:
                yield Finding(f"{one.says}: {address[:120]}", written=address, element=link)

    return findings


def _is_asked(letter: Examined, address: str, online: Online) -> bool:
    """Pages of the archive are there once the letter is mailed; what is no web address is told without asking."""
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return False
    is_own = letter.site in unquote(address)  # also within one that hands it over, to be shared
    return is_web and not is_own and online.client.is_asked(parts.hostname or "")


def _ask_all(addresses: list[str], cache: Cache, online: Online) -> dict[str, Found]:
    """What became of each; those of one host one after another, of several at once."""
    counted = 0
    found = {address: kept for address in addresses if (kept := _recall(address, cache, online.now))}
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        if address not in found:
            by_host.setdefault(urlsplit(address).netloc, []).append(address)
    total = sum(map(len, by_host.values()))
    lock = threading.Lock()

    def one_host(several: list[str]) -> dict[str, Found]:
        nonlocal counted
        answers: dict[str, Found] = {}
        for address in several:
            with lock:
                online.told(counted, total, urlsplit(address).netloc)
            answers[address] = look(address, online)
            with lock:
                counted += 1
        return answers

    with ThreadPoolExecutor(_AT_ONCE, "online") as threads:
        for answers in threads.map(one_host, by_host.values()):
            found |= answers
            for address, answer in answers.items():
                if answer.code in ("", "moved-link"):
                    _keep(address, answer, cache, online.now)
    return found


def look(address: str, online: Online) -> Found:
    """What becomes of one address: `HEAD`, then `GET` where that says little, and where it leads on."""
    at, permanent, steps = urldefrag(address)[0], True, 0
    while True:
        try:
            reply = _answer(at, online)
        except SilentError as fault:
            return Found("dead-link" if fault.is_gone else "unanswered-link", str(fault), is_silent=True)
        if not (300 <= reply.status < 400 and reply.leads_to):
            break
        permanent = permanent and reply.status in _FOR_GOOD
        at, steps = urldefrag(urljoin(at, reply.leads_to))[0], steps + 1
        if urlsplit(at).scheme not in ("http", "https"):
            return Found("dead-link", f"the site leads on to what is no web address, {at[:80]}")
        if steps > _MOST_STEPS:
            return Found("dead-link", f"the site leads on more than {_MOST_STEPS} times")
    if reply.status in _LOCKED or 200 <= reply.status < 300:
        return _moved(address, at, is_permanent=permanent and steps > 0)
    if reply.status >= 500:
        return Found("unanswered-link", f"the site has a fault of its own ({reply.status})")
    return Found("dead-link", f"the page is not there ({reply.status})")


def _moved(address: str, last: str, *, is_permanent: bool) -> Found:
    """An address that leads on for good, or to the front page, which is how sites hide that a page has gone."""
    asked, reached = urlsplit(address), urlsplit(last)
    if reached.path.strip("/") == "" and asked.path.strip("/") and not reached.query:
        return Found("moved-link", f"the page has gone: the site leads on to its front page, {last[:120]}")
    if is_permanent and last.rstrip("/") != urldefrag(address)[0].rstrip("/"):
        return Found("moved-link", f"the page has moved for good, to {last[:120]}")
    return Found()


def _answer(address: str, online: Online) -> Reply:
    host = urlsplit(address).netloc
    online.pace.keep(host)
    reply = online.client.ask("HEAD", address)
    if reply.status in _ANOTHER_WAY:
        online.pace.keep(host)
        reply = online.client.ask("GET", address)
    return reply


def _recall(address: str, cache: Cache, now: dt.datetime) -> Found | None:
    kept = cache.get("online", digest_of([address]))
    values = json.loads(kept) if kept else {}
    if not values or not dt.timedelta() <= now - dt.datetime.fromisoformat(values.pop("at")) < KEPT:
        return None
    return Found(**values)


def _keep(address: str, found: Found, cache: Cache, now: dt.datetime) -> None:
    cache.put("online", digest_of([address]), json.dumps({**asdict(found), "at": now.isoformat()}).encode())
