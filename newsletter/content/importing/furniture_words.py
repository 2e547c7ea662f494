"""What furniture is called in the markup of content systems, and what it says, in the languages of our readers.

In: nothing. Out: patterns, without regard to capitals.
"""

from __future__ import annotations

import re

_CALLED = (
    r"share|sharing|share-?(?:bar|buttons?|links?|this|tools?)|social(?:-?\w+)?|addtoany\w*|a2a_kit|addthis\w*",
    r"sharedaddy|jp-relatedposts|cookies?|cookie-?\w+|consent|gdpr|onetrust\w*|related(?:-?\w+)?",
    r"recommend(?:ed|ations)|breadcrumbs?|pager|pagination|pagenav|pager-?\w+|post-navigation|nav-links",
    r"comments?|comments?-(?:area|list|form)|disqus\w*|respond|subscribe(?:-?\w+)?|signup(?:-?\w+)?",
    r"newsletter-?(?:signup|form|box|block)|sidebar|menu|navbar|toolbar|skip-?links?|advert(?:isement)?s?|ads",
    r"adsbygoogle|popup|modal|author-?(?:box|bio|card|info|meta)|byline|post-?meta|entry-?meta|entry-footer",
    r"post-footer|article-?(?:info|meta|byline|footer)|article-header-meta|submitted|print-?(?:link|this|page|icon)",
    r"printfriendly|back-?to-?top|read-?next|next-?prev|prev-?next|reading-?time|post-?(?:tags|categories)|tag-?links",
    r"cat-?links|tag-?list|documentbyline|documentactions|document-byline|like-?button|claps?|rating|toc",
    r"table-of-contents|ez-toc\w*|feedback|was-this-helpful|view-?count|news-?(?:backlink|related)|backlink",
    r"kg-signup\w*|gh-(?:subscribe|comments|readmore|foot)\w*|blog-item-(?:author|meta|pagination)\w*",
    r"pw-(?:multi-vote|responses)\w*|speechify-ignore|metabar",
)
CALLED = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(_CALLED)})(?:$|[\s_-])", re.IGNORECASE)
"""Found in the classes and the id of an element that is furniture."""

SITES = (
    r"facebook|twitter|x|x \(twitter\)|linked ?in|whats ?app|telegram|e-?mail|mail|instagram|youtube|mastodon|"
    r"bluesky|pinterest|threads|flickr|xing|reddit"
)
"""Where pages are shared, as a pattern."""
SHARES = (
    "share|share this|share this page|share on|share via|share with|tweet|follow us|follow us on|compartir|"
    "compartir en|comparte|síguenos|partager|partager sur|partagez|suivez-nous|teilen|teilen auf|teilen sie|"
    "condividi|condividi su|seguici|partilhar|partilhar no|partilhe|delen|deel|delen op|deel op|udostępnij|"
    "podziel się|megosztás|oszd meg|sdílet|sdílet na|zdieľať|distribuie|distribuiți|deli|delite|podijeli|"
    "podijelite|сподели|споделяне|сподели във|споделете|поділитися|поділись|подели|κοινοποίηση|μοιραστείτε|"
    "κοινοποιήστε|jaga|dalīties|dalies|dalintis|dalinkis|jaa|dela|dela på|del|del på|roinn|aqsam|shpërndaje|"
    "shpërnda"
)
"""What asks for that, with a bar between."""
_BETWEEN = (
    "this|it|on|via|by|with|article|page|post|story|auf|per|sur|par|en|por|su|tramite|na|przez|op|em|no|på|den|diesen"
    "|dieser|beitrag|seite|cet|cette"
)
_SAID = (
    rf"(?:{SHARES})(?: (?:{_BETWEEN}|{SITES})){{0,5}}\W*",
    rf"(?:tweet|post|email)(?: (?:on|to|by|via|this|it|{SITES})){{0,3}}\W*",
    rf"(?:(?:{SITES})[\s|,·•/-]*){{1,8}}",
    r"print(?:er)?(?:[ -]?(?:this|the|page|article|friendly|version|email|pdf)){0,3}",
    r"drucken|imprimer|imprimir|stampa|drukuj|afdrukken",
    r"(?:back|go) to (?:the )?top|top|nach oben|haut de page|retour en haut|terug naar boven|powrót do góry",
    r"volver arriba|torna su|skip to (?:main )?(?:content|navigation)|listen to this (?:article|page)|listen",
    r"download (?:as )?pdf|\d{1,6} (?:shares?|comments?|likes?|views?|claps?|responses?)|no comments",
    r"leave a (?:comment|reply)|add (?:a )?comment|\d{1,3} ?min(?:ute)?s?(?: to)? read(?:ing)?(?: time)?",
    r"(?:reading|lese|leestijd|lecture)[ -]?(?:time|zeit)?:? \d{1,3} ?min\w*",
    r"(?:previous|next|older|newer)(?: (?:article|post|story|page))?|[«»‹›←→]+|follow(?: us(?: on \w+)?)?",
    r"subscribe(?: now)?|sign (?:in|up)|(?:hits|views|category|categories|kategorie|catégorie)\s?:[^.!?]{0,60}",
    r"(?:filed under|posted in|tags?|labels?|published|last updated|written by|details)\s?:[^.!?]{0,60}",
    r"we use cookies[^\n]{0,400}|this (?:web)?site uses cookies[^\n]{0,400}|(?:accept|reject)(?: all)?(?: cookies)?",
)
SAID = re.compile("|".join(_SAID), re.IGNORECASE)
"""The whole of a short block that is furniture."""

