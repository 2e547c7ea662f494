"""Pictures of a project."""

from pathlib import Path

import pytest

from newsletter.files import Cache
from newsletter.render.images import Pictures


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    (tmp_path / "images").mkdir()
    return Pictures(tmp_path / "images", Cache(tmp_path / "cache"))
