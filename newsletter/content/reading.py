"""YAML files and articles, read as far as they can be, with all that is wrong in their form.

In: the text of one file. Out: its `Source`, and the problems. After a fault of form reading goes on below it, and what
is wrong with the front matter of an article does not hide its text.
"""

from __future__ import annotations

from newsletter.content.mending import YAML_HINT, Mending, told
from newsletter.content.nodes import GiveUpError, Reader
from newsletter.content.source import Source, character_problems, without_forbidden
from newsletter.problems import Problem, error

MOST_MENDED = 20
"""Faults of form told in one run; each costs a reading of the file."""
_LARGE = 200_000


def read_yaml(text: str, file: str) -> tuple[Source | None, list[Problem]]:
    """A YAML file whose root is a mapping; None when it can't be read."""
    source = Source(file, text.split("\n"))
    problems = _read(source, 0, len(source.lines), "file")
    return (source if isinstance(source.value, dict) else None), problems


def read_article(text: str, file: str) -> tuple[Source | None, list[Problem]]:
    """A Markdown file with front matter: the mapping between the `---` lines, and the rest under the key `body`.

    Where the front matter can't be read, the body stands alone and the source `is_broken`; None without front matter.
    """
    source = Source(file, text.split("\n"))
    lines = source.lines
    if lines[0].rstrip() != "---":
        hint = "begin with a line `---`, the keys of the article, and another line `---`"
        return None, [error("no-front-matter", "the file does not begin with front matter", source.at(1, 1), hint)]
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        hint = "put a line `---` between the keys and the text"
        return None, [error("no-front-matter", "the front matter does not end", source.at(1, 1), hint)]
    problems = _read(source, 1, end, "front matter")
    if any(problem.code == "merge-conflict" for problem in problems):
        return None, problems
    if not isinstance(source.value, dict):
        source.value, source.is_broken = {}, True
    if "body" in source.value:
        hint = "write the text below the second `---` line"
        at = source.location(("body",), key=True)
        problems.append(error("unknown-key", "`body` is no key of an article", at, hint))
    source.value["body"] = "\n".join(map(without_forbidden, lines[end + 1 :]))
    source.places[("body",)] = (end + 2, 1)
    return source, problems


def _read(source: Source, first: int, last: int, what: str) -> list[Problem]:
    """Read the lines from `first` on and before `last`, counted from 0, into the source."""
    problems = list(character_problems(source))
    if any(problem.code == "merge-conflict" for problem in problems):
        return problems
    # Empty lines stand for those above, so that lines count from the top of the file.
    lines = [""] * first + [without_forbidden(line) for line in source.lines[first:last]] + [""] * bool(first)
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
    source.has_gaps = mending.has_gaps
    problems += forms + found
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
        return told(fault, source)
    except yaml.YAMLError as fault:
        return error("broken-yaml", f"this is no YAML: {fault}", source.at(1, 1), YAML_HINT)
    return None
