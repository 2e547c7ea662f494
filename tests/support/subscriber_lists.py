"""Tables of subscribers put into a project."""

import json
import sqlite3

from click.testing import Result

from tests.conftest import Sample
from tests.support.command_line import run

SECRET = "the-secret-of-these-tests-0123456789"


def said(sample: Sample, *arguments: str, secret: str = SECRET, **environment: str) -> Result:
    return run(sample, "subscribers", *arguments, env={"NEWSLETTER_SECRET": secret, **environment})


def put(sample: Sample, subscriber_csv: str | bytes, *options: str, point: str = "nl") -> Result:
    file = sample.write("readers.csv", subscriber_csv)
    return said(sample, "import", str(file), "--point", point, "--consent", "Ja, graag.", *options)


def listed(sample: Sample, *options: str) -> list[dict[str, str]]:
    result = said(sample, "list", "--json", *options)
    assert result.exit_code == 0, result.output
    found: list[dict[str, str]] = json.loads(result.stdout)
    return found


def count(sample: Sample, table: str = "subscriptions") -> int:
    with sqlite3.connect(sample.root / "newsletter.db") as plain:
        assert plain.execute("pragma integrity_check").fetchone() == ("ok",)
        return int(plain.execute(f"select count(*) from {table}").fetchone()[0])
