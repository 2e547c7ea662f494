"""Problems as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change.

In: problems. Out: one run with a rule for each code, explained; each mistake once, with its editions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsletter.problems import Problem, each_once

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_of(problems: Sequence[Problem]) -> dict[str, Any]:
    """The log of one run."""
    from newsletter.pipeline.explaining import ExplainReport, explain_problems

    report = explain_problems()
    known = {each.code: each for each in report.explanations} if isinstance(report, ExplainReport) else {}
    rules = [
        {
            "id": code,
            "shortDescription": {"text": known[code].means if code in known else code},
            "fullDescription": {"text": known[code].why if code in known else code},
        }
        for code in sorted({problem.code for problem in problems})
    ]
    results = [_result(problem, editions) for problem, editions in each_once(problems).items()]
    run = {
        "tool": {"driver": {"name": "newsletter", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(problem: Problem, editions: Sequence[str]) -> dict[str, Any]:
    words = f"{problem.message}. {problem.hint}" if problem.hint else problem.message
    result: dict[str, Any] = {"ruleId": problem.code, "level": problem.severity.value, "message": {"text": words}}
    at = problem.location
    if at:
        place: dict[str, Any] = {"artifactLocation": {"uri": at.file}}
        if at.line:
            place["region"] = {"startLine": at.line} | ({"startColumn": at.column} if at.column else {})
        result["locations"] = [{"physicalLocation": place}]
    if editions:
        result["properties"] = {"editions": list(editions)}
    if problem.accepted:
        result["suppressions"] = [{"kind": "inSource", "justification": problem.accepted}]
    return result
