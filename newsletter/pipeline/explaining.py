"""Use case: what a problem means, or what all of them mean.

In: a problem's code, or none. Out: `ExplainReport`, from `explanations.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from newsletter.pipeline.use_case import misused, reporting
from newsletter.problems import Problem, nearest

_FILE = Path(__file__).parents[1] / "explanations.toml"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a problem means and why it matters; the example is empty where none helps."""

    code: str
    means: str
    why: str
    example: str


@dataclass(frozen=True, slots=True)
class ExplainReport:
    """The explanations asked for, by code."""

    explanations: tuple[Explanation, ...]
    problems: tuple[Problem, ...] = ()


@reporting
def explain_problems(code: str | None = None) -> ExplainReport:
    """The explanation of one code, or all of them for None."""
    known = tomllib.loads(_FILE.read_text("utf-8"))
    if code is not None and code not in known:
        hint = nearest(code, known)
        misused(f"There is no problem `{code}`{'; ' + hint if hint else ''}.")
    wanted = sorted(known) if code is None else [code]
    return ExplainReport(
        tuple(
            Explanation(name, known[name]["means"], known[name]["why"], known[name].get("example", ""))
            for name in wanted
        )
    )
