"""A small project that every test may change, and a wall around the network."""

import fcntl
import gc
import importlib
import json
import os
import shutil
import socket
import tempfile
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, settings

from newsletter.content.load import Content, load
from newsletter.files import CACHE_FOLDER
from newsletter.pipeline.archive.make import archive
from newsletter.pipeline.letters.build import build
from newsletter.pipeline.letters.check import check_issue
from newsletter.pipeline.project import Project, open_project
from newsletter.problems import Problem, ordered
from newsletter.studio.pages import Pages
from tests.support.arabic import in_arabic_letters
from tests.support.browser import Opening, Reader, chromium, one_browser
from tests.support.left_behind import end_what_is_left
from tests.support.memory_disk import folder_in_memory
from tests.support.trying import tries

TESTS = Path(__file__).parent
REPOSITORY = TESTS.parent
IN_CI = bool(os.environ.get("CI"))
BROWSERS = {"browser", "reader"}
"""The fixtures that open one: a test that has one of them, or a fixture that has, is marked as slow by that alone."""
settings.register_profile(  # how long an example takes says how busy the machine is
    "calm", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=tries(100)
)
settings.load_profile("calm")

FILES = {
    "newsletter.toml": """
        site = "https://news.example.org"
        source_locale = "en"
        """,
    "issues/2024-01/issue.yaml": """
        date: 2024-01-16
        subject: A small issue
        preheader: Two articles and a network.
        sections:
          - lead: bridges
          - networks: [rivers]
            heading: A network
          - articles: [markets]
            heading: News
        """,
    "issues/2024-01/points/nl.yaml": """
        note: Een groet.
        """,
    "issues/articles/bridges.md": """
        ---
        locale: en
        title: Bridges over the river
        summary: Three cities build bridges.
        image:
          src: bridge.png
          alt: Illustration of a bridge
        ---

        The **first** bridge opens in [spring](https://example.org/spring).

        <!-- more -->

        ## What comes next

        - The second bridge
        - The third bridge

        | City | Length |
        | --- | ---: |
        | Avila | 40 m |

        > A bridge is a promise.
        """,
    "issues/articles/markets.md": """
        ---
        locale: nl
        title: Markten in de stad
        summary: De markt is terug.
        from: nl
        topics: [Economie]
        event:
          name: Marktdag
          start: 2024-02-01
          end: 2024-02-02
          place: Gent
          country: BE
        agenda:
          - date: 2024-02-01
            session: Opening
            items:
              - start: 09:00
                end: 09:30
                text: Ontvangst
                people: [Ada Example]
        ---

        De markt is terug in de stad.
        """,
    "issues/networks/rivers.yaml": """
        name: Rivers
        tagline: Cities at the water
        about: Cities that live with their rivers.
        lead-partner: {name: Genoa, country: IT}
        partners:
          - {name: Ghent, country: BE}
          - {country: BA}
        meetings:
          - {kind: kick-off, start: 2023-12-01, online: true}
          - {kind: transnational, number: 1, start: 2024-03-05, end: 2024-03-06, place: Ghent, country: BE}
        """,
    "issues/points/eu.yaml": """
        country: EU
        locales: en
        from: {name: Secretariat, address: eu@news.example.org}
        reply-to: eu@example.org
        postal-address: [Secretariat, 1 Sample Street]
        time-zone: Europe/Paris
        website: https://example.org
        """,
    "issues/points/nl.yaml": """
        country: NL
        locales: [nl, nl-BE]
        from: {name: Nationaal punt, address: nl@news.example.org}
        reply-to: nl@example.org
        postal-address: [Nationaal punt, Voorbeeldstraat 1]
        time-zone: Europe/Amsterdam
        website: https://example.org
        """,
}


def text_of(words: str) -> str:
    """A text of a test as it stands in a file: without the test's indent and its first empty line."""
    return dedent(words).lstrip("\n")


