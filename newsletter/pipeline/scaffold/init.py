"""Use case: a new project that builds at once.

In: `StartRequest` with a folder, what its owner answered, and today's date. Out: the project in that folder, whole or
not at all: its files are written beside their place and moved there when all of them exist; `Started` says what is in
it.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from string import Template

from newsletter import locales
from newsletter.content.faults import value_problems
from newsletter.content.fields import Address, Country, LocaleTag, Text
from newsletter.content.model import Sender
from newsletter.content.texts import length_fault, words_of
from newsletter.content.theme import FILE as THEME
from newsletter.files import write_atomically
from newsletter.pipeline.scaffold.pristine import with_pristine
from newsletter.pipeline.scaffold.resources import (
    Value,
    chrome_catalogs,
    chrome_locales,
    example,
    fill_in,
    quote,
    schemas,
    starting_file,
    templates,
)
from newsletter.pipeline.use_case import refuse, reporting
from newsletter.problems import Location, Problem, error
from newsletter.settings.project import FILE, Settings, site_problems

EXAMPLE_LOCALE = "en"
SECRETARIAT = "eu"
SAMPLE_ADDRESS = "newsletter@example.org"
SAMPLE_LINES = ("1 Sample Street", "1000 Example Town")
NONE = "none"
"""What answers a question that need not have an answer."""
DEFAULT_SITE = str(Settings.model_fields["site"].default)
MAX_NAME = words_of(Sender, "name").limit
"""Characters of a name at the head of a letter, on one line of a phone; a sender's name has the same limit."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new project's owner says of it; the first of the locales is the one it is written in."""

    name: str
    locales: tuple[str, ...]
    sender_name: str
    sender_address: str
    postal_address: tuple[str, ...]
    site: str = DEFAULT_SITE
    country: str = ""
    """Where the office that writes is; empty when it works for many countries."""

    @property
    def has_sample_site(self) -> bool:
        """True while nobody has said under which address pages are public."""
        return self.site == DEFAULT_SITE


@dataclass(frozen=True, slots=True)
class Started:
    """A new project: its issue, its points with their locales, and which locales are without fixed words, or known."""

    issue: str
    points: dict[str, tuple[str, ...]]
    without_chrome: tuple[str, ...]
    known_chrome: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def tags_in(text: str) -> tuple[str, ...]:
    """The locales in a list with commas or spaces, in their usual upper and lower case; a language by its name, too."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        tags = [locales.canonical(word.replace("_", "-")) for word in part.split()]
        name = "" if all(tags) else locales.tag_of_name(part, (EXAMPLE_LOCALE, *chrome_locales()))
        found += [name] if name else [_tag_in(word) for word in part.split()]
    return tuple(found)


def _tag_in(word: str) -> str:
    """A locale by its tag or name; the word itself when it is neither."""
    tag = locales.canonical(word.replace("_", "-"))
    return tag or locales.tag_of_name(word, (EXAMPLE_LOCALE, *chrome_locales())) or word.replace("_", "-")


def site_in(text: str) -> str:
    """The public address that somebody typed; a sample for `none` or nothing."""
    return DEFAULT_SITE if text.strip().lower() in ("", NONE) else text.strip()


def country_in(text: str) -> str:
    """The code of a country that somebody typed, or its name; empty for `none` or nothing."""
    typed = text.strip()
    return "" if typed.lower() in ("", NONE) else locales.code_of_country(typed) or typed


def lines_in(text: str) -> tuple[str, ...]:
    """The lines of an address that stand between semicolons."""
    return tuple(line.strip() for line in re.split(r"[;\n]", text) if line.strip())


_FIELDS = {
    "--name": Text,
    "--language": LocaleTag,
    "--sender-name": Text,
    "--sender-address": Address,
    "--postal-address": Text,
    "--country": Country,
}


