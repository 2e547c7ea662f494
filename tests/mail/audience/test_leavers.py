"""Who has left elsewhere does not join: exports of other tools, in any order, and what may not join besides."""

import datetime as dt
import json
from pathlib import Path

import pytest

from newsletter.database import absolute, connect
from newsletter.mail.audience import self_service
from newsletter.mail.audience.self_service import Asked
from tests.conftest import Sample
from tests.support.leavers import codes, problems, rows, take
from tests.support.subscriber_lists import listed, said

LATER, EARLIER = "2023-06-01T08:00:00+00:00", "2023-01-01T08:00:00+00:00"


def states(sample: Sample) -> dict[str, str]:
    found = listed(sample)
    return {row["email"].partition("@")[0]: row["suppressed"] or row["state"] for row in found}


MAILCHIMP_LEFT = """
    Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,LEID
    ada@example.org,Ada,2,2022-03-14 09:12:31,2022-03-14 09:20:00,2023-05-06 10:11:12,May,NORMAL,1
    """
MAILCHIMP_CLEANED = """
    Email Address,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID
    ada@example.org,2,,2022-03-14 09:20:00,2023-05-06 10:11:12,May,3,1,2
    """
MAILCHIMP_ACTIVE = """
    Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,TAGS
    ada@example.org,Ada,2,2022-03-14 09:12:31,2022-03-14 09:20:00,2022-03-14 09:20:00,1,2,
    """


