"""Letters as people bring them from elsewhere: each by what it tries, as a whole `newsletter.mjml`.

Written for the tests, after the components and habits of public MJML: all components, MJML 3, other template
languages, half-finished edits.
"""


def letter(body: str, head: str = "", opening: str = "<mjml>") -> str:
    return f"{opening}\n<mj-head>\n{head}\n</mj-head>\n<mj-body>\n{body}\n</mj-body>\n</mjml>\n"


def column(content: str) -> str:
    return f"<mj-section>\n<mj-column>\n{content}\n</mj-column>\n</mj-section>"


TEXT = column("<mj-text>Hello from the square</mj-text>")
FONT = '<mj-font name="Open Sans" href="https://fonts.example.org/css?family=Open+Sans" />'

TEMPLATES = {
    "one text": letter(TEXT),
    "a font that nothing uses": letter(TEXT, FONT),
    "a font that is used": letter(column('<mj-text font-family="Open Sans, Arial">Hello</mj-text>'), FONT),
    "a font by style": letter(TEXT, "<mj-style>@import url('https://fonts.example.org/a.css');</mj-style>"),
    "a menu": letter(
        column(
            '<mj-navbar base-url="https://example.org" hamburger="hamburger" ico-color="#ffffff">\n'
            '<mj-navbar-link href="/gettings-started" color="#ffffff">Start</mj-navbar-link>\n'
            '<mj-navbar-link href="/try" color="#ffffff">Try</mj-navbar-link>\n</mj-navbar>'
        )
    ),
    "a menu of whole addresses": letter(
        column('<mj-navbar><mj-navbar-link href="https://example.org/a">A</mj-navbar-link></mj-navbar>')
    ),
    "a carousel": letter(
        column(
            '<mj-carousel left-icon="https://example.org/l.png" thumbnails="hidden">\n'
            '<mj-carousel-image src="https://example.org/1.png" alt="One" title="First" '
            'href="https://example.org/1" thumbnails-src="https://example.org/t1.png" />\n'
            '<mj-carousel-image src="https://example.org/2.png" alt="Two" />\n</mj-carousel>'
        )
    ),
    "an accordion": letter(
        column(
            '<mj-accordion border="none" padding="1px" icon-wrapped-url="https://example.org/plus.png">\n'
            '<mj-accordion-element icon-unwrapped-url="https://example.org/minus.png">\n'
            "<mj-accordion-title>Why?</mj-accordion-title>\n<mj-accordion-text><span>Because</span></mj-accordion-text>\n"
            "</mj-accordion-element>\n<mj-accordion-element />\n</mj-accordion>"
        )
    ),
    "an accordion without its parts": letter(column("<mj-accordion><mj-accordion-element /></mj-accordion>")),
    "a hero": letter(
        '<mj-hero mode="fixed-height" height="469px" background-width="600px" background-height="469px" '
        'background-url="https://example.org/hero.jpg" background-color="#2a3448" padding="100px 0px">\n'
        '<mj-text padding="20px" color="#ffffff">GO TO SPACE</mj-text>\n'
        '<mj-button href="https://example.org/" align="center" title="Go">ORDER</mj-button>\n</mj-hero>'
    ),
    "a fluid hero": letter('<mj-hero mode="fluid-height" background-url="x.png"><mj-text>Up</mj-text></mj-hero>'),
    "groups": letter(
        "<mj-section>\n<mj-group>\n<mj-column><mj-text>1</mj-text></mj-column>\n"
        "<mj-column><mj-text>2</mj-text></mj-column>\n</mj-group>\n</mj-section>"
    ),
    "a group of a width": letter(
        '<mj-section direction="rtl"><mj-group width="60%"><mj-column width="50px"><mj-spacer height="20px" />'
        "</mj-column></mj-group></mj-section>"
    ),
    "a wrapper with a picture behind": letter(
        '<mj-wrapper background-url="https://example.org/b.jpg" full-width="full-width">\n'
        '<mj-section background-url="https://example.org/c.jpg" background-size="cover"><mj-column>'
        "<mj-text>In</mj-text></mj-column></mj-section>\n</mj-wrapper>"
    ),
    "raw HTML": letter(
        '<mj-raw><div style="display:none"><a href="https://example.org/v">View</a></div></mj-raw>\n' + TEXT,
        '<mj-raw><meta name="x-apple-disable-message-reformatting" /></mj-raw>',
    ),
    "raw at the start of the file": letter(
        '<mj-raw position="file-start"><!-- made by a tool --></mj-raw>' + TEXT,
    ),
    "raw HTML that is not closed": letter(
        "<mj-raw><table><tr><td></mj-raw>" + TEXT + "<mj-raw></td></tr></table></mj-raw>"
    ),
    "an include": letter('<mj-include path="./header.mjml" />\n' + TEXT),
    "an include in the head": letter(TEXT, '<mj-include path="./styles.css" type="css" css-inline="inline" />'),
    "an include of a missing template": letter('{% include "header.mjml" %}' + TEXT),
    "an include of itself": letter('{% include "newsletter.mjml" %}'),
    "HTML attributes": letter(
        column('<mj-text css-class="custom"><h1>Hello</h1></mj-text>'),
        '<mj-html-attributes>\n<mj-selector path=".custom div">\n'
        '<mj-html-attribute name="data-id">42</mj-html-attribute>\n</mj-selector>\n</mj-html-attributes>',
    ),
    "a selector in the body": letter('<mj-selector path=".a"></mj-selector>' + TEXT),
    "two previews": letter(TEXT, "<mj-preview>One</mj-preview><mj-preview>Two</mj-preview><mj-title>T</mj-title>"),
    "two titles": letter(TEXT, "<mj-title>One</mj-title>\n<mj-title>Two</mj-title>"),
    "two heads": "<mjml><mj-head><mj-title>A</mj-title></mj-head><mj-head /><mj-body>" + TEXT + "</mj-body></mjml>",
    "two bodies": "<mjml><mj-body>" + TEXT + "</mj-body><mj-body>" + TEXT + "</mj-body></mjml>",
    "no body": "<mjml><mj-head><mj-title>A</mj-title></mj-head></mjml>",
    "an empty body": "<mjml><mj-body></mj-body></mjml>",
    "only mjml": "<mjml></mjml>",
    "nothing": "",
    "blank lines": "\n\n\n",
    "plain words": "Hello",
    "HTML, no MJML": "<!doctype html>\n<html><body><p>Hello</p></body></html>\n",
    "XML and a doctype": '<?xml version="1.0"?>\n' + letter(TEXT),
    "defaults": letter(
        column('<mj-text mj-class="big blue">A</mj-text><mj-button>B</mj-button>'),
        '<mj-attributes>\n<mj-all font-family="Arial" />\n<mj-text padding="0" />\n'
        '<mj-class name="big" font-size="20px" />\n'
        '<mj-button href="https://example.org/" title="Go" />\n<mj-image alt="Never used" />\n</mj-attributes>',
    ),
    "a class with words": letter(
        column('<mj-image mj-class="logo" />'),
        '<mj-attributes><mj-class name="logo" src="https://example.org/l.png" alt="Logo" title="Us" /></mj-attributes>',
    ),
    "styles inline": letter(
        column('<mj-text css-class="red">A <b class="red">b</b></mj-text>'),
        '<mj-style inline="inline">.red div { color: red } a:hover { color: blue } .x > .y { margin: 0 }</mj-style>\n'
        "<mj-style>@media (max-width: 480px) { .red { color: blue !important } }</mj-style>",
    ),
    "styles that are no CSS": letter(TEXT, "<mj-style>this { is : not : css }}}} </mj-style>"),
    "styles that are not closed": letter(TEXT, "<mj-style>.a { color: red }"),
    "conditional comments": letter(
        column(
            "<mj-text><!--[if mso]><p>Only in Outlook</p><![endif]-->\n"
            "<!--[if !mso]><!--><p>Elsewhere</p><!--<![endif]-->\n<!-- a remark --></mj-text>"
        )
    ),
    "a conditional comment that does not end": letter(column("<mj-text><!--[if mso]><p>Only</mj-text>")),
    "a conditional comment of another form": letter(column("<mj-text><!--[if mso] ><p>Only</p><![endif]--></mj-text>")),
    "a conditional comment with a blank at its end": letter(column("<mj-text><!--[if mso]>x<![endif] --></mj-text>")),
    "a list of one text": letter(
        column("<mj-text>{{ issue.articles.values() | first | attr('title') | listed }}</mj-text>")
    ),
    "a comment that does not end": letter(column("<mj-text>A <!-- b</mj-text>")),
    "comments between": "<!-- 1 -->\n<mjml><!-- 2 --><mj-body><!-- 3 -->"
    + TEXT
    + "<!-- 4 --></mj-body></mjml><!-- 5 -->",
    "social links": letter(
        column(
            '<mj-social mode="horizontal" icon-size="20px">\n'
            '<mj-social-element name="facebook" href="https://example.org/" alt="F">Facebook</mj-social-element>\n'
            '<mj-social-element name="x-noshare" src="https://example.org/x.png" title="X" />\n'
            '<mj-social-element name="nobody-knows" href="https://example.org/">N</mj-social-element>\n</mj-social>'
        )
    ),
    "pictures": letter(
        column(
            '<mj-image src="https://example.org/a.png" alt="A" href="https://example.org/" title="T" '
            'srcset="https://example.org/a2.png 2x" usemap="#m" fluid-on-mobile="true" />\n<mj-image alt="No file" />\n'
            '<mj-image src="" /><mj-image width="NaNpx" src="a.png" /><mj-image width="-3px" src="a.png" />'
        )
    ),
    "buttons": letter(column('<mj-button>Nowhere</mj-button><mj-button href="">B</mj-button><mj-button href="x" />')),
    "dividers and spacers": letter(column('<mj-divider border-width="1px" width="50%" /><mj-spacer height="20" />')),
    "a table": letter(
        column(
            '<mj-table cellpadding="2"><tr style="border-bottom:1px solid"><th>Year</th><td>1995</td></tr>'
            "{% for n in range(3) %}<tr><td>{{ n }}</td></tr>{% endfor %}</mj-table>"
        )
    ),
    "numbers that are none": letter(
        '<mj-section padding="a b c d e"><mj-column width="wide" padding="1 2 3"><mj-text font-size="">x</mj-text>'
        "</mj-column></mj-section>",
        '<mj-breakpoint width="narrow" />',
        '<mjml lang="en" dir="ltr" owa="desktop">',
    ),
    "twenty columns": letter("<mj-section>" + "<mj-column><mj-text>x</mj-text></mj-column>\n" * 20 + "</mj-section>"),
    "a column in a column": letter(column("<mj-column><mj-text>x</mj-text></mj-column>")),
    "a section in a section": letter("<mj-section><mj-section></mj-section></mj-section>"),
    "a text in a section": letter("<mj-section><mj-text>x</mj-text></mj-section>"),
    "a text in the body": letter("<mj-text>x</mj-text>"),
    "a button in a text": letter(column('<mj-text>x <mj-button href="y">z</mj-button></mj-text>')),
    "loose words": letter("Hello" + TEXT),
    "HTML between": letter("<div>" + TEXT + "</div>"),
    "MJML 3": "<mjml><mj-body><mj-container><mj-section><mj-column><mj-location /><mj-invoice>"
    '<mj-invoice-item name="a" price="1" /></mj-invoice><mj-list><li>x</li></mj-list></mj-column></mj-section>'
    "</mj-container></mj-body></mjml>",
    "charts and other people's components": letter(
        column('<mj-chart cht="p3" chd="t:60,40" /><mj-qr-code value="x" />')
    ),
    "Handlebars": letter(column("<mj-text>{{#if user}}Hello {{user.name}}{{/if}} {{{unsubscribe}}}</mj-text>")),
    "Liquid": letter(column("<mj-text>Hello {{ user.first_name | default: 'you' }} {% assign a = 1 %}</mj-text>")),
    "names that nobody defined": letter(column("<mj-text>Hello {{ first_name }}</mj-text>")),
    "Mailchimp": letter(column("<mj-text>*|MC:SUBJECT|* *|IF:FNAME|* Hi *|FNAME|* *|END:IF|*</mj-text>")),
    "ERB": letter(column("<mj-text><%= @user.name %> <% if x < 3 %>a<% end %></mj-text>")),
    "CSS that Jinja takes for its own": letter(TEXT, "<mj-style>@media print{#outlook a{padding:0}}</mj-style>"),
    "a loop that does not end": letter("{% for x in sections %}" + TEXT),
    "a filter that nobody knows": letter(column("<mj-text>{{ issue.date | datum }}</mj-text>")),
    "a filter with wrong words": letter(column("<mj-text>{{ issue | date }}</mj-text>")),
    "a function with wrong words": letter(column("<mj-text>{{ picture(3, 'wide') }}</mj-text>")),
    "a function called wrongly": letter(column("<mj-text>{{ prose() }}{{ link_of() }}</mj-text>")),
    "prose of no document": letter(column("<mj-text>{{ prose(issue, heading=2) }}</mj-text>")),
    "a picture that is not there": letter(column('<mj-image src="{{ picture(\'none.png\', 300).url }}" alt="" />')),
    "an article that is not there": letter(column('<mj-text>{{ issue.articles["none"].title }}</mj-text>')),
    "a division by zero": letter(column("<mj-text>{{ 1 / 0 }}</mj-text>")),
    "a macro without end": letter("{% macro m() %}{{ m() }}{% endmacro %}" + column("<mj-text>{{ m() }}</mj-text>")),
    "what the sandbox forbids": letter(column("<mj-text>{{ ''.__class__.__mro__ }}{{ issue.__dict__ }}</mj-text>")),
    "a long range": letter(column("<mj-text>{% for n in range(10 ** 9) %}{{ n }}{% endfor %}</mj-text>")),
    "a text with % in it": letter(column('<mj-text>{{ _("100% of %(name)s") }}</mj-text>')),
    "words that are no text": letter(column("<mj-text>{{ _(issue) }}</mj-text>")),
    "our own tokens": letter(column('<mj-text css-class="nlw0x">nlw1x and nlw99x</mj-text>')),
    "our own marks": letter(column("<mj-text>@@leave@@ \ufdd3x:1:1\ufdd4 \ufdd0</mj-text>")),
    "quotes": letter(column("<mj-text css-class='a' padding=\"'\"><a href='x\"y'>a &quot; b</a></mj-text>")),
    "attributes without quotes": letter(column("<mj-text align=center>x</mj-text>")),
    "attributes without values": letter(column("<mj-text align><input disabled /></mj-text>")),
    "an attribute twice": letter(column('<mj-text align="left" align="right">x</mj-text>')),
    "a quote that does not end": letter(column('<mj-text align="left>x</mj-text>')),
    "capital letters": letter("<MJ-SECTION><mj-column><MJ-Text>x</MJ-Text></mj-column></MJ-SECTION>"),
    "entities": letter(column("<mj-text>&nbsp;&copy; &unknown; &#x1F600; &#0; &amp;amp; &lt;b&gt; AT&T</mj-text>")),
    "an end too many": letter(TEXT + "</mj-section>"),
    "an end too few": letter("<mj-section><mj-column><mj-text>x</mj-text></mj-column>"),
    "ends crossed": letter("<mj-section><mj-column><mj-text><b>x<i>y</b></i></mj-text></mj-column></mj-section>"),
    "void tags with an end": letter(column("<mj-text><br></br><img src='a'></img><hr></mj-text>")),
    "components that close themselves": letter("<mj-section /><mj-section><mj-column /></mj-section>"),
    "a script": letter(column("<mj-text><script>if (1 < 2) { alert('x') }</script></mj-text>")),
    "a picture drawn in the text": letter(column('<mj-text><svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg></mj-text>')),
    "CDATA": letter(column("<mj-text><![CDATA[ <b>x</b> ]]></mj-text>")),
    "a namespace": letter(column('<mj-text><v:rect xmlns:v="urn:x" fill="true"><o:p>x</o:p></v:rect></mj-text>')),
    "languages": letter(
        column('<mj-text><p lang="el" dir="rtl" title="α" aria-label="β">γ</p></mj-text>'), "<mj-title></mj-title>"
    ),
    "a background by attribute": letter('<mj-section background-url="{{ site }}/a b.png"><mj-column /></mj-section>'),
    "very deep": letter(column("<mj-text>" + "<b>" * 5000 + "x" + "</b>" * 5000 + "</mj-text>")),
    "very long words": letter(column(f"<mj-text>{'x' * 200_000}</mj-text>")),
}
"""By name; what each of them is to Jinja2, MJML and us differs, but none may end in a traceback."""
