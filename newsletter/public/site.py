"""The site: what stands behind the pages while the server runs.

In: a project, an environment. Out: a `Site` with database, keys and words, and what it lacks to be public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.content.theme import read_theme
from newsletter.database import DatabaseError, Pool, absolute
from newsletter.domains import is_sample
from newsletter.files import digest_of
from newsletter.mail.audience.keyring import OtherSecretError, address_key
from newsletter.mail.message.confirmation import Sender, note_message
from newsletter.mail.message.dkim import Key, keys_for, read_keys, sign_message
from newsletter.mail.message.recipient import return_path
from newsletter.mail.message.template import Message
from newsletter.mail.message.tokens import Claim, tokens_from
from newsletter.pipeline.audience import self_service
from newsletter.pipeline.audience.self_service import Invitation, Keys, Seen
from newsletter.pipeline.audience.sender_names import sender_names
from newsletter.pipeline.home_database import problem_of
from newsletter.pipeline.installation import DKIM_KEYS
from newsletter.pipeline.project import Project
from newsletter.pipeline.reader_pages import Pages
from newsletter.pipeline.scaffold.resources import resource_folder
from newsletter.pipeline.translation.asking_later import tokens_at
from newsletter.problems import Location, Problem, Severity, has_errors, warning
from newsletter.public.answers import Answers
from newsletter.public.group_commit import GroupCommit
from newsletter.public.kept_rates import KeptRate
from newsletter.public.mails import Mails
from newsletter.render.environment import TemplateError
from newsletter.settings.project import FILE, SECRET, Settings
from newsletter.translate.later.mailbox import Mailbox
from newsletter.web.mail_queue import MailQueue
from newsletter.web.mailer import Post, mailer_of, silent_servers
from newsletter.web.rates import RateOf

_HINT = "links in letters work all the same; `newsletter doctor` looks at the mail servers"


@dataclass
class Rates:
    """How often one client may send a form to join, change anything, or try links that lead nowhere."""

    joins: RateOf
    changes: RateOf
    misses: RateOf

    @classmethod
    def kept_in(cls, pool: Pool, keys: Keys | None) -> Rates:
        """Rates that all processes with the database keep together."""
        key = keys.addresses if keys else b""
        return cls(
            KeptRate(pool, key, "joins", 5, 12.0), KeptRate(pool, key, "changes", 30, 2.0),
            KeptRate(pool, key, "misses", 30, 2.0),
        )  # fmt: skip


@dataclass
class Site:
    """What the pages stand on. Without `keys` no link works, without `post` nobody can join."""

    settings: Settings
    pages: Pages
    pool: Pool
    keys: Keys | None
    post: Post | None
    dkim: Sequence[Key]
    mail_queue: MailQueue
    archive: Path | None = None
    trust_proxy: bool = False
    answers: Answers | None = None
    """Where machines that answer later leave their answers; None without anything that signs their addresses."""
    rates: Rates = field(init=False)
    mails: Mails = field(init=False)
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    leaving: GroupCommit[str, Seen | None] = field(init=False)

    def __post_init__(self) -> None:
        self.leaving = GroupCommit(self._leave)
        self.rates = Rates.kept_in(self.pool, self.keys)
        self.mails = Mails(self.mail_queue, self.pool, self.keys, self._invite)

    def letters(self, locale: str) -> str:
        """Where the archive's list of a language stands; empty where there is none."""
        return f"/{locale}/" if self.archive and (self.archive / locale / "index.html").is_file() else ""

    def _leave(self, tokens: Sequence[str]) -> Sequence[Seen | None]:
        assert self.keys is not None  # noqa: S101 (whoever leaves has been asked for them)
        with self.pool.taken() as connection:
            return self_service.leave(connection, self.keys, tokens, self.now())

    def _invite(self, invitation: Invitation) -> None:
        """Compose and post the mail that a form has brought about."""
        waiting = invitation.waiting
        point = self.pages.points.get(waiting.point)
        if point is None or self.post is None:
            return
        path = "p" if invitation.is_known else "c"
        values = {
            "known": invitation.is_known,
            "link": f"{self.settings.site}/{path}/{invitation.token}",
            "good_days": self_service.GOOD_DAYS,
            "kept_days": self_service.KEPT_DAYS,
        }
        note = self.pages.note(waiting.locale, point.slug, values)
        sender = Sender(self.pages.sender(point.slug, waiting.locale)[0], point.from_.address, point.reply_to)
        name = digest_of([invitation.token, waiting.made_at.isoformat()])[:32]
        message = note_message(note, sender, invitation.address, name, waiting.made_at)
        self.deliver(point.slug, invitation, message, waiting.made_at)

    def deliver(self, point: str, invitation: Invitation, message: Message, date: dt.datetime) -> None:
        """Sign a message for its sender's domain and hand it on; failure reports come back as those of letters do."""
        assert self.post is not None  # noqa: S101 (nothing is composed without it)
        assert self.keys is not None  # noqa: S101
        keys = keys_for(self.dkim, self.pages.points[point].from_.address)
        back = return_path(Claim(invitation.subscriber), self.keys.tokens, self.settings.domain_of_mail())
        self.post(point, back, invitation.address, sign_message(message, keys, date) if keys else message)


