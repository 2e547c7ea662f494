"""How subscriber CSVs are written: titles above the heads, Excel's delimiters and dates, languages by their names."""

import datetime as dt
import json
import os
import pty
import select
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.audience.csv_values import moment, needed_order, wishes
from tests.conftest import REPOSITORY, Sample
from tests.support.leavers import codes, problems, rows, take
from tests.support.subscriber_lists import SECRET, count, listed, said


class TestDates:
    @pytest.mark.parametrize(
        ("typed", "order", "read"),
        [
            ("2022-03-14", "", "2022-03-14"),
            ("2022-03-14 09:12:31", "", "2022-03-14 09:12:31"),
            ("14.3.2022", "", "2022-03-14"),
            ("14.03.22 9:12", "mdy", "2022-03-14T09:12:00"),
            ("2022. 03. 14.", "", "2022-03-14"),
            ("2022/03/14", "mdy", "2022-03-14"),
            ("14/03/2022", "", "2022-03-14"),
            ("3/14/22 9:12 PM", "", "2022-03-14T21:12:00"),
            ("03/04/2022", "dmy", "2022-04-03"),
            ("03/04/2022", "mdy", "2022-03-04"),
            ("03-04-2022 12:05 am", "mdy", "2022-03-04T00:05:00"),
            ("1647249151", "", "2022-03-14T09:12:31+00:00"),
            ("1647249151000", "", "2022-03-14T09:12:31+00:00"),
            ("", "", ""),
            ("0", "", ""),
            ("0000-00-00 00:00:00", "", ""),
            ("-", "", ""),
        ],
    )
    def test_a_day_is_read_as_spreadsheets_write_it(self, typed: str, order: str, read: str) -> None:
        assert moment(typed, order) == read

    @pytest.mark.parametrize(
        ("typed", "order"),
        [
            ("03/04/2022", ""),
            ("14/03/2022", "mdy"),
            ("3/14/2022", "dmy"),
            ("31/02/2022", "dmy"),
            ("soon", ""),
            ("45291", ""),
        ],
    )
    def test_what_is_no_day_or_could_be_two_is_none(self, typed: str, order: str) -> None:
        assert moment(typed, order) is None

    @given(st.dates(min_value=dt.date(1971, 1, 1)))
    def test_a_date_says_which_order_it_needs(self, day: dt.date) -> None:
        for order, written in (("dmy", f"{day:%d/%m/%Y}"), ("mdy", f"{day:%m/%d/%Y}")):
            assert moment(written, order) == str(day)
            assert needed_order(written) in ("", "either", order)

    def test_one_date_that_can_only_be_read_in_one_way_decides_for_all(self, sample: Sample) -> None:
        subscriber_csv = "Correo;Fecha de alta\nada@example.org;03/04/2022\nbob@example.org;14/03/2022\n"
        result = take(sample, subscriber_csv, "--consent", "Sí")
        assert json.loads(result.stdout)["dates"] == "dmy"
        assert [row["consent-on"] for row in listed(sample)] == ["2022-04-03", "2022-03-14"]

    def test_where_none_decides_a_person_must(self, sample: Sample) -> None:
        subscriber_csv = "Correo;Fecha de alta\nada@example.org;03/04/2022\n"
        result = take(sample, subscriber_csv, "--consent", "Sí")
        assert [(each["code"], each["line"]) for each in problems(result)] == [("ambiguous-date", 2)]
        assert rows(take(sample, subscriber_csv, "--consent", "Sí", "--dates", "mdy")) == {"new": 1}
        assert listed(sample)[0]["consent-on"] == "2022-03-04"

    def test_two_orders_in_one_file_are_told(self, sample: Sample) -> None:
        subscriber_csv = "email;consent-on\nada@example.org;14/03/2022\nbob@example.org;03/14/2022\n"
        assert codes(take(sample, subscriber_csv, "--consent", "Sí")) == ["ambiguous-date"]
        result = take(sample, subscriber_csv, "--consent", "Sí", "--dates", "dmy")
        assert [(each["code"], each["line"]) for each in problems(result)][:1] == [("bad-day", 3)]

    @pytest.mark.slow
    def test_it_is_asked_at_a_terminal(self, sample: Sample) -> None:
        file = sample.write("readers.csv", "email;consent-on\nada@example.org;03/04/2022\n")
        command = [sys.executable, "-m", "newsletter", "--project", str(sample.root), "subscribers", "import",
                   str(file), "--point", "nl", "--consent", "Ja"]  # fmt: skip
        ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NEWSLETTER_SECRET": SECRET, "TERM": "dumb"}
        process = subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        shown = b""
        while b"(day, month)" not in shown:
            assert select.select([ours], [], [], 60)[0], shown
            shown += os.read(ours, 4096)
        os.write(ours, b"day\n")
        assert process.wait(60) == 0
        os.close(ours)
        assert b"`03/04/2022` on line 2" in shown
        assert listed(sample)[0]["consent-on"] == "2022-04-03"