class TestExports:
    @pytest.mark.few_quick(5)
    @pytest.mark.parametrize(
        ("subscriber_csv", "fate"),
        [
            (MAILCHIMP_LEFT, "left"),
            (MAILCHIMP_CLEANED, "barred"),
            ("email,LANGUAGE,EMAIL_BLACKLISTED\nada@example.org,it,TRUE\n", "left"),
            ("EMAIL;OPT_IN;DOUBLE_OPT-IN;BLACKLISTED\nada@example.org;1;1;1\n", "left"),
            ("EMAIL;OPT_IN\nada@example.org;No\n", "left"),
            ("uuid,email,name,attributes,status,created_at\nx,ada@example.org,Ada,{},blocklisted,2022-01-01\n", "left"),
            ("email,status,subscription_status\nada@example.org,enabled,unsubscribed\n", "left"),
            ('email;lists\nada@example.org;"[{""id"":1,""subscription_status"":""unsubscribed""}]"\n', "left"),
            ("email,firstname,doNotContact\nada@example.org,Ada,1\n", "left"),
            ("email,Do Not Contact\nada@example.org,yes\n", "left"),
            ("Name,Email,Status\nAda,ada@example.org,Unsubscribed\n", "left"),
            ("Name,Email,Status\nAda,ada@example.org,Marked as spam\n", "left"),
            ("Name,Email,Status\nAda,ada@example.org,Bounced\n", "barred"),
            ("Subscriber,Location,Status\nada@example.org,Ghent,junk\n", "left"),
            ("email;activated;registered;deactivated\nada@example.org;1647249151;1647249000;1683367872\n", "left"),
            ("email;status\nada@example.org;abgemeldet\n", "left"),
            ("email;status\nada@example.org;gebounct\n", "barred"),
            ("email,IsExcludedFromCampaigns\nada@example.org,true\n", "left"),
            (
                "Email address,Confirmed Opt-Out Date,Confirmed Opt-Out Reason\nada@example.org,2022/01/02,none\n",
                "left",
            ),
            ("Email,Unsubscribed from all email\nada@example.org,true\n", "left"),
            ("email,confirmed,blacklisted\nada@example.org,1,1\n", "left"),
            ("email,subscribed_to_emails\nada@example.org,false\n", "left"),
            ("Correo;Fecha de alta;Fecha de baja\nada@example.org;14/03/2020;13/01/2022\n", "left"),
            ("Adresse e-mail;Désinscrit le\nada@example.org;2022-01-02\n", "left"),
            ("E-Mail;Abgemeldet am\nada@example.org;02.01.2022\n", "left"),
        ],
    )
    def test_nobody_who_has_left_or_bounces_joins(self, sample: Sample, subscriber_csv: str, fate: str) -> None:
        assert rows(take(sample, subscriber_csv, "--consent", "Ja")) == {fate: 1}
        assert rows(take(sample, "email\nada@example.org\n", "--consent", "Ja", name="later.csv")) in (
            {"ended": 1},
            {"suppressed": 1},
        )
        assert set(states(sample).values()) <= {"ended", "complaint"}

    @pytest.mark.parametrize(
        "subscriber_csv",
        [
            MAILCHIMP_ACTIVE,
            "email,LANGUAGE,EMAIL_BLACKLISTED,SMS_BLACKLISTED\nada@example.org,it,FALSE,TRUE\n",
            "uuid,email,name,attributes,status\nx,ada@example.org,Ada,{},enabled\n",
            "email,Do Not Contact\nada@example.org,0\n",
            "Subscriber,Subscribed,Status\nada@example.org,2022-01-02 10:00:00,active\n",
            "email;activated;registered;deactivated\nada@example.org;1647249151;1647249000;0\n",
            "Email,Unsubscribed,Bounced\nada@example.org,,no\n",
            "Correo;Fecha de alta;Fecha de baja\nada@example.org;14/03/2020;\n",
        ],
    )
    def test_those_who_read_join(self, sample: Sample, subscriber_csv: str) -> None:
        assert rows(take(sample, subscriber_csv, "--consent", "Ja")) == {"new": 1}
        assert states(sample) == {"ada": "active"}

    def test_who_has_not_confirmed_elsewhere_gets_nothing_yet(self, sample: Sample) -> None:
        result = take(sample, "email,status\nada@example.org,unconfirmed\n", "--consent", "Ja")
        assert json.loads(result.stdout)["unproven"]["pending"] == 1
        assert states(sample) == {"ada": "pending"}

    def test_a_word_that_nobody_knows_is_no_state(self, sample: Sample) -> None:
        result = take(sample, "email,Status\nada@example.org,VIP\nbob@example.org,VIP\n", "--consent", "Ja")
        (problem,) = problems(result)
        assert (problem["code"], problem["line"]) == ("bad-row", 2)
        assert "`Status` says `VIP`" in problem["message"]
        assert "so on 1 more line: 3" in problem["message"]
        ignored = take(sample, "email,Status\nada@example.org,VIP\n", "--consent", "Ja", "--ignore", "Status")
        assert rows(ignored) == {"new": 1}

    def test_who_reads_some_lists_and_left_others_is_nobodys_guess(self, sample: Sample) -> None:
        cell = '"[{""subscription_status"":""confirmed""},{""subscription_status"":""unsubscribed""}]"'
        assert codes(take(sample, f"email;lists\nada@example.org;{cell}\n", "--consent", "Ja")) == ["bad-row"]


