"""Numbers stand with the noun that they have: one reader, two readers."""

from pathlib import Path

from newsletter.problems import counted
from tests.conftest import Sample
from tests.support.command_line import run

SECRET = {"NEWSLETTER_SECRET": "the-secret-of-these-tests-0123456789"}


def test_one_is_one_and_the_others_are_several() -> None:
    assert [counted(number, "reader") for number in (0, 1, 2, 2000)] == [
        "0 readers", "1 reader", "2 readers", "2,000 readers",
    ]  # fmt: skip
    assert counted(1, "text was", "texts were") == "1 text was"
    assert counted(3, "text was", "texts were") == "3 texts were"


def test_a_backup_of_one_subscriber_says_so(sample: Sample, tmp_path: Path) -> None:
    file = sample.write("roster.csv", "email,language\nada@example.org,nl\n")
    joined = run(sample, "subscribers", "import", str(file), "--point", "nl", "--consent", "Ja.", env=SECRET)
    assert joined.exit_code == 0, joined.output
    backed_up = run(sample, "backup", str(tmp_path / "backup"), env=SECRET)
    assert "1 subscriber, 0 mailings" in backed_up.stdout, backed_up.output
