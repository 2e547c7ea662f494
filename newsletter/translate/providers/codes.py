"""One table: what each service calls a locale. A service that has no such language has no code, and that is a state.

In: a provider's name and a locale of the project. Out: the service's code, or None.
"""

from __future__ import annotations

from collections.abc import Collection

from newsletter.locales import chain, for_babel

_COLUMNS = ("google", "deepl", "mymemory", "microsoft", "local", "etranslation")

# Bare `en` and `pt` are British and European here, as everywhere in the project. Serbian is Cyrillic at Google,
# DeepL and in the bare tag; `sr-Latn` is a locale of its own and is never served by it. eTranslation's
# Portuguese is that of Portugal; its codes go out in capitals, as clients that are in use write them.
_TABLE = """
ar       ar     AR       ar-SA        ar       -       AR
bg       bg     BG       bg-BG        bg       -       BG
bs       bs     BS       bs-BA        bs       -       -
ca       ca     CA       ca-ES        ca       -       -
cs       cs     CS       cs-CZ        cs       -       CS
cy       cy     CY       cy-GB        cy       -       -
da       da     DA       da-DK        da       -       DA
de       de     DE       de-DE        de       -       DE
el       el     EL       el-GR        el       -       EL
en       en     EN-GB    en-GB        en       en      EN
en-US    en     EN-US    en-US        en       en      EN
es       es     ES       es-ES        es       -       ES
es-419   es     ES-419   es-419       es       -       ES
et       et     ET       et-EE        et       -       ET
eu       eu     EU       eu-ES        eu       -       -
fi       fi     FI       fi-FI        fi       -       FI
fr       fr     FR       fr-FR        fr       -       FR
ga       ga     GA       ga-IE        ga       -       GA
gl       gl     GL       gl-ES        gl       -       -
he       iw     HE       he-IL        he       -       -
hr       hr     HR       hr-HR        hr       -       HR
hu       hu     HU       hu-HU        hu       -       HU
is       is     IS       is-IS        is       -       IS
it       it     IT       it-IT        it       -       IT
ka       ka     KA       ka-GE        ka       -       -
lb       lb     LB       lb-LU        lb       -       -
lt       lt     LT       lt-LT        lt       -       LT
lv       lv     LV       lv-LV        lv       -       LV
mk       mk     MK       mk-MK        mk       -       -
mt       mt     MT       mt-MT        mt       -       MT
nb       no     NB       nb-NO        nb       -       NB
nl       nl     NL       nl-NL        nl       -       NL
no       no     NB       nb-NO        nb       -       NB
pl       pl     PL       pl-PL        pl       -       PL
pt       pt-PT  PT-PT    pt-PT        pt-PT    pt      PT
pt-BR    pt     PT-BR    pt-BR        pt       pt      PT
ro       ro     RO       ro-RO        ro       -       RO
ru       ru     RU       ru-RU        ru       -       RU
sk       sk     SK       sk-SK        sk       -       SK
sl       sl     SL       sl-SI        sl       -       SL
sq       sq     SQ       sq-AL        sq       -       -
sr       sr     SR       sr-Cyrl-RS   sr-Cyrl  -       -
sr-Latn  -      -        sr-Latn-RS   sr-Latn  -       -
sv       sv     SV       sv-SE        sv       -       SV
tr       tr     TR       tr-TR        tr       -       TR
uk       uk     UK       uk-UA        uk       -       UK
zh-Hans  zh-CN  ZH-HANS  zh-CN        zh-Hans  -       ZH
zh-Hant  zh-TW  ZH-HANT  zh-TW        zh-Hant  -       -
"""
CODES: dict[str, dict[str, str]] = {
    locale: {name: code for name, code in zip(_COLUMNS, codes, strict=True) if code != "-"}
    for locale, *codes in (line.split() for line in _TABLE.split("\n") if line)
}
"""Locale → provider → code."""

_OTHER_NAMES = {"nb": "no", "no": "nb", "zh-Hans": "zh", "zh-Hant": "zt"}
"""What else a LibreTranslate server may call it, by the models it has."""


def code(provider: str, locale: str, *, is_source: bool = False) -> str | None:
    """The service's code of a locale or of its shorter forms; None when it has no such language."""
    found = next((CODES[step].get(provider) for step in chain(locale) if step in CODES), None)
    # DeepL's sources are languages without region or script.
    return found.partition("-")[0] if found and is_source and provider == "deepl" else found


def may_know(provider: str, source_locale: str, target_locale: str) -> bool:
    """False when the table says that the service lacks one of the two; nobody is asked."""
    if provider not in _COLUMNS:
        return True
    return code(provider, source_locale, is_source=True) is not None and code(provider, target_locale) is not None


def offered(locale: str, codes: Collection[str]) -> str | None:
    """The code among those that a server says it has, whatever their case; None when none of them is the locale."""
    by_name = {name.lower(): name for name in codes}
    wanted = [name for step in chain(locale) for name in (step, _OTHER_NAMES.get(step, ""))]
    return next((by_name[name.lower()] for name in wanted if name.lower() in by_name), None)


def in_english(locale: str) -> str:
    """The language as an English sentence names it, with what tells it from its neighbours."""
    return str(for_babel(locale).english_name)
