// Every view, light and dark, by axe-core's rules; and what they do not look at: the smallest text, what runs over the
// side of a narrow or a zoomed window, and whether the keyboard shows where it is.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { fixture } from './lib/logs.mjs';
import { choose, launch, metrics, open, shapes } from './lib/page.mjs';
import { everywhere, laidOut } from './lib/views.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [, address] = shapes[0];

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** The page with two runs, so that views of one and of several have something to show. */
async function opened(options) {
  const { page, context } = await open(browser, address, options);
  await choose(page, fixture('3.5.9/local/zstd'));
  await metrics(page);
  await choose(page, fixture('3.5.9/local/none'));
  await page.locator('.run-link').nth(1).waitFor();
  // The list of views is that of the run in view.
  await page.evaluate(() => { location.hash = '#/v1/run/1/summary'; });
  await metrics(page);
  return { page, context };
}

for (const scheme of ['light', 'dark']) {
  test(`no violation of axe-core's rules in any view, ${scheme}`, async () => {
    const { page, context } = await opened({ colorScheme: scheme });
    const wrong = [];
    await everywhere(page, async (hash) => {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      for (const { id, nodes } of violations) wrong.push(`${hash} ${id}: ${nodes[0].html.slice(0, 200)} (${nodes.length})`);
    });
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

// 390 px is a telephone; 720 px is what a window of 1440 px has left when it is zoomed to 200 %.
for (const width of [390, 720]) {
  test(`nothing runs over the side at ${width} px, and no text is under 12 px`, async () => {
    const { page, context } = await opened({ viewport: { width, height: 800 } });
    const wrong = [];
    await everywhere(page, async (hash) => {
      const found = await laidOut(page);
      if (found.over > 0) wrong.push(`${hash}: ${found.over} px over`);
      if (found.small.length > 0) wrong.push(`${hash}: small text in ${found.small}`);
    });
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('the keyboard reaches the views, and shows where it is', async () => {
  const { page, context } = await opened();
  const reached = [];
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      // A hidden input that covers its label shows the focus on the label.
      const ring = (of) => of.outlineStyle !== 'none' && parseFloat(of.outlineWidth) >= 2;
      const shown = ring(style) || ring(getComputedStyle(element.parentElement)) || style.boxShadow !== 'none';
      return { name: element.textContent.trim().slice(0, 30) || element.ariaLabel, body: element === document.body, shown };
    });
    if (at.body) break;
    reached.push(at);
  }
  assert.deepEqual(reached.filter((at) => !at.shown), []);
  for (const name of ['Summary', 'Timeline', 'Stages', 'Advice']) {
    assert.ok(reached.some((at) => at.name === name), `${name} is reached`);
  }
  await context.close();
});
