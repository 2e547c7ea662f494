"""`python -m newsletter`: the same as the command `newsletter`."""

import sys

from newsletter.cli import start

if __name__ == "__main__":
    sys.exit(start())
