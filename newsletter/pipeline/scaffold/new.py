"""Use cases: a commented starting file of an issue, article, network or point is written.

In: a request with a name and a few values as they were typed; an empty one was not given. Out: `NewFiles`, or what is
wrong with the values. What is there already is never overwritten.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from newsletter import locales
from newsletter.content.edit import Set, edit
from newsletter.content.faults import value_problems
from newsletter.content.fields import Country, Date, LocaleTag, Slug, TimeZone
from newsletter.content.model import Article, NationalPoint
from newsletter.content.moments import date_of
from newsletter.content.moved import FILE as MOVED
from newsletter.content.moved import BrokenMovedError, Moved, read_moved
from newsletter.content.reading import read_yaml
from newsletter.content.slugs import issue_slugs, unknown_issue
from newsletter.content.theme import FILE as THEME
from newsletter.content.yaml_text import Value as EditValue
from newsletter.files import write_atomically
from newsletter.pipeline.project import Project
from newsletter.pipeline.scaffold.init import DEFAULT_SITE, SAMPLE_ADDRESS, SAMPLE_LINES, SECRETARIAT
from newsletter.pipeline.scaffold.like import NotAlikeError, files_like
from newsletter.pipeline.scaffold.pristine import pristine
from newsletter.pipeline.scaffold.resources import Value, chrome_catalogs, chrome_locales, starting_file
from newsletter.pipeline.use_case import Place, project_at, refuse, reporting
from newsletter.problems import Location, Problem, error
from newsletter.workspace import NO_FILE, MovedOnError


@dataclass(frozen=True, slots=True)
class NewFiles:
    """The files that were written, by their names in the project; the first is the one to go on with."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An issue by its slug, such as 2024-01; without a date it has today's, or the first of its own month.

    `like` is another issue, whose sections and points' changes it gets without what they tell.
    """

    place: Place
    slug: str
    today: dt.date
    date: str = ""
    locale: str = ""
    like: str = ""


@reporting
def new_issue(request: NewIssue) -> NewFiles:
    """An issue that leads with the newest article; or one with the sections of another issue, still empty."""
    project = project_at(request.place)
    slug, today, date, locale = request.slug, request.today, request.date, request.locale
    problems = _checked(("--date", date, Date), ("--locale", locale, LocaleTag))
    if not re.fullmatch(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])(-[a-z0-9]+)*", slug):
        hint = f"call it {today:%Y-%m}, and a second one in a month {today:%Y-%m}-extra"
        problems.append(error("undated-issue", f"`{slug}` does not begin with a year and a month", None, hint))
    file = f"issues/{slug}/issue.yaml"
    problems += _taken(project, file)
    if request.like and request.like not in issue_slugs(project.root):
        problems.append(unknown_issue(project.root, request.like))
    if problems:
        refuse(problems)
    day = today if slug.startswith(f"{today:%Y-%m}") else dt.date.fromisoformat(f"{slug[:7]}-01")
    day = date_of(date) if date else day
    if request.like:
        return _written(project, _like(project, request, day))
    content, faults = project.content(slug, everything=True)
    newest = max(content.articles.values(), key=_age, default=None)
    if newest is None:
        of_articles = [problem for problem in faults if problem.location and "/articles/" in problem.location.file]
        hint = "mend these first" if of_articles else "make one first: `newsletter new article NAME`"
        refuse([*of_articles, error("no-article", "there is no article that could lead the issue", None, hint)])
    values: dict[str, Value] = {
        "locale": locale or project.settings.source_locale,
        "date": day,
        "subject": starting_subject(slug),
        "lead": newest.slug,
    }
    return _written(project, {file: starting_file("issue.yaml", values).encode()})


def _like(project: Project, request: NewIssue, day: dt.date) -> dict[str, bytes]:
    """The files of an issue like another one."""
    starting = read_yaml(starting_file("issue.yaml", {"locale": "en", "date": day, "subject": "", "lead": ""}), "")[0]
    preheader = str(starting.value["preheader"]) if starting else ""
    new: dict[str, EditValue] = {"date": day, "subject": starting_subject(request.slug), "preheader": preheader}
    if request.locale:
        new["locale"] = request.locale
    try:
        return files_like(project.root, request.like, request.slug, new)
    except NotAlikeError as fault:
        hint = "mend that file first, or make the new one without --like"
        refuse([error("not-alike", f"it can’t be taken over: {fault}", Location(fault.file, fault.line), hint)])


STARTING_SUBJECT = "Our newsletter of"
"""What a new issue's subject begins with; its slug follows."""


