"""Jinja2's sandbox for a program that stays: it tells a rendering all that its templates look at and call.

In: a `Remembering` of fragments, or None where nothing is to be remembered. Out: what the sandbox answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from jinja2 import Template
from jinja2.runtime import Context, Macro

from newsletter.render.fragments import Remembering
from newsletter.render.sandbox import Sandbox


class RememberingContext(Context):
    """Jinja2's context, which tells the rendering what names are asked for."""

    def resolve_or_missing(self, key: str) -> Any:
        """What stands for a name."""
        found = super().resolve_or_missing(key)
        environment = self.environment
        if isinstance(environment, RememberingSandbox) and environment.rendering is not None:
            environment.rendering.note_name(key, found, environment.globals, environment.speaking)
        return found


class RememberingSandbox(Sandbox):
    """The sandbox of one rendering that remembers what macros answer."""

    context_class = RememberingContext
    rendering: Remembering | None = None

    def __init__(self, known: dict[tuple[type, str], bool], **options: Any) -> None:
        super().__init__(known, **options)
        self.filters.update({name: self._telling(each) for name, each in self.filters.items()})

    def _telling(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)  # with what it says of itself to Jinja2
        def telling(*args: Any, **kwargs: Any) -> Any:
            if self.rendering is not None and any(map(self.rendering.is_issue, args)):
                self.rendering.untold()
            return function(*args, **kwargs)

        return telling

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        """A template; what a macro imports may have been changed by another since."""
        if self.rendering is not None:
            self.rendering.untold()
        return super().get_template(*args, **kwargs)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What stands under a key, or an attribute; that of the issue is told."""
        value = super().getitem(obj, argument)
        if self.rendering is not None:
            self.rendering.note_attribute(obj, argument, value)
        return value

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute or key; that of a model or of the issue is told."""
        value = super().getattr(obj, attribute)
        if self.rendering is not None:
            self.rendering.note_attribute(obj, attribute, value)
        return value

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a macro, a function or a method answers, or has answered before."""
        rendering = self.rendering
        if rendering is None:
            return super().call(context, obj, *args, **kwargs)
        if type(obj) is Macro:
            call, is_escaping = super().call, bool(context.eval_ctx.autoescape)
            return rendering.answer(
                obj, lambda: call(context, obj, *args, **kwargs), args, kwargs, is_escaping=is_escaping
            )
        answer = super().call(context, obj, *args, **kwargs)
        rendering.note_call(obj, args, kwargs, answer)
        return answer
