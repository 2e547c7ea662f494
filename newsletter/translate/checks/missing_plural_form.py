"""`missing-plural-form`: a plural form is empty that some number has.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.problems import Severity
from newsletter.translate.checks.check import Languages, TargetCheck
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import State, Translation


def find(entry: Translation, target: str, _languages: Languages, _glossary: Glossary) -> Iterator[str]:
    """None of the forms empty that some number has; said once a unit."""
    if entry.state is State.MISSING and not all(entry.targets) and target == next(filter(None, entry.targets)):
        found = sum(map(bool, entry.targets))
        yield f"the text has {found} plural form{'s' * (found != 1)}; the file counts {len(entry.targets)}"


CHECK = TargetCheck(
    "missing-plural-form", find, severity=Severity.ERROR, hint="translate every form, from msgstr[0] on"
)
