"""A letter without what is personal, in the HTML of today."""

import pytest

from newsletter.render.web.web_version import PersonalError, assert_impersonal, web_version

SITE = "https://news.example.org"


def letter(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body style="margin:0">{body}</body></html>'


def shown(body: str) -> str:
    return web_version(letter(body), SITE, "../").body


def test_links_that_are_one_readers_own_go_with_the_words_that_only_led_to_them() -> None:
    assert (
        shown(
            "<div><p>Kept</p><p>Sent to: @@name@@</p>"
            '<p><a href="@@leave@@">Leave</a> <a href="@@preferences@@">Change</a></p>'
            '<p>Always send me this letter in:</p><p><a href="@@always-nl@@">Nederlands</a> </p><p>Kept too</p></div>'
        )
        == "<div><p>Kept</p><p>Kept too</p></div>"
    )


def test_a_paragraph_before_a_link_to_leave_stays() -> None:
    assert shown('<p>Our address</p><p><a href="@@leave@@">Leave</a></p>') == "<p>Our address</p>"


def test_a_slot_in_the_middle_of_a_sentence_takes_the_sentence_with_it() -> None:
    assert shown("<td><p>Dear <b>@@name@@</b>, welcome</p><p>News</p></td>".join(["<table><tr>", "</tr></table>"])) == (
        "<table><tr><td><p>News</p></td></tr></table>"
    )


def test_a_slot_in_an_attribute_goes() -> None:
    assert shown('<p title="For @@name@@">News</p>') == "<p>News</p>"


@pytest.mark.parametrize("path", ["u/0123abcd", "p/0123abcd", "l/0123abcd/nl"])
def test_an_address_with_a_token_goes_like_a_slot(path: str) -> None:
    assert shown(f'<h2>News</h2><p><a href="{SITE}/{path}">Here</a></p>') == "<h2>News</h2>"


@pytest.mark.parametrize("left", ["@@name@@", f'href="{SITE}/u/0123"', 'href="../../../p/0123"'])
def test_what_is_left_of_a_reader_is_an_error(left: str) -> None:
    with pytest.raises(PersonalError):
        assert_impersonal(f"<a {left}>x</a>", SITE)


def test_a_slot_in_the_styles_is_an_error() -> None:
    with pytest.raises(PersonalError):
        web_version(letter("<p>x</p>", "<style>.a { content: '@@name@@' }</style>"), SITE, "../")


def test_attributes_that_html_no_longer_has_become_style_which_the_own_style_overrules() -> None:
    assert shown(
        '<table align="center" border="0" cellpadding="0" cellspacing="0" bgcolor="#fff" width="640">'
        '<tr valign="top"><td align="right" width="50%" height="8" nowrap style="text-align:left">x</td></tr></table>'
    ) == (
        '<table style="background-color:#fff;margin-left:auto;margin-right:auto;width:640px">'
        '<tr style="vertical-align:top">'
        '<td style="white-space:nowrap;text-align:right;width:50%;height:8px;text-align:left">'
        "x</td></tr></table>"
    )


def test_what_only_outlook_reads_goes() -> None:
    assert shown('<!--[if mso]><table><tr><td><![endif]--><p style="margin:0;mso-line-height-rule:exactly">x</p>') == (
        '<p style="margin:0">x</p>'
    )


def test_the_preheader_and_the_landmark_around_the_letter_go() -> None:
    assert shown('<div role="main"><div style="display: none">Preheader</div><div role="article">x</div></div>') == (
        '<div role="article">x</div>'
    )


def test_addresses_of_the_site_are_relative_and_others_stay() -> None:
    web = web_version(
        letter(
            f'<img src="{SITE}/images/a-0.png" width="640" alt="A square"><a href="{SITE}/2024-01/en/bridges/">x</a>'
            f'<a href="{SITE}/subscribe/eu/en/">y</a><a href="https://example.org/">z</a>'
        ),
        SITE,
        "../../../",
    )
    assert 'src="../../../images/a-0.png"' in web.body
    assert 'href="../../../2024-01/en/bridges/"' in web.body
    assert f'href="{SITE}/subscribe/eu/en/"' in web.body
    assert 'href="https://example.org/"' in web.body
    assert web.paths == ("images/a-0.png", "2024-01/en/bridges/")
    assert web.picture is not None
    assert (web.picture.path, web.picture.alt) == ("images/a-0.png", "A square")


def test_words_of_any_script_stay_as_they_are() -> None:
    words = "Ελληνικά, žluťoučký, العربية, 🏙 &amp; 5 &lt; 6"
    assert shown(f"<p>{words}</p>") == f"<p>{words}</p>"
