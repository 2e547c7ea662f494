"""The words by which pages name what follows, in thirty languages: `Lead partner`, `Socios`, `Spotkanie`.

In: nothing. Out: phrases by what they name. `~` is any ending of the word that it stands behind; blanks may be hyphens.
"""

from __future__ import annotations

LEAD = (
    "lead partner~|leading partner~|lead city|lead cities|leading city|led by|leader|coordinated by|coordinator|"
    "project leader|network leader|lead beneficiary|leadpartner~|lead|lp|coordinating city|coordinating partner|"
    "lead organisation|socio líder|socia líder|socio principal|ciudad líder|jefe de fila|entidad líder|"
    "coordinador~|lidera~|socio coordinador|chef de file|cheffe de file|chef~ de projet|partenaire chef de file|"
    "partenaire principal|partenaire leader|ville chef de file|ville pilote|coordonné par|pilote|coordinateur|"
    "leitpartner~|leadpartner~|federführend~ partner~|federführung|hauptpartner~|projektleitung|leitung|leitstadt|"
    "koordination|capofila|partner capofila|città capofila|ente capofila|coordinato da|parceiro líder|"
    "chefe de fila|parceiro principal|cidade líder|coordenador~|entidade líder|líder|hoofdpartner~|trekker|"
    "leidende partner|leidende stad|penvoerder|coördinator|leadpartner~|partner wiodący|lider~|lider projektu|"
    "lider sieci|partner główny|główny partner|miasto wiodące|koordynator~|miasto lider|vezető partner~|"
    "főpartner~|vezető város~|koordinátor~|vedoucí partner~|hlavní partner~|vedúci partner~|hlavný partner~|"
    "vedoucí město|vedúce mesto|lídr|líder~|partener lider|partenerul lider|partener principal|"
    "lider de parteneriat|oraș lider|coordonator~|partener coordonator|vodilni partner~|vodeći partner~|"
    "glavni partner~|vodeči partner~|nositelj~|nosilec|vodilno mesto|vodeći grad|koordinator~|водещ партньор|"
    "водещ град|главен партньор|координатор~|водечки партнер|водечки град|водећи партнер|носилац|"
    "провідний партнер|головний партнер|ведучий партнер|місто лідер|επικεφαλής εταίρος|επικεφαλής|κύριος εταίρος|"
    "συντονιστής εταίρος|συντονιστής|επικεφαλής πόλη|juhtpartner~|juhtiv partner~|vadošais partner~|"
    "vadošā pilsēta|galvenais partner~|pagrindinis partner~|vadovaujantis partner~|pagrindinė partnerė|"
    "projekto vadov~|koordinaator~|koordinators|koordinatorius|pääpartneri~|johtava kumppani~|johtava partneri~|"
    "pääkumppani~|vetäjä~|vetovastuukaupunki|koordinaattori~|ledande partner~|huvudpartner~|samordnande partner~|"
    "ledande stad|ledande partner|samordnare|ledende partner~|hovedpartner~|ledende by|prosjektleder|projektleder|"
    "koordinator|príomhpháirtí~|comhpháirtí ceannais|páirtí ceannais|ceannpháirtí|sieħeb ewlieni|imsieħeb ewlieni|"
    "msieħeb ewlieni|belt ewlenija|partneri kryesor|partneri udhëheqës|partneri lider|qyteti udhëheqës|"
    "partner kryesor|koordinatori"
)
PARTNERS = (
    "partner~|project partner~|network partner~|partner cities|partner city|other partner~|partnership|"
    "the partner~|our partner~|all partner~|partners in the network|participating cities|cities|member cities|"
    "members|consortium|partner towns|partners are|cities involved|who takes part|"
    "socios|socias|socio~|socios del proyecto|socios de la red|"
    "otros socios|ciudades socias|ciudades|ciudades participantes|partenaires|partenaire~|partenaires du projet|"
    "partenaires du réseau|autres partenaires|villes partenaires|villes|partenariat|projektpartner~|"
    "netzwerkpartner~|partnerstädte|partnerinnen und partner|weitere partner~|städte|beteiligte städte|"
    "partner del progetto|partner di progetto|altri partner|città partner|partenariato|i partner|"
    "partner della rete|città|parceiros|parceiro~|parceiros do projeto|parceiros da rede|outros parceiros|"
    "cidades parceiras|cidades|parceria|projectpartners|partnersteden|overige partners|andere partners|"
    "netwerkpartners|steden|deelnemende steden|partnerzy|partnerzy projektu|partnerzy sieci|pozostali partnerzy|"
    "miasta partnerskie|partnerstwo|miasta|partnerek|projektpartnerek|partnervárosok|további partnerek|"
    "a partnerek|városok|partneři|partneri|partneři projektu|partneri projektu|partnerská města|partnerské mestá|"
    "další partneři|ďalší partneri|partneři sítě|partneri siete|parteneri|partenerii|partenerii proiectului|"
    "parteneri de proiect|orașe partenere|alți parteneri|partenerii rețelei|partnerji|projektni partnerji|"
    "partnerska mesta|ostali partnerji|partnerji projekta|partneri na projektu|projektni partneri|"
    "partnerski gradovi|ostali partneri|partneri u projektu|partneri mreže|партньори|партньори по проекта|"
    "градове партньори|други партньори|партнери|проектни партнери|градови партнери|партнери на проектот|"
    "партнери проекту|міста партнери|партнери мережі|партнери пројекта|партнерски градови|остали партнери|εταίροι|"
    "εταίροι του έργου|εταίροι του δικτύου|λοιποί εταίροι|πόλεις εταίροι|πόλεις|partnerid|projektipartnerid|"
    "partnerlinnad|teised partnerid|projekta partneri|partneri pilsētas|partnerpilsētas|citi partneri|partneriai|"
    "projekto partneriai|miestai partneriai|kiti partneriai|kumppanit|partnerit|hankekumppanit|projektikumppanit|"
    "kumppanikaupungit|muut kumppanit|kumppanikaupungit|partners|projektpartner|partnerstäder|övriga partner~|"
    "partnere|prosjektpartnere|projektpartnere|partnerbyer|øvrige partnere|andre partnere|samarbetspartner~|"
    "samarbeidspartner~|samarbejdspartner~|comhpháirtithe|páirtithe|comhpháirtithe tionscadail|"
    "cathracha comhpháirtíochta|sħab|imsieħba|msieħba|sħab tal-proġett|bliet sħab|partnerët|partnerët e projektit|"
    "qytetet partnere|partnerë|partner na projektu"
)
WITH = (
    "with|together with|working with|avec|mit|zusammen mit|gemeinsam mit|con|junto con|insieme a|com|"
    "juntamente com|met|samen met|z|wraz z"
)
"""What may stand before partners with their countries, and before anybody else."""
EXPERT = (
    "lead expert~|urbact lead expert~|urbact expert~|expert~|network expert~|ad hoc expert~|lead experts|"
    "leading expert|experto principal|experta principal|experto líder|experta líder|experto~|experta~|"
    "expert principal|experte principale|expert chef de file|expert référent|experte référente|experte~|"
    "expert~ urbact|leitexpert~|leitende expertin|leitender experte|lead-expert~|leadexpert~|expertin|"
    "esperto principale|esperta principale|lead expert|esperto|esperta|perito principal|perita principal|"
    "perito coordenador|especialista principal|especialista líder|perito líder|perita líder|hoofdexpert~|"
    "leidend expert|ekspert wiodący|ekspertka wiodąca|główny ekspert|główna ekspertka|ekspert~|vezető szakértő~|"
    "szakértő~|vedoucí expert~|hlavní expert~|vedúci expert~|hlavný expert~|odborník|expert principal|"
    "expert coordonator|expert lider|expert~|vodilni strokovnjak~|vodilna strokovnjakinja|strokovnjak~|"
    "vodeći stručnjak~|glavni stručnjak~|stručnjak~|stručnjakinja|vodeći ekspert~|glavni ekspert~|водещ експерт|"
    "главен експерт|експерт~|водечки експерт|провідний експерт|провідна експертка|водећи експерт|"
    "επικεφαλής εμπειρογνώμων|εμπειρογνώμων|επικεφαλής ειδικός|juhtekspert~|juhtiv ekspert|vadošais eksperts|"
    "vadošā eksperte|pagrindinis ekspert~|pagrindinė ekspertė|vadovaujantis ekspertas|johtava asiantuntija~|"
    "pääasiantuntija~|asiantuntija~|ledande expert~|huvudexpert~|ledende ekspert~|hovedekspert~|príomhshaineolaí~|"
    "saineolaí~|espert ewlieni|esperta ewlenija|eksperti kryesor|ekspertja kryesore|eksperti udhëheqës"
)
KICK_OFF = (
    "kick off|kickoff|kick off meeting|opening|launch~|starting|inaugural|lanzamiento|inicio|inicial|inaugural|"
    "arranque|apertura|lancement|ouverture|démarrage|auftakt~|eröffnungs~|start~|lancio|avvio|iniziale|lançamento|"
    "abertura|inaugurazione|aftrap~|startbijeenkomst|openings~|inauguracyjn~|otwierając~|startow~|rozpoczynając~|"
    "nyitó~|indító~|kezdő~|úvodní|zahajovací|úvodné|otváracie|lansare|deschidere|inaugurală|uvodn~|otvoritven~|"
    "začetn~|početn~|otvaranj~|встъпителн~|начална|откриващ~|почетен|воведен|отворање|стартов~|вступн~|уводни|"
    "почетни|εναρκτήρια|έναρξης|ava~|avamis~|atklāšanas|ievad~|sākuma|uzsākšanas|pradini~|įvadini~|atidarymo|"
    "aloitus~|avaus~|uppstarts~|inlednings~|öppnings~|opstarts~|åbnings~|oppstarts~|åpnings~|tosaigh|tionscnaimh|"
    "oscailte|bidu|inawgurali|ftuħ|fillestar|hapës|nisjes|открытие"
)
TRANSNATIONAL = (
    "transnational~|trans national|transnacional~|transnationale~|transnazional~|ponadnarodow~|transnarodow~|"
    "transznacionális|nemzetközi|nadnárodn~|mezinárodní|medzinárodn~|transnațional~|transnacional~|mednarodn~|"
    "međunarodn~|транснационалн~|международна|меѓународен|транснаціональн~|міжнародн~|међународни|διακρατική|"
    "διεθνής|riikidevaheline|rahvusvaheline|piiriülene|starpvalstu|starptautisk~|transnacionāl~|tarpvalstybini~|"
    "tarptautini~|kansainvälinen|ylikansallinen|valtioidenvälinen|transnationell~|transnasjonal~|trasnáisiúnta|"
    "transnazzjonali|transnacional~|ndërkombëtar|tnm|tn meeting|ttm|transnationalt|międzynarodow~"
)
FINAL = (
    "final|closing|finale|finales|clôture|abschluss~|schluss~|cierre|conclusiv~|chiusura|encerramento|afsluitende|"
    "slot~|"
    "eind~|końcow~|zamykając~|záró~|záverečn~|závěrečn~|finală|încheiere|zaključn~|završn~|zavrsn~|заключителн~|"
    "закриваща|"
    "завршен|завршни|заключн~|підсумков~|τελική|καταληκτική|lõpu~|noslēguma|baigiamasis|loppu~|päätös~|avslutande|"
    "slut~|"
    "afsluttende|avsluttende|deiridh|finali|għeluq|përmbyllës|përfundimtar"
)
MEETING = (
    "when|save the date|next stop|next date~|termin~|rendez vous|quand|cuándo|quando|wann|"
    "wanneer|kiedy|kdy|mikor|când|kada|meeting~|event~|gathering|conference|seminar|workshop|visit|tnm|ttm|reunión|reuniones|encuentro~|evento~|"
    "réunion~|rencontre~|événement~|treffen|sitzung~|veranstaltung~|incontro|incontri|riunione|riunioni|reunião|"
    "reuniões|encontro~|bijeenkomst~|vergadering~|ontmoeting~|spotkani~|wydarzenie|találkozó~|rendezvény~|ülés~|"
    "setkání|jednání|stretnuti~|zasadnutie|întâlnire~|întâlniri~|reuniune~|eveniment~|srečanj~|sestanek|sestanki|"
    "dogodek|sastan~|susret~|događaj~|среща|срещи|събитие|състанок|состанок|состаноци|зустріч~|захід|састанак|"
    "сусрет|συνάντηση|συναντήσεις|εκδήλωση|kohtumi~|koosolek~|üritus|sanāksm~|tikšan~|pasākum~|susitikim~|"
    "renginys|tapaami~|kokou~|tapahtuma|möte~|träff~|møde~|møte~|samling~|cruinni~|laqgħ~|avveniment|takim~|"
    "mbledhj~|auftakttreffen|kickofftreffen|startbijeenkomst|startmöte~|uppstartsmöte~|opstartsmøde~|startmøde~|"
    "oppstartsmøte~|nyitótalálkozó~|zárótalálkozó~|abschlusstreffen|avakohtumi~|aloitustapaami~|aloituskokou~|"
    "slutmöte~|slutmøde~|sluttmøte~|lõpukohtumi~|loppukokou~|partnertalálkozó~|projekttreffen|netzwerktreffen|"
    "partnermøde~|kick off|kickoff|aftrap|arranque|coup d'envoi|avvio|auftakt|kick-off-treffen"
)
BESIDE_MEETING = (
    "core|steering|thematic|site|study|exchange|learning|peer|physical|in person|mid term|midterm|"
    "where|and|they meet|we meet|où|dónde|dove|onde|wo|und|waar|gdzie|kde|hol|és|unde|gdje|"
    "next|upcoming|coming|first|past|previous|last|the|of|our|network|project|number|no|nr|n|nº|partner~|date|"
    "dates|date of|in|próxima|próximo|siguiente|de|la|del|red|proyecto|prochaine|prochain|du|réseau|projet|"
    "nächste~|nächstes|das|der|des|netzwerk~|prossimo|prossima|della|rete|progetto|da|do|rede|projeto|volgende|"
    "van|het|netwerk~|następne|kolejne|sieci|projektu|következő|a|az|příští|další|sítě|najbližšie|ďalšie|siete|"
    "viitoarea|următoarea|rețelei|naslednje|sljedeći|idući|следваща|следен|наступна|следећи|επόμενη|järgmine|"
    "nākamā|kitas|artimiausias|seuraava|nästa|næste|neste|an|chéad|eile|li jmiss|tjetër|ardhshëm|di|del|dell|"
    "delle|dos|das|des|von|für|for|och|i|ta|tal|li|e|et|y|second|third|urbact|online|virtual|onsite|phase|stage|"
    "face to face|1st tnm|inicial"
)
LINK = (
    "website~|web site|web page|webpage|web|site|link|links|url|page|network page|homepage|página web|sitio web|"
    "web|enlace|site web|site internet|lien|webseite|internetseite|website|sito|sito web|sítio web|página|"
    "webpagina|webside|strona~|strona internetowa|weboldal|honlap|webová stránka|webové stránky|webstránka|"
    "pagină web|spletna stran|spletno mesto|web stranica|mrežna stranica|уебсайт|сайт|веб страница|веб-сайт|"
    "вебсайт|веб-сајт|ιστοσελίδα|ιστότοπος|koduleht|veebileht|tīmekļa vietne|mājaslapa|svetainė|"
    "interneto svetainė|verkkosivu~|kotisivu~|webbplats|hemsida|hjemmeside|nettside~|nettsted|suíomh gréasáin|"
    "sit web|faqja|uebfaqja"
)
CONTACT = (
    "contact~|contact person|e mail|email|mail|phone|tel|telephone|mobile|fax|address|twitter|facebook|linkedin|"
    "instagram|x|contacto|correo|correo electrónico|teléfono|courriel|téléphone|kontakt~|ansprechpartner~|"
    "telefon~|contatti|contatto|telefono|contato~|telefone|contactpersoon|telefoon|osoba kontaktowa|kapcsolat~|"
    "elérhetőség~|контакт~|телефон|επικοινωνία|τηλέφωνο|kontaktas|kontaktai|kontaktid|kontakti|yhteystiedot|"
    "puhelin|teagmháil|kuntatt|kontakte|follow us|social media"
)
ABOUT = (
    "about|description|about the network|about the project|what it is about|in short|in brief|summary|topic|theme|"
    "themes|focus|aim|aims|objective~|goal|goals|the challenge|challenge|what|tema~|temas|descripción|"
    "sobre la red|objetivo~|de qué trata|thème~|description|objectif~|à propos|sujet|thema|beschreibung|ziel|"
    "ziele|über das netzwerk|worum es geht|descrizione|obiettivo|obiettivi|di cosa si tratta|descrição|"
    "sobre a rede|onderwerp|beschrijving|doel|over het netwerk|temat|opis|cel|o sieci|téma|leírás|cél|popis|cíl|"
    "cieľ|o síti|temă|tema|descriere|obiectiv~|despre rețea|opis|cilj|тема|описание|цел|опис|мета|циљ|θέμα|"
    "περιγραφή|στόχος|teema|kirjeldus|eesmärk|temats|apraksts|mērķis|aprašymas|tikslas|aihe|kuvaus|tavoite|ämne|"
    "beskrivning|mål|syfte|emne|beskrivelse|formål|téama|cur síos|aidhm|suġġett|deskrizzjoni|għan|përshkrimi|"
    "qëllimi"
)
TAGLINE = (
    "tagline|motto|slogan|strapline|claim|subtitle|lema|eslogan|devise|slogan|accroche|leitspruch|untertitel|"
    "sottotitolo|motto|lema|slagzin|ondertitel|hasło|motto|szlogen|jelmotto|podtitul|geslo|slogan|мото|слоган|"
    "девиз|гасло|σύνθημα|loosung|devīze|šūkis|tunnuslause|iskulause|slagord|mana|motto"
)
NAME = (
    "network|network name|name of the network|name|project|project name|acronym|title|red|nombre|nombre de la red|"
    "réseau|nom du réseau|nom|netzwerk|name des netzwerks|rete|nome|nome della rete|rede|nome da rede|netwerk|"
    "naam|sieć|nazwa|nazwa sieci|hálózat|név|síť|název|sieť|názov|rețea|rețeaua|nume|denumire|omrežje|ime|mreža|"
    "naziv|мрежа|име|назив|мережа|назва|δίκτυο|όνομα|võrgustik|nimi|tīkls|nosaukums|tinklas|pavadinimas|verkosto|"
    "nätverk|namn|netværk|navn|nettverk|líonra|ainm|netwerk|isem|rrjeti|emri"
)
OTHER = (
    "duration|budget|programme|program|call|status|timeline|period|start date|end date|start|end|funding|erdf|"
    "tags|keywords|posted|published|author|date|duración|presupuesto|durée|budget|laufzeit|durata|bilancio|"
    "duração|orçamento|looptijd|czas trwania|budżet|időtartam|trvání|trvanie|durată|trajanje|продължителност|"
    "διάρκεια|kestus|ilgums|trukmė|kesto|varaktighet|varighed|varighet|photo|photos|image|credit|source|"
    "number of partners|partners total"
)
ORDINALS = {
    1: (
        "first|primera|primer|primero|première|premier|erste~|prima|primo|primeira|primeiro|eerste|pierwsze|első|"
        "první|prvé|prima|prvo|prvi|първа|прв|први|перша|πρώτη|esimene|pirmā|pirmasis|ensimmäinen|första|første|"
        "chéad|l-ewwel|ewwel|i parë"
    ),
    2: (
        "second|segunda|segundo|deuxième|seconde|zweite~|seconda|secondo|tweede|drugie|második|druhé|druhá|a doua|"
        "drugo|drugi|втора|втор|други|друга|δεύτερη|teine|otrā|antrasis|toinen|andra|andet|andre|anden|dara|"
        "it-tieni|tieni|i dytë"
    ),
    3: (
        "third|tercera|tercer|troisième|dritte~|terza|terzo|terceira|terceiro|derde|trzecie|harmadik|třetí|tretie|"
        "a treia|tretje|treće|treći|трета|трет|трећи|третя|τρίτη|kolmas|trešā|trečiasis|tredje|tríú|it-tielet|"
        "tielet|i tretë"
    ),
    4: (
        "fourth|cuarta|cuarto|quatrième|vierte~|quarta|quarto|vierde|czwarte|negyedik|čtvrté|štvrté|a patra|"
        "četrto|четвърта|четврт|четверта|τέταρτη|neljas|fjärde|fjerde"
    ),
    5: (
        "fifth|quinta|quinto|cinquième|fünfte~|vijfde|piąte|ötödik|páté|piate|a cincea|peto|пета|пети|п'ята|"
        "πέμπτη|viies|femte"
    ),
}  # fmt: skip

