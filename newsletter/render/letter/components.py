"""MJML's components as data: what may stand in what, and which attributes each has.

Source: the documentation of MJML 4 and 5. `INSTEAD` has those that letters do not use, with what to write.
"""

from __future__ import annotations

_CONTENT = frozenset(
    [
        "mj-accordion",
        "mj-button",
        "mj-carousel",
        "mj-divider",
        "mj-image",
        "mj-navbar",
        "mj-raw",
        "mj-social",
        "mj-spacer",
        "mj-table",
        "mj-text",
    ]
)
_BODY = frozenset(["mj-hero", "mj-raw", "mj-section", "mj-wrapper"])

ENDING_TAGS = frozenset(
    [
        "mj-text",
        "mj-button",
        "mj-table",
        "mj-raw",
        "mj-title",
        "mj-preview",
        "mj-style",
        "mj-social-element",
        "mj-navbar-link",
        "mj-accordion-title",
        "mj-accordion-text",
    ]
)
"""Components that hold words and HTML, not other components."""

INSTEAD = {
    "mj-font": "take it out: letters fetch no fonts; `[fonts]` in theme.toml names those that readers have",
    "mj-include": 'write {% include "name.mjml" %}, which Jinja2 fills in',
    "mj-html-attributes": "write the attribute on its element, inside the `<mj-text>`",
    "mj-selector": "write the attribute on its element, inside the `<mj-text>`",
    "mj-html-attribute": "write the attribute on its element, inside the `<mj-text>`",
    "mj-container": "take it out: since MJML 4 sections stand in `<mj-body>`",
    "mj-list": "write a `<ul>` in an `<mj-text>`",
    "mj-html": "write it in an `<mj-text>` or `<mj-raw>`",
}
"""Tags of MJML, today's or the third version's, that letters do not use: what to write instead."""

CHILDREN: dict[str, frozenset[str]] = {
    "mjml": frozenset({"mj-head", "mj-body"}),
    "mj-head": frozenset(["mj-attributes", "mj-breakpoint", "mj-preview", "mj-raw", "mj-style", "mj-title"]),
    "mj-body": _BODY,
    "mj-wrapper": frozenset({"mj-section", "mj-hero", "mj-raw"}),
    "mj-section": frozenset({"mj-column", "mj-group", "mj-raw"}),
    "mj-group": frozenset({"mj-column", "mj-raw"}),
    "mj-column": _CONTENT,
    "mj-hero": _CONTENT,
    "mj-social": frozenset({"mj-social-element", "mj-raw"}),
    "mj-navbar": frozenset({"mj-navbar-link", "mj-raw"}),
    "mj-accordion": frozenset({"mj-accordion-element", "mj-raw"}),
    "mj-accordion-element": frozenset({"mj-accordion-title", "mj-accordion-text", "mj-raw"}),
    "mj-carousel": frozenset({"mj-carousel-image"}),
    **{name: frozenset() for name in ENDING_TAGS},
    **{name: frozenset() for name in ("mj-breakpoint", "mj-divider", "mj-image", "mj-spacer")},
    **{name: frozenset() for name in ("mj-all", "mj-class", "mj-carousel-image")},
}
CHILDREN["mj-attributes"] = frozenset(CHILDREN) - {"mjml", "mj-head", "mj-attributes"}

GLOBAL_ATTRIBUTES = frozenset({"css-class", "mj-class"})

_PADDING = "padding padding-top padding-right padding-bottom padding-left "
_FONT = "color font-family font-size font-style font-weight letter-spacing line-height text-decoration text-transform "
_BORDER = "border border-top border-right border-bottom border-left border-radius "
_INNER = "inner-border inner-border-top inner-border-right inner-border-bottom inner-border-left inner-border-radius "
_BACKGROUND = (
    "background-color background-url background-repeat background-size background-position background-position-x "
    "background-position-y "
)

ATTRIBUTES: dict[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "mjml": "lang dir owa",
        "mj-body": "background-color width id",
        "mj-breakpoint": "width",
        "mj-style": "inline",
        "mj-section": _PADDING + _BORDER + _BACKGROUND + "direction full-width text-align",
        "mj-wrapper": _PADDING + _BORDER + _BACKGROUND + "direction full-width text-align gap",
        "mj-column": _PADDING
        + _BORDER
        + _INNER
        + "background-color inner-background-color direction vertical-align width",
        "mj-group": "background-color direction vertical-align width",
        "mj-text": _PADDING + _FONT + "align container-background-color height vertical-align",
        "mj-button": _PADDING
        + _FONT
        + _BORDER
        + "align background-color container-background-color height href inner-padding name rel target text-align "
        "title vertical-align width",
        "mj-image": _PADDING
        + _BORDER
        + "align alt container-background-color fluid-on-mobile font-size height href max-height name rel sizes src "
        "srcset target title usemap width",
        "mj-table": _PADDING + _FONT + _BORDER + "align cellpadding cellspacing container-background-color role "
        "table-layout width",
        "mj-divider": _PADDING + "align border-color border-style border-width container-background-color width",
        "mj-spacer": _PADDING + "container-background-color height",
        "mj-social": _PADDING
        + _FONT
        + "align border-radius container-background-color icon-height icon-padding icon-size inner-padding mode "
        "table-layout text-padding",
        "mj-social-element": _PADDING
        + _FONT
        + "align alt background-color border-radius href icon-height icon-padding icon-position icon-size name rel src "
        "srcset sizes target text-padding title vertical-align",
        "mj-raw": "position",
    }.items()
}
