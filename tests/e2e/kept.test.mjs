// The site is kept for later: it opens without its host, answers nothing but its own parts, takes a newer version by a
// click alone, and never puts parts of two versions together.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { host, wantedHeaders } from './lib/host.mjs';
import { fixture } from './lib/logs.mjs';
import { browserName, choose, launch, metrics, open, reload, settled } from './lib/page.mjs';

const site = join(process.env.AFTERGLOW_FILE, '../site');
const DESCRIPTION = 'meta[name=description]';

let browser;
let newer;
before(async () => {
  browser = await launch();
  newer = newerVersion();
});
after(() => {
  rmSync(newer, { recursive: true });
  return browser?.close();
});

/** A site whose page is another one, with the service worker that goes with it. */
function newerVersion() {
  const folder = mkdtempSync(join(tmpdir(), 'afterglow-'));
  cpSync(site, folder, { recursive: true });
  const hash = (text) => `sha384-${createHash('sha384').update(text).digest('base64')}`;
  const page = readFileSync(join(site, 'index.html'), 'utf8');
  const changed = page.replace('Nothing leaves this page.', 'A newer version.');
  const worker = readFileSync(join(site, 'worker.js'), 'utf8');
  assert.ok(worker.includes(hash(page)), 'the service worker knows the page by its hash');
  writeFileSync(join(folder, 'index.html'), changed);
  writeFileSync(join(folder, 'worker.js'), worker.replace(hash(page), hash(changed)).replace(/VERSION = '.{3}/, "VERSION = '222"));
  return folder;
}

const version = (page) => page.locator(DESCRIPTION).getAttribute('content');
const state = (page) => page.evaluate(() => globalThis.afterglowKeep.state());
const bar = (page) => page.getByText('A newer version of Afterglow is ready.');

/** Serves the site, and opens it so that it is kept. */
async function kept() {
  const served = await host(site, await wantedHeaders());
  const { page, context, seen } = await open(browser, served.address);
  assert.equal(await state(page), 'kept');
  return { served, page, context, seen };
}

test('after the first visit the page opens without its host, and reads a log', async () => {
  const { served, page, context } = await kept();
  await served.close();
  await reload(page);
  await choose(page, fixture('3.5.9/local/zstd'));
  await metrics(page);
  assert.ok(await page.evaluate(async () => (await globalThis.afterglow.sample('skew.zstd')).length) > 1000);
  await page.getByRole('link', { name: 'Nothing leaves this browser' }).click();
  await page.getByText('This version is kept in this browser').waitFor();
  await context.close();
});

test('what is no part of the page is refused, and its host hears nothing of it', async () => {
  const { served, page, context } = await kept();
  const before = served.heard.length;
  const outcomes = await page.evaluate(async () => {
    const asked = (address, how) => fetch(address, how).then(() => 'went out', () => 'refused');
    const own = location.href.split('#')[0];
    return [
      await asked(`${own}secret-of-the-log`), await asked(`${own}index.html`, { method: 'POST', body: 'secret' }),
      await asked(`${own}samples/`), await asked(`${own}worker.js`), await asked(`${own}../?secret`),
    ];
  });
  // The last one is the page itself under another name: answered from what is kept, and what it carried went nowhere.
  assert.deepEqual(outcomes, ['refused', 'refused', 'refused', 'refused', 'went out']);
  assert.deepEqual(served.heard.slice(before), []);
  await context.close();
  await served.close();
});

test('a newer version waits for its click', async () => {
  const { served, page, context } = await kept();
  served.folder = newer;
  await reload(page);
  assert.match(await version(page), /Nothing leaves/);
  await choose(page, fixture('3.5.9/local/zstd'));
  await metrics(page);
  await bar(page).waitFor();
  await page.getByText('1 open run is closed').waitFor();
  assert.match(await version(page), /Nothing leaves/, 'it has not come by itself');
  const old = await page.evaluate(() => performance.timeOrigin);
  await page.getByRole('button', { name: 'Take it' }).click();
  await page.waitForFunction((old) => performance.timeOrigin !== old, old);
  await settled(page);
  assert.match(await version(page), /A newer version/);
  assert.equal(await bar(page).count(), 0);
  await context.close();
  await served.close();
});

test('closing all tabs takes no newer version either, and another tab is not led along', async () => {
  const { served, page, context } = await kept();
  served.folder = newer;
  await reload(page);
  await bar(page).waitFor();
  await page.close();
  const again = await context.newPage();
  await again.goto(served.address);
  await settled(again);
  assert.match(await version(again), /Nothing leaves/);
  await bar(again).waitFor();
  const other = await context.newPage();
  await other.goto(served.address);
  await settled(other);
  await bar(other).waitFor();
  const take = async (page) => {
    const old = await page.evaluate(() => performance.timeOrigin);
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.waitForFunction((old) => performance.timeOrigin !== old, old);
    await settled(page);
    assert.match(await version(page), /A newer version/);
  };
  await take(again);
  assert.match(await version(other), /Nothing leaves/);
  await bar(other).waitFor();
  await take(other);
  assert.equal(await bar(other).count(), 0);
  await context.close();
  await served.close();
});

test('what is kept carries all headers, and tells what its host sent', async () => {
  const served = await host(site);
  const { page, context } = await open(browser, served.address);
  await reload(page);
  const headers = await page.evaluate(async () => Object.fromEntries((await fetch('./')).headers));
  for (const [name, value] of Object.entries(await wantedHeaders())) assert.equal(headers[name.toLowerCase()], value, name);
  await page.getByRole('link', { name: 'Nothing leaves this browser' }).click();
  await page.getByText('As the host sent them when this version was kept').waitFor();
  await page.getByRole('alert').filter({ hasText: '8 of 8 headers' }).waitFor();
  await context.close();
  await served.close();
});

test('parts of two versions never come together', async () => {
  const { served, page, context } = await kept();
  // Half copied: the newer service worker lies beside the older page.
  const half = mkdtempSync(join(tmpdir(), 'afterglow-'));
  cpSync(newer, half, { recursive: true });
  cpSync(join(site, 'index.html'), join(half, 'index.html'));
  served.folder = half;
  await reload(page);
  await page.waitForTimeout(2000);
  assert.equal(await bar(page).count(), 0);
  assert.match(await version(page), /Nothing leaves/);
  await choose(page, fixture('3.5.9/local/zstd'));
  await metrics(page);
  const caches = await page.evaluate(() => globalThis.caches.keys());
  assert.equal(caches.length, 2, 'nothing of the half version is kept: marks, and the version in use');
  await context.close();
  // A first visit to such a host starts, and is not kept.
  const fresh = await open(browser, served.address);
  assert.match(await state(fresh.page), /^no: not all files of this version/);
  await fresh.context.close();
  await served.close();
  rmSync(half, { recursive: true });
});

test('where what was kept is cleared, it is taken from the host again, by its hash', async () => {
  const { served, page, context } = await kept();
  await page.evaluate(async () => { for (const name of await caches.keys()) await caches.delete(name); });
  await reload(page);
  await page.evaluate(async () => { for (const name of await caches.keys()) await caches.delete(name); });
  served.folder = newer;
  // The page of the newer version has another hash: it is refused rather than mixed in.
  const outcome = await page.evaluate(() => fetch('index.html').then(() => 'mixed', () => 'refused'));
  assert.equal(outcome, 'refused');
  await context.close();
  await served.close();
});

test('what another page of this host made of the kept page is not shown', async () => {
  const { served, page, context } = await kept();
  await page.evaluate(async () => {
    const turned = new Response('<!doctype html><title>turned</title>', { headers: { 'content-type': 'text/html' } });
    const name = (await caches.keys()).find((name) => !name.endsWith('marks'));
    await (await caches.open(name)).put('index.html', turned);
  });
  await reload(page);
  assert.equal(await page.title(), 'Afterglow');
  // Without its host there is nothing to take in its place.
  await page.evaluate(async () => {
    const name = (await caches.keys()).find((name) => !name.endsWith('marks'));
    await (await caches.open(name)).put('index.html', new Response('turned'));
  });
  await served.close();
  await assert.rejects(page.reload());
  await context.close();
});

test('where the browser has no room, nothing of it is kept, and the page runs and says so', {
  skip: browserName === 'firefox' && 'only Chromium can be told how much room there is',
}, async () => {
  const served = await host(site, await wantedHeaders());
  const context = await browser.newContext();
  const page = await context.newPage();
  const room = await context.newCDPSession(page);
  await room.send('Storage.overrideQuotaForOrigin', { origin: new URL(served.address).origin, quotaSize: 400_000 });
  await page.goto(served.address);
  await settled(page);
  assert.match(await state(page), /^no: .*no room/);
  assert.ok(!(await page.evaluate(() => caches.keys())).some((name) => /[0-9a-f]{16}/.test(name)), 'a part of a version is no version');
  await choose(page, fixture('3.5.9/local/zstd'));
  await metrics(page);
  await context.close();
  await served.close();
});

test('it can be installed', async () => {
  const { page, context, served } = await kept();
  const manifest = await page.evaluate(async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json());
  assert.equal(manifest.display, 'standalone');
  for (const icon of manifest.icons) {
    const size = await page.evaluate(async (source) => (await (await fetch(source)).blob()).size, icon.src);
    assert.ok(size > 100, icon.src);
  }
  await context.close();
  await served.close();
});
