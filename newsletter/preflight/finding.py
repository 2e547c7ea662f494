"""What a check of letters has found.

Out of a check: what is wrong, and by what it can be found. A check knows no files; where the editor finds what is wrong
is worked out in one place (`places`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newsletter.problems import Location


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, in words, and by what it can be found; the first of these that leads somewhere is taken.

    `at` is a place that is known already; `path` the address of a text or value; `written` what stands literally in an
    editor's file, such as a link; `words` what a reader reads; `element` the one of the letter's HTML; `template` what
    stands literally in a template. `hint` is used in place of the check's own.
    `sample` are words that are told only where they are what has to be mended: a fault of a template is the same one in
    every language.
    """

    message: str
    element: Any = None
    path: str = ""
    words: str = ""
    written: str = ""
    template: str = ""
    at: Location | None = None
    hint: str = ""
    sample: str = ""
