"""A project held open while somebody works on it: its issues as its files are now, and their letters at a glance.

In: a project, and the names of files that have changed. Out: a `Snapshot` of an issue, for which only what has changed
is read; the letter of an edition as a `Look`, laid out in one thread, the newest state first; and a number that grows
with each change, told to whoever listens. What is broken keeps the last letter that was whole, and says why.
"""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from newsletter.content.slugs import issue_slugs
from newsletter.content.traced import Trace
from newsletter.edition import EditionKey
from newsletter.files import digest
from newsletter.pipeline.aside import Aside
from newsletter.pipeline.checked import Checked, Checks
from newsletter.pipeline.clock import read_clock
from newsletter.pipeline.held_looks import Held, HeldLooks
from newsletter.pipeline.look import SITE, Look, errors_in_the_way, last_whole, look_of
from newsletter.pipeline.project import Project, open_project
from newsletter.pipeline.snapshot import Snapshot, open_snapshot, prepare
from newsletter.pipeline.use_case import Place, project_at
from newsletter.problems import Path, Problem, Severity, ordered
from newsletter.translate.unit import State
from newsletter.workspace import NO_FILE, Version

if TYPE_CHECKING:
    from newsletter.pipeline.article_look import Shape

MOST_LOOKS = 48
"""Letters held: those of one issue in thirty languages, and some of another."""
MOST_ARTICLES = 12
"""Articles at a glance that are held, in each of their shapes."""
MOST_PAGES = 12
"""Pages of articles and networks that are held, in the words of an edition."""
SETTINGS = "newsletter.toml"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changed:
    """Something has changed: `number` grows with each change; `files` are the names of the files, where known.

    `is_outside` says that it was not this program that saved; `versions` are those of the files, empty for one that has
    gone.
    """

    number: int
    files: tuple[str, ...] = ()
    is_outside: bool = False
    versions: tuple[Version, ...] = field(default=(), compare=False)


Listener = Callable[[Changed], None]


