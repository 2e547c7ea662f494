"""What the checks of translations say of an issue's catalogs.

In: an issue opened. Out: problems by unit, kept while neither the catalog nor its
glossary changes; the same at their lines for whoever asks what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from newsletter.content.load import Content
from newsletter.edition import editions_of
from newsletter.files import digest_of, program_digest
from newsletter.locales import canonical, chain
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Snapshot
from newsletter.problems import Location, Problem, error, from_plain, to_plain, warning
from newsletter.translate import chrome
from newsletter.translate.checks.every import catalog_problems
from newsletter.translate.checks.wrong_language import other_language
from newsletter.translate.formats.po import place_of
from newsletter.translate.glossary import Glossary, glossary_of, names_kept
from newsletter.translate.unit import Catalog, Key

Found = Mapping[Key, list[Problem]]
"""What is wrong with translations, by unit; without places, which change with every line."""


def source_locale_in(project: Project, catalog: Catalog) -> str:
    """The locale of the sources in a catalog whose units name no other: the words of templates are always English."""
    name = catalog.file.rpartition("/")[2].removesuffix(".po")
    return chrome.SOURCE_LOCALE if name in (chrome.LETTERS, chrome.PAGES) else project.settings.source_locale


def unread_folders(content: Content, root: Path) -> list[Problem]:
    """Folders of catalogs that nothing reads, since other tools call the language something else (`no`, `pt_BR`)."""
    known = {step for key in editions_of(content) for step in chain(key.locale)}
    problems = []
    for folder in sorted({path.parent.parent for path in root.glob("locales/*/LC_MESSAGES/*.po")}):
        name = folder.name
        own = canonical(name.replace("_", "-").replace("@latin", "-Latn"))
        if name == "no" and "nb" in known and "no" not in known:
            own = "nb"
        if own == name:
            continue
        # What is read of `pl_PL` where points write in `pl` is the shorter form.
        own = next((step for step in chain(own) if step in known), own) if own else None
        at = Location(f"locales/{name}")
        why = f"those of {own} are in locales/{own}" if own else "no language is called so"
        message = f"nothing reads these catalogs: {why}"
        hint = f"git mv locales/{name} locales/{own}" if own else "name the folder by its language, such as `pt-BR`"
        if own and (root / "locales" / own).exists():
            hint = f"move what locales/{own} lacks there, and set the tool to that folder"
        problems.append(warning("unread-catalogs", message, at, hint))
    return problems


def language_problem(catalog: Catalog, lines: Sequence[str], language: str) -> Problem | None:
    """That a catalog is of another language than its folder; `language` is what its texts are plainly in, if another.

    An error where its head says so too, since then it is no guess. None where it is in its own.
    """
    written = catalog.header.get("Language", "").strip()
    said = (canonical(written.replace("_", "-")) or "").partition("-")[0]
    is_other = bool(said) and said not in (catalog.locale.partition("-")[0], "no" if catalog.locale == "nb" else "")
    if not (language or is_other):
        return None
    number = next((n for n, line in enumerate(lines, 1) if line.startswith('"Language:')), 1) if is_other else 1
    at = Location(catalog.file, number, 1, lines[number - 1] if number <= len(lines) else "")
    saved = "was another file saved here? git has it as it was"
    if not language:
        message = f"the head says `Language: {written}`, and this is the catalog of {catalog.locale}"
        hint = f"write `Language: {catalog.locale.replace('-', '_')}`, if the texts are right"
        return warning("wrong-catalog", message, at, hint)
    if is_other and said == language:
        message = f"this catalog is in `{language}`, as its head says, and stands in the folder of {catalog.locale}"
        return error("wrong-catalog", message, at, saved)
    message = f"the texts of this catalog seem to be in `{language}`, all in all, not in {catalog.locale}"
    return warning("wrong-catalog", message, at, saved)


class Checked:
    """What is wrong in an issue's catalogs, each found once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.project = snapshot.project
        self.catalogs = snapshot.catalogs
        self.content = content = snapshot.content
        issues = (content.issue_for(point) for point in content.points)
        self.names = sorted({name for issue in issues if issue for name in names_kept(issue)})
        self._found: dict[tuple[str, str], Found] = {}

    def of(self, locale: str, name: str) -> Found:
        """By unit what is wrong with its translation in a catalog; nothing for a catalog that can't be read."""
        if (locale, name) not in self._found:
            catalog = self.catalogs.one(locale, name)
            self._found[locale, name] = self._kept(catalog) if catalog and catalog.entries else {}
        return self._found[locale, name]

    def language(self, catalog: Catalog) -> str:
        """The language that the texts of a catalog are plainly in, where it is another than its own."""
        key, cache = digest_of([program_digest(), catalog.locale, catalog.digest]), self.project.cache
        kept = cache.get("languages", key)
        if kept is None:
            kept = other_language(catalog).encode()
            cache.put("languages", key, kept)
        return kept.decode()

    def _kept(self, catalog: Catalog) -> Found:
        glossaries = [each for step in chain(catalog.locale) if (each := self.catalogs.one(step, "glossary"))]
        source_locale = source_locale_in(self.project, catalog)
        parts = [
            program_digest(),
            source_locale,
            catalog.locale,
            catalog.digest,
            *(each.digest for each in glossaries),
            *self.names,
        ]
        key, cache = digest_of(parts), self.project.cache
        kept = cache.get("findings", key)
        if kept is not None:
            plain = json.loads(kept)
            return {(context, source): [from_plain(each) for each in found] for context, source, found in plain}
        found = catalog_problems(catalog, self._glossary(glossaries), source_locale)
        rows = [[*unit, [to_plain(each) for each in several]] for unit, several in found.items()]
        cache.put("findings", key, json.dumps(rows, ensure_ascii=False).encode())
        return found

    def _glossary(self, glossaries: list[Catalog]) -> Glossary:
        return glossary_of(glossaries, self.names)

    def placed(self, locale: str, name: str) -> Found:
        """The same, each at the line of its translation, with the path of the text that it translates."""
        catalog, found = self.catalogs.one(locale, name), self.of(locale, name)
        if catalog is None or not found:
            return {}
        lines = self.catalogs.lines(locale, name)
        placed: dict[Key, list[Problem]] = {}
        for entry in catalog.active():
            if entry.key in found:
                at = place_of(entry, catalog.file, lines, self.catalogs.paths.get(entry.key, ""))
                placed[entry.key] = [replace(problem, location=at) for problem in found[entry.key]]
        return placed

    def problems(self) -> Iterator[Problem]:
        """What is wrong in every catalog of the issue.

        What can't be used at all is reported where catalogs are read, and which texts of the issue are too long where
        editions are.
        """
        for locale in dict.fromkeys(key.locale for key in editions_of(self.content)):
            for name in (self.content.slug, "chrome", "pages"):
                catalog = self.catalogs.one(locale, name)
                language = self.language(catalog) if catalog else ""
                if catalog and (problem := language_problem(catalog, self.catalogs.lines(locale, name), language)):
                    yield problem
                if language:
                    continue  # what else the checks of its language find is no news
                for key, problems in self.placed(locale, name).items():
                    if catalog and key not in catalog.unusable:
                        yield from (each for each in problems if each.code != "too-long" or name != self.content.slug)
