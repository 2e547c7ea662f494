"""The pages of one issue in the making: where they go, and what is noted of them on the way.

In: what all pages share, the folder of the archive, an issue. Out: a `Making`, which the steps that make letters,
articles and pictures fill in this order, and a `Record` at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from newsletter.pipeline.archive.record import Listed, Record, Site
from newsletter.problems import Problem, has_errors, to_plain
from newsletter.render.web.pages import Pages


@dataclass(slots=True)
class Making:
    """What is made of an issue so far; `before` is the record of the last run."""

    slug: str
    pages: Pages
    site: Site
    record: Record
    before: Record | None
    problems: list[Problem] = field(default_factory=list)
    listed: dict[str, Listed] = field(default_factory=dict)

    def put(self, path: str, page: bytes) -> None:
        """A page in its place."""
        self.site.put(self.record, path, page)

    def listed_in(self, locale: str) -> Listed:
        """What lists of a language will say of the issue."""
        return self.listed.setdefault(locale, Listed())

    def subscribe(self, point: str, locale: str) -> str:
        """Where a reader of this page joins."""
        return f"{self.pages.site}/subscribe/{point}/{locale}/"

    def keep(self, locale: str, path: str) -> bool:
        """An article's page stays as the last run made it; False when there is none."""
        name = f"{path}index.html"
        if self.before is None or name not in self.before.files or not self.site.has(name):
            return False
        self.record.files[name] = self.before.files[name]
        self._keep_listed(locale, {path})
        return True

    def finish(self) -> None:
        """What is no longer a page is removed, and the record kept."""
        if self.before:
            self._follow(self.before)
        self.record.letter_count = sum(len(each.letters) for each in self.listed.values())
        self.record.article_count = sum(
            not one.get("is_network") for each in self.listed.values() for one in each.articles
        )
        self.record.problems = [to_plain(problem) for problem in self.problems]
        self.site.put_listed(self.record, self.slug, self.listed)
        self.site.keep(self.slug, self.record)

    def _follow(self, before: Record) -> None:
        """What was a page and is none now goes; while there are errors in the files it stays as it was."""
        gone = {name: at for name, at in before.files.items() if name not in self.record.files}
        if not has_errors(self.problems):
            self.site.remove(gone)
            return
        self.record.files |= gone
        for locale in before.listed:
            self._keep_listed(locale, {name.removesuffix("index.html") for name in gone})

    def _keep_listed(self, locale: str, paths: set[str]) -> None:
        """Public articles at these paths stay in lists and search as they were."""
        made = {one["path"] for one in self.listed_in(locale).articles}
        before = self.site.listed(self.slug, locale).articles
        kept = [one for one in before if one["path"] in paths - made and one["opened"]]
        self.listed_in(locale).articles += kept
        self.listed_in(locale).words += self.site.words_of(self.slug, locale, {one["path"] for one in kept})
