"""Parts of a letter that stay as they are from one letter to the next: what a macro answered, and what that hung on.

In: a template that is rendered again and again for the same edition, by a program that stays, while somebody edits its
texts. Out: the same letter, in which a macro is run again only where something that it looked at has changed. Of a
macro's answer is remembered all that the answer hung on beside its arguments: what it read of the issue, and what
functions that know the whole issue answered it. With the same it would answer the same, whatever the templates say;
where that can't be told, it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from jinja2.runtime import Macro
from jinja2.utils import missing

from newsletter.content.fields import Model
from newsletter.problems import Problem
from newsletter.render.resources import Resources
from newsletter.render.sandbox import looked_at_now

Look = tuple[Model, str]
Key = tuple[object, ...]
_DEEPEST = 2
"""Macros within macros that are remembered by themselves: a section's, and that of an article or network in it."""
_SAFE_GLOBALS = frozenset({"dict", "namespace", "range"})
_PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class _Hung:
    """What answers hung on: values of the issue by name, attributes of the issue, and calls with their answers.

    `lacking` are names that had no value.
    """

    names: Mapping[str, object]
    attributes: Mapping[str, object]
    calls: Sequence[tuple[str, tuple[Any, ...], Mapping[str, Any], object]]
    lacking: Set[str]


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a macro answered, what that hung on, and what it did beside: it looked at values, and used files.

    `arguments` are kept so that nothing else gets their identity, by which they are known. `within` names the fragments
    of macros that it called.
    """

    answer: Any
    arguments: tuple[Any, ...]
    hung: _Hung
    looks: Mapping[tuple[int, str], Look]
    files: Mapping[str, tuple[bytes, Problem | None]]
    within: Sequence[Key]


@dataclass(slots=True)
class _Frame:
    """A macro that is running, and what it has done so far."""

    names: dict[str, object] = field(default_factory=dict)
    attributes: dict[str, object] = field(default_factory=dict)
    calls: list[tuple[str, tuple[Any, ...], Mapping[str, Any], object]] = field(default_factory=list)
    lacking: set[str] = field(default_factory=set)
    looks: dict[tuple[int, str], Look] = field(default_factory=dict)
    files: dict[str, tuple[bytes, Problem | None]] = field(default_factory=dict)
    within: list[Key] = field(default_factory=list)
    is_untold: bool = False
    """True once it has used something of which nobody knows whether it stays as it is."""

    def add(self, hung: _Hung, other: Fragment | _Frame) -> None:
        self.names |= hung.names
        self.attributes |= hung.attributes
        self.calls += hung.calls
        self.lacking |= hung.lacking
        self.looks |= other.looks
        self.files |= other.files


@dataclass(frozen=True, slots=True)
class _Outside:
    """What a macro has of its template: where it stands and what was set there; values and macros it closes over."""

    own: Key
    values: tuple[str, ...]
    macros: tuple[Macro, ...]


class Fragments:
    """The fragments of the letters before, by edition. `run` counts the macros that were run since they were made.

    For any number of threads: each rendering takes what is there when it begins, and leaves its own.
    """

    def __init__(self) -> None:
        self._held: dict[Key, tuple[tuple[object, ...], Mapping[Key, Fragment]]] = {}
        self.run: dict[str, int] = {}

    def begin(
        self, place: Key, stands_on: tuple[object, ...], values: Mapping[str, Any], of_issue: frozenset[str],
        counting: frozenset[str], resources: Resources,
    ) -> Remembering:  # fmt: skip
        """A rendering of the template and edition at `place`; `stands_on` is everything but the issue's own texts.

        Fragments that stood on something else are forgotten. `of_issue` names the values that know the whole issue,
        `counting` those that answer otherwise each time: what calls them is never remembered.
        """
        before, known = self._held.get(place, ((), {}))
        known = known if _is_same(before, stands_on) else {}
        return Remembering(self, place, stands_on, known, values, of_issue, counting, resources)

    def end(self, rendering: Remembering) -> None:
        """Keep the fragments of a rendering that has come to its end for the next."""
        self._held[rendering.place] = rendering.stands_on, rendering.made


class Remembering:
    """One rendering of a template with what is known of the one before."""

    def __init__(
        self, fragments: Fragments, place: Key, stands_on: tuple[object, ...], known: Mapping[Key, Fragment],
        values: Mapping[str, Any], of_issue: frozenset[str], counting: frozenset[str], resources: Resources,
    ) -> None:  # fmt: skip
        self.place, self.stands_on = place, stands_on
        self.made: dict[Key, Fragment] = {}
        self._fragments, self._known = fragments, known
        self._values, self._of_issue, self._counting, self._resources = values, of_issue, counting, resources
        self._issue = values["issue"]
        self._names = {id(values[name]): name for name in of_issue if callable(values[name])}
        self._frames: list[_Frame] = []
        resources.watch = self._note_file

    def note_name(
        self, name: str, value: object, has_globals: Mapping[str, Any], speaking: Sequence[object] = ()
    ) -> None:
        """A macro has asked the context for a name."""
        if not self._frames or any(value is each for each in speaking):
            return
        frame = self._frames[-1]
        if value is missing:
            frame.lacking.add(name)
        elif name not in self._values:
            frame.is_untold |= name not in _SAFE_GLOBALS or has_globals.get(name) is not value
        elif value is not self._values[name] or name in self._counting:
            frame.is_untold = True
        elif name in self._of_issue and value is not self._issue and id(value) not in self._names:
            frame.names[name] = value

    def note_attribute(self, of: object, attribute: str, value: object) -> None:
        """A template has looked at an attribute."""
        if not self._frames:
            return
        frame = self._frames[-1]
        if of is self._issue:
            frame.attributes[attribute] = value
        elif isinstance(of, Model):
            frame.looks[id(of), attribute] = of, attribute

    def untold(self) -> None:
        """A macro uses something that tells nothing of what it looks at."""
        if self._frames:
            self._frames[-1].is_untold = True

    def is_issue(self, value: object) -> bool:
        """True for the issue itself, and for what holds it."""
        return value is self._issue or (isinstance(value, (tuple, list)) and any(map(self.is_issue, value)))

    def note_call(self, called: object, arguments: tuple[Any, ...], named: Mapping[str, Any], answer: object) -> None:
        """A macro has called a function."""
        name = self._names.get(id(called)) if self._frames else None
        if name is not None:
            own = {key: value for key, value in named.items() if key not in ("_block_vars", "_loop_vars")}
            self._frames[-1].calls.append((name, arguments, own, answer))

    def answer(
        self, macro: Macro, run: Callable[[], Any], arguments: tuple[Any, ...], named: Mapping[str, Any], *,
        is_escaping: bool,
    ) -> Any:  # fmt: skip
        """What a macro answers: what it did before where that stands, else what it does now."""
        own = {key: value for key, value in named.items() if key not in ("_block_vars", "_loop_vars")}
        outside = _outside(macro, self._values)
        key = None
        if outside is not None and len(self._frames) < _DEEPEST:
            key = _key((is_escaping, *_set_for(outside, self._values)), arguments, own)
        if outside is None and self._frames:
            self._frames[-1].is_untold = True
        if key is None or outside is None:
            self._note_outside(outside)
            return run()
        known = self._known.get(key)
        if known is not None and self._stands(known.hung, macro):
            self._used(key, known)
            return known.answer
        self._fragments.run[macro.name] = self._fragments.run.get(macro.name, 0) + 1
        frame = _Frame()
        self._frames.append(frame)
        self._note_outside(outside)
        try:
            answer = run()
        finally:
            self._frames.pop()
        hung = _Hung(frame.names, frame.attributes, frame.calls, frame.lacking)
        if self._frames:
            self._frames[-1].add(hung, frame)
            self._frames[-1].is_untold |= frame.is_untold
            self._frames[-1].within.append(key)
        if not frame.is_untold:
            kept = (*arguments, *own.values())
            self.made[key] = Fragment(answer, kept, hung, frame.looks, frame.files, frame.within)
        return answer

    def _used(self, key: Key, known: Fragment) -> None:
        """What its macro did beside answering, done again."""
        self.made[key] = known
        for inner in known.within:  # it may stand when this one does no more
            if inner in self._known:
                self.made.setdefault(inner, self._known[inner])
        looked_at = looked_at_now.get()
        if looked_at is not None:
            looked_at.update(known.looks)
        for path, (data, problem) in known.files.items():
            self._resources.add(path, data, problem)
        if self._frames:
            self._frames[-1].add(known.hung, known)
            self._frames[-1].within.append(key)

    def _stands(self, hung: _Hung, macro: Macro) -> bool:
        """True where everything is as it was: what was called is called again."""
        if hung.lacking and not _lacks(macro, hung.lacking):
            return False
        try:
            return (
                all(_is_same(self._values[name], value) for name, value in hung.names.items())
                and all(_is_same(getattr(self._issue, name), value) for name, value in hung.attributes.items())
                and all(_is_same(self._values[name](*args, **named), value) for name, args, named, value in hung.calls)
            )
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return False  # the macro calls it again, if it still does, and says where

    def _note_file(self, path: str, data: bytes, problem: Problem | None) -> None:
        if self._frames:
            self._frames[-1].files[path] = data, problem

    def _note_outside(self, outside: _Outside | None) -> None:
        for name in outside.values if outside else ():
            self.note_name(name, self._values[name], {})


def _lacks(macro: Macro, names: Set[str]) -> bool:
    """True where names have no value in the macro's template so far."""
    function = macro._func
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    return "resolve" in cells and all(cells["resolve"].cell_contents(name) is missing for name in names)


