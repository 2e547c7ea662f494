"""Files that others save are seen as soon as they are on disk: the only module that knows `watchfiles`.

In: a project's folder, and who is told the names of files. Out: a `Watching`, which tells them until it is stopped.
Names that begin with a dot are no editor's: temporary files of a save, caches, what editors and git keep for
themselves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

FOLDERS = ("issues", "templates", "locales")
_STEP_MS, _DEBOUNCE_MS = 10, 50
"""From a save to being told 15 ms instead of the 75 of the defaults."""
Told = Callable[[list[str]], object]


class Watching:
    """Two threads that wait for changes: one for the folders with all that is in them, one for the settings."""

    def __init__(self, root: Path, told: Told) -> None:
        self._root = root.resolve()
        self._told = told
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to watch. A folder that is not there yet is watched from the next start on."""
        folders = [self._root / name for name in FOLDERS if (self._root / name).is_dir()]
        for paths, is_deep in ((folders, True), ([self._root], False)):
            thread = threading.Thread(target=self._watch, args=(paths, is_deep), name="watching", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Watch no more; nobody is told anything once this returns."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(5)

    def _watch(self, paths: list[Path], is_deep: bool) -> None:
        if not paths:
            return
        changes = watchfiles.watch(
            *paths,
            watch_filter=None,
            step=_STEP_MS,
            debounce=_DEBOUNCE_MS,
            stop_event=self._stopped,
            rust_timeout=500,
            yield_on_timeout=False,
            raise_interrupt=False,
            recursive=is_deep,
            ignore_permission_denied=True,
        )
        for several in changes:
            names = sorted({name for _, path in several if (name := self._name(Path(path)))})
            if not is_deep:
                names = [name for name in names if name == "newsletter.toml"]
            if names and not self._stopped.is_set():
                self._told(names)

    def _name(self, path: Path) -> str:
        """The name of a file in the project; empty for one that is nobody's to edit."""
        try:
            parts = path.relative_to(self._root).parts
        except ValueError:
            return ""
        return "" if any(part.startswith(".") or part.endswith("~") for part in parts) else "/".join(parts)
