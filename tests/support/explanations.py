"""All explanations of problems, as the package carries them."""

import tomllib

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "newsletter"

KNOWN = tomllib.loads((PACKAGE / "explanations.toml").read_text("utf-8"))
