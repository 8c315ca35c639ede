// Opens the page in a browser, in one of its two shapes and watches all that it does.
//
// AFTERGLOW_SITE (an address) and AFTERGLOW_FILE (a path) say what to open; `cargo xtask e2e` sets both.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { after as afterAll } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, firefox } from 'playwright-core';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** The two shapes under test, as [name, address]. */
export const shapes = [
  ['site', process.env.AFTERGLOW_SITE],
  ['single file', process.env.AFTERGLOW_FILE && pathToFileURL(process.env.AFTERGLOW_FILE).href],
].filter(([, address]) => address);

if (shapes.length === 0) throw new Error('set AFTERGLOW_SITE or AFTERGLOW_FILE, or run `cargo xtask e2e`');

/** How long a log may take to be read on a busy machine, in milliseconds. */
export const patience = 60_000;

/** Which browser is under test: AFTERGLOW_BROWSER is `chromium` (where it is not set) or `firefox`. */
export const browserName = process.env.AFTERGLOW_BROWSER ?? 'chromium';

/** One browser for a test file; the caller closes it. `more` are words for Chromium. */
export function launch(more = []) {
  if (browserName === 'firefox') {
    // The channel is the one that drives Mozilla's own builds, by WebDriver BiDi.
    return firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' });
  }
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...FLAGS, ...more],
  });
}

/**
 * Opens `address` in a fresh context; `script` runs before the page's own. `tries`: the test itself tries what is refused,
 * so its attempts are not counted as requests.
 *
 * `seen.requests` lists every request of the page and its workers, `seen.violations` every policy violation,
 * `seen.errors` every uncaught error and console error. `seen.settled` is the count of requests at the end of loading.
 */
export async function open(browser, address, { hash = '', script, tries = false, ...options } = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const seen = { requests: [], violations: [], errors: [], settled: 0 };
  context.on('request', (request) => seen.requests.push(request.url()));
  await context.exposeBinding('reportViolation', (_, violation) => seen.violations.push(violation));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      globalThis.reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  if (script) await context.addInitScript(script);
  const page = await context.newPage();
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    seen.errors.push(message.text());
    // Violations inside a worker reach only the console.
    if (/content security policy|trusted ?type/i.test(message.text())) seen.violations.push(message.text());
  });
  await page.goto(address + hash);
  await settled(page);
  seen.settled = seen.requests.length;
  seen.served = heardByHost();
  const isOurs = !tries && shapes.some(([, own]) => own === address);
  if (isOurs) {
    watched.set(page, { seen, address });
    context.on('close', () => count(seen, address));
  }
  return { page, context, seen };
}

/** Loads the page anew; what that asks for is loading as well. */
export async function reload(page) {
  const { seen, address } = watched.get(page) ?? {};
  if (seen) count(seen, address);
  await page.reload();
  await settled(page);
  if (seen) Object.assign(seen, { settled: seen.requests.length, served: heardByHost() });
}

/** Waits until the page runs and is kept for later, or cannot be: that is where loading ends. */
export async function settled(page) {
  const failed = page.locator('#boot[role=alert]');
  await page.locator('script[data-started=true]').or(failed).first().waitFor({ state: 'attached', timeout: 15_000 });
  if (await failed.count() > 0) throw new Error(await failed.innerText());
  await page.waitForFunction(() => globalThis.afterglowKeep.state() !== 'starting', null, { timeout: 15_000 });
}

/** The requests that the site's host has heard; `cargo xtask e2e` lets it write them down. */
function heardByHost() {
  const file = process.env.AFTERGLOW_HEARD;
  return file ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

/** What every opened page, with its workers, asked for after loading; and what its host heard meanwhile. */
const after = [];
const watched = new WeakMap();
const count = (seen, address) => after.push({
  own: laterRequests(seen), heard: isSite(address) ? heardByHost().slice(seen.served.length) : [],
});
const isSite = (address) => address === process.env.AFTERGLOW_SITE;

// Over the whole suite: a bundled sample is asked for where a test opens one in the site, and nothing else ever is.
afterAll(() => {
  const all = after.flatMap(({ own }) => own).filter((url) => !/\/samples\/[\w.-]+$/.test(url));
  const samples = after.flatMap(({ own }) => own).length - all.length;
  // The browser's own look for a newer version comes when it likes.
  const heard = after.flatMap(({ heard }) => heard).filter((line) => !/^GET \/(worker\.js|samples\/[\w.-]+) /.test(line));
  console.log(`after loading: ${all.length} requests of ${after.length} pages and their workers, ${samples} of bundled samples; the host heard ${heard.length}`);
  assert.deepEqual(all, []);
  assert.deepEqual(heard, []);
});

/** Requests that left after loading, other than those the page makes to itself in memory. */
export function laterRequests(seen) {
  return seen.requests.slice(seen.settled).filter((url) => !url.startsWith('blob:') && !url.startsWith('data:'));
}

/** Gives files to the input "Open event logs". A file is a path or {name, mimeType, buffer}. */
export async function choose(page, ...files) {
  await page.getByLabel('Open event logs', { exact: true }).first().setInputFiles(files);
}

/** Types a text into a field in place of what stands there, as a person does, and presses Enter. */
export async function enter(field, text) {
  await field.press('ControlOrMeta+A');
  await field.press('Delete');
  await field.pressSequentially(text);
  await field.press('Enter');
}

/** Why a test is not run in the browser under test, as `node:test` takes it. */
export const skip = {
  downloads: browserName === 'firefox' && 'WebDriver BiDi does not tell of downloads of blobs',
  workers: browserName === 'firefox' && 'WebDriver BiDi does not run scripts in workers',
};

/** Drops a file on the window, as a person would from a file manager. */
export async function drop(page, path, type = 'application/octet-stream') {
  const base64 = (await readFile(path)).toString('base64');
  await page.evaluate(({ base64, name, type }) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type }));
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, { base64, name: basename(path), type });
}

/** Waits for the summary of a run and gives back its figures by name. */
export async function metrics(page) {
  await page.locator('[data-metric="jobs"]').first().waitFor({ timeout: patience });
  return page.locator('[data-metric]').evaluateAll((elements) => Object.fromEntries(
    elements.map((element) => [element.dataset.metric, Number(element.dataset.value)]),
  ));
}

/** Waits for the error message that names `file`. */
export async function alertNaming(page, file) {
  const alert = page.getByRole('alert').filter({ hasText: file }).first();
  await alert.waitFor({ timeout: patience / 3 });
  return alert.innerText();
}

/** A listener of another origin that must never hear anything. */
export async function listener() {
  const heard = [];
  let connections = 0;
  const server = createServer((request, response) => {
    heard.push(request.url);
    response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
  });
  server.on('connection', () => { connections += 1; });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  // A test that fails before it closes this must not keep the run waiting.
  server.unref();
  return { heard, connections: () => connections, address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
