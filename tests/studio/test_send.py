"""A point mails its letter in the browser: what is ready, who gets it, a second person, and how far it is."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from newsletter.pipeline.sending import resuming
from newsletter.problems import warning
from newsletter.studio.following import Pause
from newsletter.studio.screens import send
from tests.conftest import Sample
from tests.support.mail_server import Running, running
from tests.support.mailing import ISSUE
from tests.support.mailing import Home as Mail
from tests.support.studio_at_home import Home, studio_at_home

SEND = f"/send/{ISSUE}/nl"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server"), "--keep") as server:
        yield server


@pytest.fixture
def mail(sample: Sample, server: Running, monkeypatch: pytest.MonkeyPatch) -> Mail:
    mail = Mail.of(sample, server)
    for name, value in mail.environment.items():
        monkeypatch.setenv(name, value)
    return mail


@pytest.fixture
def home(mail: Mail) -> Iterator[Home]:
    with studio_at_home(mail.sample) as home:
        home.add("Olga", "operator")
        home.add("Carmen", "point:nl")
        yield home


def words(page: str) -> str:
    """The words of a page in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def steps(client: TestClient) -> str:
    answer = client.get(f"{SEND}/steps")
    assert answer.status_code == 200
    return str(answer.text)


def board_leads(client: TestClient, title: str) -> str:
    """Where the board leads a point's person of whose mailing it says this."""
    said = client.get(f"/mailings?issue={ISSUE}").text
    assert f'<h1 id="next">{title}</h1>' in said
    (address,) = re.findall(r'href="([^"]+)" id="next-button" data-put>', said)
    return str(address)


@pytest.mark.slow
def test_one_person_looks_tries_mails_and_sees_the_figures(mail: Mail, home: Home, server: Running) -> None:
    mail.join(["one-a@towns.test", "one-b@towns.test"])
    mail.join(["one-c@towns.test"], language="fr nl")
    mail.join(["one-d@towns.test"], language="de")
    carmen = home.sign_in("carmen")
    assert 'id="next-button"' not in carmen.get(f"/mailings?issue={ISSUE}").text
    assert carmen.get(f"/send/{ISSUE}").headers["location"] == SEND, "with one point there is nothing to choose"
    page = words(steps(carmen))
    for told in (
        "ready", "every text has been read", "4 readers", "chose Dutch 2", "chose French first, Dutch after it 1",
        "chose German, which the point does not mail 1", "To carmen@example.org, which is yours.",
        "Mail it to 4 readers",
    ):  # fmt: skip
        assert told in page, told
    assert "Another person agrees" not in page
    tested = carmen.post(f"{SEND}/test", data={"address": "victim@towns.test"})
    assert tested.headers["location"] == f"{SEND}?tested=2#try"
    assert server.to()["victim@towns.test"] == 0, "who has signed in tests on themselves alone"
    assert server.to()["carmen@example.org"] == 2
    assert "The letter has not changed since." in words(steps(carmen))
    opened = carmen.post(f"{SEND}/plan", data={"when": "now"})
    assert re.fullmatch(r"/mailings/\d+", opened.headers["location"])
    assert home.woken == ["due"], "the studio mails nothing: it wakes whoever does"
    assert server.to()["one-a@towns.test"] == 0
    page = words(carmen.get(opened.headers["location"]).text)
    assert "0 of 4 readers" in page
    assert board_leads(carmen, "Your letter is being mailed") == opened.headers["location"]
    assert mail.done("due")["mailings"][0]["locales"]["nl"]["accepted"] == 4
    assert board_leads(carmen, "Your letter has been mailed") == opened.headers["location"]
    page = words(carmen.get(opened.headers["location"]).text)
    assert "It is mailed." in page
    assert "Nederlands 4 4 0 0 0 0 0" in page
    assert "It has been mailed, or is being mailed" in words(steps(carmen))
    acts = mail.sql("select person, act, point from acts where kind = 'mailing'")
    assert acts == [("Carmen", "mail", "nl")]


