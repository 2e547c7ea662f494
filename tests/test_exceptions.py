"""All that the package raises on purpose has one root, and the tree is drawn as it is."""

import importlib
import pickle
import pkgutil

import pytest

import newsletter
from newsletter import exceptions
from newsletter.exceptions import NewsletterError
from newsletter.mail.smtp.session import SessionError
from newsletter.pipeline.use_case import RefusedError
from newsletter.problems import Location, error
from newsletter.render.environment import TemplateError
from newsletter.workspace import MovedOnError

BAD = error("bad", "this is bad", Location("a.md", 3))


def every_exception() -> list[type[BaseException]]:
    found = set()
    for module in pkgutil.walk_packages(newsletter.__path__, "newsletter."):
        if module.name.endswith("__main__") or ".starter" in module.name:
            continue
        for value in vars(importlib.import_module(module.name)).values():
            is_ours = isinstance(value, type) and value.__module__.startswith("newsletter.")
            if is_ours and issubclass(value, BaseException):
                found.add(value)
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


def drawn(kind: type[BaseException], indent: str = "") -> list[str]:
    """The classes below one that others may catch, as a tree of lines."""
    below = [each for each in every_exception() if kind in each.__bases__ and not each.__name__.startswith("_")]
    lines = []
    for number, each in enumerate(below):
        is_last = number == len(below) - 1
        lines.append(
            f"{indent}{'└── ' if is_last else '├── '}{each.__module__.removeprefix('newsletter.')}.{each.__name__}"
        )
        lines += drawn(each, indent + ("    " if is_last else "│   "))
    return lines


def test_every_exception_has_the_same_root() -> None:
    assert [each for each in every_exception() if not issubclass(each, NewsletterError)] == []


@pytest.mark.slow
def test_the_tree_is_drawn_as_it_is() -> None:
    tree = "\n".join(["NewsletterError", *drawn(NewsletterError)])
    assert tree in (exceptions.__doc__ or ""), f"\n{tree}"


@pytest.mark.parametrize(
    "fault",
    [
        RefusedError([BAD], "Mend it."),
        RefusedError(misuse="No point is called `x`."),
        SessionError("421 busy", 421, is_passing=True),
        TemplateError(BAD),
        MovedOnError("a.md", None),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_what_one_process_raises_another_gets_as_it_is(fault: NewsletterError) -> None:
    again = pickle.loads(pickle.dumps(fault))
    assert (type(again), str(again), vars(again)) == (type(fault), str(fault), vars(fault))
