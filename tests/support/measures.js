// What a reader sees of the letter that is open, measured: each function gives plain values.
// Nothing here knows a class name, so it holds for any design.
window.measures = (() => {
  const inside = (element) => document.body.contains(element);
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const short = (element) => element.outerHTML.slice(0, 200);
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = getComputedStyle(at).backgroundColor.match(/[\d.]+/g).map(Number);
      if (alpha === 1) return [r, g, b];
      if (alpha > 0) return null; // half transparent: nothing certain can be said
    }
    return [255, 255, 255];
  };
  const colour = (element) => getComputedStyle(element).color.match(/[\d.]+/g).slice(0, 3).map(Number);

  // Each run of words that can be seen: its element and the boxes of its lines.
  const runs = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !seen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
      if (boxes.length) found.push({ words: walker.currentNode.data.trim(), element, boxes });
    }
    return found;
  };
  const block = (element) => {
    let at = element;
    while (inside(at) && getComputedStyle(at).display.startsWith("inline") && at !== document.body) at = at.parentElement;
    return at;
  };

  return {
    // How many pixels a reader would have to scroll sideways.
    wide: () => {
      const more = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      return more > 0 ? [`${more} px too wide`] : [];
    },

    stickingOut: () => {
      const most = document.documentElement.clientWidth + 0.5;
      const out = (box) => box.width > 0 && box.height > 0 && (box.left < -0.5 || box.right > most);
      const elements = [...document.body.querySelectorAll("*")].filter(seen);
      return [
        ...elements.filter((element) => out(element.getBoundingClientRect())).map(short),
        ...runs().filter((run) => run.boxes.some(out)).map((run) => run.words),
      ];
    },

    // Words outside the box of something that cuts off what does not fit.
    clipped: () =>
      runs().filter((run) => {
        for (let at = run.element; inside(at); at = at.parentElement) {
          const style = getComputedStyle(at);
          if (style.overflowX === "visible" && style.overflowY === "visible") continue;
          const box = at.getBoundingClientRect();
          if (run.boxes.some((line) => line.left < box.left - 1 || line.right > box.right + 1
                                    || line.top < box.top - 4 || line.bottom > box.bottom + 4)) return true;
        }
        return false;
      }).map((run) => run.words),

    // Lines that lie on each other by more than half of the lower one's height; boxes of large type overlap a little.
    overlapping: () => {
      const lines = runs().flatMap((run) => run.boxes.map((box) => ({ box, words: run.words })));
      const found = [];
      lines.forEach((one, index) => {
        for (const other of lines.slice(index + 1, index + 60)) {
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          if (across > 2 && down > Math.min(one.box.height, other.box.height) / 2) found.push(`${one.words} / ${other.words}`);
        }
      });
      return found;
    },

    // A link is part of running text when it flows with it and most words around it are no links.
    lowLinks: (least) =>
      [...document.querySelectorAll("a[href]")].filter(seen).flatMap((link) => {
        const parts = [...link.querySelectorAll("*")].map((part) => part.getBoundingClientRect());
        const height = Math.max(...[...link.getClientRects(), ...parts].map((box) => box.height));
        const around = block(link.parentElement);
        const linked = [...around.querySelectorAll("a[href]")].reduce((sum, other) => sum + other.innerText.trim().length, 0);
        const isRunning = getComputedStyle(link).display === "inline" && linked < around.innerText.trim().length / 2;
        return isRunning || height >= least - 0.5 ? [] : [`${Math.round(height)} px: ${short(link)}`];
      }),

    // Words too small: `least` for what is read, `label` for labels, cells and what stands right below a picture.
    smallWords: (least, label, long) => {
      const found = [];
      for (const run of runs()) {
        const size = parseFloat(getComputedStyle(run.element).fontSize);
        const around = block(run.element);
        const before = [...document.querySelectorAll("img")].filter((image) => {
          const box = image.getBoundingClientRect();
          return Math.abs(box.bottom - around.getBoundingClientRect().top) < 24;
        });
        const isRead = around.innerText.trim().length >= long && before.length === 0;
        if (size < (isRead ? least : label)) found.push(`${size} px: ${run.words}`);
      }
      return found;
    },

    // Where the eye would have to go up: a block that lies wholly above the one before it in the source.
    upwards: () => {
      const blocks = [...new Set(runs().map((run) => block(run.element)))].map((element) => {
        const box = element.getBoundingClientRect();
        return { words: element.innerText.trim().slice(0, 80), top: box.top, bottom: box.bottom, element };
      });
      return blocks.filter((at, index) => index && !blocks[index - 1].element.contains(at.element)
                                       && at.bottom <= blocks[index - 1].top + 1).map((at) => at.words);
    },

    // Every pair of colours that words (and alternative texts of pictures) are seen in.
    pairs: () => {
      const words = runs().map((run) => ({ words: run.words, element: run.element }));
      const alts = [...document.images].filter((image) => seen(image) && image.alt)
        .map((image) => ({ words: `[${image.alt}]`, element: image }));
      return [...words, ...alts].map(({ words, element }) => {
        const style = getComputedStyle(element);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        return { words: words.slice(0, 80), on: background(element), colour: colour(element), isLarge };
      });
    },

    alternatives: () => [...document.images].filter(seen).map((image) => {
      const box = image.getBoundingClientRect();
      return { words: image.alt, size: parseFloat(getComputedStyle(image).fontSize), width: box.width, height: box.height };
    }),

    words: () => runs().map((run) => run.words).join(" "),
    links: () => [...document.querySelectorAll("a[href]")].filter((link) => seen(link) && link.innerText.trim()).length,
    headings: () => [...document.querySelectorAll("h1")].filter((h1) => seen(h1) && h1.innerText.trim()).length,
  };
})();
