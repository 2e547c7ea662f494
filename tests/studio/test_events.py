"""What changes is told to open pages: each stream has its own few events, and ends with its browser."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from http.client import HTTPConnection

import pytest

from newsletter.pipeline.resident import Resident
from newsletter.pipeline.use_case import Place
from newsletter.studio.events import HEARTBEAT, MOST_WAITING, Events, Hearers
from tests.conftest import Sample
from tests.support.studio import studio_at

BRIDGES = "issues/articles/bridges.md"


@pytest.fixture
def resident(sample: Sample) -> Iterator[Resident]:
    held = Resident(Place(sample.root, {}))
    yield held
    held.close()


def data_of(event: bytes) -> dict[str, object]:
    line = next(line for line in event.decode().splitlines() if line.startswith("data: "))
    found = json.loads(line.removeprefix("data: "))
    assert isinstance(found, dict)
    return found


def test_a_stream_begins_with_the_number_of_now_and_tells_each_change(resident: Resident, sample: Sample) -> None:
    async def listen() -> None:
        stream = Events(resident).stream()
        assert data_of(await anext(stream))["number"] == resident.number
        sample.edit(BRIDGES, "Bridges over the river", "Two bridges")
        number = await asyncio.to_thread(resident.touched, [BRIDGES])
        told = data_of(await anext(stream))
        assert told["number"] == number
        assert list(told["files"]) == [BRIDGES]  # type: ignore[call-overload]
        assert told["outside"] is False
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(listen())
    assert resident._listeners == []


def test_a_line_goes_out_now_and_then_so_that_a_browser_that_has_gone_is_noticed(resident: Resident) -> None:
    async def listen() -> None:
        stream = Events(resident, heartbeat=0.01).stream()
        await anext(stream)
        assert await anext(stream) == HEARTBEAT
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(listen())


def test_who_does_not_listen_is_told_of_all_that_waits_at_once(resident: Resident, sample: Sample) -> None:
    async def listen() -> None:
        stream = Events(resident).stream()
        await anext(stream)
        for number in range(MOST_WAITING + 5):
            sample.write(f"issues/articles/a{number}.md", "---\n---\n")
            resident.touched([f"issues/articles/a{number}.md"])
        await asyncio.sleep(0)
        names: set[str] = set()
        newest = 0
        while newest < resident.number:
            told = data_of(await anext(stream))
            names |= set(told["files"])  # type: ignore[call-overload]
            newest = int(str(told["number"]))
        assert len(names) == MOST_WAITING + 5
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(listen())


@pytest.mark.slow
def test_the_studio_ends_in_good_order_while_a_page_still_listens(sample: Sample) -> None:
    with studio_at(sample.root) as opened:
        opened.ask("GET", "/")
        connection = HTTPConnection("127.0.0.1", opened.port, timeout=60)
        connection.request("GET", "/events", headers={"cookie": opened.cookie})
        answer = connection.getresponse()
        assert answer.readline() == b"retry: 1000\n"
        opened.process.terminate()
        assert b"event: letter" in answer.read(), "it ends as a whole answer, not cut off"
        assert opened.process.wait() == 0


def test_one_person_hears_by_so_many_streams_and_others_by_theirs() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"."

    async def listen() -> None:
        hearers = Hearers(most=2)
        streams = []
        for _ in range(2):
            assert hearers.may_hear(1)
            streams.append(hearers.counted(1, endless()))
            await anext(streams[-1])
        assert (hearers.may_hear(1), hearers.may_hear(2)) == (False, True)
        await streams[0].aclose()  # type: ignore[attr-defined]
        assert hearers.may_hear(1)

    asyncio.run(listen())
