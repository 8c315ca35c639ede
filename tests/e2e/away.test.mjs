// What is taken away of a run: the same bytes as on the command line, sessions that open again, names replaced.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { fixture, folder } from './lib/logs.mjs';
import { choose, launch, laterRequests, metrics, open, patience, shapes, skip } from './lib/page.mjs';

const CLI = process.env.AFTERGLOW_CLI;
const KEY = 'a key for tests, of thirty-two b';
const log = fixture('3.5.9/local/none');

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** Chooses an entry of the summary's export menu, and gives the bytes of the file that comes of it. */
async function take(page, name) {
  // It may be open: replacing names leaves it so.
  await page.locator('.meta .menu').evaluate((menu) => { menu.open = true; });
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: patience }),
    page.locator('.meta .menu').getByRole('button', { name }).click(),
  ]);
  return { bytes: readFileSync(await download.path()), name: download.suggestedFilename() };
}

/** The same by the command line. */
function told(place, command, ending, ...words) {
  const out = join(place.path, `told${Math.random()}.${ending}`);
  execFileSync(CLI, [command, log, '-o', out, ...words], { stdio: 'ignore' });
  return readFileSync(out);
}

for (const [shape, address] of shapes) {
  test(`${shape}: files are the command line's, byte for byte, and open again`, { timeout: 2 * patience, skip: skip.downloads }, async (t) => {
    const place = folder();
    t.after(() => place.remove());
    const { page, context, seen } = await open(browser, address);
    t.after(() => context.close());
    await choose(page, log);
    const figures = await metrics(page);
    const files = {};
    for (const [name, command, ending] of [
      [/^Report \(HTML/, 'report', 'html'], [/^Report in short/, 'report', 'md'], [/^Trace/, 'trace', 'json'],
    ]) {
      files[ending] = (await take(page, name)).bytes;
      if (CLI) assert.ok(files[ending].equals(told(place, command, ending)), `${command} to ${ending}`);
    }
    const trace = JSON.parse(files.json);
    assert.ok(trace.traceEvents.filter((event) => event.cat === 'task').length > 0);
    const session = await take(page, /^Session/);
    assert.match(session.name, /^afterglow-[\w-]+\.afterglow$/);
    // Opened by its content, whatever it is called.
    await choose(page, { name: 'x', mimeType: 'application/octet-stream', buffer: session.bytes });
    await page.locator('.run').nth(1).waitFor({ timeout: patience });
    await page.getByText('was opened from a session').first().waitFor();
    assert.deepEqual(await metrics(page), figures);
    assert.deepEqual(laterRequests(seen), []);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
  });

  test(`${shape}: with names replaced, nothing that is taken away tells one`, { timeout: 2 * patience, skip: skip.downloads }, async (t) => {
    const { page, context, seen } = await open(browser, address);
    t.after(() => context.close());
    await choose(page, log);
    const figures = await metrics(page);
    const first = readFileSync(log, 'utf8').split('\n').find((line) => line.includes('ApplicationStart"'));
    const names = [JSON.parse(first)['App Name'], JSON.parse(first)['App ID'], JSON.parse(first).User];
    await page.locator('.meta .menu > summary').click();
    await page.locator('.meta .veil-key input').fill(KEY);
    await page.locator('.meta .veil-key input').blur();
    await page.locator('.meta').getByLabel('Replace names').click();
    await page.locator('.veil-banner').waitFor({ timeout: patience });
    assert.deepEqual(await metrics(page), figures);
    await page.emulateMedia({ media: 'print' });
    const texts = [await page.locator('main').innerText()];
    await page.emulateMedia({ media: 'screen' });
    for (const name of [/^Report \(HTML/, /^Report in short/, /^Trace/]) texts.push((await take(page, name)).bytes.toString());
    texts.push(gunzipSync((await take(page, /^Session/)).bytes).toString());
    await page.goto(`${address}#/v1/run/1/executors`);
    await page.locator('.toolbar .menu > summary').nth(1).click();
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.toolbar').getByRole('button', { name: 'CSV', exact: true }).click(),
    ]);
    texts.push(readFileSync(await csv.path(), 'utf8'));
    for (const text of texts) {
      assert.ok(text.length > 40);
      for (const name of names) assert.ok(!text.includes(name), `${name} in ${text.slice(0, 80)}`);
      assert.ok(!text.includes(KEY));
    }
    await page.getByRole('button', { name: 'Show names again' }).click();
    await page.locator('.veil-banner').waitFor({ state: 'detached' });
    await page.goto(`${address}#/v1/run/1/summary`);
    assert.ok((await page.locator('main').innerText()).includes(names[0]));
    assert.deepEqual(seen.errors, []);
  });
}
