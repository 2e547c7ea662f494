// What an article's text is made of: the nodes that the server reads from Markdown and writes back, by the same names.
// `oid` says which block of the file a node is; the view takes no notice of it.
import { Schema } from 'prosemirror-model';

const oid = { oid: { default: null } };
// A line end inside a paragraph of the file stays what it is: letters show it as a space.
const words = { attrs: oid, group: 'block', whitespace: 'pre' };
const aligned = { content: 'inline*', attrs: { align: { default: null } }, isolating: true, whitespace: 'pre' };
const cell = (tag) => ({
  ...aligned,
  parseDOM: [{ tag, getAttrs: (made) => ({ align: made.dataset.align ?? null }) }],
  toDOM: ({ attrs: { align } }) => [tag, align ? { 'data-align': align } : {}, 0],
});

export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { ...words, content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
    heading: {
      ...words,
      content: 'inline*',
      attrs: { ...oid, level: { default: 2 } },
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
      toDOM: ({ attrs }) => [`h${attrs.level}`, 0],
    },
    bullet_list: { content: 'list_item+', group: 'block', attrs: oid, parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] },
    ordered_list: {
      content: 'list_item+',
      group: 'block',
      attrs: { ...oid, start: { default: 1 } },
      parseDOM: [{ tag: 'ol', getAttrs: (list) => ({ start: list.start }) }],
      toDOM: ({ attrs: { start } }) => ['ol', start === 1 ? {} : { start }, 0],
    },
    list_item: { content: 'block+', attrs: oid, defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
    blockquote: { content: 'block+', group: 'block', attrs: oid, defining: true, parseDOM: [{ tag: 'blockquote' }], toDOM: () => ['blockquote', 0] },
    table: { content: 'table_row+', group: 'block', attrs: oid, isolating: true, parseDOM: [{ tag: 'table' }], toDOM: () => ['table', ['tbody', 0]] },
    table_row: { content: '(table_header | table_cell)+', parseDOM: [{ tag: 'tr' }], toDOM: () => ['tr', 0] },
    table_header: cell('th'),
    table_cell: cell('td'),
    picture: {
      group: 'block',
      attrs: { ...oid, src: { default: '' }, alt: { default: '' }, caption: { default: null } },
      parseDOM: [{ tag: 'img[data-src]', getAttrs: ({ dataset: { src, caption = null }, alt }) => ({ src, alt, caption }) }],
      toDOM: ({ attrs: { src, alt, caption } }) => ['img', { 'data-src': src, alt, ...(caption && { 'data-caption': caption }) }],
    },
    more: { group: 'block', attrs: oid, parseDOM: [{ tag: 'hr[data-more]' }], toDOM: () => ['hr', { 'data-more': '' }] },
    raw: {
      group: 'block',
      attrs: { ...oid, source: { default: '' } },
      parseDOM: [{ tag: 'pre[data-raw]', getAttrs: (made) => ({ source: made.textContent }) }],
      toDOM: ({ attrs: { source } }) => ['pre', { 'data-raw': '' }, source],
    },
    hard_break: { inline: true, group: 'inline', selectable: false, leafText: () => '\n', parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
    text: { group: 'inline' },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [{ tag: 'a[href]', getAttrs: (made) => ({ href: made.getAttribute('href'), title: made.getAttribute('title') }) }],
      toDOM: ({ attrs: { href, title } }) => ['a', title ? { href, title } : { href }, 0],
    },
    strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: () => ['strong', 0] },
    em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: () => ['em', 0] },
    code: { parseDOM: [{ tag: 'code' }], toDOM: () => ['code', 0] },
    strike: { parseDOM: [{ tag: 's' }, { tag: 'del' }], toDOM: () => ['s', 0] },
  },
});
