"""Who may use the studio: whoever has the address that was printed when it started.

In: the project's cache folder. Out: a `Session`: a secret that stands in the first address, and the cookie for which
it is exchanged at once, so that it stays in no history. Cookies know no ports: the name has it, so that two studios on
one machine don't end each other's sessions. The secret is kept, readable by its owner alone: pages that are open go on
when the studio has been ended and started again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = "studio"
_FILE = "secret"
_LENGTH = 43
"""Characters of 32 random bytes in base64 for addresses."""


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """The secret of a studio and the port it is reached on."""

    secret: str
    port: int
    _once: set[str] = field(default_factory=set)

    def one_time_key(self) -> str:
        """A secret that opens the studio once.

        A browser is started with its address, which other users of the machine can see in the list of processes.
        """
        key = secrets.token_urlsafe(32)
        self._once.add(key)
        return key

    @property
    def cookie(self) -> str:
        """The name of the cookie."""
        return f"newsletter-studio-{self.port}"

    @property
    def value(self) -> str:
        """What the cookie holds: it follows from the secret, which does not follow from it."""
        return hashlib.sha256(f"cookie {self.secret}".encode()).hexdigest()

    def set_cookie(self) -> tuple[str, str]:
        """The header that gives a browser the cookie, until it is closed."""
        # Lax: the address may be opened by a click in another program's page, and no GET changes anything.
        return ("set-cookie", f"{self.cookie}={self.value}; HttpOnly; SameSite=Lax; Path=/")

    def is_secret(self, given: str) -> bool:
        """True for the secret of the first address, and for a key that opens once and has not yet."""
        if given in self._once:
            self._once.discard(given)
            return True
        return hmac.compare_digest(given.encode(), self.secret.encode())

    def is_held_by(self, headers: Mapping[str, str]) -> bool:
        """True when a request brings the cookie."""
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        given = next((value for name, _, value in pairs if name == self.cookie), "")
        return hmac.compare_digest(given.encode(), self.value.encode())


def session_of(cache: Path, port: int) -> Session:
    """The session of a project's studio; the secret is made where there is none yet."""
    folder = cache / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _FILE
    kept = path.read_text("ascii", errors="replace") if path.is_file() else ""
    if len(kept) == _LENGTH and path.stat().st_mode & 0o077 == 0:
        return Session(kept, port)
    secret = secrets.token_urlsafe(32)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    return Session(secret, port)


def is_same_origin(headers: Mapping[str, str], own: str) -> bool:
    """True when a change comes from a page of the studio: by `Sec-Fetch-Site`, by `Origin` where that is missing.

    `own` is the origin, such as `http://127.0.0.1:8026`.
    """
    site = headers.get("sec-fetch-site")
    return site == "same-origin" if site is not None else headers.get("origin") == own