def _outside(macro: Macro, values: Mapping[str, Any]) -> _Outside | None:
    """What a macro has of its template beside names, as it is now; None where that may change while it runs."""
    function = macro._func  # Jinja2 has no public way to what a macro closes over
    code = function.__code__
    found: list[object] = [code.co_filename, code.co_firstlineno, macro.name]
    taken: list[str] = []
    macros: list[Macro] = []
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        if not name.startswith("l_"):
            continue  # Jinja2's own
        try:
            held = cell.cell_contents
        except ValueError:
            return None
        if type(held) is Macro:
            macros.append(held)
            continue
        value = name.removeprefix("l_0_")
        if value in values and values[value] is held:
            taken.append(value)
            continue
        if not isinstance(held, _PLAIN):
            return None
        found.append((name, type(held), held))  # `Markup` is equal to its text
    return _Outside(tuple(found), tuple(taken), tuple(macros))


def _set_for(outside: _Outside, values: Mapping[str, Any]) -> Key:
    """What is set for a macro and for all macros that it may call; one that nobody can tell of says so when called."""
    found, waiting, seen = [outside.own], [*outside.macros], set[int]()
    while waiting:
        macro = waiting.pop()
        if id(macro) in seen:
            continue
        seen.add(id(macro))
        inner = _outside(macro, values)
        if inner is not None:
            found.append(inner.own)
            waiting += inner.macros
    return tuple(found)


def _key(outside: Key, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Key | None:
    """The name of a macro's answer to some arguments; None where it is not worth it, or they may change."""
    if not any(isinstance(each, Model) for each in (*arguments, *named.values())):
        return None
    parts: list[object] = [outside]
    for name, each in (*enumerate(arguments), *named.items()):
        if isinstance(each, Model):
            parts.append((name, id(each)))
        elif isinstance(each, _PLAIN):
            parts.append((name, type(each), each))
        else:
            return None
    return tuple(parts)


def _is_same(one: Any, other: Any) -> bool:
    """True for the same models and for equal values: templates can't tell them apart."""
    if one is other:
        return True
    if type(one) is not type(other) or isinstance(one, Model):
        return False
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(_is_same(one[key], other[key]) for key in one)
    if is_dataclass(one):
        return all(_is_same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    return bool(one == other)
