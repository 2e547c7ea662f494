"""Forms that send a file: `multipart/form-data` (RFC 7578).

In: a request. Out: its fields and its files. Python's own reader of mail takes it apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from newsletter.studio.request import StudioRequest, UnreadableError


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file with the name that it had; both empty where none was chosen."""

    name: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class SentForm:
    """Fields by name, the last of each; all values of one by `values`; files by name."""

    fields: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    files: Mapping[str, SentFile]


def read_sent(request: StudioRequest) -> SentForm:
    """The fields and files of a form. Raises `UnreadableError`."""
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        fields = request.form()
        return SentForm(fields, {name: (value,) for name, value in fields.items()}, {})
    whole = b"Content-Type: " + kind.encode("ascii", "replace") + b"\r\n\r\n" + request.body
    try:
        message = BytesParser(EmailMessage, policy=policy.HTTP).parsebytes(whole)
    except RecursionError:  # parts in parts in parts
        raise UnreadableError from None
    if not message.is_multipart():
        raise UnreadableError
    values: dict[str, tuple[str, ...]] = {}
    files: dict[str, SentFile] = {}
    for part in message.iter_parts():
        name = part.get_param("name", "", "content-disposition")
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        if not isinstance(name, str) or not name:
            raise UnreadableError
        if part.get_filename() is not None:
            files[name] = SentFile(str(part.get_filename()), data)
            continue
        try:
            value = data.decode("utf-8")
        except UnicodeDecodeError:
            raise UnreadableError from None
        if "\0" in value:
            raise UnreadableError
        values[name] = (*values.get(name, ()), value)
    return SentForm({name: every[-1] for name, every in values.items()}, values, files)