_OPENS = (
    r"you (?:may|might) (?:also )?(?:like|be interested in)|see also|further news|share(?: this(?: \w+)?)?|tags",
    r"related(?: (?:articles?|posts?|news|stories|content|links|reading))?|read (?:also|next|more)|comments?",
    r"more (?:news|stories|articles|from [\w ]{1,40})|latest (?:news|posts|articles)|leave a (?:reply|comment)",
    r"recent (?:posts|news|articles)|recommended(?: for you)?|das könnte sie auch interessieren|lesen sie auch",
    r"ähnliche (?:artikel|beiträge)|weitere (?:artikel|beiträge|meldungen|news)|mehr zum thema|à lire aussi",
    r"articles? (?:similaires?|liés)|lire aussi|sur le même sujet|también te puede interesar|artículos relacionados",
    r"noticias relacionadas|leggi anche|articoli correlati|artigos relacionados|leia também|zobacz także",
    r"czytaj także|powiązane artykuły|lees ook|gerelateerd(?:e artikelen)?|související články|čtěte také",
    r"súvisiace články|kapcsolódó cikkek|läs också|läs även|læs også|lue myös|vezi și|citește și",
)
OPENS = re.compile(rf"(?:{'|'.join(_OPENS)})\W*", re.IGNORECASE)
"""The whole of a heading or line above links to other pages."""

