"""`newsletter subscribers`: subscriber CSVs in and out, whole or not at all; one person found, explained, erased."""

import csv
import datetime as dt
import io
import json
import os
import signal
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.database import absolute, connect
from newsletter.mail.audience.other_tools import is_refusal
from newsletter.mail.audience.states import STATES, SuppressionReason
from newsletter.mail.audience.subscriptions import Subscription, subscriptions
from newsletter.pipeline.audience.importing import Consented, import_subscribers
from newsletter.pipeline.audience.subscribers import as_row, csv_lines
from newsletter.pipeline.project import Project
from newsletter.settings.project import Settings
from tests.conftest import Sample
from tests.support.processes import Started
from tests.support.subscriber_lists import SECRET, count, listed, put, said
from tests.support.trying import tries

NOW = dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC)


def told(result: Result) -> list[tuple[str, int]]:
    """Code and line of each problem."""
    found = [(problem["code"], problem.get("line", 0)) for problem in json.loads(result.stdout)["problems"]]
    return [each for each in found if each[0] != "unproven-consent"]


def test_people_join_with_their_languages_and_what_they_agreed_to(sample: Sample) -> None:
    result = put(
        sample,
        """
        E-mail;Vorname;Nachname;Sprache;Telefon
        Ada@Städte.example;Ada;Löwe;nl_BE, fr;1
        bob@example.org;"Bob; junior";;Dutch;2
        """,
    )
    assert result.exit_code == 0, result.output
    assert "Read as UTF-8; columns: email, first-name, last-name, locales." in result.stdout
    assert "Not used: Telefon." in result.stdout
    ada, bob = listed(sample)
    assert (ada["email"], ada["name"], ada["locales"]) == ("Ada@xn--stdte-hra.example", "Ada Löwe", "nl-BE fr")
    assert (bob["email"], bob["name"], bob["locales"]) == ("bob@example.org", "Bob; junior", "nl")
    assert (ada["state"], ada["consent"], ada["consent-locale"]) == ("active", "Ja, graag.", "nl")
    assert ada["consent-how"] == "imported from readers.csv"
    assert "Ada@städte.example  nl  nl-BE fr  active" in said(sample, "list").stdout


def test_one_row_that_can_not_be_taken_keeps_all_out_and_each_is_told_by_its_line(sample: Sample) -> None:
    subscriber_csv = """
        email,name,language,point
        ada@example.org,Ada,nl,
        bob@example,Bob,nl,
        cyd@example.org,=HYPERLINK(A1),nl,
        dan@example.org,Dan,klingonese,
        eve@example.org,Eve,eve@example.org,
        fay@example.org,Fay,nl,eu
        gus@example.org,Gus,nl,,and,more
        """
    result = put(sample, subscriber_csv, "--json")
    assert result.exit_code == 1
    assert told(result) == [
        ("bad-recipient", 3),
        ("formula-cell", 4),
        ("bad-language", 5),
        ("bad-language", 6),
        ("bad-row", 7),
        ("long-row", 8),
    ]
    assert count(sample) == 0
    assert "example.org" not in result.output, "no address is repeated"
    result = put(sample, subscriber_csv, "--skip-refused", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rows"] == {
        "new": 1, "there": 0, "repeated": 0, "ended": 0, "suppressed": 0, "left": 0, "closed": 0, "gone": 0,
        "barred": 0, "stays": 0, "refused": 6,
    }  # fmt: skip
    assert [row["email"] for row in listed(sample)] == ["ada@example.org"]


def test_who_comes_twice_joins_once_and_who_is_there_stays_as_they_are(sample: Sample) -> None:
    first = put(sample, "email,language\nada@example.org,nl\nADA@Example.org,fr\n", "--json")
    assert told(first) == [("repeated-recipient", 3)]
    assert "on line 2 already" in first.stdout
    again = put(sample, "email,language\nada@example.org,fr\nbob@example.org,nl\n", "--json")
    assert json.loads(again.stdout)["rows"]["there"] == 1
    assert [(row["email"], row["locales"]) for row in listed(sample)] == [
        ("ada@example.org", "nl"),
        ("bob@example.org", "nl"),
    ]


def test_one_person_may_read_two_points(sample: Sample) -> None:
    put(sample, "email\nada@example.org\n")
    assert put(sample, "email\nada@example.org\n", point="eu").exit_code == 0
    assert [(row["email"], row["point"]) for row in listed(sample)] == [
        ("ada@example.org", each) for each in ("eu", "nl")
    ]
    assert count(sample, "subscribers") == 1
    assert [row["point"] for row in listed(sample, "--point", "eu")] == ["eu"]