@pytest.mark.slow
def test_a_second_person_agrees_to_what_they_see_and_the_first_can_not(mail: Mail, home: Home) -> None:
    mail.join(["two-a@towns.test"])
    home.add("Ana", "point:nl")
    carmen, ana = home.sign_in("carmen"), home.sign_in("ana")
    page = words(steps(carmen))
    assert "one of these has to agree: Ana." in page
    assert carmen.post(f"{SEND}/plan", data={"when": "now"}).headers["location"] == SEND
    assert mail.sql("select count(*) from rounds") == [(0,)]
    assert "Somebody else has to agree: Ana." in words(steps(carmen))
    assert "Agree: mail it now" not in steps(carmen)
    shown = steps(ana)
    assert "Carmen asked on" in words(shown)
    seen = re.findall(r'name="seen" value="(\w+)"', shown)[0]
    own = carmen.post(f"{SEND}/agree", data={"seen": seen})
    assert own.status_code == 422
    assert "can’t agree to it too" in own.text
    assert ana.post(f"{SEND}/agree", data={"seen": "0" * 32}).status_code == 422, "another proposal was seen"
    agreed = ana.post(f"{SEND}/agree", data={"seen": seen})
    assert re.fullmatch(r"/mailings/\d+", agreed.headers["location"])
    assert home.woken
    assert "Carmen asked for it, Ana agreed." in words(ana.get(agreed.headers["location"]).text)
    assert mail.done("due")["mailings"][0]["locales"]["nl"]["accepted"] == 1


@pytest.mark.slow
def test_a_day_and_a_time_are_those_of_the_point_and_can_be_taken_back(mail: Mail, home: Home) -> None:
    mail.join(["three-a@towns.test"])
    carmen = home.sign_in("carmen")
    passed = carmen.post(f"{SEND}/plan", data={"when": "at", "day": "2020-02-02", "time": "09:00"})
    assert passed.status_code == 422
    assert 'value="2020-02-02"' in passed.text, "what was typed stays"
    both = carmen.post(f"{SEND}/plan", data={"when": "now", "day": "2030-02-02", "time": "09:00"})
    assert both.status_code == 422, "who has typed a day does not mean now"
    day = f"{dt.date.today() + dt.timedelta(days=40)}"
    assert carmen.post(f"{SEND}/plan", data={"when": "at", "day": day, "time": "09:30"}).headers["location"] == SEND
    assert "09:30 in Amsterdam" in words(steps(carmen)).replace("9:30", "09:30").replace("009", "09")
    ((at,),) = mail.sql("select due_at from appointments")
    assert at.startswith(day)
    assert board_leads(carmen, "The mailing of your letter is planned") == SEND
    assert carmen.post(f"{SEND}/take-back").headers["location"] == SEND
    assert mail.sql("select count(*) from appointments") == [(0,)]


@pytest.mark.slow
def test_what_is_not_ready_is_told_and_goes_only_with_a_reason_and_a_name(mail: Mail, home: Home) -> None:
    mail.join(["four-a@towns.test"])
    mail.sample.edit("issues/articles/bridges.md", "A bridge is a promise.", "A bridge is an oath.")
    carmen = home.sign_in("carmen")
    page = words(steps(carmen))
    assert "is not translated" in page
    assert "Translate" in page
    refused = carmen.post(f"{SEND}/plan", data={"when": "now"})
    assert refused.status_code == 422
    assert "The letter has texts that are not translated. Write them at the review desk" in words(refused.text)
    assert "newsletter translate" not in refused.text, "who works in a browser has no terminal"
    reasons = {"release": "the event is tomorrow", "untranslated": "the event is tomorrow"}
    opened = carmen.post(f"{SEND}/plan", data={"when": "now", **reasons})
    assert opened.status_code == 303
    assert mail.sql(
        "select distinct untranslated_reason, untranslated_by from mailings where untranslated_by <> ''"
    ) == [("the event is tomorrow", "Carmen")]


