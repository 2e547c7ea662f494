"""DKIM: a message signed for the domain of its sender (RFC 6376; Ed25519 by RFC 8463).

In: a composed `Message` and the keys of its sender's domain. Out: the same message with a `DKIM-Signature` for each
key before all other fields. Nothing may be changed afterwards. `c=relaxed/simple`: the body is hashed as it is sent.

Keys are PEM files in one folder outside the project, each named like the DNS record of its public half:
`news._domainkey.example.org.pem`. The folder's path comes from the environment (NEWSLETTER_DKIM_KEYS).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.domains import DomainError, to_ascii
from newsletter.mail.message.template import Message
from newsletter.problems import Problem, error, warning

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

MIN_RSA_BITS = 2048
_ONCE = (b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"mime-version", b"content-type")
"""Named once more than they occur (RFC 6376 section 5.4.2): a second one added on the way breaks the signature."""
_LEFT_OUT = frozenset({b"precedence", b"auto-submitted", b"x-auto-response-suppress"})
"""Servers on the way may take these out, and nobody is deceived without them."""
_FILE = re.compile(r"(?P<selector>[a-z0-9-]+(\.[a-z0-9-]+)*)\._domainkey\.(?P<domain>[a-z0-9.-]+)\.pem")


@dataclass(frozen=True, slots=True)
class Key:
    """A private key for a domain; its public half stands in DNS at `<selector>._domainkey.<domain>`."""

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)
    algorithm: str

    @property
    def size(self) -> str:
        """Its kind and how long it is: `RSA, 2048 bits`."""
        bits = getattr(self.private, "key_size", 0)
        return f"RSA, {bits} bits" if bits else "Ed25519"

    def record(self) -> str:
        """The text of its DNS record (RFC 6376 section 3.6.1)."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        kind = self.algorithm.partition("-")[0]
        public = self.private.public_key()
        if kind == "rsa":
            data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            data = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={kind}; p={base64.b64encode(data).decode()}"

    def signature(self, data: bytes) -> bytes:
        """The signature over the canonical header."""
        if self.algorithm == "rsa-sha256":
            return self.private.sign(data, *_rsa_form())  # type: ignore[call-arg]
        return self.private.sign(hashlib.sha256(data).digest())  # type: ignore[call-arg]


def read_keys(folder: Path) -> tuple[list[Key], list[Problem]]:
    """All keys of a folder in the order of their names; a file that is no good key is told by its name only."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".pem")
    except OSError as fault:
        reason = (fault.strerror or "it can't be read").lower()
        return [], [error("bad-dkim-key", f"the folder in NEWSLETTER_DKIM_KEYS can't be read: {reason}")]
    keys, problems = [], []
    for path in paths:
        key, found = _read_key(path)
        keys += [key] if key else []
        problems += found
    return keys, problems


def keys_for(keys: Sequence[Key], address: str) -> tuple[Key, ...]:
    """The keys that sign for a sender's address so that DMARC is content (RFC 7489 section 3.1.1).

    They are those of its own domain, else of the nearest domain above it: one of each kind, of several the last by
    name. None: no message of this sender can be signed.
    """
    labels = to_ascii(address.rpartition("@")[2]).split(".")
    for at in range(max(1, len(labels) - 1)):
        found = [key for key in keys if key.domain == ".".join(labels[at:])]
        if found:
            last = {key.algorithm: key for key in sorted(found, key=lambda key: key.selector)}
            return tuple(last[algorithm] for algorithm in sorted(last, reverse=True))
    return ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A signature's field up to the signature itself, and the canonical header that a key has yet to sign."""

    key: Key
    head: bytes
    canonical: bytes

    def field(self) -> bytes:
        """The whole field, signed; this is what takes long."""
        text = base64.b64encode(self.key.signature(self.canonical))
        return self.head + b"\r\n ".join([text[at : at + 72] for at in range(0, len(text), 72)]) + b"\r\n"


