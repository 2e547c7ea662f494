"""The archive's pages of one issue: web versions of its letters, their articles, and what stands in their place before.

In: the project, the mailings of the issue that have opened, where the pages go. Out: the pages, and a `Record` of them.
Letters come frozen from the ledger; articles come from the files as they are now.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsletter.content.foreign import unmarked
from newsletter.edition import Edition, EditionKey, editions_of, localise
from newsletter.files import digest
from newsletter.locales import chain, home_country
from newsletter.mail.published import Frozen, Published
from newsletter.pipeline.archive_record import Record, Site, stamp
from newsletter.pipeline.archive_words import entry
from newsletter.pipeline.project import Catalogs, Project
from newsletter.pipeline.workshop import workshop_of
from newsletter.problems import Location, Problem, Severity, has_errors, to_plain, warning
from newsletter.render import pages
from newsletter.render.articlepage import ArticlePage, article_page
from newsletter.render.images import PictureError
from newsletter.render.layout import Workshop, letter_of
from newsletter.render.pages import Door, Pages, doors
from newsletter.render.webversion import PersonalError, WebVersion, assert_impersonal, web_version
from newsletter.translate.po import catalog_file

if TYPE_CHECKING:
    from newsletter.content.load import Content
    from newsletter.content.model import Article

_UP = "../../../"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LetterOf = Callable[[Published], Frozen]


@dataclass(frozen=True, slots=True)
class _Page:
    """An article as one locale's page shows it."""

    edition: Edition
    article: Article
    letter: Published


