"""A desk of sixty texts whose machine answers later, and the home's address for its answers, all in one process.

desk = LaterDesk(tmp_path, ["de", "mt"], server)
desk.run()                 # one run of filling: sends
server.bring(...)          # or desk.bring()
desk.run()                 # another: stores
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from newsletter.public.answers import MAX_BODY, Answers
from newsletter.settings.project import Settings
from newsletter.settings.providers import Providers
from newsletter.translate.formats.catalog_store import CatalogStore
from newsletter.translate.later.asking import Asking, Place, Sending
from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.request import LaterRequest
from newsletter.translate.later.request_store import RequestStore
from newsletter.translate.later.tokens import AnswerTokens
from newsletter.translate.machine.fill import fill
from newsletter.translate.machine.filled import Filled
from newsletter.translate.machine.plan import variants_of
from newsletter.translate.providers.counted import CountedProvider
from newsletter.translate.providers.etranslation import read_answer
from newsletter.translate.providers.limits import Pace
from newsletter.translate.providers.registry import make_later_provider
from newsletter.translate.unit import Translation
from newsletter.workspace import Workspace
from tests.support.filling import SOURCES, TODAY, Desk
from tools.etranslation_server import ETranslationServer

SECRET = "0123456789abcdef" * 4
HOME = "http://127.0.0.1:8025"


@dataclass
class LaterDesk:
    """A `Desk`, its requests, and the home's mailbox; without a server it takes up a folder at an address of one."""

    root: Path
    locales: Sequence[str]
    server: ETranslationServer | None
    size: int = 60
    moment: dt.datetime = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    at_once: int = 24
    issue: str = "2024-01"
    url: str = ""
    password: str = ""
    sent: list[Sending] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk.__new__(Desk)
        self.desk.root, self.desk.locales, self.desk.size = self.root, self.locales, self.size
        if self.server:
            self.desk = Desk(self.root, self.locales, self.size)
            for locale in self.locales if self.size > len(SOURCES) else ():
                more = (f"{SOURCES[at % len(SOURCES)]} {at}" for at in range(self.size))
                self.desk.put(locale, *(Translation("articles/a/body/paragraph", source) for source in more))
            self.server.deliver = self.deliver
            self.url, self.password = self.server.url, self.server.password
        self.store, self.mailbox = RequestStore(self.root), Mailbox(self.root)
        self.tokens = AnswerTokens((SECRET,))
        self.answers = Answers(self.tokens, self.mailbox, Settings(), {})

    def deliver(self, address: str, body: bytes) -> int:
        """What the home's addresses do with what is brought, without HTTP."""
        parts = urlsplit(address)
        token, _, tail = parts.path.removeprefix("/mt/").partition("/")
        claim = self.tokens.read(token, self.moment.timestamp())
        if claim is None:
            return 404
        if len(body) > MAX_BODY:
            return 413
        said = dict(parse_qsl(parts.query))
        is_kept = self.answers.take(claim, "application/octet-stream", body, said, is_error=tail == "error")
        return 200 if is_kept else 400

    def asking(self) -> Asking:
        """The provider as a run of its own has it."""
        settings = Providers.model_validate(
            {"etranslation": {"application": "demo", "url": self.url, "requests-at-once": self.at_once}}
        )
        provider = make_later_provider(settings, {"NEWSLETTER_ETRANSLATION_KEY": self.password})
        assert provider.lack == ""
        place = Place(HOME, self.tokens)
        pace = Pace(sleep=lambda _: None)
        return Asking(provider, read_answer, self.store, self.mailbox, place, "", self.issue, lambda: self.moment, pace)

    def run(
        self, *behind: CountedProvider, before: Sequence[CountedProvider] = (), wait: Callable[[], bool] = lambda: False
    ) -> list[Filled]:
        """One run, as the command does it; the figures of its last round."""
        asking = self.asking()
        while True:
            plans = self.desk.plans()
            asking.prepare(self.locales, variants_of(plans), () if behind else self.locales)
            catalog_store = CatalogStore(Workspace(self.root), [self.desk.catalog(locale) for locale in self.locales])
            filled, problems = fill(
                plans, lambda _: [*before, asking, *behind], catalog_store, today=TODAY, now=time.monotonic
            )
            assert problems == []
            self.sent.append(asking.send(lambda _: wait()))
            asking.settle()
            if not self.sent[-1].refused:
                return filled

    def bring(self, fault: str = "", language: str = "") -> list[int]:
        """Bring all answers that nobody has brought yet, or those of one language."""
        assert self.server
        jobs = [job for job in self.server.jobs if not job.brought and language in ("", job.language)]
        return [self.server.bring(job, fault=fault) for job in jobs]

    @property
    def open(self) -> list[LaterRequest]:
        return self.store.open_requests()

    def left(self, locale: str = "de") -> list[str]:
        """The sources of texts without a translation."""
        return [entry.source for entry in self.desk.entries(locale) if not any(entry.targets)]
