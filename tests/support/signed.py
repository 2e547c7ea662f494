"""Keys, and messages verified by dkimpy."""

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa

from newsletter.mail.message.dkim import Key
from newsletter.mail.message.tokens import Tokens

TOKENS = Tokens(("a secret of this test that is long enough",))

RSA = Key("example.org", "news", rsa.generate_private_key(65537, 2048), "rsa-sha256")


def verified(data: bytes, *keys: Key) -> list[bool]:
    """What dkimpy says of each signature, with the records of these keys in its DNS."""
    records = {f"{key.selector}._domainkey.{key.domain}.".encode(): key.record().encode() for key in keys}
    judge = dkim.DKIM(data, minkey=2048)
    count = data.split(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
    said = []
    for number in range(count):
        try:
            said.append(judge.verify(idx=number, dnsfunc=lambda name, timeout=5: records.get(name)))
        except dkim.DKIMException:
            said.append(False)
    return said


def key(domain: str, selector: str = "news", algorithm: str = "rsa-sha256") -> Key:
    return Key(domain, selector, RSA.private, algorithm)
