"""The command line, run within the process."""

from click.testing import CliRunner, Result

from newsletter.cli import main
from tests.conftest import Sample


def run(sample: Sample, *arguments: str, env: dict[str, str] | None = None, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--project", str(sample.root), *arguments], input=answer, env=env or {})
