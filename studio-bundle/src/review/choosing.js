// Which texts are shown at the side: those to read, all, some of them, those that say certain words.
import { tell } from '../shared.js';
import { fill } from './words.js';

export class Choosing {
  constructor(desk) {
    Object.assign(this, { desk, show: 'open', looked: '' });
    this.find = desk.main.querySelector('[data-look-for]');
    this.select = desk.main.querySelector('[data-more-shown]');
    this.find.addEventListener('input', () => this.look());
    this.find.addEventListener('focus', () => { this.isByKey = false; });
    this.find.addEventListener('keydown', (event) => this.enter(event));
    this.select.addEventListener('change', () => this.choose(this.select.value || 'open'));
  }

  get texts() { return this.desk.texts.chosen({ show: this.show, words: this.looked }); }

  /** True where only some texts are shown: those that were looked for, or are of one kind. */
  get isNarrowed() { return Boolean(this.looked.trim()) || !['open', 'doubt', 'all'].includes(this.show); }

  /** Into the box, by its key: what is found is opened without writing in it. */
  begin() {
    this.find.focus();
    this.isByKey = true;
  }

  async look() {
    const { value } = this.find;
    this.looked = value;
    if (value && this.show === 'open') { this.wasOpen = true; this.choose('all'); }
    else if (!value && this.wasOpen && this.show === 'all') { this.wasOpen = false; this.choose('open'); }
    else this.draw();
    if (!value || this.desk.texts.isWhole) return;
    await this.desk.asking.load(); // until then only the beginnings of texts are known
    if (this.find.value === value) this.draw();
  }

  async enter(event) {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    await this.desk.asking.load();
    const [first] = this.texts;
    if (!first) return;
    this.desk.go(first.id, { isWriting: !this.isByKey });
    if (this.isByKey) this.desk.stayOutside();
  }

  draw() {
    this.desk.list.draw();
    const n = this.texts.length;
    tell(n ? fill(this.desk.words['n-found'], { n }) : this.desk.words['nothing-found']);
  }

  async choose(show) {
    const { desk, select } = this;
    this.show = show;
    desk.texts.doubts = null;
    if (show === 'doubt') {
      const doubts = await desk.asking.doubts(); // else in the letter's order
      if (this.show === show) desk.texts.doubts = doubts;
      if (desk.texts.doubts) desk.open(this.texts[0]);
    }
    for (const button of desk.main.querySelectorAll('[data-show]')) button.setAttribute('aria-pressed', String(button.dataset.show === show));
    select.value = [...select.options].some((option) => option.value === show) ? show : '';
    select.toggleAttribute('data-on', Boolean(select.value));
    select.options[0].textContent = select.value ? desk.words['not-only'] : desk.words.only;
    this.draw();
  }

  /** Everything that is to be read again. */
  widen() {
    this.find.value = this.looked = '';
    this.choose('open');
  }
}
