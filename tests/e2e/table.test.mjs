// A plain table of past runs is dropped, and the page predicts what the command line does.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, pastRuns } from './lib/logs.mjs';
import { drop, enter, laterRequests, launch, open, patience, shapes } from './lib/page.mjs';

const TABLE = `machine_type,nodes,data_gb,runtime_s,note <b>CANARY</b>
m5.xlarge,2,100,1520,first
m5.xlarge,4,100,812,
m5.xlarge,8,100,455,
m5.2xlarge,2,100,815,
m5.2xlarge,4,100,430,
m5.2xlarge,8,200,495,
m5.2xlarge,many,200,495,<img src=x onerror=alert(1)>
`;

let browser;
const place = folder();
const file = join(place.path, 'past.csv');
before(async () => {
  writeFileSync(file, TABLE);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  place.remove();
});

/** The predicted runtime of the configuration that was asked for, in ms, once it is another one than `before`. */
async function asked(page, before) {
  const card = page.locator('[data-metric="table.asked"]');
  await card.waitFor({ timeout: patience });
  if (before !== undefined) {
    await page.waitForFunction(
      (old) => document.querySelector('[data-metric="table.asked"]')?.dataset.value !== old, String(before),
    );
  }
  return Number(await card.getAttribute('data-value'));
}

const near = (shown, told) => assert.ok(Math.abs(shown / told - 1) < 1e-6, `${shown} is shown, ${told} is told`);

for (const [shape, address] of shapes) {
  test(`${shape}: a dropped table is predicted as on the command line`, async () => {
    const { page, context, seen } = await open(browser, address);
    await drop(page, file, 'text/csv');
    await page.getByRole('heading', { name: 'Past runs as a table', level: 1 }).waitFor();
    const first = await asked(page);
    const told = pastRuns(file, ['--at', 'machine=m5.2xlarge']);
    if (told) near(first, told.asked[0].runtime_ms.mid);

    await page.getByRole('combobox', { name: /^Machine type/ }).selectOption('m5.xlarge');
    await enter(page.getByLabel('Scale-out, as in nodes'), '6');
    const second = await asked(page, first);
    const wished = pastRuns(file, ['--at', 'machine=m5.xlarge,nodes=6']);
    if (wished) {
      await page.waitForFunction(
        (told) => Math.abs(document.querySelector('[data-metric="table.asked"]').dataset.value / told - 1) < 1e-6,
        wished.asked[0].runtime_ms.mid,
      );
    }
    assert.ok(second > 0);

    const left = page.getByRole('region', { name: 'Cells that could not be used' });
    assert.match(await left.innerText(), /8\s+nodes\s+“many” is not a number/);
    assert.equal(await page.locator('b', { hasText: 'CANARY' }).count(), 0, 'a name stays text');
    assert.deepEqual(laterRequests(seen), []);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: a column is given another role, and the way in needs no run`, async () => {
    const { page, context, seen } = await open(browser, address);
    await page.getByRole('link', { name: /Past runs as a table/ }).click();
    await page.getByLabel('Choose a table…').setInputFiles(file);
    const before = await asked(page);
    const role = page.getByLabel('What data_gb is');
    await role.selectOption('ignored');
    await asked(page, before);
    assert.equal(await role.inputValue(), 'ignored');
    assert.ok(await role.evaluate((element) => element === document.activeElement || document.body.contains(element)));
    await page.getByLabel('What runtime_s is').selectOption('ignored');
    await page.getByText('No column of numbers was recognised as the runtime').waitFor();
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });
}