IS_LED_BY = (
    r"(?:is|are|was|will be) (?:led|coordinated|headed|run) by|led by|coordinated by|"
    r"(?:the |its )?lead partner (?:is|are)|"
    r"(?:est|sont) (?:pilote|dirige|coordonne|mene|conduit|anime)e?s? par|pilote par|(?:a|ont) pour chef de file|"
    r"(?:le |son )?chef de file est|wird (?:von|vom|durch)|unter (?:der )?(?:leitung|federfuhrung) (?:von|des|der)|"
    r"geleitet (?:von|vom)|federfuhrend ist|(?:esta |es )?(?:liderad|coordinad|dirigid)[ao]s? por|"
    r"(?:el |la |su )?(?:socio|ciudad) lider es|(?:e )?(?:guidat|coordinat|dirett)[ao] d(?:a|al|alla|all')|"
    r"(?:il |la )?capofila e|(?:e )?(?:liderad|coordenad)[ao] (?:por|pelo|pela)|wordt geleid door|geleid door|"
    r"onder leiding van|(?:jest )?(?:koordynowan|kierowan|prowadzon)[aey] przez|liderem (?:sieci )?jest"
)
"""Verbs of sentences that say who leads: patterns of folded words, as those below."""
PARTNERS_ARE = (
    r"(?:its|the|our|their|other) (?:other |project |network |seven |eight |nine |six |five )?"
    r"(?:partners?|partner cities|cities|member cities|members) (?:are|include|come from)|"
    r"(?:brings? together|unites|connects|joins)|together with|"
    r"joined by|along with|alongside|(?:ses|les|leurs) (?:autres )?(?:partenaires|villes partenaires) sont|"
    r"(?:reunit|rassemble|relie)|avec|"
    r"(?:seine|die|ihre|weitere) (?:partner|partnerstadte|projektpartner) sind|gemeinsam mit|zusammen mit|"
    r"(?:sus|los) (?:otros )?socios son|reune a|junto con|junto a|(?:i )?(?:suoi )?partner sono|insieme a|"
    r"(?:riunisce|unisce|collega)|"
    r"os (?:seus )?parceiros sao|juntamente com|de partners zijn|samen met|partnerami sa|wraz z"
)
EXPERT_IS = (
    r"(?:accompagn(?:e|ees?|es)|accompanied|supported|advised|guided|begleitet|beraten|acompanad[ao]|accompagnat[ao]) "
    r"(?:par|by|von|vom|por|dal?l?[ao']?) (?:l'|the |its |la |el |lead |leit)*e[xk]?s?pert\w*,?|"
    r"(?:its |the |our )?lead expert is|(?:l')?experte? (?:principale? )?est|(?:die |der )?leitexpert(?:in)? ist|"
    r"(?:la |el )?expert[ao] (?:principal )?es|(?:l')?espert[ao] (?:principale )?e|"
    r"(?:o |a )?perit[ao] (?:principal )?e|(?:de )?hoofdexpert is|ekspertk?[aą]? (?:wiodac[ay] )?jest"
)
MEET = (
    r"(?:(?:partners|cities|they|network|all) )?(?:(?:will )?(?:next |first |then )?(?:meet|met|gather|convene)s?"
    r"(?: next| again| first| for the first time)?)|"
    r"(?:(?:next|first|second|third|kick-?off|transnational|network|final) )*"
    r"meeting (?:is|was|will be|takes place|took place|will take place)|"
    r"se (?:reunissent|retrouvent|rencontrent)|"
    r"(?:prochaine |premiere )?(?:reunion|rencontre) (?:aura|a) lieu|treffen sich|trifft sich|"
    r"(?:nachste|erste) treffen (?:findet|ist)|se (?:reunen|encuentran|reuniran)|si (?:incontrano|riuniscono)|"
    r"reunem-se|encontram-se|komen (?:samen|bijeen)|ontmoeten elkaar|spotykaja sie|spotkaja sie"
)
LEADS = (
    r"(?:leads|coordinates|heads|is the lead partner|is lead partner|is the leader|dirige|pilote|coordonne|leitet|"
    r"koordiniert|lidera|coordina|guida|coordena|leidt|coordineert|koordynuje|prowadzi)"
)
"""Verbs behind whoever leads: `Malmö (Sweden) leads the network`."""
ABSENT = (
    "tbc|tbd|tba|n/a|none|unknown|pending|to be confirmed|to be announced|to be decided|to be determined|"
    "to be defined|to be fixed|to be appointed|to be agreed|to be set|not yet known|not known yet|not yet confirmed|"
    "not yet decided|date to be confirmed|place to be confirmed|coming soon|à confirmer|à définir|à préciser|"
    "à déterminer|non communiqué|por confirmar|por determinar|por definir|por anunciar|a confirmar|a definir|"
    "a designar|por designar|noch offen|offen|steht noch nicht fest|wird noch bekannt gegeben|"
    "wird noch bekanntgegeben|wird noch benannt|folgt|k. a.|da confermare|da definire|da stabilire|da nominare|"
    "nog te bepalen|nog niet bekend|volgt|onbekend|do potwierdzenia|do ustalenia|wkrótce|bude upřesněno|"
    "bude oznámeno|bude spresnené|később|hamarosan|egyeztetés alatt|urmează a fi confirmat|de confirmat|"
    "de stabilit|bo določeno|naknadno|bit će objavljeno|предстои|очекува се|уточнюється|θα ανακοινωθεί|"
    "προς επιβεβαίωση|selgub|tiks precizēts|bus patikslinta|tikslinama|vahvistetaan myöhemmin|avoin|"
    "meddelas senare|ikke bestemt|følger|oplyses senere|le deimhniú|għad irid jiġi kkonfermat|për t'u konfirmuar"
)
"""What stands where a value is not known yet; it is no value."""
