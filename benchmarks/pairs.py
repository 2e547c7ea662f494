"""Has another commit's program become slower or faster? CPU seconds of whole commands, in alternating pairs.

    python benchmarks/pairs.py COMMIT [--rounds 9] [--only build send] [--shared]

In: the other program, as git names it. Out: for each command the medians of both and their ratio, with the middle half
of the ratios of single pairs. Each program works on its own project's November; with `--shared` both work on the
other's, so that richer letters and templates do not count. CPU seconds (user and system, of all processes of a command)
hardly depend on what else the machine does; the order within a pair changes from one to the next. Caches are empty
before `build`, `translate` and `archive`; what is measured of `send` is a mailing that is open already, to `smtp-sink`.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from send import ISSUE, POINT, sink  # noqa: E402

from tests.support.mailing import SECRET, put_key, without_samples  # noqa: E402

PROJECT = ("newsletter.toml", "issues", "templates", "locales")


@dataclass(frozen=True, slots=True)
class Program:
    """A program in a folder, and the folder of the project that it works on."""

    name: str
    code: Path
    project: Path

    def run(self, *arguments: str, environ: Mapping[str, str] | None = None, may_fail: bool = False) -> float:
        """A command in the project's folder: the CPU seconds that it took."""
        whole = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSLETTER_", "PYTHON"))}
        compiled = (
            self.project.parent / "compiled"
        )  # each program's own modules, compiled once, whatever the caller does
        whole |= {"PYTHONPATH": str(self.code), "PYTHONPYCACHEPREFIX": str(compiled), **(environ or {})}
        before = _spent()
        done = subprocess.run(
            [sys.executable, "-m", "newsletter", *arguments],
            cwd=self.project, env=whole, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode and not may_fail:
            sys.exit(f"{self.name}: {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return _spent() - before

    def forget(self) -> None:
        """Leave nothing of what earlier commands have made."""
        for name in (".cache", "build", "pages"):
            shutil.rmtree(self.project / name, ignore_errors=True)


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def build(program: Program) -> float:
    """All letters of the issue, caches empty."""
    program.forget()
    return program.run("build", ISSUE)


def check(program: Program) -> float:
    """All that is wrong with the issue, caches empty."""
    program.forget()
    return program.run("check", ISSUE, may_fail=True)


def translate(program: Program) -> float:
    """All catalogs brought up to date by nobody."""
    program.forget()
    return program.run("translate", ISSUE, "--provider", "none")


def archive(program: Program) -> float:
    """Previews of all editions as pages."""
    program.forget()
    return program.run("archive", "--all", "--out", "pages")


def send(program: Program) -> float:
    """An open mailing to all readers of a point, until the last outcome is on disk."""
    root = program.project
    with sink() as server:
        environ = {
            "NEWSLETTER_SECRET": SECRET,
            "NEWSLETTER_DKIM_KEYS": str(root / "keys"),
            "NEWSLETTER_SMTP_CONNECTIONS": "8",
        }
        away = {**environ, "NEWSLETTER_SMTP_URL": "smtp://127.0.0.1:1?tls=none"}
        there = {**environ, "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none"}
        for path in root.glob("newsletter.db*"):
            path.unlink()
        program.run("subscribers", "import", "readers.csv", "--point", POINT, "--consent", "Sí", environ=environ)
        decisions = ("--release", "a benchmark", "--untranslated", "a benchmark", "--by", "Ada")
        program.run("send", ISSUE, "--point", POINT, *decisions, "--no-wait", "--yes", environ=away, may_fail=True)
        return program.run("resume", ISSUE, environ=there)


COMMANDS: dict[str, Callable[[Program], float]] = {
    "build": build, "check": check, "translate": translate, "archive": archive, "send": send,
}  # fmt: skip


def set_up(name: str, code: Path, project_of: Path, folder: Path, readers: int) -> Program:
    """A program with a copy of a project, whose letters may be mailed."""
    project = folder / name / "project"
    project.mkdir(parents=True)
    for part in PROJECT:
        source = project_of / part
        shutil.copytree(source, project / part) if source.is_dir() else shutil.copy(source, project / part)
    without_samples(project)
    put_key(project / "keys")
    rows = "".join(f"reader{number}@example.org,Ada Example,es\n" for number in range(readers))
    (project / "readers.csv").write_text("email,name,language\n" + rows)
    return Program(name, code, project)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("commit", help="the other program, as git names it")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--readers", type=int, default=1_000)
    parser.add_argument("--only", nargs="+", choices=list(COMMANDS), default=[n for n in COMMANDS if n != "check"])
    parser.add_argument("--shared", action="store_true", help="both work on the other program's project")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        other = folder / "other"
        other.mkdir()
        data = subprocess.run(["git", "archive", options.commit], cwd=REPOSITORY, check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", str(other)], input=data.stdout, check=True)
        files = other if options.shared else REPOSITORY
        programs = (
            set_up(options.commit, other, other, folder, options.readers),
            set_up("here", REPOSITORY, files, folder, options.readers),
        )
        print(f"| CPU seconds, medians of {options.rounds} | {options.commit} | here | ratio | middle half |")
        print("| --- | --- | --- | --- | --- |")
        for command in options.only:
            pairs = []
            for number in range(options.rounds + 1):
                order = programs if number % 2 else programs[::-1]
                spent = {program.name: COMMANDS[command](program) for program in order}
                if number:  # the first pair compiles what Python compiles once
                    pairs.append((spent[options.commit], spent["here"]))
            before, after = (statistics.median(each) for each in zip(*pairs, strict=True))
            ratios = sorted(here / there for there, here in pairs)
            low, high = ratios[len(ratios) // 4], ratios[-1 - len(ratios) // 4]
            print(
                f"| {command} | {before:.2f} | {after:.2f} | {after / before:.2f} | {low:.2f} to {high:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
