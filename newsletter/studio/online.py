"""The studio of the home: people sign in, behind a proxy, at an address of its own.

In: a project that is the home, its settings and environment. Out: the way in, and what it needs while it runs: a pool
of connections and a queue of mails; or the problems that keep it from being online.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.content.model import NationalPoint
from newsletter.content.theme import read_theme
from newsletter.database import Pool, absolute
from newsletter.mail.message.dkim import read_keys
from newsletter.mail.message.template import Message
from newsletter.people import store
from newsletter.people.rights import Scope
from newsletter.people.store import Person
from newsletter.pipeline.at_home import database_at, secrets_at
from newsletter.pipeline.editing.authors import Author, NoCommitsError
from newsletter.pipeline.editing.saves import Saves
from newsletter.pipeline.installation import DKIM_KEYS
from newsletter.pipeline.people.signing_in import CodeLetter, WayIn
from newsletter.pipeline.people.things import secretariat_of
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, issue_at, refuse, whole_content
from newsletter.problems import Location, error, has_errors
from newsletter.settings.project import FILE
from newsletter.studio.code_letter import CodeMailer
from newsletter.studio.home_entrance import HomeEntrance
from newsletter.studio.invitation import compose_invitation, spoken_by
from newsletter.studio.needs import ACTING, check_writing
from newsletter.studio.provider import provided_by
from newsletter.studio.role_words import role_words
from newsletter.studio.words import words_for
from newsletter.web.mail_queue import MailQueue
from newsletter.web.mailer import mailer_of
from newsletter.workspace import Workspace

_COMMIT_SECONDS, _PAUSE_SECONDS = 5.0, 0.2


@dataclass
class Online:
    """What runs beside the studio while it is online."""

    entrance: HomeEntrance
    pool: Pool
    mail_queue: MailQueue
    saves: Saves | None
    """None where the project is in no git repository: history is off then, and says so."""
    invite: Callable[[Person, str, str], None] | None = None
    """Mails somebody how to get in."""
    _ended: threading.Event = field(default_factory=threading.Event)

    def check(self, name: str, old: bytes | None, new: bytes | None) -> None:
        """Before a file is written: whoever asks must be allowed to, and their save will be a commit of theirs."""
        check_writing(name, old, new)
        visitor = ACTING.get()
        if self.saves is not None:
            by = visitor.person.name if visitor else ""
            host = urlsplit(self.entrance.site).hostname
            person = Author(by, f"person-{visitor.id}@{host}") if visitor else studio_author(self.entrance.site)
            self.saves.begin(name, old, person)

    def start(self) -> None:
        """Post what comes, and commit what has waited for a minute."""
        self.mail_queue.start()
        threading.Thread(target=self._commit, name="commits", daemon=True).start()

    def _commit(self) -> None:
        while self.saves is not None and not self._ended.wait(_PAUSE_SECONDS):
            self.saves.has_kept.wait(_COMMIT_SECONDS)
            # Others are at the branch, or the disk is full: what waits is on disk, and tried again.
            with suppress(NoCommitsError, OSError):
                self.saves.commit_due()

    def stop(self) -> None:
        """Commit and post what waits, and close the database."""
        self._ended.set()
        if self.saves is not None:
            with suppress(NoCommitsError):  # what waits is noted, and committed at the next start
                self.saves.commit_all()
        self.mail_queue.stop()
        self.pool.close()


def studio_author(site: str) -> Author:
    """Who commits, and whose it is what the studio writes by itself."""
    return Author("studio", f"studio@{urlsplit(site).hostname}")


def saves_of(project: Project, site: str) -> Saves | None:
    """What makes commits; None without a repository, and without pygit2, which is installed for homes alone."""
    if find_spec("pygit2") is None:
        return None
    from newsletter.pipeline.editing.commits import Commits

    plain = Workspace(project.root)

    def read(name: str) -> bytes | None:
        file = plain.read(name)
        return file.data if file else None

    try:
        commits = Commits(project.root, studio_author(site))
    except NoCommitsError:
        return None
    return Saves(commits, project.cache.folder / "studio/saves", read, lambda: dt.datetime.now(dt.UTC), plain.alone)


def open_online(place: Place, project: Project, log: Callable[[str], None]) -> Online:
    """What the studio on the home stands on; the use case is left where something is missing."""
    site = project.settings.studio.site
    if not site:
        message = "nothing says under which address people sign in"
        hint = 'write `site = "https://studio.example.org"` below `[studio]`, or set NEWSLETTER_STUDIO_SITE'
        refuse([error("studio-without-site", message, Location(FILE), hint)])
    if urlsplit(site).hostname == urlsplit(project.settings.site).hostname:
        message = f"the studio’s host is that of the readers’ pages: {site}"
        hint = "give the studio a host of its own: its cookies are that host’s alone"
        refuse([error("studio-without-site", message, Location(FILE), hint)])
    _, slug = issue_at(place, None)
    content = whole_content(project, slug)
    key = hmac.new(secrets_at(place)[0].encode(), b"studio sign-in", hashlib.sha256).digest()
    with database_at(project) as connection, connection.transaction(writes=False):
        if not store.list_people(connection):
            hint = "`newsletter people add NAME ADDRESS --role operator` lets the first one in"
            refuse([error("nobody-to-sign-in", "nobody may sign in yet", None, hint)])
    post, problems = mailer_of(project.settings, content.points, place.environ)
    dkim, found = read_keys(Path(place.environ[DKIM_KEYS])) if place.environ.get(DKIM_KEYS) else ([], [])
    if post is None or has_errors(found):
        refuse([*problems, *found])
    pool = Pool(absolute(project.settings.database.url, project.root))
    queue = MailQueue(log)
    sender = secretariat_of(content.points)
    mailer = CodeMailer(sender, urlsplit(site).netloc, dkim)

    def mail(letter: CodeLetter, locale: str) -> None:
        @cache
        def message() -> Message:  # composed and signed by the queue: an answer takes as long for whoever is not known
            words = words_for([letter.person.locale or locale])
            return mailer.compose(letter.code, letter.person.address, words, dt.datetime.now(dt.UTC))

        queue.give(lambda: post(sender.slug, sender.from_.address, letter.person.address, message()))

    def invite(person: Person, by: str, locale: str) -> None:
        roles = role_words(words_for([*spoken_by(person, content.points), locale]), content.points)
        called = theme.wordmark if (theme := read_theme(project.root)[0]) else urlsplit(site).netloc
        message = compose_invitation(mailer, site, called, person, by, roles, dt.datetime.now(dt.UTC))
        queue.give(lambda: post(sender.slug, sender.from_.address, person.address, message))

    way = WayIn(pool, key, lambda: dt.datetime.now(dt.UTC))
    entrance = HomeEntrance(
        site, way, mail, lambda: _scope(content.points), log, provided_by(project, place, content.points)
    )
    return Online(entrance, pool, queue, saves_of(project, site), invite)


def _scope(points: Mapping[str, NationalPoint]) -> Scope:
    return Scope({slug: point.locales for slug, point in points.items()})