def answer_problems(option: str, value: str) -> list[Problem]:
    """What is wrong with one answer, said of the option that gives it."""
    at = Location(option)
    if option == "--site":
        return site_problems(value, at)
    problems = value_problems(value, _FIELDS[option], at)
    is_name = option in ("--name", "--sender-name")
    if not problems and is_name and (message := length_fault("name", value, MAX_NAME)):
        problems = [error("too-long", message, at, "shorten it: it stands on one line of a phone")]
    return problems


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A folder that is new or empty (a `.git` in it counts for nothing), and what is to stand in the new project."""

    folder: Path
    answers: Answers
    today: dt.date


@reporting
def start_project(request: StartRequest) -> Started:
    """Make a project that builds at once."""
    folder, answers, today = request.folder, request.answers, request.today
    problems = _problems_of(answers)
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        message = f"the folder `{folder}` is not empty, so no project was made in it"
        problems.append(error("folder-not-empty", message, None, "name a new folder, or empty this one"))
    near = _nearest(folder)
    if not near.is_dir():
        problems.append(
            error("file-exists", f"`{near}` is a file, so no folder can stand there", None, "name another one")
        )
    if problems:
        refuse(problems)
    issue = f"{today:%Y-%m}"
    points = _points(answers.locales, answers.country)
    files = _files(answers, points, issue, today)
    _place(folder, files)
    bare = [tag for tag in answers.locales if EXAMPLE_LOCALE not in locales.chain(tag) and not chrome_catalogs([tag])]
    return Started(issue, points, tuple(bare), tuple(chrome_locales()))


def _problems_of(answers: Answers) -> list[Problem]:
    given = [("--name", answers.name), *(("--language", tag) for tag in answers.locales or ("",))]
    given += [("--sender-name", answers.sender_name)] * (answers.sender_name != answers.name)
    given += [("--sender-address", answers.sender_address)]
    given += [*(("--postal-address", line) for line in answers.postal_address or ("",)), ("--site", answers.site)]
    given += [("--country", answers.country)] * bool(answers.country)
    problems = [problem for option, value in given for problem in answer_problems(option, value)]
    twice = {tag for tag in answers.locales if answers.locales.count(tag) > 1}
    for tag in sorted(twice):
        at = Location("--language")
        problems.append(error("listed-twice", f"`{tag}` is in this list a second time", at, "take one of them out"))
    return problems


def _points(tags: tuple[str, ...], country: str) -> dict[str, tuple[str, ...]]:
    """The secretariat has the first locale and those of its country; each other one goes to its own country's point."""
    points: dict[str, tuple[str, ...]] = {SECRETARIAT: tags[:1]}
    for tag in tags[1:]:
        home = locales.home_country(tag)
        slug = SECRETARIAT if home in ("", country) else home.lower()
        points[slug] = (*points.get(slug, ()), tag)
    return points


def _files(answers: Answers, points: dict[str, tuple[str, ...]], issue: str, today: dt.date) -> dict[str, bytes]:
    """All files of the new project."""
    values: dict[str, Value] = {
        "site": answers.site,
        "source": answers.locales[0],
        "date": today,
        "event": today + dt.timedelta(days=30),
    }
    files = with_pristine({**templates(), **schemas(), **chrome_catalogs(answers.locales)})
    placed = {
        "gitignore": ".gitignore",
        "vscode/settings.json": ".vscode/settings.json",
        "issues/issue.yaml": f"issues/{issue}/issue.yaml",
    }
    for name, data in example().items():
        place = placed.get(name, name)
        is_text = Path(name).suffix in (".yaml", ".md", ".toml") and name != "README.md"
        files[place] = fill_in(data.decode(), values, is_toml=name == FILE).encode() if is_text else data
    for slug, tags in points.items():
        country = answers.country if slug == SECRETARIAT else slug.upper()
        point: dict[str, Value] = {
            "country": country or NONE,
            "locales": tags,
            "sender_name": answers.sender_name,
            "sender_address": answers.sender_address,
            "reply_to": answers.sender_address,
            "postal_address": answers.postal_address,
            "time_zone": locales.main_zone(country) or locales.main_zone(SECRETARIAT.upper()),
            "website": answers.site,
        }
        text = starting_file("point.yaml", point)
        files[f"issues/points/{slug}.yaml"] = (text if country else _without_country(text)).encode()
    readme = Template(files["README.md"].decode())
    said = {"name": answers.name, "issue": issue, "locale": answers.locales[-1]}
    files["README.md"] = readme.substitute(said).encode()
    return {**files, THEME: _theme(files[THEME].decode(), answers.name).encode()}


def _without_country(text: str) -> str:
    """The file of a point that works for many countries."""
    line = "#country: ES  # the country that this point works for; left out it works for many"
    return re.sub(r"^country: .*$", line, text, count=1, flags=re.MULTILINE)


def _theme(text: str, name: str) -> str:
    """The theme with another wordmark; who pays for a newsletter is for its owner to say."""
    text, named = re.subn(r"^wordmark = .*$", lambda _: f"wordmark = {quote(name)}", text, flags=re.MULTILINE)
    text, hidden = re.subn(
        r"^\[funding\]\n(?:\w.*\n)+",
        lambda found: "".join(f"# {line}" for line in found[0].splitlines(keepends=True)),
        text,
        flags=re.MULTILINE,
    )
    if (named, hidden) != (1, 1):
        raise ValueError("the theme that the program carries has no line for the wordmark, or none for who pays")
    return text


def _nearest(folder: Path) -> Path:
    """What there is already of a folder's path."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _place(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files beside the folder and move them there at once; into one that exists, one by one, and back."""
    near = _nearest(folder)
    with tempfile.TemporaryDirectory(dir=near, prefix=".newsletter-") as temporary:
        made = Path(temporary) / "project"
        for name, data in files.items():
            write_atomically(made / name, data, durably=False)
        if near != folder.absolute():
            folder.parent.mkdir(parents=True, exist_ok=True)
            made.rename(folder)
            return
        # The folder itself stays: somebody's shell may stand in it. What makes it a project comes last.
        names = sorted((path.name for path in made.iterdir()), key=lambda name: name == FILE)
        try:
            for name in names:
                (made / name).rename(folder / name)
        except BaseException:
            for name in names:
                if not (made / name).exists():
                    (folder / name).rename(made / name)
            raise
