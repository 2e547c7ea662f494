"""The sender killed again and again, at every phase of a message; an outside log says what its server accepted.

In: a home with its server, how many recipients and kills. Out: a `Toll`: what was lost, what came twice and why.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from tests.support.mail_server import PHASES
from tests.support.mailing import ISSUE, Home
from tests.support.processes import command

CONNECTIONS = 4


@dataclass(frozen=True)
class Toll:
    """What the kills have cost, by the server's log."""

    kills: Counter[str]
    lost: int
    copies: int
    unexplained: int
    most_uncertain: int
    other_ids: int
    strangers: int


def killed(home: Home, recipients: int, kills: int, *, seed: int = 1) -> Toll:
    """Import recipients, kill the sender so many times, settle what is uncertain by sending again, count."""
    chance = random.Random(seed)
    people = [f"p{number}@example.org" for number in range(recipients)]
    barred = [f"never{number}@example.org" for number in range(max(recipients // 50, 3))]
    foreign = [f"foreign{number}@example.org" for number in range(10)]
    home.join([*people, *barred])
    home.join(foreign, point="eu", language="en")
    for address in barred[1:]:
        home.sql("insert into suppressions select hash, 'complaint', '' from subscribers where address = ?", address)
    home("subscribers", "forget", barred[0])
    sending = ("send", ISSUE, "--point", "nl", "--yes", "--no-wait")
    done: Counter[str] = Counter()
    in_doubt: set[str] = set()
    most = before = 0
    for number in range(kills):
        phase = PHASES[number % len(PHASES)]
        left = recipients if not number else home.counts()["pending"]
        # Spread over what is left, so that the last kills still find somebody to mail.
        reach = max(1, left // (kills - number) // 2)
        times = chance.randint(1, CONNECTIONS) if phase == "connect" else chance.randint(1, min(reach, 60))
        pid_file = home.server.kill_at(phase, times, number)
        with command(home.sample.root, *sending, env=home.environment) as process:
            (pid_file.parent / "pid.part").write_text(str(process.pid))
            (pid_file.parent / "pid.part").replace(pid_file)
            process.wait()
        done[phase] += process.returncode == -9
        # `sql` checks the integrity of the database each time.
        rows = home.sql(
            """select s.address from deliveries d join subscribers s on s.id = d.subscriber_id
            where d.state in ('sending', 'uncertain')"""
        )
        in_doubt |= {row[0] for row in rows}
        most, before = max(most, len(rows) - before), len(rows)
    (home.server.folder / "plan.json").unlink(missing_ok=True)
    home("resume", ISSUE)
    home("settle", ISSUE, "--point", "nl", "--resend")
    home.done("resume", ISSUE)
    home.done("send", ISSUE, "--point", "nl")
    counts = home.server.to()
    ids: dict[str, set[str]] = {}
    for entry in home.server.accepted():
        ids.setdefault(entry["to"], set()).add(entry["id"])
    twice = {address for address in people if counts[address] > 1}
    return Toll(
        kills=done,
        lost=sum(counts[address] == 0 for address in people),
        copies=sum(counts[address] - 1 for address in twice),
        unexplained=len(twice - in_doubt),
        most_uncertain=most,
        other_ids=sum(len(found) > 1 for found in ids.values()),
        strangers=sum(counts[address] for address in counts if address not in set(people)),
    )