def test_who_has_left_or_is_forgotten_is_not_brought_back(sample: Sample) -> None:
    put(sample, "email,state\nada@example.org,ended\nbob@example.org,\ncyd@example.org,\n")
    assert said(sample, "forget", "BOB@example.org").stdout == "Erased, and never mailed again.\n"
    result = put(sample, "email\nada@example.org\nbob@example.org\n", "--json")
    assert result.exit_code == 0
    assert told(result) == [("recipient-has-left", 2), ("suppressed-recipient", 3)]
    assert [(row["email"], row["state"]) for row in listed(sample)] == [
        ("ada@example.org", "ended"),
        ("cyd@example.org", "active"),
    ]


def test_a_dry_run_tells_the_same_and_writes_nothing(sample: Sample) -> None:
    result = put(sample, "email\nada@example.org\nada@example.org\n", "--dry-run")
    assert result.exit_code == 0
    assert "1 would join" in result.stdout
    assert "warning[repeated-recipient]" in result.stderr
    assert not (sample.root / "newsletter.db").exists()
    put(sample, "email\nada@example.org\n")
    assert "1 are there already" in put(sample, "email\nada@example.org\nbob@example.org\n", "--dry-run").stdout
    assert count(sample) == 1


@pytest.mark.parametrize(
    ("data", "encoding", "options", "codes"),
    [
        ("email,name\nada@example.org,Zoë\n".encode(), "utf-8", (), []),
        ("email,name\nada@example.org,Zoë\n".encode("utf-8-sig"), "utf-8", (), []),
        ("email,name\nada@example.org,Zoë\n".encode("cp1252"), "windows-1252", (), ["read-as-windows-1252"]),
        ("email,name\r\nada@example.org,Zoë\r\n".encode("cp1250"), "windows-1250", ("--encoding", "windows-1250"), []),
    ],
)
def test_the_encoding_is_found_and_said(
    sample: Sample, data: bytes, encoding: str, options: tuple[str, ...], codes: list[str]
) -> None:
    result = put(sample, data, "--json", *options)
    assert json.loads(result.stdout)["encoding"] == encoding
    assert [code for code, _ in told(result)] == codes
    assert [row["name"] for row in listed(sample)] == ["Zoë"]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        ("email\nada@example.org\n".encode("utf-16"), "unknown-encoding", 0),
        (b"email\n\x81\x8d@example.org\n", "unknown-encoding", 0),
        (b"Correo\nada@example.org\n", "", 0),
        (b"Who,Where\nada@example.org,x\n", "unmapped-column", 1),
        (b"", "unmapped-column", 1),
        (b'email,name\nada@example.org,"Ada\n', "broken-table", 2),
        (b"email,name\n" + b"a" * 200_000, "broken-table", 2),
        (b"email,name\nada@example.org,A\x00da\n", "bad-row", 2),
        (b"email,name\nada@example.org," + b"a" * 600 + b"\n", "bad-row", 2),
        (b"email,consent-on\nada@example.org,last year\n", "bad-day", 2),
        (b"email,state\nada@example.org,asleep\n", "bad-row", 2),
        (b"email,consent-locale\nada@example.org,nl fr\n", "bad-row", 2),
    ],
)
def test_a_file_that_is_no_subscriber_csv_is_told_at_its_place(
    sample: Sample, data: bytes, code: str, line: int
) -> None:
    result = put(sample, data, "--json")
    assert told(result) == ([(code, line)] if code else [])
    assert result.exit_code == (1 if code else 0)


def test_columns_are_named_where_they_can_not_be_guessed(sample: Sample) -> None:
    subscriber_csv = "Who,Where,Speaks\nada@example.org,Gent,fr\n"
    assert "there are: `Who`, `Where`, `Speaks`" in put(sample, subscriber_csv).stderr
    wrong = put(sample, subscriber_csv, "--map", "email=Whom")
    assert "no column is headed `Whom`" in wrong.stderr
    assert "the nearest is `Who`" in wrong.stderr
    assert "`mail` is nothing that a subscriber has" in put(sample, subscriber_csv, "--map", "mail=Who").stderr
    assert put(sample, subscriber_csv, "--map", "email").exit_code == 2
    assert put(sample, subscriber_csv, "--map", "email=Who", "--map", "locales=Speaks").exit_code == 0
    assert listed(sample)[0]["locales"] == "fr"


