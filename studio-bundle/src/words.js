// The words of the person's language, which the page brings with it, and what else it says about itself.
const page = document.body.dataset;
const words = JSON.parse(page.words || '{}');

export const project = page.project || '';
export const versions = JSON.parse(page.versions || '{}');

export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Said aloud by screen readers, seen nowhere.
export function tell(sentence) {
  const told = document.getElementById('told');
  if (told) told.textContent = sentence;
}

// An element with attributes and children; texts stay texts.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