def starting_subject(slug: str) -> str:
    """What stands in a new issue's file until somebody writes a subject."""
    return f"{STARTING_SUBJECT} {slug}"


def _age(article: Article) -> tuple[dt.date, str]:
    return (article.date or dt.date.min, article.slug)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article by its slug; without a date it has that of the newest issue, or today's.

    `owner` is the slug of the point that writes it; empty for the secretariat.
    """

    place: Place
    slug: str
    today: dt.date
    date: str = ""
    locale: str = ""
    owner: str = ""


@reporting
def new_article(request: NewArticle) -> NewFiles:
    """An article, in the project's source locale if no other is named."""

    def values(project: Project) -> dict[str, Value]:
        date = date_of(request.date) if request.date else _day_of_newest_issue(project) or request.today
        return {"title": _in_words(request.slug), "date": date}

    return _new_document(request, "article.md", ("--date", request.date, Date), values)


def _day_of_newest_issue(project: Project) -> dt.date | None:
    """The day of the issue that an article is most likely for: a letter tells of another day beside the title."""
    newest = issue_slugs(project.root)[-1:]
    issue = project.content(newest[0])[0].issue if newest else None
    return issue.date if issue else None


@dataclass(frozen=True, slots=True)
class NewNetwork:
    """A network by its slug, and the country of its lead partner."""

    place: Place
    slug: str
    today: dt.date
    country: str = ""
    locale: str = ""


@reporting
def new_network(request: NewNetwork) -> NewFiles:
    """A network whose lead partner is in the country named."""

    def values(_: Project) -> dict[str, Value]:
        country = request.country or SECRETARIAT.upper()
        return {"name": _in_words(request.slug), "country": country, "date": request.today}

    return _new_document(request, "network.yaml", ("--country", request.country, Country), values)


def _new_document(
    request: NewArticle | NewNetwork,
    template: str,
    option: tuple[str, str, object],
    values_in: Callable[[Project], dict[str, Value]],
) -> NewFiles:
    """A document from its starting file, whose name is its kind; in the project's source locale if no other is named.

    What is wrong with its name, its option or its locale is told before anything is asked of the project's files.
    """
    project = project_at(request.place)
    kind, _, ending = template.partition(".")
    file = f"issues/{kind}s/{request.slug}.{ending}"
    problems = _checked(("NAME", request.slug, Slug), option, ("--locale", request.locale, LocaleTag))
    problems = problems or _taken(project, file)
    if problems:
        refuse(problems)
    values = {"locale": request.locale or project.settings.source_locale, **values_in(project)}
    data = starting_file(template, values).encode()
    owner = request.owner if isinstance(request, NewArticle) else ""
    return _written(project, {file: edit(data, [Set(("from",), owner)], is_article=True) if owner else data})


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A point by its slug, which is its country's code if no country is named."""

    place: Place
    slug: str
    country: str = ""
    locales: tuple[str, ...] = ()
    time_zone: str = ""


