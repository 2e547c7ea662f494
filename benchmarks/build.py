"""The speed of `newsletter build` beside what else could make the same letters, as ratios of one run.

In: the program, templates and November issue of this repository, all copied first, so that nothing here is touched and
nothing that is edited meanwhile counts. Out: a table for each of two projects, and whether the goals are met. What each
contender does, and what can be read from the figures, is in `benchmarks/README.md`.

    python benchmarks/build.py --runs 10
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
PARTS = ("newsletter.toml", "issues", "templates", "locales")
COMMAND = "import sys; sys.argv[0] = 'newsletter'; from newsletter.cli import start; sys.exit(start())"
"""What the installed command `newsletter` does."""

FLOOR, COMPILED = "floor", "floor, templates compiled before"
WARM, SAME, COLD = "build, caches warm", "build, nothing changed", "build, caches empty"
AGAIN = "build, letters laid out again"
NODE, NODE_WARM = "mjml + juice, whole process", "mjml + juice, in process, second pass"
BARE, HELP = "python -c pass", "newsletter --help"

MEASURES = ("wall", "cpu", "peak")
NOT_FOR_HELP = ("click", "premailer", "deep_translator", "sqlalchemy", "starlette", "pydantic", "jinja2")
NOT_WHEN_WARM = ("premailer", "cssutils", "requests")


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: wall seconds, CPU seconds, peak memory in KB."""

    wall: float
    cpu: float
    peak: int


@dataclass(slots=True)
class Contender:
    """Something that is run again and again: a command, what is done before each run, and what was measured."""

    name: str
    command: Sequence[str]
    prepare: Callable[[], None] = lambda: None
    said: Callable[[str, Sample], Sample] = lambda text, sample: sample
    samples: list[Sample] = field(default_factory=list)

    def median(self, what: str) -> float:
        """The median of all runs of `wall`, `cpu` or `peak`."""
        return statistics.median(float(getattr(sample, what)) for sample in self.samples)

    @property
    def best(self) -> float:
        """The least CPU time of all runs, which says most where others use the processors too."""
        return min(sample.cpu for sample in self.samples)


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio of medians that should be at most, or at least, a number."""

    words: str
    measured: float
    wanted: float
    is_most: bool

    @property
    def is_met(self) -> bool:
        """True when the median keeps to it."""
        return self.measured <= self.wanted if self.is_most else self.measured >= self.wanted

    def __str__(self) -> str:
        sign = "≤" if self.is_most else "≥"
        return f"  {'pass' if self.is_met else 'MISS'}  {self.words}: {self.measured:.2f} (wanted {sign} {self.wanted})"


class Bench:
    """A temporary folder with a copy of the program, and the environment that all contenders run in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = folder / "package"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / "newsletter", self.package / "newsletter", ignore=ignored)
        # Nothing of the caller's Python settings; compiled modules are kept, as they are where a program is installed.
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = {
            **kept,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(self.package),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }

    def run(self, *command: str | Path) -> str:
        """Run a command that is not measured; what it prints on stdout. A failure ends the benchmark."""
        words = [str(word) for word in command]
        done = subprocess.run(words, env=self.environment, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)[:200]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def measured(self, contender: Contender) -> Sample:
        """Run a contender once, in a process of its own."""
        contender.prepare()
        figures, said = self.folder / "figures.json", self.folder / "said.txt"
        self.run(sys.executable, "-I", "-S", HERE / "once.py", figures, said, *contender.command)
        found, text = json.loads(figures.read_text("utf-8")), said.read_text("utf-8", "replace")
        if found["code"]:
            raise SystemExit(f"{contender.name} ended with {found['code']}:\n{text[-2000:]}")
        return contender.said(text, Sample(found["wall"], found["cpu"], found["peak"]))

    def rounds(self, contenders: Sequence[Contender], runs: int, name: str) -> None:
        """Every contender once a round, each round begun by another, so that a slow minute hits all alike."""
        for number in range(runs):
            if sys.stderr.isatty():
                sys.stderr.write(f"\r\033[K{name}: round {number + 1} of {runs}")
                sys.stderr.flush()
            turn = number % len(contenders)
            for contender in [*contenders[turn:], *contenders[:turn]]:
                contender.samples.append(self.measured(contender))
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")


