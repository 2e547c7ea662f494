"""Word documents for tests: the parts that Word writes, made of a few paragraphs."""

import io
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_D = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml"
  ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">
<w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def styles(language: str = "en-GB") -> str:
    """The styles that Word calls so in every language, and the language of the text."""
    named = {"Title": "Title", "Sub": "Subtitle", "H1": "heading 1", "H2": "heading 2", "Cap": "caption", "Q": "Quote"}
    rows = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in named.items()
    )
    return (
        f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="{language}"/></w:rPr></w:rPrDefault>'
        f"</w:docDefaults>{rows}</w:styles>"
    )


def paragraph(text: str, style: str = "", number: str = "", level: int = 0, runs: str = "") -> str:
    """A paragraph; `number` is 1 for a list with dots, 2 for one with numbers. `runs` is XML that follows its text."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    words = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}{runs}</w:p>"


def picture(relation: str, alt: str) -> str:
    """A run that holds a picture."""
    return (
        f'<w:r><w:drawing><wp:inline {_D}><wp:docPr id="1" name="P" descr="{alt}"/><a:graphic><a:graphicData><pic:pic>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def document(
    body: str, parts: Mapping[str, bytes | str] | None = None, relations: Mapping[str, tuple[str, str]] | None = None
) -> bytes:
    """The bytes of a document; `relations` are kind and target by name: `{"rId9": ("image", "media/a.png")}`."""
    rows = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if kind == 'hyperlink' else ''}/>"
        for name, (kind, target) in {
            "rIdS": ("styles", "styles.xml"),
            "rIdN": ("numbering", "numbering.xml"),
            **(relations or {}),
        }.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{_RELATION}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{rows}</Relationships>',
        "word/document.xml": f"<w:document {W} {_R}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": styles(),
        "word/numbering.xml": _NUMBERING,
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