class IssuePages:
    """Makes the pages of an issue; `letters` are its editions that are public, `letter` gives each one's words."""

    def __init__(self, project: Project, slug: str, shared: Pages, site: Site, inputs: str) -> None:
        self.project, self.slug, self.pages, self.site = project, slug, shared, site
        self.record = Record(inputs)
        self.before = site.record(slug)
        self.problems: list[Problem] = []
        self.content: Content | None = None
        if (project.root / "issues" / slug / "issue.yaml").is_file():
            self.content, faults = project.content(slug)
            self.problems += [fault for fault in faults if fault.severity is Severity.ERROR]
        self.catalogs = Catalogs(project, slug)
        self._workshop: Workshop | None = None
        self._editions: dict[EditionKey, Edition | None] = {}
        self.wanted: dict[str, Published] = {}
        self.linked: dict[str, dict[str, Published]] = {}
        self.texts: dict[str, list[list[str]]] = {}

    def make(self, letters: Sequence[Published], letter: LetterOf) -> Record:
        """All pages written, what is no longer a page removed, and the record kept."""
        known = dict.fromkeys(editions_of(self.content), "") if self.content and self.content.issue else {}
        paths: dict[str, dict[str, str]] = {}
        for each in self.ranked(letters):
            paths.setdefault(each.locale, {})[each.point] = _path(each)
        chosen = {locale: next(iter(found.values())) for locale, found in paths.items()}
        for each in letters:
            self.letter(each, letter(each), self.doors(chosen, _path(each), each.locale), chosen)
        opened = {(each.point, each.locale) for each in letters}
        for key in known:
            if (key.point, key.locale) not in opened:
                self.waiting(key, chosen)
        self.articles(letters)
        self.assets()
        for locale, entries in self.texts.items():
            self.site.put_words(self.record, self.slug, locale, entries)
        self.record.sources = {name: stamp(self.project.root / name) for name in self.sources(letters)}
        self.problems += self.catalogs.problems
        self.record.problems = [to_plain(problem) for problem in self.problems]
        self.follow(self.before)
        self.site.keep(self.slug, self.record)
        return self.record

    def follow(self, before: Record | None) -> None:
        """What was a page and is none now goes; while there are errors in the files it stays as it was."""
        if before is None:
            return
        gone = {name: at for name, at in before.files.items() if name not in self.record.files}
        if not has_errors(self.problems):
            self.site.remove(gone)
            return
        self.record.files |= gone
        made = {one["path"] for one in self.record.articles}
        self.record.articles += [one for one in before.articles if one["path"] not in made and one["opened"]]

    def ranked(self, letters: Sequence[Published]) -> list[Published]:
        """The letters of the secretariat, then of the point at home in the locale, then the others."""
        points = self.content.points if self.content else {}

        def rank(each: Published) -> tuple[bool, bool, str]:
            office = points.get(each.point)
            return each.point != "eu", not office or office.country != home_country(each.locale), each.point

        return sorted(letters, key=rank)

    def doors(self, chosen: Mapping[str, str], path: str, locale: str) -> tuple[Door, ...]:
        """The issue in every language it is in; in its own language the page itself."""
        return doors({**chosen, locale: path})

    def letter(self, each: Published, frozen: Frozen, languages: Sequence[Door], chosen: Mapping[str, str]) -> None:
        path = _path(each)
        try:
            web = web_version(frozen.html, each.site, _UP)
        except PersonalError as fault:
            self.personal(path, str(fault))
            return
        style = f"assets/letter-{digest(web.styles.encode())[:12]}.css"
        self.site.add(style, web.styles.encode())
        self.record.assets += [style] * (style not in self.record.assets)
        is_chosen = chosen.get(each.locale) == path
        made = self.pages.page(
            "edition.html",
            each.locale,
            path,
            is_public=bool(each.opened_at),
            languages=languages,
            # Robots are told of one letter in each language, so that each of these names all others.
            alternates=doors(chosen) if is_chosen and len(chosen) > 1 else (),
            title=each.subject,
            description=each.preheader,
            kind="article",
            picture=(web.picture.path, web.picture.alt) if web.picture else None,
            feed=f"{each.locale}/feed.xml" if each.opened_at else "",
            subscribe=self.subscribe(each.point, each.locale),
            letter=pages.prose(web.body),
            letter_style=style,
            mailed=self.day(each),
            reviewed=each.reviewed,
            not_reviewed=each.not_reviewed,
        )
        assert_impersonal(made.decode(), each.site)
        self.site.put(self.record, path, made)
        self.note_paths(each, web)
        self.record.letters.append(
            {
                "point": each.point, "locale": each.locale, "path": path, "title": each.subject,
                "summary": each.preheader, "date": each.issue_date, "opened": each.opened_at, "sender": each.sender,
            }
        )  # fmt: skip
        self.texts.setdefault(each.locale, []).append(entry(path, each.subject, each.issue_date, frozen.text))

    def personal(self, path: str, found: str) -> None:
        message = f"the page {path} is left out: `{found}` in its letter is one reader's own"
        hint = "write personal slots into the templates as links and sentences of their own"
        self.problems.append(warning("personal-in-archive", message, None, hint))

    def day(self, each: Published) -> dt.date | None:
        """The day on which the mailing opened, by the clock of its point."""
        if not each.opened_at:
            return None
        moment = dt.datetime.fromisoformat(each.opened_at)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        office = self.content.points.get(each.point) if self.content else None
        return moment.astimezone(ZoneInfo(office.time_zone) if office else dt.UTC).date()

    def subscribe(self, point: str, locale: str) -> str:
        return f"{self.pages.site}/subscribe/{point}/{locale}/"

    def note_paths(self, each: Published, web: WebVersion) -> None:
        """What the letter shows and leads to: pictures and dates to be there, articles to be made."""
        before = f"{self.slug}/{each.locale}/"
        for path in web.paths:
            if path.startswith(("images/", "calendar/")):
                self.wanted.setdefault(path, each)
            elif path.startswith(before) and _SLUG.fullmatch(slug := path.removeprefix(before).rstrip("/")):
                self.linked.setdefault(each.locale, {}).setdefault(slug, each)

    def waiting(self, key: EditionKey, chosen: Mapping[str, str]) -> None:
        """A friendly page in place of a letter that has not been mailed."""
        made = self.pages.page(
            "waiting.html",
            key.locale,
            f"{key}/",
            is_public=False,
            title="",
            subscribe=self.subscribe(key.point, key.locale),
            others=[door for door in doors(chosen) if door.path != f"{key}/"],
        )
        self.site.put(self.record, f"{key}/", made)

    def articles(self, letters: Sequence[Published]) -> None:
        """Each article that a letter leads to, or shows, in the languages of the letters."""
        found: dict[str, dict[str, _Page]] = {}
        for each in self.ranked(letters):
            edition = self.edition(EditionKey(self.slug, each.point, each.locale))
            if edition is None:
                continue
            for slug, article in edition.issue.articles.items():
                if not article.link:
                    found.setdefault(slug, {}).setdefault(each.locale, _Page(edition, article, each))
        for locale, slugs in self.linked.items():
            for slug, each in slugs.items():
                if locale in found.get(slug, {}):
                    continue
                page = self.elsewhere(slug, each)
                if page:
                    found.setdefault(slug, {})[locale] = page
                else:
                    self.keep_article(slug, each)
        for slug, by_locale in found.items():
            languages = doors({locale: f"{self.slug}/{locale}/{slug}/" for locale in by_locale})
            for locale, page in by_locale.items():
                self.article(locale, page, languages)

    def edition(self, key: EditionKey) -> Edition | None:
        """The issue in the words of a locale, as the files have it now."""
        if key not in self._editions:
            issue = self.content.issue_for(key.point) if self.content else None
            words = self.catalogs.translations(key.locale) if issue else None
            self._editions[key] = localise(issue, key, words) if issue and words else None
        return self._editions[key]

    def elsewhere(self, slug: str, each: Published) -> _Page | None:
        """An article that a letter leads to but its issue no longer shows."""
        if self.content is None or not (self.project.root / "issues" / "articles" / f"{slug}.md").is_file():
            return None
        content = self.project.content(self.slug, everything=True)[0]
        issue, words = content.issue_for(each.point), self.catalogs.translations(each.locale)
        if issue is None or words is None or slug not in content.articles:
            return None
        alone = replace(issue, sections=(), articles={slug: content.articles[slug]}, networks={}, note=None)
        edition = localise(alone, EditionKey(self.slug, each.point, each.locale), words)
        return _Page(edition, edition.issue.articles[slug], each)

    def keep_article(self, slug: str, each: Published) -> None:
        """The page of an article whose file has gone stays as it was, since mailed letters lead to it."""
        path = f"{self.slug}/{each.locale}/{slug}/"
        name = f"{path}index.html"
        if self.before and name in self.before.files and self.site.has(name):
            self.record.files[name] = self.before.files[name]
            self.record.articles += [kept for kept in self.before.articles if kept["path"] == path]
            return
        key = f"{self.slug}/{each.point}/{each.locale}"
        message = f"the letter {key} leads to the article `{slug}`, which can't be read any more"
        hint = f"bring issues/articles/{slug}.md back; mailed letters lead to its page for ever"
        self.problems.append(warning("lost-article", message, Location(f"issues/articles/{slug}.md"), hint))

    def article(self, locale: str, page: _Page, languages: Sequence[Door]) -> None:
        article, letter, workshop = page.article, page.letter, self.workshop()
        path = f"{self.slug}/{locale}/{article.slug}/"
        if workshop is None:
            return
        feed = f"{locale}/feed.xml" if letter.opened_at else ""
        subscribe = self.subscribe(letter.point, locale)
        of = ArticlePage(page.edition, article, path, _path(letter), letter.subject, subscribe, feed, languages)
        try:
            made, assets = article_page(of, self.pages, workshop)
        except PictureError as fault:
            self.problems.append(fault.problem)
            return
        self.site.put(self.record, path, made)
        for asset in sorted(assets):
            self.wanted.setdefault(asset, letter)
        self.record.articles.append({"locale": locale, "path": path, "opened": letter.opened_at})
        words = unmarked(" ".join([article.summary, *(block.words for block in article.body.texts())]))
        date = page.edition.issue.date.isoformat()
        self.texts.setdefault(locale, []).append(entry(path, unmarked(article.title), date, words))

    def assets(self) -> None:
        """Pictures and dates to their places: from the cache, the last build, or laid out anew."""
        made = self._workshop.assets() if self._workshop else {}
        laid: set[EditionKey] = set()
        for path, each in self.wanted.items():
            if not self.site.has(path):
                data = made.get(path) or self.kept_asset(path)
                key = EditionKey(self.slug, each.point, each.locale)
                if data is None and key not in laid:
                    laid.add(key)
                    made = self.laid_out(key) or made
                    data = made.get(path)
                if data is None:
                    message = f"the letter {key} shows {path}, which is nowhere any more"
                    hint = f"put it into build/{self.slug}/{path}, or copy it from where it was published"
                    self.problems.append(warning("lost-picture", message, None, hint))
                    continue
                self.site.add(path, data)
            self.record.assets.append(path)

    def laid_out(self, key: EditionKey) -> dict[str, bytes]:
        """All that is made when a letter is laid out as its files are now."""
        edition, workshop = self.edition(key), self.workshop()
        if edition and workshop:
            letter_of(edition, workshop)
        return workshop.assets() if workshop else {}

    def kept_asset(self, path: str) -> bytes | None:
        found = self.project.cache.get("assets", path)
        file = self.project.root / "build" / self.slug / path
        return found if found is not None else file.read_bytes() if file.is_file() else None

    def workshop(self) -> Workshop | None:
        if self._workshop is None and self.content:
            self._workshop, _ = workshop_of(self.project, self.content)
            if self._workshop:
                self._workshop.templates = self.pages.templates
        return self._workshop

    def sources(self, letters: Sequence[Published]) -> Iterator[str]:
        """The files that the pages were made of."""
        yield f"issues/{self.slug}/issue.yaml"
        yield f"issues/{self.slug}/points"
        if self.content is None:
            return
        yield from (source.file for source in self.content.sources.values())
        yield from (f"issues/images/{one.image.src}" for one in self.content.articles.values() if one.image)
        yield from (
            f"issues/images/{image.src}" for one in self.content.articles.values() for image in one.body.images()
        )
        yield from (f"issues/articles/{slug}.md" for slugs in self.linked.values() for slug in slugs)
        for locale in {each.locale for each in letters}:
            yield from (catalog_file(step, name) for step in chain(locale) for name in (self.slug, "glossary"))

    def previews(self) -> tuple[list[Published], dict[str, Frozen]]:
        """Every edition of the issue, laid out as a build does; letters by edition."""
        found, frozen = [], {}
        for key in editions_of(self.content) if self.content else ():
            edition, workshop = self.edition(key), self.workshop()
            letter, problems = letter_of(edition, workshop) if edition and workshop else (None, [])
            self.problems += problems if letter is None else []
            if letter is None or edition is None:
                continue
            counts = edition.counts()
            frozen[str(key)] = Frozen(letter.html, letter.text)
            found.append(
                Published(
                    0, key.issue, key.point, key.locale, "", edition.issue.date.isoformat(), letter.subject,
                    letter.preheader, letter.sender[0], self.pages.site, counts["reviewed"],
                    sum(counts.values()) - counts["reviewed"], len(letter.html),
                )
            )  # fmt: skip
        return found, frozen


def _path(each: Published) -> str:
    return f"{each.issue}/{each.point}/{each.locale}/"
