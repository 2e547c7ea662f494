"""A session with a mail server, opened up to where messages begin: greeted, encrypted, signed in.

In: a `Route`. Out: a `Session` with the connected socket, or `SessionError` in the server's words. RFC 5321 section
3.1 and 3.2, STARTTLS by RFC 3207, AUTH by RFC 4954. What was to be encrypted is never sent in clear. Certificates are
judged by those of the system, or of the file named by SSL_CERT_FILE. The only module with smtplib.
"""

from __future__ import annotations

import base64
import ipaddress
import re
import smtplib
import socket as sockets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from newsletter.exceptions import NewsletterError
from newsletter.mail.smtp.route import Route

TIMEOUT = 60.0
"""Seconds for each answer; RFC 5321 section 4.5.3.2 allows minutes, which a relay of one's own does not need."""
_PARTING = 2.0
_UNKNOWN_WAY = 504
_LONGEST = 300


class SessionError(NewsletterError):
    """No session could be opened: the server's `words` or ours, its reply `code` or 0, and whether it may pass.

    `is_sign_in`: it is about name and password, with which nobody tries again and again.
    """

    def __init__(self, words: str, code: int = 0, *, is_passing: bool, is_sign_in: bool = False) -> None:
        super().__init__(f"{code} {words}" if code else words)
        self.words = words
        self.code = code
        self.is_passing = is_passing
        self.is_sign_in = is_sign_in


@dataclass(slots=True)
class Session:
    """A connection on which MAIL FROM comes next; nothing that the server has sent is unread."""

    socket: sockets.socket
    features: frozenset[str]
    """What the server offers, in small letters: `pipelining`, `8bitmime`, `smtputf8`, `size` …"""
    max_size: int
    """The octets that a message may have (RFC 1870); 0: the server names no limit."""
    tls_version: str
    """`TLSv1.3`, or empty when all is sent in clear."""
    is_broken_off: bool = False
    """Whether it was left in the middle of a message: a server takes no leave there, and none is waited for."""

    def close(self) -> None:
        """Take leave and close; what goes wrong with that does not matter to anybody."""
        with suppress(OSError, ValueError):
            if not self.is_broken_off:
                self.socket.settimeout(_PARTING)
                self.socket.sendall(b"QUIT\r\n")
                self.socket.recv(1024)
        with suppress(OSError):
            self.socket.close()


def open_session(
    route: Route, helo: str, *, timeout: float = TIMEOUT, context: ssl.SSLContext | None = None
) -> Session:
    """A session by a route; `helo` is the name or address by which this machine says who it is.

    `context` judges the server's certificate; left out, the system's does. Raises `SessionError`.
    """
    judge = context or (None if route.tls == "none" else ssl.create_default_context())
    with _translate_faults(route):
        client = _connected(route, _literal(helo), timeout, judge)
    is_open = False
    try:
        with _translate_faults(route):
            session = _begun(client, route, judge)
            is_open = True
            return session
    finally:
        if not is_open:
            client.close()


def _connected(route: Route, helo: str, timeout: float, judge: ssl.SSLContext | None) -> smtplib.SMTP:
    # The host goes to the constructor, or `starttls` would not know whose certificate to expect.
    if route.tls == "tls":
        return smtplib.SMTP_SSL(route.host, route.port, helo, timeout=timeout, context=judge)
    return smtplib.SMTP(route.host, route.port, helo, timeout=timeout)


def _begun(client: smtplib.SMTP, route: Route, judge: ssl.SSLContext | None) -> Session:
    client.ehlo_or_helo_if_needed()
    if route.tls == "starttls":
        if not client.has_extn("starttls"):
            raise SessionError("the server does not offer STARTTLS", is_passing=False)
        client.starttls(context=judge)
        client.ehlo_or_helo_if_needed()
    if route.user:
        _sign_in(client, route)
    limit = client.esmtp_features.get("size", "")
    features = frozenset(client.esmtp_features)
    opened = _taken(client)
    version = (opened.version() or "") if isinstance(opened, ssl.SSLSocket) else ""
    return Session(opened, features, int(limit) if re.fullmatch(r"[0-9]{1,18}", limit) else 0, version)


