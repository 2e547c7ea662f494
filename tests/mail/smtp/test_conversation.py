"""Messages that follow each other over one connection: what is sent with what, by the steps of a conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from newsletter.mail.smtp.conversation import (
    Await,
    Ending,
    Envelope,
    Intend,
    LostError,
    Outcome,
    Reply,
    Send,
    Steps,
    Yield,
    converse,
)

ADA, BOB = (Envelope(f"bounce+{name}@example.org", f"{name}@example.com") for name in ("ada", "bob"))
PIPED = frozenset({"pipelining"})
BODY = (b"To: x\r\n\r\n", b"Hello\r\n")
GROUP = [Reply(250, "Ok"), Reply(250, "Ok"), Reply(354, "Go ahead")]
TO_BOB = b"MAIL FROM:<bounce+bob@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n"


@dataclass
class Next:
    envelope: Envelope
    signed: int = 0

    def sign(self) -> None:
        self.signed += 1


def up_to_body(steps: Steps) -> bytes:
    """What goes out with the body of a message whose commands are taken."""
    step = next(steps)
    if isinstance(step, Send):
        step = steps.send(None)
    assert isinstance(step, Await)
    assert isinstance(steps.send(GROUP), Intend)
    step = steps.send(True)
    assert isinstance(step, Send)
    return b"".join(step.pieces)


def ended(steps: Steps, answer: Sequence[Reply]) -> Outcome:
    if isinstance(steps.send(None), Yield):
        steps.send(None)
    with pytest.raises(StopIteration) as end:
        steps.send(answer)
    outcome = end.value.value
    assert isinstance(outcome, Outcome)
    return outcome


def test_the_commands_of_the_next_message_go_out_with_the_dot_and_it_is_signed_meanwhile() -> None:
    following = Next(BOB)
    steps = converse(ADA, lambda: BODY, PIPED, follow=lambda: following)
    assert up_to_body(steps) == b"".join(BODY) + b".\r\n" + TO_BOB
    assert isinstance(steps.send(None), Yield)
    assert following == Next(BOB), "first all servers get something to do"
    assert isinstance(steps.send(None), Await)
    assert following == Next(BOB, signed=1)
    with pytest.raises(StopIteration) as end:
        steps.send([Reply(250, "Taken")])
    assert end.value.value.ending is Ending.ACCEPTED


def test_what_is_begun_sends_no_commands_again() -> None:
    steps = converse(BOB, lambda: BODY, PIPED, is_begun=True)
    assert isinstance(next(steps), Await)
    assert isinstance(steps.send(GROUP), Intend), "nothing was sent before"
    steps.close()
    assert up_to_body(converse(BOB, lambda: BODY, PIPED, is_begun=True)) == b"".join(BODY) + b".\r\n"


def test_a_server_without_groups_is_not_asked_for_two_messages_at_once() -> None:
    asked: list[int] = []
    steps = converse(ADA, lambda: BODY, frozenset(), follow=lambda: asked.append(1))
    next(steps)
    for reply in GROUP:
        assert isinstance(steps.send(None), Await)
        step = steps.send([reply])
    assert isinstance(step, Intend)
    step = steps.send(True)
    assert isinstance(step, Send)
    assert b"".join(step.pieces) == b"".join(BODY) + b".\r\n"
    assert not asked


def test_who_comes_next_is_not_looked_for_when_this_message_is_not_taken() -> None:
    asked: list[int] = []
    steps = converse(ADA, lambda: BODY, PIPED, follow=lambda: asked.append(1))
    next(steps)
    refused = [Reply(250, "Ok"), Reply(550, "5.1.1 No such mailbox"), Reply(554, "No recipients")]
    assert ended(steps, refused).ending is Ending.REFUSED
    assert not asked


def test_a_connection_that_ends_before_the_reply_leaves_one_in_doubt() -> None:
    steps = converse(ADA, lambda: BODY, PIPED, follow=lambda: Next(BOB))
    up_to_body(steps)
    steps.send(None)
    steps.send(None)
    with pytest.raises(StopIteration) as end:
        steps.throw(LostError("gone"))
    assert end.value.value.ending is Ending.UNCERTAIN
    steps = converse(BOB, lambda: BODY, PIPED, is_begun=True)
    next(steps)
    with pytest.raises(StopIteration) as end:
        steps.throw(LostError("gone"))
    assert end.value.value.ending is Ending.LOST, "nothing of the next message has been sent"
