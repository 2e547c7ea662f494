"""What templates may call: methods and functions of ours at once, what says that it is unsafe never."""

from functools import partial
from typing import Any

import jinja2
import pytest
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

from newsletter.render.sandbox import Sandbox


class Things:
    def told(self, word: str, end: str = ".") -> str:
        return f"{word}{end}"

    def emptied(self) -> str:
        return "gone"

    emptied.alters_data = True  # type: ignore[attr-defined]


@jinja2.pass_context
def named(context: Context, before: str) -> str:
    return f"{before} {context['name']}"


def rendered(source: str, **values: Any) -> str:
    return str(Sandbox({}).from_string(source).render(values))


def test_methods_and_partial_functions_are_called_as_jinja_calls_them() -> None:
    things = Things()
    assert rendered("{{ told('a') }} {{ things.told('b', end='!') }}", told=things.told, things=things) == "a. b!"
    assert rendered("{{ told(end='?') }}", told=partial(things.told, "c")) == "c?"
    assert rendered("{{ count() }}", count=partial(len, [1, 2])) == "2"
    assert rendered("{% for each in [1, 2] %}{{ told(each) }}{% endfor %}", told=partial(Things.told, things)) == "1.2."


def test_what_wants_the_context_gets_it() -> None:
    assert rendered("{{ named('I am') }}", named=named, name="Ada") == "I am Ada"


def test_what_says_that_it_is_unsafe_is_not_called() -> None:
    with pytest.raises(SecurityError):
        rendered("{{ emptied() }}", emptied=Things().emptied)
    with pytest.raises(SecurityError):
        rendered("{{ things.emptied() }}", things=Things())


def test_a_text_is_formatted_within_the_sandbox_alone() -> None:
    with pytest.raises(SecurityError):
        rendered("{{ '{0.__class__.__mro__}'.format(thing) }}", thing=Things())
    with pytest.raises(SecurityError):
        rendered("{{ ('{0.__class__.__mro__}' | safe).format(thing) }}", thing=Things())
