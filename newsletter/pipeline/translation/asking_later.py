"""Machines that answer later, set up for a run: who is asked, where the answer goes, and what has come so far.

In: a project, an environment, an issue. Out: an `Asking` for its chains; answers that lie at the home, picked up for a
desk. Where no address is set at which an answer could come, it lacks that, so that nothing is sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from newsletter.domains import is_sample
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.project import Project
from newsletter.problems import Problem, warning
from newsletter.settings.project import HOME_KEY, SECRET, Settings
from newsletter.translate.later.asking import Asking, Place
from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.request_store import RequestStore
from newsletter.translate.later.tokens import AnswerTokens, tokens_of
from newsletter.translate.providers.etranslation import NAME, read_answer
from newsletter.translate.providers.home import Relay, fetch_answer
from newsletter.translate.providers.later import ANSWERS, LaterProvider
from newsletter.translate.providers.limits import Pace
from newsletter.translate.providers.provider import Limits, Refusal
from newsletter.translate.providers.registry import is_near, make_later_provider, variable_of
from newsletter.translate.providers.wire import Wire

_SECONDS = 15.0
"""As long the home may take."""


def asking_for(project: Project, environ: Mapping[str, str], issue: str, pace: Pace) -> Asking:
    """The provider that answers later, for a run over an issue."""
    settings = project.settings
    tokens = tokens_at(environ)
    provider: LaterProvider = make_later_provider(settings.providers, environ)
    key = environ.get(HOME_KEY, "").strip()
    is_desk = bool(settings.home.url) and not environ.get(variable_of(NAME))
    if tokens and is_desk:
        provider = _through_home(settings, environ, tokens)
    lack = "; ".join(filter(None, (provider.lack, *_lacks_of_place(settings, provider.url, tokens))))
    if tokens is None and is_desk:
        what = "is too short: it needs 32 characters" if key else "is not set: a desk asks through its home"
        lack = f"{HOME_KEY} {what}, the same here and at {settings.home.url}"
    place = Place(home_of(settings), tokens) if tokens else None
    store, mailbox = RequestStore(project.root), Mailbox(project.root)
    return Asking(provider, read_answer, store, mailbox, place, lack, issue, read_clock, pace)


def tokens_at(environ: Mapping[str, str]) -> AnswerTokens | None:
    """What signs the addresses of answers: the key that home and desks share, else the home's own secret."""
    return tokens_of(environ.get(HOME_KEY, ""), environ.get(SECRET, ""))


def home_of(settings: Settings) -> str:
    """Where answers go."""
    return settings.home.url or settings.site


def _through_home(settings: Settings, environ: Mapping[str, str], tokens: AnswerTokens) -> Relay:
    said = settings.providers.etranslation
    limits = Limits(texts=5_000, characters=2_000_000, in_flight=said.requests_at_once, timeout=30.0)
    lack = f"the texts would travel readable to {settings.home.url}: write https"
    is_readable = settings.home.url.startswith("http:") and not is_near(settings.home.url)
    return Relay(
        Wire(limits.timeout, environ, 1),
        limits,
        settings.home.url,
        tokens.key_of,
        NAME,
        dt.timedelta(hours=said.answers_within),
        lack=lack if is_readable else "",
    )


def _lacks_of_place(settings: Settings, service: str, tokens: AnswerTokens | None) -> Iterator[str]:
    """Why no answer could come: nothing where one can."""
    home = home_of(settings)
    if not (is_near(home) and is_near(service)):  # both on this machine: somebody tries it out
        if is_sample(urlsplit(home).hostname or "") and not is_near(home):
            yield f"its answers have nowhere to go: `site` is a sample ({home}); set it, or `[home] url` on a desk"
        elif is_near(home):
            yield f"its answers can't reach {home}: set `[home] url` to the public address of `newsletter serve`"
        elif not home.startswith("https://"):
            yield f"its answers would come readable to {home}: write https"
    if tokens is None:
        yield (
            f"neither {HOME_KEY} nor {SECRET} is set, with 32 characters at least: an answer could not be told from "
            "a stranger's"
        )


def pick_up(project: Project, environ: Mapping[str, str]) -> list[Problem]:
    """Take what has come to the home for the open requests of this desk; a problem where the home can't be asked."""
    tokens, mailbox = tokens_at(environ), Mailbox(project.root)
    if tokens is None or not project.settings.home.url:
        return []
    wire = Wire(_SECONDS, environ, 1)
    for request in RequestStore(project.root).open_requests():
        if mailbox.has(request.id):
            continue
        address = f"{request.home}/{ANSWERS}/{request.token}"
        found = fetch_answer(wire, address, tokens.key_of(request.token))
        if isinstance(found, bytes):
            mailbox.put_bytes(request.id, found)
        elif isinstance(found, Refusal) and read_clock() <= request.expires:
            message = f"the home can't be asked what has come: {found.detail}"
            hint = f"look at `[home] url`, {HOME_KEY} on both sides, and whether `newsletter serve` runs there"
            return [warning("home-not-reached", message, None, hint)]
    return []