def _sign_in(client: smtplib.SMTP, route: Route) -> None:
    """AUTH by the first way that the server offers and then knows.

    smtplib's own `login` tries a wrong password in every way, which locks accounts, and takes a server that hangs up
    upon it for one in trouble.
    """
    offered = client.esmtp_features.get("auth", "").upper().split()
    ways = {"PLAIN": client.auth_plain, "LOGIN": client.auth_login, "CRAM-MD5": client.auth_cram_md5}
    left = [way for way in ways if way in offered]
    client.user, client.password = route.user, route.password
    while left:
        way = left.pop(0)
        try:
            client.auth(way, ways[way])  # type: ignore[arg-type]
            return
        except smtplib.SMTPAuthenticationError as fault:
            if fault.smtp_code != _UNKNOWN_WAY or not left:
                raise
    raise SessionError("the server offers no way to sign in that this program knows", is_passing=False)


def _taken(client: smtplib.SMTP) -> sockets.socket:
    """The socket out of smtplib's hands; bytes that nobody asked for would be taken for the next command's answer."""
    opened, reader = client.sock, client.file
    if opened is None or reader is None:
        raise smtplib.SMTPServerDisconnected
    timeout = opened.gettimeout()
    opened.settimeout(0)
    try:
        left: bytes = reader.peek(1)
    except (ssl.SSLWantReadError, BlockingIOError):
        left = b""
    opened.settimeout(timeout)
    if left:
        found = re.match(rb"([45][0-9]{2})[ -]?([^\r\n]*)", left)
        code = int(found[1]) if found else 0
        words = found[2] if found else b"the server has sent more than was asked for"
        raise SessionError(_plain(words), code, is_passing=400 <= code < 500)
    reader.close()
    client.sock = client.file = None
    return opened


@contextmanager
def _translate_faults(route: Route) -> Iterator[None]:
    """What libraries raise, as ours."""
    try:
        yield
    except smtplib.SMTPResponseException as fault:
        raise _answered(route, fault) from None
    except smtplib.SMTPServerDisconnected as fault:
        did = "does not answer in time" if "timed out" in str(fault) else "has closed the connection"
        raise SessionError(f"the server {did}", is_passing=True) from None
    except ssl.SSLCertVerificationError as fault:  # to Python also a ValueError
        words = f"the server's certificate can't be trusted: {fault.verify_message}"
        raise SessionError(_plain(words), is_passing=False) from None
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        raise SessionError("the server has closed the connection while TLS began", is_passing=True) from None
    except ssl.SSLError as fault:
        reason = (fault.reason or "no reason given").replace("_", " ").lower()
        raise SessionError(f"the server does not speak TLS as it should: {reason}", is_passing=False) from None
    except (smtplib.SMTPException, ValueError):  # challenges without end, or one that is no base64
        raise SessionError("the server does not let anybody sign in as it should", is_passing=False) from None
    except TimeoutError:
        raise SessionError("the server does not answer in time", is_passing=True) from None
    except sockets.gaierror as fault:
        is_passing = fault.errno == sockets.EAI_AGAIN
        raise SessionError(f"the name {route.host} has no address", is_passing=is_passing) from None
    except OSError as fault:
        reason = (fault.strerror or "no reason given").lower()
        raise SessionError(f"no connection: {reason}", is_passing=True) from None


def _answered(route: Route, fault: smtplib.SMTPResponseException) -> SessionError:
    if not 200 <= fault.smtp_code < 600:
        return SessionError("what answers there is no mail server", is_passing=False)
    words = fault.smtp_error
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    is_sign_in = isinstance(fault, smtplib.SMTPAuthenticationError)
    if route.password:  # some servers repeat a command that they do not like
        plain = f"\0{route.user}\0{route.password}"
        for secret in (route.password, *(base64.b64encode(x.encode()).decode() for x in (plain, route.password))):
            text = text.replace(secret, "…")
    is_passing = 400 <= fault.smtp_code < 500
    return SessionError(_plain(text), fault.smtp_code, is_passing=is_passing, is_sign_in=is_sign_in)


def _plain(words: str | bytes) -> str:
    """A server's words on one line, without controls and not too long."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _literal(name: str) -> str:
    """An IP address as EHLO takes it (RFC 5321 section 4.1.3); a name as it is."""
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return name
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"
