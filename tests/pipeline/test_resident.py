"""A project held open: what is seen is what the files say now, whoever has changed them."""

import os
import threading
from collections.abc import Iterator

import pytest

from newsletter.edition import EditionKey
from newsletter.pipeline.aside import examine_alone
from newsletter.pipeline.resident import Changed, Resident, by_path
from newsletter.pipeline.snapshot import prepare
from newsletter.pipeline.use_case import Place, RefusedError
from newsletter.render.letter.skeleton import untraced
from tests.conftest import Sample
from tests.support.processes import PATIENCE

ENGLISH = EditionKey("2024-01", "eu", "en")
BRIDGES = "issues/articles/bridges.md"


@pytest.fixture
def resident(sample: Sample) -> Iterator[Resident]:
    held = Resident(Place(sample.root, os.environ))
    yield held
    held.close()


@pytest.mark.slow
def test_a_look_is_the_mailed_letter_with_samples_in_its_slots(resident: Resident, sample: Sample) -> None:
    look = resident.letter(ENGLISH)
    mailed = prepare(resident.snapshot("2024-01"), ENGLISH).letter
    assert mailed
    assert look.is_current
    assert look.size == len(mailed.html.encode())
    site = "https://news.example.org"
    assert untraced(look.html) == mailed.filled(mailed.samples(site)).html.replace(f"{site}/images/", "/site/images/")
    assert '<span data-u="articles/bridges/title">Bridges over the river</span>' in look.html
    picture = look.html.partition("/site/")[2].partition('"')[0]
    assert (resident.resource(picture) or b"").startswith((b"\x89PNG", b"\xff\xd8"))
    assert resident.resource("images/nothing.png") is None
    assert resident.text(ENGLISH).startswith("URBACT") or "Bridges over the river" in resident.text(ENGLISH)


def test_a_picture_of_the_letter_before_is_there_for_a_page_that_has_just_got_it(
    resident: Resident, sample: Sample
) -> None:
    before = resident.letter(ENGLISH).html.partition("/site/")[2].partition('"')[0]
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: markets")
    sample.edit("issues/2024-01/issue.yaml", "articles: [markets]", "text: No bridge.")
    resident.touched(["issues/2024-01/issue.yaml"])
    assert before not in resident.letter(ENGLISH).html
    assert resident.resource(before)


def test_a_saved_file_is_read_again_and_no_other(resident: Resident, sample: Sample) -> None:
    resident.letter(ENGLISH)
    sample.edit(BRIDGES, "title: Bridges over the river", "title: Two bridges")
    resident.touched([BRIDGES])
    assert '<span data-u="articles/bridges/title">Two bridges</span>' in resident.letter(ENGLISH).html
    snapshot = resident.snapshot("2024-01")
    assert snapshot.read == ()


def test_a_letter_whose_files_are_as_they_were_is_not_laid_out_again(resident: Resident, sample: Sample) -> None:
    dutch = EditionKey("2024-01", "nl", "nl")
    before = resident.letter(ENGLISH), resident.letter(dutch)
    sample.write("issues/2024-01/points/nl.yaml", "note: Nog een groet.\n")
    resident.touched(["issues/2024-01/points/nl.yaml"])
    assert resident.letter(ENGLISH).html is before[0].html
    assert "Nog een groet." in resident.letter(dutch).html


def test_what_is_broken_keeps_the_last_whole_letter_and_says_why(resident: Resident, sample: Sample) -> None:
    whole = resident.letter(ENGLISH)
    sample.edit("issues/2024-01/issue.yaml", "subject: A small issue", "subject: [")
    resident.touched(["issues/2024-01/issue.yaml"])
    broken = resident.letter(ENGLISH)
    assert not broken.is_current
    assert broken.html == whole.html
    assert [problem.location.file for problem in broken.faults if problem.location] == ["issues/2024-01/issue.yaml"]
    sample.edit("issues/2024-01/issue.yaml", "subject: [", "subject: Mended")
    resident.touched(["issues/2024-01/issue.yaml"])
    mended = resident.letter(ENGLISH)
    assert mended.is_current
    assert mended.subject == "Mended"
    assert not mended.faults


def test_a_project_that_is_broken_from_the_start_has_reasons_instead_of_a_letter(sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "subject: A small issue", "subject: [")
    resident = Resident(Place(sample.root, {}))
    look = resident.letter(ENGLISH)
    resident.close()
    assert not look.html
    assert look.faults


