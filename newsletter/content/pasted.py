r"""What a paste leaves behind: fields, comments and lost references of Word, tags of web sites' programs.

In: nothing. Out: patterns with what to write instead, as `marks` reads them: in the words of a paragraph, its lines
parted by `\n`.
"""

from __future__ import annotations

_FIELD = "it is a field that another program would have filled in: write the words alone"
_REFERENCE = "it is a reference that Word has lost: write where it leads, or take it out"
_TABLE = "write a table: `| one | two |` for each line, and `| --- | --- |` below the first"
_PICTURE = "it is a picture that was not pasted: put its file into issues/images/, and name it"
_MAIL = "it came with a mail that was pasted: take it out"
_PAGES = "it came with pages that letters have not: take it out"
_NOTE = "letters have no footnotes: say it in the text, or in brackets"

LEFT_BEHIND = {
    # Word's fields, as it shows them with Alt+F9.
    r"\b(?:HYPERLINK\s+(?:\\l\s+)?[\"“„]|(?:PAGE)?REF\s+_|TOC\s+\\o|MERGEFIELD\s+)": _FIELD,
    r"(?#Q{)\{[ \t]*(?:PAGE|NUMPAGES|DATE|TIME|SEQ|TOC|REF|FILENAME)\b[^{}\n]*\}|\bSEQ \w+ \ufffc?\\?\*": _FIELD,
    r"(?#!)Error! (?:Reference source not found|Bookmark not defined|Hyperlink reference not valid)": _REFERENCE,
    r"(?#!)Fehler! (?:Verweisquelle|Textmarke|Hyperlink)|Erreur ?! (?:Source du renvoi|Signet|Référence)": _REFERENCE,
    r"(?#E¡)"
    r"¡Error! (?:No se encuentra|Marcador|Referencia)|Errore\. (?:L'origine|Il segnalibro|Il riferimento)": _REFERENCE,
    r"(?#!ą)"
    r"Fout! (?:Verwijzingsbron|Bladwijzer)|Erro! (?:A origem|Marcador)|Błąd! Nie (?:można|zdefiniowano)": _REFERENCE,
    r"(?#[)"
    r"^[^\W\d_]+(?: [^\W\d_]+)? \[[^\W\d_]{1,4}\d{1,3}(?:R\d{1,3})?\]:": "it is a comment out of Word: take it out",
    r"(?#DFI)^(?:Deleted|Inserted|Formatted|Field Code Changed):": "it is a change that Word has tracked: take it out",
    r"(?#[)\[(?:cid|image|Inline image|Bild|imagen?|immagine|afbeelding)[:] ?[^\[\]\n]{1,200}\](?!\()": _PICTURE,
    r"(?#-N[)\[if [!\w]*[^\[\]\n]*\]|\[endif\]|\bMsoNormal\b|\bmso-[a-z-]+:": "it is a style of Word: take it out",
    r"(?#ESVé)^(?:Sent from my \w+|Von meinem \w+ gesendet|Envoyé de mon \w+|Enviado desde mi \w+)": _MAIL,
    r"(?#O)^-+ ?Original Message ?-+": _MAIL,
    r"(?#DFOV)"
    r"^(?:From|Von|De|Da|Van|Od): [^\n]+\n(?:Sent|Date|To|Gesendet|An|Envoyé|À|Enviado|Para|Inviato|A|Verzonden|Aan)"
    r": ": _MAIL,
    r"(?#PSá)^(?:Page|Seite|Página|Pagina|Strona|Stranica) \d+ (?:of|von|sur|de|di|van|z|od) \d+$": _PAGES,
    r"(?#.)^[^\n]{2,80}?\.{6,} ?\d{1,3}$": _PAGES,
    r"(?#<)</?[a-z]\d?:[A-Za-z]+(?:\s[^<>\n]*)?/?>": "it is a tag of Word: take it out",
    r"(?#[)\[(?:gallery|caption|embed|video|audio|playlist|button|columns?|contact-form|vc_|et_pb_)"
    r"[\w-]*[ =][^\[\]\n]*\]|\[/?(?:vc|et_pb|wp|av|fusion)_\w+\]": (
        "take it away: tags in square brackets are not known; a picture is `![what it shows](file.png)`"
    ),
    r"(?#[)(?<=[^\s\[\](){}])\[\d{1,3}\](?![\[(])": _NOTE,
    r"(?#[†‡)^\[\d{1,3}\](?=[ \t\u00a0]+\S)|(?<=[^\W\d_]{3})\[[a-z]\](?![\[(])|(?<=\w)[†‡]": _NOTE,
    r"(?#²³¹⁴⁵⁶⁷⁸⁹)(?<=[^\W\d_]{5})[¹²³⁴-⁹]+(?!\w)": _NOTE,
    # Cells of a table, which Word and web pages paste with a tab between them; a table of e-mail.
    r"(?#\t)^[^\t\n]+\t[^\n]+(?:\n[^\t\n]+\t[^\n]+)+$": _TABLE,
    r"(?#|)^[^|\n]+\S \| \S[^\n]*(?:\n[^|\n]+\S \| \S[^\n]*)+$": _TABLE,
    r"(?#\n)^\S[^\n]*\S {3,}\S[^\n]*(?:\n\S[^\n]*\S {3,}\S[^\n]*)+$": _TABLE,
    r"(?#+)^\+[-=]+(?:\+[-=]+)+\+$": _TABLE,
}