class TestColumnsThatSoundLikeLeaving:
    @pytest.mark.parametrize(
        "head",
        ["Baja definitiva", "LEFT_ON_PURPOSE", "Motivo de la baja", "Raison du désabonnement", "bounce_count",
         "Sperrgrund", "Grund der Abmeldung", "blocked by", "Kündigung", "Reden van uitschrijving", "Powód rezygnacji",
         "Odhlášení", "Spam score", "unsubscribed_via", "Отказ от рассылки", "Motivo disiscrizione"],
    )  # fmt: skip
    def test_each_is_an_error_until_a_person_says_what_it_tells(self, sample: Sample, head: str) -> None:
        subscriber_csv = f"email;{head}\nada@example.org;x\n"
        result = take(sample, subscriber_csv, "--consent", "Ja")
        (problem,) = problems(result)
        assert (result.exit_code, problem["code"], problem["line"]) == (1, "unmapped-leaving", 1)
        assert f"`{head}`" in problem["message"]
        assert "--ignore" in problem["hint"]
        assert rows(take(sample, subscriber_csv, "--consent", "Ja", "--ignore", head)) == {"new": 1}
        assert rows(take(sample, subscriber_csv, "--consent", "Ja", "--map", f"left={head}")) == {"closed": 1}

    @pytest.mark.parametrize(
        "head", ["Trabajador", "Engels", "Cleared", "Country", "Deadline", "Name", "SMS_BLACKLISTED"]
    )
    def test_other_columns_are_only_told(self, sample: Sample, head: str) -> None:
        result = take(sample, f"email;{head}\nada@example.org;x\n", "--consent", "Ja")
        assert rows(result) == {"new": 1}

    def test_a_column_that_was_mapped_by_a_wrong_name_is_told_once(self, sample: Sample) -> None:
        result = take(sample, "email;Rebotes\nada@example.org;\n", "--consent", "Ja", "--map", "bounce=Rebotes")
        assert [(each["code"], each["hint"]) for each in problems(result)] == [
            ("unmapped-column", "the nearest is `bounced`")
        ]

    def test_a_head_to_ignore_must_be_there(self, sample: Sample) -> None:
        result = take(sample, "email;Baja\nada@example.org;\n", "--consent", "Ja", "--ignore", "Bajas")
        assert codes(result) == ["unmapped-column"]
        assert problems(result)[0]["hint"] == "the nearest is `Baja`"

    def test_a_file_named_after_leavers_needs_a_word_on_them(self, sample: Sample) -> None:
        subscriber_csv = "email\nada@example.org\n"
        result = take(sample, subscriber_csv, "--consent", "Ja", name="unsubscribed.csv")
        assert codes(result) == ["file-of-leavers"]
        assert rows(take(sample, subscriber_csv, "--as", "left", name="unsubscribed.csv")) == {"left": 1}
        assert rows(take(sample, "email\nbob@example.org\n", "--consent", "Ja", "--as", "readers", name="bajas-no.csv"))


class TestWhicheverComesFirst:
    def test_a_file_of_leavers_ends_those_who_had_joined(self, sample: Sample) -> None:
        take(sample, "email\nada@example.org\nbob@example.org\n", "--consent", "Ja")
        gone = "email\nada@example.org\ncyd@example.org\n"
        assert rows(take(sample, gone, "--as", "left")) == {"closed": 1, "left": 1}
        assert states(sample) == {"ada": "ended", "bob": "active", "cyd": "ended"}
        assert rows(take(sample, gone, "--as", "left")) == {"gone": 2}
        assert rows(take(sample, "email\ncyd@example.org\n", "--consent", "Ja")) == {"ended": 1}

    def test_a_mailbox_that_bounced_elsewhere_is_mailed_no_more(self, sample: Sample) -> None:
        take(sample, "email\nada@example.org\n", "--consent", "Ja")
        assert rows(take(sample, MAILCHIMP_CLEANED)) == {"barred": 1}
        assert states(sample) == {"ada": "hard-bounce"}

    @pytest.mark.parametrize("turned", [False, True])
    def test_within_one_file_the_row_of_who_has_left_counts(self, sample: Sample, turned: bool) -> None:
        both = ["ada@example.org,subscribed", "ADA@example.org,unsubscribed"]
        result = take(sample, "email,status\n" + "\n".join(both[::-1] if turned else both) + "\n", "--consent", "Ja")
        assert rows(result) == {"ended": 1, "left": 1}
        assert states(sample).popitem()[1] == "ended"

    def test_leaving_one_point_is_not_leaving_another(self, sample: Sample) -> None:
        take(sample, "email\nada@example.org\n", "--as", "left", point="eu")
        assert rows(take(sample, "email\nada@example.org\n", "--consent", "Ja")) == {"new": 1}

    def test_who_was_erased_is_not_written_down_again(self, sample: Sample) -> None:
        take(sample, "email\nada@example.org\n", "--consent", "Ja")
        said(sample, "forget", "ada@example.org")
        assert rows(take(sample, "email\nada@example.org\n", "--as", "left")) == {"gone": 1}
        assert listed(sample) == []

    def test_nothing_but_the_address_has_to_be_right_in_the_row_of_a_leaver(self, sample: Sample) -> None:
        subscriber_csv = (
            "email,language,Unsubscribed,consent-on\nada@example.org,klingonese,yes,whenever\nnobody,nl,yes,\n"
        )
        result = take(sample, subscriber_csv)
        assert rows(result) == {"left": 1, "refused": 1}
        assert [(each["code"], each["severity"]) for each in problems(result)] == [("bad-recipient", "warning")]

    def test_a_leaver_of_another_point_is_not_taken_out_of_this_one(self, sample: Sample) -> None:
        take(sample, "email\nada@example.org\n", "--consent", "Ja")
        assert codes(take(sample, "email,point,state\nada@example.org,eu,ended\n")) == ["bad-row"]
        assert states(sample) == {"ada": "active"}