def site_of(
    project: Project,
    environ: Mapping[str, str],
    log: Callable[[str], None],
    *,
    post: Post | None = None,
    archive: Path | None = None,
    trust_proxy: bool = False,
) -> tuple[Site | None, list[Problem]]:
    """The site of a project; warnings say what it lacks to be public, errors why there is none."""
    theme, problems = read_theme(project.root)
    slug, _ = project.issue_slug(None)
    content, found = project.content(slug or "")
    if theme is None or not content.points:
        return None, problems + [problem for problem in found if _is_of_points(problem)]
    own = project.root / "templates"
    has_pages = (own / "pages").is_dir()
    catalogs = (project.root, resource_folder("locales").parent)
    templates = own if has_pages else resource_folder("templates")
    try:
        pages = Pages(templates, catalogs, project.cache, theme, content.points, sender_names(project, content.points))
        problems += pages.ready()
    except TemplateError as fault:
        return None, [*problems, fault.problem]
    if has_errors(problems):
        return None, problems
    pool = Pool(absolute(project.settings.database.url, project.root))
    keys, found = _keys(pool, environ)
    problems += [*found, *_lacks(project.settings)]
    if post is None:
        post, found = mailer_of(project.settings, content.points, environ)
        problems += [replace(problem, severity=Severity.WARNING) for problem in found]
        for server, reason in silent_servers(project.settings, content.points, environ):
            message = f"nobody can join while the mail server {server} does not answer: {reason}"
            problems.append(warning("cannot-mail", message, None, _HINT))
    if post is None:
        hint = "links in letters work all the same; see docs/operators/serving.md"
        problems.append(
            warning("cannot-mail", "nobody can join: a mail server for confirmations is missing", None, hint)
        )
    dkim, found = read_keys(Path(environ[DKIM_KEYS])) if environ.get(DKIM_KEYS) else ([], [])
    problems += found
    if has_errors(problems):
        return None, problems
    tokens = tokens_at(environ)
    answers = Answers(tokens, Mailbox(project.root), project.settings, environ) if tokens else None
    site = Site(
        project.settings, pages, pool, keys, post, dkim, MailQueue(log),
        archive=archive, trust_proxy=trust_proxy, answers=answers,
    )  # fmt: skip
    return site, problems


def _is_of_points(problem: Problem) -> bool:
    return problem.location is not None and "/points/" in problem.location.file


def _keys(pool: Pool, environ: Mapping[str, str]) -> tuple[Keys | None, list[Problem]]:
    tokens, problems = tokens_from(environ.get(SECRET, ""))
    if tokens is None:
        if environ.get(SECRET):
            return None, problems
        return None, [warning(one.code, f"no link works: {one.message}", None, one.hint) for one in problems]
    try:
        with pool.taken() as connection, connection.transaction():
            return Keys(tokens, address_key(connection, tokens.secrets, keep=True)), []
    except (DatabaseError, OtherSecretError) as fault:
        return None, [problem_of(fault)]


def _lacks(settings: Settings) -> list[Problem]:
    found: list[Problem] = []
    at = Location(FILE)
    if is_sample(urlsplit(settings.site).hostname or ""):
        message = f"`site` is a sample ({settings.site}): links in letters would lead there"
        found.append(warning("sample-site", message, at, "set `site`, or NEWSLETTER_SITE, to your own address"))
    elif not settings.site.startswith("https://"):
        message = f"`site` is not https ({settings.site}): mail programs offer no leaving in one click"
        found.append(warning("site-without-https", message, at, "put a proxy with a certificate before it"))
    return found
