"""Somebody who types, cuts, pastes, drags and composes at random in a field whose tags are chips, in any browser.

In: a page that shows the review desk, a seed. Out: what the field says after each step, as tagged text; it is looked at
with the tags of its source: no pair may ever be broken.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from newsletter.content.tagged import tokens
from tests.support.other_browsers import Page

SOURCE = "They put **energy first**, then housing, then education."
RICH = "They put **energy *really* first**, then [housing](https://example.org/housing), then education."
TAGGED = "They put <b1>energy first</b1>, then housing, then education."
RICH_TAGGED = "They put <b1>energy <i1>really</i1> first</b1>, then <a1>housing</a1>, then education."
TARGET = "Situaron la <b1>energía en primer lugar</b1>, después la vivienda y, a continuación, la educación."
RICH_TARGET = (
    "Situaron la <b1>energía <i1>de veras</i1> en primer lugar</b1>, después la <a1>vivienda</a1> y la educación."
)
FIELD = ".unit.is-open .field-of"
READ = r"""() => {
  let text = '';
  const walk = (node) => { for (const each of node.childNodes) {
    if (each.nodeType === 3) text += each.data.replace(/[\\<]/g, '\\$&');
    else if (each.dataset?.tag) text += `<${each.dataset.side === 'close' ? '/' : ''}${each.dataset.tag}>`;
    else walk(each);
  } };
  walk(document.querySelector('.unit.is-open .field-of'));
  return text;
}"""
PLACES = """() => {
  const field = document.querySelector('.unit.is-open .field-of'), box = field.getBoundingClientRect();
  const middle = (each) => [(each.left + each.right) / 2, (each.top + each.bottom) / 2];
  const chips = [...field.querySelectorAll('[data-tag]')].map((each) => middle(each.getBoundingClientRect()));
  return [[box.left, box.top, box.right, box.bottom], chips];
}"""
_KEYS = (
    "Backspace",
    "Delete",
    "ArrowLeft",
    "ArrowRight",
    "Home",
    "End",
    "Shift+ArrowLeft",
    "Shift+ArrowRight",
    "Shift+ArrowLeft",
    "Shift+ArrowRight",
    "Shift+End",
    "Shift+Home",
    "Control+x",
    "Control+c",
    "Control+v",
    "Control+z",
    "Control+y",
    "Control+.",
    "Control+Shift+.",
    "Control+a",
    "Enter",
    "a",
    "b",
    "<",
    "\\",
)


def with_rich_text(root: Path) -> None:
    """A paragraph of the issue with a pair in a pair and a link, also in the Spanish catalog."""
    article = root / "issues/articles/eu-city-labs.md"
    said = article.read_text("utf-8")
    assert SOURCE in said.replace("\n", " ")
    start = said.index("They put")
    end = said.index("education.", start) + len("education.")
    article.write_text(said[:start] + RICH + said[end:], "utf-8")
    path = root / "locales/es/LC_MESSAGES/2023-11.po"
    catalog = path.read_text("utf-8")
    assert TAGGED in catalog
    line = catalog.index(TAGGED)
    first = catalog.index('msgstr "', line) + len('msgstr "')
    last = catalog.index('"\n', first)
    text = catalog[:first] + RICH_TARGET + catalog[last:]
    path.write_text(text.replace(TAGGED, RICH_TAGGED), "utf-8")


def open_rich_text(page: Page) -> None:
    """On a desk in another browser: the text of `with_rich_text` is opened, and its field has the focus."""
    page.run(
        """const find = document.querySelector('[data-look-for]');
        find.value = 'really';
        find.dispatchEvent(new Event('input'));
        [...document.querySelectorAll('.rows a:not([aria-current])')].at(-1).click();"""
    )
    page.wait_for(f"return document.querySelectorAll('{FIELD} [data-tag]').length === 6")
    page.run(f"document.querySelector('{FIELD}').focus()")


def is_whole(text: str) -> bool:
    """True where no pair is broken: each tag of the source once at most, pairs whole and nested."""
    open_tags: list[str] = []
    seen: set[tuple[str, str]] = set()
    for token in tokens(text):
        if token.kind == "words":
            continue
        if (token.kind, token.value) in seen or token.value not in ("b1", "i1", "a1"):
            return False
        seen.add((token.kind, token.value))
        if token.kind == "open":
            open_tags.append(token.value)
        elif not open_tags or open_tags.pop() != token.value:
            return False
    return not open_tags


def random_steps(seed: int, count: int) -> Iterator[tuple[str, float, float, float, float]]:
    """What is done: a key, or `drag`, `select` and `compose` with numbers from 0 to 1 that say where."""
    dice = random.Random(seed)
    for _ in range(count):
        kind = dice.random()
        done = "drag" if kind < 0.06 else "select" if kind < 0.14 else "compose" if kind < 0.2 else dice.choice(_KEYS)
        yield done, dice.random(), dice.random(), dice.random(), dice.random()


Mouse = Callable[[float, float, float, float], None]


class InChromium:
    """A page of Playwright's."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.tools = page.context.new_cdp_session(page)

    def text(self) -> str:
        return str(self.page.evaluate(READ))

    def places(self) -> Any:
        return self.page.evaluate(PLACES)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move((x + to_x) / 2, (y + to_y) / 2)
        mouse.move(to_x, to_y)
        mouse.up()

    def compose(self, words: str) -> None:
        for length in range(1, len(words) + 1):
            part = words[:length]
            self.tools.send("Input.imeSetComposition", {"text": part, "selectionStart": length, "selectionEnd": length})
        self.tools.send("Input.insertText", {"text": words})


