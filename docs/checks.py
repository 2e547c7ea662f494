"""Write `docs/checks.md` anew from the checks of letters and their explanations: `make checks`.

In: the package. Out: the page, which a test holds against both.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import newsletter
from newsletter.preflight import axe, every, programs
from newsletter.preflight.caniemail import DATE, EUROPEAN, FEATURES, named, programs_of
from newsletter.preflight.check import LetterCheck
from newsletter.preflight.feature_rules import UNCHECKED, known

PAGE = Path(__file__).with_name("checks.md")
AXE_VERSION, AXE_RULES = re.findall(r"axe v([\d.]+\d)", axe.script())[0], len(axe.names())
EXPLANATIONS = Path(newsletter.__file__).with_name("explanations.toml")
HEAD = """<!-- Written by `make checks` from the checks and newsletter/explanations.toml; edit those. -->

# What letters are checked for

`newsletter check` lays out every edition and looks at the finished letters; `newsletter send` does the same before it
mails. An **error** keeps a letter back. A **warning** is a person's to judge. Nothing is asked over the network unless
`--online` says so, and a letter that has not changed is not looked at again. What is wrong with files and translations
is told in the same report; `newsletter explain CODE` says of any code what it means.

Each finding stands at the file and line where it is mended: the translation in its catalog, the value in its document,
the line of the template. What several editions share is told once.
"""
ACCEPTING = """
## Living with a warning

Where a warning is right and the letter is too, the issue says so, with who decided it and why. It is shown as accepted
from then on, and counts neither for `--fail-on warning` nor for anybody who counts warnings. Errors can't be accepted.

```yaml
accept:
  - check: heavy-letter
    by: Ada
    reason: the programme of the whole festival has to be in it
  - check: generic-link
    by: Ada
    reason: the button stands right below its heading
    where: articles/eu-city-labs
```

`where` is the beginning of a path or file; without it the check is accepted in the whole issue. One that accepts
nothing any more is told as `unused-acceptance`. A point writes `accept:` into its own file of the issue
(`issues/2023-11/points/es.yaml`), for its own letters.
"""
LINKS = """
## Links in the reader's language

An address in an article, a network, a note or a point's file is written once, in any language of its site. Where
`newsletter.toml` knows the site, each letter, its text part and the archive's pages lead to the reader's own:

```toml
[links]
"https://urbact.eu/{locale}/" = ["en", "fr", "es"]
"https://commission.europa.eu/*_{locale}" = ["en", "bg", "cs", "da", "de"]
```

The list has the codes as they stand in the addresses. Whoever reads none of these languages is led to the first. `*` is
any part of a path. Translators see no address, so none can change one. A link to pages in one language of a site that
is not named here is told as `link-in-one-language`; a site that has one language alone is named with that one.
"""
ONLINE = """
Each address of the letters is asked for once, with `HEAD`, and with `GET` where that says little; each host at most
once a second. Pages of the project's own archive are not asked for: they are there once a letter is mailed. Nor is any
host of a private network, whoever wrote its name. A good answer stands for a day, a bad one is asked for again. Without
this option nothing is asked.
"""
SPAM = """
An rspamd (`--spam http://127.0.0.1:11333`) or SpamAssassin’s spamd (`--spam spamd://127.0.0.1:783`) that runs on this
machine gets each letter as it would be mailed, but for its signature, and its points are told. Nothing is sent
elsewhere; a filter may ask others about hosts and words, as it is set up.
"""
SENDERS = """
Once the project has a site of its own, senders that are samples, or whose domain is a provider’s of mailboxes, are told
here, and so are words and pictures of starting files; `send` refuses all of these but the provider’s. With `--online`
DNS is asked about the senders’ domains as `newsletter doctor` does ([doctor.md](operators/doctor.md)): SPF and what it
costs, DKIM and whether it aligns with the sender, DMARC, MX.
"""
IN_BROWSER = f"""
`newsletter check --browser` looks at the letters in a Chromium of this machine as well, with axe-core {AXE_VERSION},
which comes with this package: on a desk by day and on a phone by night, with nothing fetched. What it finds is
told as `seen-in-browser`, unless a check of its own has told it. Where there is no Chromium (`no-browser`) all else is
checked.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_checks(), *_more(), ACCEPTING, LINKS, *_programs(), *_rules()]).rstrip() + "\n"


