"""Other tools: in which words their exports say who reads, who has left, and whose mail came back.

In: the head of a column, a cell of it. Out: what the column says of a person, as a `Standing`. All that is known of
Mailchimp, Brevo (Sendinblue), listmonk, Mautic, Sendy, MailerLite, CleverReach, rapidmail, Mailjet, Campaign Monitor,
Constant Contact, HubSpot, MailPoet, phpList, Ghost, Substack and others stands in the tables of this module: heads and
words without accents, blanks and signs, in small letters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from newsletter.mail.audience.states import SubscriptionState, SuppressionReason


class Sign(StrEnum):
    """What a column tells of a person; its value is also the name that `--map` knows it by."""

    STATE = "state"
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    JOINED = "joined"
    LISTS = "lists"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands: a subscription's state and the reason never to mail them; empty where nothing is said."""

    state: SubscriptionState = SubscriptionState.NONE
    reason: SuppressionReason = SuppressionReason.NONE

    @property
    def is_leaver(self) -> bool:
        """True for who must not be mailed and is no reader either."""
        return self.state is SubscriptionState.ENDED or (not self.state and bool(self.reason))


HEADS = {
    # A word that says how somebody stands.
    Sign.STATE: """state status memberstatus subscriberstatus subscriptionstatus contactstatus emailstatus
        emailpermissionstatus globalstatus liststatus recipientstatus substatus statut estado estatus stato zustand
        abostatus abonnementstatus stan stav staat situacao situacion allapot katastasi κατασταση durum""",
    # A time, a reason, a campaign or a yes when they have left; empty or no when they have not.
    Sign.LEFT: """left leftat leftelsewhere unsubtime unsubcampaigntitle unsubcampaignid unsubreason unsubreasonother
        unsub unsubscribed isunsubscribed unsubscribedat unsubscribeat unsubscribedon unsubscribeddate unsubscribedate
        dateunsubscribed unsubscribetime unsubscribedtime unsubscribereason unsubscriptiondate unsubscribetimestamp
        unsubscribeall unsubscribedfromallemail globalunsubscribe optout optedout optoutdate optouttime optoutreason
        optoutnl optouttype optoutsubtype optoutsource emailoptout emailoptedout emailoptoutdate hasoptedoutofemail
        globaloptout confirmedoptoutdate confirmedoptoutsource confirmedoptoutreason emailblacklisted blacklisted
        isblacklisted blocklisted isblocklisted emailblocklisted blacklist blocklist isexcludedfromcampaigns
        donotcontact dnc dncreason doesnotcontact donotemail donotmail nomail emaildisabled deactivated deactivatedat
        abgemeldet abgemeldetam abmeldedatum abmeldung abbestellt abbestelltam austragedatum ausgetragen
        desinscrit desinscritle datededesinscription datedesinscription desinscription desabonne desabonnele
        datededesabonnement datedesabonnement desabonnement baja debaja fechadebaja fechabaja bajaen dadodebaja
        disiscritto disiscrittoil datadisiscrizione datadidisiscrizione disiscrizione cancellato datacancellazione
        uitgeschreven uitgeschrevenop uitschrijfdatum datumuitschrijving afgemeld afmelddatum afgemeldop
        wypisany wypisano datawypisania odhlasen odhlaseno datumodhlaseni odhlaseny datumodhlasenia
        afmeldt afmeldtden avmeldt avmeldtdato avregistrerad avregistreraddatum avslutad peruttu peruutettu
        peruutuspaiva descadastrado datadedescadastro descadastramento leiratkozott leiratkozasdatuma dezabonat
        datadezabonarii odjavljen datumodjave отписан датаотписки απεγγραφη ημερομηνιααπεγγραφης""",
    Sign.BOUNCED: """cleantime cleancampaigntitle cleancampaignid cleaned cleanedat bounced isbounced bouncedat
        bouncedon bouncedate bouncetime datebounced hardbounced hardbounce ishardbounce hardbouncedat hardbouncereason
        emailhardbouncereason bouncereason emailbounced invalidemail invalidemailaddress emailinvalid undeliverable
        isundeliverable gebounct gebounctam unzustellbar rebotado""",
    Sign.COMPLAINED: """complained complaint complainedat complaintdate complainttime spamcomplaint spamreport
        markedasspam reportedspam reportedasspam spam isspam abuse abusereport spambeschwerde""",
    # A yes or a time when they read; no when they do not.
    Sign.JOINED: """joined subscribed issubscribed subscribedtoemails emailsubscribed active isactive activated enabled
        isenabled optin isoptin optedin emailoptin acceptsmarketing acceptsemailmarketing emailmarketing
        newsletteroptin aktiv angemeldet actif abonne inscrit activo suscrito attivo iscritto actief ingeschreven
        aktywny zapisany aktivni aktivny""",
    Sign.LISTS: "lists subscriptions",
    Sign.SUPPRESSED: "suppressed suppression suppressionreason",
}
"""By what a column tells, how it is headed."""

