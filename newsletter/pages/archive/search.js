// The search of the archive: finds pages in whose words all that somebody types begins a word; in scripts that put no
// blanks between words, all that it is part of. Nothing is sent anywhere: what stands on the pages of a language is a file
// for each year, fetched when the search is first used, the newest first. `?q=` in the address is what is looked for.
"use strict";
{
  const form = document.querySelector(".page-search");
  const field = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const more = form.querySelector(".page-more");
  const lists = document.querySelector(".page-years");
  const AT_ONCE = 20;
  const AROUND = 90;  // characters of a page's words before and behind what was found
  const NO_BLANKS = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
  // Letters that no norm of Unicode takes apart, as they are typed where a keyboard has none of them.
  const PLAIN = {ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ħ: "h", ŧ: "t", ŋ: "n", ı: "i", ς: "σ"};
  const LETTER = /[\p{L}\p{N}]/u;

  const folded = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[łøđðþßæœħŧŋıς]/g, one => PLAIN[one]);

  // What to look for: runs of letters; those of scripts without blanks apart from the others.
  const wishes = text => {
    const runs = folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];
    const parts = runs.flatMap(run => run.match(new RegExp(`${NO_BLANKS.source}+|[^${NO_BLANKS.source.slice(1, -1)}]+`, "gu")));
    return parts.filter(part => NO_BLANKS.test(part) || part.length > 1);
  };

  // Where a wish stands in folded words, from a place on; -1 for nowhere.
  const find = (words, wish, from = 0) => {
    const within = NO_BLANKS.test(wish);
    for (let at = words.indexOf(wish, from); at >= 0; at = words.indexOf(wish, at + 1)) {
      const before = words[at - 1] ?? " ";
      if (within || !LETTER.test(before) || NO_BLANKS.test(before)) return at;
    }
    return -1;
  };

  // Folded words, and for each of their characters the one of the text that it comes from.
  const traced = text => {
    let words = "";
    const places = [];
    let at = 0;
    for (const one of text) {
      const plain = folded(one);
      words += plain;
      for (let each = 0; each < plain.length; each++) places.push(at);
      at += one.length;
    }
    places.push(text.length);
    return {words, places};
  };

  // The text in pieces, every second of them one that was looked for.
  const marked = (text, wanted) => {
    const {words, places} = traced(text);
    const spans = [];
    for (const wish of wanted) {
      for (let at = find(words, wish); at >= 0; at = find(words, wish, at + wish.length)) {
        spans.push([places[at], places[at + wish.length]]);
      }
    }
    spans.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    const pieces = [];
    let end = 0;
    for (const [first, last] of spans) {
      if (first < end) continue;
      pieces.push(text.slice(end, first), text.slice(first, last));
      end = last;
    }
    return [...pieces, text.slice(end)];
  };

  const show = (element, text, wanted) => {
    marked(text, wanted).forEach((piece, number) => {
      const mark = document.createElement("mark");
      mark.textContent = piece;
      element.append(number % 2 ? mark : piece);
    });
    return element;
  };

  // The passage around what was found first; the summary where it stands in that, or in the title alone.
  const passage = (page, wanted) => {
    if (wanted.some(wish => find(folded(page.summary), wish) >= 0)) return page.summary;
    const {words, places} = traced(page.text);
    const found = wanted.map(wish => find(words, wish)).filter(at => at >= 0);
    if (!found.length) return page.summary;
    const at = places[Math.min(...found)];
    let first = Math.max(0, at - AROUND), last = Math.min(page.text.length, at + 2 * AROUND);
    // Whole words, where blanks tell them apart.
    const blank = page.text.indexOf(" ", first);
    if (first && blank >= 0 && blank < at) first = blank + 1;
    const behind = page.text.lastIndexOf(" ", last);
    if (last < page.text.length && behind > at + AROUND) last = behind;
    return (first ? "… " : "") + page.text.slice(first, last).trim() + (last < page.text.length ? " …" : "");
  };

  const line = (name, element = "span") => Object.assign(document.createElement(element), {className: name});

  const entry = (page, wanted) => {
    const item = document.createElement("li");
    const about = line("page-date");
    about.textContent = `${form.dataset[page.kind]} · ${page.date}`;
    const link = document.createElement("a");
    link.href = form.dataset.root + page.path;
    item.append(about, " ", show(link, page.title, wanted), " ", show(line("page-passage"), passage(page, wanted), wanted));
    return item;
  };

  const years = form.dataset.index.split(" ");
  let known = [];
  let fetched = null;
  let found = [];
  let shown = 0;

  // All years, one after the other; what is looked for is looked for again as each of them arrives.
  const load = () => {
    fetched ??= (async () => {
      for (const year of years) {
        const answer = await fetch(year).catch(() => null);
        const read = answer?.ok ? await answer.json() : [];
        known = [...known, ...read.map(([path, kind, title, date, summary, text]) => ({
          path, kind, title, date, summary, text, first: folded(title), words: folded(`${title} ${date} ${summary} ${text}`)}))];
        if (year !== years.at(-1)) search();
      }
    })();
    return fetched;
  };

  const extend = () => {
    const wanted = wishes(field.value);
    list.append(...found.slice(shown, shown + AT_ONCE).map(page => entry(page, wanted)));
    shown = Math.min(found.length, shown + AT_ONCE);
    more.hidden = shown === found.length;
  };

  const search = () => {
    const wanted = wishes(field.value);
    lists.hidden = wanted.length > 0;
    found = wanted.length ? known.filter(page => wanted.every(wish => find(page.words, wish) >= 0)) : [];
    // What is in a title comes first; else the order of the files: the newest first.
    const isTitled = page => wanted.every(wish => find(page.first, wish) >= 0);
    found = [...found.filter(isTitled), ...found.filter(page => !isTitled(page))];
    shown = 0;
    list.replaceChildren();
    extend();
    status.textContent = !wanted.length ? "" : found.length ? form.dataset.results.replace("{number}", found.length) : form.dataset.none;
  };

  const look = async () => {
    const address = new URL(location);
    if (field.value.trim()) address.searchParams.set("q", field.value.trim());
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (wishes(field.value).length) await load();
    search();
  };

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("focus", load, {once: true});
  field.addEventListener("input", look);
  form.addEventListener("submit", event => {
    event.preventDefault();
    look();
  });
  more.addEventListener("click", () => {
    const last = list.lastElementChild;
    extend();
    last.nextElementSibling?.querySelector("a").focus();
  });
  if (field.value) look();
}
