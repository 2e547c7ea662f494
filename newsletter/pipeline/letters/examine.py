"""The letters of an issue examined: laid out and checked, each once for the same inputs.

In: an issue opened, its editions. Out: what laying them out and the checks of preflight say of each, at the places
where it is mended; kept under the name of everything that a letter is made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from newsletter.content.issue import documents_of
from newsletter.content.source import Source
from newsletter.edition import Edition, EditionKey
from newsletter.files import digest_of
from newsletter.locales import chain
from newsletter.pipeline.processes import share_out
from newsletter.pipeline.project import Project
from newsletter.pipeline.snapshot import Prepared, Snapshot, prepare
from newsletter.preflight.caniemail import EUROPEAN, FAMILIES, PROGRAMS, is_known, programs_of
from newsletter.preflight.every import examine
from newsletter.preflight.letter import Examined
from newsletter.preflight.places import Files, Places
from newsletter.preflight.programs import shown_plainly
from newsletter.problems import Location, Problem, from_plain, nearest, to_plain, warning
from newsletter.render.letter.layout import LETTER
from newsletter.settings.project import setting_location
from newsletter.translate.unit import Key


@dataclass(frozen=True, slots=True)
class Examination:
    """What is wrong with an edition: `of_edition` by words and layout, `of_letter` by the checks of preflight.

    `of_catalogs` is what editions of one language share. `features` are those of HTML and CSS in the letter that not
    all of the project's mail programs show, as plain values. `is_seen` is false where errors left no letter to look at.
    """

    of_edition: tuple[Problem, ...]
    of_letter: tuple[Problem, ...]
    of_catalogs: tuple[Problem, ...] = ()
    features: tuple[Mapping[str, object], ...] = ()
    is_seen: bool = True

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of it."""
        return (*self.of_edition, *self.of_letter, *self.of_catalogs)


def examinations(snapshot: Snapshot, keys: Sequence[EditionKey]) -> dict[EditionKey, Examination]:
    """Each edition examined; those whose inputs have not changed are recalled, the processors share the rest."""
    known = {key: found for key in keys if (found := _recall(snapshot, key))}
    waiting = sorted((key for key in keys if key not in known), key=lambda key: key.locale)

    def some(keys: Sequence[EditionKey]) -> list[tuple[EditionKey, Examination]]:
        return [(key, _examine(snapshot, prepare(snapshot, key))) for key in keys]

    first = some(waiting[:1])  # it fills caches that all need
    rest = share_out(waiting[1:], some) if waiting[1:] else []
    return known | dict(first) | dict(each for several in rest for each in several)


def examine_edition(snapshot: Snapshot, key: EditionKey) -> Examination:
    """One edition examined, in this process alone; recalled where its inputs have not changed."""
    return _recall(snapshot, key) or _examine(snapshot, prepare(snapshot, key))


def letter_problems(snapshot: Snapshot, prepared: Prepared) -> tuple[Problem, ...]:
    """What preflight says of a letter that is laid out; nothing of one that is not."""
    if prepared.letter is None:
        return ()
    return (_recall(snapshot, prepared.key) or _examine(snapshot, prepared)).of_letter


def _name(snapshot: Snapshot, key: EditionKey) -> str:
    return digest_of(["preflight", snapshot.inputs(key)])


def _recall(snapshot: Snapshot, key: EditionKey) -> Examination | None:
    kept = snapshot.project.cache.get("preflight", _name(snapshot, key))
    if kept is None:
        return None
    *several, features = json.loads(kept)
    of_edition, of_letter, of_catalogs = (tuple(map(from_plain, each)) for each in several)
    return Examination(of_edition, of_letter, of_catalogs, tuple(features))


def _examine(snapshot: Snapshot, prepared: Prepared) -> Examination:
    letter = examined(snapshot, prepared)
    if letter is None:  # what stopped it may lie outside of its inputs
        return Examination(prepared.problems, (), prepared.catalogs, is_seen=False)
    features = tuple(shown_plainly(letter))
    found = Examination(prepared.problems, tuple(examine(letter)), prepared.catalogs, features)
    several = (found.of_edition, found.of_letter, found.of_catalogs)
    plain = [[to_plain(problem) for problem in each] for each in several]
    data = json.dumps([*plain, features], ensure_ascii=False).encode()
    snapshot.project.cache.put("preflight", _name(snapshot, prepared.key), data)
    return found


