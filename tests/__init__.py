"""The tests. What they import and the programs they start is compiled once, whatever this machine's own setting.

Without bytecode each start of `newsletter` takes three times as long, and a whole run starts it some hundred times.
"""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
