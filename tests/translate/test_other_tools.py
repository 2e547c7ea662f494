"""Catalogs in other people's tools: accepted by them, and back from them with nothing lost that matters."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import polib
import pytest
from translate.filters import checks
from translate.filters import pofilter as filters

from newsletter.translate.formats.comments import read_lines
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.glossary import glossary_of
from newsletter.translate.merge import merge_units
from newsletter.translate.record import Record
from newsletter.translate.unit import About, Catalog, State, Translation, Unit
from tests.conftest import REPOSITORY, needs
from tests.support.catalogs import FILES

MUST_HOLD = (
    "blank", "compendiumconflicts", "credits", "doublespacing", "emails", "endwhitespace", "escapes", "filepaths",
    "functions", "kdecomments", "long", "newlines", "nplurals", "options", "printf", "purepunc", "pythonbraceformat",
    "short", "startwhitespace", "tabs", "untranslated", "urls", "validchars", "variables", "xmltags",
)  # fmt: skip
"""Of pofilter's tests those that find a fault. Left out are those that find a language's own way of writing: quotation
marks, capitals, punctuation, the number of sentences, an acronym with a translation (ERDF, FEDER), brackets around an
explanation, numerals in words; and "unchanged", since names and "Internet" are the same in many languages."""
PROBE = Translation("c", "Mail <b1>us</b1> at a@example.org.", ("Maile <b1>ons an a@example.org.",), State.NEEDS_REVIEW)


def pofilter(file: Path, language: str) -> str:
    """What pofilter complains of in a file: nothing where all is well. As a command it would take a second a file."""
    parser = filters.cmdlineparser()  # type: ignore[no-untyped-call]
    options, _ = parser.parse_args([f"--language={language}", *(f"--test={name}" for name in MUST_HOLD), "-i", "-"])
    check = filters.pocheckfilter(
        options, [checks.StandardChecker, checks.StandardUnitChecker], parser.build_checkerconfig(options)
    )
    assert check.checker.combinedfilters, "there are tests to run"
    out = BytesIO()
    with file.open("rb") as given:
        filters.runfilter(given, out, None, check)
    return out.getvalue().decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("locale", sorted({path.parts[-3] for path in FILES}))
def test_pofilter_finds_no_fault_in_the_catalogs_of_this_repository(locale: str) -> None:
    for path in (path for path in FILES if path.parts[-3] == locale):
        # Its texts are read whether or not somebody has reviewed them.
        found = pofilter(path, locale.replace("-", "_"))
        assert "msgid" not in found.partition("\n\n")[2], found


def test_pofilter_would_find_one(tmp_path: Path) -> None:
    (tmp_path / "x.po").write_bytes(to_bytes(Catalog("nl", "x.po", (PROBE,))))
    assert "(pofilter) xmltags" in pofilter(tmp_path / "x.po", "nl")


REVIEWED = Translation(
    "articles/a/title", "Ten cities", ("Tien steden",), State.REVIEWED,
    record=read_lines(("ignore-same: a street", "reviewed: Ada 2026-11-21")), about=About("title", 120),
    flags=("ignore-same", "max-length:120"),
)  # fmt: skip
STALE = Translation(
    "articles/a/body/paragraph", "Mail <b1>us</b1> by 9 March.", ("Mail <b1>ons</b1> voor 3 maart.",),
    State.NEEDS_REVIEW, previous="Mail <b1>us</b1> by 3 March.", record=read_lines(("was reviewed: Ada 2026-11-21",)),
)  # fmt: skip
MACHINE = Translation(
    "articles/a/summary", "Long " + "words and " * 30 + "more.", ("Lange woorden.",), State.NEEDS_REVIEW,
    record=read_lines(("from: libre 2026-11-20",)),
)  # fmt: skip
MISSING = Translation("articles/a/image/alt", "A “bridge” \\ a\u00a0river", record=read_lines(("rejected text: Brug",)))
PLURAL = Translation(
    "", "%(num)s city", ("%(num)s stad", "%(num)s steden"), State.REVIEWED, plural="%(num)s cities",
    flags=("python-format",),
)  # fmt: skip
READ_ONLY = Translation(
    "term", "URBACT", ("URBACT",), State.REVIEWED, record=Record(term_marks=("read-only",)), flags=("read-only",)
)
GONE = Translation("articles/a/title", "Old", ("Oud",), State.REVIEWED,
                   record=read_lines(("reviewed: Bea 2026-11-01",)), is_obsolete=True)  # fmt: skip
EVERY = (REVIEWED, STALE, MACHINE, MISSING, PLURAL, READ_ONLY, GONE)
BEFORE = Catalog("nl", "nl.po", EVERY, {"X-Generator": "newsletter", "Language-Team": "Dutch"})


def through_polib(path: Path) -> None:
    """What Poedit does: every entry read and written, wrapped at 78, the header its own, one text changed."""
    file = polib.pofile(str(path), wrapwidth=78)
    file.metadata["X-Generator"] = "Poedit 3.5"
    file.metadata["PO-Revision-Date"] = "2026-11-24 10:00+0100"
    entry = file.find(MISSING.source, msgctxt=MISSING.context)
    assert entry is not None
    entry.msgstr = "Een brug"
    file.save(str(path))


def through(*command: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        template = path.with_suffix(".pot")
        template.write_bytes(to_bytes(Catalog("nl", "x.pot", tuple(
            Translation(e.context, e.source, ("",) * len(e.targets), plural=e.plural, about=e.about)
            for e in EVERY if not e.is_obsolete
        ))))  # fmt: skip
        out = path.with_suffix(".out")
        files = [str(template) if part == "TEMPLATE" else str(path) if part == "FILE" else part for part in command]
        subprocess.run([*files, "-o", str(out)], check=True, capture_output=True)
        out.replace(path)

    return run


def back(path: Path) -> Catalog:
    """The catalog as the tool left it, after an update of ours."""
    catalog, problems = parse_catalog(path.read_bytes(), "nl", "nl.po")
    assert problems == []
    assert catalog is not None
    units = [Unit(e.context, e.source, e.about, e.plural) for e in EVERY if not e.is_obsolete]
    return merge_units(catalog, units)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "nl.po"
    path.write_bytes(to_bytes(BEFORE))
    return path


class TestThereAndBack:
    def test_poedit_loses_nothing(self, file: Path) -> None:
        through_polib(file)
        after = back(file)
        edited = replace(MISSING, targets=("Een brug",), state=State.REVIEWED)
        assert after.entries == (REVIEWED, STALE, MACHINE, edited, PLURAL, READ_ONLY, GONE)
        assert after.header["X-Generator"] == "Poedit 3.5"
        assert after.header["Language-Team"] == "Dutch"

    @needs("msgmerge")
    @needs("msgcat")
    @pytest.mark.parametrize(
        "command",
        [
            ("msgcat", "FILE"),
            ("msgcat", "--no-wrap", "FILE"),
            ("msgcat", "--width=40", "FILE"),
            ("msgmerge", "--quiet", "--previous", "--no-fuzzy-matching", "FILE", "TEMPLATE"),
        ],
    )
    def test_gettext_loses_flags_only_and_comments_say_the_same(self, file: Path, command: tuple[str, ...]) -> None:
        through(*command)(file)
        # What was dismissed comes back, from its comment.
        stay = {"python-format", "ignore-same", "max-length:120"}
        assert back(file).entries == tuple(
            replace(e, flags=tuple(flag for flag in e.flags if flag in stay)) for e in EVERY
        )
        (term,) = glossary_of([back(file)]).terms
        assert term.is_read_only

    @needs("msgattrib")
    def test_gettext_tells_the_states_apart_as_we_do(self, file: Path) -> None:
        for option, entries in (
            ("--only-fuzzy", [STALE, MACHINE]),
            ("--untranslated", [MISSING]),
            ("--only-obsolete", [GONE]),
        ):
            done = subprocess.run(["msgattrib", option, str(file)], capture_output=True, text=True, check=True)
            found, _ = parse_catalog(done.stdout.encode(), "nl", "nl.po")
            assert found is not None
            assert [entry.source for entry in found.entries] == [entry.source for entry in entries]

    @needs("msgfmt")
    def test_msgfmt_accepts_every_state(self, file: Path) -> None:
        subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(file)], check=True)

    @pytest.mark.slow
    def test_the_catalogs_of_this_repository_come_back_from_poedit_to_the_byte(self, tmp_path: Path) -> None:
        for path in FILES:
            copy = tmp_path / "copy.po"
            copy.write_bytes(path.read_bytes())
            polib.pofile(str(copy), wrapwidth=78).save(str(copy))
            locale = path.parts[-3]
            before, after = (parse_catalog(file.read_bytes(), locale, path.name)[0] for file in (path, copy))
            assert before is not None
            assert after is not None
            # Its notes are wrapped; an update writes them anew.
            units = [Unit(*entry.key, entry.about, entry.plural) for entry in before.active()]
            updated = merge_units(after, units)
            assert to_bytes(updated) == path.read_bytes(), str(path.relative_to(REPOSITORY))


@pytest.mark.slow
def test_what_xliff_brings_back_takes_its_places_and_waits_for_a_person(tmp_path: Path) -> None:
    pytest.importorskip("translate.convert.xliff2po")
    path = REPOSITORY / "locales/de/LC_MESSAGES/2023-11.po"
    (tmp_path / "de.po").write_bytes(path.read_bytes())
    for tool, old, new in (("po2xliff", "de.po", "de.xlf"), ("xliff2po", "de.xlf", "back.po")):
        run = f"from translate.convert.{tool} import main; main()"
        subprocess.run([sys.executable, "-c", run, "--progress=none", old, new], cwd=tmp_path, check=True)
    before, after = (parse_catalog(file.read_bytes(), "de", "de.po")[0] for file in (path, tmp_path / "back.po"))
    assert before is not None
    assert after is not None
    assert {entry.context for entry in after.entries} == {""}
    units = [Unit(*entry.key, entry.about, entry.plural) for entry in before.active()]
    sources = Counter(entry.source for entry in before.active())
    updated = merge_units(after, units).by_key()
    for entry in before.active():
        if sources[entry.source] == 1:
            assert (updated[entry.key].target, updated[entry.key].state) == (entry.target, State.NEEDS_REVIEW)
