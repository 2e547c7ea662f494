"""Settings of a project: `newsletter.toml`, overridden by `NEWSLETTER_*` in the environment.

In: the project's root and an environment. Out: `Settings`, or problems at their lines. Secrets come from the
environment only and are never part of these values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from newsletter import locales
from newsletter.files import inside, read_text
from newsletter.patterns import late
from newsletter.problems import Location, Problem, error
from newsletter.settings import providers, smtp
from newsletter.settings.faults import LINK_HINT, fault_of, key_of
from newsletter.settings.providers import Providers
from newsletter.settings.review import Review
from newsletter.settings.sending import Sending
from newsletter.settings.sites import is_site
from newsletter.settings.smtp import Smtp
from newsletter.settings.studio import StudioOnline
from newsletter.toml_text import read_toml, toml_places

FILE = "newsletter.toml"
"""A folder with this file is a project."""
_SITE_HINT = "write it like https://news.example.org"
_DOMAIN_HINT = "write it like news.example.org; an international one in its form that begins with xn--"
_ENVIRONMENT = {
    "site": "NEWSLETTER_SITE",
    "source_locale": "NEWSLETTER_SOURCE_LOCALE",
    "mail_domain": "NEWSLETTER_MAIL_DOMAIN",
}
_DOMAIN = late(r"(?=.{1,190}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_DATABASE_HINT = "write it like sqlite:///newsletter.db or postgresql://host/newsletter"
_OF_PROJECTS = frozenset({"issues", "templates", "locales", "build", ".cache", ".git", ".requests"})
"""Folders in which something else stands."""
ARCHIVE_FOLDER = "NEWSLETTER_ARCHIVE_FOLDER"
DATABASE_URL, SECRET = "NEWSLETTER_DATABASE_URL", "NEWSLETTER_SECRET"
STUDIO_SITE = "NEWSLETTER_STUDIO_SITE"
HOME_URL, HOME_KEY = "NEWSLETTER_HOME_URL", "NEWSLETTER_HOME_KEY"


class Database(BaseModel):
    """Where the home keeps subscribers and ledger."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    url: str = Field(default="sqlite:///newsletter.db", repr=False)
    """SQLite's file, from the project's folder on, or a PostgreSQL server; a password only from the environment."""

    @field_validator("url")
    @classmethod
    def _url(cls, value: str) -> str:
        if not re.match(r"sqlite:///.|postgres(?:ql)?://.", value):
            raise PydanticCustomError("bad-setting", "is no address of a database", {"hint": _DATABASE_HINT})
        return value


class Preflight(BaseModel):
    """What letters are checked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    programs: tuple[str, ...] = Field(default=(), strict=False)
    """Mail programs that letters should work in, as caniemail.com names them: `gmx`, `outlook/windows`; none are
    Europe's main ones.
    """


def _pattern(value: str) -> str:
    sample = value.replace("{locale}", "en", 1).replace("*", "x")
    is_whole = (
        value.startswith("https://") and is_site(sample.partition("?")[0]) and "." in sample[8:].partition("/")[0]
    )
    if not is_whole or value.count("{locale}") != 1 or re.search(r"[\s{}<>\"]", sample):
        raise PydanticCustomError("bad-setting", "is no address with one {locale} in it", {"hint": LINK_HINT})
    return value


def _codes(value: tuple[str, ...]) -> tuple[str, ...]:
    unknown = next((code for code in value if not locales.canonical(code.replace("_", "-"))), None)
    if unknown is not None or not value:
        what = f"names `{unknown[:20]}`, which is no language" if unknown is not None else "names no language"
        raise PydanticCustomError("bad-setting", what, {"hint": LINK_HINT})
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
Codes = Annotated[tuple[str, ...], Field(strict=False), AfterValidator(_codes)]


class Archive(BaseModel):
    """Where the public pages of letters are written, and served from."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    folder: str = "site"
    """From the project's folder on; only the environment may name one outside."""

    @field_validator("folder")
    @classmethod
    def _folder(cls, value: str) -> str:
        parts = PurePosixPath(value).parts
        if not parts or value.startswith(("/", "~")) or ".." in parts or parts[0] in _OF_PROJECTS or "\\" in value:
            hint = f'write it like "site"; for a folder elsewhere set {ARCHIVE_FOLDER} in the environment'
            raise PydanticCustomError("bad-setting", "is no folder of the project for public pages", {"hint": hint})
        return value


