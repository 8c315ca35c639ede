// The page starts in both shapes under its policy, and the engine's worker is bound by that policy too.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { laterRequests, launch, listener, open, shapes, skip } from './lib/page.mjs';

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

  test(`${shape}: the page cannot talk to another origin`, async () => {
    const other = await listener();
    const { page, context } = await open(browser, address);
    const outcomes = await page.evaluate(attempts, other.address);
    assert.deepEqual(outcomes.filter(([, outcome]) => outcome !== 'refused'), []);
    assert.deepEqual(other.heard, []);
    other.close();
    await context.close();
  });

  test(`${shape}: the engine's worker cannot talk to another origin either`, { skip: skip.workers }, async () => {
    const other = await listener();
    const { page, context } = await open(browser, address);
    // A worker that is listed already is not told of again.
    const started = page.waitForEvent('worker').catch(() => null);
    await page.evaluate(() => { globalThis.probed = globalThis.afterglow.spawn(); });
    const worker = page.workers().at(-1) ?? await started;
    const outcome = await worker.evaluate(async (target) => {
      const asked = (work) => Promise.resolve().then(work).then(() => 'went out', () => 'refused');
      return [
        await asked(() => fetch(`${target}fetch`, { mode: 'no-cors' })),
        await asked(() => importScripts(`${target}script`)),
        await asked(() => new Promise((done, fail) => {
          const socket = new WebSocket(target.replace('http', 'ws'));
          socket.onopen = done;
          socket.onerror = fail;
        })),
      ];
    }, other.address);
    assert.deepEqual(outcome, ['refused', 'refused', 'refused']);
    assert.deepEqual(other.heard, []);
    other.close();
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

/** Runs in the page: each way out, with what became of it. */
async function attempts(target) {
  const within = (promise) => Promise.race([promise, new Promise((done) => setTimeout(done, 3000, 'refused'))]);
  const events = (element, works, fails) => new Promise((done) => {
    element.addEventListener(works, () => done('went out'));
    element.addEventListener(fails, () => done('refused'));
  });
  const asked = (work) => Promise.resolve().then(work).then(() => 'went out', () => 'refused');
  const socket = () => {
    try { return events(new WebSocket(target.replace('http', 'ws')), 'open', 'error'); } catch { return 'refused'; }
  };
  const image = new Image();
  const loaded = events(image, 'load', 'error');
  image.src = `${target}image`;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${target}style` });
  const styled = events(link, 'load', 'error');
  document.head.append(link);
  const frame = Object.assign(document.createElement('iframe'), { src: `${target}frame` });
  document.body.append(frame);
  const form = Object.assign(document.createElement('form'), { action: `${target}form`, target: '_blank', method: 'post' });
  document.body.append(form);
  // Firefox throws where Chromium is silent.
  try { form.submit(); } catch { /* refused */ }
  const prefetch = Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${target}prefetch` });
  document.head.append(prefetch);
  navigator.sendBeacon(`${target}beacon`, 'x');
  const results = [
    ['fetch', await within(asked(() => fetch(`${target}fetch`, { mode: 'no-cors' })))],
    ['websocket', await within(socket())],
    ['image', await within(loaded)],
    ['style', await within(styled)],
    ['event source', await within(asked(() => new Promise((done, fail) => {
      const source = new EventSource(`${target}events`);
      source.onopen = done;
      source.onerror = fail;
    })))],
  ];
  frame.remove();
  form.remove();
  return results;
}