def test_each_change_is_told_with_a_larger_number_and_its_files(resident: Resident, sample: Sample) -> None:
    told: list[Changed] = []
    end = resident.listen(told.append)
    sample.edit(BRIDGES, "title: Bridges over the river", "title: Two bridges")
    first = resident.touched([BRIDGES])
    assert resident.changed_outside([BRIDGES]) is None, "the watcher sees what we have saved ourselves"
    sample.edit(BRIDGES, "title: Two bridges", "title: Three bridges")
    second = resident.changed_outside([BRIDGES])
    end()
    resident.touched([BRIDGES])
    assert told == [Changed(first, (BRIDGES,)), Changed(second or 0, (BRIDGES,), is_outside=True)]
    assert (second or 0) > first


def test_what_a_thread_saves_within_a_block_is_told_at_its_end_and_others_at_once(
    resident: Resident, sample: Sample
) -> None:
    told: list[Changed] = []
    resident.listen(told.append)
    with resident.told_at_end():
        resident.touched([BRIDGES])
        resident.touched(["issues/2024-01/issue.yaml"])
        assert resident.changed_outside([BRIDGES]) is None, "it is known to be our own already"
        assert told == []
        other = threading.Thread(target=resident.touched, args=(["newsletter.toml"],))
        other.start()
        other.join(PATIENCE)
        assert [each.files for each in told] == [("newsletter.toml",)]
    assert told[1].files == (BRIDGES, "issues/2024-01/issue.yaml")
    assert (len(told), told[1].is_outside) == (2, False)
    resident.touched([BRIDGES])
    assert len(told) == 3


def test_what_is_saved_before_a_block_breaks_off_is_told_and_nothing_older_than_a_save_of_others(
    resident: Resident, sample: Sample
) -> None:
    told: list[Changed] = []
    resident.listen(told.append)

    def act() -> None:
        with resident.told_at_end():
            resident.touched([BRIDGES])
            resident.touched(["newsletter.toml"])
            sample.edit(BRIDGES, "title: ", "title: Other ")
            assert resident.changed_outside([BRIDGES])
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        act()
    assert [(each.files, each.is_outside) for each in told] == [((BRIDGES,), True), (("newsletter.toml",), False)]


def test_who_asks_while_one_waits_gets_the_newest(resident: Resident, sample: Sample) -> None:
    """Latest wins: while the thread is busy, ten who ask share one letter, which has the last of ten titles."""
    resident.letter(ENGLISH)
    held, gate = threading.Event(), threading.Event()

    def busy() -> None:
        held.set()
        gate.wait(PATIENCE)

    resident._render(busy)
    assert held.wait(PATIENCE)
    futures = []
    for number in range(10):
        text = sample.read(BRIDGES)
        before = text.partition("title: ")[2].partition("\n")[0]
        sample.edit(BRIDGES, f"title: {before}", f"title: Title {number}")
        futures.append(resident._asked(ENGLISH))
    assert len(set(map(id, futures))) == 1
    gate.set()
    assert ">Title 9<" in futures[0].result(PATIENCE).html


def test_letters_asked_for_by_many_threads_at_once_are_all_right(resident: Resident, sample: Sample) -> None:
    keys = resident.snapshot("2024-01").editions()
    wanted = {key: resident.letter(key).html for key in keys}
    faults: list[EditionKey] = []

    def ask(key: EditionKey) -> None:
        for _ in range(5):
            if resident.letter(key).html != wanted[key]:
                faults.append(key)

    threads = [threading.Thread(target=ask, args=(key,)) for key in keys * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not faults


def test_settings_that_are_saved_take_effect_and_broken_ones_leave_the_last(resident: Resident, sample: Sample) -> None:
    sample.edit("newsletter.toml", "https://news.example.org", "https://letters.example.org")
    resident.touched(["newsletter.toml"])
    assert "https://letters.example.org/2024-01/" in resident.letter(ENGLISH).html
    sample.write("newsletter.toml", "site = [\n")
    resident.touched(["newsletter.toml"])
    assert resident.project.settings.site == "https://letters.example.org"


@pytest.mark.slow
def test_an_edition_is_examined_without_another_process(resident: Resident) -> None:
    found = resident.ask_aside(examine_alone, ENGLISH)
    assert found.problems == resident.ask_aside(examine_alone, ENGLISH).problems


def test_problems_stand_at_the_path_of_their_value(resident: Resident, sample: Sample) -> None:
    sample.edit("issues/2024-01/issue.yaml", "lead: bridges", "lead: bridge")
    found = by_path(resident.snapshot("2024-01").problems)
    assert [problem.code for problem in found["issues/2024-01/sections/0/lead"]] == ["unknown-article"]


def test_a_folder_without_a_project_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(RefusedError):
        Resident(Place(tmp_path_factory.mktemp("empty"), {}))
