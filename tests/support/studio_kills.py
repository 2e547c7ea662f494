"""Somebody types into the studio while its server or the browser is killed, time and again.

In: a project, a number of kills, a seed. Out: `Kills`: what was typed and is lost, and files that are torn. Each time
what had been typed 100 ms before the end has to be in the file or among the browser's drafts, and in the file once
both are there again.
"""

import contextlib
import os
import random
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Error

from tests.support.browser import chromium, playwrights, with_profile
from tests.support.studio import ISSUE, Opened, Seen, draft_of, studio_at, with_fields

OLD_ENOUGH = 100
"""Milliseconds after which what was typed is safe."""
_WORDS = [
    "bridges",
    "rivers",
    "markets",
    "cities",
    "squares",
    "gardens",
    "harbours",
    "stations",
    "libraries",
    "schools",
]


@dataclass
class Kills:
    """What came of it."""

    kills: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    """What was shown as a conflict, although nobody else was there."""
    from_drafts: int = 0

    @property
    def are_harmless(self) -> bool:
        """True when nothing was lost, nothing torn, and nobody in conflict with oneself."""
        return not self.lost and not self.torn and not self.clashes


def kill_servers(root: Path, count: int, seed: int) -> Kills:
    """The server is killed while somebody types, and started again."""
    found, chance = Kills(), random.Random(seed)
    keys = _keys(root)
    with chromium() as browser:
        with studio_at(root) as first:
            port, seen = first.port, first.page(browser)
            with_fields(seen)
            _type_and_kill(seen, chance, first, found, root, keys)
        for _ in range(count - 1):
            with studio_at(root, port=port) as again:
                seen.saved()
                _check_file(root, seen.page.locator("#subject").input_value(), keys, found)
                _type_and_kill(seen, chance, again, found, root, keys)
        with studio_at(root, port=port):
            seen.saved()
            _check_file(root, seen.page.locator("#subject").input_value(), keys, found)
            seen.close()
    return found


def kill_browsers(root: Path, profile: Path, count: int, seed: int) -> Kills:
    """The browser is killed while somebody types and every other time the server does not answer; then opened again."""
    found, chance = Kills(), random.Random(seed)
    keys = _keys(root)
    with studio_at(root) as studio, playwrights() as playwright:
        typed = ""
        for number in range(count + 1):
            context = with_profile(playwright, profile)
            seen = Seen(studio, context.new_page())
            seen.page.goto(studio.entry)
            with_fields(seen)
            while draft := draft_of(seen.page):  # a page says that all is saved until it has looked for what was left
                if draft["held"]:
                    found.clashes.append(typed)
                    seen.page.get_by_role("button", name="Keep mine").click()
                seen.page.wait_for_timeout(20)
            seen.saved()
            if number:
                found.from_drafts += number % 2 == 0
                _check_file(root, typed, keys, found)
            if number == count:
                context.close()
                break
            is_deaf = number % 2 == 1
            if is_deaf:
                os.kill(studio.process.pid, signal.SIGSTOP)
            typed = _type(seen.page, chance)
            seen.page.wait_for_timeout(OLD_ENOUGH)
            _kill_browser(profile)
            with contextlib.suppress(Error):
                context.close()
            if is_deaf:
                os.kill(studio.process.pid, signal.SIGCONT)
            for left in profile.glob("Singleton*"):
                left.unlink()
            found.kills += 1
    return found


def _type_and_kill(seen: Seen, chance: random.Random, studio: Opened, found: Kills, root: Path, keys: set[str]) -> None:
    """Type; somewhere within it the server is killed; what is then old enough is safe."""
    page = seen.page
    words = [chance.choice(_WORDS) for _ in range(4)]
    fatal = chance.randrange(len(words))
    page.locator("#subject").fill("")
    for number, word in enumerate(words):
        page.keyboard.type(f"{word} ", delay=chance.randrange(2, 12))
        if number == fatal:
            studio.kill()
    typed = page.locator("#subject").input_value()
    page.wait_for_timeout(OLD_ENOUGH)
    found.kills += 1
    draft = draft_of(page)
    in_draft = [each["value"] for each in draft["edits"]] if draft else []
    if typed in in_draft:
        found.from_drafts += 1
    elif _subject(root, keys, found) != typed:
        found.lost.append(typed)


def _type(page: Any, chance: random.Random) -> str:
    page.locator("#subject").fill("")
    for _ in range(3):
        page.keyboard.type(f"{chance.choice(_WORDS)} ", delay=chance.randrange(2, 12))
    return str(page.locator("#subject").input_value())


def _check_file(root: Path, typed: str, keys: set[str], found: Kills) -> None:
    if _subject(root, keys, found) != typed:
        found.lost.append(typed)


def _subject(root: Path, keys: set[str], found: Kills) -> str:
    """The subject in the file; a file that can't be read whole is torn."""
    text = (root / ISSUE).read_text("utf-8")
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError:
        values = None
    if not isinstance(values, dict) or not keys <= values.keys() or not text.endswith("\n"):
        found.torn.append(text)
        return ""
    return str(values.get("subject", ""))


def _keys(root: Path) -> set[str]:
    return set(yaml.safe_load((root / ISSUE).read_text("utf-8"))) - {"subject"}


def _kill_browser(profile: Path) -> None:
    """Kill the browser that has this profile: its main process, with which the others end."""
    for found in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = found.read_bytes()
            if str(profile).encode() in line and b"--type=" not in line:
                os.kill(int(found.parent.name), signal.SIGKILL)
