"""The loop of conversations without a network: who goes on when, and what is durable before what."""

from collections.abc import Sequence
from typing import Any

from newsletter.mail.smtp.conversation import Intend, Yield
from newsletter.mail.smtp.event_loop import EventLoop, Task
from newsletter.mail.smtp.steps import Conversation, Settle


def test_who_yields_goes_on_when_all_others_have() -> None:
    seen: list[str] = []

    def steps(name: str) -> Conversation:
        seen.append(f"{name} sends")
        yield Yield()
        seen.append(f"{name} signs")

    loop = EventLoop(lambda _, __: set())
    for name in ("ada", "bob"):
        loop.start(lambda _, name=name: steps(name))  # type: ignore[misc]
    loop.run()
    assert seen == ["ada sends", "bob sends", "ada signs", "bob signs"]


def test_an_outcome_that_nobody_waits_for_is_durable_with_the_next_intent_and_also_at_the_end() -> None:
    seen: list[object] = []

    def commit(intents: Sequence[Task], changes: Sequence[Any]) -> set[Task]:
        seen.append((len(intents), *changes))
        return set(intents)

    def steps() -> Conversation:
        yield Settle("first", lambda: seen.append("first is durable"))
        seen.append("goes on at once")
        seen.append((yield Intend()))
        yield Settle("last", lambda: seen.append("last is durable"))

    loop = EventLoop(commit)
    loop.start(lambda _: steps())
    loop.run()
    assert seen == ["goes on at once", (1, "first"), "first is durable", True, (0, "last"), "last is durable"]
