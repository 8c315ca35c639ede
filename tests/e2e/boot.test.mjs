// The page starts in both shapes under its policy; guard.test.mjs tries the ways out of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { host } from './lib/host.mjs';
import { laterRequests, launch, open, shapes } from './lib/page.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const [shape, address] of shapes) {
  test(`${shape}: starts without a violation or an error`, async () => {
    const { page, context, seen } = await open(browser, address);
    assert.equal(await page.locator('#boot').count(), 0, 'the starting line is gone');
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    const origin = new URL(address).origin;
    const foreign = seen.requests.filter((url) => !/^(blob|data):/.test(url) && new URL(url).origin !== origin);
    assert.deepEqual(foreign, []);
    await context.close();
  });

  test(`${shape}: a worker from the factory says that it is ready`, async () => {
    const { page, context } = await open(browser, address);
    const ready = await page.evaluate(() => new Promise((done) => {
      const worker = globalThis.afterglow.spawn();
      worker.addEventListener('message', (event) => { done(event.data); worker.terminate(); });
    }));
    assert.equal(ready.ready, true);
    await context.close();
  });

  test(`${shape}: text cannot become script`, async () => {
    const { page, context } = await open(browser, address);
    // What the test tool evaluates itself is exempt from the policy; a timer of the page is not.
    const outcomes = await page.evaluate(() => new Promise((done) => setTimeout(async () => {
      const tried = async (work) => { try { await work(); return 'ran'; } catch { return 'refused'; } };
      done({
        eval: await tried(() => (0, eval)('1')),
        function: await tried(() => new Function('return 1')()),
        markup: await tried(() => { document.createElement('p').innerHTML = '<img src=x onerror=alert(1)>'; }),
        worker: await tried(() => new Worker(URL.createObjectURL(new Blob(['1'])))),
        policy: await tried(() => trustedTypes.createPolicy('other', {})),
      });
    })));
    for (const [what, outcome] of Object.entries(outcomes)) assert.equal(outcome, 'refused', what);
    await context.close();
  });

  test(`${shape}: is still and quiet when nothing is done`, async () => {
    const { page, context, seen } = await open(browser, address);
    await page.waitForTimeout(1500);
    assert.deepEqual(laterRequests(seen), []);
    await context.close();
  });
}

test('a browser without WebAssembly is told so in one sentence', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => { delete globalThis.WebAssembly; });
  const page = await context.newPage();
  await page.goto(shapes[0][1]);
  const alert = page.locator('#boot[role=alert]');
  await alert.waitFor();
  assert.match(await alert.innerText(), /no WebAssembly, which Afterglow needs/);
  await context.close();
});

test('a page whose scripts do not come says that it takes too long', { skip: shapes[0][0] !== 'site' }, async () => {
  const page = await (await browser.newContext()).newPage();
  await page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/plain', body: 'no script' }));
  await page.goto(shapes[0][1]);
  const late = page.getByText('This takes longer than it should.');
  assert.equal(await late.isVisible(), false, 'not at once');
  await page.evaluate(() => { for (const animation of document.getAnimations()) animation.finish(); });
  await late.waitFor();
  await page.context().close();
});

test('inside of another page it does not start', async () => {
  const page = await (await browser.newContext()).newPage();
  // Without headers, as on a host that can send none.
  const bare = await host(new URL('.', pathToFileURL(process.env.AFTERGLOW_FILE)).pathname);
  await page.setContent(`<iframe src="${bare.address}afterglow.html"></iframe>`);
  await page.frameLocator('iframe').getByText('does not run inside of another page').waitFor();
  await page.context().close();
  await bare.close();
});
