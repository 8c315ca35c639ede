// The page stays up: memory that runs out, a tab that was put to sleep, a full disk, a thousand logs at once, a hundred
// logs one after the other.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bigLog, fixture, folder } from './lib/logs.mjs';
import { alertNaming, browserName, choose, launch, metrics, open, patience, shapes } from './lib/page.mjs';

const chromiumOnly = browserName === 'chromium' ? false : 'what the browser is told here, only Chromium can be told';
const log = fixture('3.5.9/local/zstd');
const lines = readFileSync(fixture('3.5.9/local/none'), 'utf8').split('\n').filter(Boolean);
// The head of a log and some of its jobs: a thousand whole ones would only take longer.
const short = `${lines.slice(0, 60).filter((line) => line.length < 20_000).join('\n')}\n${lines.at(-1)}\n`;

/** The log as another application's, so that each copy is a run of its own. */
const copy = (at) => ({ name: `app-${at}`, mimeType: 'text/plain', buffer: Buffer.from(short.replaceAll(/local-\d{13}/g, `local-${1_795_000_000_000 + at}`)) });

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** Memory of all of the browser's processes that belongs to nobody else, in MB. */
function memory() {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).map(([, pid, , args]) => [pid, args]);
  const renderers = all.filter(([, args]) => /--type=renderer/.test(args)).map(([pid]) => pid);
  const own = (pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0);
    } catch {
      return 0;
    }
  };
  return renderers.map(own).reduce((sum, kb) => sum + kb, 0) / 1024;
}

for (const [shape, address] of shapes) {
  test(`${shape}: a log that needs more memory than there is is told of, and the other run stays`, { skip: chromiumOnly }, async () => {
    const { path, remove } = folder();
    // Each worker gets 20 MB here, as if the machine had no more.
    const narrow = await launch(['--js-flags=--wasm-max-mem-pages=320']);
    const { page, context } = await open(narrow, address);
    await choose(page, log);
    const first = await metrics(page);
    await choose(page, bigLog(path, 700));
    assert.match(await alertNaming(page, 'big.log'), /memory/);
    await page.evaluate(() => { location.hash = '#/v1/run/1/summary'; });
    assert.deepEqual(await metrics(page), first);
    await choose(page, fixture('3.3.4/local/zstd'));
    await page.locator('.run-link').nth(1).waitFor({ timeout: patience });
    await context.close();
    await narrow.close();
    remove();
  });

  test(`${shape}: a tab that was put to sleep goes on`, { skip: chromiumOnly }, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, log);
    const before = await metrics(page);
    const control = await context.newCDPSession(page);
    await control.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((done) => { setTimeout(done, 1500); });
    await control.send('Page.setWebLifecycleState', { state: 'active' });
    await page.getByRole('link', { name: 'Stages', exact: true }).click();
    await page.getByRole('region', { name: 'Stages', exact: true }).locator('td').first().waitFor();
    await choose(page, fixture('3.3.4/local/zstd'));
    await page.locator('.run-link').nth(1).waitFor({ timeout: patience });
    await page.getByRole('link', { name: 'Summary', exact: true }).first().click();
    assert.ok(before.tasks > 0);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: where the disk is full, nothing is kept, and that is said`, async () => {
    const full = `
      const refuse = () => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError'); };
      IDBObjectStore.prototype.put = refuse;
      Storage.prototype.setItem = refuse;`;
    const { page, context, seen } = await open(browser, address, { script: full });
    await choose(page, log);
    await metrics(page);
    await page.evaluate(() => { location.hash = '#/v1'; });
    await page.getByLabel('Remember the runs that I open').click();
    await page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: /browser/i }).first().waitFor({ timeout: 5000 });
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    assert.deepEqual(seen.errors, []);
    await context.close();
  });
}

test('a thousand logs at once are a thousand runs', { skip: chromiumOnly }, async () => {
  const { page, context, seen } = await open(browser, shapes[0][1]);
  const { path, remove } = folder();
  const logs = Array.from({ length: 1000 }, (_, at) => copy(at));
  for (const { name, buffer } of logs) writeFileSync(join(path, name), buffer);
  await choose(page, ...logs.map(({ name }) => join(path, name)));
  await page.locator('.run-link').nth(999).waitFor({ timeout: 4 * patience, state: 'attached' });
  assert.equal(await page.locator('.run-link').count(), 1000);
  await page.locator('.run-link').nth(731).click();
  await metrics(page);
  await page.getByRole('searchbox', { name: /Search runs|runs/i }).first().fill('local-1795000000412');
  await page.waitForFunction(() => document.querySelectorAll('.run-link').length === 1);
  console.log(`a thousand runs open: ${memory().toFixed(0)} MB`);
  assert.deepEqual(seen.errors, []);
  await context.close();
  remove();
});

test('after a hundred logs were opened and closed, memory is what it was', { skip: chromiumOnly }, async () => {
  const { page, context, seen } = await open(browser, shapes[0][1]);
  const control = await context.newCDPSession(page);
  const once = async (at) => {
    await choose(page, copy(at));
    await metrics(page);
    await page.getByRole('button', { name: /^Close run/ }).click();
    await page.locator('.run-link').waitFor({ state: 'detached' });
  };
  const settled = async () => {
    await control.send('HeapProfiler.collectGarbage');
    await new Promise((done) => { setTimeout(done, 1000); });
    const { metrics: all } = await control.send('Performance.getMetrics');
    const of = (name) => all.find((metric) => metric.name === name).value;
    return { heap: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes'), listeners: of('JSEventListeners'), all: memory(), workers: page.workers().length };
  };
  await control.send('Performance.enable');
  for (let at = 0; at < 20; at += 1) await once(at);
  const early = await settled();
  for (let at = 20; at < 120; at += 1) await once(at);
  const late = await settled();
  console.log(`after 20 logs ${JSON.stringify(early)}, after 120 ${JSON.stringify(late)}`);
  assert.equal(late.workers, early.workers);
  assert.ok(late.heap < early.heap * 1.2 + 2, `${early.heap} MB of heap became ${late.heap}`);
  assert.ok(late.nodes < early.nodes * 1.2 + 500, `${early.nodes} nodes became ${late.nodes}`);
  assert.ok(late.all < early.all * 1.25 + 20, `${early.all} MB became ${late.all}`);
  assert.deepEqual(seen.errors, []);
  await context.close();
});
