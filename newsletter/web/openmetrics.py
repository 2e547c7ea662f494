"""Figures as OpenMetrics 1.0 has them, which Prometheus and its like read.

In: families of gauges. Out: text. A family's samples stand together below its TYPE and HELP; the last line is `# EOF`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """A number, by the labels that tell it from others of its family."""

    value: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gauge:
    """Numbers that rise and fall, with one name; with a `unit` the name ends in it."""

    name: str
    help: str
    samples: tuple[Sample, ...]
    unit: str = ""


def write_openmetrics(gauges: Iterable[Gauge]) -> str:
    """The text; a family without a sample is left out."""
    lines: list[str] = []
    for each in gauges:
        if each.samples:
            lines.append(f"# TYPE {each.name} gauge")
            lines += [f"# UNIT {each.name} {each.unit}"] * bool(each.unit)
            lines.append(f"# HELP {each.name} {_escaped(each.help)}")
            lines += [f"{each.name}{_labels(sample.labels)} {sample.value:.15g}" for sample in each.samples]
    return "\n".join([*lines, "# EOF", ""])


def _labels(labels: Mapping[str, str]) -> str:
    written = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{written}}}" if written else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