WHOLE = (
    "read more|read more about this|more|learn more|find out more|see more|show more|view more|load more|"
    "continue reading|view all|see all|back|jump to navigation|jump to content|main navigation|breadcrumb|search|"
    "menu|home|login|log in|subscribe to our newsletter|newsletter|download|close|related news|related articles|"
    "related content|related|you may also like|latest news|more news|see also|all news|decline|cookie settings|"
    "manage cookies|cookie policy|privacy policy|terms of use|legal notice|imprint|contact us|sitemap|"
    "accessibility|all rights reserved|open in a new window|opens in new window|(opens in new window)|"
    "external link|edit|view|revisions|log out|copy link|copied|filter|apply|reset|loading|leer más|"
    "más información|ver más|saltar al contenido principal|ir al contenido principal|"
    "pasar al contenido principal|inicio|buscar|volver|noticias relacionadas|aceptar|aceptar todo|rechazar|"
    "rechazar todo|descargar|aviso legal|suscríbete|lire la suite|lire plus|en savoir plus|voir plus|"
    "aller au contenu principal|accueil|rechercher|recherche|retour|tout accepter|accepter|refuser|tout refuser|"
    "télécharger|mentions légales|à lire aussi|articles liés|weiterlesen|mehr lesen|mehr erfahren|mehr|"
    "zum inhalt|zum hauptinhalt|direkt zum inhalt|startseite|suche|suchen|zurück|alle akzeptieren|akzeptieren|"
    "ablehnen|alle ablehnen|herunterladen|impressum|datenschutz|datenschutzerklärung|leggi tutto|leggi di più|"
    "continua a leggere|scopri di più|salta al contenuto principale|vai al contenuto|cerca|torna all'inizio|"
    "accetta|accetta tutto|rifiuta|scarica|note legali|notizie correlate|ler mais|saber mais|saiba mais|ver mais|"
    "saltar para o conteúdo principal|passar para o conteúdo principal|início|pesquisar|voltar ao topo|aceitar|"
    "aceitar tudo|recusar|rejeitar|descarregar|notícias relacionadas|lees meer|lees verder|meer lezen|meer info|"
    "meer informatie|naar de inhoud|overslaan en naar de inhoud gaan|zoeken|alles accepteren|accepteren|weigeren|"
    "gerelateerd nieuws|privacyverklaring|czytaj więcej|czytaj dalej|więcej|dowiedz się więcej|przejdź do treści|"
    "przejdź do głównej treści|szukaj|strona główna|do góry|akceptuj|akceptuj wszystkie|odrzuć|pobierz|"
    "polityka prywatności|powiązane|tovább|tovább olvasom|bővebben|részletek|ugrás a tartalomra|"
    "ugrás a tartalomhoz|keresés|kezdőlap|főoldal|elfogadom|elutasítom|nyomtatás|číst dále|číst více|více|"
    "více informací|přejít k hlavnímu obsahu|hledat|domů|přijmout vše|odmítnout|tisk|čítať ďalej|viac|"
    "viac informácií|prejsť na hlavný obsah|hľadať|domov|prijať všetko|odmietnuť|citește mai mult|"
    "citiți mai mult|mai mult|află mai multe|mergi la conținutul principal|căutare|acasă|acceptă|acceptă toate|"
    "refuză|preberi več|več|preskoči na vsebino|iskanje|sprejmi vse|zavrni|pročitaj više|više|saznajte više|"
    "preskoči na sadržaj|traži|početna|prihvati sve|odbij|прочети още|виж още|научете повече|"
    "към основното съдържание|търсене|начало|приемам|отказвам|прочитај повеќе|повеќе|почетна|пребарај|"
    "читати далі|детальніше|головна|пошук|прийняти|прочитај више|διαβάστε περισσότερα|περισσότερα|"
    "μάθετε περισσότερα|παράκαμψη προς το κυρίως περιεχόμενο|αναζήτηση|αρχική|αποδοχή όλων|απόρριψη|loe edasi|"
    "loe rohkem|liigu edasi põhisisu juurde|otsi|avaleht|nõustun|lasīt vairāk|uzzināt vairāk|pāriet uz saturu|"
    "meklēt|sākums|skaityti daugiau|plačiau|pereiti į pagrindinį turinį|paieška|pradžia|sutinku|lue lisää|"
    "siirry sisältöön|hyppää pääsisältöön|haku|etusivu|hyväksy kaikki|läs mer|läs vidare|"
    "hoppa till huvudinnehåll|sök|hem|godkänn alla|læs mere|gå til hovedindhold|søg|forside|accepter alle|"
    "les mer|hopp til hovedinnhold|søk|hjem|godta alle|léigh tuilleadh|tuilleadh|baile|cuardaigh|aqra iktar|"
    "fittex|paġna ewlenija|lexo më shumë|kërko|kreu|prano"
)
"""Lines that are furniture where a page is only text, with a bar between; as parts of a page they may be links."""
LINKS = (
    "website|webpage|web|site|contact|contacts|network page|project page|news|events|library|more info|visit website|"
    "facebook|linkedin|instagram|twitter|x|youtube|site web|actualités|sitio web|contacto|noticias|webseite|"
    "kontakt|aktuelles|sito web|contatti|notizie|sítio web|contacto|notícias|nieuws|strona|aktualności"
)
"""Words of links that are furniture beside others, and may be something alone."""
COOKIE = re.compile(
    r"(?<!\w)(?:cookies?|cookie-?k?(?:ka)?t|ciasteczk\w+|sausainiuk\w+|küpsise\w+|sīkdat\w+|evästei\w+|evästeet|"
    r"kolačić\w+|kolačk\w+|piškotk\w+|piškotov|"
    r"бисквитк\w+|колачињ\w+|fianáin|informasjonskapsl\w+|webkakor|sütik\w*)(?!\w)"
)
"""A line about cookies names them …"""
COOKIE_ACT = re.compile(
    r"(?<!\w)(?:we|this (?:web)?site|our (?:web)?site|uses?|accept\w*|consent|utiliz\w+|usamos|nous|notre|ce site|"
    r"wir|diese|verwend\w+|nutz\w+|"
    r"utilizz\w+|questo sito|gebruik\w*|deze|używa\w*|strona|használ\w*|oldal\w*|použív\w*|tento|stránk\w*|folosi\w*|"
    r"site|uporablj\w*|"
    r"korist\w*|използва\w*|сайт\w*|χρησιμοποι\w+|kasuta\w*|izmanto\w*|naudoja\w*|käyt\w*|använd\w*|bruger|bruker|vi|"
    r"úsáid\w*|settings|"
    r"policy|all|preferences)(?!\w)"
)
"""… and says what is done with them."""
MORE_ABOUT = re.compile(
    r"(?:read|find out|learn|discover|see|know) more (?:about|on) .{1,60}|visit (?:the |"
    r"our )?.{1,40} (?:web)?(?:page|site)\.?|"
    r"(?:©|copyright|\(c\)).{0,80}|(?:posted|published|last updated|updated)(?: on)?:? .{0,12}|"
    r"submitted by .{1,50}|"
    r"(?:more|read more|find out more|learn more|more info(?:rmation)?|click)(?: (?:here|online))?|"
    r"\d+ (?:min(?:ute)?s? read|views?|shares?|comments?|likes?)|"
    r"(?:photo|image)s? (?:gallery|slideshow)|page \d+ of \d+|\d+ ?/ ?\d+|(?:en savoir plus|mehr) (?:sur|über|"
    r"zu) .{1,60}|"
    r"más información sobre .{1,60}|.{0,40}\(opens in (?:a )?new (?:window|tab)\)"
)
"""A whole line that leads on, or counts."""
CRUMB = re.compile(
    r"\S.{0,40}(?:\s*[›»]\s*\S.{0,60}){1,6}|(?:home|inicio|accueil|startseite|strona główna|početna|αρχική|domů|"
    r"domov|kezdőlap|acasă)\s*[/>→|]\s*.{1,120}"
)
"""A whole line that says where a page is."""
