// Strings of a log are text and nothing else: names that look like markup, links and scripts show as they are written.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fixture } from './lib/logs.mjs';
import { choose, launch, metrics, open, shapes } from './lib/page.mjs';

const VIEWS = ['Summary', 'Timeline', 'Stages', 'Tasks', 'SQL', 'Executors', 'Scaling', 'Advice', 'Configuration', 'Log'];

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

test('the log does hold what looks like markup', () => {
  assert.match(readFileSync(fixture('bad/hostile.log'), 'utf8'), /<script|<img|onerror/);
});

for (const [shape, address] of shapes) {
  test(`${shape}: no string of a log becomes an element, a link or a script`, async () => {
    const { page, context, seen } = await open(browser, address);
    page.on('dialog', (dialog) => { seen.errors.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    const own = await page.evaluate(inventory);
    await choose(page, fixture('bad/hostile.log'));
    await metrics(page);
    for (const view of VIEWS) {
      await page.getByRole('link', { name: view, exact: true }).first().click();
      await page.waitForTimeout(300);
      const now = await page.evaluate(inventory);
      assert.equal(now.scripts, own.scripts, `${view}: no script was added`);
      assert.equal(now.frames, 0, `${view}: no frame was added`);
      assert.deepEqual(now.handlers, [], `${view}: no handler stands in the markup`);
      assert.deepEqual(now.links, [], `${view}: no link leads out`);
      assert.deepEqual(now.images, [], `${view}: no image is asked of a host`);
    }
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(seen.violations, []);
    await context.close();
  });
}

/** Runs in the page: what there is that could act or lead out. */
function inventory() {
  const all = [...document.querySelectorAll('*')];
  const out = (address) => address && !/^(#|\.|blob:|data:image)/.test(address);
  return {
    scripts: document.scripts.length,
    frames: document.querySelectorAll('iframe, frame, object, embed').length,
    handlers: all.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
    links: all.filter((e) => e.tagName === 'A').map((e) => e.getAttribute('href')).filter(out),
    images: all.filter((e) => e.tagName === 'IMG').map((e) => e.getAttribute('src')).filter(out),
  };
}
