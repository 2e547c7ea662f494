// The search of the archive: finds pages in whose words all that somebody types begins a word. Nothing is sent anywhere:
// the words of all pages of a language are one file, fetched when the field is first used.
"use strict";
{
  const form = document.querySelector(".page-search");
  const field = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const MOST = 50;
  let pages = null;

  // As `archive_words.folded` has it.
  const folded = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  const load = () => {
    pages ??= fetch(form.dataset.index).then(answer => answer.ok ? answer.json() : []).then(
      found => found.map(([path, title, date, words]) => ({path, title, date, words: ` ${words} `})));
    return pages;
  };

  const entry = page => {
    const item = document.createElement("li");
    const date = document.createElement("span");
    const link = document.createElement("a");
    date.className = "page-date";
    date.textContent = new Date(page.date).toLocaleDateString(
      document.documentElement.lang, {dateStyle: "long", timeZone: "UTC"});
    link.href = form.dataset.root + page.path;
    link.textContent = page.title;
    item.append(date, " ", link);
    return item;
  };

  const search = async () => {
    const wanted = folded(field.value).match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
    if (!wanted.length) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    const found = (await load()).filter(page => wanted.every(word => page.words.includes(` ${word}`)));
    status.textContent = found.length ? form.dataset.results.replace("{number}", found.length) : form.dataset.none;
    list.replaceChildren(...found.slice(0, MOST).map(entry));
  };

  form.hidden = false;
  field.addEventListener("focus", load, {once: true});
  field.addEventListener("input", search);
  form.addEventListener("submit", event => {
    event.preventDefault();
    search();
  });
}
