"""Bring the studio's catalogs up to date: every word that its templates and code say, in reading order.

In: `newsletter/studio/`, and the languages named on the command line besides those that have a catalog. Out: their
`studio.po`, without line numbers and dates; what is no longer said goes.
"""

from __future__ import annotations

import sys

import polib
from babel.messages.extract import extract_from_dir, extract_from_file

from newsletter.plurals import rule_for
from newsletter.studio.words import CATALOGS, SOURCE, languages

STUDIO = CATALOGS.parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "n_": (1, 2), "pgettext": ((1, "c"), 2)}
OTHERS = (
    "pipeline/editing/field_words.py",
    "pipeline/doctor/examine.py",
    "pipeline/doctor/local_checks.py",
    "pipeline/doctor/network_checks.py",
    "pipeline/doctor/studio_checks.py",
)
"""Modules elsewhere in the package whose words the studio says."""


def said() -> list[tuple[str, str, str]]:
    """Context, message and plural of each word, in the order of files and lines."""
    found = list(extract_from_dir(str(STUDIO), METHODS, OPTIONS, KEYWORDS))
    for name in OTHERS:
        for line, message, comments, context in extract_from_file("python", STUDIO.parent / name, KEYWORDS):
            found.append((f"~{name}", line, message, comments, context))
    words: dict[tuple[str, str], str] = {}
    for _, _, message, _, context in sorted(found, key=lambda each: (each[0], each[1])):
        one, many = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if words.get((context or "", one), "") == "":
            words[context or "", one] = many
    return [(context, one, many) for (context, one), many in words.items()]


def update(locale: str) -> polib.POFile:
    """The catalog of a locale with the words that are said now; translations stay."""
    path = CATALOGS / locale / "LC_MESSAGES/studio.po"
    old = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old}
    new = polib.POFile(wrapwidth=0)
    rule = rule_for(locale)
    new.metadata = {
        "Language": locale.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={rule.count}; plural={rule.expression};",
    }
    for context, one, many in said():
        entry = polib.POEntry(msgctxt=context or None, msgid=one, msgid_plural=many)
        before = known.get((context, one))
        if many:
            entry.msgstr_plural = dict.fromkeys(range(rule.count), "")
        if before and bool(before.msgid_plural) == bool(many):
            entry.msgstr, entry.msgstr_plural, entry.flags = before.msgstr, before.msgstr_plural, before.flags
            entry.tcomment = before.tcomment
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(new), "utf-8")
    return new


def main() -> None:
    """Every catalog."""
    for locale in dict.fromkeys([*languages(), *sys.argv[1:]]):
        if locale != SOURCE:
            catalog = update(locale)
            print(f"{locale}: {len(catalog)} words, {len(catalog.untranslated_entries())} without a translation")  # noqa: T201


if __name__ == "__main__":
    main()
