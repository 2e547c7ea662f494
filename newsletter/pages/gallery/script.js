"use strict";
// What the page can do beyond showing everything: filters and keys, and the pictures of a shared file. The views and
// the colours are CSS alone.
{
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const the = (id) => document.getElementById(id);
  const root = document.documentElement;
  const editions = all(".edition");
  const filters = { point: the("filter-point"), locale: the("filter-locale"), states: the("filter-state") };

  for (const part of all("[data-scripted]")) part.hidden = false;

  const filter = () => {
    const fits = ({ dataset }) =>
      (!filters.point.value || dataset.point === filters.point.value) &&
      (!filters.locale.value || dataset.locale === filters.locale.value) &&
      (!filters.states.value || dataset.states.split(" ").includes(filters.states.value));
    for (const part of all("[data-point]")) part.hidden = !fits(part);
    root.dataset.only = filters.states.value;
    const shown = editions.filter((edition) => !edition.hidden).length;
    document.querySelector(".count").textContent = `${shown} of ${editions.length}`;
    document.querySelector(".none").hidden = shown > 0;
  };
  for (const select of Object.values(filters)) select.addEventListener("change", filter);
  addEventListener("pageshow", filter); // a browser may have restored what was chosen before

  // Where you are: in the edition with the focus, or in the one that has come up to the upper edge of the window.
  const edge = () => parseFloat(getComputedStyle(root).scrollPaddingTop);
  const top = (edition) => edition.getBoundingClientRect().top;
  const here = () => {
    const focused = document.activeElement.closest(".edition");
    const isInSight = focused && top(focused) < innerHeight && focused.getBoundingClientRect().bottom > edge();
    return isInSight ? focused : editions.findLast((edition) => !edition.hidden && top(edition) < edge() + 24);
  };
  const go = (edition) => {
    if (!edition) return;
    edition.scrollIntoView();
    edition.querySelector("h2").focus({ preventScroll: true });
  };
  const step = (by) => {
    const visible = editions.filter((edition) => !edition.hidden);
    const current = here();
    const hasLeftItsTop = current && top(current) < edge() - 24;
    go(by < 0 && hasLeftItsTop ? current : visible[visible.indexOf(current) + by]);
  };
  const next = () => step(1);
  const previous = () => step(-1);
  const show = (view) => {
    const edition = here();
    the(`view-${view}`).checked = true;
    if (edition) edition.scrollIntoView();
  };
  const turn = () => {
    const isDark = the("scheme-dark").checked ||
      (the("scheme-system").checked && matchMedia("(prefers-color-scheme: dark)").matches);
    the(isDark ? "scheme-light" : "scheme-dark").checked = true;
  };
  const reset = () => {
    for (const select of Object.values(filters)) select.value = "";
    filter();
    document.activeElement.blur();
  };
  const keys = {
    j: next, ArrowRight: next, k: previous, ArrowLeft: previous,
    1: () => show("letter"), 2: () => show("text"), 3: () => show("words"),
    d: turn, "/": () => filters.point.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") return reset();
    const isTaken = event.target.matches("select, input[type=radio]") &&
      (event.key.startsWith("Arrow") || event.target.matches("select"));
    const action = Object.hasOwn(keys, event.key) && keys[event.key];
    if (!action || isTaken || !the("keys").checked) return;
    event.preventDefault();
    action();
  });

  // A shared file holds each picture once; letters name it by its number.
  if (the("pictures")) {
    const pictures = JSON.parse(the("pictures").textContent);
    for (const letter of all(".letter")) {
      const frames = all("iframe", letter);
      const html = frames[0].srcdoc.replace(/data:,@@(\d+)@@/g, (mark, number) => pictures[number] ?? mark);
      for (const frame of frames) frame.srcdoc = html;
    }
  }
}
