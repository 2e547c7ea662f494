"""A wire: pieces arrive as one row of bytes, however little of them the network takes at a time."""

import socket

import pytest

from newsletter.mail.smtp.conversation import LostError
from newsletter.mail.smtp.wire import Wire


@pytest.mark.parametrize("count", [1, 3, 1_500], ids=["one", "a few", "more than a system takes at once"])
def test_pieces_arrive_whole_and_in_order_over_a_narrow_network(count: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        theirs.settimeout(5)
        pieces = [b"%d " % number * (300_000 // count) for number in range(count)] + [b"", b".\r\n"]
        wire, got = Wire(ours), b""
        is_done = wire.send(pieces)
        assert not is_done, "the network has taken all at once"
        while not is_done:
            got += theirs.recv(65_536)
            is_done = wire.flush()
        ours.close()
        while data := theirs.recv(65_536):
            got += data
    assert got == b"".join(pieces)
    assert not wire.wants_write


def test_a_network_that_is_gone_is_told_to_who_sends() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        with pytest.raises(LostError, match="the connection broke"):
            Wire(ours).send([b"MAIL FROM:<>\r\n"])
