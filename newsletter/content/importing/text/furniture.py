"""What stands around the text of a page: share links, menus, cookie lines, what else there is to read.

In: lines. Out: those that are of the page, and those that are furniture. A line is furniture only as a whole: words
within a sentence stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newsletter.content.importing.furniture_words import OPENS, SAID
from newsletter.content.importing.text.folding import fold
from newsletter.content.importing.text.page_lines import Line

_NETS = (
    r"facebook|twitter|x|linkedin|whatsapp|telegram|e-?mail|mail|instagram|youtube|mastodon|bluesky|pinterest|"
    r"x \(twitter\)|threads|flickr"
)
_SHARE = (
    "share|share this|share this page|share on|share via|share with|tweet|follow us|follow us on|compartir|"
    "compartir en|comparte|síguenos|partager|partager sur|partagez|suivez-nous|teilen|teilen auf|teilen sie|"
    "condividi|condividi su|seguici|partilhar|partilhar no|partilhe|delen|deel|delen op|deel op|udostępnij|"
    "podziel się|megosztás|oszd meg|sdílet|sdílet na|zdieľať|distribuie|distribuiți|deli|delite|podijeli|"
    "podijelite|сподели|споделяне|сподели във|споделете|поділитися|поділись|подели|κοινοποίηση|μοιραστείτε|"
    "κοινοποιήστε|jaga|dalīties|dalies|dalintis|dalinkis|jaa|dela|dela på|del|del på|roinn|aqsam|shpërndaje|"
    "shpërnda"
)
_WHOLE = (
    "read more|read more about this|more|learn more|find out more|see more|show more|view more|load more|"
    "continue reading|view all|see all|back to top|top|back|skip to main content|skip to content|"
    "skip to navigation|jump to navigation|jump to content|main navigation|breadcrumb|search|menu|home|login|"
    "log in|sign in|sign up|subscribe|subscribe to our newsletter|newsletter|print|print this page|print page|"
    "download|close|next|previous|related news|related articles|related content|related|you may also like|"
    "latest news|more news|see also|all news|accept all|accept|accept all cookies|reject all|decline|"
    "cookie settings|manage cookies|cookie policy|privacy policy|terms of use|legal notice|imprint|contact us|"
    "sitemap|accessibility|all rights reserved|open in a new window|opens in new window|(opens in new window)|"
    "external link|edit|view|revisions|log out|copy link|copied|filter|apply|reset|loading|leer más|"
    "más información|ver más|saltar al contenido principal|ir al contenido principal|pasar al contenido principal|"
    "inicio|buscar|volver arriba|volver|noticias relacionadas|aceptar|aceptar todo|rechazar|rechazar todo|"
    "imprimir|descargar|aviso legal|suscríbete|lire la suite|lire plus|en savoir plus|voir plus|"
    "aller au contenu principal|accueil|rechercher|recherche|haut de page|retour|tout accepter|accepter|refuser|"
    "tout refuser|imprimer|télécharger|mentions légales|à lire aussi|articles liés|weiterlesen|mehr lesen|"
    "mehr erfahren|mehr|zum inhalt|zum hauptinhalt|direkt zum inhalt|startseite|suche|suchen|nach oben|zurück|"
    "alle akzeptieren|akzeptieren|ablehnen|alle ablehnen|drucken|herunterladen|impressum|datenschutz|"
    "datenschutzerklärung|leggi tutto|leggi di più|continua a leggere|scopri di più|salta al contenuto principale|"
    "vai al contenuto|cerca|torna su|torna all'inizio|accetta|accetta tutto|rifiuta|stampa|scarica|note legali|"
    "notizie correlate|ler mais|saber mais|saiba mais|ver mais|saltar para o conteúdo principal|"
    "passar para o conteúdo principal|início|pesquisar|voltar ao topo|aceitar|aceitar tudo|recusar|rejeitar|"
    "imprimir|descarregar|notícias relacionadas|lees meer|lees verder|meer lezen|meer info|meer informatie|"
    "naar de inhoud|overslaan en naar de inhoud gaan|zoeken|terug naar boven|alles accepteren|accepteren|weigeren|"
    "afdrukken|gerelateerd nieuws|privacyverklaring|czytaj więcej|czytaj dalej|więcej|dowiedz się więcej|"
    "przejdź do treści|przejdź do głównej treści|szukaj|strona główna|do góry|akceptuj|akceptuj wszystkie|odrzuć|"
    "drukuj|pobierz|polityka prywatności|powiązane|tovább|tovább olvasom|bővebben|részletek|ugrás a tartalomra|"
    "ugrás a tartalomhoz|keresés|kezdőlap|főoldal|elfogadom|elutasítom|nyomtatás|číst dále|číst více|více|"
    "více informací|přejít k hlavnímu obsahu|hledat|domů|přijmout vše|odmítnout|tisk|čítať ďalej|viac|"
    "viac informácií|prejsť na hlavný obsah|hľadať|domov|prijať všetko|odmietnuť|citește mai mult|citiți mai mult|"
    "mai mult|află mai multe|mergi la conținutul principal|căutare|acasă|acceptă|acceptă toate|refuză|preberi več|"
    "več|preskoči na vsebino|iskanje|domov|sprejmi vse|zavrni|pročitaj više|više|saznajte više|"
    "preskoči na sadržaj|traži|početna|prihvati sve|odbij|прочети още|виж още|научете повече|"
    "към основното съдържание|търсене|начало|приемам|отказвам|прочитај повеќе|повеќе|почетна|пребарај|читати далі|"
    "детальніше|головна|пошук|прийняти|прочитај више|почетна|διαβάστε περισσότερα|περισσότερα|μάθετε περισσότερα|"
    "παράκαμψη προς το κυρίως περιεχόμενο|αναζήτηση|αρχική|αποδοχή όλων|απόρριψη|loe edasi|loe rohkem|"
    "liigu edasi põhisisu juurde|otsi|avaleht|nõustun|lasīt vairāk|uzzināt vairāk|pāriet uz saturu|meklēt|sākums|"
    "skaityti daugiau|plačiau|pereiti į pagrindinį turinį|paieška|pradžia|sutinku|lue lisää|siirry sisältöön|"
    "hyppää pääsisältöön|haku|etusivu|hyväksy kaikki|läs mer|läs vidare|hoppa till huvudinnehåll|sök|hem|"
    "godkänn alla|læs mere|gå til hovedindhold|søg|forside|accepter alle|les mer|hopp til hovedinnhold|søk|hjem|"
    "godta alle|léigh tuilleadh|tuilleadh|baile|cuardaigh|aqra iktar|fittex|paġna ewlenija|lexo më shumë|kërko|"
    "kreu|prano"
)
_COOKIE = re.compile(
    r"(?<!\w)(?:cookies?|cookie-?k?(?:ka)?t|ciasteczk\w+|sausainiuk\w+|küpsise\w+|sīkdat\w+|evästei\w+|evästeet|"
    r"kolačić\w+|kolačk\w+|piškotk\w+|piškotov|"
    r"бисквитк\w+|колачињ\w+|fianáin|informasjonskapsl\w+|webkakor|sütik\w*)(?!\w)"
)
_COOKIE_ACT = re.compile(
    r"(?<!\w)(?:we|this (?:web)?site|our (?:web)?site|uses?|accept\w*|consent|utiliz\w+|usamos|nous|notre|ce site|"
    r"wir|diese|verwend\w+|nutz\w+|"
    r"utilizz\w+|questo sito|gebruik\w*|deze|używa\w*|strona|használ\w*|oldal\w*|použív\w*|tento|stránk\w*|folosi\w*|"
    r"site|uporablj\w*|"
    r"korist\w*|използва\w*|сайт\w*|χρησιμοποι\w+|kasuta\w*|izmanto\w*|naudoja\w*|käyt\w*|använd\w*|bruger|bruker|vi|"
    r"úsáid\w*|settings|"
    r"policy|all|preferences)(?!\w)"
)
_MORE_ABOUT = re.compile(
    r"(?:read|find out|learn|discover|see|know) more (?:about|on) .{1,60}|visit (?:the |"
    r"our )?.{1,40} (?:web)?(?:page|site)\.?|"
    r"(?:©|copyright|\(c\)).{0,80}|(?:posted|published|last updated|updated)(?: on)?:? .{0,12}|"
    r"\d+ (?:min(?:ute)?s? read|views?|shares?|comments?|likes?)|"
    r"(?:photo|image)s? (?:gallery|slideshow)|page \d+ of \d+|\d+ ?/ ?\d+|(?:en savoir plus|mehr) (?:sur|über|"
    r"zu) .{1,60}|"
    r"más información sobre .{1,60}|.{0,40}\(opens in (?:a )?new (?:window|tab)\)"
)
_CRUMB = re.compile(
    r"\S.{0,40}(?:\s*[›»]\s*\S.{0,60}){1,6}|(?:home|inicio|accueil|startseite|strona główna|početna|αρχική|domů|"
    r"domov|kezdőlap|acasă)\s*[/>→|]\s*.{1,120}"
)


def part_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the page, and its furniture, each in their order."""
    kept: list[Line] = []
    left: list[Line] = []
    is_fresh = False
    for line in lines:
        if is_furniture(line.text):
            left.append(line)
            is_fresh = True  # what stood around the text parts it
        else:
            kept.append(replace(line, is_fresh=line.is_fresh or is_fresh))
            is_fresh = False
    return kept, left


