"""One command, measured from outside.

In: a file for the figures, a file for what the command says, and the command. Out: JSON in the first file: exit code,
wall seconds, CPU seconds (user and system), peak memory in KB.

It runs as a process of its own because Linux counts the memory of the process that starts another as that one's peak:
a starter has to be smaller than anything it measures.
"""

import os
import sys
import time

figures, said, *command = sys.argv[1:]
output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
actions = [(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
begun = time.perf_counter()
process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - begun
line = '{"code": %d, "wall": %.6f, "cpu": %.6f, "peak": %d}'
values = (os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
with open(figures, "w") as file:  # noqa: PTH123 (pathlib would double the size of this process)
    file.write(line % values)
