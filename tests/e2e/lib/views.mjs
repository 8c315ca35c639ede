// Walks over all views of the page, and looks at how they are laid out.

import assert from 'node:assert/strict';

/** Goes to each view that the page links to, and to one stage and one SQL execution, and calls `look` there. */
export async function everywhere(page, look) {
  const links = await page.locator('a[href^="#/v1"]').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const seen = new Set(['#/v1', ...links]);
  for (const hash of seen) {
    await page.evaluate((hash) => { location.hash = hash; }, hash);
    await page.locator('h1').first().waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    // What a view asks of the worker comes within a moment.
    await page.waitForTimeout(250);
    for (const kind of ['stages', 'sql']) {
      if (!hash.endsWith(`/${kind}`)) continue;
      const item = page.locator(`a[href*="/${kind}/"]`).first();
      if (await item.count() > 0) seen.add(await item.getAttribute('href'));
    }
    await look(hash);
  }
  assert.ok(seen.size >= 14, `${seen.size} views`);
}

/** Pixels that run over the side, and the classes of text under 12 px. */
export function laidOut(page) {
  return page.evaluate(() => {
    const over = document.documentElement.scrollWidth - innerWidth;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = new Set();
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement;
      if (texts.currentNode.data.trim() && parent.checkVisibility() && parseFloat(getComputedStyle(parent).fontSize) < 12) {
        small.add(parent.className || parent.localName);
      }
    }
    return { over, small: [...small] };
  });
}