_OF_REFUSED_ROWS = ("refusedrow", "whyitwasrefused", "filarechazada", "porqueserechaza")
"""Heads of our own, in each language of the studio: what it tells of rows that an import has refused."""
SAYS_NOTHING = frozenset({
    "smsblacklisted", "smsblocklisted", "smsoptout", "whatsappblacklisted", "whatsappblocklisted", "smsdonotcontact",
    "smsunsubscribed", "whatsappunsubscribed", "unsubscribelink", "unsubscribeurl", "leftclicks", "cleanname",
    *_OF_REFUSED_ROWS,
})  # fmt: skip
"""Heads that sound like leaving and tell nothing about mail."""

_WORDS = {
    Standing(SubscriptionState.ACTIVE): """
        active subscribed subscriber enabled confirmed optedin optin valid ok deliverable member explicit
        express expressed implied implicit reader abonniert angemeldet aktiv bestatigt abonne inscrit actif confirme
        suscrito activo confirmado alta iscritto attivo confermato ingeschreven actief bevestigd zapisany aktywny
        aktivni aktivny prihlasen tilmeldt pameldt prenumererar tilattu ativo inscrito feliratkozott abonat prijavljen
        ενεργος εγγεγραμμενος""",
    Standing(SubscriptionState.PENDING): """
        pending unconfirmed nonconfirmed notconfirmed awaitingconfirmation awaiting
        waitingforconfirmation optinpending pendingconfirmation new temp temphold unbestatigt nichtbestatigt neu
        nonconfirme enattente sinconfirmar pendiente nonconfermato inattesa nuovo onbevestigd niepotwierdzony
        nepotvrzeno""",
    Standing(SubscriptionState.ENDED): """
        ended left unsubscribed unsub unsubscribe optedout optout nonsubscribed notsubscribed
        unsubscribedfromlist disabled deactivated inactive blocklisted blacklisted blocked cancelled canceled deleted
        removed archived suppressed donotcontact dnc nopermissionsset expired forgotten signedoff abgemeldet
        abbestellt ausgetragen geloscht inaktiv gesperrt deaktiviert desinscrit desabonne supprime inactif bloque
        baja debaja dadodebaja cancelado desuscrito eliminado inactivo bloqueado disiscritto cancellato eliminato
        inattivo bloccato uitgeschreven afgemeld verwijderd inactief geblokkeerd wypisany usuniety nieaktywny
        zablokowany odhlasen odhlaseny zablokovan neaktivni afmeldt avmeldt avregistrerad avslutad peruttu
        descadastrado inativo leiratkozott dezabonat odjavljen απεγγραφη απεγγεγραμμενος""",
    Standing(reason=SuppressionReason.HARD_BOUNCE): """
        hardbounce hardbounced bounced bounce cleaned invalid undeliverable unmailable
        undelivered dropped invalidemail bounced1 gebounct unzustellbar ungultig rebotado rifiutato""",
    Standing(reason=SuppressionReason.SOFT_BOUNCES): "softbounces softbounce softbounced",
    Standing(SubscriptionState.ENDED, SuppressionReason.COMPLAINT): """
        complaint complained spam spamcomplaint spamcomplained markedasspam markedspam abuse
        abused junk reportedspam reportedasspam unwanted unerwunscht abusato spamreport""",
    Standing(reason=SuppressionReason.REQUEST): "request",
}
"""How somebody stands, by the word for it."""
_YES = """yes y true t 1 on x ja oui si sim tak ano da igen kylla ναι taip jah wahr vrai verdadero vero да так evet waar
    prawda pravda sand sant"""
