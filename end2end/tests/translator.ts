// Simulates the translator of a browser: it replaces each text node by elements with its text, and does so again after
// each change of the page.

import type { Page } from '@playwright/test';

/** Starts the translator: `the beginning` is before hydration, `now` is after it. */
export async function translates(page: Page, from: 'the beginning' | 'now'): Promise<void> {
  if (from === 'now') await page.evaluate(translate);
  else await page.addInitScript(translate);
}

function translate(): void {
  const NEVER = 'font, script, style, title, textarea, [translate="no"]';
  const wrap = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement?.closest(NEVER)) continue;
      const font = document.createElement('font');
      font.append(document.createElement('font'));
      font.firstElementChild!.textContent = text.data;
      text.replaceWith(font);
    }
  };
  let isDue = false;
  const soon = () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      wrap();
    });
  };
  const begin = () => {
    new MutationObserver(soon).observe(document.body, { childList: true, characterData: true, subtree: true });
    wrap();
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
}
