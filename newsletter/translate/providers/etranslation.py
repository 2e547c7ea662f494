"""eTranslation, the machine of the European Commission: one HTML document a language goes out, its answer comes later.

In: an `Outgoing`. Out: a receipt with the number that the service gives at once (HTTP Digest), or a refusal; and of
what came later, a result for each text. What is known of the interface is what public clients of it do:
docs/operators/etranslation.md says what has to be looked at in a first real run.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from newsletter.files import digest
from newsletter.translate.providers.codes import code
from newsletter.translate.providers.etranslation_numbers import refusal_of_number
from newsletter.translate.providers.later import Came, Outgoing, Receipt
from newsletter.translate.providers.marked_document import marked, taken_apart
from newsletter.translate.providers.provider import FREE, Answer, Kind, Limits, Price, Refusal, Result, is_text
from newsletter.translate.providers.wire import RefusedError, Reply, Request, Wire, refusal_of

NAME, TITLE = "etranslation", "eTranslation"
MAX_DOCUMENT = 20_000_000
"""Bytes that it takes (error 20046)."""
_NUMBER = re.compile(r"\s*\"?(-?\d{1,18})\"?\s*")
_PARAGRAPH = re.compile(rb"<p[ >]")
_BLANKS, _BASE64 = b" \t\r\n", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True)
class ETranslation:
    """The service as a provider that answers later. Its password is in no representation of it."""

    wire: Wire = field(repr=False)
    limits: Limits
    url: str
    application: str
    password: str = field(default="", repr=False)
    username: str = "newsletter"
    institution: str = ""
    domain: str = ""
    answers_within: dt.timedelta = dt.timedelta(hours=24)
    lack: str = ""
    name: str = NAME
    price: Price = FREE

    @property
    def service(self) -> str:
        """A digest of the address, the application, and the domain of texts."""
        return digest("\n".join((self.url, self.application, self.domain)).encode())

    def can(self, source_locale: str, target_locale: str) -> bool:
        """Two languages of the table; whether the domain has the pair, only the service knows."""
        codes = code(NAME, source_locale), code(NAME, target_locale)
        return None not in codes and codes[0] != codes[1]

    def submit(self, outgoing: Outgoing) -> Receipt | Refusal:
        """Send all texts as one document."""
        document = marked(outgoing.texts, outgoing.source_locale)
        if len(document) > MAX_DOCUMENT:
            detail = f"the document has {len(document):,} bytes; the limit is {MAX_DOCUMENT:,}"
            return Refusal(Kind.TOO_LONG, detail, provider=NAME)
        caller = {"application": self.application, "username": self.username, "institution": self.institution}
        asked = {
            "externalReference": outgoing.reference,
            "callerInformation": {name: said for name, said in caller.items() if said},
            "sourceLanguage": code(NAME, outgoing.source_locale),
            "targetLanguages": [code(NAME, outgoing.target_locale)],
            "documentToTranslateBase64": {
                "content": base64.b64encode(document).decode(),
                "format": "html",
                "fileName": f"{outgoing.reference}.html",
            },
            "destinations": {"httpDestinations": [outgoing.answer_address]},
            "errorCallback": outgoing.error_address,
            **({"domain": self.domain} if self.domain else {}),
        }
        key = (self.application, self.password)
        try:
            reply = self.wire.send(Request("POST", f"{self.url}translate", json=asked, digest=key))
            return refusal_of(reply) or _receipt(reply)
        except RefusedError as refused:
            return refused.refusal


def _receipt(reply: Reply) -> Receipt | Refusal:
    number = _NUMBER.fullmatch(reply.text()[:200])
    if number is None:
        detail = "it did not answer with the number of a request"
        return Refusal(Kind.BROKEN_ANSWER, detail, is_passing=True, may_have_arrived=True)
    return refusal_of_number(int(number[1])) if int(number[1]) <= 0 else Receipt(number[1])


def read_answer(came: Came, texts: Sequence[str]) -> list[Result] | Refusal:
    """A result for each text of the request, or why nothing of what came can be used."""
    said = {**_form(came), **came.fields}
    if came.is_error or "error-code" in said:
        number = _NUMBER.fullmatch(said.get("error-code", "") or came.body[:30].decode("ascii", "replace"))
        if number is None or not int(number[1]):
            return Refusal(Kind.SERVER_FAULT, "it reports an error without a number", is_passing=True, provider=NAME)
        return refusal_of_number(int(number[1]))
    document = said.get("translated-text", "").encode() or _decoded(came.body)
    try:
        found = taken_apart(document, len(texts))
    except ValueError:
        found = []
    if not any(found) and not (found and _is_ours(document, len(texts))):
        return Refusal(Kind.BROKEN_ANSWER, "what came is not the document that was sent", True, provider=NAME)
    lost = Refusal(Kind.LOST_MARK, "it came back merged with another text, split, or without its mark", provider=NAME)
    return [Answer(text, NAME) if text is not None and is_text(text) else lost for text in found]


def _is_ours(document: bytes, count: int) -> bool:
    """True for a document with one of our marks, or as many paragraphs as were sent."""
    return b' id="u' in document or len(_PARAGRAPH.findall(document)) == count


def _form(came: Came) -> dict[str, str]:
    if not came.kind.lower().startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        fields = parse_qs(came.body.decode(), max_num_fields=50)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: values[0] for name, values in fields.items()}


def _decoded(body: bytes) -> bytes:
    """The document, whether it came as it is or in base64: no document is made of that alphabet alone."""
    packed = body.translate(None, _BLANKS)
    if packed.rstrip(b"=").translate(None, _BASE64):
        return body
    try:
        return base64.b64decode(packed, validate=True)
    except binascii.Error:
        return body
