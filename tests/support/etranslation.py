"""eTranslation, a desk and a home in one process: the service on loopback, the home's whole app, the command line.

with later(sample) as world:
    world.translate()                    # asks
    world.bring()                        # the answers come
    world.translate()                    # stores them
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from click.testing import Result
from starlette.testclient import TestClient

from newsletter.translate.formats.po import read_catalog
from newsletter.translate.later.mailbox import Mailbox
from newsletter.translate.later.request import LaterRequest
from newsletter.translate.later.request_store import RequestStore
from newsletter.translate.unit import State, Translation
from tests.conftest import Sample
from tests.support.keyed import run
from tests.support.public_site import BASE, SECRET, Home, served
from tools.etranslation_server import ETranslationServer

PASSWORD = "the-password-of-the-application"


@dataclass
class World:
    """A project that is desk and home at once, and the service."""

    sample: Sample
    server: ETranslationServer
    home: Home
    environ: dict[str, str]
    met: list[int] = field(default_factory=list)

    def translate(self, *arguments: str) -> Result:
        """The command, which must not fail."""
        result = run(self.sample, *arguments, **self.environ)
        assert result.exit_code == 0, result.output
        return result

    def bring(self, fault: str = "", language: str = "") -> list[int]:
        """Bring all answers that are awaited, or that of one language; the statuses that they are met with."""
        jobs = [job for job in self.server.jobs if not job.brought and language in ("", job.language)]
        return [self.server.bring(job, fault=fault) for job in jobs]

    @property
    def store(self) -> RequestStore:
        return RequestStore(self.sample.root)

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.sample.root)

    @property
    def open_requests(self) -> list[LaterRequest]:
        return self.store.open_requests()

    def path_of(self, request: LaterRequest) -> str:
        """The path of the address to which its answer goes."""
        return f"/mt/{request.token}"

    def entries(self, locale: str = "nl", *names: str) -> list[Translation]:
        """What the catalogs hold, or those named."""
        found: list[Translation] = []
        for name in names or ("2024-01", "chrome", "pages"):
            catalog, problems = read_catalog(self.sample.root, locale, name)
            assert catalog, problems
            found += catalog.active()
        return found

    def missing(self, locale: str = "nl") -> list[Translation]:
        return [entry for entry in self.entries(locale) if entry.state is State.MISSING]

    def status(self) -> str:
        """What `newsletter status` says."""
        from click.testing import CliRunner

        from newsletter.cli import main

        result = CliRunner().invoke(main, ["--project", str(self.sample.root), "status"], env=self.environ)
        assert result.exit_code == 0, result.output
        return result.stdout


@contextmanager
def later(
    sample: Sample,
    chain: str = '["etranslation"]',
    more: str = "",
    environ: Mapping[str, str] | None = None,
    **server: Any,
) -> Iterator[World]:
    """The small project with eTranslation for all its languages; answers come when they are brought."""
    with served(sample.root) as home:
        options: dict[str, Any] = {"password": PASSWORD, "is_held": True, "deliver": into(home.client), **server}
        with ETranslationServer(**options) as service:
            set_up(sample, service.url, chain, more)
            keys = {"NEWSLETTER_SECRET": SECRET, "NEWSLETTER_ETRANSLATION_KEY": PASSWORD, "NEWSLETTER_HOME_URL": ""}
            yield World(sample, service, home, {**keys, **(environ or {})})


def set_up(sample: Sample, service: str, chain: str = '["etranslation"]', more: str = "", site: str = BASE) -> None:
    """The settings of a project that asks the service."""
    sample.write(
        "newsletter.toml",
        f"""
        site = "{site}"
        [providers]
        default = {chain}
        [providers.etranslation]
        application = "demo"
        url = "{service}"
        {more}
        """,
    )


def into(client: TestClient) -> Callable[[str, bytes], int]:
    """Bring something to the home's app without a socket."""

    def deliver(address: str, body: bytes) -> int:
        path = re.sub(r"^https?://[^/]+", "", address)
        return client.post(path, content=body, headers={"content-type": "application/octet-stream"}).status_code

    return deliver