@pytest.mark.slow
def test_a_mailing_is_paused_goes_on_is_settled_and_ended_by_who_may(mail: Mail, home: Home) -> None:
    mail.join(["five-a@towns.test", "refuse.five@towns.test", "five-b@towns.test"])
    carmen, olga = home.sign_in("carmen"), home.sign_in("olga")
    address = carmen.post(f"{SEND}/plan", data={"when": "now"}).headers["location"]
    assert olga.post(f"{address}/pause").status_code == 303, "an operator stops what goes wrong"
    assert "It is paused." in words(carmen.get(address).text)
    assert olga.post(f"{address}/go-on").status_code == 403, "and does not mail"
    assert carmen.post(f"{address}/go-on").status_code == 303
    assert mail("due").exit_code == 0
    page = carmen.get(address).text
    assert "1 refused" in words(page)
    assert "refuse.five" not in page, "what servers say is told without addresses"
    assert "no such mailbox" in page
    assert carmen.post(f"{address}/retry").status_code == 303
    mail.sql("update deliveries set state = 'uncertain', reason = 'interrupted' where state = 'accepted'")
    assert "2 to settle" in words(carmen.get(address).text)
    page = carmen.get(address).text
    assert page.index("five-a@towns.test") < page.index("five-b@towns.test"), "her readers, one by one"
    assert "@towns.test" not in olga.get(address).text, "an operator sees nobody's readers"
    first, _ = re.findall(r'name="reader" value="(\d+)"><input type="hidden" name="decision" value="drop"', page)
    for wrong in ("", "x", "-1"):
        form = {"decision": "drop", "reader": wrong}
        assert carmen.post(f"{address}/settle", data=form).status_code == 400
    assert olga.post(f"{address}/settle", data={"decision": "drop", "reader": first}).status_code == 403
    assert carmen.post(f"{address}/settle", data={"decision": "resend", "reader": first}).status_code == 303
    assert carmen.post(f"{address}/settle", data={"decision": "drop", "reader": first}).status_code == 303, "no more"
    assert mail.counts() == {"pending": 2, "uncertain": 1}
    assert carmen.post(f"{address}/settle", data={"decision": "drop"}).status_code == 303
    assert carmen.post(f"{address}/settle", data={"decision": "neither"}).status_code == 400
    assert mail.counts() == {"pending": 2, "skipped": 1}
    without = carmen.post(f"{address}/end", data={"reason": " "}, headers={"accept-language": "es"})
    assert without.status_code == 422
    assert "Di por qué, en una línea" in without.text
    assert "--reason" not in without.text
    mail.sql("update deliveries set state = 'uncertain' where state = 'skipped'")
    assert carmen.post(f"{address}/end", data={"reason": "a wrong\u200b date 👩‍🚀"}).status_code == 303
    page = carmen.get(address).text
    assert "Carmen: a wrong date 👩‍🚀" in words(page)
    assert 'value="resend"' not in page, "who is still to be settled can only be left"
    assert carmen.post(f"{address}/settle", data={"decision": "resend"}).status_code == 422
    assert carmen.post(f"{address}/settle", data={"decision": "drop"}).status_code == 303
    assert mail.counts() == {"skipped": 3}
    acts = [row[0] for row in mail.sql("select act from acts where kind = 'mailing' order by id")]
    assert acts == ["mail", "pause", "mail", "mail", "settle", "settle", "end", "settle"]


@pytest.mark.slow
def test_why_the_program_stopped_a_mailing_is_said_in_the_persons_words_before_the_servers(
    mail: Mail, home: Home
) -> None:
    mail.join(["nine-a@towns.test"])
    carmen = home.sign_in("carmen")
    address = carmen.post(f"{SEND}/plan", data={"when": "now"}).headers["location"]
    said = "the server refuses our mail as such: 554 5.7.1 no"
    mail.sql(f"update rounds set state = 'paused', pause_cause = 'mail-refused', pause_reason = '{said}'")
    page = carmen.get(address, headers={"accept-language": "es"}).text
    assert f'Su servidor de correo rechaza los boletines: <span lang="en">{said}</span>' in page
    said = "the server takes messages and gives no reply: the server closed the connection"
    mail.sql(f"update rounds set pause_cause = 'no-reply', pause_reason = '{said}'")
    page = carmen.get(address, headers={"accept-language": "es"}).text
    assert "recibe los boletines y no responde." in page
    assert "gives no reply" not in page, "what the program itself says is not said twice"
    mail.sql("update rounds set pause_cause = 'by-hand', pause_reason = 'Falta una foto.'")
    assert "Falta una foto." in words(carmen.get(address).text)


