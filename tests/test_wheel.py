"""The wheel stands alone: from an empty environment it does what docs/install.md says, from nothing to a mailing.

With the newest and, in CI, with the lowest releases that pyproject.toml allows, which are seldom others (`make lowest`
tries them anywhere); the page's own commands, in a fresh folder.
Only names, the mail server's port and the way to the program are put in place.
"""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from newsletter.pipeline.scaffold.resources import chrome_locales
from tests.conftest import IN_CI, REPOSITORY
from tests.support.mail_server import running
from tests.support.mailing import SAMPLES
from tests.support.trying import ALL

PAGE = REPOSITORY / "docs/install.md"
UV = Path(sys.executable).parent / "uv"
LONG = 240


def call(*command: object, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=LONG, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    call(*pip, "--no-build-isolation", "-w", folder, REPOSITORY, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


def blocks() -> dict[str, str]:
    """What the page tells people to type, by what each block is for."""
    found = re.findall(r"^```sh\n# ([^\n]+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(found) == PAGE.read_text("utf-8").count("```sh\n"), "each block begins with what it is for"
    return dict(found)


@pytest.mark.slow
def test_the_wheel_holds_each_file_once_and_the_fixed_words_of_all_languages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names))
    carried = [name for name in names if name.startswith("newsletter/starter/locales/")]
    assert sorted(Path(name).name for name in carried) == sorted(["chrome.po", "pages.po"] * len(chrome_locales()))
    assert wheel.stat().st_size < 3_000_000


def install(wheel: Path, folder: Path, resolution: str) -> Path:
    """An environment with nothing but the program and what it stands on; its folder of commands."""
    if not UV.exists() and not IN_CI:
        pytest.skip("uv is not installed")
    env = {**os.environ, "VIRTUAL_ENV": "", "PYTHONPATH": ""}
    call(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder, env=env)
    told = ("--quiet", "--no-sources", "--resolution", resolution, "--python", folder / "venv/bin/python")
    # Named here, what the wheel stands on is direct: uv takes the lowest of that alone.
    call(UV, "pip", "install", *told, "-r", REPOSITORY / "pyproject.toml", wheel, cwd=folder, env=env)
    return folder / "venv/bin"


@pytest.mark.slow
@pytest.mark.parametrize("resolution", ["highest", *(["lowest-direct"] if ALL else [])])
def test_an_installed_wheel_goes_from_nothing_to_a_mailing_as_the_page_says(
    wheel: Path, tmp_path: Path, resolution: str
) -> None:
    commands = install(wheel, tmp_path, resolution)
    packages = {path.name.partition("-")[0] for path in (tmp_path / "venv").rglob("*.dist-info")}
    assert not packages & {"numpy", "pytest", "python_multipart"}
    typed = blocks()
    assert list(typed)[:2] == ["make the wheel", "install the program"], "what has just been done in another way"
    script = "\n".join(list(typed.values())[2:])
    for old, new in {**SAMPLES, "Example Town": "Townville"}.items():
        script = script.replace(old, new)
    work = tmp_path / "work"
    work.mkdir()
    environment = {"HOME": str(work), "PATH": f"{commands}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    with running(tmp_path / "server") as server:
        script = script.replace("127.0.0.1:25?", f"127.0.0.1:{server.port}?")
        said = call("sh", "-eu", "-c", script, cwd=work, env=environment)
        assert server.to() == {"me@towns.test": 1, "ada@towns.test": 1, "berta@towns.test": 1}
    assert "first/eu: done; 2 of 2 accepted" in said
    assert said.partition("Restored as of")[2].count("first/eu: done; 2 of 2 accepted") == 1, "the trial has it all"
    assert not (work / "trial").exists()
    site = work / "my-newsletter/site"
    assert "The market is back" in (site / "first/eu/en/index.html").read_text("utf-8")
    assert site.stat().st_mode & 0o055, "a proxy may read the public pages"
    assert (work / "environment").stat().st_mode & 0o077 == 0, "nobody else may read it"
    assert (work / "my-newsletter/newsletter.db").stat().st_mode & 0o077 == 0
    where = call(commands / "python", "-c", "import newsletter; print(newsletter.__file__)", cwd=work, env=environment)
    assert where.startswith(str(tmp_path)), "nothing comes from the repository"