def is_furniture(text: str) -> bool:
    """True for a line that is wholly of what stands around a page's text."""
    folded = fold(text).strip(" .…:>›»<«[]|→-–—·•*\t")
    if not folded:
        return True
    if folded in _WHOLE_WORDS or _SHARE_LINE.fullmatch(folded) or _MORE_ABOUT.fullmatch(folded):
        return True
    if len(folded) < 300 and _COOKIE.search(folded) and _COOKIE_ACT.search(folded):
        return True
    bare = text.strip()
    if SAID.fullmatch(bare) or OPENS.fullmatch(bare):
        return True
    return bool(_CRUMB.fullmatch(folded)) or _is_menu(text)


def _is_menu(text: str) -> bool:
    """True for a row of furniture: `Home | News | Search`."""
    parts = [part for part in re.split(r"\s*[|·•\t]\s*", fold(text)) if part]
    known = sum(part.strip() in _WHOLE_WORDS for part in parts)
    return len(parts) > 2 and known * 2 >= len(parts)


_WHOLE_WORDS = frozenset(fold(each) for each in _WHOLE.split("|"))
_NET = rf"(?:{_NETS})"
_VERB = "|".join(sorted((re.escape(fold(each)) for each in _SHARE.split("|")), key=len, reverse=True))
_SHARE_LINE = re.compile(
    rf"(?:(?:{_VERB})(?:\s*[:\-–|,]?\s*(?:(?:on|via|by|with|to|en|sur|auf|su|no|na|op|in|på|w|στο|в|във)\s+)?"
    rf"(?:{_NET}))*\s*)+|{_NET}(?:[\s|,·•]+{_NET})*"
)