@pytest.mark.slow
def test_uncertain_readers_are_settled_once_by_their_own_point_and_who_can_not_be_yet_is_told(
    mail: Mail, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.join([f"ten-{number}@towns.test" for number in range(4)])
    home.add("Bo", "point:eu")
    carmen, bo = home.sign_in("carmen"), home.sign_in("bo")
    address = carmen.post(f"{SEND}/plan", data={"when": "now"}).headers["location"]
    assert mail("due").exit_code == 0
    mail.sql("update deliveries set state = 'uncertain', reason = 'interrupted'")
    readers = [str(row[0]) for row in mail.sql("select subscriber_id from deliveries order by subscriber_id")]
    for reader in (readers[0], "999999"):
        assert bo.post(f"{address}/settle", data={"decision": "drop", "reader": reader}).status_code == 403
    assert carmen.post(f"{address}/settle", data={"decision": "drop", "reader": "999999"}).status_code == 303
    assert mail.counts() == {"uncertain": 4}
    form = {"decision": "resend", "reader": readers[0]}
    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(lambda _: carmen.post(f"{address}/settle", data=form).status_code, range(4)))
    assert set(answers) <= {303, 422}, "at once: one of them decides, the others wait for it or are told so"
    assert mail.counts() == {"pending": 1, "uncertain": 3}
    table = carmen.get(address).text.partition('id="languages"')[2].partition("</table>")[0]
    heads, numbers = re.findall(r'scope="col"[^>]*>([^<]+)', table), re.findall(r'data-head="([^"]+)">(\d+)', table)
    assert heads[1:6] == ["Readers", "Accepted", "To come", "Refused", "Uncertain"], "and no column for nobody"
    assert dict(numbers[:5]) == {"Readers": "4", "Accepted": "0", "To come": "1", "Refused": "0", "Uncertain": "3"}
    assert mail.sql("select count(*) from acts where act = 'settle'") == [(1,)]
    later = [warning("interrupted-just-now", "3 were interrupted", None, "call `settle` again")]
    with monkeypatch.context() as young:
        young.setattr(resuming, "_told_later", lambda left: iter(later))
        told = carmen.post(f"{address}/settle", data={"decision": "resend"}, headers={"accept-language": "es"})
    assert "dentro de dos minutos" in told.text
    assert "call `settle`" not in told.text


@pytest.mark.slow
def test_what_is_new_comes_by_itself_and_what_is_not_stays_where_it_is(mail: Mail, home: Home) -> None:
    mail.join(["six-a@towns.test"])
    carmen = home.sign_in("carmen")
    address = carmen.post(f"{SEND}/plan", data={"when": "now"}).headers["location"]
    (late,) = re.findall(r'data-late="([^"]+)"', carmen.get(address).text)
    same = carmen.get(late).text
    assert 'id="figures"' not in same
    assert 'id="acts"' not in same
    assert late in same, "and it is asked again"
    assert mail("due").exit_code == 0
    news = carmen.get(late).text
    assert 'id="figures"' in news
    assert "data-late" not in news, "what is at rest is not asked for any more"


@pytest.mark.slow
def test_whoever_has_asked_sees_by_itself_that_another_person_agreed(
    mail: Mail, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "_PAUSE", Pause(seconds=0, most=1))
    mail.join(["seven-a@towns.test"])
    home.add("Ana", "point:nl")
    carmen, ana = home.sign_in("carmen"), home.sign_in("ana")
    assert "data-late" not in steps(carmen), "what somebody types before they ask is left alone"
    carmen.post(f"{SEND}/plan", data={"when": "now"})
    (late,) = re.findall(r'data-late="([^"]+)"', steps(carmen))
    same = carmen.get(late).text
    assert 'id="steps"' not in same
    assert late in same, "and it is asked again"
    with monkeypatch.context() as crowded:
        crowded.setattr(send, "_PAUSE", Pause(seconds=0, most=0))
        assert "data-late" not in carmen.get(late).text, "where too many pages wait this one is not kept waiting"
    seen = re.findall(r'name="seen" value="(\w+)"', steps(ana))[0]
    ana.post(f"{SEND}/agree", data={"seen": seen})
    news = carmen.get(late).text
    assert "It has been mailed, or is being mailed" in news
    assert 'id="steps"' in news
    assert "data-late" not in news