def unknown_programs(project: Project) -> Iterator[Problem]:
    """Mail programs of the settings that there is no data of."""
    for name in project.settings.preflight.programs:
        if not is_known(name):
            at = setting_location(project.root, ("preflight", "programs"))
            hint = nearest(name, [*FAMILIES, *PROGRAMS]) or f"there are: {', '.join(FAMILIES)}"
            yield warning("unknown-mail-program", f"nothing is known of a mail program `{name[:60]}`", at, hint)


def examined(snapshot: Snapshot, prepared: Prepared) -> Examined | None:
    """A letter as its checks look at it; None for one that could not be laid out."""
    letter, edition, theme = prepared.letter, prepared.edition, snapshot.theme.theme
    if letter is None or edition is None or theme is None:
        return None
    project = snapshot.project
    settings = project.settings
    places = Places(edition, _files(snapshot, edition))
    sample = letter.filled(letter.samples(settings.site))
    programs = programs_of(settings.preflight.programs or EUROPEAN)
    return Examined(edition, sample, theme, settings.site, prepared.resources, programs, places, project.site_languages)


def _files(snapshot: Snapshot, edition: Edition) -> Files:
    key, catalogs, content = edition.key, snapshot.catalogs, snapshot.content
    translations = catalogs.translations(key.locale)
    documents = [content.sources[path] for path in documents_of(edition.issue) if path in content.sources]
    templates = _Templates(snapshot, key.point)

    def text(path: str) -> Location | None:
        known = edition.words.get(path)
        entry = translations.words.get((known[0].context, known[0].words)) if known and translations else None
        return (catalogs.place(key.locale, key.issue, entry) if entry else None) or content.location(path)

    def chrome(unit: Key) -> Location | None:
        for step in chain(key.locale):
            catalog = catalogs.one(step, "chrome")
            entry = catalog.by_key().get(unit) if catalog else None
            if entry:
                return catalogs.place(key.locale, "chrome", entry)
        return None

    languages = snapshot.project.site_languages

    def written(words: str) -> Location | None:
        """The author of an address has written it in one of its site's languages."""
        several = dict.fromkeys((words, *languages.spellings(words)))
        return next(filter(None, (_written(documents, each) for each in several)), None)

    return Files(text, chrome, written, templates.place, templates.letter)


def _written(documents: Sequence[Source], words: str) -> Location | None:
    """Where words stand literally in an edition's documents, not counting comments."""
    for source in documents:
        for number, line in enumerate(source.lines, 1):
            column = line.find(words)
            if column >= 0 and not line.lstrip().startswith("# "):
                return source.at(number, column + 1)
    return None


class _Templates:
    """The lines of a point's own templates, then of everybody's: what stands literally in them."""

    def __init__(self, snapshot: Snapshot, point: str) -> None:
        self.root = snapshot.project.root
        own = f"templates/points/{point}/"
        names = [
            name for name in snapshot.templates if name.endswith((".mjml", ".css", ".txt")) and "/pages/" not in name
        ]
        mine = [name for name in names if name.startswith(own)]
        self.names = [*mine, *(name for name in names if name.count("/") == 1)]
        letter = next((name for name in mine if name.endswith(LETTER)), f"templates/{LETTER}")
        self.letter = Location(letter, 1)

    def place(self, words: str) -> Location | None:
        """The first line that holds the words, however its blanks are; or the template that they name.

        None where neither is there.
        """
        wanted = _tight(words)
        for name, lines in self._lines:
            if name.endswith(f"/{words}"):
                return Location(name, 1)
            for number, line in enumerate(lines, 1):
                if wanted and wanted in _tight(line):
                    return Location(name, number, len(line) - len(line.lstrip()) + 1, line)
        return None

    @cached_property
    def _lines(self) -> list[tuple[str, list[str]]]:
        return [(name, (self.root / name).read_text("utf-8", "replace").split("\n")) for name in self.names]


def _tight(text: str) -> str:
    return "".join(text.split())
