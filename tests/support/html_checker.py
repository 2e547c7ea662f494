"""The Nu HTML checker, which holds pages against the standard: a Java program that npm installs.

In: a folder of HTML files, or one file. Out: what is wrong with each, by its name.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.conftest import IN_CI, REPOSITORY, needs

CHECKER = REPOSITORY / "tests/html/node_modules/vnu-jar/build/dist/vnu.jar"
Test = TypeVar("Test", bound=Callable[..., None])


def needs_checker(test: Test) -> Test:
    """Skip where Java or the checker is missing, and say so; in CI both have to be there."""
    reason = "the HTML checker is not installed: npm ci --prefix tests/html"
    missing = pytest.mark.skipif(not CHECKER.is_file() and not IN_CI, reason=reason)
    marked: Test = needs("java")(missing(test))
    return marked


def faults_in_html(pages: Path) -> dict[str, list[str]]:
    """Errors and warnings alike; a file without any is not in it."""
    # So short a run is not worth the better of the two compilers nor threads that collect garbage: half the time.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    command = ["java", *quick, "-Xss4m", "-jar", str(CHECKER), "--skip-non-html", "--format", "json", str(pages)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    found: dict[str, list[str]] = {}
    for one in json.loads(run.stderr)["messages"]:
        name = one["url"].partition(f"{pages.name}/")[2] or pages.name
        found.setdefault(name, []).append(f"{one['message']} {one.get('extract', '')}")
    return found
