"""A real Thunderbird that shows letters: driven by Marionette, in a window of its own that no screen needs.

In: a letter as it was built, its pictures beside it. Out: what is measured in the pane it is shown in, a picture of the
whole letter, and what a printer would get. Nothing is fetched: pictures lie in the message, as a sender may send them.

    python -m tests.support.thunderbird build/2023-11/eu/en/letter.html FOLDER

puts the letter into FOLDER as PNG, light and dark, wide and narrow, and printed as PDF.
"""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from tests.support.browser import MEASURES, PICTURES

START = 120  # seconds a machine may take to open a window; whoever has one goes on at once
SETTINGS: dict[str, bool | int | str] = {
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "mailnews.start_page.enabled": False,
    "network.proxy.type": 1,  # whatever it asks for goes to a port where nobody listens
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.allow_hijacking_localhost": True,
    "toolkit.telemetry.enabled": False,
}
OPEN = """
    const [path, width, scheme] = arguments;
    // Before the window opens: Thunderbird loads a message anew when the scheme changes.
    Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", scheme == "dark" ? 0 : 1);
    Services.prefs.setIntPref("ui.systemUsesDarkTheme", scheme == "dark" ? 1 : 0);
    const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
    file.initWithPath(path);
    const uri = Services.io.newFileURI(file).mutate().setQuery("type=application/x-message-display").finalize();
    window.shown?.close();
    window.shown = window.openDialog("chrome://messenger/content/messageWindow.xhtml", "_blank",
        "all,chrome,dialog=no,width=1100,height=1000", uri);
    await until(() => pane()?.contentDocument?.body?.querySelector(".moz-text-html h1"));
    for (const side of ["width", "minWidth", "maxWidth"]) pane().style[side] = `${width}px`;
    await until(() => pane().contentWindow.innerWidth == width
        && pane().contentWindow.matchMedia("(prefers-color-scheme: dark)").matches == (scheme == "dark")
        && [...pane().contentDocument.images].every(image => image.complete));
"""
MEASURE = """
    const view = pane().contentWindow;
    const sandbox = Cu.Sandbox(view, {sandboxPrototype: view, wantXrays: false});
    Cu.evalInSandbox(arguments[0], sandbox);
    return JSON.parse(Cu.evalInSandbox(`JSON.stringify(${arguments[1]})`, sandbox));
"""
TAKE = """
    const {scrollHeight: height, clientWidth: width} = pane().contentDocument.documentElement;
    const bitmap = await pane().browsingContext.currentWindowGlobal.drawSnapshot(
        new DOMRect(0, 0, width, height), 1, "white");
    const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
"""
PRINT = """
    const service = Cc["@mozilla.org/gfx/printsettings-service;1"].getService(Ci.nsIPrintSettingsService);
    const settings = service.createNewPrintSettings();
    Object.assign(settings, {printSilent: true, outputFormat: Ci.nsIPrintSettings.kOutputFormatPDF,
        outputDestination: Ci.nsIPrintSettings.kOutputDestinationFile, toFileName: arguments[0],
        paperWidth: 8.27, paperHeight: 11.69, printBGColors: false, printBGImages: false});
    await pane().browsingContext.print(settings);
"""
AROUND = """
    const done = arguments[arguments.length - 1];
    const pane = () => window.shown?.messageBrowser?.contentWindow?.getMessagePaneBrowser?.();
    const until = async holds => {
        for (let turn = 0; turn < 1000; turn++) {
            let held = false;
            try { held = holds(); } catch (e) { if (turn == 999) throw e; }
            if (held) return true;
            await new Promise(go => window.setTimeout(go, 50));
        }
        throw new Error(`never: ${holds}`);
    };
    (async () => { %s })().then(value => done({value}), fault => done({fault: `${fault}`}));
"""


