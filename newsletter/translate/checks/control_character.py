"""`control-character`: a control, a line break, a trace of a wrong encoding.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.source import has_forbidden
from newsletter.patterns import late
from newsletter.problems import Severity
from newsletter.translate.checks.check import Languages, TargetCheck, new_in, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation

BROKEN = late("[\ufffd\ud800-\udfff\ue000-\uf8ff]|[ÂÃ][\u0080-\u00bf]|â€")


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """No controls, no characters that hide or turn text, no traces of a wrong encoding."""
    if has_forbidden(target):
        yield "a character or mark stands in it that may not stand in a text"
    if ("\n" in target or "\r" in target) and "\n" not in "".join(sources(entry)):
        yield "a line break stands in it, and none in the source"
    if not target.isascii() and (broken := new_in(target, entry, BROKEN)):
        message = f"`{broken[0]}` is what is left of a character in a wrong encoding"
        yield message.encode("utf-8", "replace").decode()


CHECK = TargetCheck("control-character", find, severity=Severity.ERROR, hint="take it out")
