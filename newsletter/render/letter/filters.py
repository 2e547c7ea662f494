"""What templates of letters may write after a `|`.

In: a locale's dates and names, and where its lines break. Out: the filters by name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from newsletter.content.foreign import unmarked
from newsletter.render.cldr import Cldr
from newsletter.render.environment import Filters
from newsletter.render.letter import text
from newsletter.render.letter.sentence import first_sentence
from newsletter.render.line_breaks import LineBreaks


def letter_filters(cldr: Cldr, breaks: LineBreaks) -> Filters:
    """What templates of letters may write after a `|`, in the words of one locale."""

    def of_text(words: Any) -> str:
        return breaks.kept(unmarked(str(words)))

    return {
        "date": cldr.date,
        "weekday": cldr.weekday,
        "day_range": lambda days: cldr.day_range(*days),
        "days": lambda days: cldr.days(*days),
        "month": cldr.month,
        "months": lambda days: cldr.months(*days),
        "time_range": lambda times: cldr.time_range(*times),
        "country": lambda code: cldr.country(code) if code else "",
        "listed": lambda items: cldr.listed(_several(items)),
        "number": cldr.number,
        "lean": lambda rules: Markup(lean_rules(str(rules))),  # noqa: S704 (a style element knows no escapes)
        "sentence": lambda words: first_sentence(str(words)),
        "bare": lambda url: str(url).removeprefix("https://").removeprefix("http://").rstrip("/"),
        "wrapped": lambda words, first="", rest="": text.wrap(of_text(words), first=first, rest=rest),
        "underlined": lambda words, mark: text.underline(of_text(words), mark),
        "aligned": lambda rows: text.align(of_text(rows)),
        "rule": lambda _: "-" * text.WIDTH,
    }


@lru_cache(maxsize=64)
def lean_rules(css: str) -> str:
    """Rules without the blanks that mean nothing: 1.5 KB of a letter, and the same in most."""
    return re.sub(r"\s*([{};,>])\s*", r"\1", " ".join(css.split())).replace(";}", "}").replace(": ", ":")


def _several(items: Any) -> Any:
    """A list, and no text, which is one of letters."""
    if isinstance(items, str):
        raise TypeError("`listed` takes a list, not a text")
    return items
