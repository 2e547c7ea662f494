"""Scripts beside the program: each is run by hand, `python tools/NAME.py`."""
