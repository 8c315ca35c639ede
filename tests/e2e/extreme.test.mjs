// Runs at the ends of what there is: 40 days, 20,000 stages, 5,000 queries and 10,000 executors with hostile names; two
// milliseconds; two runs of one id; a browser that keeps nothing and has no clipboard. Every view stands, none runs over
// the side, nothing of the log runs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { endless, instant } from './lib/extreme.mjs';
import { folder } from './lib/logs.mjs';
import { choose, launch, metrics, open, patience, shapes } from './lib/page.mjs';
import { everywhere, laidOut } from './lib/views.mjs';

const [, address] = shapes[0];
const files = folder();

let browser;
before(async () => { browser = await launch(); });
after(async () => {
  files.remove();
  await browser?.close();
});

test('a run of 40 days with more of everything than a screen holds', async () => {
  const log = endless(files.path, { executions: 5_000, stages: 4, executors: 10_000, days: 40 });
  const { page, context, seen } = await open(browser, address, { viewport: { width: 390, height: 800 } });
  await choose(page, log);
  await page.locator('.run-link').first().waitFor({ timeout: 3 * patience });
  const { stages, tasks } = await metrics(page);
  assert.deepEqual([stages, tasks], [20_000, 20_000]);
  await stands(page, seen);
  await context.close();
});

test('two runs of two milliseconds with one id, without storage and clipboard', async () => {
  const script = () => {
    const none = { get: () => { throw new DOMException('denied', 'SecurityError'); } };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(globalThis, name, none);
    for (const name of ['clipboard', 'serviceWorker', 'storage']) Object.defineProperty(navigator, name, { value: undefined });
  };
  const { page, context, seen } = await open(browser, address, { viewport: { width: 390, height: 800 }, script });
  await choose(page, instant(files.path, 'a.log', 'the-same'));
  await metrics(page);
  await choose(page, instant(files.path, 'b.log', 'the-same'));
  await page.locator('.run-link').nth(1).waitFor();
  await stands(page, seen);
  await context.close();
});

/** Every view of the page stands, fits, and ran nothing of the log. */
async function stands(page, seen) {
  const over = [];
  await everywhere(page, async (hash) => {
    const found = await laidOut(page);
    if (found.over > 0) over.push(`${hash}: ${found.over} px`);
  });
  assert.deepEqual(over, []);
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.deepEqual([seen.errors, seen.violations], [[], []]);
}