_NO = """no n false f 0 off nein non nee nao nie ne nej nei nem ei οχι nu falsch faux falso onwaar falsz nepravda falsk
    falskt нет ні hayir never none null nil na"""
_NEVER = re.compile(r"0+|0000-00-00.*|0?1[./-]0?1[./-]1970.*|1970-01-01.*|[-–—]+|\\N|n/a", re.I)
"""What programs write for "no time"."""
_NOT_YET = """no not non noch nicht unconfirmed unbestatigt pas nog niet aun todavia nao ainda nie jeszcze ne inte ikke
    ej ei ikkje waiting awaiting ausstehend offen open"""
"""First words of what says that something has not happened yet."""
_TWO_IS_NO = frozenset({"doubleoptin", "sibdoubleoptin"})
"""Brevo numbers its answers: 1 is yes, 2 is no."""

# Stems of words about leaving, cleaning, bouncing and blocking: wherever they stand in a head …
_ANYWHERE = """unsub desub optout optedout outopt unregist nonsubscrib notsubscrib blacklist blocklist blocked bounc
    suppress complain undeliver unreachable donotcontact donotemail donotmail dontcontact quarantin deactivat
    abgemeldet abmeld abbestell ausgetragen austrag gesperrt geloscht unzustellbar widerruf widerspr beschwerde
    unerwunscht ungultig deaktivier desinscri desabon listenoire resilie supprime debaja fechabaja desuscri desapunt
    rebotad listanegra bloquead disiscri cancellaz cancellat listanera rimbalz descadastr uitgeschrev uitschrij afgemeld
    afmeld geblokk wypisan rezygna odsubskryb zablok usuniet odhlasen odhlas nedoruc afmeld frameld avmeld avregistr
    avprenum avanmal blokeret blokkert blockerad peruut peruttu poistett leirat letilt visszapattan dezabon odjav
    odpisan απεγγραφ διαγραφ αποκλει отпис отказ відпис відмов atsisak atteik atrakst loobu tuhist"""
# … and only at the beginning of a word of it.
_AT_START = """left leave leaving clean opt-out dnc block spam abus junk invalid disab inactiv remov delet exclud
    cancel reject expire former ended gone sperr inaktiv kundig storn radie bloque rejet plainte retir inactif baja
    cancelad rebot queja eliminad inactiv rimoss bloccat eliminat disdett reclam bloquea devolv recus klacht verwijder
    opgezegd ongeldig skarg odbic odbit rezyg zrus vyraz stiznost slett slettet studs klage avslut esto estet eronn
    torol blocat anulat respins obris blokir ispisan блок iptal ayril blokuot bloket keeld"""


# Heads that seem to say whether somebody wants mail …
_AGREEING = """newsletter mailing consen gdpr dsgvo rgpd einwillig zustimm permission permiso permesso marketing subscri
    abonn optin agree wants receive erlaub souhait accept accett acept toestemming zgod souhlas suhlas samtyk samtyck
    suostum hozzajarul acord privol συγκαταθ съгласи згод piekrit sutik nousolek"""
# … but for these, which tell a language.
_LANGUAGE = "lang sprach idiom lingua taal jezyk jazyk sprak kieli"
_REFUSALS = """denied withdrawn revoked refused declined rejected abgelehnt widerrufen verweigert refuse retire
    rechazado denegado retirado rifiutato negato revocato geweigerd ingetrokken odmowa cofnieta odmitnuto odvolano"""
