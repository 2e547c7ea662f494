"""axe in a browser: the rules of accessibility that need a letter to be seen, and what each is for us.

In: a letter examined, what axe has said of it in Chromium. Out: problems, each at the place where it is mended.
axe-core (Deque, MPL 2.0) comes with this package as it is published.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from newsletter.preflight.check import LetterCheck
from newsletter.preflight.finding import Finding
from newsletter.preflight.letter import Examined
from newsletter.problems import Problem

VIEWS = ((640, "light"), (375, "dark"))
"""Widths in CSS pixels, each with a colour scheme: a desk by day, a phone by night."""
_DATA = Path(__file__).with_name("data")
_RULE = re.compile(r'\{id:"([a-z-]+)"(?:,reviewOnFail:!0)?,impact:"[a-z]+"')
_MARK = "data-at"
_RUN = """(async leftOut => {
  const rules = axe.getRules().map(rule => rule.ruleId).filter(rule => !leftOut.includes(rule));
  const options = {runOnly: {type: 'rule', values: rules}, preload: false, elementRef: true, selectors: false,
                   resultTypes: ['violations', 'incomplete']};
  await document.fonts.ready;
  const result = await axe.run(document, options);
  // Nobody knows whether undecided contrast can be read; other undecided rules ask about what a letter has not.
  const undecided = result.incomplete.filter(one => one.id === 'color-contrast');
  return [...result.violations, ...undecided].flatMap(one => one.nodes.map(node => [
    one.id, one.help, Number(node.element?.closest('[data-at]')?.dataset.at ?? -1)]));
})"""


class Seen(NamedTuple):
    """What axe has found: its rule, what that asks for, and the element by its number in the letter; -1 for none."""

    rule: str
    asks: str
    element: int


@cache
def script() -> str:
    """The text of axe-core."""
    return (_DATA / "axe.min.js").read_text("utf-8")


def names() -> list[str]:
    """The names of axe's rules, as its text has them."""
    return sorted(set(_RULE.findall(script())))


@cache
def rules() -> Mapping[str, Mapping[str, str]]:
    """Rules of others: `axe` that are left out, with the reason; `axe-here` and `emc` with our check of each."""
    return tomllib.loads((_DATA / "rules.toml").read_text("utf-8"))


def run_script() -> str:
    """An expression that runs axe in a page where it is loaded, and answers with rows of what is `Seen`."""
    return f"{_RUN}({json.dumps(list(rules()['axe']))})"


def numbered(letter: Examined) -> str:
    """The letter's HTML, every element with its number, in the order of `root.iter`."""
    root = deepcopy(letter.root)
    for number, element in enumerate(root.iter(etree.Element)):
        element.set(_MARK, str(number))
    return str(etree.tostring(root, method="html", encoding="unicode", doctype="<!DOCTYPE html>"))


def problems_of(letter: Examined, seen: Collection[Seen], told: Collection[str]) -> Iterator[Problem]:
    """What is seen in a letter, each once; `told` are the codes of what its own checks have found already."""
    here = rules()["axe-here"]
    new = [each for each in dict.fromkeys(seen) if here.get(each.rule) not in told]
    yield from LetterCheck("seen-in-browser", lambda _: _findings(letter, new), _HINT).problems(letter)


def _findings(letter: Examined, seen: Collection[Seen]) -> Iterator[Finding]:
    elements: list[Any] = list(letter.root.iter(etree.Element))
    for each in seen:
        element = elements[each.element] if 0 <= each.element < len(elements) else None
        yield Finding(f"axe finds `{each.rule}`: {_lowered(each.asks)}", element=element)


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


_HINT = "https://dequeuniversity.com/rules/axe/ says of each rule how to mend it"
