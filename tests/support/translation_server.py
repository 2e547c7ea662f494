"""A server for tests that speaks as the translation services do: kind, slow, rate-limited, broken or lying.

    with TranslationServer() as server:
        provider = ...(url=server.url)
    assert server.asked[0].path == "/translate"

LibreTranslate (`/translate`, `/languages`), DeepL (`/v2/translate`), Google's page (`/m`), MyMemory (`/get`),
Microsoft (`/translate?api-version=3.0`) and OpenAI's chat (`/v1/chat/completions`). Its translations are longer, in the
script of the target, with masks, digits and tags as they were. `fault` names one of FAULTS for every request, `faults`
with `rate` mixes some in; `mangling` and `manglings` do the same to the texts. Both are chosen by seed.
"""

import html
import json
import random
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from newsletter.translate.providers.provider import Answer, Kind
from newsletter.translate.providers.pseudo import Pseudo
from tests.support.manglings import MANGLINGS

LANGUAGES = [
    *["bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hu", "it", "lt", "lv", "nb", "nl", "pl"],
    *["pt", "ro", "ru", "sk", "sl", "sq", "sv", "tr", "uk", "zh-Hans"],
]
"""What LibreTranslate's models cover, as the server says it at `/languages`."""


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, list[str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


@dataclass
class Said:
    """What would be answered: a status, headers and a body, before a fault befalls it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


Fault = Callable[["Handler", Said], None]


def _status(status: int, body: bytes = b'{"error": "no"}', **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.say(Said(status, body, {"Content-Type": "application/json", **named}))


def _body(change: Callable[[bytes], bytes], **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, said: handler.say(Said(said.status, change(said.body), {**said.headers, **named}))


def _reset(handler: "Handler", said: Said) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + said.body[:3])
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    for end in (handler.rfile, handler.wfile, handler.connection):
        end.close()


def _cut(handler: "Handler", said: Said) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + said.body)
    handler.close_connection = True


def _hang(handler: "Handler", _: Said) -> None:
    handler.server.is_closing.wait(20)
    handler.close_connection = True


def _drip(start: bytes) -> Fault:
    def drip(handler: "Handler", _: Said) -> None:
        handler.wfile.write(start)
        with suppress(OSError):
            while not handler.server.is_closing.wait(0.02):
                handler.wfile.write(b"x")
                handler.wfile.flush()
        handler.close_connection = True

    return drip


def _hang_up(handler: "Handler", _: Said) -> None:
    handler.close_connection = True


def _not_http(handler: "Handler", _: Said) -> None:
    handler.wfile.write(b"220 mail.example.org ESMTP\r\n")
    handler.close_connection = True


def _texts(change: Callable[[list[Any]], list[Any]]) -> Fault:
    """A fault in what the list of translations holds, whatever form it has."""

    def spoil(handler: "Handler", said: Said) -> None:
        handler.spoil = change
        handler.say(handler.answer())

    return spoil


_PAGE = b"<!DOCTYPE html><html><title>Welcome to the hotel</title><form action=/login></form></html>"
_AT, _RETRY = "Tue, 21 Nov 2023 10:00:00 GMT", "Tue, 21 Nov 2023 10:00:07 GMT"

FAULTS: dict[str, tuple[Fault, Kind]] = {
    "reset in the middle": (_reset, Kind.NO_CONNECTION),
    "cut in the middle": (_cut, Kind.NO_CONNECTION),
    "hangs up at once": (_hang_up, Kind.NO_CONNECTION),
    "speaks another protocol": (_not_http, Kind.NO_CONNECTION),
    "hangs": (_hang, Kind.TIMEOUT),
    "drips its body": (_drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), Kind.TIMEOUT),
    "drips its headers": (_drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), Kind.TIMEOUT),
    "400": (_status(400), Kind.NOT_ACCEPTED),
    "401": (_status(401), Kind.KEY_REFUSED),
    "402": (_status(402), Kind.QUOTA),
    "403": (_status(403), Kind.KEY_REFUSED),
    "404": (_status(404), Kind.WRONG_ADDRESS),
    "413": (_status(413), Kind.TOO_LONG),
    "414": (_status(414), Kind.TOO_LONG),
    "418": (_status(418), Kind.NOT_ACCEPTED),
    "429": (_status(429), Kind.TOO_MANY),
    "429 with seconds": (_status(429, Retry_After="2"), Kind.TOO_MANY),
    "429 with a date": (_status(429, Date=_AT, Retry_After=_RETRY), Kind.TOO_MANY),
    "456": (_status(456), Kind.QUOTA),
    "500": (_status(500), Kind.SERVER_FAULT),
    "502 with a page": (_status(502, _PAGE, Content_Type="text/html"), Kind.SERVER_FAULT),
    "503 with seconds": (_status(503, Retry_After="3"), Kind.SERVER_FAULT),
    "529": (_status(529), Kind.TOO_MANY),
    "302 elsewhere": (_status(302, b"", Location="http://portal.example.org/login?x=1"), Kind.REDIRECTED),
    "307 elsewhere": (_status(307, b"", Location="https://other.example.org/translate"), Kind.REDIRECTED),
    "308 to nowhere": (_status(308, b"", Location="http://[broken"), Kind.REDIRECTED),
    "empty body": (_body(lambda _: b""), Kind.BROKEN_ANSWER),
    "204": (lambda handler, _: handler.say(Said(204)), Kind.BROKEN_ANSWER),
    "truncated JSON": (_body(lambda body: body[: len(body) // 2]), Kind.BROKEN_ANSWER),
    "another JSON": (_body(lambda _: b'{"status": "fine"}'), Kind.BROKEN_ANSWER),
    "a number": (_body(lambda _: b"42"), Kind.BROKEN_ANSWER),
    "JSON nested deep": (_body(lambda _: b"[" * 200_000), Kind.BROKEN_ANSWER),
    "login page": (_body(lambda _: _PAGE, Content_Type="text/html"), Kind.BROKEN_ANSWER),
    "wrong charset": (_body(lambda _: '{"é": "'.encode("utf-16")), Kind.BROKEN_ANSWER),
    "huge answer": (_body(lambda _: b" " * 5_000_000), Kind.BROKEN_ANSWER),
    "fewer texts": (_texts(lambda texts: texts[:-1]), Kind.BROKEN_ANSWER),
    "more texts": (_texts(lambda texts: [*texts, "another"]), Kind.BROKEN_ANSWER),
    "null texts": (_texts(lambda texts: [None] * len(texts)), Kind.NO_ANSWER),
    "empty texts": (_texts(lambda texts: [""] * len(texts)), Kind.NO_ANSWER),
    "texts of spaces": (_texts(lambda texts: [" \t"] * len(texts)), Kind.NO_ANSWER),
    "texts that are numbers": (_texts(lambda texts: [7] * len(texts)), Kind.NO_ANSWER),
    "half a surrogate pair": (_texts(lambda texts: [f"{text}\ud83d" for text in texts]), Kind.NO_ANSWER),
}
"""By name, with the kind of refusal that an adapter for lists makes of it."""


class TranslationServer(ThreadingHTTPServer):
    """On a port of its own on this machine, for the time of a `with`."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self,
        *,
        fault: str = "",
        mangling: str = "",
        faults: Iterable[str] = (),
        manglings: Iterable[str] = (),
        rate: float = 0.3,
        seed: int = 0,
        latency: float = 0.0,
        key: str = "",
        languages: Iterable[str] = LANGUAGES,
        knows_lists: bool = True,
    ) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults, self.manglings = list(faults), list(manglings)
        self.fault, self.mangling, self.rate, self.latency = fault, mangling, rate, latency
        self.key, self.languages, self.knows_lists = key, list(languages), knows_lists
        self.says: Said | None = None
        """To be said to every request, in place of what it asks for."""
        self.asked: list[Asked] = []
        self.glossaries: dict[str, dict[str, str]] = {}
        self.takes_glossaries = True
        """DeepL's, by id."""
        self.befallen: list[str] = []
        self.under_way = self.most_under_way = 0
        self.held_after: int | None = None
        """After so many translations it answers no other until this is None again."""
        self.is_closing = threading.Event()
        self.lock = threading.Lock()
        self.seed = seed

    def chance(self, asked: Asked) -> random.Random:
        """Of this request for the n-th time, whatever else is asked meanwhile: runs are alike on a busy machine too."""
        asked_of = (asked.method, asked.path, sorted(asked.query.items()), asked.body)
        count = sum((a.method, a.path, sorted(a.query.items()), a.body) == asked_of for a in self.asked)
        return random.Random(repr((self.seed, count, asked_of)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    @property
    def translations(self) -> list[Asked]:
        """The requests that were not for the list of languages."""
        return [a for a in self.asked if a.path != "/languages" and not a.path.startswith("/v2/glossaries")]

    def __enter__(self) -> "TranslationServer":
        threading.Thread(target=lambda: self.serve_forever(poll_interval=0.01), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_closing.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """A client that has gone is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the client to acknowledge its headers
    server: TranslationServer
    chance: random.Random
    spoil: Callable[[list[Any]], list[Any]] | None = None

    def log_message(self, *_: object) -> None: ...

    def do_GET(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def _handle(self) -> None:
        server, url = self.server, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked = Asked(self.command, url.path, dict(self.headers), parse_qs(url.query), body)
        self.spoil = None
        fault = server.fault
        with server.lock:
            server.asked.append(self.asked)
            self.chance = server.chance(self.asked)
            server.under_way += 1
            server.most_under_way = max(server.most_under_way, server.under_way)
            if server.faults and url.path != "/languages" and self.chance.random() < server.rate:
                fault = self.chance.choice(server.faults)
            server.befallen.append(fault)
            number = len(server.translations) if url.path != "/languages" else 0
        try:
            while server.held_after is not None and number > server.held_after and not server.is_closing.wait(0.01):
                pass
            if server.latency:
                server.is_closing.wait(server.latency)
            if fault and url.path != "/languages":
                FAULTS[fault][0](self, self.answer())
            else:
                self.say(self.answer())
        finally:
            with server.lock:
                server.under_way -= 1

    def say(self, said: Said) -> None:
        self.send_response_only(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)

    def answer(self) -> Said:
        """What a kind service says to this request."""
        if self.server.says:
            return self.server.says
        path, query = self.asked.path, self.asked.query
        is_microsoft = "api-version" in query
        speaks = {
            ("GET", "/languages"): self._languages,
            ("POST", "/translate"): self._microsoft if is_microsoft else self._libre,
            ("POST", "/v2/translate"): self._deepl,
            ("GET", "/v2/glossaries"): self._glossaries,
            ("POST", "/v2/glossaries"): self._new_glossary,
            ("GET", "/m"): self._google,
            ("GET", "/get"): self._mymemory,
            ("POST", "/v1/chat/completions"): self._chat,
        }.get((self.asked.method, path))
        if self.asked.method == "DELETE" and path.startswith("/v2/glossaries/"):
            del self.server.glossaries[path.rpartition("/")[2]]
            return Said(204)
        return speaks() if speaks else said_as_json({"error": "Not found"}, 404)

    def _translated(self, texts: list[str], target: str) -> list[Any]:
        answers = [answer.text for answer in Pseudo().translate(texts, "", target) if isinstance(answer, Answer)]
        server = self.server
        for index, (source, answer) in enumerate(zip(texts, answers, strict=True)):
            name = server.mangling
            if server.manglings and self.chance.random() < server.rate:
                name = self.chance.choice(server.manglings)
            if name:
                answers[index] = MANGLINGS[name](answer, source, self.chance)
        return self.spoil(answers) if self.spoil else answers

    def _languages(self) -> Said:
        codes = self.server.languages
        return said_as_json(
            [{"code": code, "name": code, "targets": [c for c in codes if c != code]} for code in codes]
        )

    def _libre(self) -> Said:
        kind = self.headers.get("Content-Type", "")
        values: dict[str, Any] = {name: found[0] for name, found in self.asked.query.items()}
        if "json" in kind:
            values |= self.asked.json
        elif self.asked.body:
            values |= {name: found[0] for name, found in self.asked.form.items()}
        if self.server.key and values.get("api_key") != self.server.key:
            return said_as_json({"error": "Invalid API key"}, 403)
        if not values.get("q"):
            return said_as_json({"error": "Invalid request: missing q parameter"}, 400)
        for code in (values.get("source"), values.get("target")):
            if code not in self.server.languages:
                return said_as_json({"error": f"{code} is not supported"}, 400)
        q, target = values["q"], str(values["target"])
        if isinstance(q, list) and self.server.knows_lists:
            return said_as_json({"translatedText": self._translated(q, target)})
        found = self._translated([q[0] if isinstance(q, list) else q], target)
        return said_as_json({"translatedText": found[0] if found else None})

    def _deepl(self) -> Said:
        if self.headers.get("Authorization") != f"DeepL-Auth-Key {self.server.key}":
            return said_as_json({"message": "Forbidden"}, 403)
        form = self.asked.form
        if (wanted := form.get("glossary_id")) and wanted[0] not in self.server.glossaries:
            return said_as_json({"message": "No glossary found"}, 404)
        found = self._translated(form["text"], form["target_lang"][0][:2].lower())
        return said_as_json({"translations": [{"detected_source_language": "EN", "text": text} for text in found]})

    def _glossaries(self) -> Said:
        return said_as_json({"glossaries": [{"glossary_id": n, **each} for n, each in self.server.glossaries.items()]})

    def _new_glossary(self) -> Said:
        if not self.server.takes_glossaries:
            return said_as_json({"message": "Unsupported language pair"}, 400)
        name = f"g{len(self.server.translations)}-{len(self.server.asked)}"
        self.server.glossaries[name] = {key: values[0] for key, values in self.asked.form.items()}
        return said_as_json({"glossary_id": name, "ready": True}, 201)

    def _google(self) -> Said:
        query = self.asked.query
        found = self._translated(query["q"], query["tl"][0][:2])
        page = f'<html><body><div class="result-container">{html.escape(str(found[0] or ""))}</div></body></html>'
        return Said(200, page.encode("utf-8", "replace"), {"Content-Type": "text/html"})

    def _mymemory(self) -> Said:
        query = self.asked.query
        found = self._translated(query["q"], query["langpair"][0].split("|")[1][:2])
        text = found[0] if found else None
        matches = [{"translation": "what somebody once wrote"}]
        return said_as_json({"responseData": {"translatedText": text}, "responseStatus": 200, "matches": matches})

    def _microsoft(self) -> Said:
        if self.headers.get("Ocp-Apim-Subscription-Key") != self.server.key:
            return said_as_json({"error": {"code": 401000, "message": "The request is not authorized"}}, 401)
        found = self._translated([each["text"] for each in self.asked.json], self.asked.query["to"][0][:2])
        return said_as_json([{"translations": [{"text": text, "to": "x"}]} for text in found])

    def _chat(self) -> Said:
        if self.server.key and self.headers.get("Authorization") != f"Bearer {self.server.key}":
            return said_as_json({"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}, 401)
        content = json.loads(self.asked.json["messages"][1]["content"])
        found = self._translated(content["texts"] if isinstance(content, dict) else content, "de")
        content = f"```json\n{json.dumps(found)}\n```"
        return said_as_json({"choices": [{"message": {"role": "assistant", "content": content}}]})


def said_as_json(values: object, status: int = 200) -> Said:
    return Said(status, json.dumps(values).encode())