@dataclass
class Thunderbird:
    """A Thunderbird that runs, and the connection to its Marionette."""

    connection: socket.socket
    folder: Path
    asked: int = 0

    def open(self, letter: Path, width: int, scheme: str = "light") -> None:
        """Show a letter in a window of its own, in a pane as wide as `width` pixels."""
        message = self.folder / "letter.eml"
        message.write_bytes(message_of(letter).as_bytes(policy=SMTP))
        self._run(OPEN, str(message), width, scheme)

    def evaluate(self, script: str) -> Any:
        """A value of the letter in its pane; `measures` are at hand as in a browser."""
        return self._run(MEASURE, MEASURES, script)

    def screenshot(self) -> bytes:
        """PNG of the whole letter, as high as it is."""
        return base64.b64decode(self._run(TAKE))

    def print_to(self, file: Path) -> None:
        """What a printer would get on A4, without grounds, as PDF."""
        self._run(PRINT, str(file))

    def _run(self, script: str, *arguments: object) -> Any:
        answer = self.ask(
            "WebDriver:ExecuteAsyncScript", script=AROUND % script, args=list(arguments), timeout=START * 1000
        )["value"]
        if "fault" in answer:
            raise RuntimeError(answer["fault"])
        return answer.get("value")

    def ask(self, command: str, **values: object) -> Any:
        """One command of Marionette: `LENGTH:[0, number, command, values]` gets `[1, number, error, answer]`."""
        self.asked += 1
        self.connection.sendall(framed([0, self.asked, command, values]))
        _, _, fault, answer = read_frame(self.connection)
        if fault:
            raise RuntimeError(f"{fault['error']}: {fault['message']}")
        return answer


def framed(value: object) -> bytes:
    data = json.dumps(value).encode()
    return b"%d:%s" % (len(data), data)


def read_frame(connection: socket.socket) -> Any:
    with connection.makefile("rb", buffering=0) as stream:
        digits = iter(lambda: stream.read(1) or b":", b":")
        length = int(b"".join(digits))
        data = b""
        while len(data) < length:
            more = stream.read(length - len(data))
            if not more:
                raise EOFError("Thunderbird has closed the connection")
            data += more
    return json.loads(data)


def message_of(letter: Path) -> EmailMessage:
    """The letter as a message that holds its pictures."""
    html, images = letter.read_text("utf-8"), letter.parents[2] / "images"
    names = sorted(set(re.findall(rf"{re.escape(PICTURES)}([\w.-]+)", html)))
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "news@example.org", "reader@example.org", letter.parent.name
    message["Date"] = "Tue, 21 Nov 2023 09:00:00 +0100"
    message.set_content("text")
    message.add_alternative(html.replace(PICTURES, "cid:"), subtype="html")
    part = message.get_payload()[1]  # type: ignore[index]  # the alternative that was just added
    for name in names:
        kind = "png" if name.endswith(".png") else "jpeg"
        part.add_related((images / name).read_bytes(), "image", kind, cid=f"<{name}>")  # type: ignore[union-attr]
    return message


@contextmanager
def thunderbird() -> Iterator[Thunderbird]:
    """Thunderbird with a profile of its own, which goes with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {**SETTINGS, "marionette.port": port}
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in settings.items()]
        (folder / "user.js").write_text("".join(lines), "utf-8")
        options = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", name]
        with subprocess.Popen(
            [shutil.which("thunderbird") or "thunderbird", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": name},
        ) as process:
            try:
                with connected(port, process) as connection:
                    read_frame(connection)  # it says who it is
                    shown = Thunderbird(connection, folder)
                    shown.ask("WebDriver:NewSession", capabilities={})
                    shown.ask("Marionette:SetContext", value="chrome")
                    yield shown
            finally:
                process.kill()


def connected(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    last = time.monotonic() + START
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=START)
        except OSError:
            if process.poll() is not None or time.monotonic() > last:
                raise
            time.sleep(0.05)


def write_views(shown: Thunderbird, letter: Path, folder: Path, widths: Sequence[int] = (360, 1000)) -> None:
    """A letter in panes of these widths, light and dark, and printed, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in widths:
        for scheme in ("light", "dark"):
            shown.open(letter.absolute(), width, scheme)
            (folder / f"{width}-{scheme}.png").write_bytes(shown.screenshot())
    shown.open(letter.absolute(), 1000)
    shown.print_to(folder.absolute() / "printed.pdf")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m tests.support.thunderbird LETTER.html FOLDER")
    with thunderbird() as started:
        write_views(started, Path(sys.argv[1]), Path(sys.argv[2]))
