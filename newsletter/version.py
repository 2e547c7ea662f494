"""The version of this program, where every stage may read it: the package itself stands above all of them."""

__version__ = "0.2.0"