class Trial:
    """One project with all its contenders."""

    def __init__(self, bench: Bench, name: str, fill: Callable[[Path], None], node: str | None, again: float) -> None:
        self.bench = bench
        self.again = again
        self.name = name
        self.folder = bench.folder / name
        fill(self.folder / "original")
        self.prepared = self.folder / "prepared"
        self.bench.run(sys.executable, HERE / "dump.py", self.copy("dumped"), self.prepared)
        self.facts = self._facts()
        self.contenders = {each.name: each for each in (*self._floors(), *self._builds(), *self._nodes(node))}

    def copy(self, name: str) -> Path:
        """A copy of the project for one contender."""
        return Path(shutil.copytree(self.folder / "original", self.folder / name))

    def _facts(self) -> dict[str, Any]:
        """What is built, said in numbers."""
        root = self.folder / "dumped"
        mjml = [path.stat().st_size for path in self.prepared.glob("*.mjml")]
        html = [path.stat().st_size for path in root.glob("build/**/letter.html")]
        skeletons = len(list((root / ".cache" / "skeletons").glob("*")))
        sizes = {"mjml_kb": [min(mjml) // 1000, max(mjml) // 1000], "html_kb": [min(html) // 1000, max(html) // 1000]}
        return {"editions": len(html), "skeletons": skeletons, **sizes}

    def _floors(self) -> list[Contender]:
        templates = self.folder / "original" / "templates"
        compiled = self.folder / "compiled"
        compiled.mkdir()
        command = [sys.executable, str(HERE / "floor.py"), str(templates), str(self.prepared)]
        different = self.bench.run(*command, "--compare")
        if different:
            raise SystemExit(f"the floor does not render what the build renders: {different}")
        kept = [*command, "--compiled", str(compiled)]
        self.bench.run(*kept)
        return [Contender(FLOOR, command), Contender(COMPILED, kept)]

    def _builds(self) -> list[Contender]:
        found = []
        # What is gone before each run, and whether the letters have to be laid out.
        for name, gone, is_laid_out in (
            (WARM, ("build",), False),
            (SAME, (), False),
            (AGAIN, ("build", ".cache/letters", ".cache/builds"), True),
            (COLD, ("build", ".cache"), True),
        ):
            root = self.copy(name.replace(", ", "-").replace(" ", "-"))
            command = [sys.executable, "-c", COMMAND, "--project", str(root), "build"]

            def prepare(root: Path = root, gone: tuple[str, ...] = gone) -> None:
                for each in gone:
                    shutil.rmtree(root / each, ignore_errors=True)

            self.bench.run(*command)
            prepare()
            editions = json.loads(self.bench.run(*command, "--json"))["editions"]
            laid_out = sum(edition["laid_out"] for edition in editions)
            wanted = self.facts["editions"] if is_laid_out else 0
            if len(editions) != self.facts["editions"] or laid_out != wanted:
                raise SystemExit(f"{name}: {laid_out} of {len(editions)} editions were laid out, not {wanted}")
            found.append(Contender(name, command, prepare))
        return found

    def _nodes(self, node: str | None) -> list[Contender]:
        if node is None:
            return []
        command = [node, str(HERE / "mjml_juice.mjs"), str(self.prepared)]
        took = json.loads(self.bench.run(*command, "1"))
        if len(took["bytes"]) != self.facts["editions"]:
            raise SystemExit(f"{NODE}: {len(took['bytes'])} letters, not {self.facts['editions']}")
        self.facts["mjml_complaints"] = len(took["complaints"])
        return [Contender(NODE, [*command, "1"]), Contender(NODE_WARM, [*command, "2"], said=_second_pass)]

    def ratio(self, name: str, other: str) -> float:
        """How many times longer a contender takes than another, by the medians of all rounds."""
        return self.contenders[name].median("wall") / self.contenders[other].median("wall")

    def of_floor(self, name: str) -> float:
        """How many times more of a processor a contender takes than the floor, by the best of all rounds."""
        return self.contenders[name].best / self.contenders[FLOOR].best

    def goals(self) -> list[Goal]:
        """What was promised, against what was measured."""
        found = [
            Goal("build with warm caches, × floor", self.of_floor(WARM), 3, is_most=True),
            Goal("build, letters laid out again, × floor", self.of_floor(AGAIN), self.again, is_most=True),
            Goal("build with empty caches, × floor", self.of_floor(COLD), 6, is_most=True),
        ]
        if NODE in self.contenders:
            words = "times as fast as mjml + juice"
            found += [
                Goal(f"build with warm caches, {words} (whole process)", self.ratio(NODE, WARM), 5, is_most=False),
                Goal(f"build with empty caches, {words} (whole process)", self.ratio(NODE, COLD), 2.5, is_most=False),
                Goal(
                    f"build with warm caches, {words} in process on their second pass",
                    self.ratio(NODE_WARM, WARM),
                    5,
                    is_most=False,
                ),
            ]
        return found


def _second_pass(text: str, sample: Sample) -> Sample:
    took = json.loads(text)
    return Sample(took["wall_ms"][1] / 1000, took["cpu_ms"][1] / 1000, sample.peak)


def repository_project(root: Path) -> None:
    """The project that this repository is, without what was built in it."""
    root.mkdir(parents=True)
    for name in PARTS:
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)


def spread(contender: Contender, other: Contender) -> tuple[float, float]:
    """The quartiles of the ratio of wall times over the rounds."""
    ratios = [mine.wall / theirs.wall for mine, theirs in zip(contender.samples, other.samples, strict=True)]
    if len(ratios) < 2:
        return ratios[0], ratios[0]
    first, _, third = statistics.quantiles(ratios, n=4, method="inclusive")
    return first, third


def table(contenders: Mapping[str, Contender], base: str) -> list[str]:
    """The ratios to one contender, as lines."""
    lines = [f"  {'× ' + base:<40} {'time':>6}  {'quartiles':>13} {'CPU':>6} {'best':>6} {'memory':>7}"]
    for name, contender in contenders.items():
        first = contenders[base]
        times, cpu, memory = (contender.median(what) / first.median(what) for what in MEASURES)
        low, high = spread(contender, first)
        best = contender.best / first.best
        lines.append(f"  {name:<40} {times:>6.2f}  {low:>6.2f}–{high:<6.2f} {cpu:>6.2f} {best:>6.2f} {memory:>7.2f}")
    return lines


def modules_after(bench: Bench, unwanted: Sequence[str], *arguments: str) -> list[str]:
    """Which unwanted modules a command has imported when it ends."""
    program = (
        "import sys; from newsletter.cli import start\n"
        f"sys.argv = {['newsletter', *arguments]!r}\n"
        "try: start()\n"
        "except SystemExit: pass\n"
        f"print('\\n@@', *sorted(set({unwanted!r}) & set(sys.modules)))"
    )
    return bench.run(sys.executable, "-c", program).rpartition("@@")[2].split()


def node_or_reason() -> tuple[str | None, str]:
    """Node when official MJML and juice are installed for it; else why they are left out."""
    node = shutil.which("node")
    if node is None:
        return None, "skipped: there is no `node`, so mjml + juice can't be run"
    modules = HERE / "node_modules"
    if not all((modules / name / "package.json").is_file() for name in ("mjml", "juice")):
        return None, "skipped: mjml + juice are not installed; run `npm install --prefix benchmarks`"
    versions = [
        f"{name} {json.loads((modules / name / 'package.json').read_text('utf-8'))['version']}"
        for name in ("mjml", "juice")
    ]
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return node, f"Node {version}, {', '.join(versions)}"


def arguments_of() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="rounds for each project; 10 if left out")
    parser.add_argument("--json", action="store_true", help="print every sample, the ratios and the goals as JSON")
    parser.add_argument("--only", choices=("november", "generated", "start"), help="one project, or --help")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work in this new folder and leave it there")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs is at least 1")
    if arguments.keep and arguments.keep.exists():
        parser.error(f"{arguments.keep} is there already")
    return arguments


