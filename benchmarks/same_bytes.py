"""Does another commit's program make the same letters, mails, catalogs and archive? Compares all files, byte by byte.

    python benchmarks/same_bytes.py COMMIT

Both programs work on copies of this folder's project. Exit code 1 when anything differs; each difference is a line.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = ("newsletter.toml", "issues", "templates", "locales")
COMMANDS = (
    ("build", "--out", "build"),
    ("archive", "--all", "--out", "pages"),
    ("translate", "--provider", "none"),
)
MADE = ("build", "pages", "locales")


def main() -> int:
    """Make everything with both programs and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("commit", help="the other program, as git names it")
    commit = parser.parse_args().commit
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "other"
        other.mkdir()
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(other)], input=archive, check=True)
        before = made_by(other, Path(folder) / "before")
        after = made_by(ROOT, Path(folder) / "after")
    lines = [f"only {commit} makes {name}" for name in sorted(before.keys() - after.keys())]
    lines += [f"only this folder makes {name}" for name in sorted(after.keys() - before.keys())]
    lines += [f"differs: {name}" for name in sorted(before.keys() & after.keys()) if before[name] != after[name]]
    print("\n".join(lines) or f"{len(after):,} files are the same")
    return 1 if lines else 0


def made_by(program: Path, place: Path) -> dict[str, str]:
    """The digests of all that a program makes of the project, by name."""
    place.mkdir()
    for name in PROJECT:
        source = ROOT / name
        shutil.copytree(source, place / name) if source.is_dir() else shutil.copy(source, place / name)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("NEWSLETTER_")}
    for command in COMMANDS:
        subprocess.run(
            [sys.executable, "-m", "newsletter", *command],
            cwd=place, env={**environ, "PYTHONPATH": str(program)}, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    files = (path for name in MADE for path in sorted((place / name).rglob("*")) if path.is_file())
    files = (path for path in files if ".archive" not in path.parts)  # its records hold the program's own digest
    return {path.relative_to(place).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    sys.exit(main())
