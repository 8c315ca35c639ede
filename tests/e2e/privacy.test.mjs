// Nothing of a log leaves: a log full of marked strings is read and looked at from all sides while every request, every
// policy violation and a listener of another origin are watched.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixture } from './lib/logs.mjs';
import { choose, laterRequests, launch, listener, metrics, open, shapes } from './lib/page.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const [shape, address] of shapes) {
  test(`${shape}: no request, no violation, nothing stored while a marked log is read`, async () => {
    const other = await listener();
    const { page, context, seen } = await open(browser, address);
    await choose(page, fixture('bad/canary.log'));
    await metrics(page);
    // All addresses before the first is gone to: the views behind them have other links.
    const addresses = await page.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const address of addresses.filter((address) => address?.startsWith('#'))) {
      await page.evaluate((hash) => { location.hash = hash; }, address);
      await page.waitForTimeout(150);
    }
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ media: 'print' });
    await page.waitForTimeout(500);
    assert.deepEqual(laterRequests(seen), []);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(other.heard, []);
    const stored = await page.evaluate(async () => ({
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      cookie: document.cookie,
      databases: (await indexedDB.databases()).map((database) => database.name),
      caches: globalThis.caches ? await caches.keys() : [],
      address: location.href + document.title,
    }));
    assert.doesNotMatch(stored.local + stored.session + stored.cookie, /canary/i, 'nothing of the log is stored');
    assert.doesNotMatch(stored.address, /canary/i, 'nothing of the log is in the address or the title of the tab');
    assert.deepEqual(stored.databases, []);
    other.close();
    await context.close();
  });

  test(`${shape}: a bundled sample opens with nothing but its own file`, async () => {
    const { page, context, seen } = await open(browser, address);
    const before = seen.requests.length;
    const bytes = await page.evaluate(async () => (await globalThis.afterglow.sample('skew.zstd')).length);
    assert.ok(bytes > 1000);
    const asked = seen.requests.slice(before).filter((url) => !url.startsWith('blob:'));
    assert.ok(asked.every((url) => url === new URL('samples/skew.zstd', address).href), asked.join());
    assert.deepEqual(seen.violations, []);
    await context.close();
  });
}
