"""Mail servers on loopback: aiosmtpd with TLS and AUTH, and one that says whatever a test wants it to say."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from newsletter.mail.smtp.route import Route

USER, PASSWORD = "es", "one two/three"


@dataclass(frozen=True)
class Certificate:
    """A certificate that signs itself, in a file with its key, for a name or address."""

    file: Path

    def of_server(self) -> ssl.SSLContext:
        """What a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context

    def trusted(self) -> ssl.SSLContext:
        """A client's context that trusts it and nothing else."""
        return ssl.create_default_context(cafile=str(self.file))


def certificate(folder: Path, host: str = "127.0.0.1", *, days: int = 30) -> Certificate:
    """A new certificate for a host; with negative days one that has ended."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / f"{host}.pem"
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return Certificate(file)


def _judge(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
    is_known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


class _Relay(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


@contextmanager
def relay(
    shown: Certificate | None = None, *, at_once: bool = False, with_auth: bool = False, size: int = 0
) -> Iterator[int]:
    """The port of a relay: in clear, with STARTTLS when it shows a certificate, or with TLS `at_once`."""
    context = shown.of_server() if shown else None
    controller = _Relay(
        handler=object(),
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context if at_once else None,
        tls_context=None if at_once else context,
        authenticator=_judge if with_auth else None,
        auth_require_tls=with_auth and not at_once and context is not None,
        data_size_limit=size or None,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scripted(answers: Sequence[bytes | None]) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says each of these in turn, the first at once, the rest after a line each; None: it hangs up.

    Out: its port, and the lines that it was told, as they come.
    """
    told: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            opened, _ = listening.accept()
        except OSError:
            return
        with opened, opened.makefile("rb") as lines:
            for number, answer in enumerate(answers):
                if number:
                    told.append(lines.readline())
                if answer is None:
                    return
                try:
                    opened.sendall(answer)
                except OSError:
                    return
            while line := lines.readline():
                told.append(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1]), told
    finally:
        listening.close()
        thread.join(1)


def route(port: int, tls: str = "none", user: str = "", password: str = "", host: str = "127.0.0.1") -> Route:
    """A route to a server of these tests."""
    return Route(host, port, tls, user, password, 4, 200, 0)  # type: ignore[arg-type]
