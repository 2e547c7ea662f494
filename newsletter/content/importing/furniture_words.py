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

_SHARE = (
    "share|teilen|partager|compartir|comparte|condividi|udostępnij|partilhar|partilhe|deel|delen|sdílet|zdieľať|megosztás"
    "|dela|del|jaa|podijeli|deli|distribuie|dalintis|dalīties|jaga|κοινοποίηση|сподели"
)
_BETWEEN = (
    "this|it|on|via|by|with|article|page|post|story|auf|per|sur|par|en|por|su|tramite|na|przez|op|em|no|på|den|diesen"
    "|dieser|beitrag|seite|cet|cette"
)
_SITES = (
    "facebook|x|twitter|linked ?in|whats ?app|e-?mail|instagram|mastodon|bluesky|telegram|pinterest|xing|threads|reddit"
)
_SAID = (
    rf"(?:{_SHARE})(?: (?:{_BETWEEN}|{_SITES})){{0,5}}\W*",
    rf"(?:tweet|post|email)(?: (?:on|to|by|via|this|it|{_SITES})){{0,3}}\W*",
    rf"(?:(?:{_SITES})[\s|,·•/-]*){{1,8}}",
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
