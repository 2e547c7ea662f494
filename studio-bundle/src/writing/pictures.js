// Pictures of an article: the one at its head, which stands for it in letters, and those in its text. Files are put into the
// project by the studio, which looks at what they are; what can't be taken is said where the picture would stand.
import { apply, element, request, tell } from '../shared.js';
import { schema } from './schema.js';

const PATIENCE = 60_000; // milliseconds
const MOST = 25_000_000; // bytes, as the studio takes them
const FOCI = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'top', ArrowDown: 'bottom', Enter: 'center', ' ': 'center' };

export class Pictures {
  constructor(text, address, file, words) {
    Object.assign(this, { text, address, file, words, said: document.getElementById('pictures-said') });
    document.addEventListener('change', ({ target }) => {
      if (!target.matches?.('input[type=file][data-puts]') || !target.files.length) return;
      this.take([...target.files], null, target.dataset.puts);
      target.value = '';
    });
    document.addEventListener('click', (event) => this.point(event));
    document.addEventListener('keydown', (event) => this.turn(event));
    for (const type of ['dragover', 'drop']) document.addEventListener(type, (event) => this.drop(event));
  }

  // `head`: at the head of the article; else in its text, at a place or at the caret.
  async take(files, at, place = 'text') {
    const range = place === 'text' ? this.text.track(at ?? this.text.state.selection.from, at ?? this.text.state.selection.to) : null;
    for (const file of files) {
      if (file.size > MOST) { this.tell(this.words.tooLarge.replace('{name}', file.name), true); continue; }
      this.tell(this.words.taking.replace('{name}', file.name), false);
      let told = null;
      try {
        const answer = await request(`${this.address}/pictures?name=${encodeURIComponent(file.name)}&place=${place === 'head' ? 'image' : 'text'}`, {
          method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream', Accept: 'application/json' }, body: file,
        }, PATIENCE);
        told = await answer.json();
        if (!answer.ok || !told.src) { this.refuse(told); continue; }
      } catch { this.refuse({ message: this.words.noAnswer }); continue; }
      this.tell('', false, told.problems);
      if (place === 'head') { await this.lead(told.src); break; }
      this.put(told.src, range);
    }
    range?.release();
  }

  refuse(told) {
    this.tell(told.problems?.length ? '' : told.message || this.words.noPicture, true, told.problems);
  }

  tell(words, isBad = false, problems = []) {
    this.said.innerHTML = (problems ?? []).map((each) => each.html).join('');
    this.said.append(...(words ? [element('div', { class: `notice${isBad ? ' bad' : ''}`, role: isBad ? 'alert' : 'status' }, element('p', {}, words))] : []));
  }

  lead(src) {
    const was = JSON.parse(document.getElementById('hero').dataset.image);
    const value = was && typeof was === 'object' ? { ...was, src } : { src, alt: '' };
    return apply(this.file, [{ op: 'set', path: ['image'], value, was }], { swap: '#hero', focus: 'f-image-alt' });
  }

  // In the text a picture stands by itself, behind the block of the caret or in the place of an empty one.
  put(src, range) {
    const { state } = this.text;
    const $at = state.doc.resolve(range.to);
    const isEmpty = $at.depth === 1 && !$at.parent.content.size;
    const at = $at.depth ? isEmpty ? $at.before(1) : $at.after(1) : $at.pos;
    const picture = schema.nodes.picture.create({ src });
    const tr = isEmpty ? state.tr.replaceWith(at, $at.after(1), picture) : state.tr.insert(at, picture);
    if (at + 1 >= tr.doc.content.size) tr.insert(at + 1, schema.nodes.paragraph.create());
    this.text.view.dispatch(tr.scrollIntoView());
    [...this.text.view.dom.querySelectorAll('.shot textarea[aria-invalid]')].at(-1)?.focus();
  }

  drop(event) {
    const hero = event.target.closest?.('#hero');
    if (!hero || ![...(event.dataTransfer?.items ?? [])].some((item) => item.kind === 'file')) return;
    event.preventDefault();
    if (event.type === 'drop') this.take([...event.dataTransfer.files].filter((file) => file.type.startsWith('image/')).slice(0, 1), null, 'head');
  }

  // What matters in the picture: where it is clicked, or by arrows.
  point(event) {
    const frame = event.target.closest?.('[data-focus-point]');
    if (!frame || !event.detail) return; // a press of a key is dealt with below
    const box = frame.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width - 0.5, (event.clientY - box.top) / box.height - 0.5];
    this.focusOn(Math.max(Math.abs(x), Math.abs(y)) < 1 / 6 ? 'center' : Math.abs(x) >= Math.abs(y) ? x < 0 ? 'left' : 'right' : y < 0 ? 'top' : 'bottom');
  }

  turn(event) {
    if (!event.target.matches?.('[data-focus-point]') || !FOCI[event.key]) return;
    event.preventDefault();
    this.focusOn(FOCI[event.key]);
  }

  focusOn(value) {
    const control = document.getElementById('f-image-focus');
    if (!control || control.disabled) return;
    control.value = value;
    control.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('[data-focus-point]').dataset.focusPoint = value;
    tell(control.selectedOptions[0]?.textContent ?? value);
  }
}
