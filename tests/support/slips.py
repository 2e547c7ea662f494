"""Slips of editors, and what is told of them."""

from newsletter.problems import Problem
from tests.conftest import Sample

BRIDGES = "issues/articles/bridges.md"


def told(sample: Sample, file: str) -> list[Problem]:
    """What is said of a file, but for what it was translated of."""
    return [each for each in sample.load()[1] if each.location and each.location.file == file]
