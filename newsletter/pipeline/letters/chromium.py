"""A Chromium of this machine, without a window: pages are shown in it and asked, and nothing is fetched from anywhere.

In: the path of a Chromium, HTML, a script. Out: what the script answers. It is spoken to in its own protocol (CDP)
through two pipes, so no port is opened; names of hosts lead nowhere in it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from newsletter.exceptions import NewsletterError

NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge",
)  # fmt: skip
"""What a Chromium is called where programs are looked for, the first of them that is there: the shell is the same
engine without windows, and takes half the processor."""
LONGEST_SECONDS = 120.0
"""A browser that has not answered for so long does not answer any more; a letter takes less than a second."""
_SWITCHES = (
    "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-extensions", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
_LONGEST_FOLDER, _SHORT = 48, "/tmp"  # noqa: S108 (what is made in it has a name of its own, for its owner alone)
_ABOVE = 10
"""Ends of pipes are moved above this number, so that none is in the place where Chromium looks for the other (3, 4)."""


class BrowserError(NewsletterError):
    """The browser could not be started, has ended, or does not answer."""


def find_chromium(folders: str | None) -> str:
    """The path of a Chromium in folders as in `PATH`, None for those of the system; empty where there is none."""
    return next(filter(None, (shutil.which(name, path=folders or os.defpath) for name in NAMES)), "")


class Page:
    """One page of a browser, which is used again for the next letter."""

    def __init__(self, browser: _Browser) -> None:
        self._browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._frame = self._call("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def _call(self, method: str, **values: object) -> Mapping[str, Any]:
        return self._browser.call(method, self._session, **values)

    def show(self, html: str, width: int, scheme: str) -> None:
        """Show HTML in a window so many CSS pixels wide, in `light` or `dark`."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._call("Page.setDocumentContent", frameId=self._frame, html=html)

    def answer(self, script: str) -> Any:
        """What an expression comes to, or the promise that it is; `BrowserError` where it throws."""
        found = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            detail = found["exceptionDetails"]
            raise BrowserError(f"a script failed: {detail.get('exception', {}).get('description', detail.get('text'))}")
        return found["result"].get("value")


@contextmanager
def chromium(path: str) -> Iterator[Page]:
    """A page of a Chromium that ends with it; `BrowserError` where it does not start or answer."""
    with tempfile.TemporaryDirectory(prefix="nl-", dir=_folder(), ignore_cleanup_errors=True) as profile:
        browser = _Browser(path, Path(profile))
        try:
            yield Page(browser)
        finally:
            browser.end()


class _Browser:
    def __init__(self, path: str, profile: Path) -> None:
        to_browser, ours = _pipe()
        theirs, from_browser = _pipe()
        # As root, such as in a container, Chromium starts without its sandbox only; it shows nothing but our letters.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [path, *_SWITCHES, *sandbox, f"--user-data-dir={profile}", "about:blank"]
        actions: list[tuple[int, ...]] = [(os.POSIX_SPAWN_DUP2, to_browser, 3), (os.POSIX_SPAWN_DUP2, from_browser, 4)]
        with Path(os.devnull).open("r+b") as nothing:
            actions += [(os.POSIX_SPAWN_DUP2, nothing.fileno(), number) for number in (0, 1, 2)]
            try:
                self._pid = os.posix_spawn(path, command, _surroundings(profile), file_actions=actions, setpgroup=0)
            except OSError as fault:
                for end in (to_browser, ours, theirs, from_browser):
                    os.close(end)
                raise BrowserError(f"{path} does not start: {fault.strerror}") from fault
        os.close(to_browser)
        os.close(from_browser)
        self._in: BinaryIO = os.fdopen(ours, "wb", buffering=0)
        self._out: BinaryIO = os.fdopen(theirs, "rb", buffering=0)
        self._number, self._rest = 0, b""

    def call(self, method: str, session: str = "", /, **values: object) -> Mapping[str, Any]:
        """What the browser answers to a call; events in between are let pass."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": values} | ({"sessionId": session} if session else {})
        guard = threading.Timer(LONGEST_SECONDS, self._kill)
        guard.start()
        try:
            self._in.write(json.dumps(message).encode() + b"\0")
            while (found := self._next()).get("id") != self._number:
                pass
        except OSError as fault:
            raise BrowserError("the browser has ended") from fault
        finally:
            guard.cancel()
        if "error" in found:
            raise BrowserError(f"the browser refuses {method}: {found['error'].get('message', '')}")
        result: Mapping[str, Any] = found["result"]
        return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = self._out.read(65_536)
            if not more:
                raise BrowserError("the browser has ended, or has not answered in time")
            self._rest += more
        one, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)

    def end(self) -> None:
        """End it and all that it has started."""
        self._kill()
        self._in.close()
        self._out.close()
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def _folder() -> str:
    """Where a profile may stand: a socket's address has 107 bytes (unix(7)), of which Chromium takes 57 below it."""
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= _LONGEST_FOLDER or not os.access(_SHORT, os.W_OK) else _SHORT


def _surroundings(profile: Path) -> dict[str, str]:
    """What the browser may know of where it runs: none of the secrets that stand there, and no other home."""
    return {"PATH": os.defpath, "HOME": str(profile), "TMPDIR": str(profile), "LANG": "C.UTF-8"}


def _pipe() -> tuple[int, int]:
    """The reading and the writing end of a pipe, which no other process inherits."""
    made = os.pipe()
    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for end in made)
    for end in made:
        os.close(end)
    return moved[0], moved[1]
