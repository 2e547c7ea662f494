"""What each service of deep-translator takes and answers today, beside what its class of 2023 asks for.

In: what a class asks and the texts. Out: the request to send; and of the reply the part that the class expects for
each text, or why there is none. Keys go into headers or bodies, never into addresses.
"""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsletter.locales import chain
from newsletter.problems import counted
from newsletter.translate.providers.codes import code, offered
from newsletter.translate.providers.provider import NOTHING, Kind, Refusal, is_text
from newsletter.translate.providers.wire import RefusedError, Reply, Request, Wire, refusal_of

Part = Refusal | str | dict[str, Any] | list[Any]
_SHAPE = "the answer is not what the service answers with"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a class asks for, in its own way."""

    url: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """How one service is asked, and how its answers are read."""

    base_url: Callable[[str], str]
    request: Callable[[Asked, Sequence[str], str, str], Request]
    parts: Callable[[Reply, Sequence[str]], list[Part]]
    judge: Callable[[Reply], Refusal | None]
    takes_lists: bool = False
    says_its_languages: bool = False


def pair(provider: str, source_locale: str, target_locale: str) -> tuple[str, str] | None:
    """The codes of two locales by the table; None when one is missing or both are the same language."""
    source, target = code(provider, source_locale, is_source=True), code(provider, target_locale)
    if not source or not target or chain(source_locale)[-1] == chain(target_locale)[-1]:
        return None
    return source, target


def _broken(detail: str) -> RefusedError:
    return RefusedError(Refusal(Kind.BROKEN_ANSWER, detail, is_passing=True))


def _words_of(reply: Reply) -> str:
    """What a service says of its refusal, in small letters: to tell what it is, never to be shown."""
    return reply.body[:2_000].decode("utf-8", "replace").lower()


def _one_for_each(found: object, texts: Sequence[str]) -> list[Any]:
    if not isinstance(found, list):
        raise _broken(_SHAPE)
    if len(found) != len(texts):
        raise _broken(f"{counted(len(texts), 'text was', 'texts were')} sent, {len(found)} came back")
    return found


def _unjudged(_: Reply) -> Refusal | None:
    return None


# Google: the page for phones, without a key; texts travel in the address, as everybody's do there.


def _google_request(asked: Asked, _: Sequence[str], __: str, ___: str) -> Request:
    return Request("GET", asked.url, params=asked.params)


def _google_parts(reply: Reply, _: Sequence[str]) -> list[Part]:
    page = reply.text()
    if not re.search(r"class=[\"'](t0|result-container)[\"']", page):
        raise _broken("a web page came back that is not the translator's; is there a login page in between?")
    return [page]


# DeepL: keys in the address or the body are refused since January 2026.


def _deepl_request(asked: Asked, texts: Sequence[str], key: str, _: str) -> Request:
    form = [("source_lang", asked.params["source_lang"]), ("target_lang", asked.params["target_lang"])]
    form += [("preserve_formatting", "1"), *(("text", text) for text in texts)]
    return Request("POST", asked.url, headers={"Authorization": f"DeepL-Auth-Key {key}"}, form=form)


def _deepl_parts(reply: Reply, texts: Sequence[str]) -> list[Part]:
    values = reply.json()
    found = _one_for_each(values.get("translations") if isinstance(values, dict) else None, texts)
    return [
        {"translations": [each]} if isinstance(each, dict) and is_text(each.get("text")) else NOTHING for each in found
    ]


def _deepl_judge(reply: Reply) -> Refusal | None:
    if reply.status == 400 and re.search(r"(target|source)_lang", _words_of(reply)):
        return Refusal(Kind.NO_LANGUAGE, "the service does not have this pair of languages")
    return None


# LibreTranslate: a server of one's own or somebody else's.


def _libre_request(asked: Asked, texts: Sequence[str], key: str, _: str) -> Request:
    body = {"q": list(texts), "source": asked.params["source"], "target": asked.params["target"], "format": "text"}
    return Request("POST", asked.url, json=body | ({"api_key": key} if key else {}))


def _libre_parts(reply: Reply, texts: Sequence[str]) -> list[Part]:
    values = reply.json()
    found = values.get("translatedText") if isinstance(values, dict) else None
    if isinstance(found, str) and len(texts) == 1:  # some servers of the same form know no lists
        found = [found]
    return [{"translatedText": each} if is_text(each) else NOTHING for each in _one_for_each(found, texts)]


def _libre_judge(reply: Reply) -> Refusal | None:
    if reply.status == 400:
        words = _words_of(reply)
        if "not supported" in words:
            return Refusal(Kind.NO_LANGUAGE, "the server does not have this pair of languages")
        if "limit" in words:
            return Refusal(Kind.TOO_LONG, "the text is too long for the server")
    return None


@dataclass
class Languages:
    """What a LibreTranslate server says it has: asked once, kept for the run."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _targets: dict[str, frozenset[str]] | None = None

    def pair(self, wire: Wire, url: str, source_locale: str, target_locale: str) -> tuple[str, str] | None:
        """The server's codes of two locales; a guess where it does not say, and translating will tell."""
        with self._lock:
            if self._targets is None:
                self._targets = _languages_at(wire, url)
        if self._targets:
            source = offered(source_locale, self._targets)
            target = offered(target_locale, self._targets[source]) if source else None
        else:
            source, target = chain(source_locale)[-1], chain(target_locale)[-1]
        return (source, target) if source and target and source != target else None


