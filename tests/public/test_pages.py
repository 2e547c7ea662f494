"""Readers join, choose and leave on their own pages, and nothing else happens there."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from newsletter.mail.audience.address import parse_address
from newsletter.mail.message.recipient import claim_of
from newsletter.mail.message.tokens import Claim, Purpose
from newsletter.pipeline.audience import self_service
from newsletter.pipeline.audience.subscribers import forget
from newsletter.pipeline.project import open_project
from tests.conftest import REPOSITORY, Sample, copy_of_the_repository
from tests.support.public_site import SECRET, Home, served

ADA = "ada@example.org"
SUBSCRIPTIONS = "select point, state, locales from subscriptions order by point"


@pytest.fixture
def home(sample: Sample) -> Iterator[Home]:
    with served(sample.root) as made:
        yield made


class TestJoining:
    def test_the_form_mails_a_link_and_only_its_button_subscribes(self, home: Home) -> None:
        answer = home.join(ADA, name="Ada Example", language=["nl-BE", "nl"])
        assert answer.status_code == 200
        assert home.rows(SUBSCRIPTIONS) == [("nl", "pending", "nl-BE nl")]
        assert home.client.get(home.link()).status_code == 200
        assert home.rows("select name from subscriptions") == [("",)], "nobody has confirmed that name"
        assert home.client.post(home.link()).status_code == 200
        assert home.rows(SUBSCRIPTIONS) == [("nl", "active", "nl-BE nl")]
        assert home.rows("select address, name from addressees") == [(ADA, "Ada Example")]

    def test_the_very_words_agreed_to_are_kept_with_their_language_day_and_way(self, home: Home) -> None:
        page = home.client.get("/subscribe/nl/nl/").text
        home.joined(ADA)
        ((words, locale, how, day),) = home.rows(
            "select w.words, w.locale, c.how, c.given_on from consents c join wordings w on w.key = c.wording"
        )
        assert f">{words}<" in page
        assert "Nationaal punt" in words
        assert (locale, how, day) == ("nl", "form, confirmed by mail", "2024-01-16")

    @pytest.mark.slow
    def test_the_mail_is_one_that_mail_programs_trust(self, home: Home) -> None:
        home.join(ADA)
        ((sender, to, mail),) = home.mails
        assert claim_of(sender, home.site.keys.tokens) == (Purpose.RETURN, Claim(1)), "a dead mailbox is told to us"  # type: ignore[union-attr]
        assert to == ADA
        assert mail["From"] == "Nationaal punt <nl@news.example.org>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Unsubscribe"] is None
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        html = mail.get_body(("html",))
        assert html
        assert home.link() in html.get_content()
        assert "Voorbeeldstraat 1" in html.get_content()

    @pytest.mark.parametrize("before", ["nobody", "pending", "active", "ended", "complaint", "hard-bounce", "erased"])
    def test_the_answer_is_the_same_whatever_is_known_of_an_address(self, home: Home, before: str) -> None:
        expected = home.join("nobody@example.org").text
        if before == "pending":
            home.join(ADA)
        elif before != "nobody":
            home.joined(ADA)
        if before == "ended":
            home.client.post(f"/u/{home.token(Purpose.LEAVE, 2)}")
        elif before in ("complaint", "hard-bounce"):
            (digest,) = home.rows("select hash from subscribers where address = 'ada@example.org'")[0]
            home.rows(f"insert into suppressions values ('{digest}', '{before}', '')")
        elif before == "erased":
            home.client.post(f"/p/{home.token(Purpose.PREFERENCES, 2)}/erase")
        mailed = len(home.mails)
        answer = home.join("  Ada@example.org ")
        assert (answer.status_code, answer.text) == (200, expected)
        kinds = {"active": "/p/", "complaint": "", "hard-bounce": ""}
        expected_kind = kinds.get(before, "/c/")
        assert [home.link()[:3] for _ in home.mails[mailed:]] == [expected_kind] * bool(expected_kind)

    def test_the_subject_of_each_mail_names_the_newsletter(self, home: Home) -> None:
        home.joined(ADA, "eu", "en")
        home.join(ADA, "eu", "en")
        asked, told = (mail["Subject"] for _, _, mail in home.mails)
        assert asked == "Please confirm your subscription: URBACT"
        assert told == "You are already subscribed: URBACT"

    def test_the_space_before_a_french_colon_stays_one_that_no_line_ends_at(self, sample: Sample) -> None:
        sample.edit("issues/points/eu.yaml", "locales: en", "locales: [en, fr]")
        folder = sample.root / "locales/fr/LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / "locales/fr/LC_MESSAGES/pages.po", folder)
        with served(sample.root) as home:
            home.join(ADA, "eu", "fr")
            ((_, _, mail),) = home.mails
        assert mail["Subject"].endswith("\u00a0: URBACT")

    @pytest.mark.slow
    def test_an_address_gets_three_mails_a_day_at_most(self, home: Home) -> None:
        for _ in range(5):
            assert home.join(ADA).status_code == 200
        assert len(home.mails) == 3
        home.later(days=1, seconds=1)
        home.join(ADA)
        assert len(home.mails) == 4

    def test_whoever_left_stays_left_until_they_confirm_anew(self, home: Home) -> None:
        number = home.joined(ADA)
        home.client.post(f"/u/{home.token(Purpose.LEAVE, number)}")
        home.join(ADA)
        assert home.rows(SUBSCRIPTIONS) == [("nl", "ended", "nl")], "a form alone proves nothing"
        home.later(days=31)
        assert expired(home) == 0
        assert home.rows(SUBSCRIPTIONS) == [("nl", "ended", "nl")], "an import must still find that they left"
        home.join(ADA)
        home.client.post(home.link())
        assert home.rows(SUBSCRIPTIONS) == [("nl", "active", "nl")]

    @pytest.mark.slow
    def test_whoever_asked_to_be_forgotten_is_mailed_again_once_they_confirm(self, home: Home) -> None:
        number = home.joined(ADA)
        home.client.post(f"/p/{home.token(Purpose.PREFERENCES, number)}/erase")
        home.join(ADA)
        assert home.rows("select reason from suppressions") == [("request",)]
        home.client.post(home.link())
        assert home.rows("select reason from suppressions") == []
        assert home.rows("select id from subscribers") == [(number + 1,)], "old links lead to nobody"

    def test_a_link_is_good_for_seven_days_and_its_request_is_kept_for_thirty(self, home: Home) -> None:
        home.join(ADA)
        home.later(days=7, seconds=1)
        for answer in (home.client.get(home.link()), home.client.post(home.link())):
            assert answer.status_code == 410
            assert "/subscribe/nl/nl/" in answer.text
        assert home.rows(SUBSCRIPTIONS) == [("nl", "pending", "nl")]
        home.later(days=23)
        assert expired(home) == 1
        assert [home.rows(f"select * from {table}") for table in ("subscribers", "subscriptions", "requests")] == [
            [], [], [],
        ]  # fmt: skip
        assert home.client.get(home.link()).status_code == 404

    def test_a_link_confirms_once_and_not_again_after_leaving(self, home: Home) -> None:
        number = home.joined(ADA)
        before = home.dump()
        assert home.client.post(home.link()).status_code == 200
        assert home.dump() == before
        home.client.post(f"/u/{home.token(Purpose.LEAVE, number)}")
        assert home.client.post(home.link()).status_code == 404
        assert home.rows(SUBSCRIPTIONS) == [("nl", "ended", "nl")]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"address": "ada"}, "address"),
            ({"address": ""}, "address"),
            ({"address": "ada@example.org\r\nBcc: bob@example.org"}, "address"),
            ({"consent": None}, "consent"),
            ({"name": "x" * 101}, "name"),
            ({"name": "Ada\r\nBcc: bob@example.org"}, "name"),
            ({"language": ["nl", "nl"]}, "languages"),
            ({"language": ["xx"]}, "languages"),
            ({"language": []}, "languages"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
        self, home: Home, more: dict[str, object], field: str
    ) -> None:
        before = home.dump()
        answer = home.join(**{"address": ADA, **more})  # type: ignore[arg-type]
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text
        assert home.dump() == before

    def test_a_robot_that_fills_every_field_gets_the_same_page_and_no_mail(self, home: Home) -> None:
        expected = home.join("nobody@example.org").text
        before = home.dump()
        assert home.join(ADA, website="https://example.com").text == expected
        assert home.dump() == before
        assert len(home.mails) == 1

    def test_the_door_leads_to_the_form_in_the_visitors_language(self, home: Home) -> None:
        def led(path: str, wishes: str = "") -> str:
            return str(home.client.get(path, headers={"accept-language": wishes}).headers["location"])

        assert led("/") == "/subscribe/eu/en/"
        assert led("/", "fr, nl;q=0.5") == "/subscribe/nl/nl/"
        assert led("/subscribe/nl/", "en") == "/subscribe/nl/nl/"
        assert home.client.get("/subscribe/xx/").status_code == 404


class TestLeaving:
    def test_one_click_ends_the_subscription_without_cookie_or_redirect(self, home: Home) -> None:
        number = home.joined(ADA)
        path = f"/u/{home.token(Purpose.LEAVE, number)}"
        for _ in range(2):
            answer = home.client.post(path, data={"List-Unsubscribe": "One-Click"})
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
        assert home.rows(SUBSCRIPTIONS) == [("nl", "ended", "nl")]
        assert home.rows("select mailing_id, subscriber_id, kind from events") == [(1, number, "left")]

    @pytest.mark.slow
    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "?"])
    def test_it_does_not_matter_how_the_form_is_sent(self, home: Home, kind: str) -> None:
        number = home.joined(ADA)
        path = f"/u/{home.token(Purpose.LEAVE, number)}"
        assert home.client.post(path, content=b"\xff\0", headers={"content-type": kind}).status_code == 200
        assert home.rows("select state from subscriptions") == [("ended",)]

    def test_it_ends_the_newsletter_of_the_letter_alone(self, home: Home) -> None:
        number = home.joined(ADA)
        home.joined(ADA, "eu", "en")
        home.client.post(f"/u/{home.token(Purpose.LEAVE, number)}")
        assert home.rows(SUBSCRIPTIONS) == [("eu", "active", "en"), ("nl", "ended", "nl")]

    def test_a_link_that_stood_in_no_letter_ends_all(self, home: Home) -> None:
        number = home.joined(ADA)
        home.joined(ADA, "eu", "en")
        home.client.post(f"/u/{home.token(Purpose.LEAVE, number, 0)}")
        assert {row[1] for row in home.rows(SUBSCRIPTIONS)} == {"ended"}

    @pytest.mark.slow
    def test_it_works_after_the_person_was_erased_and_after_the_secret_was_changed(self, home: Home) -> None:
        number = home.joined(ADA)
        token = home.token(Purpose.LEAVE, number)
        address, _ = parse_address(ADA)
        assert address
        project, _ = open_project(home.root, {})
        assert project
        forget(project, address, (SECRET,), dt.datetime.now(dt.UTC))
        assert home.client.post(f"/u/{token}").status_code == 200
        with served(home.root, secret=f"{'fedcba9876543210' * 4} {SECRET}") as again:
            assert again.client.post(f"/u/{token}").status_code == 200

    def test_leaving_voids_a_request_that_is_not_confirmed(self, home: Home) -> None:
        home.join(ADA)
        assert home.client.post(f"/u/{home.token(Purpose.LEAVE, 1, 0)}").status_code == 200
        assert home.client.post(home.link()).status_code == 404
        assert home.rows(SUBSCRIPTIONS) == [("nl", "ended", "nl")]


class TestChoosing:
    def test_another_language_from_the_letter_comes_first_from_then_on(self, home: Home) -> None:
        number = home.joined(ADA)
        path = f"/l/{home.token(Purpose.ALWAYS, number)}/nl-BE"
        for _ in range(2):
            assert home.client.post(path).status_code == 200
        assert home.rows(SUBSCRIPTIONS) == [("nl", "active", "nl-BE nl")]
        assert home.rows("select kind, detail from events") == [("switched", "nl-BE")]
        assert home.client.post(f"/l/{home.token(Purpose.ALWAYS, number)}/fr").status_code == 404

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("علی\u200cرضا", "علی\u200cرضا"), ("Ada 👩\u200d💻", "Ada 👩\u200d💻"), ("\u200eAda\u00ad", "Ada")],
    )
    def test_a_name_with_joiners_is_a_name(self, home: Home, typed: str, kept: str) -> None:
        home.joined(ADA, name=typed)
        assert home.rows("select name from subscriptions") == [(kept,)]

    def test_name_and_languages_are_saved_in_their_order(self, home: Home) -> None:
        number = home.joined(ADA, name="Ada")
        path = f"/p/{home.token(Purpose.PREFERENCES, number)}"
        answer = home.client.post(path, data={"name": "", "language": ["en", "nl-BE", ""], "point": "nl"})
        assert answer.status_code == 200
        assert 'role="status"' in answer.text
        assert home.rows(SUBSCRIPTIONS) == [("nl", "active", "en nl-BE")]
        assert home.rows("select name from subscriptions") == [("",)]

    def test_another_point_ends_the_one_and_begins_the_other_with_a_record(self, home: Home) -> None:
        number = home.joined(ADA)
        path = f"/p/{home.token(Purpose.PREFERENCES, number)}"
        home.later(minutes=1)
        assert home.client.post(path, data={"name": "", "language": ["en"], "point": "eu"}).status_code == 200
        assert home.rows(SUBSCRIPTIONS) == [("eu", "active", "en"), ("nl", "ended", "en")]
        (words,) = home.rows(
            "select w.words from consents c join wordings w on w.key = c.wording where c.how = 'preferences'"
        )[0]
        assert words.endswith("Europese Unie: English"), "as it stood on the page"
        assert "English" in home.client.get(path).text

    @pytest.mark.slow
    def test_few_newsletters_come_first_and_all_can_be_chosen(self, tmp_path: Path, compiled: Path) -> None:
        root = copy_of_the_repository(tmp_path)
        (root / ".cache").symlink_to(compiled)
        with served(root) as many:
            number = many.joined(ADA, "be", "fr", language=["fr", "nl"])
            path = f"/p/{many.token(Purpose.PREFERENCES, number, 0)}"
            page: Any = html.fromstring(many.client.get(path).text)
            rows = page.xpath("//input[@name='point']")
            near = [row.get("value") for row in rows if not row.xpath("ancestor::details")]
            assert len(rows) == len(many.site.pages.points)
            assert near == ["be", "fr", "nl", "eu"], "the reader's own, then those they can read, by country"
            assert page.xpath("//input[@name='point'][@checked]/@value") == ["be"]
            assert page.xpath("//details/@open") == []
            wrong = many.client.post(path, data={"name": "", "language": ["fr", "fr"], "point": "pl"})
            again: Any = html.fromstring(wrong.text)
            assert again.xpath("//details[@open]//input[@checked]/@value") == ["pl"], "what was chosen is to be seen"

    def test_whoever_has_left_is_not_back_by_saving(self, home: Home) -> None:
        number = home.joined(ADA)
        home.client.post(f"/u/{home.token(Purpose.LEAVE, number)}")
        path = f"/p/{home.token(Purpose.PREFERENCES, number)}"
        assert "/subscribe/nl/nl/" in home.client.get(path).text
        home.client.post(path, data={"name": "", "language": ["nl-BE"], "point": "eu"})
        assert home.rows(SUBSCRIPTIONS) == [("nl", "ended", "nl-BE")]

    def test_no_page_shows_the_address_to_whom_a_letter_was_forwarded(self, home: Home) -> None:
        number = home.joined(ADA)
        for purpose, path in (
            (Purpose.PREFERENCES, "/p/{}"),
            (Purpose.LEAVE, "/u/{}"),
            (Purpose.PREFERENCES, "/p/{}/erase"),
        ):
            page = home.client.get(path.format(home.token(purpose, number))).text
            assert ADA not in page
            assert "a…@example.org" in page


class TestOwnData:
    @pytest.mark.slow
    def test_the_export_holds_all_that_is_stored(self, home: Home) -> None:
        number = home.joined(ADA, name="Ada Example")
        home.rows("insert into deliveries values (1, 1, 1, 'accepted', '', '', 1, '', '', '', '')")
        home.client.post(f"/l/{home.token(Purpose.ALWAYS, number)}/nl-BE")
        answer = home.client.post(f"/p/{home.token(Purpose.PREFERENCES, number)}/data")
        assert answer.headers["content-disposition"].startswith("attachment")
        told = json.loads(answer.text)
        assert (told["address"], told["subscriptions"][0]["name"], told["suppressed"]) == (ADA, "Ada Example", None)
        assert [one["locales"] for one in told["subscriptions"]] == ["nl-BE nl"]
        assert [one["how"] for one in told["consents"]] == ["form, confirmed by mail"]
        assert [one["state"] for one in told["deliveries"]] == ["accepted"]
        assert [one["detail"] for one in told["events"]] == ["nl-BE"]
        assert len(told["requests"]) == 1

    @pytest.mark.slow
    def test_erasing_leaves_no_trace_of_the_address_in_the_files(self, home: Home) -> None:
        number = home.joined("ada.very.rare@example.org", name="Ada Very Rare")
        token = home.token(Purpose.PREFERENCES, number)
        assert home.client.post(f"/p/{token}/erase").status_code == 200
        assert home.rows("select count(*) from subscribers") == [(0,)]
        for file in home.root.glob("newsletter.db*"):
            data = file.read_bytes().lower()
            assert b"very.rare" not in data
            assert b"very rare" not in data
        for path in (f"/p/{token}", f"/p/{token}/erase", f"/u/{home.token(Purpose.LEAVE, number)}"):
            assert home.client.get(path).status_code == 200, "who was erased is told so"
        assert home.client.post(f"/p/{token}/data").json() == {}


def expired(home: Home) -> int:
    with home.site.pool.taken() as connection:
        return self_service.expire(connection, home.clock[0])
