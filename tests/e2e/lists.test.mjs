// The timeline's range that narrows the lists, its search, and the tables of tasks with their filters and reasons.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { choose, laterRequests, launch, metrics, open, shapes } from './lib/page.mjs';

/** The sample run whose tasks are skewed. */
const sample = resolve(import.meta.dirname, '../../www/samples/skew.zstd');

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** How many rows a table says it has, as [matching, all]. */
async function rows(page, name) {
  const box = page.locator('.table-box', { has: page.getByRole('region', { name, exact: true }) });
  const text = await box.getByRole('status').first().innerText();
  const numbers = text.replaceAll(',', '').match(/\d+/g).map(Number);
  return [numbers[0], numbers.at(-1)];
}

/** Waits until a table has other numbers of rows than `before`, and gives them. */
async function changed(page, name, before) {
  for (let tries = 0; tries < 100; tries += 1) {
    const now = await rows(page, name).catch(() => before);
    if (String(now) !== String(before)) return now;
    await page.waitForTimeout(50);
  }
  throw new Error(`the rows of ${name} stay ${before}`);
}

async function opened(address) {
  const { page, context, seen } = await open(browser, address);
  await choose(page, sample);
  const figures = await metrics(page);
  const go = (view) => page.getByRole('navigation', { name: 'Views of the run' }).getByRole('link', { name: view, exact: true }).click();
  return { page, context, seen, figures, go };
}

for (const [shape, address] of shapes) {
  test(`${shape}: a range of the timeline narrows the lists until it is cleared`, async () => {
    const { page, context, seen, go } = await opened(address);
    await go('Stages');
    await page.getByRole('region', { name: 'Stages', exact: true }).locator('td').first().waitFor();
    const all = await rows(page, 'Stages');
    await go('Timeline');
    const canvas = page.locator('.timeline-canvas.lanes');
    await canvas.waitFor();
    const box = await canvas.boundingBox();
    const at = (share) => box.x + 160 + (box.width - 160) * share;
    await page.keyboard.down('Shift');
    await page.mouse.move(at(0.9), box.y + 150);
    await page.mouse.down();
    await page.mouse.move(at(0.97), box.y + 150, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await page.locator('.range-bar strong').waitFor();
    const drawn = page.url();
    assert.match(drawn, /#\/v1\/run\/1\/timeline\?range=\d+-\d+$/);

    // By keys: the window becomes the range, its end moves, and the steps back lead out of the zoom.
    const lanes = page.locator('.timeline-scroll');
    await lanes.focus();
    await lanes.press('z');
    await lanes.press('Shift+ArrowLeft');
    await page.waitForFunction((before) => location.href !== before, drawn);
    await lanes.press('Backspace');
    // Moving an end is no step of the browser's history: the way back leads out of the range.
    await page.goBack();
    await page.locator('.range-bar strong').waitFor({ state: 'detached' });
    await page.goForward();
    await page.locator('.range-bar strong').waitFor();

    await go('Stages');
    const chip = page.locator('.range-chip');
    await chip.waitFor();
    assert.match(page.url(), /stages\?range=/);
    const narrowed = await changed(page, 'Stages', all);
    assert.ok(narrowed[0] < all[0], `${narrowed} of ${all}`);
    for (const view of ['Jobs', 'Tasks', 'SQL', 'Executors']) {
      await go(view);
      await chip.waitFor();
    }
    await go('Stages');
    await chip.getByRole('button', { name: 'Clear' }).click();
    await chip.waitFor({ state: 'detached' });
    assert.ok(!page.url().includes('range'));
    assert.deepEqual(await changed(page, 'Stages', narrowed), all);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(laterRequests(seen), []);
    await context.close();
  });

  test(`${shape}: the timeline finds what is searched for`, async () => {
    const { page, context, seen, go } = await opened(address);
    await go('Timeline');
    const field = page.getByRole('searchbox', { name: 'Find in the timeline' });
    await field.fill('stage 1');
    const said = page.locator('.find [role=status]');
    await said.filter({ hasText: 'match' }).waitFor();
    await field.press('Enter');
    await said.filter({ hasText: /^1 of \d+: stage 1/ }).waitFor();
    await field.fill('nothing is called so');
    await said.filter({ hasText: 'Nothing found' }).waitFor();
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: all tasks are filtered, sorted, summed, and the late ones have a reason`, async () => {
    const { page, context, seen, figures, go } = await opened(address);
    await go('Tasks');
    const table = page.getByRole('region', { name: 'Tasks', exact: true });
    await table.locator('td').first().waitFor();
    const all = await rows(page, 'Tasks');
    assert.equal(all[0], figures.tasks);
    const executor = await table.locator('tbody tr:not(.spacer) td').nth(5).innerText();
    await page.getByRole('searchbox', { name: 'Executor', exact: true }).fill(executor);
    const one = await changed(page, 'Tasks', all);
    assert.ok(one[0] > 0 && one[0] < all[0] && one[1] === all[1], `${one} of ${all}`);
    await page.getByLabel('At least').fill('soon');
    assert.equal(await page.getByLabel('At least').getAttribute('aria-invalid'), 'true');
    await page.getByLabel('At least').fill('1 s');
    const slow = await changed(page, 'Tasks', one);
    assert.ok(slow[0] < one[0], `${slow} of ${one}`);
    await page.locator('.filters').getByRole('button', { name: 'Clear' }).click();
    assert.deepEqual(await changed(page, 'Tasks', slow), all);

    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page is wider than the window');
    await page.getByText('Late tasks, and why').click();
    const late = page.getByRole('region', { name: 'Late tasks' });
    await late.getByText(/times the (bytes|rows)/).first().waitFor();
    await page.getByText('These tasks by executor, host or attempt').click();
    const groups = page.getByRole('region', { name: 'Groups of tasks' });
    await groups.locator('td').first().waitFor();
    const counts = await groups.locator('tbody tr:not(.spacer) td:nth-child(3)').allInnerTexts();
    assert.equal(counts.reduce((sum, count) => sum + Number(count.replaceAll(',', '')), 0), all[0]);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });
}
