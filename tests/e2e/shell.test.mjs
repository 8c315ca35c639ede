// The frame of the page: the list of commands, keys, zones, recent runs, pasted paths, what-ifs, terms.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fixture, folder } from './lib/logs.mjs';
import { choose, drop, laterRequests, launch, metrics, open, reload, patience, shapes } from './lib/page.mjs';

/** What each sample shows among its first two findings. */
const SAMPLES = [['One hot key', /much bigger|skew|hot key/i], ['Sorting with too little memory', /spill|memory/i],
  ['A cluster far too big', /idle|slots|executors|cluster|cores/i], ['A healthy run', null]];

let browser;
let place;
before(async () => { browser = await launch(); place = folder(); });
after(async () => { await browser?.close(); place?.remove(); });

const stored = (page) => page.evaluate(async () => ({
  local: Object.keys(localStorage), databases: (await indexedDB.databases()).map((database) => database.name),
}));

/** The plain fixture with another zone, and a name that is markup and runs from right to left. */
function elsewhere(name) {
  const path = join(place.path, name);
  const log = readFileSync(fixture('3.5.9/local/none'), 'utf8').replace('"user.timezone":"UTC"', '"user.timezone":"Asia/Tokyo"');
  writeFileSync(path, log.replace(/"App Name":"[^"]*"/, `"App Name":"<b>משלוחים</b> 🚚${'x'.repeat(10_000)}"`));
  return path;
}

const paste = (page, text) => page.evaluate((pasted) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', pasted);
  document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);

for (const [shape, address] of shapes) {
  test(`${shape}: everything is found by its name, and the focus comes back`, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, elsewhere('hostile'));
    await metrics(page);
    const button = page.getByRole('button', { name: 'Export' }).or(page.locator('.menu > summary')).first();
    await button.focus();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Go to, or do' });
    assert.ok(await field.evaluate((element) => element === document.activeElement), 'the field has the focus');
    assert.equal(await page.locator('.palette b').count(), 0, 'no text of a log is markup');
    await page.keyboard.press('Escape');
    assert.ok(await button.evaluate((element) => element === document.activeElement), 'the focus comes back');

    await page.keyboard.press('Control+k');
    await field.fill('scal');
    const first = page.locator('.palette [role=option]').first();
    assert.equal(await field.getAttribute('aria-activedescendant'), await first.getAttribute('id'));
    assert.match(await first.innerText(), /Scaling/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/scaling$/);

    await page.keyboard.press('Control+k');
    await field.fill('stage 1');
    await page.locator('.palette [role=option]', { hasText: 'Stage 1.0' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await field.getAttribute('aria-activedescendant'), 'palette-1');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/stages\/1\.0$/);

    await page.keyboard.press('Control+k');
    // The browser may tell of the closing before only now.
    await page.locator('.palette').evaluate((dialog) => dialog.dispatchEvent(new Event('close')));
    await field.fill('close run 1');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Where did the time' }).waitFor();
    await page.keyboard.press('?');
    assert.match(await page.locator('dialog[open] .keys').innerText(), /Ctrl\+K/);
    assert.deepEqual([seen.errors, seen.violations], [[], []]);
    await context.close();
  });

  test(`${shape}: times are in UTC or in the log's zone, as last wished`, async () => {
    const { page, context } = await open(browser, address);
    await choose(page, elsewhere('tokyo'));
    const clock = page.locator('.meta .clock');
    await clock.waitFor({ timeout: patience });
    assert.match(await clock.innerText(), /^2026-11-21 02:53:\d\d UTC$/);
    await clock.click();
    assert.match(await clock.innerText(), /^2026-11-21 11:53:\d\d Asia\/Tokyo$/);
    await reload(page);
    await choose(page, elsewhere('tokyo'));
    await clock.waitFor({ timeout: patience });
    assert.match(await clock.innerText(), /Tokyo$/);
    await context.close();
  });

  test(`${shape}: runs are remembered only where somebody asks for it`, async () => {
    const { page, context } = await open(browser, address);
    await drop(page, fixture('3.5.9/local/zstd'));
    await metrics(page);
    assert.deepEqual(await stored(page), { local: [], databases: [] });
    await page.keyboard.press('h');
    await page.getByLabel('Remember the runs that I open').check();
    await page.waitForFunction(() => localStorage.getItem('afterglow.recent') === 'kept');
    await reload(page);
    const card = page.locator('.recent .run-card');
    await card.waitFor();
    assert.match(await card.innerText(), /a little of everything[\s\S]*local-1795229612602/);
    await page.getByRole('button', { name: 'Forget all' }).click();
    await page.waitForFunction(async () => localStorage.length === 0 && (await indexedDB.databases()).length === 0);
    assert.equal(await card.count(), 0);
    await context.close();
  });

  test(`${shape}: of the next files only those of a pasted list are read`, async () => {
    const { page, context } = await open(browser, address);
    await paste(page, 'hdfs://nn/logs/local-1795229612602.zstd\nhdfs://nn/logs/local-0.zstd\n');
    await page.getByText('2 paths were pasted').waitFor();
    await choose(page, fixture('3.5.9/local/zstd'), fixture('3.3.4/local/zstd'));
    await metrics(page);
    assert.equal(await page.locator('.run-link').count(), 1);
    await page.getByText('1 of 2 pasted paths are not among these files').waitFor();
    await context.close();
  });

  test(`${shape}: sliders are answered, other machines too, and what cannot be is refused`, async () => {
    const { page, context, seen } = await open(browser, address);
    await page.getByRole('button', { name: 'One hot key' }).click();
    await metrics(page);
    await page.getByRole('link', { name: 'Scaling', exact: true }).click();
    const answer = page.locator('.what-if-answer');
    await answer.getByText('as long as').waitFor({ timeout: patience });
    await page.getByLabel('Data', { exact: true }).fill('5');
    await answer.getByText('more than').waitFor({ timeout: patience });
    await page.getByRole('button', { name: 'As it was' }).click();
    await answer.getByText('as long as').waitFor({ timeout: patience });
    const machine = page.getByLabel('Other machines');
    await machine.fill('aws:c7i.2xlarge');
    await machine.press('Enter');
    await answer.getByText(/(less|more) than|as long as/).waitFor({ timeout: patience });
    await machine.fill('aws:nothing.large');
    await machine.press('Enter');
    await answer.getByText('the catalogue has no instance').waitFor({ timeout: patience });
    await page.getByRole('button', { name: 'Floor: critical path' }).focus();
    await page.getByRole('tooltip').filter({ hasText: 'longest chain' }).waitFor();

    await page.getByRole('link', { name: 'Advice', exact: true }).click();
    const deadline = page.getByLabel('Deadline, minutes');
    await deadline.fill('-3');
    await deadline.press('Enter');
    await page.getByText('Not counted: it must be greater than 0').waitFor();
    assert.deepEqual([seen.errors, seen.violations], [[], []]);
    await context.close();
  });
}

test('each sample opens and shows its problem among the first findings', async () => {
  const { page, context, seen } = await open(browser, shapes[0][1]);
  for (const [title, problem] of SAMPLES) {
    await page.keyboard.press('h');
    await page.getByRole('button', { name: title }).click();
    await page.waitForURL(/summary$/);
    await metrics(page);
    const first = await page.locator('.finding-title').allInnerTexts();
    if (problem) assert.match(first.slice(0, 2).join('\n'), problem, title);
  }
  assert.ok(laterRequests(seen).every((url) => url.includes('/samples/')), 'only the samples were asked for');
  await context.close();
});