class TestLayout:
    @pytest.mark.parametrize(
        "subscriber_csv",
        [
            "sep=;\nemail;name\nada@example.org;Ada\n",
            '"sep=,"\nemail,name\nada@example.org,Ada\n',
            "Readers of the letter, March 2024\n\nemail;name\nada@example.org;Ada\n",
            "List: readers; exported; 2024-03-01; by; hand; x\nemail,name\nada@example.org,Ada\n",
            '"E-mail; of the reader, as typed";email;name\nx;ada@example.org;Ada\n',
            '"First, last, and all other names, please",email\nAda,ada@example.org\n',
            "\ufeffsep=\t\nemail\tname\nada@example.org\tAda\n",
            '"Ja, nee; of misschien|";email;name\n"a,b,c,d";ada@example.org;Ada\n',
        ],
    )
    def test_heads_and_delimiter_are_found(self, sample: Sample, subscriber_csv: str) -> None:
        assert rows(take(sample, subscriber_csv, "--consent", "Ja")) == {"new": 1}
        assert listed(sample)[0]["email"] == "ada@example.org"

    def test_a_mapped_head_is_looked_for_below_a_title(self, sample: Sample) -> None:
        subscriber_csv = "Members\n2024\nWho;Where\nada@example.org;Ghent\nbob@example;x\n"
        result = take(sample, subscriber_csv, "--consent", "Ja", "--map", "email=Who")
        assert [(each["code"], each["line"]) for each in problems(result)][:1] == [("bad-recipient", 5)]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf_16_is_told_with_what_to_do(self, sample: Sample, encoding: str) -> None:
        sample.root.joinpath("wide.csv").write_bytes("email,name\nada@example.org,Ada\n".encode(encoding))
        result = said(sample, "import", str(sample.root / "wide.csv"), "--point", "nl", "--consent", "Ja")
        assert result.exit_code == 1
        assert "the file is UTF-16" in result.stderr
        assert "save it as UTF-8" in result.stderr

    def test_an_archive_or_a_workbook_is_told_with_what_to_do(self, sample: Sample) -> None:
        with zipfile.ZipFile(sample.root / "export.csv", "w") as packed:
            packed.writestr("subscribed.csv", "email\nada@example.org\n")
        result = said(sample, "import", str(sample.root / "export.csv"), "--point", "nl", "--consent", "Ja")
        assert result.exit_code == 1
        assert "the file is a ZIP archive or a workbook" in result.stderr
        assert "unpack it, or save its sheet as “CSV UTF-8”" in result.stderr

    def test_fifty_rows_with_one_fault_are_one_message(self, sample: Sample) -> None:
        lines = "".join(f"ada{n}@example.org,Klingon\n" for n in range(50))
        result = take(sample, "email,language\n" + lines, "--consent", "Ja")
        (problem,) = problems(result)
        assert problem["message"].startswith("`Klingon` is no language; so on 49 more lines: 3, 4, 5, ")
        assert (count(sample), json.loads(result.stdout)["faults"][0]["rows"]) == (0, 50)

    def test_repeated_rows_are_one_message(self, sample: Sample) -> None:
        result = take(sample, "email\n" + "ada@example.org\n" * 4, "--consent", "Ja")
        assert problems(result)[0]["message"] == "the address stands above already; so on 2 more lines: 4, 5"


class TestLanguages:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("Castellano", "es"),
            ("Español (Castellano)", "es"),
            ("Norsk", "nb"),
            ("Norwegian Bokmål", "nb"),
            ("nynorsk", "nn"),
            ("no", "no"),
            ("iw", "he"),
            ("zh_TW", "zh-TW"),
            ("Inglés, francés", "en fr"),
            ("Englisch/Deutsch", "en de"),
            ("English (UK)", "en-GB"),
            ("Português (Brasil)", "pt-BR"),
            ("Ελληνικά", "el"),
            ("Vlaams", "nl-BE"),
        ],
    )
    def test_a_language_is_known_by_its_names(self, typed: str, read: str) -> None:
        assert wishes(typed) == (read, "")

    @pytest.mark.parametrize("typed", ["Klingon (Kronos)", "xx", "es klingonese"])
    def test_what_is_no_language_is_told(self, typed: str) -> None:
        assert wishes(typed)[1]


def test_names_with_joiners_join(sample: Sample) -> None:
    names = ["علی\u200cرضا", "Ada 👩\u200d💻", "Donau\u00adschiff", "\u200eAda", "\u2068Ada\u2069", "Ada\u00a0L",
             "\ufeffAda", "Ada\u200bL", "ශ්\u200dරී", "Ada \ue000", "\u212aK", "Ada \U0001fae9",
             "Ada\u2028L"]  # fmt: skip
    subscriber_csv = "email,name\n" + "".join(f'n{at}@example.org,"{name}"\n' for at, name in enumerate(names))
    assert rows(take(sample, subscriber_csv, "--consent", "Ja")) == {"new": len(names)}
    kept = [row["name"] for row in listed(sample)]
    assert kept[:5] == ["علی\u200cرضا", "Ada 👩\u200d💻", "Donauschiff", "Ada", "Ada"]
    assert kept[5:9] == ["Ada L", "Ada", "AdaL", "ශ්\u200dරී"]