def _languages_at(wire: Wire, url: str) -> dict[str, frozenset[str]]:
    try:
        reply = wire.send(Request("GET", f"{url}languages"))
        listed = [] if refusal_of(reply) else reply.json()
    except RefusedError:
        return {}
    entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    named = {str(each["code"]): each.get("targets") for each in entries if each.get("code")}
    # A server that does not say what a language can become has all of them.
    every = list(named)
    return {name: frozenset(map(str, found if isinstance(found, list) else every)) for name, found in named.items()}


# MyMemory: without an address of the sender, which it takes in the URL only.


def _mymemory_request(asked: Asked, _: Sequence[str], __: str, ___: str) -> Request:
    return Request("GET", asked.url, params=asked.params)


def _mymemory_parts(reply: Reply, texts: Sequence[str]) -> list[Part]:
    values = reply.json()
    data = values.get("responseData") if isinstance(values, dict) else None
    if not isinstance(data, dict):
        raise _broken(_SHAPE)
    found = data.get("translatedText")
    if not isinstance(found, str) or not is_text(found):
        return [NOTHING]  # its class would take any other match
    # It answers `&#39;` for an apostrophe.
    found = found if re.search(r"&#?\w+;", texts[0]) else html.unescape(found)
    return [{"responseData": {"translatedText": found}}]


def _mymemory_judge(reply: Reply) -> Refusal | None:
    """It answers its troubles as translations, with status 200."""
    words = _words_of(reply)
    if "you used all available free translations" in words or re.search(r'"quotafinished"\s*:\s*true', words):
        return Refusal(Kind.QUOTA, "what may be translated in a day is used up")
    if "invalid language pair" in words or "invalid target language" in words or "two distinct languages" in words:
        return Refusal(Kind.NO_LANGUAGE, "the service does not have this pair of languages")
    if "query length limit" in words:
        return Refusal(Kind.TOO_LONG, "the text is too long for the service")
    if reply.status == 200 and (said := re.search(r'"responsestatus"\s*:\s*"?([345]\d\d)', words)):
        return refusal_of(Reply(int(said[1]), reply.headers, reply.body))
    return None


# Microsoft: Azure's translator, version 3.0.


def _microsoft_request(asked: Asked, texts: Sequence[str], key: str, region: str) -> Request:
    headers = {"Ocp-Apim-Subscription-Key": key} | ({"Ocp-Apim-Subscription-Region": region} if region else {})
    return Request("POST", asked.url, params=asked.params, headers=headers, json=[{"text": text} for text in texts])


def _microsoft_parts(reply: Reply, texts: Sequence[str]) -> list[Part]:
    return [[each] if _has_text(each) else NOTHING for each in _one_for_each(reply.json(), texts)]


def _has_text(each: object) -> bool:
    match each:
        case {"translations": [{"text": text}]}:
            return is_text(text)
    return False


def _microsoft_judge(reply: Reply) -> Refusal | None:
    said = re.search(r'"code"\s*:\s*(\d{6})', _words_of(reply)) if reply.status >= 400 else None
    match said and said[1]:
        case "400035" | "400036" | "400023" | "400019":
            return Refusal(Kind.NO_LANGUAGE, "the service does not have this pair of languages")
        case "400050" | "400077":
            return Refusal(Kind.TOO_LONG, "the text is too long for the service")
        case "403001":
            return Refusal(Kind.QUOTA, "what the account may translate is used up")
    return None


SERVICES = {
    "google": Service(lambda url: f"{url}m", _google_request, _google_parts, _unjudged),
    "deepl": Service(lambda url: f"{url}v2/", _deepl_request, _deepl_parts, _deepl_judge, takes_lists=True),
    "libre": Service(
        lambda url: url, _libre_request, _libre_parts, _libre_judge, takes_lists=True, says_its_languages=True
    ),
    "mymemory": Service(lambda url: f"{url}get", _mymemory_request, _mymemory_parts, _mymemory_judge),
    "microsoft": Service(
        lambda url: f"{url}translate?api-version=3.0",
        _microsoft_request,
        _microsoft_parts,
        _microsoft_judge,
        takes_lists=True,
    ),
}