def draft_signatures(message: Message, keys: Sequence[Key], date: dt.datetime) -> tuple[Draft, ...]:
    """What each key has to sign of a message, at `date`."""
    if not keys:
        return ()
    beginning, *rest = message.pieces
    body = _begun(beginning).copy()
    for piece in rest:
        body.update(piece)
    body_hash = base64.b64encode(body.digest())
    names, lines = zip(*[field for field in map(_relaxed, message.fields) if field[0] not in _LEFT_OUT], strict=True)
    covered, canonical = _covered(names), b"".join(lines)
    found = []
    for key in keys:
        sent, relaxed = _begun_field(key.algorithm, key.domain, key.selector, int(date.timestamp()), covered)
        found.append(Draft(key, b"%s%s;\r\n b=" % (sent, body_hash), b"%s%s%s; b=" % (canonical, relaxed, body_hash)))
    return tuple(found)


def sign_message(message: Message, keys: Sequence[Key], date: dt.datetime) -> Message:
    """The message with a signature of each key, made at `date`."""
    return Message(
        (*(draft.field() for draft in draft_signatures(message, keys, date)), *message.fields), message.pieces
    )


def _read_key(path: Path) -> tuple[Key | None, list[Problem]]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    def bad(why: str, hint: str) -> tuple[None, list[Problem]]:
        return None, [error("bad-dkim-key", f"`{path.name}` {why}", None, hint)]

    named = _FILE.fullmatch(path.name)
    try:
        domain = to_ascii(named["domain"]) if named else ""
    except DomainError:
        named = None
    if not named:
        hint = "name it like its record in DNS, in small letters: `news._domainkey.example.org.pem`"
        return bad("is not named like the DNS record of a key", hint)
    hint = "make one: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`"
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as fault:
        return bad(f"can't be read: {(fault.strerror or 'unknown').lower()}", "let its owner read it")
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return bad("holds no private key in PEM without a password", hint)
    if isinstance(private, RSAPrivateKey):
        if private.key_size < MIN_RSA_BITS:
            return bad(f"has {private.key_size} bits; {MIN_RSA_BITS} are the least", hint)
        algorithm = "rsa-sha256"
    elif isinstance(private, Ed25519PrivateKey):
        algorithm = "ed25519-sha256"
    else:
        return bad("is neither an RSA nor an Ed25519 key", hint)
    problems = []
    if path.stat().st_mode & 0o007:
        message = f"`{path.name}` can be read by everybody on this machine"
        problems.append(warning("open-dkim-key", message, None, "chmod 600 it, and make a new key if others were here"))
    return Key(domain, named["selector"], private, algorithm), problems


@lru_cache(maxsize=8)
def _begun(beginning: bytes) -> hashlib._Hash:
    """The hash of what stands before a letter's first slot; the same in a whole mailing, and a tenth of the body."""
    return hashlib.sha256(beginning)


@lru_cache(maxsize=1_000)
def _relaxed(field: bytes) -> tuple[bytes, bytes]:
    """The same, remembered: most fields are alike in a whole mailing."""
    return _in_relaxed_form(field)


def _in_relaxed_form(field: bytes) -> tuple[bytes, bytes]:
    """A field's name and its relaxed form (RFC 6376 section 3.4.2)."""
    name, _, value = field.partition(b":")
    name = name.strip().lower()
    # No field of ours holds a control character, so `split` finds blanks and folds and nothing else.
    return name, b"%s:%s\r\n" % (name, b" ".join(value.split()))


@lru_cache(maxsize=8)
def _begun_field(algorithm: str, domain: str, selector: str, second: int, covered: str) -> tuple[bytes, bytes]:
    """A signature's field up to the hash of the body: as it is sent, and in its relaxed form."""
    sent = (
        f"DKIM-Signature: v=1; a={algorithm}; c=relaxed/simple; d={domain};\r\n"
        f" s={selector}; t={second};\r\n"
        f" h={covered};\r\n"
        f" bh="
    ).encode()
    return sent, _in_relaxed_form(sent)[1].removesuffix(b"\r\n")


@lru_cache(maxsize=8)
def _covered(names: tuple[bytes, ...]) -> str:
    """What stands in `h=`, folded between the names so that no line is above 76 characters."""
    lines, line = [], ""
    for name in [*names, *(name for name in _ONCE if name in names)]:
        if line and len(line) + len(name) + 4 > 76:
            lines.append(line)
            line = ""
        line += (":" if line or lines else "") + name.decode()
    return "\r\n  ".join([*lines, line])


@cache
def _rsa_form() -> tuple[PKCS1v15, SHA256]:
    """The form of an RSA signature (RFC 6376 section 3.3.1); looked up once, since that takes 7 µs."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    return PKCS1v15(), SHA256()
