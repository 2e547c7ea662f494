"""All that the package raises on purpose has one root, and the tree is drawn as it is."""

import importlib
import pkgutil

import newsletter
from newsletter import exceptions
from newsletter.exceptions import NewsletterError


def every_exception() -> list[type[BaseException]]:
    found = set()
    for module in pkgutil.walk_packages(newsletter.__path__, "newsletter."):
        if module.name.endswith("__main__") or ".starter" in module.name:
            continue
        for value in vars(importlib.import_module(module.name)).values():
            is_ours = isinstance(value, type) and value.__module__.startswith("newsletter.")
            if is_ours and issubclass(value, BaseException) and not value.__name__.startswith("_"):
                found.add(value)
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


def drawn(kind: type[BaseException], indent: str = "") -> list[str]:
    """The classes below one, as a tree of lines."""
    below = [each for each in every_exception() if kind in each.__bases__]
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


def test_the_tree_is_drawn_as_it_is() -> None:
    tree = "\n".join(["NewsletterError", *drawn(NewsletterError)])
    assert tree in (exceptions.__doc__ or ""), f"\n{tree}"
