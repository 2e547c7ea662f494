"""Firefox and WebKitGTK, driven as people would use them: Debian has both, and Playwright neither.

In: an address. Out: a `Window`: what it shows, clicks and keys. Firefox is spoken to by Marionette, which it brings
along; WebKitGTK by its WebDriver, under an X server without a screen.
"""

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Protocol

_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutConfig.showWarning": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
    "network.proxy.type": 1,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
"""Nothing is asked of anybody but this machine."""
MINI_BROWSER = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"))), None)
MISSING = {
    "firefox": "" if shutil.which("firefox-esr") else "firefox-esr is not installed",
    "webkit": ""
    if shutil.which("WebKitWebDriver") and MINI_BROWSER and shutil.which("Xvfb")
    else "webkit2gtk-driver or xvfb is not installed",
}
CONTROL, ENTER, TAB = "\ue009", "\ue007", "\ue004"
"""Keys as WebDriver calls them."""
_START_SECONDS = 60.0


class Window(Protocol):
    """A window of a browser."""

    def command(self, name: str, **values: Any) -> Any:
        """One command of WebDriver, by the name of `_COMMANDS`."""


class Page:
    """What a person does in a window."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def goto(self, address: str) -> None:
        self.window.command("navigate", url=address)

    def run(self, script: str, *values: object) -> Any:
        """What a function body gives in the page."""
        return self.window.command("execute", script=script, args=list(values))

    def wait_for(self, script: str, *values: object) -> Any:
        """What a function body gives as soon as it gives something; fails after two minutes."""
        end, pause = time.monotonic() + 120, 0.01
        while time.monotonic() < end:
            found = self.run(script, *values)
            if found:
                return found
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)  # each question takes time from what it waits for
        raise AssertionError(f"in vain: {script}")

    def click(self, x: float, y: float) -> None:
        """A click of the mouse at a place in the window."""
        steps = [
            {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y), "origin": "viewport"},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps})

    def type(self, text: str) -> None:
        """Keys, one after the other, to whatever has the focus."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def press(self, *keys: str) -> None:
        """A key while all before it are held down."""
        steps = [("keyDown", key) for key in keys] + [("keyUp", key) for key in reversed(keys)]
        self._act({"type": "key", "id": "keyboard", "actions": [{"type": kind, "value": key} for kind, key in steps]})

    def _act(self, action: dict[str, Any]) -> None:
        self.window.command("act", actions=[action])

    def shoot(self, path: Path) -> None:
        """A picture of the window."""
        path.write_bytes(base64.b64decode(self.window.command("shoot")))


class _Marionette:
    """Firefox: messages `[type, id, name, values]`, each behind its length."""

    NAMES = {
        "navigate": "WebDriver:Navigate",
        "execute": "WebDriver:ExecuteScript",
        "act": "WebDriver:PerformActions",
        "shoot": "WebDriver:TakeScreenshot",
    }

    def __init__(self, port: int) -> None:
        self.socket = _connected(port)
        self.number = 0
        self._read()
        self.send("WebDriver:NewSession", {})

    def command(self, name: str, **values: Any) -> Any:
        answer = self.send(self.NAMES[name], values)
        return answer.get("value") if isinstance(answer, dict) else answer

    def send(self, name: str, values: dict[str, Any]) -> Any:
        self.number += 1
        data = json.dumps([0, self.number, name, values]).encode()
        self.socket.sendall(b"%d:%s" % (len(data), data))
        _, _, fault, answer = self._read()
        if fault:
            raise AssertionError(f"{name}: {fault['message']}")
        return answer

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._part(1)
        left, parts = int(length[:-1]), []
        while left:
            parts.append(self._part(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))

    def _part(self, most: int) -> bytes:
        part = self.socket.recv(most)
        if not part:
            raise AssertionError("Firefox has ended the connection")
        return part


class _WebDriver:
    """WebKitGTK: WebDriver over HTTP (W3C)."""

    NAMES = {
        "navigate": ("POST", "url"),
        "execute": ("POST", "execute/sync"),
        "act": ("POST", "actions"),
        "shoot": ("GET", "screenshot"),
    }

    def __init__(self, port: int) -> None:
        self.port = port
        options = {"binary": str(MINI_BROWSER), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        _connected(port).close()
        self.session = self._ask("POST", "/session", wanted)["sessionId"]

    def command(self, name: str, **values: Any) -> Any:
        method, path = self.NAMES[name]
        return self._ask(method, f"/session/{self.session}/{path}", values if method == "POST" else None)

    def close(self) -> None:
        self._ask("DELETE", f"/session/{self.session}", None)

    def _ask(self, method: str, path: str, values: dict[str, Any] | None) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=90)
        connection.request(method, path, json.dumps(values) if values is not None else None)
        answer = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(answer, dict) and "error" in answer:
            raise AssertionError(f"{path}: {answer['message']}")
        return answer


@contextlib.contextmanager
def firefox(width: int, height: int) -> Iterator[Page]:
    """Firefox without a screen, with a profile of its own."""
    port = _free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:  # what it starts may write to its last
        given = {**_PREFERENCES, "marionette.port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in given.items()]
        (Path(profile) / "user.js").write_text("\n".join(lines))
        command = ["firefox-esr", "--headless", "--marionette", "--profile", profile, "--no-remote"]
        command += ["--width", str(width), "--height", str(height)]
        with _running(command, {"MOZ_HEADLESS_WIDTH": str(width), "MOZ_HEADLESS_HEIGHT": str(height)}):
            yield Page(_Marionette(port))


@contextlib.contextmanager
def webkit(width: int, height: int) -> Iterator[Page]:
    """WebKitGTK's own small browser, under an X server without a screen."""
    reader, writer = os.pipe()
    screen = f"{width}x{height}x24"
    server = ["Xvfb", "-displayfd", str(writer), "-screen", "0", screen, "-nolisten", "tcp"]
    with _running(server, {}, keep=writer):
        os.close(writer)  # its own copy is the only one: a server that ends before it has said its number ends the wait
        number = os.read(reader, 20).decode().strip()
        if not number:
            raise AssertionError("Xvfb ended before it had a screen")
        display = f":{number}"
        port = _free_port()
        environ = {"DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "GDK_BACKEND": "x11"}
        environ |= {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1"}
        environ |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:"}  # else a bus is started for it, which nobody ends
        with _running(["WebKitWebDriver", f"--port={port}"], environ):
            driver = _WebDriver(port)
            try:
                yield Page(driver)
            finally:
                driver.close()
    os.close(reader)


BROWSERS: dict[str, Callable[[int, int], contextlib.AbstractContextManager[Page]]] = {
    "firefox": firefox,
    "webkit": webkit,
}


@contextlib.contextmanager
def _running(command: list[str], environ: dict[str, str], keep: int = -1) -> Iterator[None]:
    """A program with all that it starts, which ends with it."""
    kept = (keep,) if keep >= 0 else ()
    with subprocess.Popen(
        command,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=kept,
    ) as process:
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _connected(port: int) -> socket.socket:
    """A connection, as soon as the program listens."""
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=90)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