@pytest.mark.slow
def test_nobody_of_another_point_sees_or_does_anything_of_it(mail: Mail, home: Home) -> None:
    mail.join(["seven-a@towns.test"])
    home.add("Bo", "point:eu")
    carmen, bo, olga = home.sign_in("carmen"), home.sign_in("bo"), home.sign_in("olga")
    address = carmen.post(f"{SEND}/plan", data={"when": "now"}).headers["location"]
    for path in (SEND, f"{SEND}/steps", f"{SEND}/news", address, f"{address}/standing", "/mailings/99"):
        assert bo.get(path).status_code == 403, path
    for path in ("plan", "agree", "take-back", "test", "doctor"):
        assert bo.post(f"{SEND}/{path}").status_code == 403, path
        assert olga.post(f"{SEND}/{path}").status_code == 403, path
    for path in ("pause", "go-on", "settle", "retry", "end"):
        assert bo.post(f"{address}/{path}").status_code == 403, path
    assert bo.get(f"/send/{ISSUE}").headers["location"] == f"/send/{ISSUE}/eu"
    assert olga.get(address).status_code == 200
    assert olga.get("/mailings/99").status_code == 404


@pytest.mark.slow
def test_figures_stand_against_earlier_issues_in_a_table_and_a_picture(mail: Mail, home: Home) -> None:
    mail.join(["eight-a@towns.test", "eight-b@towns.test"])
    carmen = home.sign_in("carmen")
    address = carmen.post(f"{SEND}/plan", data={"when": "now"}).headers["location"]
    assert mail("due").exit_code == 0
    assert "Against earlier issues" not in carmen.get(address).text, "there is none yet"
    number = int(address.rpartition("/")[2])
    with home.pool.taken() as connection, connection.transaction():  # the next issue, of which one has been mailed
        for table, changed in (
            ("rounds", {"id": "901", "issue": "'2024-02'"}),
            ("mailings", {"id": "901 + id", "round_id": "901"}),
            ("deliveries", {"round_id": "901", "mailing_id": "901 + mailing_id", "state": STATE}),
        ):
            columns = [row[1] for row in mail.sql(f"pragma table_info({table})")]
            values = ", ".join(changed.get(name, name) for name in columns)
            key = "id" if table == "rounds" else "round_id"
            connection.run(f"insert into {table} select {values} from {table} where {key} = :id", {"id": number})
    page = carmen.get("/mailings/901").text
    assert "Against earlier issues" in page
    assert "Nederlands 1 2" in words(page)
    assert "All 1 2" in words(page)
    heights = [float(each) for each in re.findall(r'<rect fill="url[^>]* x=[^>]* height="([0-9.]+)"', page)]
    assert heights == [60.0, 30.0], "the older issue first, twice as high"


STATE = "case when subscriber_id = (select min(subscriber_id) from deliveries) then 'accepted' else 'pending' end"


@pytest.mark.slow
def test_what_is_to_be_mended_leads_to_its_form_or_says_who_mends_it(mail: Mail, home: Home) -> None:
    home.add("Edda", "editor", "point:nl")
    mail.sample.edit("issues/points/nl.yaml", "reply-to: nl@towns.test", "reply-to: nl@example.org")
    said, form = "Whoever runs the newsletter can mend this.", 'href="/points/nl"'
    seen = {name: steps(home.sign_in(name)) for name in ("carmen", "edda")}
    assert {name: (said in page, form in page) for name, page in seen.items()} == {
        "carmen": (True, False),
        "edda": (False, True),
    }


@pytest.mark.slow
def test_who_agrees_sees_why_it_goes_unread_and_nobody_is_asked_to_read_it_any_more(mail: Mail, home: Home) -> None:
    mail.join(["six-a@towns.test"])
    home.add("Ana", "point:nl")
    mail.sample.edit("issues/articles/bridges.md", "A bridge is a promise.", "A bridge is an oath.")
    carmen, ana = home.sign_in("carmen"), home.sign_in("ana")
    reasons = {"release": "the event is tomorrow", "untranslated": "a quote stays English"}
    assert carmen.post(f"{SEND}/plan", data={"when": "now", **reasons}).status_code == 303
    page = words(steps(ana))
    assert "Carmen lets it go all the same: “a quote stays English”" in page
    assert "Still to do" not in page
    assert "They find it on their board" in words(steps(carmen))
