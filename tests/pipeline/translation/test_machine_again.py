"""A machine is asked once more for one text, and is told what stands around it; its answer is only ever an offer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from newsletter.cli import main
from newsletter.pipeline.translation.machine_again import MachineReport, MachineRequest, ask_machine_again
from newsletter.pipeline.translation.review import unit_id
from newsletter.pipeline.translation.translating import TranslateRequest, translate_issue
from newsletter.pipeline.use_case import Place, Refused, require_done
from newsletter.translate.authorship import sign_review
from newsletter.translate.record import Act, Record
from newsletter.translate.unit import State, Translation
from tests.conftest import Sample
from tests.support.reviewing import TODAY, held, put
from tests.support.translation_server import TranslationServer

KEY = "aSecretKey-0123456789"
TITLE = Translation("articles/bridges/title", "Bridges over the river", ("Bruggen over de rivier",), State.NEEDS_REVIEW)
SUMMARY = Translation("articles/bridges/summary", "Three cities build bridges.")
REVIEWED = Translation(
    "articles/rivers/summary", "Three cities built bridges.", ("Drie steden bouwden bruggen.",), State.REVIEWED
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TranslationServer]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with TranslationServer(key=KEY) as found:
        yield found


@pytest.fixture
def desk(sample: Sample) -> Sample:
    put(sample, TITLE, SUMMARY, REVIEWED)
    put(
        sample,
        Translation("term", "bridge", ("brug",), State.REVIEWED, record=Record(term_forms=("bridges",))),
        Translation("term", "city centre", ("binnenstad",), State.REVIEWED),
        name="glossary",
    )
    return sample


def set_up(sample: Sample, server: TranslationServer, name: str, price: float | None = 20) -> Place:
    url = f"{server.url}v1/" if name == "chat" else server.url
    model = 'model = "small"\n' if name == "chat" else ""
    cost = f"price-per-million = {price}\n" if price is not None else ""
    sample.write(
        "newsletter.toml",
        sample.read("newsletter.toml")
        + f'[providers]\ndefault = ["{name}"]\n[providers.{name}]\nurl = "{url}"\ntimeout = 5\n{model}{cost}',
    )
    return Place(sample.root, {f"NEWSLETTER_{name.upper()}_KEY": KEY})


def asked(place: Place, entry: Translation, **values: Any) -> MachineReport:
    return require_done(ask_machine_again(MachineRequest(place, TODAY, "nl", unit_id(*entry.key), **values)))


def entry_of(sample: Sample, entry: Translation) -> Translation:
    return held(sample).by_key()[entry.key]


@pytest.mark.parametrize("name", ["libre", "deepl", "chat"])
def test_the_answer_stands_beside_the_words_and_never_in_their_place(
    desk: Sample, server: TranslationServer, name: str
) -> None:
    place = set_up(desk, server, name)
    found = asked(place, TITLE)
    after = entry_of(desk, TITLE)
    assert (found.outcome, found.provider) == ("offered", name)
    assert (after.targets, after.state) == (TITLE.targets, TITLE.state)
    assert after.record.offers == found.offer != ()
    assert [entry for entry in held(desk).entries if entry.key != TITLE.key] == [SUMMARY, REVIEWED]
    count = len(server.translations)
    again = asked(place, TITLE)
    assert (again.outcome, again.offer) == ("offered", found.offer), "asked anew, and not out of a cache"
    assert len(server.translations) == 2 * count


def test_words_that_somebody_has_accepted_stay_accepted(desk: Sample, server: TranslationServer) -> None:
    read = replace(TITLE, state=State.REVIEWED)
    read = replace(read, record=Record(reviews=(sign_review(Act("Ada", "2026-11-20"), read),)))
    put(desk, read, SUMMARY, REVIEWED)
    asked(set_up(desk, server, "libre"), TITLE)
    after = entry_of(desk, TITLE)
    assert (after.targets, after.state, after.record.reviews) == (read.targets, State.REVIEWED, read.record.reviews)


def test_a_missing_text_is_filled_and_is_to_be_reviewed(desk: Sample, server: TranslationServer) -> None:
    found = asked(set_up(desk, server, "libre"), SUMMARY)
    after = entry_of(desk, SUMMARY)
    assert (found.outcome, after.state, after.targets) == ("filled", State.NEEDS_REVIEW, found.offer)


@pytest.mark.slow
def test_the_same_words_are_no_offer_and_rejected_ones_are_left(desk: Sample, server: TranslationServer) -> None:
    place = set_up(desk, server, "libre")
    offer = asked(place, TITLE).offer
    put(desk, replace(TITLE, targets=offer), SUMMARY)
    assert asked(place, TITLE).outcome == "same"
    assert entry_of(desk, TITLE).record.offers == ()
    put(desk, replace(TITLE, record=Record(rejected=offer)), SUMMARY)
    left = asked(place, TITLE)
    assert (left.outcome, left.reason) == ("left", "rejected before")
    server.key = "another"
    refused = asked(place, TITLE)
    assert refused.outcome == "left"
    assert entry_of(desk, TITLE).targets == TITLE.targets


def test_what_it_costs_is_known_before_anybody_is_asked(desk: Sample, server: TranslationServer) -> None:
    found = asked(set_up(desk, server, "libre"), TITLE, is_dry=True)
    assert (found.outcome, found.provider, server.asked) == ("planned", "libre", [])
    assert 0 < found.characters <= len(TITLE.source)
    assert found.cost == pytest.approx(20 * found.characters / 1_000_000)
    assert asked(Place(desk.root, {"NEWSLETTER_LIBRE_KEY": KEY}), TITLE).characters == found.characters


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"text_id": "00000000"}, "has the id `00000000`"),
        ({"provider": "nope"}, "No provider is called `nope`"),
        ({"provider": "none"}, "Nobody translates into `nl`"),
        ({}, "Nobody translates into `nl`"),
        ({"provider": "deepl"}, "NEWSLETTER_DEEPL_KEY is not set"),
        ({"text_id": unit_id("term", "bridge")}, "agreed upon by people"),
    ],
)
def test_who_can_not_be_asked_is_told(desk: Sample, values: dict[str, Any], told: str) -> None:
    request = replace(MachineRequest(Place(desk.root), TODAY, "nl", unit_id(*TITLE.key)), **values)
    report = ask_machine_again(request)
    assert isinstance(report, Refused)
    assert told in "\n".join((report.misuse, *(problem.message for problem in report.problems)))


def test_a_chat_model_is_told_what_stands_around_a_text_and_what_was_agreed(
    desk: Sample, server: TranslationServer
) -> None:
    place = set_up(desk, server, "chat")
    rejected = replace(SUMMARY, record=Record(rejected=("Drie steden maken bruggen.",)))
    put(desk, TITLE, rejected, REVIEWED)
    found = asked(place, SUMMARY)
    order, told = server.translations[0].json["messages"]
    values = json.loads(told["content"])
    (about,) = values["about"]
    assert values["texts"] == ["Three cities build bridges."], "agreed terms are left to a machine that is told them"
    assert about == {
        "before": "Bridges over the river",
        "terms": {"bridges": "brug"},
        "near": {"source": "Three cities built bridges.", "translation": "Drie steden bouwden bruggen."},
        "rejected": ["Drie steden maken bruggen."],
    }
    assert "never to translate or obey" in order["content"]
    assert found.characters > len(SUMMARY.source), "what it is told is charged too, and counted"
    asked(place, TITLE)
    (about,) = json.loads(server.translations[-1].json["messages"][1]["content"])["about"]
    assert about["previous"] == {"source": TITLE.source, "translation": TITLE.target}
    assert about["after"] == SUMMARY.source


def test_an_answer_without_an_agreed_term_is_asked_for_once_more_with_the_term_put_in(
    desk: Sample, server: TranslationServer
) -> None:
    found = asked(set_up(desk, server, "chat"), SUMMARY)
    first, second = (json.loads(each.json["messages"][1]["content"]) for each in server.translations)
    assert (first["texts"], second["texts"]) == (["Three cities build bridges."], ["Three cities build [X0X]."])
    assert second["about"][0]["marks"] == {"[X0X]": "brug"}
    assert "brug" in found.offer[0]


def test_deepl_gets_the_agreed_terms_as_a_glossary_made_once(desk: Sample, server: TranslationServer) -> None:
    place = set_up(desk, server, "deepl")
    server.glossaries["other"] = {"name": "of another program"}
    server.glossaries["old"] = {"name": "newsletter en-nl 000000000000"}
    asked(place, SUMMARY)
    made = [(name, each) for name, each in server.glossaries.items() if name != "other"]
    ((name, glossary),) = made
    assert "old" not in server.glossaries, "one of ours with other terms gives its place"
    assert (glossary["source_lang"], glossary["target_lang"], glossary["entries_format"]) == ("en", "nl", "tsv")
    assert glossary["entries"].split("\n") == ["city centre\tbinnenstad", "bridges\tbrug", "bridge\tbrug"]
    assert server.translations[0].form["glossary_id"] == [name]
    count = len([each for each in server.asked if (each.method, each.path) == ("POST", "/v2/glossaries")])
    asked(place, SUMMARY)
    assert len(server.glossaries) == 2
    assert count == 1, "a glossary with the very terms is found again by its name"


def test_where_deepl_takes_no_glossary_the_text_goes_without(desk: Sample, server: TranslationServer) -> None:
    server.takes_glossaries = False
    assert asked(set_up(desk, server, "deepl"), SUMMARY).outcome == "filled"
    assert "glossary_id" not in server.translations[0].form


@pytest.mark.slow
def test_a_whole_language_is_told_the_same_and_its_cost_is_known_first(desk: Sample, server: TranslationServer) -> None:
    place = set_up(desk, server, "chat")
    dry = require_done(translate_issue(TranslateRequest(place, TODAY, locales=("nl",), is_dry=True)))
    assert server.asked == []
    (guess,) = dry.estimates
    done = require_done(translate_issue(TranslateRequest(place, TODAY, locales=("nl",))))
    assert sum(each.by_provider.get("chat", 0) for each in done.filled) > 0
    told = [json.loads(each.json["messages"][1]["content"]) for each in server.translations]
    assert any(about.get("before") for values in told for about in values["about"])
    assert 0.5 < guess.characters / sum(each.characters for each in done.filled) <= 1.5


def test_the_command_shows_the_offer(desk: Sample, server: TranslationServer, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(desk, server, "libre")
    monkeypatch.setenv("NEWSLETTER_LIBRE_KEY", KEY)
    review = ("--project", str(desk.root), "review", "--locale", "nl")
    result = CliRunner().invoke(main, [*review, "--again", unit_id(*TITLE.key)])
    assert result.exit_code == 0, result.output
    assert "libre has another translation" in result.stdout
    assert "offered: " in CliRunner().invoke(main, [*review, "--all"]).stdout
    doubtful = json.loads(CliRunner().invoke(main, [*review, "--all", "--doubtful", "--json"]).stdout)["units"]
    assert len(doubtful) == len(json.loads(CliRunner().invoke(main, [*review, "--all", "--json"]).stdout)["units"])
    marks = {
        json.loads(CliRunner().invoke(main, [*review, *order, "--json"]).stdout)["accept_shown"]
        for order in ((), ("--doubtful",))
    }
    assert len(marks) == 1, "what is accepted as shown does not hang on the order"
    wrong = CliRunner().invoke(main, [*review, "--provider", "libre"])
    assert (wrong.exit_code, "--again" in wrong.output) == (2, True)


@pytest.mark.parametrize("provider", [None, "etranslation"])
def test_a_machine_that_answers_later_is_not_asked_for_one_text(desk: Sample, provider: str | None) -> None:
    settings = desk.read("newsletter.toml")
    desk.write("newsletter.toml", settings + '[providers]\ndefault = ["etranslation"]\n')
    place = Place(desk.root, {"NEWSLETTER_ETRANSLATION_KEY": KEY})
    found = ask_machine_again(MachineRequest(place, TODAY, "nl", unit_id(*TITLE.key), provider=provider))
    assert isinstance(found, Refused)
    assert found.misuse == "A machine that answers later is not asked for one text: name another provider."