@reporting
def new_point(request: NewPoint) -> NewFiles:
    """A point and the fixed words there are for its locales; what is not said comes from CLDR, by its country.

    Sender and postal address are those of the secretariat, or samples where it has none.
    """
    project = project_at(request.place)
    slug, country, tags, zone = request.slug, request.country, request.locales, request.time_zone
    file = f"issues/points/{slug}.yaml"
    problems = _checked(("NAME", slug, Slug))
    if not problems and not country:
        country = slug.upper()
        said_by_slug = value_problems(country, Country, Location("NAME"))
        if said_by_slug:
            hint = said_by_slug[0].hint if country in ("EL", "UK") else ""
            hint = hint and f"call it {hint[-3:-1].lower()}, or name its country: --country {hint[-3:-1]}"
            message = f"`{slug}` is no country's code, and no other country is named"
            problems = [error("unknown-country", message, None, hint or "name its country, such as --country ES")]
    problems += _checked(
        ("--country", country if not problems else "", Country),
        *(("--locale", tag, LocaleTag) for tag in tags),
        ("--time-zone", zone, TimeZone),
    )
    if not problems:
        tags, zone = tags or _locales_of(project, country), zone or locales.main_zone(country)
        if not tags:
            message = f"it is not known in which language people in `{country}` read"
            problems.append(error("unknown-locale", message, None, "name one, such as --locale en"))
        if not zone:
            message = f"it is not known by which time people in `{country}` live"
            problems.append(error("unknown-time-zone", message, None, "name one, such as --time-zone Europe/Madrid"))
        problems += _taken(project, file)
    if problems:
        refuse(problems)
    secretariat = project.content("")[0].points.get(SECRETARIAT)
    values = {"country": country, "locales": tags, "time_zone": zone, **_sender(secretariat)}
    catalogs = chrome_catalogs(tags, project.root / THEME)
    fixed_words = {name: data for name, data in catalogs.items() if not (project.root / name).exists()}
    made = _written(project, {file: starting_file("point.yaml", values).encode(), **fixed_words})
    for name, data in fixed_words.items():
        write_atomically(project.root / pristine(name), data)
    return made


def _sender(secretariat: NationalPoint | None) -> dict[str, Value]:
    if secretariat is None:
        return {
            "sender_name": "Newsletter",
            "sender_address": SAMPLE_ADDRESS,
            "reply_to": SAMPLE_ADDRESS,
            "postal_address": SAMPLE_LINES,
            "website": DEFAULT_SITE,
        }
    return {
        "sender_name": secretariat.from_.name,
        "sender_address": secretariat.from_.address,
        "reply_to": secretariat.reply_to,
        "postal_address": secretariat.postal_address,
        "website": secretariat.website,
    }


def _locales_of(project: Project, country: str) -> tuple[str, ...]:
    """The official locales of a country, as the project writes them: the first, and those it has catalogs of."""
    if country == SECRETARIAT.upper():
        return (project.settings.source_locale,)
    written = {path.name for path in (project.root / "locales").glob("*")}
    found: list[str] = []
    for tag in locales.official_locales(country):
        with_region = f"{tag}-{country}"
        tag = with_region if with_region in written | set(chrome_locales()) else tag
        if tag in written or not found:
            found.append(tag)
    return tuple(found)


def _in_words(slug: str) -> str:
    words = slug.replace("-", " ")
    return words[:1].upper() + words[1:]


def _checked(*given: tuple[str, str, object]) -> list[Problem]:
    """What is wrong with values as they were typed; an empty one was not given."""
    return [
        problem
        for option, value, field in given
        if value or option == "NAME"
        for problem in value_problems(value, field, Location(option))
    ]


def _taken(project: Project, file: str) -> list[Problem]:
    kind, name = file.split("/")[1], file.rpartition("/")[2].partition(".")[0]
    if (now := _old_names(project).name_of(kind, name)) != name:
        message = f"`{name}` was the name of `{now}`, and the address of mailed letters leads there"
        return [error("name-taken", message, Location(file), "choose another name")]
    if not (project.root / file).exists():
        return []
    hint = "change it as it is, or choose another name"
    return [error("file-exists", "this file is there already, and was left as it is", Location(file), hint)]


def _old_names(project: Project) -> Moved:
    path = project.root / MOVED
    try:
        return read_moved(path.read_bytes() if path.is_file() else None)
    except BrokenMovedError:
        return Moved()


def _written(project: Project, files: dict[str, bytes]) -> NewFiles:
    workspace = project.workspace
    for file, data in files.items():
        try:
            workspace.write(file, data, NO_FILE)
        except MovedOnError:
            refuse(_taken(project, file))
    return NewFiles(tuple(files))