@dataclass(frozen=True)
class Tree:
    """A folder that is looked through once and put into other places thousands of times."""

    folder: Path
    folders: tuple[str, ...]
    files: tuple[tuple[str, bytes, int | None], ...]
    """Their names, what they hold, and when they were written, in nanoseconds; None for whenever they are put down."""

    @classmethod
    @cache
    def of(cls, folder: Path) -> "Tree":
        """All that is in a folder now."""
        within = sorted(folder.rglob("*"))
        return cls(
            folder,
            tuple(str(path.relative_to(folder)) for path in within if path.is_dir()),
            tuple(
                (str(path.relative_to(folder)), path.read_bytes(), path.stat().st_mtime_ns)
                for path in within
                if path.is_file()
            ),
        )

    def copy(self, folder: Path) -> None:
        """The same in a folder that is new."""
        place = self._with_folders(folder)
        for name, data, written in self.files:
            file = os.open(f"{place}{name}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            os.write(file, data)
            if written is not None:
                os.utime(file, ns=(written, written))
            os.close(file)

    def link(self, folder: Path) -> None:
        """The same files, for who writes none of them again, in a folder that is new."""
        place, origin = self._with_folders(folder), f"{self.folder}/"
        for name, _, _ in self.files:
            os.link(f"{origin}{name}", f"{place}{name}")

    def _with_folders(self, folder: Path) -> str:
        folder.mkdir(parents=True)
        place = f"{folder}/"
        for name in self.folders:
            Path(f"{place}{name}").mkdir()
        return place


@cache
def small_project() -> Tree:
    """The files of the small project, but for its templates, which are those of this repository."""
    picture = (REPOSITORY / "issues/images/market-square.png").read_bytes()
    files = {name: text_of(words).encode() for name, words in FILES.items()} | {"issues/images/bridge.png": picture}
    folders = {str(folder) for name in files for folder in Path(name).parents} - {"."}
    return Tree(Path(), tuple(sorted(folders)), tuple((name, data, None) for name, data in files.items()))


@dataclass
class Sample:
    """The small project in a folder of its own."""

    root: Path

    @classmethod
    def made(cls, folder: Path) -> "Sample":
        """The small project, written into a folder: two points, three locales, two articles, one network."""
        made = cls.cold(folder)
        if Warm.cache:
            Tree.of(Warm.cache).link(made.root / CACHE_FOLDER)
            made.root.joinpath(CACHE_FOLDER, "studio").mkdir()
            made.root.joinpath(CACHE_FOLDER, "studio/templates").symlink_to(Warm.cache.parent / "studio/templates")
        return made

    @classmethod
    def cold(cls, folder: Path) -> "Sample":
        """The same as nobody has opened it yet: nothing of it is kept."""
        made = cls(folder / "project")
        small_project().copy(made.root)
        Tree.of(REPOSITORY / "templates").copy(made.root / "templates")
        return made

    def write(self, name: str, words: str | bytes) -> Path:
        """Write a file; a text is taken as it would stand without the test's indent."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(words if isinstance(words, bytes) else text_of(words).encode())
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands in a file exactly once."""
        path = self.root / name
        words = path.read_text("utf-8")
        assert words.count(old) == 1, f"{old!r} stands {words.count(old)} times in {name}"
        path.write_text(words.replace(old, new), "utf-8")

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.root / name).read_text("utf-8")

    def load(self, *, everything: bool = True) -> tuple[Content, list[Problem]]:
        """The content of the issue and its problems, in order."""
        content, problems = load(self.root, "2024-01", "en", everything=everything)
        return content, ordered(problems)

    def project(self) -> Project:
        """The project, opened."""
        project, problems = open_project(self.root, {})
        assert project is not None, problems
        return project


