// Samples of machines' use are dropped, told by their content, and the page sizes machines as the command line does.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, rightsize } from './lib/logs.mjs';
import { choose, drop, enter, laterRequests, launch, open, patience, shapes } from './lib/page.mjs';

const at = (minute) => new Date(Date.UTC(2026, 0, 5, 10, minute)).toISOString();
const rows = Array.from({ length: 60 }, (_, n) => `${at(n)},web <b>CANARY</b>,${n % 30 ? 12 : 45},${n === 7 ? -1 : 6.5}`);
const TABLE = `time,host,cpu_percent,memory_gib\n${rows.join('\n')}\n`;
const POINTS = Array.from({ length: 60 }, (_, n) => ({ Timestamp: at(n), Average: 12, Unit: 'Percent' }));

let browser;
const place = folder();
const table = join(place.path, 'samples.csv');
const json = join(place.path, 'export.txt');
before(async () => {
  writeFileSync(table, TABLE);
  writeFileSync(json, JSON.stringify({ Label: 'CPUUtilization', Datapoints: POINTS }));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  place.remove();
});

for (const [shape, address] of shapes) {
  test(`${shape}: dropped samples ask for the machine, and then size it as the command line does`, async () => {
    const { page, context, seen } = await open(browser, address);
    await drop(page, table, 'text/csv');
    await page.getByRole('heading', { name: 'Machine use', level: 1 }).waitFor({ timeout: patience });
    await page.getByText('Say which machine type these samples are of').first().waitFor({ timeout: patience });
    await enter(page.getByLabel("The machines' type"), 'aws:m5.2xlarge');
    const card = page.locator('[data-metric="use.same_number"]');
    await card.waitFor({ timeout: patience });
    const shown = Number(await card.getAttribute('data-value'));
    const told = rightsize(table, ['--current', 'aws:m5.2xlarge']);
    if (told) {
      const first = told.choices.find((one) => one.plan === 'same_number' && one.market === 'on_demand');
      assert.ok(Math.abs(shown / first.usd_per_month - 1) < 1e-9, `${shown} is shown, ${first.usd_per_month} is told`);
    }
    assert.ok(shown > 0);
    const left = page.getByRole('region', { name: 'What could not be used' });
    assert.match(await left.innerText(), /9\s+memory_gib\s+-1 is below 0/);
    assert.equal(await page.locator('b', { hasText: 'CANARY' }).count(), 0, 'a name stays text');
    assert.deepEqual(laterRequests(seen), []);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: JSON is told by what is in it, whatever it is called`, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, json);
    await page.getByRole('heading', { name: 'Machine use', level: 1 }).waitFor({ timeout: patience });
    const used = page.getByRole('region', { name: 'Use of the busiest machine' });
    assert.match(await used.innerText(), /CPU\s+12 %/);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });
}
