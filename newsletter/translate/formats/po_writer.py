"""Catalogs as PO files: the writer.

In: a `Catalog`. Out: the bytes of its file, the same for the same catalog. Writing is polib's and stable: reading
order, one line a text, no line numbers and no dates, so that a diff shows what a person did.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsletter.plurals import rule_of
from newsletter.translate.formats.about import lines_about
from newsletter.translate.formats.comments import write_lines
from newsletter.translate.glossary import CONTEXTS
from newsletter.translate.unit import Catalog, State, Translation
from newsletter.workspace import Workspace

if TYPE_CHECKING:
    import polib

# polib wraps long lines of comments too unless it is told a width that no text reaches.
_NO_WRAP = 10_000_000


def to_bytes(catalog: Catalog) -> bytes:
    """The catalog as a PO file, the same bytes for the same catalog."""
    import polib

    file = polib.POFile(wrapwidth=_NO_WRAP)
    file.metadata = _header(catalog)
    file.metadata_is_fuzzy = False
    entries = sorted(catalog.entries, key=lambda entry: entry.is_obsolete)
    # polib begins every file with a comment, which is ours to choose.
    parts = [str(file).removeprefix("#\n"), *map(entry_text, entries)]
    text = "\n".join(parts).rstrip("\n") + "\n"
    return "".join([*(f"# {line}\n" for line in catalog.comments), text]).encode()


def entry_text(entry: Translation) -> str:
    """One entry as its lines in a PO file."""
    return _entry_text(entry, entry.record.layout)


def write_catalog(workspace: Workspace, catalog: Catalog) -> bool:
    """Write the catalog, True unless its file was the same already; `MovedOnError` when somebody wrote it meanwhile."""
    return workspace.write(catalog.file, to_bytes(catalog), catalog.digest) != catalog.digest


# While a catalog is filled it is written again for every twenty of its texts; 0.05 ms each. Entries with the same
# record in another layout are equal, and written differently.
@lru_cache(maxsize=20_000)
def _entry_text(entry: Translation, _layout: tuple[str, ...]) -> str:
    text: str = _po_entry(entry).__unicode__(_NO_WRAP)
    if not entry.sticky:
        return text
    # polib does not know these flags; they stand below the others.
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if not line.startswith("#") or line.startswith(("#|", "#~")))
    return "\n".join([*lines[:at], f"#= {', '.join(entry.sticky)}", *lines[at:]])


def _po_entry(entry: Translation) -> polib.POEntry:
    import polib

    # A plural that is half there keeps the mark too: whoever fills the rest has not read the first half.
    needs_review = entry.state is State.NEEDS_REVIEW or (entry.state is State.MISSING and any(entry.targets))
    values: dict[str, Any] = {
        "msgid": entry.source,
        "msgctxt": entry.context or None,
        "tcomment": "\n".join(write_lines(entry.record, is_term=entry.context in CONTEXTS)),
        "flags": (["fuzzy"] if needs_review else []) + list(entry.flags),
        "obsolete": entry.is_obsolete,
    }
    if entry.plural:
        values["msgid_plural"] = entry.plural
        values["msgstr_plural"] = dict(enumerate(entry.targets))
    else:
        values["msgstr"] = entry.target
    if not entry.is_obsolete:
        values["comment"] = "\n".join(lines_about(entry.about))
    if entry.previous:
        values["previous_msgid"] = entry.previous
        # Where it is the same, Poedit would show it as a part of the text.
        values["previous_msgctxt"] = entry.previous_context or None
        values["previous_msgid_plural"] = entry.previous_plural or None
    return polib.POEntry(**values)


def _header(catalog: Catalog) -> dict[str, str]:
    """The file's own header fields where it has them; what msgfmt asks for where it has none."""
    ours = {
        "Project-Id-Version": "newsletter",
        "Report-Msgid-Bugs-To": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": catalog.locale.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalog.plural_rule.header,
    }
    theirs = dict(catalog.header)
    if "utf-8" not in theirs.get("Content-Type", "").lower():
        theirs.pop("Content-Type", None)
    if rule_of(theirs.get("Plural-Forms", "")) is None:  # a template's, which nobody has filled in
        theirs.pop("Plural-Forms", None)
    return {**ours, **theirs}
