"""What a person has changed in a file of the project is saved: merged by value, never over what others have written.

In: a workspace, a file's name, the version that the person read, and edits or a whole text. Out: `Saved`, or a
`Conflict` with both sides where another person has written something else at the same place; then nothing is written.
What can't be changed in place is an `EditRefused`, with the line where it can be done by hand.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from newsletter.content.edit import EditRefusedError, Insert, Plain, Set, edit, plain_of, values_in
from newsletter.exceptions import NewsletterError
from newsletter.files import MAX_TEXT_BYTES, digest
from newsletter.pipeline.editing.description import key_behind
from newsletter.pipeline.editing.line_merging import merge_lines
from newsletter.pipeline.editing.merging import Clash, Edit, place_edits
from newsletter.pipeline.editing.versions import keep, kept
from newsletter.workspace import NO_FILE, File, MovedOnError, OutsideProjectError, Version, Workspace

_EDITABLE = re.compile(r"issues/(?:[^/]+/)*[^/]+\.(?:yaml|yml|md)|templates/(?:[^/]+/)*[^/.][^/]*|newsletter\.toml")


@dataclass(frozen=True, slots=True)
class Saved:
    """The file holds what was asked for; `merged` says that others had written in it since it was read.

    `sent` is the version that a whole text would have been without them: what is typed on in it is a change of that.
    Empty where the text was not merged with others' lines.
    """

    version: Version
    merged: bool
    sent: Version = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: others have written something else at the same places. `version` is what is there now."""

    version: Version
    conflicts: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class EditRefused:
    """Nothing was written: this is left to a person, at a line of the file, from 1."""

    message: str
    line: int


class NotAnEditorsFileError(NewsletterError):
    """A name of a file that editors don't write: no file of an issue, no template, not `newsletter.toml`."""


def read_for_editing(workspace: Workspace, name: str) -> File | None:
    """A file that is about to be shown to somebody, kept so that what they change can be merged later.

    None where there is none. Raises `NotAnEditorsFileError` for a name that editors don’t write.
    """
    check_name(name)
    file = workspace.read(name)
    if file:
        keep(workspace, file.version, file.data)
    return file


def check_name(name: str) -> None:
    """Raise `NotAnEditorsFileError` for what the studio does not write, `OutsideProjectError` for what leads out."""
    if ".." in name.split("/"):
        raise OutsideProjectError(name)
    if not _EDITABLE.fullmatch(name) or "/." in name:
        raise NotAnEditorsFileError(name)


def save_edits(
    workspace: Workspace, name: str, since: Version, edits: Iterable[Edit]
) -> Saved | Conflict | EditRefused:
    """Make the edits in the file as it is now. `since` is the version that the person read; empty for no file."""
    check_name(name)
    if not name.endswith((".yaml", ".yml", ".md")):
        return EditRefused("this file is changed as a whole text", 1)
    wanted, is_article = tuple(edits), name.endswith(".md")
    while True:
        file = read_for_editing(workspace, name)
        data, version = (file.data, file.version) if file else (b"", NO_FILE)
        if file is None and since != NO_FILE:
            return Conflict(NO_FILE, tuple(Clash(each.change.path, _mine(each), None, is_gone=True) for each in wanted))
        try:
            newest = values_in(data, is_article=is_article)
            base = newest if version == since else _values_at(workspace, since, is_article)
            placed = place_edits(wanted, newest, base, partial(key_behind, name))
            if placed and isinstance(placed[0], Clash):
                return Conflict(version, tuple(each for each in placed if isinstance(each, Clash)))
            made = edit(data, [each for each in placed if not isinstance(each, Clash)], is_article=is_article)
        except EditRefusedError as fault:
            return EditRefused(str(fault), fault.line)
        except UnicodeEncodeError:
            return EditRefused("a character in this text is half of one, and can’t be written", 1)
        if len(made) > MAX_TEXT_BYTES:
            return EditRefused(f"the file would be larger than {MAX_TEXT_BYTES:,} bytes", 1)
        if made == data:
            return Saved(version, merged=version != since)
        if (saved := write_version(workspace, name, made, version)) is not None:
            return Saved(saved, merged=version != since)


def save_text(workspace: Workspace, name: str, since: Version, text: str) -> Saved | Conflict | EditRefused:
    """Put a whole text in the file, with the line ends and the mark of byte order that are there.

    Lines that others have changed since stay as they are, unless this changes the same: both texts are told then.
    """
    check_name(name)
    file = workspace.read(name)
    data, version = (file.data, file.version) if file else (b"", NO_FILE)
    if file and version != since and (read := _text_at(workspace, since)) is not None:
        newest = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
        mine = text.replace("\r\n", "\n").removeprefix("\ufeff")
        merged = merge_lines(read, mine, newest)
        if merged.text is None:
            return Conflict(version, (Clash((), merged.mine, newest),))
        outcome = save_text(workspace, name, version, merged.text)
        if not isinstance(outcome, Saved):
            return outcome
        keep(workspace, sent := digest(mine.encode("utf-8")), mine.encode("utf-8"))
        return Saved(outcome.version, merged=True, sent=sent)
    ends = "\r\n" if b"\r\n" in data else "\n"
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        made = lines.replace("\n", ends).encode("utf-8")
    except UnicodeEncodeError:
        return EditRefused("a character in this text is half of one, and can’t be written", 1)
    if data.startswith(codecs.BOM_UTF8):
        made = codecs.BOM_UTF8 + made
    if len(made) > MAX_TEXT_BYTES:
        return EditRefused(f"the text is larger than {MAX_TEXT_BYTES:,} bytes", 1)
    if made == data and file:
        return Saved(version, merged=version != since)
    if version == since and (saved := write_version(workspace, name, made, since)) is not None:
        return Saved(saved, merged=False)
    there = workspace.read(name)
    theirs = there.data.decode("utf-8", "replace") if there else None
    return Conflict(there.version if there else NO_FILE, (Clash((), text, theirs),))


def write_version(workspace: Workspace, name: str, data: bytes, since: Version) -> Version | None:
    """Put a file in its place and keep it for merging; the new version, None when somebody else was quicker."""
    try:
        version = workspace.write(name, data, since)
    except MovedOnError:
        return None
    keep(workspace, version, data)
    return version


def _mine(edit: Edit) -> Plain | None:
    """What an edit is about, in a file that is there no longer: the value that is wanted, else the item as it was."""
    return plain_of(edit.change.value) if isinstance(edit.change, Set | Insert) else edit.was


def _text_at(workspace: Workspace, version: Version) -> str | None:
    """What a file said at a version, as a page shows it; None where that is no longer known."""
    data = kept(workspace, version)
    try:
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n") if data is not None else None
    except UnicodeDecodeError:
        return None


def _values_at(workspace: Workspace, version: Version, is_article: bool) -> Plain | None:
    """What a file said at a version; None where that is no longer known."""
    if version == NO_FILE:
        return {}
    data = kept(workspace, version)
    try:
        return values_in(data, is_article=is_article) if data is not None else None
    except EditRefusedError:
        return None
