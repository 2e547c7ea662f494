"""The tests, and what this machine's own settings may not change for them.

What they import and the programs they start is compiled once: without bytecode each start of `newsletter` takes three
times as long, and a whole run starts it some hundred times. Programs they start can be stopped by Ctrl-C, also where
the run is one that a shell keeps in its background.
"""

import os
import signal
import sys
import threading

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
