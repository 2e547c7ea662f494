"""Projects whose providers have keys."""

from click.testing import CliRunner, Result

from newsletter.cli import main
from tests.conftest import Sample

KEY = "s3cr3t-key-of-the-server"


def run(sample: Sample, *arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(main, ["--project", str(sample.root), "translate", *arguments], env=environ)


def keyed(sample: Sample, *arguments: str) -> Result:
    return run(sample, *arguments, NEWSLETTER_LIBRE_KEY=KEY)
