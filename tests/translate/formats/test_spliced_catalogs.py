"""Entries put into their catalog's file: what is not touched keeps its bytes, and the catalog is as it is read."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.translate.acceptance import accept_text, write_words
from newsletter.translate.formats.po import parse_catalog
from newsletter.translate.formats.po_splice import splice, write_changes
from newsletter.translate.formats.po_writer import to_bytes
from newsletter.translate.talk import say
from newsletter.translate.unit import Catalog, Translation
from newsletter.workspace import MovedOnError, Workspace
from tests.conftest import REPOSITORY

TODAY = dt.date(2023, 11, 14)
FILE = "locales/es/LC_MESSAGES/2023-11.po"
NOVEMBER = (REPOSITORY / FILE).read_bytes()
WRAPPED = rb"""# Poedit wraps lines, and says where texts stand.
msgid ""
msgstr ""
"Language: es\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=n != 1;\n"

#: issues/2023-11/issue.yaml:3
#, fuzzy
msgctxt "issues/2023-11/subject"
msgid ""
"A subject that is "
"wrapped"
msgstr ""
"Un asunto en "
"dos renglones"


#: issues/2023-11/issue.yaml:4
#, fuzzy
msgid "Two bridges"
msgstr "Dos puentes"
# a note of somebody
msgid "One bridge"
msgid_plural "{n} bridges"
msgstr[0] "Un puente"
msgstr[1] "{n} puentes"

#~ msgid "Gone"
#~ msgstr "Se fue"
"""


def read(data: bytes) -> Catalog:
    catalog, problems = parse_catalog(data, "es", FILE)
    assert catalog
    assert not problems
    return catalog


def changed(catalog: Catalog, place: int, after: Translation) -> Catalog:
    entries = list(catalog.entries)
    entries[place] = after
    return replace(catalog, entries=tuple(entries))


def same(one: Catalog, other: Catalog) -> bool:
    return one == other and [each.line for each in one.entries] == [each.line for each in other.entries]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_in_a_file_that_another_tool_has_wrapped_only_the_entry_changes(end: bytes) -> None:
    data = WRAPPED.replace(b"\n", end)
    before = read(data)
    (place,) = (at for at, entry in enumerate(before.entries) if entry.source == "Two bridges")
    made = splice(data, before, changed(before, place, accept_text(before.entries[place], "Ana", TODAY)))
    old, new = data.split(end), made.data.split(end)
    gone = [b"#: issues/2023-11/issue.yaml:4", b"#, fuzzy"]
    at = old.index(gone[0])
    assert new[:at] == old[:at]
    assert old[at : at + 2] == gone
    assert new[at].startswith(b"# reviewed: Ana 2023-11-14")
    assert new[at + 1 :] == old[at + 2 :]
    assert same(made.catalog, read(made.data))


@pytest.mark.parametrize("place", range(0, 60, 6))
def test_what_is_decided_about_a_text_leaves_every_other_line(place: int) -> None:
    before = read(NOVEMBER)
    entry = before.entries[place]
    written = write_words(entry, tuple(f"{each}." for each in entry.targets), "Ana", TODAY, is_whole=True)
    for after in (written, say(entry, "question", "Ana", TODAY, "¿Seguro?"), accept_text(entry, "Ana", TODAY)):
        made = splice(NOVEMBER, before, changed(before, place, after))
        assert same(made.catalog, read(made.data))
        assert made.catalog.entries[place] == after
        head, tail = NOVEMBER.split(b"\n")[: entry.line - 1], NOVEMBER.split(b"\n\n")[place + 2 :]
        assert made.data.split(b"\n")[: entry.line - 1] == head
        assert made.data.split(b"\n\n")[place + 2 :] == tail


def test_several_entries_go_into_their_places_at_once() -> None:
    before = read(WRAPPED)
    entries = (entry if entry.is_obsolete else accept_text(entry, "Ana", TODAY) for entry in before.entries)
    after = replace(before, entries=tuple(entries))
    made = splice(WRAPPED, before, after)
    assert made.catalog.entries == after.entries
    assert same(made.catalog, read(made.data))
    assert made.data.startswith(WRAPPED[: WRAPPED.index(b"\n\n")])
    assert made.data.endswith(b'#~ msgid "Gone"\n#~ msgstr "Se fue"\n')


def test_a_catalog_with_other_entries_or_another_head_is_written_whole() -> None:
    before = read(WRAPPED)
    fewer, headed = before.entries[1:], {**before.header, "X-Tool": "a"}
    for after in (replace(before, entries=fewer), replace(before, header=headed)):
        made = splice(WRAPPED, before, after)
        assert made.data == to_bytes(after)
        assert same(made.catalog, read(made.data))


def test_a_file_that_has_moved_on_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(WRAPPED)
    before = read(WRAPPED)
    after = changed(before, 0, accept_text(before.entries[0], "Ana", TODAY))
    path.write_bytes(WRAPPED + b"\n")
    with pytest.raises(MovedOnError):
        write_changes(Workspace(tmp_path), before, after)
    assert path.read_bytes() == WRAPPED + b"\n"
    path.write_bytes(WRAPPED)
    write_changes(Workspace(tmp_path), before, after)
    assert b"# reviewed: Ana" in path.read_bytes()