def main() -> None:
    """Run everything and print it."""
    arguments = arguments_of()
    if arguments.keep:
        arguments.keep.mkdir(parents=True)
        report(arguments, arguments.keep.resolve())
    else:
        with tempfile.TemporaryDirectory(prefix="newsletter-benchmark-") as folder:
            report(arguments, Path(folder).resolve())


def report(arguments: argparse.Namespace, folder: Path) -> None:
    """Measure in a folder, and print as text or JSON."""
    bench = Bench(folder)
    node, said = node_or_reason()
    machine = f"Python {sysconfig.get_python_version()}, {os.cpu_count()} cores; {said}; {arguments.runs} rounds"
    result: dict[str, Any] = {"machine": machine, "projects": {}}
    lines = [machine]

    def generated(root: Path) -> None:
        bench.run(sys.executable, HERE / "generate.py", root)

    for name, fill, again in (("november", repository_project, 2.5), ("generated", generated, 4.5)):
        if arguments.only in (None, name):
            trial = Trial(bench, name, fill, node, again)
            bench.rounds(list(trial.contenders.values()), arguments.runs, name)
            facts = trial.facts
            kb = {what: "–".join(map(str, dict.fromkeys(facts[f"{what}_kb"]))) for what in ("mjml", "html")}
            lines += [
                f"\n{name}: {facts['editions']} editions from {facts['skeletons']} skeletons; "
                f"{kb['mjml']} KB of MJML, {kb['html']} KB of HTML each",
                *table(trial.contenders, FLOOR),
                *map(str, trial.goals()),
            ]
            result["projects"][name] = {"facts": facts, **_plain(trial.contenders, FLOOR, trial.goals())}
            warm = trial.folder / "original"
            bench.run(*_build(warm))
            shutil.rmtree(warm / "build")
            shutil.rmtree(warm / ".cache" / "letters")
            shutil.rmtree(warm / ".cache" / "builds")
            found = modules_after(bench, NOT_WHEN_WARM, *_build(warm)[3:])
            lines.append(_modules("a warm build", found))
            result["projects"][name]["unwanted_modules"] = found

    if arguments.only in (None, "start"):
        result["start"], told = start(bench, arguments.runs)
        lines += told
    print(json.dumps(result, ensure_ascii=False, indent=1) if arguments.json else "\n".join(lines))