class Resident:
    """The issues of one project, held open for as long as a server lives; any number of threads may ask.

    `close` ends its thread.
    """

    def __init__(self, place: Place) -> None:
        self._place = Place(place.root, dict(place.environ))  # as it can be sent to another process
        self._project = project_at(place)
        # Larger than any number of a process before this one: pages that were open then hear that they are old.
        self._number = int(read_clock().timestamp() * 1_000)
        self._lock = threading.Lock()
        self._opening = threading.RLock()
        self._snapshots: dict[str, Snapshot] = {}
        self._looks: HeldLooks[EditionKey] = HeldLooks(MOST_LOOKS)
        self._articles: HeldLooks[tuple[str, Shape]] = HeldLooks(MOST_ARTICLES)
        self._pages: HeldLooks[tuple[EditionKey, Path]] = HeldLooks(MOST_PAGES)
        self._wide: dict[str, Snapshot] = {}
        self._waiting: dict[EditionKey, Future[Look]] = {}
        self._begun: dict[EditionKey, tuple[int, Future[Look]]] = {}
        self._renderer = ThreadPoolExecutor(1, thread_name_prefix="letters")
        self._trace = Trace()  # of the one thread
        self._listeners: list[Listener] = []
        self._own: dict[str, str] = {}
        self._untold = threading.local()
        self._seen: EditionKey | None = None
        self._aside = Aside()
        self._checks = Checks(self._place, lambda: self._project, self._aside)
        self._is_warm = False
        self._is_closed = False

    @property
    def project(self) -> Project:
        """The project with its settings of now; with the last that could be read where they are broken."""
        return self._project

    @property
    def number(self) -> int:
        """Grows with each change of the files."""
        return self._number

    def close(self) -> None:
        """End the thread that lays out letters; what waits for it is not laid out any more."""
        self._is_closed = True
        self._aside.close()
        self._renderer.shutdown(wait=True, cancel_futures=True)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at each change, in the thread that told of it; what is answered ends that."""
        with self._lock:
            self._listeners.append(listener)

        def end() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return end

    def touched(self, names: Iterable[str]) -> int:
        """Files that this program has just saved; the number of the new state."""
        versions = {name: self._version(name) for name in names}
        self._own |= versions
        kept: dict[str, Version] | None = getattr(self._untold, "versions", None)
        if kept is not None:
            kept |= versions
            return self._number
        return self._tell(versions, is_outside=False)

    @contextlib.contextmanager
    def told_at_end(self) -> Iterator[None]:
        """What this thread saves within the block is told at its end, all at once.

        Letters are laid out, and pages hear, as soon as something is told: until then they take no time from whoever
        waits for the answer.
        """
        versions: dict[str, Version] = {}
        self._untold.versions = versions
        try:
            yield
        finally:
            self._untold.versions = None
            # What somebody else saved meanwhile has been told already: an older version must not be told after it.
            newest = {name: version for name, version in versions.items() if self._own.get(name) == version}
            if newest:
                self._tell(newest, is_outside=False)

    def changed_outside(self, names: Iterable[str]) -> int | None:
        """Files that somebody else may have saved; None when they hold just what this program has written itself."""
        versions = {name: version for name in names if self._own.get(name) != (version := self._version(name))}
        for name in versions:
            self._own.pop(name, None)
        return self._tell(versions, is_outside=True) if versions else None

    def snapshot(self, slug: str) -> Snapshot:
        """An issue as its files are now; what has not changed since it was opened last is not read again."""
        with self._opening:
            before = self._snapshots.get(slug) or next(iter(self._snapshots.values()), None)
            opened = open_snapshot(self._project, slug, before=before, stays=True)
            self._snapshots[slug] = opened
            return opened

    def has_opened(self, slug: str) -> bool:
        """True for an issue that somebody has asked for: to ask for it again takes no time."""
        return slug in self._snapshots

    def open_ahead(self, slug: str) -> None:
        """Open an issue that will be asked for, in the one thread."""
        with contextlib.suppress(RuntimeError):  # it is being closed
            self._render(lambda: self.snapshot(slug))

    def letter(self, key: EditionKey) -> Look:
        """The letter of an edition as its files are now.

        One thread lays them out. Of each edition one waits at most: who asks meanwhile gets the one that waits, which
        begins with the files as they are when its turn comes; or the one that has begun, where nothing was told since.
        """
        self._seen = key
        return self._asked(key).result()

    def has_edition(self, key: EditionKey) -> bool:
        """True for an edition of the project; one that was looked at before is not asked for again."""
        if key in self._looks:
            return True
        return key.issue in issue_slugs(self.project.root) and key in self.snapshot(key.issue).editions()

    def article(self, issue: str, slug: str, shape: Shape) -> Look | None:
        """An article alone as its file is now, among the words of an issue; the last that was whole where it is broken.

        None where there has never been one.
        """
        return self._render(lambda: self._article(issue, slug, shape)).result()

    def page(self, key: EditionKey, document: Path) -> Look | None:
        """The page of an article or network (`articles/heerlen`) as its files are now, in the words of an edition.

        The last that was whole where they make none; None where its language has no such page.
        """
        return self._render(lambda: self._page(key, document)).result()

    def article_snapshot(self, issue: str) -> Snapshot:
        """An issue as its files are now, with all articles, whether it shows them or not."""
        with self._opening:
            before = self._wide.get(issue) or self._snapshots.get(issue)
            opened = self._wide[issue] = open_snapshot(self._project, issue, everything=True, before=before, stays=True)
            return opened

    def text(self, key: EditionKey) -> str:
        """The plain text of a letter with samples for its slots; empty where there is no letter."""
        return self._render(lambda: self._text(key)).result()

    def ask_aside(self, question: Callable[..., T], *about: object) -> T:
        """What a function of a module answers about this place, asked in the process aside."""
        return self._aside.ask(question, self._place, *about)

    def check(self, slug: str) -> Checked:
        """Everything that is wrong with an issue, looked at aside: whoever writes is not kept waiting.

        An edition whose files are as they were is not examined again; nor is anything, where nothing has changed.
        """
        return self._checks.check(slug)

    def last_check(self, slug: str) -> Checked | None:
        """What the last check found; None where there was none, or files have changed since."""
        return self._checks.last(slug)

    def resource(self, path: str) -> bytes | None:
        """A picture or calendar file that a letter held here shows, by its path on the site.

        None where no letter shows it.
        """
        shelves = (self._pages, self._articles, self._looks)
        found = (each.resource(path) for each in shelves)
        return next((each for each in found if each is not None), None)

    def _asked(self, key: EditionKey) -> Future[Look]:
        with self._lock:
            waiting = self._waiting.get(key)
            number, begun = self._begun.get(key, (0, None))
            if waiting is None and begun and number == self._number and not begun.done():
                return begun
            if waiting is None:
                waiting = self._waiting[key] = self._render(lambda: self._look(key))
            return waiting

    def _render(self, work: Callable[[], T]) -> Future[T]:
        return self._renderer.submit(work)

    def _tell(self, versions: Mapping[str, Version], *, is_outside: bool) -> int:
        if SETTINGS in versions:
            self._open_again()
        with self._lock:
            self._number += 1
            number, listeners, seen = self._number, list(self._listeners), self._seen
        if seen and not self._is_closed:
            self._asked(seen)  # whoever looks at it will ask in a moment
        for listener in listeners:
            listener(Changed(number, tuple(versions), is_outside, tuple(versions.values())))
        return number

    def _open_again(self) -> None:
        project, _ = open_project(self._place.root, self._place.environ)
        if project:
            with self._opening:
                self._project = project

    def _version(self, name: str) -> Version:
        try:
            return digest((self._project.root / name).read_bytes())
        except OSError:
            return NO_FILE

    def _look(self, key: EditionKey) -> Look:
        """In the one thread: the letter of now, unless the last one was made of the same."""
        with self._lock:
            number = self._number
            begun = self._waiting.pop(key, None)
            if begun:
                self._begun[key] = (number, begun)
        held = self._looks.get(key)
        snapshot = self.snapshot(key.issue)
        inputs = snapshot.inputs(key)
        if held and held.inputs == inputs and held.look.is_current:
            look = replace(held.look, number=number)
            self._looks.hold(key, replace(held, look=look))
            return look
        prepared = prepare(snapshot, key, self._trace, with_text=False)
        if prepared.letter is None:
            look = last_whole(key, number, held.look if held else None, errors_in_the_way(snapshot, prepared))
            self._looks.hold(key, Held(look, inputs, held.resources if held else {}))
            return look
        look = look_of(snapshot, prepared, number)
        self._looks.hold(key, Held(look, inputs, prepared.resources))
        if not self._is_warm:
            self._is_warm = True
            # What is loaded by now stays: the collector need not walk through it again (128 ms became 67 at worst).
            gc.collect()
            gc.freeze()
        return look

    def _article(self, issue: str, slug: str, shape: Shape) -> Look | None:
        """In the one thread: an article laid out alone."""
        from newsletter.pipeline.article_look import look_at_article  # what pages are made of takes a while to load

        snapshot, path = self.article_snapshot(issue), f"articles/{slug}"
        number, held = self._number, self._articles.get((slug, shape))
        made = look_at_article(snapshot, slug, shape, SITE, self._trace)
        own = [each for each in snapshot.problems if each.path == path or each.path.startswith(f"{path}/")]
        faults = tuple(ordered(each for each in own if each.severity is Severity.ERROR))
        if made is None or not made.html:
            if made is None and held is None and not faults:
                return None
            whole = held.look if held else Look(made.key if made else EditionKey(issue, "", ""), number)
            return replace(whole, number=number, faults=(*faults, *(made.problems if made else ())), is_current=False)
        look = Look(made.key, number, made.html, len(made.html.encode()), faults=faults)
        self._articles.hold((slug, shape), Held(look, "", made.resources))
        return look

    def _page(self, key: EditionKey, document: Path) -> Look | None:
        """In the one thread: the page of a document."""
        from newsletter.pipeline.page_look import look_at_page

        number, held = self._number, self._pages.get((key, document))
        snapshot = self.snapshot(key.issue)
        inputs = f"{number} {snapshot.inputs(key)}"
        if held and held.inputs == inputs:
            return held.look
        made = look_at_page(snapshot, key, document, SITE, self._trace)
        if made is None or not made.html:
            return last_whole(key, number, held.look if held else None, made.problems) if made else None
        states = {State.NEEDS_REVIEW.value: made.open_texts}
        look = Look(key, number, made.html, states=states)
        self._pages.hold((key, document), Held(look, inputs, made.resources))
        return look

    def _text(self, key: EditionKey) -> str:
        letter = prepare(self.snapshot(key.issue), key).letter
        return letter.filled(letter.samples(self._project.settings.site)).text if letter else ""


def by_path(problems: Iterable[Problem]) -> dict[Path, list[Problem]]:
    """Problems by the path of the value that they are about, so that each can stand beside its field."""
    found: dict[Path, list[Problem]] = {}
    for problem in problems:
        if problem.path:
            found.setdefault(problem.path, []).append(problem)
    return found
