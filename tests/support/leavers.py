"""Exports of other tools, taken in."""

import json
from typing import Any

from click.testing import Result

from tests.conftest import Sample
from tests.support.subscriber_lists import said


def take(sample: Sample, subscriber_csv: str, *options: str, name: str = "readers.csv", point: str = "nl") -> Result:
    file = sample.write(name, subscriber_csv)
    return said(sample, "import", str(file), "--point", point, "--json", *options)


def rows(result: Result) -> dict[str, int]:
    """How many rows there were of each fate, without those of which there were none."""
    assert result.exit_code == 0, result.output
    return {fate: number for fate, number in json.loads(result.stdout)["rows"].items() if number}


def problems(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["problems"]
    return found


def codes(result: Result) -> list[str]:
    return [str(problem["code"]) for problem in problems(result)]
