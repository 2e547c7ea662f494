// What is pasted or dropped: pictures go to the pictures, words to the studio's cleaner, which says what it has left out.
// Until it answers the place is kept; where it does not answer, the words alone go in.
import { element, request, say, SHORT } from '../shared.js';
import { undo } from 'prosemirror-history';

const plain = (text) => text.split(/\r\n?|\n/).map((line) => line.trim()).filter(Boolean)
  .map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] }));

export class Pasting {
  constructor(text, address, place, words, takePictures) {
    Object.assign(this, { text, address, place, words, takePictures });
  }

  // True where the event is dealt with here; what was copied from this very page is ProseMirror's.
  take(event, at) {
    if (event.target.closest?.('textarea')) return false;
    const data = event.clipboardData ?? event.dataTransfer;
    if (!data) return false;
    const files = [...data.files].filter((file) => file.type.startsWith('image/'));
    const html = data.getData('text/html');
    const words = data.getData('text/plain');
    if (files.length && !words.trim()) {
      event.preventDefault();
      this.takePictures(files, at);
      return true;
    }
    if (/data-pm-slice/.test(html) || (!html && !/[\r\n]/.test(words))) return false;
    if (!html && !words) return false;
    event.preventDefault();
    const { from, to } = at == null ? this.text.state.selection : { from: at, to: at };
    this.paste(html, words, this.text.track(from, to));
    return true;
  }

  async ask(html, words, isWordsOnly) {
    const answer = await request(`${this.address}/paste`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ ...(html ? { html } : { text: words }), words_only: isWordsOnly }),
    }, SHORT);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  async paste(html, words, range, isWordsOnly = false, isApart = false) {
    let told;
    try { told = await this.ask(html, words, isWordsOnly); } catch { told = { nodes: plain(words), left_out: [], isAlone: true }; }
    range.release();
    if (!told.nodes?.length) { this.say([this.words.pasteNothing]); return; }
    const put = this.text.put(told.nodes, range, isApart);
    this.last?.range.release();
    this.last = { html, words, range: this.text.track(put.from, put.to), isApart: put.isApart, isLast: true };
    const listed = new Intl.ListFormat(document.documentElement.lang || 'en');
    const [kept, left] = [told.kept ?? [], told.left_out ?? []];
    const said = [];
    if (told.isAlone) said.push(this.words.pasteAlone);
    else {
      if (kept.length) said.push(this.words.pasteKept.replace('{what}', listed.format(kept)));
      if (left.length) said.push(this.words.pasteLeft.replace('{what}', left.join(', ')));
      else if (!isWordsOnly) said.push(this.words.pasteAll);
    }
    this.say(said.length ? [said.join(' ')] : [], html && !isWordsOnly && !told.isAlone);
  }

  say(lines, hasMore = false) {
    if (!lines.length) { this.place.replaceChildren(); return; }
    const button = (name, act) => element('button', { type: 'button', class: 'quiet', onclick: act }, name);
    const close = button(this.words.close, () => { this.place.replaceChildren(); this.text.view.focus(); });
    this.place.replaceChildren(element('div', { class: 'notice' },
      element('p', {}, element('b', {}, this.words.pasted), ' ', ...lines),
      element('div', { class: 'actions' },
        hasMore ? button(this.words.wordsOnly, () => this.wordsOnly()) : null,
        hasMore ? button(say('undo'), () => this.undo()) : null,
        close)));
  }

  // Somebody has written since: what was put in is no longer what an undo takes back.
  wroteOn() { if (this.last) this.last.isLast = false; }

  // The same again without its marks, in the place of what was put in.
  wordsOnly() {
    const { html, words, range, isApart, isLast } = this.last;
    if (isLast) this.text.run(undo);
    const { from, to } = isLast ? this.text.state.selection : this.text.wholeBlocks(range);
    this.paste(html, words, this.text.track(from, to), true, isApart && isLast);
    this.text.view.focus();
  }

  undo() {
    const { range, isLast } = this.last;
    if (isLast) this.text.run(undo); else this.text.remove(this.text.wholeBlocks(range));
    this.place.replaceChildren();
    this.text.view.focus();
  }
}

