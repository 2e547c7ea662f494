"""YAML files and articles, read as far as they can be, with all that is wrong in their form.

In: the text of one file. Out: its `Source`, and the problems. After a fault of form reading goes on below it, and what
is wrong with the front matter of an article does not hide its text.
"""

from __future__ import annotations

from newsletter.content.mending import YAML_HINT, Mending, describe_fault
from newsletter.content.nodes import GiveUpError, Reader
from newsletter.content.source import Source, character_problems, first_version, without_forbidden
from newsletter.problems import Problem, error

MOST_MENDED = 20
"""Faults of form describe_fault in one run; each costs a reading of the file."""
_LARGE = 200_000


def read_yaml(text: str, file: str, *, may_be_empty: bool = False) -> tuple[Source | None, list[Problem]]:
    """A YAML file whose root is a mapping; None when it can't be read.

    A file without a key, be it empty or nothing but comments, can't be read unless it `may_be_empty`.
    """
    source = Source(file, text.split("\n"))
    problems = _read(source, 0, len(source.lines), "file", may_be_empty=may_be_empty)
    return (source if isinstance(source.value, dict) else None), problems


def read_article(text: str, file: str) -> tuple[Source | None, list[Problem]]:
    """A Markdown file with front matter: the mapping between the `---` lines, and the rest under the key `body`.

    Where the front matter is not there or can't be read, the body stands alone and the source `is_broken`; None where
    it does not end. Of a file that git could not merge the first version is read, and the source `is_torn`.
    """
    source = Source(file, text.split("\n"))
    lines = first_version(source.lines)
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        hint = "begin with a line `---`, the keys of the article, and another line `---`"
        fault = error("no-front-matter", "the file does not begin with front matter", source.at(1, 1), hint)
        source.value, source.is_broken = {"body": "\n".join(map(without_forbidden, lines))}, True
        source.places[("body",)] = (1, 1)
        return source, [*character_problems(source), fault]
    end = next((at for at, line in enumerate(lines[first + 1 :], first + 1) if line.rstrip() == "---"), 0)
    if not end:
        hint = "put a line `---` between the keys and the text"
        fault = error("no-front-matter", "the front matter does not end", source.at(first + 1, 1), hint)
        return None, [*character_problems(source), fault]
    problems = _read(source, first + 1, end, "front matter")
    if first and not source.is_torn:
        hint = "take out the empty lines above"
        problems.append(error("no-front-matter", "the file does not begin with front matter", source.at(1, 1), hint))
    if not isinstance(source.value, dict):
        source.value, source.is_broken = {}, True
    if "body" in source.value:
        hint = "write the text below the second `---` line"
        at = source.location(("body",), key=True)
        problems.append(error("unknown-key", "`body` is no key of an article", at, hint))
    source.value["body"] = "\n".join(map(without_forbidden, lines[end + 1 :]))
    source.places[("body",)] = (end + 2, 1)
    return source, problems


def _read(source: Source, first: int, last: int, what: str, *, may_be_empty: bool = False) -> list[Problem]:
    """Read the lines from `first` on and before `last`, counted from 0, into the source."""
    problems = list(character_problems(source))
    kept = source.lines
    if any(problem.code == "merge-conflict" for problem in problems):
        source.is_torn, kept = True, first_version(kept)
    # Empty lines stand for those above, so that lines count from the top of the file.
    lines = [""] * first + [without_forbidden(line) for line in kept[first:last]] + [""] * bool(first)
    mending = Mending(lines)
    forms: list[Problem] = []
    while True:
        found: list[Problem] = []
        fault = _read_once(source, mending, found)
        if fault is None:
            break
        if fault.location and fault.location.line in mending.guessed:
            break
        forms.append(fault)
        is_worth_it = len(forms) < MOST_MENDED and sum(map(len, lines)) < _LARGE
        if not is_worth_it or not mending.leave_out(fault):
            break
    source.has_gaps = source.has_gaps or mending.has_gaps or source.is_torn
    problems += forms + found
    if source.value is None and may_be_empty and not problems:
        source.value = {}
    if not isinstance(source.value, dict) and not problems:
        held = "holds no keys" if source.value is None else "is no list of keys"
        problems.append(error("wrong-type", f"the {what} {held}", source.at(1, 1), "write `key: value`, one a line"))
    return problems


def _read_once(source: Source, mending: Mending, problems: list[Problem]) -> Problem | None:
    """The value of the lines as they are now, into the source; the fault of form that ended reading, if one did."""
    import yaml

    source.value = None
    reader = Reader(source, mending.lines, problems, mending.mended)
    try:
        source.value = reader.read(iter(yaml.parse("\n".join(mending.lines), Loader=yaml.CSafeLoader)))
    except GiveUpError:
        source.value = None
    except yaml.MarkedYAMLError as fault:
        return describe_fault(fault, source)
    except yaml.YAMLError as fault:
        return error("broken-yaml", f"this is no YAML: {fault}", source.at(1, 1), YAML_HINT)
    return None
