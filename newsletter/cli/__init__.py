"""The command line: parse, call, show, exit.

In: arguments. Out: results on stdout (`--json` for machines), progress and problems on stderr, and an exit code: 0
fine or only warnings, 1 errors found or a person must act, 2 wrong usage, 75 stopped while readers are left, 130 ended
by Ctrl-C. The overview is printed here without click, which takes four times as long to import as an interpreter to
start; everything else is `program`'s. A command is imported when it is called, and everything heavy where it is used.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
"""True for type checkers, which know this name: `typing` alone would take as long as all the rest of an overview."""

if TYPE_CHECKING:
    from newsletter.cli.program import main

__all__ = ["COMMANDS", "INTRODUCTION", "main", "overview", "shorten", "start"]

COMMANDS = {
    "init": "Make a new project in DIR, with an example that builds at once.",
    "new": "Write a commented starting file: an issue, article, network or point.",
    "import": "Take over what others have written: a page, a Word document, a feed, plain text.",
    "rename": "Give an article or network another name.",
    "check": (
        "Find every problem of an issue: its files, its catalogs, each of its letters, and articles that no "
        "issue shows."
    ),
    "build": "Lay out the letters of an issue: HTML, text and .eml for every edition.",
    "archive": "Write the archive: static pages of every letter that was mailed, which any web server can serve.",
    "translate": "Bring the catalogs up to date with an issue and with the templates, and fill what is missing.",
    "status": "Show how far each edition is: its texts by state.",
    "review": "List what a person has to read in one language, and record what they decide.",
    "report": (
        "Say who approved each text: by which name, when, where its words are from, and of which version of the source."
    ),
    "glossary": "Agreed translations, words that are never translated, and translations never to be used.",
    "words": "Texts to an agency and back, and translations of before brought in.",
    "subscribers": "The audience: who gets a point's newsletter, and in which language.",
    "send": "Mail a point's editions of ISSUE to its subscribers, each of them once.",
    "due": (
        "Open what is due by its `--at`, and go on with all mailings that have recipients to go; for cron or a timer."
    ),
    "notices": (
        "Mail everybody who may sign in what waits for them: texts, questions, mailings that have stopped; for cron."
    ),
    "mailings": (
        "Show the mailings: how far each is, its rate and finish time, what was refused and why, what came back."
    ),
    "pause": "Stop the mailings of ISSUE, also those that run in another process, until `resume`.",
    "resume": "Go on with the mailings of ISSUE: those paused, stopped or interrupted.",
    "end": "End a point's mailing of ISSUE for good, also one that runs in another process: those left are skipped.",
    "settle": "Decide on recipients of whom nobody can know whether their message was taken.",
    "bounces": "Read what came back: dead addresses are never mailed again, who asks to leave has left.",
    "serve": "Serve the readers' own pages: subscribe, preferences, leave; and the archive's, once a letter is public.",
    "work": "Work for the home until it is told to stop: mail its rounds, and do what comes at its times.",
    "studio": "Compose, preview and check in the browser, on this project's files.",
    "preview": "Show the letters of an issue as its files are now.",
    "doctor": "Say whether this installation can mail: senders, secret, database, signatures, mail servers, DNS.",
    "backup": "Write a backup of the home into DIR while everything goes on: its database and its project.",
    "restore": "Make a home again from the backup in DIR: files that are missing, and a database where there is none.",
    "upgrade": "Merge what this program has changed in templates and fixed words since it gave them to this project.",
    "people": "Who may sign in on the home, and what they may do there.",
    "po-merge": "Merge two people's catalogs unit by unit into OURS, for git.",
    "explain": "Say what a problem means, why it matters, and show an example. Without CODE: list them all.",
}
"""Each command with the first sentence of its help. It is in the module of its name: `po_merge`, `import_`."""


INTRODUCTION = """\
Compose a newsletter in many languages.

Editors write an issue once; every national point mails it in its own
language. ISSUE left out means the newest one.

\b
newsletter init DIR             a new project that builds
newsletter check                what is wrong, and where
newsletter translate --provider none
newsletter build                letters under build/
newsletter status               how far each edition is
"""
"""What the overview begins with. Lines end where click ends them on its widest page; below the sign they stay."""

_OPTIONS = """\
  --project DIRECTORY  The folder that holds newsletter.toml.  [default: .]
  --version            Show the version and exit.
  -h, --help           Show this message and exit."""
_WIDEST = 80
"""Columns from which on click makes its pages no wider."""


def start() -> int:
    """What `newsletter` and `python -m newsletter` do; the exit code, where click has not ended the process itself.

    The overview comes at once: 0, or 2 and on stderr where nothing was asked for.
    """
    asked = sys.argv[1:]
    if asked in ([], ["-h"], ["--help"]) and _is_usual():
        out, code = (sys.stdout, 0) if asked else (sys.stderr, 2)
        try:
            out.write(overview(_name()))
            out.flush()
        except (AttributeError, OSError):
            pass  # no stream, a closed pipe, a full disk: click knows how to end then
        else:
            return code
    import gc

    from newsletter.cli.program import main

    try:
        main()
    finally:
        # Python looks through all that is there for circles once more before it ends, and then forgets it all the same:
        # 8 % of the processor time of a build. Files are closed and threads waited for as ever.
        gc.freeze()
    return 0


def overview(name: str) -> str:
    """What click prints for `--help` on a page of 80 columns or more; `name` is how the program was called."""
    told = "\n".join(f"  {line}".rstrip() for line in INTRODUCTION.splitlines() if line != "\b")
    width = max(map(len, COMMANDS))
    limit = _WIDEST - 2 - 6 - width
    rows = (f"  {name:{width}}  {shorten(COMMANDS[name], limit)}" for name in sorted(COMMANDS))
    commands = "\n".join(rows)
    return f"Usage: {name} [OPTIONS] COMMAND [ARGS]...\n\n{told}\n\nOptions:\n{_OPTIONS}\n\nCommands:\n{commands}\n"


def shorten(told: str, limit: int) -> str:
    """The first sentence of a command's help, or as many of its words as `limit` characters hold beside three dots."""
    told = told.partition(". ")[0].rstrip(".") + "."
    if len(told) <= limit:
        return told
    words = told[: max(limit - 2, 0)].split(" ")[:-1]
    return " ".join(words) + "..."


def _is_usual() -> bool:
    """True where click would print what `overview` makes: called by its name, on a wide page, not to complete words."""
    if _name() not in ("newsletter", "python -m newsletter"):
        return False
    return _columns() >= _WIDEST and not any(name.endswith("_COMPLETE") for name in os.environ)


def _name() -> str:
    """How the program was called, in click's words."""
    package = getattr(sys.modules["__main__"], "__package__", None)
    return f"python -m {package}" if package else sys.argv[0].rpartition(os.sep)[2]


def _columns() -> int:
    """The width of the page, as `shutil` finds it, which takes longer to import than all this."""
    try:
        columns = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        columns = 0
    if columns > 0:
        return columns
    try:
        found = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
    except (ValueError, OSError):
        found = 0
    return found or _WIDEST


if not TYPE_CHECKING:  # with a `__getattr__` a type checker would take any name for one

    def __getattr__(name: str) -> object:
        if name != "main":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from newsletter.cli.program import main

        globals()["main"] = main
        return main
