"""A folder in memory for what tests write: a whole run makes 190,000 files, which a disk takes minutes for.

Out: the folder, which the tests of a run and all they start use for temporary files, and which goes with them.
"""

import os
import shutil
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PREFIX = "newsletter-tests-"
_NEEDED = 4_000_000_000
"""Bytes that have to be free there, and twice as many in the machine: some ten times what a run has at once."""


def folder_in_memory() -> Path | None:
    """A new folder in memory; None where there is not enough of it, or programs in it may not be run."""
    try:
        there, room = os.statvfs(_MEMORY), Path("/proc/meminfo").read_text("ascii")
    except OSError:
        return None
    free = int(room.partition("MemAvailable:")[2].split()[0]) * 1024
    if there.f_bavail * there.f_frsize < _NEEDED or free < 2 * _NEEDED or there.f_flag & os.ST_NOEXEC:
        return None
    for left in _MEMORY.glob(f"{_PREFIX}*"):
        number = left.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not Path("/proc", number).exists():  # a run that was killed has left it
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_MEMORY))
    folder.chmod(0o755)  # PostgreSQL's server is another user's and passes through
    # Last of all: multiprocessing takes away what it has in there itself, at -100.
    Finalize(None, shutil.rmtree, [folder], {"ignore_errors": True}, exitpriority=-200)
    return folder