class TestSigningUpHere:
    def sign_up(self, sample: Sample, at: str) -> None:
        """What the form and the link in its mail do, at a time."""
        asked = Asked("nl", "Ada", ("nl",), "Ja, graag", "nl")
        now = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
        with connect(absolute("sqlite:///newsletter.db", Path(sample.root))) as connection, connection.transaction():
            number = int(connection.row("select id from subscribers")[0])
            request = self_service.request_of(connection, self_service.ask(connection, number, asked, now))
            assert request is not None
            self_service.confirm(connection, request, now)

    @pytest.mark.parametrize(
        ("at", "left_on", "state"),
        [
            (LATER, "2023-05-06", "active"),
            (LATER, "", "active"),
            (EARLIER, "2023-05-06", "ended"),
            ("2023-05-06T09:00:00+00:00", "2023-05-06", "ended"),
        ],
    )
    def test_a_confirmed_sign_up_after_leaving_elsewhere_is_a_new_consent(
        self, sample: Sample, at: str, left_on: str, state: str
    ) -> None:
        take(sample, "email\nada@example.org\n", "--as", "left")
        self.sign_up(sample, at)
        assert states(sample) == {"ada": "active"}
        result = take(sample, f"email,status,unsubscribed_at\nada@example.org,unsubscribed,{left_on}\n")
        assert rows(result) == ({"stays": 1} if state == "active" else {"closed": 1})
        assert codes(result) == (["signed-up-since"] if state == "active" else [])
        assert states(sample) == {"ada": state}

    def test_a_complaint_holds_all_the_same(self, sample: Sample) -> None:
        take(sample, "email\nada@example.org\n", "--as", "left")
        self.sign_up(sample, LATER)
        take(sample, "email,status\nada@example.org,complained\n")
        assert states(sample) == {"ada": "complaint"}

    def test_an_imported_consent_is_none_of_ours(self, sample: Sample) -> None:
        take(sample, "email,consent,consent-on,confirmed\nada@example.org,Ja,2024-01-01,2024-01-01\n")
        assert rows(take(sample, "email,unsub_time\nada@example.org,2023-05-06\n")) == {"closed": 1}


