"""A DNS server on loopback that knows what a test tells it."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], Sequence[str] | Literal["SERVFAIL", "SILENCE"]]
"""Records by name and kind (`("example.org", "MX")`), or what happens instead."""


@contextmanager
def answering(records: Records) -> Iterator[tuple[str, list[str]]]:
    """The address of a server that answers by these records, and the questions it was asked."""
    asked: list[str] = []
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind(("127.0.0.1", 0))
    known = {name for name, _ in records}

    def serve() -> None:
        while True:
            data, sender = opened.recvfrom(4096)
            if data == b"stop":
                return
            query = dns.message.from_wire(data)
            name, kind = query.question[0].name.to_text(omit_final_dot=True), query.question[0].rdtype
            asked.append(f"{name} {dns.rdatatype.to_text(kind)}")
            found = records.get((name, dns.rdatatype.to_text(kind)), ())
            if found == "SILENCE":
                continue
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            if found == "SERVFAIL":
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif found:
                texts = [_quoted(text) for text in found] if kind == dns.rdatatype.TXT else found
                answer.answer.append(dns.rrset.from_text_list(query.question[0].name, 60, "IN", kind, texts))
            elif name not in known:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            opened.sendto(answer.to_wire(), sender)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    host, port = opened.getsockname()
    try:
        yield f"{host}:{port}", asked
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"stop", (host, port))
        thread.join(2)
        opened.close()


def _quoted(text: str) -> str:
    """A text in strings of at most 255 characters, as TXT records have them."""
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
