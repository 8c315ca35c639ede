// What the page may do, shown and held: the policy in force, the host's headers, the count of requests, and every way out
// tried by a script that was planted into a test build.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { host, wantedHeaders } from './lib/host.mjs';
import { fixture } from './lib/logs.mjs';
import { choose, launch, listener, metrics, open, shapes, skip } from './lib/page.mjs';
import { plantedBuild } from './lib/planted.mjs';

const site = join(process.env.AFTERGLOW_FILE, '../site');

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const counted = (page, what) => page.locator(`[data-guard=${what}]`).innerText();
const toGuard = (page) => page.getByRole('link', { name: 'Nothing leaves this browser' }).click();

for (const [shape, address] of shapes) {
  test(`${shape}: the policy, the host and the count of requests are shown`, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, fixture('3.5.9/local/zstd'));
    await metrics(page);
    await toGuard(page);
    assert.equal(await counted(page, 'asked'), '0');
    assert.equal(await counted(page, 'refused'), '0');
    const policy = page.getByRole('region', { name: 'The policy in force' });
    await policy.getByRole('row', { name: /^default-src 'none'/ }).waitFor();
    const connects = await policy.getByRole('row', { name: /^connect-src/ }).innerText();
    if (shape === 'site') {
      await page.getByText('The host sends every header that it should.').waitFor();
      assert.match(connects, /'self'/);
    } else {
      await page.getByText('This page is one file').waitFor();
      assert.match(connects, /'none'/);
    }
    assert.equal(await page.getByRole('alert').count(), 0);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: every way out is shut, tried by a planted script in the page and in its worker`, async () => {
    const other = await listener();
    const [planted, remove] = await plantedBuild(shape, other.address);
    const { page, context } = await open(browser, planted, { tries: true });
    // A new window opens only by a person's click, and a script may wait for one.
    await page.evaluate((target) => addEventListener('click', () => {
      Object.assign(document.createElement('a'), { href: `${target}window?secret`, target: '_blank' }).click();
      globalThis.open(`${target}window?secret`);
    }, { once: true }), other.address);
    await page.mouse.click(400, 400);
    const ofPage = await page.evaluate(() => globalThis.ofPage());
    const ofWorkers = await page.evaluate(() => globalThis.ofWorkers);
    const went = [...ofPage, ...ofWorkers].filter(([, outcome]) => outcome === 'went out');
    assert.deepEqual(went, []);
    assert.ok(ofPage.length > 40 && ofWorkers.length >= 8, `${ofPage.length} and ${ofWorkers.length} were tried`);
    await page.waitForTimeout(500);
    assert.deepEqual(other.heard, []);
    assert.equal(new URL(page.url()).pathname, new URL(planted).pathname, 'the page is where it was');
    assert.equal(context.pages().length, 1, 'no window was opened');
    console.log(`${shape}: ${ofPage.length} attempts in the page, ${ofWorkers.length} in a worker, none heard; ${other.connections()} connections without a request`);
    // What was refused is counted where the user sees it.
    await toGuard(page);
    assert.ok(Number(await counted(page, 'refused')) >= 10);
    const asked = await page.evaluate(() => globalThis.afterglowGuard.seen().asked.map(({ what }) => what));
    assert.deepEqual(asked.map((what) => new URL(what).pathname), [], 'what was refused is no request');
    other.close();
    await context.close();
    await remove();
  });
}

test('what is tried here does go out of a page that nothing holds', async () => {
  const other = await listener();
  const page = await (await browser.newContext()).newPage();
  const bare = await host(new URL('lib', import.meta.url).pathname);
  await page.goto(`${bare.address}bare.html`);
  // What leads away comes last, and each in a page of its own would only take longer.
  await page.evaluate((target) => { globalThis.plantedAttempts(target); }, other.address);
  const last = 'fetch of an empty frame';
  await page.waitForFunction((last) => globalThis.plantedOutcomes.some(([name]) => name === last), last, { timeout: 60_000 });
  const outcomes = Object.fromEntries(await page.evaluate(() => globalThis.plantedOutcomes));
  for (const name of ['WebRTC', 'WebRTC of an empty frame', 'frame as a custom element', 'frame of a parsed text',
    'frame in markup with a prefix', 'frame as the root of a document', 'channel to other pages', last]) {
    assert.equal(outcomes[name], 'went out', `${name} is one where nothing stops it`);
  }
  await page.waitForURL(/127\.0\.0\.1/, { timeout: 60_000 });
  for (let tries = 0; tries < 300 && !other.heard.some((url) => url.startsWith('/refresh') || url.startsWith('/navigation') || url.startsWith('/link')); tries += 1) await page.waitForTimeout(100);
  const heard = new Set(other.heard.map((url) => url.slice(1).split('?')[0]));
  // Not to be proven here: what needs https, a browser's own judgement, or comes after the page was led away.
  for (const name of ['fetch', 'keepalive', 'xhr', 'socket', 'events', 'beacon', 'image', 'style', 'background', 'font', 'sheet',
    'script', 'module', 'sound', 'frame', 'object', 'embed', 'form', 'worker']) {
    assert.ok(heard.has(name), `${name} goes out where nothing stops it; heard were ${[...heard].join(', ')}`);
  }
  console.log(`of a page that nothing holds, ${heard.size} ways out were heard`);
  other.close();
  await page.context().close();
  await bare.close();
});

test('an ordinary click is no attempt', async () => {
  const { page, context } = await open(browser, shapes[0][1]);
  await toGuard(page);
  await toGuard(page);
  await page.keyboard.press('h');
  await toGuard(page);
  assert.equal(await counted(page, 'refused'), '0');
  await context.close();
});

test('a request that a script gets through to its own host is counted', { skip: shapes[0][0] !== 'site' }, async () => {
  const { page, context } = await open(browser, shapes[0][1]);
  await toGuard(page);
  await page.getByRole('link', { name: 'Afterglow' }).first().click();
  await page.evaluate(() => globalThis.afterglow.sample('skew.zstd'));
  await toGuard(page);
  await page.locator('[data-guard=asked]').filter({ hasText: /^1$/ }).waitFor();
  await page.getByRole('cell', { name: /samples\/skew\.zstd$/ }).waitFor();
  await context.close();
});

for (const [what, change, said] of [
  ['sends no header', () => ({}), /8 of 8 headers are missing or let out more/],
  ['allows scripts in the text', (all) => ({ ...all, 'Content-Security-Policy': all['Content-Security-Policy'].replace("script-src 'self'", "script-src 'self' 'unsafe-inline'") }), /1 of 8 headers/],
]) {
  test(`a host that ${what} is told of, and the page is bound all the same`, async () => {
    const weak = await host(site, change(await wantedHeaders()));
    const { page, context, seen } = await open(browser, weak.address, { tries: true });
    await toGuard(page);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), said);
    const other = await listener();
    const outcome = await page.evaluate((target) => fetch(target, { mode: 'no-cors' }).then(() => 'went out', () => 'refused'), other.address);
    assert.equal(outcome, 'refused');
    assert.deepEqual(other.heard, []);
    assert.deepEqual(seen.errors.filter((error) => !/Content.Security.Policy|Refused|Fetch API/i.test(error)), []);
    other.close();
    await context.close();
    await weak.close();
  });
}