class TestProof:
    def test_who_comes_without_a_time_or_a_confirmed_sign_up_is_counted_apart(self, sample: Sample) -> None:
        subscriber_csv = """
            Email Address,OPTIN_TIME,CONFIRM_TIME
            ada@example.org,2022-03-14 09:12:31,2022-03-14 09:20:00
            bob@example.org,,2022-03-14 09:20:00
            cyd@example.org,2022-03-14 09:12:31,
            """
        result = take(sample, subscriber_csv, "--consent", "Ja")
        assert json.loads(result.stdout)["unproven"] == {"pending": 0, "undated": 1, "unconfirmed": 2}
        (problem,) = problems(result)
        assert (problem["code"], problem["severity"]) == ("unproven-consent", "warning")
        assert problem["message"] == (
            "of those who join, 1 without a time of consent and 2 without a confirmed sign-up"
        )

    def test_brevo_calls_an_unconfirmed_sign_up_2(self, sample: Sample) -> None:
        subscriber_csv = (
            "EMAIL;DOUBLE_OPT-IN\nada@example.org;1\nbob@example.org;2\ncyd@example.org;Yes\ndan@example.org;\n"
        )
        unproven = json.loads(take(sample, subscriber_csv, "--consent", "Ja").stdout)["unproven"]
        assert (unproven["pending"], unproven["unconfirmed"]) == (1, 1)
        assert states(sample) == {"ada": "active", "bob": "pending", "cyd": "active", "dan": "active"}

    @pytest.mark.parametrize(
        "subscriber_csv",
        [
            "email,confirmed\nada@example.org,no\n",
            "email,Confirmed\nada@example.org,FALSE\n",
            "email,confirmed\nada@example.org,0\n",
            "email,confirmed\nada@example.org,not yet\n",
            "email;Bestätigt\nada@example.org;nein\n",
            "email;Bestätigt am\nada@example.org;noch nicht\n",
            "email;Confirmé\nada@example.org;Non\n",
            "email,opt-in status\nada@example.org,unconfirmed\n",
            "email,confirmed_at\nada@example.org,0000-00-00 00:00:00\n",
            "email,state,confirmed\nada@example.org,active,no\n",
        ],
    )
    def test_whose_row_says_that_they_have_not_confirmed_gets_nothing(
        self, sample: Sample, subscriber_csv: str
    ) -> None:
        result = take(sample, subscriber_csv, "--consent", "Ja")
        assert json.loads(result.stdout)["unproven"] == {"pending": 1, "undated": 0, "unconfirmed": 0}
        assert states(sample) == {"ada": "pending"}

    @pytest.mark.parametrize("said", ["", "single", "NULL", "14.03.2022", "ja", "confirmed"])
    def test_a_row_that_does_not_deny_it_joins(self, sample: Sample, said: str) -> None:
        take(sample, f"email,confirmed\nada@example.org,{said}\n", "--consent", "Ja")
        assert states(sample) == {"ada": "active"}

    def test_who_has_left_by_the_column_of_confirmations_does_not_join(self, sample: Sample) -> None:
        assert rows(take(sample, "email,opt-in status\nada@example.org,unsubscribed\n", "--consent", "Ja")) == {
            "left": 1
        }

    def test_a_file_with_both_is_told_of_nothing(self, sample: Sample) -> None:
        subscriber_csv = "email,consent,consent-on,confirmed\nada@example.org,Ja,2022-03-14,yes\n"
        assert problems(take(sample, subscriber_csv)) == []


def test_nobody_agreed_tomorrow_and_nobody_reads_at_an_address_of_ours(sample: Sample) -> None:
    sample.edit("newsletter.toml", 'source_locale = "en"\n', 'source_locale = "en"\nmail_domain = "city.example"\n')
    subscriber_csv = """
        email,locales,consent,consent-on
        bounce@city.example,en,y,2026-01-05
        leave+x@city.example,en,y,2026-01-05
        any@nl.city.example,en,y,2026-01-05
        EU@news.example.org,en,y,2026-01-05
        nl@example.org,en,y,2026-01-05
        f@example.org,en,y,2999-01-01
        ada@example.org,en,y,2026-01-05
        """
    result = take(sample, subscriber_csv)
    assert result.exit_code == 1
    assert [(each["code"], each["line"]) for each in problems(result) if each["severity"] == "error"] == [
        ("own-address", 2),
        ("own-address", 3),
        ("own-address", 4),
        ("own-address", 5),
        ("own-address", 6),
        ("future-consent", 7),
    ]
    assert rows(take(sample, subscriber_csv, "--skip-refused")) == {"new": 1, "refused": 6}


