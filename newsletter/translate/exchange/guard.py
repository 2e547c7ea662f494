"""Files from outside, looked at before any library reads them: bombs, entities, macros, giants.

In: bytes. Out: problems; none where they may be read. Limits hold before anything is unpacked, so memory stays bounded.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from newsletter.problems import Location, Problem, error

MOST_BYTES = 16_000_000
"""A file for translators is not larger: 200 texts are 0.2 MB of XLIFF; a memory of 40 000 pairs has 16 MB."""
MOST_UNPACKED = 40_000_000
MOST_PARTS = 500
MOST_TAGS = 600_000
"""A tag is some 100 bytes of memory, however short it is written."""
_DTD = re.compile(
    rb"<!\s*(?:DOCTYPE|ENTITY)|<\x00!\x00D\x00|\x00<\x00!\x00D|<\x00!\x00E\x00|\x00<\x00!\x00E", re.IGNORECASE
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xml_problems(data: bytes, file: str) -> list[Problem]:
    """Why XML is not read."""
    if len(data) > MOST_BYTES:
        return [_too_large(len(data), MOST_BYTES, file)]
    if found := _DTD.search(data):
        at = Location(file, data.count(b"\n", 0, found.start()) + 1)
        message = "the file declares entities or a document type; no file of a translator needs them"
        return [error("unsafe-file", message, at, "ask for it anew, exported by a tool for translators")]
    if (tags := data.count(b"<")) > MOST_TAGS:
        message = f"the file has {tags:,} tags; the limit is {MOST_TAGS:,}"
        return [error("file-too-large", message, Location(file), "split it")]
    return []


def workbook_problems(data: bytes, file: str) -> list[Problem]:
    """Why a table of a spreadsheet program is not read."""
    if len(data) > MOST_BYTES:
        return [_too_large(len(data), MOST_BYTES, file)]
    if data.startswith(_OLD_OFFICE):
        message = "the file is of an old format, or has a password"
        return [error("broken-table", message, Location(file), "save it as .xlsx, without a password")]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_archive_problems(archive, file))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as fault:
        message = f"the file can't be unpacked: {str(fault).lower() or 'it is cut'}"
        return [error("broken-table", message, Location(file), "save it once more as .xlsx")]
    except Exception as fault:  # zlib.error, struct.error: whatever a damaged archive makes of the standard library
        if type(fault).__module__ not in ("zlib", "struct"):
            raise
        return [error("broken-table", "the file is damaged", Location(file), "save it once more as .xlsx")]


def _archive_problems(archive: zipfile.ZipFile, file: str) -> Iterator[Problem]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        message = f"the file has {len(parts):,} parts; the limit is {MOST_PARTS}"
        yield error("file-too-large", message, Location(file), "save the one sheet by itself")
        return
    if (total := sum(part.file_size for part in parts)) > MOST_UNPACKED:
        # What a part really holds is never more than it says: zipfile stops there.
        yield _too_large(total, MOST_UNPACKED, file, "unpacked, ")
        return
    for part in parts:
        name = part.filename.lower()
        if "vbaproject" in name or name.endswith((".bin.xml", "/vbadata.xml")):
            message = "the file has macros; they are never run, and no table needs them"
            yield error("unsafe-file", message, Location(file), "save it as .xlsx, without macros")
            return
        if name.endswith((".xml", ".rels")):
            inner = archive.read(part)
            if b"macroEnabled" in inner and name == "[content_types].xml":
                message = "the file is one for macros; they are never run, and no table needs them"
                yield error("unsafe-file", message, Location(file), "save it as .xlsx, without macros")
                return
            if found := xml_problems(inner, file):
                yield from found
                return
    if not any(part.filename.lower().startswith("xl/") for part in parts):
        what = "a Word document" if any(part.filename == "word/document.xml" for part in parts) else "no table"
        hint = "bring in the .xlsx that came back for the one that was sent"
        yield error("broken-table", f"the file is {what}, whatever its name says", Location(file), hint)


def _too_large(size: int, most: int, file: str, how: str = "") -> Problem:
    message = f"{how}the file has {size:,} bytes; the limit is {most:,}"
    return error("file-too-large", message, Location(file), "split it, or take what is no text out of it")
