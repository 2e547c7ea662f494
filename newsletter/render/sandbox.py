"""What a template may do: Jinja2's sandbox, what it has looked at, and the functions of fixed words.

In: attributes and calls of a template that is rendered, the fixed words of a locale. Out: values, or Jinja2's own
refusal. Editors' text is never template source; the sandbox is there for templates that came with a project from
somewhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

import jinja2
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from newsletter.render.trees import take_tree
from newsletter.translate.chrome import Chrome

LookedAt = set[tuple[int, str]]
"""Which attributes of which values a template has looked at: the identity of each value, and the attribute's name."""
looked_at_now: ContextVar[LookedAt | None] = ContextVar("looked_at", default=None)


def note_look(value: object, attribute: str) -> None:
    """Remember that the template which is rendered has shown something of a value by a function of ours."""
    looked_at = looked_at_now.get()
    if looked_at is not None:
        looked_at.add((id(value), attribute))


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox; what it finds of an attribute depends on the object's type alone, so it is asked once.

    A letter looks at some 1,500 attributes and calls some 600 macros and functions: what they are is told by their
    types, without the detour that Jinja2 takes for all that could be called.
    """

    def __init__(self, known: dict[tuple[type, str], bool], **options: Any) -> None:
        super().__init__(**options)
        self.known = known
        self.speaking: tuple[Callable[..., str], ...] = ()
        """The functions of fixed words, which want of the context only whether it escapes."""

    def compile(self, source: Any, *args: Any, **options: Any) -> Any:
        """A template compiled, of its syntax tree where it was parsed before."""
        tree = take_tree(source) if isinstance(source, str) else None
        if tree is not None:
            tree.set_environment(self)
        return super().compile(tree or source, *args, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """True for what Jinja2's sandbox lets templates see of objects of this type."""
        key = (type(obj), attr)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = super().is_safe_attribute(obj, attr, value)
        return found

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute or key, as Jinja2 finds it; that it was looked at is remembered."""
        looked_at = looked_at_now.get()
        if looked_at is not None:
            looked_at.add((id(obj), attribute))
        if self.known.get((type(obj), attribute)):
            # An attribute that an object of this type had before; another may lack it.
            value = getattr(obj, attribute, _LACKING)
            if value is not _LACKING and type(value) not in _METHODS:
                return value
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a macro, a function or a method answers. Raises Jinja2's `SecurityError` for one that is unsafe."""
        kind = type(obj)
        before: tuple[Any, ...] = ()
        if kind is Macro:
            before = (context.eval_ctx,)
        elif kind is FunctionType and obj in self.speaking:
            before = (context,)
        else:
            function = obj.__func__ if kind is MethodType else obj.func if kind is partial and not obj.__dict__ else obj
            # In its dictionary a function says that it wants the context, or is unsafe.
            if type(function) is not FunctionType or function.__dict__:
                return super().call(context, obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(*before, *args, **kwargs)


_LACKING = object()
_METHODS = (MethodType, BuiltinMethodType)
"""One of a text may be `format`, which the sandbox wraps."""


def gettext_functions(chrome: Chrome) -> dict[str, Callable[..., str]]:
    """The functions of fixed words as Jinja2's "new style" has them, each without a detour over the context.

    Words come with their placeholders filled in, escaped where the template is. A text without `%` has none.
    """

    def filled(context: Context, words: str, variables: dict[str, Any]) -> str:
        told = Markup(words) if context.eval_ctx.autoescape else words  # noqa: S704 (words of catalogs are checked)
        return told % variables if "%" in words else told

    @jinja2.pass_context
    def gettext(context: Context, source: str, /, **variables: Any) -> str:
        return filled(context, chrome.gettext(source), variables)

    @jinja2.pass_context
    def ngettext(context: Context, one: str, many: str, number: int, /, **variables: Any) -> str:
        return filled(context, chrome.ngettext(one, many, number), {"num": number, **variables})

    @jinja2.pass_context
    def pgettext(context: Context, about: str, source: str, /, **variables: Any) -> str:
        return filled(context, chrome.pgettext(about, source), {"context": about, **variables})

    @jinja2.pass_context
    def npgettext(context: Context, about: str, one: str, many: str, number: int, /, **variables: Any) -> str:
        return filled(
            context, chrome.npgettext(about, one, many, number), {"context": about, "num": number, **variables}
        )

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext, "npgettext": npgettext}
