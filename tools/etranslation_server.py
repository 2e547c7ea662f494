"""A server that speaks eTranslation's interface as public clients of it know it: for tests, and for trying things out.

    python tools/etranslation_server.py --application demo --password anything --delay 3

It asks for HTTP Digest, answers a request with a number (below zero an error), and brings the document later to the
address that was named, with its words in other letters. `--fault NAME` (any number of times) with `--rate` lets it lose
answers, bring them twice or late, for another language, broken, without marks, and so on; which of them is chosen by
`--seed`. It listens on this machine alone, and brings answers to nobody but this machine.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import json
import random
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, urlsplit

from newsletter.translate.providers.provider import Answer
from newsletter.translate.providers.pseudo import Pseudo

PATH = "/etranslation/si/"
_LANGUAGES = "BG CS DA DE EL EN ES ET FI FR GA HR HU IT LT LV MT NL PL PT RO SK SL SV IS NB RU ZH JA AR UK TR"
LANGUAGES = tuple(_LANGUAGES.split(" "))
"""The twenty-four official ones of the EU, and those that newer lists have."""
AT_ONCE = ("server-error", "hangs-up", "no-number", "quota")
"""Faults of the moment in which a request comes in; after `hangs-up` the answer comes all the same."""
LATER = (
    "lost", "double", "late", "other-language", "other-request", "other-token", "garbage", "empty", "huge", "cut",
    "error", "marks-lost", "marks-merged", "marks-doubled", "as-it-is",
)  # fmt: skip
"""Faults of the answer. `as-it-is` is none of its own: the document comes without base64."""
FAULTS = (*AT_ONCE, *LATER)
_ELEMENT = re.compile(r'<p id="(u\d+)">(.*?)</p>', re.DOTALL)
_TEN_MINUTES = 600.0
Translate = Callable[[Sequence[str], str], Sequence[str]]
"""Texts and a language → the same in it."""
Deliver = Callable[[str, bytes], int]
"""An address with its parameters, and a body → the status that it is met with, 0 for none."""


def in_other_letters(texts: Sequence[str], language: str) -> list[str]:
    """Longer, and in the script of the language; what is no word stays as it is."""
    locale = {"ZH": "zh-Hans"}.get(language, language.lower())
    return [answer.text for answer in Pseudo().translate(texts, "", locale) if isinstance(answer, Answer)]


@dataclass
class Job:
    """A request that was taken, and what became of it: each status of the address it was brought to, 0 for none."""

    number: int
    asked: dict[str, Any]
    fault: str
    brought: list[int] = field(default_factory=list)

    @property
    def language(self) -> str:
        """What is wanted."""
        return str(self.asked["targetLanguages"][0]).upper()

    @property
    def texts(self) -> list[str]:
        """What was sent."""
        document = base64.b64decode(self.asked["documentToTranslateBase64"]["content"]).decode()
        return [html.unescape(found[1]) for found in _ELEMENT.findall(document)]


class ETranslationServer(ThreadingHTTPServer):
    """The server, for the time of a `with`; `quota` requests may wait for their answers at once, 0 for any number.

    With `is_held` nothing is brought before somebody calls `bring`.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self,
        *,
        port: int = 0,
        application: str = "demo",
        password: str = "",
        delay: float = 0.0,
        faults: Iterable[str] = (),
        rate: float = 0.3,
        seed: int = 0,
        quota: int = 0,
        translate: Translate = in_other_letters,
        languages: Iterable[str] = LANGUAGES,
        deliver: Deliver | None = None,
        is_held: bool = False,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.application, self.password, self.delay, self.quota = application, password, delay, quota
        self.faults, self.rate, self.chance = list(faults), rate, random.Random(seed)  # noqa: S311
        self.translate, self.languages, self.say = translate, list(languages), say
        self.deliver, self.is_held = deliver or post, is_held
        self.jobs: list[Job] = []
        self.asked: list[dict[str, Any]] = []
        """Every request that came in with the right password."""
        self.nonces: dict[str, float] = {}
        self.lock = threading.Lock()
        self.is_closing = threading.Event()
        self._bringing: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """What `url` under `[providers.etranslation]` is to be."""
        return f"http://127.0.0.1:{self.server_address[1]}{PATH}"

    def __enter__(self) -> ETranslationServer:
        threading.Thread(target=lambda: self.serve_forever(poll_interval=0.01), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_closing.set()
        self.shutdown()
        self.server_close()
        for thread in self._bringing:
            thread.join(10.0)

    def handle_error(self, *_: object) -> None:
        """A client that has gone is no news."""

    def drawn(self, among: Iterable[str]) -> str:
        """One of the faults that are on, or none."""
        with self.lock:
            on = [name for name in self.faults if name in among]
            return self.chance.choice(on) if on and self.chance.random() < self.rate else ""

    def take(self, asked: dict[str, Any]) -> int:
        """The number of a request, below zero an error's."""
        wrong = self._wrong_with(asked)
        if wrong:
            return -wrong
        with self.lock:
            under_way = sum(not job.brought for job in self.jobs)
            if self.quota and under_way >= self.quota:
                return -20028
            job = Job(1_000_001 + len(self.jobs), asked, "")
            self.jobs.append(job)
        job.fault = self.drawn(LATER)
        if self.is_held:
            return job.number
        thread = threading.Thread(target=self._bring_later, args=(job,), daemon=True)
        self._bringing.append(thread)
        thread.start()
        return job.number

    def _wrong_with(self, asked: dict[str, Any]) -> int:
        caller, targets = asked.get("callerInformation") or {}, asked.get("targetLanguages") or []
        document, destinations = asked.get("documentToTranslateBase64"), asked.get("destinations") or {}
        addresses = [*destinations.get("httpDestinations", []), asked.get("requesterCallback", "")]
        if not asked.get("sourceLanguage") or not targets:
            return 20000
        if not {str(asked["sourceLanguage"]).upper(), *(str(each).upper() for each in targets)} <= set(self.languages):
            return 20001
        if not caller.get("application"):
            return 20005
        if caller["application"] != self.application:
            return 20006
        if document and asked.get("textToTranslate"):
            return 20012
        if not document or not document.get("content"):
            return 20030
        if document.get("format") != "html":
            return 20029
        if len(document["content"]) > 27_000_000:
            return 20046
        if not all(urlsplit(each).hostname in ("127.0.0.1", "localhost") for each in addresses if each):
            return 20010
        return 0

    def bring(self, job: Job, *, fault: str = "") -> int:
        """Bring a job's answer to its address now; the status that it is met with."""
        address = str(job.asked["destinations"]["httpDestinations"][0])
        reference, language = str(job.asked.get("externalReference", "")), job.language
        body = self._document(job, fault)
        if fault == "error":
            job.brought.append(self._post(str(job.asked["errorCallback"]), b"", number="-40010", job=job))
            return job.brought[-1]
        if fault == "other-language":
            language = "FR" if language != "FR" else "DE"
        elif fault == "other-request":
            reference = "f" * 24
        elif fault == "other-token":
            address = address[:-1] + ("0" if address[-1] != "0" else "1")
        status = self._post(address, body, reference=reference, language=language, job=job)
        job.brought.append(status)
        return status

    def _bring_later(self, job: Job) -> None:
        self.is_closing.wait(self.delay)
        if self.is_closing.is_set():
            return
        if job.fault == "late":
            self.is_closing.wait(2 * self.delay)
        if job.fault == "lost":
            job.brought.append(0)
            self.say(f"{job.number} into {job.language}: lost")
            return
        for attempt in range(4):
            status = self.bring(job, fault=job.fault)
            self.say(f"{job.number} into {job.language}: {len(job.texts)} texts brought {job.fault or 'as they should'}"
                     f", met with {status}")  # fmt: skip
            if status not in (0, 503) or self.is_closing.wait(0.5 * 2**attempt):
                break
        if job.fault == "double":
            self.bring(job)

    def _document(self, job: Job, fault: str) -> bytes:
        source = base64.b64decode(job.asked["documentToTranslateBase64"]["content"]).decode()
        texts = list(self.translate(job.texts, job.language))
        marks = [found[0] for found in _ELEMENT.findall(source)]
        elements = [f'<p id="{mark}">{html.escape(text)}</p>' for mark, text in zip(marks, texts, strict=True)]
        with self.lock:
            at = self.chance.randrange(len(elements))
        if fault == "marks-lost":
            elements[at] = re.sub(r' id="[^"]*"', "", elements[at])
        elif fault == "marks-merged" and len(elements) > 1:
            at = min(at, len(elements) - 2)
            elements[at : at + 2] = [elements[at].removesuffix("</p>") + " " + elements[at + 1].partition(">")[2]]
        elif fault == "marks-doubled":
            elements[at] += elements[at]
        document = f"<html><head><meta charset='utf-8'></head><body>{''.join(elements)}</body></html>".encode()
        if fault == "garbage":
            return bytes(range(256)) * 8
        if fault == "empty":
            return b""
        if fault == "huge":
            return b"x" * 9_000_000
        if fault == "cut":
            return document[: len(document) // 2]
        return document if fault == "as-it-is" else base64.b64encode(document)

    def _post(
        self, address: str, body: bytes, *, job: Job, reference: str = "", language: str = "", number: str = ""
    ) -> int:
        said = {"request-id": str(job.number), "target-language": language, "external-reference": reference}
        if number:
            said = {"request-id": str(job.number), "error-code": number, "error-message": "no"}
        query = "&".join(f"{name}={quote(value)}" for name, value in said.items() if value)
        return self.deliver(f"{address}?{query}", body)


def post(address: str, body: bytes) -> int:
    """Bring something to an address of this machine."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
    try:
        connection.request("POST", f"{parts.path}?{parts.query}", body, {"Content-Type": "application/octet-stream"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ETranslationServer

    def log_message(self, *_: object) -> None: ...

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._is_let_in():
            nonce = secrets.token_hex(16)
            self.server.nonces[nonce] = time.monotonic()
            challenge = f'Digest realm="webgate", qop="auth", nonce="{nonce}", algorithm=MD5'
            self._say(401, b"", {"WWW-Authenticate": challenge})
            return
        if self.path == f"{PATH}get-domains":
            pairs = [f"EN-{each}" for each in self.server.languages if each != "EN"]
            self._say(200, json.dumps({"GEN": {"name": "General", "languagePairs": pairs}}).encode())
            return
        if self.path != f"{PATH}translate":
            self._say(404, b"")
            return
        try:
            asked = json.loads(body)
        except ValueError:
            self._say(400, b"")
            return
        with self.server.lock:
            self.server.asked.append(asked)
        fault = self.server.drawn(AT_ONCE)
        if fault == "server-error":
            self._say(500, b"Internal Server Error")
        elif fault == "quota":
            self._say(200, b"-20028")
        else:
            number = self.server.take(asked)
            self.server.say(f"{number}: asked for {asked.get('targetLanguages')}{f', {fault}' if fault else ''}")
            if fault == "hangs-up":
                self.close_connection = True
                self.connection.close()
            else:
                self._say(200, b"taken, thanks" if fault == "no-number" else str(number).encode())

    def _is_let_in(self) -> bool:
        """True for a right answer to one of our challenges (RFC 7616 section 3.4)."""
        said = dict(re.findall(r'(\w+)="?([^",]*)"?', self.headers.get("Authorization", "").removeprefix("Digest ")))
        given = self.server.nonces.get(said.get("nonce", ""), -_TEN_MINUTES)
        if time.monotonic() - given > _TEN_MINUTES:
            return False
        whole = f"{self.server.application}:webgate:{self.server.password}"
        first, second = (hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
                         for text in (whole, f"POST:{said.get('uri', '')}"))  # fmt: skip
        parts = (first, said["nonce"], said.get("nc", ""), said.get("cnonce", ""), said.get("qop", ""), second)
        wanted = hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()
        return said.get("uri") == self.path and said.get("response") == wanted

    def _say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until Ctrl-C."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8071)
    options.add_argument("--application", default="demo")
    options.add_argument("--password", required=True, help="What NEWSLETTER_ETRANSLATION_KEY is to be.")
    options.add_argument("--delay", type=float, default=3.0, help="Seconds until an answer comes.")
    options.add_argument("--quota", type=int, default=0, help="So many requests may be under way; 0 for any number.")
    options.add_argument("--fault", action="append", default=[], choices=FAULTS, metavar="NAME", dest="faults",
                         help=f"One of {', '.join(FAULTS)}; repeatable.")  # fmt: skip
    options.add_argument("--rate", type=float, default=1.0, help="How many of all requests have a fault, 0 to 1.")
    options.add_argument("--seed", type=int, default=0)
    server = ETranslationServer(**vars(options.parse_args()), say=lambda line: print(line, flush=True))  # noqa: T201
    with server:
        print(f'url = "{server.url}"; Ctrl-C ends it', flush=True)  # noqa: T201
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