def start(bench: Bench, runs: int) -> tuple[dict[str, Any], list[str]]:
    """How `--help` compares with a bare interpreter, as JSON values and as lines."""
    starts = {BARE: [sys.executable, "-c", "pass"], HELP: [sys.executable, "-c", COMMAND, "--help"]}
    contenders = {name: Contender(name, command) for name, command in starts.items()}
    for contender in contenders.values():
        bench.measured(contender)
    bench.rounds(list(contenders.values()), 2 * runs, HELP)
    ratio = contenders[HELP].best / contenders[BARE].best
    goal = Goal("newsletter --help, × a bare interpreter, CPU, the best of each", ratio, 4, is_most=True)
    found = modules_after(bench, NOT_FOR_HELP, "--help")
    said = ["\nstart", *table(contenders, BARE), str(goal), _modules("--help", found)]
    return {**_plain(contenders, BARE, [goal]), "unwanted_modules": found}, said


def _build(root: Path) -> list[str]:
    return [sys.executable, "-c", COMMAND, "--project", str(root), "build"]


def _modules(what: str, found: Sequence[str]) -> str:
    return f"  {'MISS' if found else 'pass'}  {what} imports nothing unwanted{': ' + ', '.join(found) if found else ''}"


def _plain(contenders: Mapping[str, Contender], base: str, goals: Sequence[Goal]) -> dict[str, Any]:
    """Samples, ratios and goals as JSON values."""
    return {
        "ratios": {
            name: {what: round(each.median(what) / contenders[base].median(what), 3) for what in MEASURES}
            for name, each in contenders.items()
        },
        "quartiles": {
            name: [round(ratio, 3) for ratio in spread(each, contenders[base])] for name, each in contenders.items()
        },
        "goals": [
            {"goal": goal.words, "measured": round(goal.measured, 3), "wanted": goal.wanted, "met": goal.is_met}
            for goal in goals
        ],
        "samples": {
            name: {what: [getattr(sample, what) for sample in each.samples] for what in MEASURES}
            for name, each in contenders.items()
        },
    }


if __name__ == "__main__":
    main()