"""Words for a consent that is none, beside a plain no and the words for having left."""
_UNSAID = frozenset({"none", "null", "nil", "na"})
# In a remark or a tag nothing but words that are about leaving a newsletter counts.
_REMARKED = """unsub|opt(?:ed)?[ -]?out|do not (?:e?mail|contact)|don['’]t (?:e?mail|contact)|to be removed|abgemeld
    abbestell|ausgetragen|desinscri|desabonn|disiscri|descadastr|desuscri|dado de baja|uitgeschrev|afgemeld
    uitschrijv|wypisan|odhlas|afmeldt|avmeldt|avregistrer|dezabon|odjavlj|leiratkoz|απεγγραφ|отписан|отказа"""
_FILE_WORDS = """baja bajas removed deleted inactive cancelled canceled invalid spam radies austritte austritt
    kundigungen gekundigt peruneet perutut storniert expired"""
"""Words in the name of a file that are no stems: they begin other words, or stand in other heads."""


def plain(head: str) -> str:
    """A head or a word without accents, blanks and signs, in small letters."""
    bare = unicodedata.normalize("NFKD", head.lower())
    return "".join(character for character in bare if character.isalnum())


@lru_cache(maxsize=1)
def _signs() -> dict[str, Sign]:
    return {head: sign for sign, heads in HEADS.items() for head in heads.split()}


@lru_cache(maxsize=1)
def _standings() -> dict[str, Standing]:
    return {word: standing for standing, words in _WORDS.items() for word in words.split()}


def sign_of(head: str) -> Sign | None:
    """What a column with this head tells of a person, where that is known. None where nobody knows it."""
    return _signs().get(plain(head))


def tells_nothing_of_mail(head: str) -> bool:
    """True for a head about text messages and the like, or about links to leave."""
    return plain(head) in SAYS_NOTHING or plain(head).startswith(("sms", "whatsapp", "push"))


def is_of_refused_rows(head: str) -> bool:
    """True for a column that the studio has put before rows which an import refused."""
    return plain(head) in _OF_REFUSED_ROWS


def sounds_like_leaving(head: str) -> bool:
    """True for a head that seems to tell who has left, was cleaned out, bounces or is blocked."""
    bare = plain(head)
    if bare in SAYS_NOTHING:
        return False
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", head)
    words = [plain(word) for word in re.split(r"[\W_]+", apart)]
    return any(stem in bare for stem in _ANYWHERE.split()) or any(
        word.startswith(plain(stem)) for word in words for stem in _AT_START.split()
    )


def sounds_like_agreeing(head: str) -> bool:
    """True for a head that seems to say whether somebody wants mail, or has agreed to it."""
    bare = plain(head)
    return any(stem in bare for stem in _AGREEING.split()) and not any(stem in bare for stem in _LANGUAGE.split())


@lru_cache(maxsize=1_000)
def is_refusal(cell: str) -> bool:
    """True for a cell that says of a consent that there is none: a plain no, "withdrawn", "unsubscribed"."""
    word = plain(cell)
    if word in _UNSAID:
        return False
    said = _standings().get(word, Standing())
    return word in _NO.split() or word in _REFUSALS.split() or said.state is SubscriptionState.ENDED


@lru_cache(maxsize=1)
def _remarked() -> re.Pattern[str]:
    return re.compile("|".join(_REMARKED.split("\n")).replace("    ", ""))


def is_remark_of_leaving(cell: str) -> bool:
    """True for a remark, a tag or the name of a group which says that somebody has left; addresses are none."""
    if len(cell) < 5 or "://" in cell or "@" in cell:
        return False
    bare = unicodedata.normalize("NFKD", cell.lower())
    found = "".join(character for character in bare if not unicodedata.combining(character))
    return _remarked().search(found) is not None


def file_sounds_like_leaving(name: str) -> bool:
    """True for the name of a file that seems to hold people who have left. `cleaned` is no sign: so people call a list
    that they have tidied.
    """
    words = {plain(word) for word in re.split(r"[\W\d_]+", name)}
    return (
        any(stem in plain(name) for stem in _ANYWHERE.split())
        or bool(words & {*_FILE_WORDS.split()})
        or words - {""} == {"left"}
    )


def is_yes(cell: str, head: str = "") -> bool:
    """True for a yes and for a time; a no, "single", "unconfirmed", or nothing, is none."""
    word = plain(cell)
    is_half = word.startswith("single") or _standings().get(word, Standing()).state is SubscriptionState.PENDING
    return bool(word) and not is_half and not _is_no(cell) and not (word == "2" and plain(head) in _TWO_IS_NO)


