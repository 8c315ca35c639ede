// Logs that are long, and logs that still grow: what is shown while they are read, helpers, and reading on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bigLog, fixture, folder, profile } from './lib/logs.mjs';
import { choose, launch, metrics, open, patience, shapes } from './lib/page.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const log = fixture('3.5.9/local/none');
const whole = readFileSync(log);

/** The log until a byte in the midst of one of its lines. */
const begun = whole.subarray(0, Math.floor(whole.length * 0.6));

const file = (buffer) => ({ name: basename(log), mimeType: 'text/plain', buffer });

for (const [shape, address] of shapes) {
  test(`${shape}: helpers do not show in the figures`, async () => {
    const { path, remove } = folder();
    const long = bigLog(path, 120);
    // What a helper sends goes through the page here, and is counted.
    const relay = `
      globalThis.blocks = 0;
      const Channel = MessageChannel;
      globalThis.MessageChannel = class {
        constructor() {
          const [near, far] = [new Channel(), new Channel()];
          near.port2.onmessage = ({ data }) => far.port1.postMessage(data);
          far.port1.onmessage = ({ data }) => {
            globalThis.blocks += data.parts.length;
            near.port2.postMessage(data, data.parts);
          };
          return { port1: near.port1, port2: far.port2 };
        }
      };`;
    const cores = (count) => `Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => ${count} });`;
    const shown = {};
    for (const count of [1, 4]) {
      const { page, context, seen } = await open(browser, address, { script: cores(count) + relay });
      let workers = 0;
      page.on('worker', () => { workers += 1; });
      await choose(page, long);
      shown[count] = await metrics(page);
      const blocks = await page.evaluate(() => globalThis.blocks);
      if (count > 1) assert.ok(workers >= 3 && blocks > 3, `${workers} workers were started and sent ${blocks} blocks`);
      else assert.equal(blocks, 0, 'nobody helps on one core');
      assert.deepEqual(seen.errors, []);
      assert.deepEqual(seen.violations, []);
      await context.close();
    }
    assert.deepEqual(shown[4], shown[1]);
    const told = profile(long);
    if (told) assert.equal(shown[4].tasks, told.totals.tasks);
    remove();
  });

  test(`${shape}: while a log is read, its first figures are there`, async () => {
    const { path, remove } = folder();
    const { page, context } = await open(browser, address);
    await choose(page, bigLog(path, 300));
    await page.getByRole('heading', { name: /^Task time so far/ }).waitFor({ timeout: patience });
    assert.match(await page.locator('.opening').innerText(), /computing/i);
    await page.getByRole('button', { name: 'Cancel' }).first().click();
    await page.getByRole('progressbar').first().waitFor({ state: 'hidden', timeout: 5000 });
    await context.close();
    remove();
  });

  test(`${shape}: a log that grew is read on when it is chosen again`, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, file(begun));
    const before = await metrics(page);
    await page.getByLabel('Read on in the log as it is now').setInputFiles(file(whole));
    await page.locator(`[data-metric="tasks"][data-value="${profile(log)?.totals.tasks ?? 27}"]`).waitFor({ timeout: patience });
    assert.ok((await metrics(page)).tasks > before.tasks);
    // The log has its end now: there is nothing to read on for.
    await page.getByText('This log has no end yet').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('.run-link').count(), 1, 'it is still the one run');
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: another log is not taken for the one that grew`, async () => {
    const { page, context } = await open(browser, address);
    await choose(page, file(begun));
    const before = await metrics(page);
    await page.getByLabel('Read on in the log as it is now').setInputFiles(fixture('3.3.4/local/zstd'));
    await page.getByText('This is the log of another run').waitFor({ timeout: patience });
    assert.deepEqual(await metrics(page), before);
    await context.close();
  });

  test(`${shape}: a dropped log is followed until its end`, async () => {
    const { page, context, seen } = await open(browser, address);
    // No test can drag from a file manager: the browser's handle is played by an object that gives the file as it is.
    await page.evaluate(({ name, text }) => {
      globalThis.grown = [text];
      const handle = { kind: 'file', name, getFile: async () => new File(globalThis.grown, name) };
      DataTransferItem.prototype.getAsFileSystemHandle = () => Promise.resolve(handle);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(globalThis.grown, name));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, { name: basename(log), text: begun.toString() });
    const before = await metrics(page);
    await page.getByRole('button', { name: 'Read on', exact: true }).click();
    await page.getByText(/^Nothing new at/).waitFor({ timeout: patience });
    await page.getByRole('checkbox', { name: /^Follow it/ }).check();
    await page.evaluate((text) => { globalThis.grown.push(text); }, whole.subarray(begun.length).toString());
    await page.getByText('This log has no end yet').waitFor({ state: 'hidden', timeout: patience });
    assert.ok((await metrics(page)).tasks > before.tasks);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: a file that unpacks to suspiciously much is asked about`, async () => {
    // A log, and behind it 4 GB of blank lines in a thousandth of that: gzip members follow one another.
    const log = ['{"Event":"SparkListenerLogStart","Spark Version":"3.5.9"}',
      '{"Event":"SparkListenerApplicationStart","App Name":"bomb","App ID":"b","Timestamp":1700000000000,"User":"u"}',
      '{"Event":"SparkListenerApplicationEnd","Timestamp":1700000009000}', ''].join('\n');
    const blank = gzipSync(Buffer.from(`${' '.repeat((64 << 20) - 1)}\n`), { level: 9 });
    const buffer = Buffer.concat([gzipSync(log), ...Array(64).fill(blank)]);
    const { page, context, seen } = await open(browser, address);
    await choose(page, { name: 'bomb.gz', mimeType: 'application/gzip', buffer });
    await page.getByRole('button', { name: 'Read it all the same' }).click({ timeout: patience });
    await page.locator('.run-link').nth(1).waitFor({ timeout: patience });
    await page.locator('.run-link').nth(1).click();
    await metrics(page);
    assert.equal(await page.getByRole('button', { name: 'Read it all the same' }).count(), 0);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });
}