def test_nobody_joins_without_a_word_on_what_they_agreed_to(sample: Sample) -> None:
    file = sample.write("readers.csv", "email\nada@example.org\n")
    result = said(sample, "import", str(file), "--point", "nl", "--json")
    assert (result.exit_code, told(result)) == (1, [("without-consent", 0)])
    file = sample.write("readers.csv", "email,consent\nada@example.org,Ja\nbob@example.org,\n")
    result = said(sample, "import", str(file), "--point", "nl", "--json")
    assert (result.exit_code, told(result)) == (1, [("without-consent", 3)])


def test_only_so_many_rows_are_told_one_by_one(sample: Sample) -> None:
    result = put(sample, "email\n" + "nobody\n" * 1_000, "--json")
    values = json.loads(result.stdout)
    assert (len(values["problems"]), values["unlisted"], values["rows"]["refused"]) == (1, 0, 1_000)
    assert values["faults"][0]["rows"] == 1_000
    assert values["faults"][0]["lines"] == list(range(2, 202))
    result = put(sample, "email,language\n" + "".join(f"ada{n}@example.org,tongue{n}\n" for n in range(300)), "--json")
    values = json.loads(result.stdout)
    assert (len(values["problems"]), values["unlisted"], values["rows"]["refused"]) == (200, 100, 300)


def test_a_secret_is_asked_for_where_it_is_needed_and_must_stay_the_same(sample: Sample) -> None:
    file = sample.write("readers.csv", "email,consent\nada@example.org,Ja\n")
    taking = ("import", str(file), "--point", "nl")
    assert "error[no-secret]: NEWSLETTER_SECRET is not set" in said(sample, *taking, secret="").stderr
    assert "it has 5 characters of 5 kinds" in said(sample, *taking, secret="short").stderr
    assert said(sample, *taking).exit_code == 0
    for arguments in (taking, ("forget", "ada@example.org"), ("explain", "ada@example.org")):
        result = said(sample, *arguments, secret=SECRET + "!")
        assert result.exit_code == 1
        assert "error[other-secret]" in result.stderr
    assert said(sample, "list", secret="").exit_code == 0


def test_commands_without_a_database_say_so(sample: Sample) -> None:
    for arguments in (("list",), ("export",), ("explain", "ada@example.org"), ("forget", "ada@example.org")):
        result = said(sample, *arguments, "--json")
        assert result.exit_code == 1
        assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == ["no-database"]
    assert not (sample.root / "newsletter.db").exists()


def test_wrong_usage_exits_with_2(sample: Sample) -> None:
    assert put(sample, "email\nada@example.org\n", point="xx").exit_code == 2
    assert put(sample, "email\nada@example.org\n", "--consent-locale", "klingonese").exit_code == 2
    result = said(sample, "forget", "ada")
    assert (result.exit_code, "The address has no @." in result.stderr) == (2, True)


def test_explain_tells_each_step_to_the_edition(sample: Sample) -> None:
    put(sample, "email,language\nada@example.org,es nl-BE\nbob@example.org,es\n")
    result = said(sample, "explain", "ada@example.org", "2024-01")
    assert result.stdout == (
        "Gets 2024-01/nl/nl-BE.\n"
        "  wishes es, looked for es: no such edition\n"
        "  wishes es, looked for es-*: no such edition\n"
        "  wishes nl-BE, looked for nl-BE: the edition nl-BE\n"
    )
    assert said(sample, "explain", "bob@example.org").stdout.endswith("  the point’s default: nl\n")
    (found,) = json.loads(said(sample, "explain", "bob@example.org", "--json").stdout)["subscriptions"]
    assert (found["edition"], found["default"], found["steps"][-1]["found"]) == ("2024-01/nl/nl", True, "nl")


def test_explain_tells_why_somebody_gets_nothing(sample: Sample) -> None:
    rows = (
        "ada@example.org,ended,",
        "bob@example.org,pending,",
        "cyd@example.org,active,complaint",
        "dan@example.org,,",
    )
    put(sample, "email,state,suppressed\n" + "\n".join(rows) + "\n")
    said(sample, "forget", "dan@example.org")
    for address, why in (
        ("ada@example.org", "Gets nothing of 2024-01 from nl: they have left."),
        ("bob@example.org", "Gets nothing of 2024-01 from nl: they have not confirmed that they want it."),
        ("cyd@example.org", "Gets nothing of 2024-01 from nl: never to be mailed (complaint)."),
        ("dan@example.org", "Gets nothing: never to be mailed (request)."),
        ("eve@example.org", "Gets nothing: nobody is known."),
    ):
        assert said(sample, "explain", address).stdout.split("\n")[0] == why
    sample.write("issues/points/nl.yaml", sample.read("issues/points/nl.yaml"))
    (sample.root / "issues/2024-01/points/nl.yaml").unlink()
    (sample.root / "issues/points/nl.yaml").unlink()
    sample.edit("issues/articles/markets.md", "from: nl\n", "")
    assert "the point has no edition of it" in said(sample, "explain", "ada@example.org").stdout


