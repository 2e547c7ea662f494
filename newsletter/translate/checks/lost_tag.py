"""`lost-tag`: a tag is missing, new, or crosses another.

In: a target beside its unit. Out: what is wrong with it, in words.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.tagged import tag_faults
from newsletter.problems import Severity
from newsletter.translate.checks.check import Languages, TargetCheck, sources
from newsletter.translate.glossary import Glossary
from newsletter.translate.unit import Translation


def find(entry: Translation, target: str, _: Languages, _glossary: Glossary) -> Iterator[str]:
    """Each tag of the source once, pairs nested; in a plural, of whichever of its sources it is nearer to.

    All that is wrong is one message.
    """
    texts = target + entry.source + entry.plural
    if "<" not in texts and "\\" not in texts:
        return
    faults = min((tag_faults(source, target) for source in sources(entry)), key=len)
    # A pair that is lost or added is one fault, said of its opening tag; a tag that was renamed is one mistake.
    told = [fault for fault in faults if "</" not in fault or fault.replace("</", "<") not in faults]
    if told:
        yield "; ".join(told)


CHECK = TargetCheck(
    "lost-tag", find, severity=Severity.ERROR, hint="put each tag of the source once into the translation, pairs nested"
)
