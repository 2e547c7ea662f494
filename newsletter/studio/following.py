"""Open pages ask by themselves whether there is something new, and are answered once some time has passed.

In: handlers of addresses that a page asks again and again (`Route.is_followed`). Out: a pause, for so many pages at
once as leave threads to others; the rest have to be loaded again to be newer.
"""

from __future__ import annotations

import threading
import time


class Pause:
    """So long a wait, for so many pages at once."""

    def __init__(self, seconds: float, most: int) -> None:
        self.seconds = seconds
        self._places = threading.BoundedSemaphore(most)

    def wait(self) -> bool:
        """Wait; False, at once, where too many pages do already."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            time.sleep(self.seconds)
        finally:
            self._places.release()
        return True