def test_an_export_is_for_its_owner_alone_and_no_cell_of_it_is_a_formula(sample: Sample, tmp_path: Path) -> None:
    put(sample, "email,name\n+ada@example.org,'=SUM(A1)\n-bob@example.org,@Bob\ncy@example.org,＝1+1\n")
    out = tmp_path / "out.csv"
    assert said(sample, "export", "--out", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert [(row["email"], row["name"]) for row in rows] == [
        ("'+ada@example.org", "'=SUM(A1)"),
        ("'-bob@example.org", "'@Bob"),
        ("cy@example.org", "'＝1+1"),
    ]
    assert said(sample, "export").stdout == out.read_bytes().decode().replace("\r\n", "\n")
    assert json.loads(said(sample, "export", "--json").stdout) == listed(sample)


words = st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" "), max_size=20).map(
    lambda text: " ".join(text.split())
)
people = st.fixed_dictionaries(
    {
        "email": st.from_regex(r"[a-z0-9+=-]{1,8}@(example\.org|xn--stdte-hra\.example)", fullmatch=True),
        "name": words,
        "locales": st.lists(st.sampled_from(("nl", "nl-BE", "fr", "sr-Latn")), unique=True).map(" ".join),
        "state": st.sampled_from(STATES),
        "since": st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2026, 11, 1)).map(lambda at: at.isoformat()),
        "consent": words.filter(lambda text: text and not is_refusal(text)),
        "consent-locale": st.sampled_from(("nl", "fr")),
        "consent-how": words.filter(bool),
        "consent-on": st.one_of(st.just(""), st.dates(dt.date(1990, 1, 1), dt.date(2026, 11, 1)).map(str)),
        "suppressed": st.sampled_from((SuppressionReason.NONE, *SuppressionReason)),
    }
)


@pytest.mark.slow
@settings(max_examples=tries(25), deadline=None)
@given(st.lists(people, max_size=12, unique_by=lambda row: row["email"]))
def test_what_is_exported_is_imported_again_as_it_was(rows: list[dict[str, Any]]) -> None:
    written = [
        Subscription(
            row["email"], row["name"], "nl", row["state"], tuple(row["locales"].split()), row["since"],
            consent_of(row), row["suppressed"],
        )
        for row in rows
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), Settings())
        subscriber_csv = Path(folder) / "readers.csv"
        for _ in range(2):  # the second time everybody is there, or stays out
            subscriber_csv.write_text("".join(csv_lines(iter(written))), "utf-8", newline="")
            imported, problems = import_subscribers(project, "nl", subscriber_csv, Consented("", "nl"), (SECRET,), NOW)
            assert imported is not None
            assert imported.is_written, problems
        with connect(absolute("sqlite:///newsletter.db", Path(folder))) as connection, connection.transaction():
            found = list(subscriptions(connection))
    assert [as_row(each) for each in found] == [as_row(each) for each in written]


def consent_of(row: dict[str, str]) -> Any:
    from newsletter.mail.audience.subscriptions import Consent

    return Consent(row["consent-on"], row["consent-how"], row["consent"], row["consent-locale"])


@pytest.mark.slow
@pytest.mark.parametrize(("words", "written"), [("rows read", False), ("join", True)])
def test_ctrl_c_leaves_the_database_as_it_was(sample: Sample, words: str, written: bool) -> None:
    put(sample, "email\nada@example.org\n")
    subscriber_csv = sample.write("many.csv", "email\n" + "".join(f"reader{n}@example.org\n" for n in range(3_000)))
    before = (count(sample), count(sample, "subscribers"), count(sample, "wordings"))
    arguments = ("subscribers", "import", str(subscriber_csv), "--point", "nl", "--consent", "Ja")
    log = sample.root / "newsletter.db-wal"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLETTER_")}
    environment = {**clean, "NEWSLETTER_SECRET": SECRET}
    with Started("tests.support.halting", words, "--project", str(sample.root), *arguments, env=environment) as process:
        assert process.first_line() == "halted", process.said()
        assert (log.stat().st_size > 100_000) == written
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()
    assert process.returncode == 130, stderr
    assert "Stopped." in stderr
    assert "Traceback" not in stderr
    assert (count(sample), count(sample, "subscribers"), count(sample, "wordings")) == before
