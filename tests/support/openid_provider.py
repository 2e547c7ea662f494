"""A real OpenID Connect provider on loopback, and one that has been broken into: what it says can be made untrue."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
import requests
import werkzeug.serving

Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class RealProvider:
    """`issuer` is its address; `asked` are the forms that its token address got; `said` changes what it answers."""

    issuer: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    said: dict[str, Change] = field(default_factory=dict)
    """By path: what is done to the JSON before it goes out."""

    def answer(self, address: str, subject: str) -> dict[str, str]:
        """What a browser that was led there brings back after somebody has signed in; "" says no."""
        form = {"sub": subject} if subject else {"action": "deny"}
        answer = requests.post(address, data=form, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text[:300]
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def forged(token: str, header: dict[str, Any], **claims: Any) -> str:
    """A token with another header and other claims, and no signature."""
    said = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    parts = [json.dumps(each).encode() for each in (header, {**said, **claims})]
    return ".".join([*(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts), ""])


@contextmanager
def real_provider(people: dict[str, dict[str, Any]]) -> Iterator[RealProvider]:
    """A provider that knows these people, by their names there, with what it says of them."""
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in people.items()]
    app = oidc_provider_mock.app(user_claims=users)
    provider = RealProvider()

    def look() -> None:
        if flask.request.path == "/oauth2/token":
            provider.asked.append(flask.request.form.to_dict())

    def change(response: flask.Response) -> flask.Response:
        made = provider.said.get(flask.request.path)
        if made is not None:
            response.set_data(json.dumps(made(json.loads(response.get_data()))))
        return response

    app.before_request(look)
    app.after_request(change)
    server = werkzeug.serving.make_server("localhost", 0, app, threaded=True)
    provider.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
