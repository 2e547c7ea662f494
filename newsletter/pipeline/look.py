"""A letter at a glance, as somebody who writes looks at it: samples in its personal slots, and what is wrong with it.

In: an edition that was prepared. Out: a `Look`; where its files make no letter, the last that was whole, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from newsletter.edition import EditionKey
from newsletter.pipeline.snapshot import Prepared, Snapshot
from newsletter.problems import Problem, Severity, ordered

SITE = "/site/"
"""Below this address are the pictures and calendar files that a letter at a glance shows."""


_PICTURE = re.compile(rf"{SITE}images/[^\"')\s]+")


@dataclass(frozen=True, slots=True)
class Look:
    """The letter of an edition to be looked at; personal slots hold samples, pictures come from `SITE`.

    `html` says in `data-u` and `data-u-alt` which value each text is; it is empty where there has never been a letter.
    `size` is the HTML's size in bytes as it is mailed. `faults` are errors that it lacks something for; where
    `is_current` is false the files of now make no letter, and this is the last that was whole. `number` is that of the
    state it was made for.
    """

    key: EditionKey
    number: int
    html: str = field(default="", repr=False)
    size: int = 0
    subject: str = ""
    preheader: str = ""
    sender: tuple[str, str] = ("", "")
    states: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    faults: tuple[Problem, ...] = ()
    is_current: bool = True

    def without_pictures(self, instead: str) -> Look:
        """The same with `instead` as the address of each picture, which shows none."""
        return replace(self, html=_PICTURE.sub(instead, self.html))

    @property
    def is_ready(self) -> bool:
        """True when every text of it has been read by a person."""
        return bool(self.html) and not (self.states.get("missing") or self.states.get("needs-review"))

    @property
    def open_texts(self) -> int:
        """How many texts nobody has accepted yet."""
        return self.states.get("missing", 0) + self.states.get("needs-review", 0)


def last_whole(key: EditionKey, number: int, last: Look | None, faults: tuple[Problem, ...]) -> Look:
    """The last letter that was whole, with what is wrong with the files of now; without one there is no HTML."""
    if last is None:
        return Look(key, number, faults=faults, is_current=False)
    return replace(last, number=number, faults=faults, is_current=False)


def errors_in_the_way(snapshot: Snapshot, prepared: Prepared) -> tuple[Problem, ...]:
    """What keeps an edition from being laid out, or whole: the errors told of it and of what it is made of."""
    of_templates = snapshot.catalogs.problems if prepared.letter is None else ()
    return _errors_of(prepared.key, (*prepared.problems, *prepared.catalogs, *snapshot.problems, *of_templates))


def _errors_of(key: EditionKey, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The errors among problems, without those of what only other points mail."""
    others = (f"issues/{key.issue}/points/", "points/")
    own = (f"issues/{key.issue}/points/{key.point}", f"points/{key.point}")

    def concerns(problem: Problem) -> bool:
        path = problem.path
        is_own = path in own or path.startswith(tuple(f"{each}/" for each in own))
        return problem.severity is Severity.ERROR and (is_own or not path.startswith(others))

    return tuple(ordered(filter(concerns, problems)))


def look_of(snapshot: Snapshot, prepared: Prepared, number: int) -> Look:
    """A letter that was prepared, at a glance. Raises `ValueError` where none was made."""
    from newsletter.render.letter.skeleton import untraced

    letter, edition = prepared.letter, prepared.edition
    if letter is None or edition is None:
        raise ValueError(f"{prepared.key} has no letter")
    site = snapshot.project.settings.site
    html = letter.filled(letter.samples(site)).html.replace(f"{site}/images/", f"{SITE}images/")
    return Look(
        key=prepared.key,
        number=number,
        html=html,
        size=len(untraced(letter.html).encode()),
        subject=letter.subject,
        preheader=letter.preheader,
        sender=letter.sender,
        states=edition.counts(),
        problems=(*prepared.problems, *prepared.catalogs),
        faults=errors_in_the_way(snapshot, prepared),
    )