class InOtherBrowser:
    """A window of Firefox or WebKitGTK, by WebDriver; nothing can be composed there."""

    CODES = {
        "Backspace": "\ue003",
        "Delete": "\ue017",
        "ArrowLeft": "\ue012",
        "ArrowRight": "\ue014",
        "Home": "\ue011",
        "End": "\ue010",
        "Enter": "\ue007",
        "Control": "\ue009",
        "Shift": "\ue008",
        "Escape": "\ue00c",
    }

    def __init__(self, page: Page) -> None:
        self.page = page

    def text(self) -> str:
        return str(self.page.run(f"return ({READ})()"))

    def places(self) -> Any:
        return self.page.run(f"return ({PLACES})()")

    def press(self, key: str) -> None:
        keys = [self.CODES.get(each, each) for each in key.split("+")]
        steps = [{"type": "keyDown", "value": each} for each in keys]
        steps += [{"type": "keyUp", "value": each} for each in reversed(keys)]
        self.page.window.command("act", actions=[{"type": "key", "id": "keyboard", "actions": steps}])

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        def move(to: tuple[float, float]) -> dict[str, Any]:
            return {"type": "pointerMove", "duration": 0, "x": round(to[0]), "y": round(to[1]), "origin": "viewport"}

        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        steps = [move((x, y)), down, move(((x + to_x) / 2, (y + to_y) / 2)), move((to_x, to_y)), up]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}
        self.page.window.command("act", actions=[mouse])

    def compose(self, words: str) -> None:
        for each in words:
            self.press(each)


def play(browser: InChromium | InOtherBrowser, seed: int, count: int, each: int = 1) -> list[tuple[int, str, str]]:
    """Do so many steps in the field that has the focus; those after which a pair was broken, with its text.

    It is read after every step, or after `each` of them.
    """
    return [step for step in take_steps(browser, seed, count, each) if not is_whole(step[2])]


def take_steps(
    browser: InChromium | InOtherBrowser, seed: int, count: int, each: int = 1
) -> Iterator[tuple[int, str, str]]:
    """Each step once it was taken: its number, what was done, and what the field says; empty where it was not read."""
    for number, (done, a, b, c, d) in enumerate(random_steps(seed, count)):
        if done in ("drag", "select"):
            (left, top, right, bottom), chips = browser.places()
            place = (left + 6 + a * (right - left - 12), top + 8 + b * (bottom - top - 16))
            to = (left + 6 + c * (right - left - 12), top + 8 + d * (bottom - top - 16))
            if done == "drag" and chips:
                place = tuple(chips[int(a * len(chips))])
            browser.drag(*place, *to)
        elif done == "compose":
            browser.compose("かな" if a < 0.5 else "né")
        else:
            browser.press(done)
        yield number, done, "" if number % each else browser.text()