class Home(BaseModel):
    """Where the home is reached from a desk."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    url: str = ""
    """The address of its `serve`; empty on the home itself, and where nothing is asked of it. No slash at the end."""

    @field_validator("url")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and not is_site(value):
            raise PydanticCustomError("bad-setting", "is no address of a site", {"hint": _SITE_HINT})
        return value.rstrip("/")


class Settings(BaseModel):
    """What a project says of itself; every value has a default."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    site: str = "https://news.example.org"
    """The public address under which archive, pictures and readers' pages stand; no slash at the end."""
    source_locale: str = "en"
    """The locale of every text that does not name its own."""
    mail_domain: str = ""
    """The domain of return paths, of addresses to leave by mail, and of list ids; empty: the host of `site`."""
    database: Database = Database()
    """Subscribers and ledger; only the home has one."""
    home: Home = Home()
    """For desks: through it they ask whoever answers later, and there the answers are."""
    studio: StudioOnline = StudioOnline()
    """Where people sign in, who compose, review and mail in a browser."""
    archive: Archive = Archive()
    """The public pages; letters lead there from their first moment."""
    smtp: Smtp = Smtp()
    """The mail server of each point that names none itself."""
    providers: Providers = Providers()
    """Machine translation: nothing is sent anywhere unless a provider is named here or on the command line."""
    review: Review = Review()
    """What counts as reviewed."""
    send: Sending = Sending()
    """Who has to agree before a letter is mailed."""
    preflight: Preflight = Preflight()
    """What letters are checked for before they go."""

    links: dict[Pattern, Codes] = {}
    """Sites with a page for each language: addresses with `{locale}`, and the codes of their languages in the order in
    which a reader gets them who has none of them.
    """

    @field_validator("site")
    @classmethod
    def _site(cls, value: str) -> str:
        if not is_site(value):
            raise PydanticCustomError("bad-setting", "is no address of a site", {"hint": _SITE_HINT})
        return value.rstrip("/")

    @field_validator("source_locale")
    @classmethod
    def _source_locale(cls, value: str) -> str:
        known = locales.canonical(value.replace("_", "-"))
        if known != value:
            hint = f"write `{known}`" if known else "write a BCP 47 tag such as `en` or `pt-PT`"
            raise PydanticCustomError("bad-setting", "is no locale", {"hint": hint})
        return value

    @field_validator("mail_domain")
    @classmethod
    def _mail_domain(cls, value: str) -> str:
        if value and not _DOMAIN.fullmatch(value):
            raise PydanticCustomError("bad-setting", "is no domain of mail", {"hint": _DOMAIN_HINT})
        return value

    def domain_of_mail(self) -> str:
        """The domain of what mail servers read, as it is set or as it follows from the site."""
        return self.mail_domain or (urlsplit(self.site).hostname or "").strip("[]")


def read_settings(root: Path, environ: Mapping[str, str]) -> tuple[Settings | None, list[Problem]]:
    """The project's settings; None and the reasons when they can't be used."""
    text, problems = read_text(root, FILE)
    if text is None:
        if not (root / FILE).exists():
            hint = "change into a project's folder, name it with --project, or make one: `newsletter init DIR`"
            problems = [
                error("no-project", f"`{root.name or root}` is no project: it has no {FILE}", Location(FILE), hint)
            ]
        return None, problems
    values, problems = read_toml(text, FILE)
    if values is None:
        return None, problems
    for key, variable in _ENVIRONMENT.items():
        if environ.get(variable):
            values[key] = environ[variable]
    from_environ: dict[tuple[str, ...], str] = {
        (key,): variable for key, variable in _ENVIRONMENT.items() if environ.get(variable)
    }
    database = values.setdefault("database", {})
    if isinstance(database, dict):
        if _has_password(database.get("url")):
            at, _ = toml_places(text).get(("database", "url"), ((0, 0), (0, 0)))
            hint = f"put the whole address into {DATABASE_URL} in the environment, and change the password"
            message = "an address with a password stands where git keeps it"
            # Without the line, which would bring the password into a log.
            return None, [*problems, error("secret-in-settings", message, Location(FILE, *at), hint)]
        if environ.get(DATABASE_URL):
            database["url"] = environ[DATABASE_URL]
            from_environ["database", "url"] = DATABASE_URL
    home = values.setdefault("home", {})
    if isinstance(home, dict) and environ.get(HOME_URL):
        home["url"] = environ[HOME_URL]
        from_environ["home", "url"] = HOME_URL
    online = values.setdefault("studio", {})
    if isinstance(online, dict) and environ.get(STUDIO_SITE):
        online["site"] = environ[STUDIO_SITE]
        from_environ["studio", "site"] = STUDIO_SITE
    for table, overridden in (("providers", providers.overridden), ("smtp", smtp.overridden)):
        if isinstance(values.setdefault(table, {}), dict):
            taken = overridden(values[table], environ)
            from_environ |= {(table, *key.split(".")): variable for key, variable in taken.items()}
    try:
        settings = Settings.model_validate(values)
        if folder := environ.get(ARCHIVE_FOLDER):
            settings = settings.model_copy(update={"archive": Archive.model_construct(folder=folder)})
        elif not inside(root, root / settings.archive.folder):  # a link in it leads elsewhere
            place = Location(FILE, *toml_places(text).get(("archive", "folder"), ((0, 0), (0, 0)))[1])
            message = f"`{settings.archive.folder}` leads out of the project folder"
            hint = f"for a folder elsewhere set {ARCHIVE_FOLDER} in the environment"
            return None, [*problems, error("outside-project", message, place, hint)]
        return settings, problems
    except ValidationError as fault:
        found = {key_of(detail): detail for detail in reversed(fault.errors(include_url=False))}
        return None, [
            fault_of(detail, text, from_environ.get(key, ""), Settings, FILE) for key, detail in reversed(found.items())
        ]


def setting_location(root: Path, key: tuple[str, ...]) -> Location:
    """Where a setting stands in the project's file; the file alone where it does not, or comes from elsewhere."""
    text, _ = read_text(root, FILE)
    _, (line, column) = toml_places(text or "").get(key, ((0, 0), (0, 0)))
    return Location(FILE, line, column, (text or "").split("\n")[line - 1] if line else "")


def _has_password(url: object) -> bool:
    return isinstance(url, str) and bool(re.search(r"://[^/@]*:[^/]*@|[?&]password=", url))


def site_problems(address: str, at: Location) -> list[Problem]:
    """What is wrong with the address of a site that is to become a setting."""
    if is_site(address):
        return []
    return [error("bad-setting", f"`{address[:60]}` is no address of a site", at, _SITE_HINT)]