class Warm:
    """What the small project's cache holds once its letters were laid out, checked and archived, made once for all.

    Everything in it goes by the name of all that it was made of, so that a test gets it for what it has not changed; a
    command that begins with nothing takes seven times as long. Files are linked: a cache writes no file twice.
    """

    cache: Path | None = None
    KINDS = (
        "assets", "calendar", "catalogs", "chrome", "findings", "images", "languages", "names", "pictures", "preflight",
        "skeletons", "templates",
    )  # fmt: skip

    @classmethod
    def make(cls, folder: Path) -> Path:
        sample = Sample.cold(folder)
        project = sample.project()
        build(project, "2024-01")
        check_issue(project, "2024-01")
        archive(project, folder / "site", everything=True)  # for its small pictures
        for kind in sample.root.joinpath(CACHE_FOLDER).iterdir():
            if kind.name not in cls.KINDS:  # what a build remembers of itself is what tests of a build are about
                shutil.rmtree(kind) if kind.is_dir() else kind.unlink()
        studio = Pages(sample.root).environment  # compiled in one folder for all: no project changes them
        for name in studio.list_templates():
            studio.get_template(name)
        return sample.root / CACHE_FOLDER


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden letters and screenshots anew")
    parser.addoption("--list-failed", metavar="FILE", default="", help="write the names of tests that failed to a file")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """A run has an id, by which all that it starts is known; temporary files are in memory where there is enough."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    if config.getoption("testrunuid", None) is None:
        config.option.testrunuid = uuid.uuid4().hex
    if folder := folder_in_memory():
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two processors: some wait for a browser, a server or a pause that is under test."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (processors + 1) // 2


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object | None) -> None:
    """What a worker has started ends with it, also where it had no time to see to it."""
    if error:
        end_what_is_left(node.config.option.testrunuid, node.gateway.id)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Nothing outlives a run; who would have is named."""
    yield  # the workers end in here
    if "PYTEST_XDIST_WORKER" not in os.environ:
        reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
        for line in end_what_is_left(session.config.option.testrunuid):
            reporter.write_line(f"\nleft behind by a test, and ended: {line}")
        if listed := session.config.getoption("--list-failed"):
            failed = [report.nodeid for kind in ("failed", "error") for report in reporter.stats.get(kind, ())]
            Path(listed).write_text("".join(f"{name}\n" for name in dict.fromkeys(failed)))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What is collected stays for the whole run: nobody looks through it again and again for what could be let go."""
    gc.disable()
    import_from_own_place(session)
    yield
    gc.collect()
    gc.freeze()
    gc.enable()


def import_from_own_place(session: pytest.Session) -> None:
    """Import all tests, each worker from another place on.

    In a fresh clone pytest writes each test anew before it is run, which takes longer than all the rest of collecting,
    and keeps it: so each worker writes its part and finds those of the others.
    """
    spec: Any = getattr(session.config, "workerinput", None)
    if spec is None or session.config.args != session.config.getini("testpaths"):
        return
    names = [".".join(path.relative_to(REPOSITORY).with_suffix("").parts) for path in TESTS.rglob("test_*.py")]
    names.sort()
    own = int(spec["workerid"].removeprefix("gw")) * len(names) // spec["workercount"]
    for name in names[own:] + names[:own]:
        with suppress(Exception):  # collecting imports it again and tells
            importlib.import_module(name)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """No browser opens where nobody expects one to."""
    Opening.is_allowed = item.get_closest_marker("slow") is not None


def mark_most_as_slow(cases: list[pytest.Item]) -> None:
    """Of a table as many cases stay quick as its mark says, the first among them, spread over all of it."""
    (mark,) = cases[0].iter_markers("few_quick")
    quick = {at * len(cases) // mark.args[0] for at in range(mark.args[0])}
    for at, case in enumerate(cases):
        if at not in quick:
            case.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Whatever asks for a browser is slow, and most of a long table. The longest files come first, so that at the end
    no worker waits for another; a file is one worker's."""
    tables = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        if BROWSERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
        if item.get_closest_marker("few_quick"):
            tables[item.nodeid.partition("[")[0]].append(item)
    for cases in tables.values():
        mark_most_as_slow(cases)
    yield  # those that are not wanted are left out in here
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (not slow[item.path], -tests[item.path], item.path))


@pytest.fixture(scope="session", autouse=True)
def no_disk_is_waited_for() -> Iterator[None]:
    """No test cuts the power, and nothing is to be kept: a whole run waits for thousands of writes else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda file: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def warm_cache(tmp_path_factory: pytest.TempPathFactory, no_disk_is_waited_for: None) -> None:
    """The cache that small projects begin with; whichever worker is first makes it."""
    common = common_folder(tmp_path_factory)
    with (common / "warm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = common / "warm/project" / CACHE_FOLDER
        Warm.cache = made if made.is_dir() else Warm.make(common / "warm")


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """A small project that builds: two points, three locales, two articles, one network."""
    return Sample.made(tmp_path)


@pytest.fixture
def no_preflight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are laid out and not looked at as mail programs show them, which takes as long again: for tests of what
    else a check finds."""
    for name in ("examine", "shown_plainly"):
        monkeypatch.setattr(f"newsletter.pipeline.letters.examine.{name}", lambda letter: ())


