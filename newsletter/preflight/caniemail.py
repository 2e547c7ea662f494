"""Can I email's data: which mail program shows which feature of HTML and CSS, as npm's package `caniemail` has it.

In: the vendored file, with its licence and date. Out: features by name, programs, and what one makes of the other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_DATA: dict[str, Any] = json.loads((Path(__file__).with_name("data") / "caniemail.json").read_text("utf-8"))
DATE: str = _DATA["date"]
PROGRAMS: dict[str, str] = _DATA["programs"]
"""Mail programs as a family and what it runs on, `gmx/ios`, with their names for people."""
FEATURES: dict[str, tuple[str, str]] = {slug: (title, told) for slug, (title, told) in _DATA["features"].items()}
"""By name the title, and one letter for each program in order: `y` yes, `a` partly, `n` no, `u` not tested."""
FAMILIES = tuple(dict.fromkeys(name.partition("/")[0] for name in PROGRAMS))
EUROPEAN = (
    "gmail", "outlook", "apple-mail", "yahoo", "samsung-email", "thunderbird", "gmx", "web-de", "t-online-de",
    "ionos-1and1", "laposte", "orange", "sfr", "free-fr", "wp-pl", "protonmail",
)  # fmt: skip
"""What most people in Europe read mail with, as far as the data has it: it has nothing of seznam.cz, onet, libero."""
_AT = {name: number for number, name in enumerate(PROGRAMS)}


def programs_of(names: Sequence[str]) -> tuple[str, ...]:
    """The programs that names mean: one of a family (`gmx/ios`), or all of it (`gmx`); what is not known means none."""
    return tuple(each for each in PROGRAMS if each in names or each.partition("/")[0] in names)


def is_known(name: str) -> bool:
    """True for a program or a family of programs that there is data of."""
    return name in PROGRAMS or name in FAMILIES


def support(feature: str, program: str) -> str:
    """What a program makes of a feature: `y`, `a`, `n` or `u`."""
    return FEATURES[feature][1][_AT[program]]


def named(programs: Sequence[str]) -> str:
    """Programs for people, those of one family together: `GMX (iOS, Android)`; `GMX` where all of it is meant."""
    families: dict[str, list[str]] = {}
    for each in programs:
        families.setdefault(each.partition("/")[0], []).append(each)
    parts = []
    for family, some in families.items():
        name = PROGRAMS[some[0]].partition(" (")[0]
        is_whole = len(some) == sum(each.startswith(f"{family}/") for each in PROGRAMS)
        where = ", ".join(PROGRAMS[each].partition(" (")[2].rstrip(")") for each in some)
        parts.append(name if is_whole else f"{name} ({where})")
    return ", ".join(parts)