def _checks() -> Iterator[str]:
    explained = tomllib.loads(EXPLANATIONS.read_text("utf-8"))
    for module in every.CONCERNS:
        title, _, about = (module.__doc__ or "").strip().partition("\n")[0].partition(": ")
        yield f"## {title.rstrip('.')}\n"
        yield f"{about[:1].upper()}{about[1:]}\n" if about else ""
        for check in module.CHECKS:
            yield from _check(check, explained[check.code])


def _check(check: LetterCheck, entry: dict[str, str]) -> Iterator[str]:
    return _entry(check.code, check.severity.value.title(), entry)


def _entry(code: str, severity: str, entry: dict[str, str]) -> Iterator[str]:
    yield f"### {code}\n"
    means = entry["means"]
    yield f"**{severity}.** {means[:1].upper()}{means[1:]}. {entry['why']}\n"
    if "example" in entry:
        yield f"```text\n{entry['example'].strip()}\n```\n"


def _programs() -> Iterator[str]:
    found = sum(slug in known().all() for slug in FEATURES)
    yield "## Mail programs and features\n"
    yield (
        f"What a mail program shows is Can I email’s data of {DATE} (MIT licence), renewed by `make caniemail`. The"
        " programs that letters are held against stand in `newsletter.toml`:\n"
    )
    yield '```toml\n[preflight]\nprograms = ["gmail", "outlook", "gmx", "apple-mail/ios"]\n```\n'
    yield f"Without that they are Europe’s main ones: {named(programs_of(EUROPEAN))}. There is no data of seznam.cz.\n"
    yield f"Of {len(FEATURES)} features {found} are looked for. Not looked for:\n"
    yield from (f"- `{slug}`: {reason}" for slug, reason in UNCHECKED.items())
    yield "\nNo warning is given of these, since what a reader sees without them is as good:\n"
    yield "| feature | without it |\n| --- | --- |"
    cells = ((slug, FEATURES[slug][0].replace("<", "&lt;").replace("|", "\\|")) for slug in programs.degrades())
    yield from (
        f"| [{title}](https://www.caniemail.com/features/{slug}/) | {programs.degrades()[slug]} |"
        for slug, title in cells
    )


STARTING = (
    *("sample-address", "sample-postal-address", "sender-at-mailbox-provider", "example-words", "example-picture"),
    "spf-lookups",
)
MORE = (
    ("Asked of other sites: `check --online`", ONLINE, ("dead-link", "unanswered-link", "moved-link")),
    ("Seen in a browser: `check --browser`", IN_BROWSER, ("seen-in-browser", "no-browser")),
    ("Asked of a filter of your own: `check --spam`", SPAM, ("junk-score", "no-spam-filter")),
    (
        "Senders, and what starting files left",
        SENDERS,
        (
            "sample-address",
            "sample-postal-address",
            "sender-at-mailbox-provider",
            "example-words",
            "example-picture",
            "spf-lookups",
        ),
    ),
    ("Of the whole issue", "\nWhat no letter shows by itself.\n", ("mailed-before", "unused-acceptance")),
)


def _more() -> Iterator[str]:
    explained = tomllib.loads(EXPLANATIONS.read_text("utf-8"))
    for title, about, codes in MORE:
        yield f"## {title}\n{about}"
        for code in codes:
            yield from _entry(code, "Warning", explained[code])


def _rules() -> Iterator[str]:
    rules = axe.rules()
    left, here, consortium = rules["axe"], rules["axe-here"], rules["emc"]
    looked_for = sum(slug in known().all() for slug in FEATURES)
    asked = AXE_RULES + len(consortium) + len(FEATURES)
    answered = AXE_RULES - len(set(left) - set(here)) + len(consortium) + looked_for
    yield "\n## Rules of others\n"
    yield (
        f"Of the {asked} rules of axe ({AXE_RULES}), the Email Markup Consortium ({len(consortium)}) and Can I email"
        f" ({len(FEATURES)}) {answered} are checked, {answered / asked:.0%}. The rest of Can I email stands above.\n\n"
        "Of axe these are not run:\n"
    )
    yield "| rule of axe | why |\n| --- | --- |"
    yield from (f"| `{rule}` | {reason} |" for rule, reason in sorted(left.items()))
    yield "\nThese are found without a browser too:\n\n| rule of axe | check |\n| --- | --- |"
    yield from (f"| `{rule}` | `{code}` |" for rule, code in sorted(here.items()))
    yield "\nAll of the Email Markup Consortium:\n\n| what its reports count | check |\n| --- | --- |"
    yield from (f"| {rule} | `{code}` |" for rule, code in consortium.items())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.exit(0)
