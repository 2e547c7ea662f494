"""Markdown of many forms."""

from hypothesis import strategies as st

MARKS = [
    "<https://y.example>",
    "*",
    "**",
    "_",
    "`",
    "~~",
    "[",
    "](https://x.example)",
    "](",
    "![",
    ")",
    "<",
    ">",
    "a1",
    "</b1>",
    "<br1/>",
    "\\",
    "&lt;",
    "&",
]

LINES = ["\n", "\n\n", "- ", "1. ", "> ", "| ", "|\n| - |\n", "## ", "  ", "    ", "<!-- more -->", "word", " ", "é"]

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=4)

MARKDOWN = st.lists(st.sampled_from(MARKS + LINES) | WORDS, max_size=25).map("".join)
