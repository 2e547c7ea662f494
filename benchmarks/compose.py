"""How many messages a second are composed and signed, beside the usual ways, as ratios of one run.

In: the letters of this repository's November issue. Out: a line for each, what a message costs with each letter counted
alike, and whether the goals are met. Each round begins with another contender; the best round of each counts.

    python benchmarks/compose.py [--messages 200] [--rounds 7] [--edition eu/en]
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import dkim
import jinja2
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from newsletter.edition import EditionKey
from newsletter.mail.message.dkim import Key, sign_message
from newsletter.mail.message.recipient import Places, Recipient, recipient_of
from newsletter.mail.message.template import Message, MessageTemplate
from newsletter.mail.message.tokens import Claim, Tokens
from newsletter.pipeline.project import open_project
from newsletter.pipeline.snapshot import open_snapshot, prepare
from newsletter.render.letter.letter import Letter, cut_at_slots

REPOSITORY = Path(__file__).resolve().parent.parent
PLACES = Places("https://news.example.org", "news.example.org")
TOKENS = Tokens(("a secret of this benchmark that is long enough",))
NOW = dt.datetime(2023, 11, 21, 9, tzinfo=dt.UTC)
RSA = Key("example.org", "news", rsa.generate_private_key(65537, 2048), "rsa-sha256")
ED = Key("example.org", "news-ed", ed25519.Ed25519PrivateKey.generate(), "ed25519-sha256")
PEM = RSA.private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())

ISSUE = "2023-11"
FLOOR = "floor: copy + SHA-256 + RSA-2048"
COMPOSED, WITH_RSA, WITH_BOTH = "composed", "composed, RSA", "composed, RSA and Ed25519"
WHOLE = "encoded anew for each reader, RSA"
NAIVE, NAIVE_SIGNED = "Jinja2 + EmailMessage", "Jinja2 + EmailMessage + dkimpy"
SLOW = {NAIVE: 5, NAIVE_SIGNED: 20}
"""So many times fewer messages a round."""


def letter(root: Path, key: EditionKey) -> Letter:
    """The letter of an edition, its slots open."""
    project, _ = open_project(root, {})
    assert project is not None
    found = prepare(open_snapshot(project, key.issue), key).letter
    assert found is not None
    return found


def recipient(one: Letter, slots: frozenset[str], number: int) -> Recipient:
    return recipient_of("Ada Example", f"reader{number}@example.org", one, slots, Claim(number, 1), TOKENS, PLACES)


def naive(one: Letter) -> Callable[[Recipient], bytes]:
    """What most programs do: a template filled and an `EmailMessage` made for each reader."""
    environment = jinja2.Environment(autoescape=False)

    def template(text: str) -> jinja2.Template:
        around, slots = cut_at_slots(text)
        named = ["{{ values['" + slot + "'] }}" for slot in slots]
        pieces = [f"{{% raw %}}{piece}{{% endraw %}}" for piece in around]
        return environment.from_string("".join(a + b for a, b in zip(pieces, [*named, ""], strict=True)))

    text, html = template(one.text), template(one.html)
    issue, point, locale = one.edition.split("/")
    fixed = {
        "Reply-To": one.reply_to,
        "Subject": one.subject,
        "Content-Language": locale,
        "List-Id": f'"{one.sender[0]}" <{point}.{PLACES.domain}>',
        "List-Archive": f"<{PLACES.site}/{locale}/>",
        "Feedback-ID": f"{issue}:{point}:{locale}:newsletter",
        "Precedence": "bulk",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

    def composed(to: Recipient) -> bytes:
        message = EmailMessage(SMTP)
        message["From"] = f'"{one.sender[0]}" <{one.sender[1]}>'
        message["To"] = f"{to.name} <{to.address}>"
        message["Date"] = NOW
        message["Message-ID"] = f"<{to.message_id}>"
        message["List-Unsubscribe"] = f"<{to.values['leave']}>, <mailto:{to.leave_by_mail}>"
        for name, value in fixed.items():
            message[name] = value
        message.set_content(text.render(values=to.values))
        message.add_alternative(html.render(values=to.values), subtype="html")
        for part in message.iter_parts():
            part["Content-Language"] = locale
        return message.as_bytes()

    return composed


def covered(message: Message) -> list[bytes]:
    """The names of the fields that our signature of this message covers, those named once more than they occur too."""
    (field,) = (field for field in sign_message(message, [RSA], NOW).fields if field.startswith(b"DKIM-Signature"))
    listed = field.partition(b" h=")[2].partition(b";")[0]
    return b"".join(listed.split()).split(b":")


def contenders(one: Letter, count: int) -> dict[str, Callable[[], None]]:
    """Each makes `count` messages, or the part of them that `SLOW` says, with the links of each reader."""
    message_template = MessageTemplate.of(one, PLACES)
    key = RSA.private
    assert isinstance(key, rsa.RSAPrivateKey)
    compose, fixed = naive(one), message_template.message(recipient(one, message_template.slots, 0), NOW).to_bytes()
    names = covered(message_template.message(recipient(one, message_template.slots, 0), NOW))

    def floor() -> None:
        for _ in range(count):
            copy = bytes(bytearray(fixed))
            key.sign(hashlib.sha256(copy).digest(), PKCS1v15(), SHA256())

    def ours(*keys: Key) -> Callable[[], None]:
        def run() -> None:
            for number in range(count):
                message = message_template.message(recipient(one, message_template.slots, number), NOW)
                (sign_message(message, keys, NOW) if keys else message).to_bytes()

        return run

    def whole() -> None:
        for number in range(count):
            to = recipient(one, message_template.slots, number)
            message: Message = MessageTemplate.of(one.filled(to.values), PLACES).message(to, NOW)
            sign_message(message, [RSA], NOW).to_bytes()

    def usual(*, is_signed: bool) -> Callable[[], None]:
        def run() -> None:
            for number in range(count // SLOW[NAIVE_SIGNED if is_signed else NAIVE]):
                data = compose(recipient(one, message_template.slots, number))
                if is_signed:
                    way = (b"relaxed", b"simple")
                    dkim.sign(data, b"news", b"example.org", PEM, canonicalize=way, include_headers=names) + data

        return run

    return {
        FLOOR: floor,
        COMPOSED: ours(),
        WITH_RSA: ours(RSA),
        WITH_BOTH: ours(RSA, ED),
        WHOLE: whole,
        NAIVE: usual(is_signed=False),
        NAIVE_SIGNED: usual(is_signed=True),
    }


def measured(one: Letter, count: int, rounds: int) -> dict[str, float]:
    """Seconds a message of each contender, at its best."""
    racing = contenders(one, count)
    names, best = list(racing), dict.fromkeys(racing, float("inf"))
    for number in range(rounds):
        turn = number % len(names)
        for name in [*names[turn:], *names[:turn]]:
            begun = time.perf_counter()
            racing[name]()
            best[name] = min(best[name], (time.perf_counter() - begun) / (count // SLOW.get(name, 1)))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--edition", action="append", help="POINT/LOCALE; repeatable; else all of them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("issues", "templates", "locales"):
            shutil.copytree(REPOSITORY / name, root / name)
        shutil.copy(REPOSITORY / "newsletter.toml", root)
        project, _ = open_project(root, {})
        assert project is not None
        keys = open_snapshot(project, ISSUE).editions()
        wanted = [key for key in keys if not options.edition or f"{key.point}/{key.locale}" in options.edition]
        total: Counter[str] = Counter()
        print(f"{'':24}{'KB':>5}{'RSA / floor':>13}{'usual / RSA':>13}")
        for key in wanted:
            one = letter(root, key)
            message_template = MessageTemplate.of(one, PLACES)
            size = len(message_template.message(recipient(one, message_template.slots, 0), NOW).to_bytes())
            best = measured(one, options.messages, options.rounds)
            total.update(best)
            near, ahead = best[WITH_RSA] / best[FLOOR], best[NAIVE_SIGNED] / best[WITH_RSA]
            print(f"{key!s:24}{size // 1000:5}{near:13.2f}{ahead:13.1f}")
    print(f"\n{'all letters':38}{'× floor':>9}{'a second':>11}")
    for name, taken in total.items():
        print(f"  {name:36}{taken / total[FLOOR]:9.2f}{len(wanted) / taken:11,.0f}")
    near, ahead = total[WITH_RSA] / total[FLOOR], total[NAIVE_SIGNED] / total[WITH_RSA]
    print(f"\n  {'pass' if near <= 1.15 else 'MISS'}  composed, RSA / floor, wanted ≤ 1.15: {near:.2f}")
    print(f"  {'pass' if ahead >= 40 else 'MISS'}  the usual way / composed, RSA, wanted ≥ 40: {ahead:.1f}")


if __name__ == "__main__":
    main()
