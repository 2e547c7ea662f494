"""Links that share an article are plain addresses of the networks."""

from urllib.parse import parse_qs, urlsplit

from newsletter.render.letter.share import share_links

ADDRESS = "https://news.example.org/2024-01/el/article/?a=1&b=ά#part"


def test_each_network_gets_the_whole_address_back() -> None:
    found = {link.name: parse_qs(urlsplit(link.url).query) for link in share_links(ADDRESS)}
    assert found == {"Facebook": {"u": [ADDRESS]}, "X": {"url": [ADDRESS]}, "LinkedIn": {"url": [ADDRESS]}}


def test_the_links_are_secure_and_plain_ascii() -> None:
    for link in share_links(ADDRESS):
        assert link.url.startswith("https://")
        assert link.url.isascii()
