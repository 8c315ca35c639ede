// A log is opened in each way there is, and the page's figures are those of the command line.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { bigLog, fixture, folder, profile } from './lib/logs.mjs';
import { choose, drop, laterRequests, launch, metrics, open, patience, shapes, skip } from './lib/page.mjs';

/** What the summary must show at least. */
const SHOWN = ['app.wall_ms', 'jobs', 'stages', 'tasks', 'tasks_failed', 'peak_slots', 'task_run_ms', 'driver_only_ms'];

const VIEWS = ['Summary', 'Timeline', 'Stages', 'SQL', 'Executors', 'Scaling', 'Advice', 'Configuration'];

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const [shape, address] of shapes) {
  for (const log of ['3.5.9/local/zstd', '3.5.9/local/none', '3.5.9/local/lz4', '3.5.9/local/history-zip']) {
    test(`${shape}: ${log} has the figures of the command line`, async () => {
      const path = fixture(log);
      const { page, context, seen } = await open(browser, address);
      await choose(page, path);
      agrees(await metrics(page), profile(path));
      assert.deepEqual(laterRequests(seen), []);
      assert.deepEqual(seen.violations, []);
      assert.deepEqual(seen.errors, []);
      await context.close();
    });
  }

  test(`${shape}: a dropped log opens as a chosen one does`, async () => {
    const path = fixture('3.5.9/local/zstd');
    const { page, context } = await open(browser, address);
    await drop(page, path);
    agrees(await metrics(page), profile(path));
    await context.close();
  });

  test(`${shape}: every view is reached by its link, and the address keeps it`, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, fixture('3.5.9/local/zstd'));
    await metrics(page);
    for (const view of VIEWS) {
      const before = page.url();
      await page.getByRole('link', { name: view, exact: true }).first().click();
      await page.getByRole('main').first().waitFor();
      if (view !== VIEWS[0]) assert.notEqual(page.url(), before, `${view} has an address of its own`);
      assert.ok(new URL(page.url()).hash.length > 1, `${view} is in the hash`);
      assert.ok((await page.locator('body').innerText()).trim().length > 0, `${view} shows something`);
    }
    await page.goBack();
    assert.ok(!decodeURIComponent(page.url()).includes('fixture'), 'the address holds nothing of the log');
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(laterRequests(seen), []);
    await context.close();
  });

  test(`${shape}: two logs are two runs, side by side`, async () => {
    const { page, context } = await open(browser, address);
    await choose(page, fixture('3.5.9/local/zstd'), fixture('3.3.4/local/zstd'));
    // Both are the same application, so its name stands in the list twice.
    const listed = page.getByRole('link').filter({ hasText: 'a little of everything' });
    await listed.nth(1).waitFor({ timeout: patience });
    await metrics(page);
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: /^Run 2 takes/ }).waitFor({ timeout: patience });
    await page.getByRole('row', { name: /^spark\./ }).first().waitFor();
    await context.close();
  });

  test(`${shape}: other runs of the program calibrate its predictions`, async () => {
    const { page, seen, context } = await open(browser, address);
    const runs = [2, 3, 6].map((most) => fixture(`3.5.9/standalone/dynamic-${most}`));
    await choose(page, ...runs, fixture('3.5.9/local/zstd'));
    await page.locator('.run-link').nth(3).waitFor({ timeout: patience });
    await page.getByRole('link', { name: 'Scaling', exact: true }).click();
    await page.getByText(/^2 other open runs of the same program are in these figures.*Another open run/).waitFor({ timeout: patience });
    await page.getByText('The replay by stage').click();
    await page.getByRole('region', { name: 'The replay by stage' }).getByRole('row').nth(1).waitFor();
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: a table is taken along whole`, { skip: skip.downloads }, async () => {
    const { page, context } = await open(browser, address);
    await choose(page, fixture('3.5.9/local/zstd'));
    const stages = (await metrics(page)).stages;
    await page.getByRole('link', { name: 'Stages', exact: true }).click();
    await page.getByText('Export', { exact: true }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n');
    assert.equal(lines.length, 1 + Number(stages));
    await context.close();
  });

  test(`${shape}: reading can be cancelled, and another log opens afterwards`, async () => {
    const { path, remove } = folder();
    const { page, context } = await open(browser, address);
    await choose(page, bigLog(path, 300));
    await page.getByRole('progressbar').first().waitFor({ timeout: patience });
    await page.getByRole('button', { name: 'Cancel' }).first().click();
    await page.getByRole('progressbar').first().waitFor({ state: 'hidden', timeout: 5000 });
    await choose(page, fixture('3.5.9/local/zstd'));
    agrees(await metrics(page), profile(fixture('3.5.9/local/zstd')));
    await context.close();
    remove();
  });
}

/** Each figure that the page shows is the one of the command line's JSON, unit and all. */
function agrees(shown, told) {
  for (const name of SHOWN) assert.ok(name in shown, `the summary shows ${name}`);
  if (!told) return;
  for (const [name, value] of Object.entries(shown)) {
    const expected = name === 'app.wall_ms' ? told.app.wall_ms : told.totals[name];
    if (expected === undefined) continue;
    assert.ok(Math.abs(value - expected) <= Math.abs(expected) * 1e-9, `${name}: ${value} shown, ${expected} told`);
  }
}