def confirmation(cell: str, head: str) -> Standing:
    """How somebody stands by a column that tells whether they have confirmed.

    A no in any words is a sign-up that waits, a word for having left ends it. An empty cell, or "single", says nothing.
    """
    word = plain(cell)
    if not word or word in _UNSAID:
        return Standing()
    said = _standings().get(word, Standing())
    if said.state is SubscriptionState.ENDED or word in _REFUSALS.split():
        return combine_signs([said, Standing(SubscriptionState.ENDED)])
    first = plain(re.split(r"[\W_]+", cell.strip(), maxsplit=1)[0])
    is_denied = first in _NOT_YET.split() or _is_no(cell) or (word == "2" and plain(head) in _TWO_IS_NO)
    is_waiting = is_denied or said.state is SubscriptionState.PENDING
    return Standing(SubscriptionState.PENDING if is_waiting else SubscriptionState.NONE, said.reason)


def is_never(cell: str) -> bool:
    """True for a cell without a time, and for what programs write there."""
    return not cell or _is_no(cell)


def _is_no(cell: str) -> bool:
    return plain(cell) in _NO.split() or bool(_NEVER.fullmatch(cell))


@lru_cache(maxsize=10_000)
def standing(sign: Sign, cell: str) -> Standing | None:
    """What a cell says by a sign; None when it can't be understood."""
    if sign is Sign.LISTS:
        return _by_lists(cell)
    if sign is Sign.JOINED and cell and _is_no(cell):
        return Standing(SubscriptionState.ENDED)
    if not cell or _is_no(cell):
        return Standing()
    said = _standings().get(plain(cell))
    if sign is Sign.BOUNCED:
        return said if said and said.reason in _BOUNCES else Standing(reason=SuppressionReason.HARD_BOUNCE)
    if sign is Sign.COMPLAINED:
        return Standing(SubscriptionState.ENDED, SuppressionReason.COMPLAINT)
    if sign is Sign.LEFT:
        is_reader = said is not None and said.state in (SubscriptionState.ACTIVE, SubscriptionState.PENDING)
        reason = said.reason if said else SuppressionReason.NONE
        return Standing() if is_reader else Standing(SubscriptionState.ENDED, reason)
    if said is not None:
        # A reason never to mail somebody stands beside the state of their subscription.
        return Standing(reason=said.reason) if sign is Sign.SUPPRESSED and said.reason else said
    if sign is Sign.JOINED:
        return Standing(SubscriptionState.ACTIVE) if plain(cell) in _YES.split() or re.search(r"\d", cell) else None
    return Standing(SubscriptionState.ENDED) if sign is Sign.SUPPRESSED and plain(cell) in _YES.split() else None


def _by_lists(cell: str) -> Standing | None:
    """How somebody stands by listmonk's lists, an array in JSON; None when they have left some and read others."""
    if cell[:1] not in ("[", "{"):
        return Standing()
    words = re.findall(r'"subscription_status"\s*:\s*"([^"]*)"', cell)
    found = {_standings().get(plain(word), Standing()).state for word in words} - {SubscriptionState.NONE}
    if len(found) > 1 and SubscriptionState.ENDED in found:
        return None
    return Standing(min(found, key=_WORST_STATE.index, default=SubscriptionState.NONE))


_BOUNCES = (SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES)
_WORST_STATE = (SubscriptionState.ENDED, SubscriptionState.PENDING, SubscriptionState.ACTIVE, SubscriptionState.NONE)
_WORST_REASON = (SuppressionReason.COMPLAINT, *_BOUNCES, SuppressionReason.REQUEST, SuppressionReason.NONE)


def combine_signs(all_said: list[Standing]) -> Standing:
    """What several columns say together: the worst counts."""
    state = min((said.state for said in all_said), key=_WORST_STATE.index, default=SubscriptionState.NONE)
    reason = min((said.reason for said in all_said), key=_WORST_REASON.index, default=SuppressionReason.NONE)
    return Standing(state, reason)
