// The page on which an article is written: its text, what stands around it, and how they work together.
import { request, tell } from '../shared.js';
import { beginAgenda } from './agenda.js';
import { LinkForm } from './link.js';
import { beginChips } from './chips.js';
import { drawNotes } from './notes.js';
import { Paper, isEmpty, whenIdle } from './paper.js';
import { Pasting } from './pasting.js';
import { Pictures } from './pictures.js';
import { bePresent } from './presence.js';
import { Source } from './source.js';
import { stepsOf } from './steps.js';
import { Text } from './text.js';
import { Toolbar } from './toolbar.js';

const FOLLOW = 250; // milliseconds without a key until the letter shows where somebody writes

export async function beginArticle(place) {
  const { address, file, lang, dir, label } = place.dataset;
  const words = JSON.parse(place.dataset.said);
  const paper = new Paper(`${address}/document`, file);
  beginAgenda(address, file, words);
  beginChips();
  bePresent(address, document.getElementById('presence'), words);
  const opened = await paper.open().catch(() => ({ message: words.noAnswer }));
  if (!opened.doc) { refuse(opened); return; }

  let link, toolbar, pasting, pictures, steps, isDrawn = true;
  const text = new Text(place, opened.doc, {
    label,
    language: lang,
    direction: dir,
    words,
    openLink: () => link.open(),
    leave: () => document.querySelector('[data-toolbar] [tabindex="0"]')?.focus(),
    paste: (event, at) => text.isEditable && pasting.take(event, at),
    changed: () => { paper.changed(); pasting?.wroteOn(); steps?.(); count(); },
    moved: () => {
      if (!isDrawn) return;
      isDrawn = false;
      whenIdle(() => { isDrawn = true; toolbar?.draw(text.state); text.followed?.(); });
    },
  });
  place.removeAttribute('aria-busy');
  place.querySelector('.waits')?.remove();
  steps = stepsOf(text);
  toolbar = new Toolbar(document.querySelector('[data-toolbar]'), text);
  link = new LinkForm(document.getElementById('link-form'), text);
  pictures = new Pictures(text, address, file, words);
  pasting = new Pasting(text, address, document.getElementById('pasted'), words, (files, at) => pictures.take(files, at));
  document.querySelector('[data-opens-link]').addEventListener('click', () => link.open());

  let problems = [];
  const notes = () => drawNotes(text, paper, words, problems);
  const look = async () => {
    const answer = await request(`${address}/source`, { headers: { Accept: 'application/json' } }).catch(() => null);
    if (!answer?.ok) return;
    // Each stays with its block, whatever is written above it meanwhile; lines that are still empty are not in the file.
    const blocks = text.doc.content.content.filter((node) => !isEmpty(node));
    const told = (await answer.json()).problems.filter((each) => each.block != null).map(({ block, html, stops }) => ({ html, stops, number: blocks[block]?.attrs.oid }));
    if (JSON.stringify(told) === JSON.stringify(problems)) return;
    problems = told;
    notes();
  };
  let later;
  const soon = () => { clearTimeout(later); later = setTimeout(look, 1500); };
  for (const event of ['saved', 'files-changed']) document.addEventListener(event, soon);
  paper.begin(text, notes);
  look();

  const counted = document.getElementById('word-count');
  const segmenter = new Intl.Segmenter(lang || undefined, { granularity: 'word' });
  const known = new WeakMap(); // words by block
  let counting;
  function count() {
    clearTimeout(counting);
    counting = setTimeout(() => whenIdle(() => {
      let n = 0;
      text.doc.forEach((block) => {
        if (!known.has(block)) known.set(block, [...segmenter.segment(block.textBetween(0, block.content.size, '\n', ' '))].filter((each) => each.isWordLike).length);
        n += known.get(block);
      });
      counted.textContent = (n === 1 ? words.oneWord : words.words).replace('{n}', new Intl.NumberFormat(document.documentElement.lang).format(n));
    }), 300);
  }
  count();

  const source = new Source(document.getElementById('source'), address, file, paper);
  const toggle = document.querySelector('[data-source]');
  const beside = (isSource) => {
    toggle.setAttribute('aria-pressed', String(isSource));
    document.getElementById('main').toggleAttribute('data-source', isSource);
    if (isSource) source.open(); else source.close();
  };
  toggle.addEventListener('click', () => {
    const isSource = toggle.getAttribute('aria-pressed') !== 'true';
    beside(isSource);
    if (isSource && matchMedia('(max-width: 760px)').matches) document.querySelector('.views [data-view="source"]').click();
    tell(isSource ? words.sourceShown : words.sourceHidden);
  });
  document.querySelector('.views [data-view="source"]').addEventListener('click', () => beside(true));

  document.addEventListener('leaving', ({ detail }) => detail.push(paper.settledWholly()));

  // The texts of letters are numbered: each block of words, a picture's description and its caption.
  const unit = `articles/${address.split('/').at(-1)}/body`;
  const eachText = (visit) => {
    let number = 0;
    text.doc.descendants((node, at) => {
      const isText = node.isTextblock && node.content.size > 0;
      if (isText || node.type.name === 'picture') {
        visit(number, at, node);
        number += node.type.name === 'picture' && node.attrs.caption ? 2 : 1;
      }
      return !isText;
    });
  };

  // The letter shows the words that the caret is in.
  let following;
  function follow() {
    clearTimeout(following);
    following = setTimeout(() => {
      const { from } = text.state.selection;
      let path = '';
      if (!text.view.hasFocus()) return;
      eachText((number, at, node) => { if (at <= from && from < at + node.nodeSize) path = `${unit}/${number}`; });
      if (path) document.dispatchEvent(new CustomEvent('mark-unit', { detail: { path, page: '' } }));
    }, FOLLOW);
  }
  text.view.dom.addEventListener('focus', follow);
  text.followed = follow;

  // A click in the letter on words of the text puts the caret in them.
  const go = (path) => {
    const wanted = new RegExp(`^articles/[^/]+/body/(\\d+)`).exec(path)?.[1];
    let at = null;
    if (wanted != null) eachText((number, pos) => { if (number === Number(wanted)) at = pos; });
    if (at === null) return false;
    document.querySelector('.views [data-view="write"]')?.click();
    text.putCaret(at + 1);
    return true;
  };
  document.addEventListener('open-unit', (event) => { if (event.detail.path.startsWith(unit) && go(event.detail.path)) event.preventDefault(); });
  const asked = decodeURIComponent(location.hash).match(/^#unit=(.+)$/)?.[1];
  if (asked) go(asked);
}

function refuse({ message, line }) {
  const place = document.getElementById('text-refused');
  place.hidden = false;
  place.querySelector('p').append(' ', message ?? '');
  if (line) place.querySelector('a').href += `?line=${line}`;
  document.querySelector('[data-article]').hidden = true;
}

