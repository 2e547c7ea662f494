"""Renew `newsletter/preflight/data/caniemail.json` from npm's package `caniemail`: `make caniemail`.

In: the package's tarball. Out: of Can I email's data what the checks of letters need: for every feature and mail
program what the newest tested version makes of it, one letter each (y yes, a partly, n no, u not tested).
"""

from __future__ import annotations

import json
import sys
import tarfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "newsletter/preflight/data/caniemail.json"


def trimmed(tarball: Path) -> dict[str, Any]:
    """The data of a package, trimmed, with its licence and date."""
    with tarfile.open(tarball) as archive:
        package, data, licence = (_read(archive, name) for name in ("package.json", "data/caniemail.json", "LICENSE"))
    whole = json.loads(data)
    names = whole["nicenames"]
    programs = list(
        dict.fromkeys((f, p) for each in whole["data"] for f, tested in each["stats"].items() for p in tested)
    )
    return {
        "source": f"npm caniemail {json.loads(package)['version']}, data of https://www.caniemail.com",
        "date": whole["last_update_date"][:10],
        "licence": licence.strip(),
        "programs": {f"{f}/{p}": f"{names['family'][f]} ({names['platform'][p]})" for f, p in programs},
        "features": {
            each["slug"]: [each["title"].strip(), "".join(_support(each["stats"], *program) for program in programs)]
            for each in whole["data"]
        },
    }


def _read(archive: tarfile.TarFile, name: str) -> str:
    file = archive.extractfile(f"package/{name}")
    if file is None:
        raise ValueError(f"the package has no {name}")
    return file.read().decode()


def _support(stats: dict[str, dict[str, dict[str, str]]], family: str, platform: str) -> str:
    """What the newest tested version of a program makes of a feature; versions stand in the order of their time."""
    versions = list(stats.get(family, {}).get(platform, {}).values())
    return versions[-1][0] if versions else "u"


if __name__ == "__main__":
    found = trimmed(Path(sys.argv[1]))
    features = ",\n".join(
        f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in found["features"].items()
    )
    head = json.dumps({k: v for k, v in found.items() if k != "features"}, ensure_ascii=False, indent=1)
    TARGET.write_text(f'{head.removesuffix("}").rstrip()},\n "features": {{\n{features}\n }}\n}}\n', "utf-8")
    print(f"{len(found['features'])} features, {len(found['programs'])} programs, {found['date']}")  # noqa: T201
