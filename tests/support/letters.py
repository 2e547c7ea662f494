"""What is measured of a letter in a browser."""

STICKING = "[...measures.wide(), ...measures.stickingOut(), ...measures.clipped(), ...measures.overlapping()]"

GROUNDS = """[...document.body.querySelectorAll('*')].filter(e => e.checkVisibility() && e.innerText?.trim())
        .filter(e => !e.closest('a') && e.querySelector('a')?.innerText.trim() !== e.innerText.trim())
        .map(e => [getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).map(Number), e])
        .filter(([[r, g, b, alpha = 1]]) => alpha && Math.min(r, g, b) > 128)
        .map(([, e]) => e.outerHTML.slice(0, 200))"""