class TestWhatNobodyReads:
    """Cells of columns that have no meaning here may say all the same that somebody has left."""

    @pytest.mark.parametrize(
        ("head", "cell"),
        [
            ("Newsletter", "nein"),
            ("Wants mail?", "0"),
            ("GDPR", "no"),
            ("Einwilligung", "widerrufen"),
            ("Marketing permission", "denied"),
            ("Email Marketing Status", "unsubscribed"),
            ("Remarks", "unsubscribed in 2020"),
            ("Bemerkung", "hat sich abgemeldet"),
            ("TAGS", "customer; opted out"),
            ("Grupo", "dado de baja"),
            ("Poznámka", "odhlášena v květnu"),
        ],
    )
    def test_a_cell_that_sounds_like_leaving_keeps_its_row_out_until_somebody_says_what_it_tells(
        self, sample: Sample, head: str, cell: str
    ) -> None:
        subscriber_csv = f"email,{head}\nada@example.org,\nbob@example.org,{cell}\n"
        result = take(sample, subscriber_csv, "--consent", "Ja")
        assert result.exit_code == 1
        (problem,) = [each for each in problems(result) if each["severity"] == "error"]
        assert (problem["code"], problem["line"]) == ("unmapped-leaving", 3)
        assert "--ignore" in problem["hint"]
        assert states(sample) == {}
        assert take(sample, subscriber_csv, "--consent", "Ja", "--skip-refused").exit_code == 0
        assert states(sample) == {"ada": "active"}
        assert take(sample, subscriber_csv, "--consent", "Ja", "--ignore", head).exit_code == 0
        assert states(sample) == {"ada": "active", "bob": "active"}

    def test_as_the_hint_says_the_column_may_tell_who_reads(self, sample: Sample) -> None:
        subscriber_csv = "email,Newsletter\nada@example.org,ja\nbob@example.org,nein\n"
        assert rows(take(sample, subscriber_csv, "--consent", "Ja", "--map", "joined=Newsletter")) == {
            "new": 1,
            "left": 1,
        }
        assert states(sample) == {"ada": "active", "bob": "ended"}

    @pytest.mark.parametrize(
        ("head", "cell"),
        [
            ("Newsletter language", "no"),
            ("Student", "nein"),
            ("Company", "Bouncy Castles Ltd"),
            ("Job", "Head of complaints"),
            ("SMS status", "unsubscribed"),
            ("Link", "https://towns.test/unsubscribe/ab12"),
            ("Newsletter", "yes"),
            ("Consent date", "n/a"),
            ("NOTES", "resubscribed"),
        ],
    )
    def test_what_is_about_something_else_stops_nobody(self, sample: Sample, head: str, cell: str) -> None:
        result = take(sample, f"email,{head}\nada@example.org,{cell}\n", "--consent", "Ja")
        assert rows(result) == {"new": 1}

    @pytest.mark.parametrize("no", ["no", "FALSE", "nein", "0", "withdrawn", "unsubscribed"])
    def test_who_has_not_agreed_does_not_join(self, sample: Sample, no: str) -> None:
        result = take(sample, f"email,consent\nada@example.org,Ja\nbob@example.org,{no}\n", "--consent", "Ja")
        assert rows(result) == {"new": 1, "left": 1}
        assert states(sample) == {"ada": "active", "bob": "ended"}

    @pytest.mark.parametrize("name", ["bajas-2024.csv", "removed.csv", "kündigungen.csv", "radiés.csv", "left.csv"])
    def test_the_name_of_a_file_of_leavers_is_understood(self, sample: Sample, name: str) -> None:
        assert codes(take(sample, "email\nada@example.org\n", "--consent", "Ja", name=name)) == ["file-of-leavers"]

    @pytest.mark.parametrize("name", ["left-bank.csv", "Leftwich.csv", "cleaned list.csv", "readers 2024.csv"])
    def test_other_files_are_taken(self, sample: Sample, name: str) -> None:
        assert rows(take(sample, "email\nada@example.org\n", "--consent", "Ja", name=name)) == {"new": 1}
