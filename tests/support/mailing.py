"""A home for tests: a project whose texts are marked as reviewed, subscribers, a signing key, a mail server."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from click.testing import Result
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from newsletter.files import CACHE_FOLDER, digest
from newsletter.pipeline.project import Project
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.translate.formats.po import catalog_file, read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.record import Dismissal
from newsletter.translate.unit import State
from newsletter.workspace import Workspace
from tests.conftest import Sample, Tree
from tests.support.command_line import run
from tests.support.mail_server import Running

SECRET = "the-secret-of-these-tests-0123456789"
_PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = _PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
ISSUE = "2024-01"


SAMPLES = {
    "example.org": "towns.test",
    "example.com": "towns.test",
    "Ada Example": "Ada Lovelace",
    "Sample Street": "Long Street",
}
"""What stands in the projects of tests and may not be mailed to readers, and what a project that mails has instead."""


def without_samples(root: Path) -> None:
    """Make a project of a test one whose letters may be mailed: its sender, its site and its people are no samples."""
    files = (path for name in ("issues", "locales") for path in (root / name).rglob("*.*"))
    for path in (root / "newsletter.toml", *files):
        if path.suffix in (".toml", ".yaml", ".md", ".po"):
            words = path.read_text("utf-8")
            for old, new in SAMPLES.items():
                words = words.replace(old, new)
            path.write_text(words, "utf-8")


def put_key(folder: Path) -> Path:
    """A key that signs for the senders of such a project."""
    folder.mkdir()
    file = folder / "news._domainkey.news.towns.test.pem"
    file.write_bytes(PEM)
    file.chmod(0o600)
    return folder


def review_all(project: Project, slug: str) -> None:
    """Mark every text of an issue as reviewed; one that is missing takes its source's words."""
    content, _ = project.content(slug)
    update_catalogs(project, content, [])
    for folder in sorted((project.root / "locales").iterdir()):
        for name in ("chrome", "glossary", slug):
            catalog, _ = read_catalog(project.root, folder.name, name)
            if catalog is None or not catalog.entries:
                continue
            entries = [
                replace(
                    entry,
                    targets=tuple(target or entry.source for target in entry.targets),
                    state=State.REVIEWED,
                    record=entry.record
                    if any(entry.targets)
                    else replace(entry.record, dismissals=(Dismissal("same", "a sample"),)),
                )
                for entry in catalog.entries
            ]
            write_catalog(Workspace(project.root), replace(catalog, entries=tuple(entries)))


_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID")
_KEPT = Path(tempfile.gettempdir(), f"reviewed-{_RUN}") if _RUN else Path(tempfile.mkdtemp(prefix="reviewed-"))
_REVIEWED = _KEPT / "project"
"""The small project once it has been reviewed and laid out, so that not every test begins with that: one for all
workers."""


def _reviewed() -> Path:
    """That project; whichever worker is first makes it, and the others wait for that."""
    _KEPT.mkdir(exist_ok=True)
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _REVIEWED.exists():
            made = Sample.made(_KEPT / "made")
            without_samples(made.root)
            review_all(made.project(), ISSUE)
            for command in ("build", "check"):  # so that no gate of a test has to look at letters that are the same
                run(made, command)
            made.root.rename(_REVIEWED)
    return _REVIEWED


@dataclass
class Home:
    """The home of a small project, and the command line in it."""

    sample: Sample
    server: Running
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sample: Sample, server: Running, issue: str = ISSUE) -> Home:
        without_samples(sample.root)
        if issue == ISSUE:
            shutil.copytree(_reviewed() / "locales", sample.root / "locales", dirs_exist_ok=True)
            shutil.rmtree(sample.root / CACHE_FOLDER, ignore_errors=True)
            Tree.of(_REVIEWED / CACHE_FOLDER).link(sample.root / CACHE_FOLDER)
        else:
            review_all(sample.project(), issue)
            run(sample, "build")
        environment = {
            "NEWSLETTER_SECRET": SECRET,
            "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
            "NEWSLETTER_DKIM_KEYS": str(put_key(sample.root / "keys")),
        }
        return cls(sample, server, environment)

    def __call__(self, *arguments: str, **environment: str) -> Result:
        """Run a command; to a mailing somebody has agreed."""
        if arguments[0] == "send" and "--yes" not in arguments:
            arguments = (*arguments, "--yes")
        return run(self.sample, *arguments, env={**self.environment, **environment})

    def done(self, *arguments: str, **environment: str) -> Any:
        """What a command that succeeds says as JSON."""
        result = self(*arguments, "--json", **environment)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def failed(self, *arguments: str, **environment: str) -> list[str]:
        """The codes of the problems that end a command."""
        result = self(*arguments, "--json", **environment)
        assert result.exit_code == 1, result.output
        return [problem["code"] for problem in json.loads(result.stdout)["problems"]]

    def join(self, people: Iterable[str], point: str = "nl", language: str = "nl") -> None:
        rows = "".join(f"{person},{language}\n" for person in people)
        file = self.sample.write("roster.csv", "email,language\n" + rows)
        result = self("subscribers", "import", str(file), "--point", point, "--consent", "Ja, graag.")
        assert result.exit_code == 0, result.output

    def states(self) -> dict[str, str]:
        """Each recipient's state by the part of the address before the @."""
        rows = self.sql(
            """select s.address, d.state, d.reason
            from deliveries d left join subscribers s on s.id = d.subscriber_id"""
        )
        return {str(row[0]).partition("@")[0]: f"{row[1]} {row[2]}".strip() for row in rows}

    def counts(self) -> Counter[str]:
        return Counter(str(row[0]) for row in self.sql("select state from deliveries"))

    def sql(self, statement: str, *values: object) -> list[Any]:
        with sqlite3.connect(self.sample.root / "newsletter.db") as plain:
            assert plain.execute("pragma integrity_check").fetchone() == ("ok",)
            return plain.execute(statement, values).fetchall()

    def hours_pass(self) -> None:
        """As if those who wait had waited long enough."""
        self.sql("update deliveries set due_at = '' where state = 'pending'")

    def letters(self) -> str:
        """A name for all that catalogs say, to see that nothing has changed."""
        files = sorted((self.sample.root / "locales").rglob("*.po"))
        return digest(b"".join(path.read_bytes() for path in files))


__all__ = ["ISSUE", "PEM", "SECRET", "Home", "Path", "catalog_file", "review_all"]
