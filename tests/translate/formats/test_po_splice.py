"""One entry of a catalog's file is put in place of another, and every other byte stays."""

import codecs
from dataclasses import replace

import pytest

from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_splice import splice_entries
from newsletter.translate.record import Origin
from newsletter.translate.unit import Catalog, State, Translation
from tests.support.catalogs import FILES, catalog_of

HEAD = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
WRAPPED = f"""# made by hand
{HEAD}


#. title,   at most 120 characters
#, max-length:120
msgctxt "a"
msgid ""
"Ten "
"cities"
msgstr ""
"Tien "
"steden"

# from: libre 2026-11-20
#, fuzzy
#| msgid "One river"
msgctxt "b"
msgid "Two rivers"
msgstr "Een rivier"
msgctxt "c"
msgid "Three"
msgstr ""

#~ msgid "Old"
#~ msgstr "Oud"
"""


def read(data: bytes) -> Catalog:
    catalog, problems = parse_catalog(data, "nl", "nl.po")
    assert problems == []
    assert catalog is not None
    return catalog


def changed(catalog: Catalog, context: str, words: str) -> dict[tuple[str, str], Translation]:
    entry = next(entry for entry in catalog.active() if entry.context == context)
    return {entry.key: replace(entry, targets=(words,), state=State.NEEDS_REVIEW)}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_an_entry_takes_the_place_of_another_and_nothing_else_changes(end: str, mark: bytes) -> None:
    data = mark + WRAPPED.replace("\n", end).encode()
    catalog = read(data)
    new = splice_entries(data, catalog, changed(catalog, "c", "Drie"))
    old_lines, new_lines = data.split(b"\n"), new.split(b"\n")
    at = old_lines.index(f'msgctxt "c"{end[:-1]}'.encode())
    assert new_lines[:at] == old_lines[:at]
    assert new_lines[-3:] == old_lines[-3:]
    assert (b"\r" in new) == (b"\r" in data)
    assert [entry.target for entry in read(new).entries] == ["Tien steden", "Een rivier", "Drie", "Oud"]


def test_what_is_the_same_gives_the_same_bytes() -> None:
    data = WRAPPED.encode()
    catalog = read(data)
    assert splice_entries(data, catalog, {}) == data
    assert splice_entries(data, catalog, catalog.by_key()) == data


def test_lines_that_end_in_two_ways_are_written_anew_as_a_whole() -> None:
    data = WRAPPED.replace("\n", "\r\n", 3).encode()
    catalog = read(data)
    new = splice_entries(data, catalog, changed(catalog, "c", "Drie"))
    assert b"\r" not in new
    assert [entry.target for entry in read(new).entries] == ["Tien steden", "Een rivier", "Drie", "Oud"]


@pytest.mark.parametrize("path", FILES[::7], ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_tenth_text_of_a_catalog_of_this_repository_is_changed_alone(path) -> None:  # type: ignore[no-untyped-def]
    data, catalog = path.read_bytes(), catalog_of(path)
    chosen = [entry for entry in catalog.active() if not entry.plural][::10]
    made = {
        entry.key: replace(
            entry,
            targets=(f"{entry.target} ✓",),
            state=State.NEEDS_REVIEW,
            record=replace(entry.record, origin=Origin(day="2026-11-30", file="x y.xlf")),
        )
        for entry in chosen
    }
    new = splice_entries(data, catalog, made)
    after = parse_catalog(new, catalog.locale, catalog.file)[0]
    assert after is not None
    was = {entry.key: entry for entry in catalog.entries}
    assert [entry.key for entry in after.entries] == list(was)
    assert {entry.key for entry in after.entries if entry.targets != was[entry.key].targets} == set(made)
    kept = set(data.decode().split("\n\n")) & set(new.decode().split("\n\n"))
    assert len(kept) >= len(catalog.entries) - len(made)