@pytest.fixture
def cold(sample: Sample) -> None:
    """Nothing of the small project is kept yet: for tests of what is kept, or that put something in place of a step."""
    shutil.rmtree(sample.root / CACHE_FOLDER)


@pytest.fixture(scope="session", autouse=True)
def keys_are_read_once() -> Iterator[None]:
    """OpenSSL takes 30 ms to prove the primes of a key that it reads, and tests read the same few with each command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serialization, "load_pem_private_key", cache(serialization.load_pem_private_key))
        yield


def common_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of all tests, whichever of its workers asks."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for projects whose templates are those of this repository, so that each is compiled once."""
    folder = common_folder(tmp_path_factory) / "compiled"
    folder.mkdir(exist_ok=True)
    return folder


def copy_of_the_repository(folder: Path, cache: Path | None = None) -> Path:
    """This repository's project in another folder; with a `cache` it has what was kept in that, and keeps in it."""
    for name in ("issues", "templates", "locales"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copy(REPOSITORY / "newsletter.toml", folder)
    if cache:
        (folder / CACHE_FOLDER).symlink_to(cache)
    return folder


def november_for_a_studio(folder: Path, kept: Path) -> Path:
    """This repository's project in a folder, with what is `kept` of it and with the studio's pages compiled.

    What a studio remembers of people and their work is its own.
    """
    folder.mkdir(exist_ok=True)
    cache = copy_of_the_repository(folder) / CACHE_FOLDER
    cache.mkdir()
    for kind in Warm.KINDS:
        (kept / kind).mkdir(exist_ok=True)
        (cache / kind).symlink_to(kept / kind)
    if Warm.cache:
        (cache / "studio").mkdir()
        (cache / "studio/templates").symlink_to(Warm.cache.parent / "studio/templates")
    return folder


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> dict[str, Path]:
    """The twelve letters of November 2023 by edition, and the English one once more in Arabic letters.

    Whichever worker is first builds them; nobody may change them.
    """
    common = common_folder(tmp_path_factory)
    index = common / "letters.json"
    with (common / "letters.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not index.exists():
            built = {name: str(path) for name, path in built_letters(common, compiled).items()}
            index.write_text(json.dumps(built), "utf-8")
    return {name: Path(path) for name, path in json.loads(index.read_text("utf-8")).items()}


def built_letters(folder: Path, cache: Path) -> dict[str, Path]:
    root, arabic = (copy_of_the_repository(folder / name, cache) for name in ("letters", "arabic"))
    european = arabic / "issues/points/eu.yaml"
    words = european.read_text("utf-8")
    assert words.count("locales: en\n") == 1
    european.write_text(words.replace("locales: en\n", "locales: ar\n"), "utf-8")
    in_arabic_letters(arabic, "2023-11")
    made: dict[str, Path] = {}
    for folder, locales in ((root, []), (arabic, ["ar"])):
        project, _ = open_project(folder, {})
        assert project is not None
        built = build(project, "2023-11", locales=locales).editions
        made |= {edition.edition: edition.folder / "letter.html" for edition in built}
    assert len(made) == 13
    return made


@pytest.fixture(scope="session", autouse=True)
def browser_is_started_once() -> Iterator[None]:
    """One Chromium serves all tests of a worker that want one."""
    with one_browser():
        yield


@pytest.fixture(scope="session", autouse=True)
def what_is_looked_at_aside_is_forked() -> Iterator[None]:
    """A process that begins with nothing imports for half a second; `test_aside` shows one that does."""
    from tests.support.processes import fork_what_is_aside  # which knows all screens

    with pytest.MonkeyPatch.context() as patch:
        fork_what_is_aside(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def server_of_databases_is_started_once() -> Iterator[None]:
    """One PostgreSQL serves all tests of a worker that want a database in it."""
    from tests.support.postgres import one_server  # which asks this module where it is

    with one_server():
        yield


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A browser for the tests of one module."""
    with chromium() as browser:
        yield Reader(browser)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing in a test connects anywhere but to this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"):
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def needs(tool: str) -> pytest.MarkDecorator:
    """Skip where a system's tool is missing, and say so; in CI it has to be there."""
    missing = shutil.which(tool) is None and not IN_CI
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed")
