// Seconds that Chromium takes over one log: the real page from the drop to the summary, and two comparison workers.
// Prints JSON; `cargo xtask bench` runs it.

import { choose, launch, metrics, open } from './lib/page.mjs';

const [log] = process.argv.slice(2);
const address = process.env.AFTERGLOW_SITE;
const rounds = 3;

const browser = await launch();
const seconds = { page_s: Infinity, worker_read_only_s: Infinity, worker_json_parse_s: Infinity };
for (let round = 0; round < rounds; round += 1) {
  seconds.page_s = Math.min(seconds.page_s, await ours());
  seconds.worker_read_only_s = Math.min(seconds.worker_read_only_s, await theirs('read'));
  seconds.worker_json_parse_s = Math.min(seconds.worker_json_parse_s, await theirs('parse'));
}
await browser.close();
console.log(JSON.stringify(seconds));

/** The page with its engine, everything included until the summary stands. */
async function ours() {
  const { page, context } = await open(browser, address);
  const start = performance.now();
  await choose(page, log);
  await metrics(page);
  const taken = (performance.now() - start) / 1000;
  await context.close();
  return taken;
}

/** A worker that reads the same file in slices and, for 'parse', gives each line to JSON.parse. */
async function theirs(mode) {
  // The page's policy forbids workers of other makes, so it is switched off for this comparison alone.
  const { page, context } = await open(browser, address, { bypassCSP: true });
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bench' }));
  });
  await page.locator('#bench').setInputFiles(log);
  const taken = await page.evaluate(async ({ source, mode }) => {
    const policy = globalThis.trustedTypes?.createPolicy?.bind(trustedTypes);
    let address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    if (policy) try { address = policy('bench', { createScriptURL: (url) => url }).createScriptURL(address); } catch { /* named policies are closed */ }
    const worker = new Worker(address);
    const file = document.querySelector('#bench').files[0];
    const start = performance.now();
    await new Promise((done, fail) => {
      worker.onmessage = done;
      worker.onerror = fail;
      worker.postMessage({ file, mode });
    });
    worker.terminate();
    return (performance.now() - start) / 1000;
  }, { source: `onmessage = ${comparison}`, mode });
  await context.close();
  return taken;
}

/** Runs in the comparison worker. */
async function comparison({ data: { file, mode } }) {
  const slice = 8 << 20;
  const decoder = new TextDecoder();
  let rest = '';
  let lines = 0;
  for (let at = 0; at < file.size; at += slice) {
    const bytes = new Uint8Array(await file.slice(at, at + slice).arrayBuffer());
    if (mode === 'read') continue;
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop();
    for (const line of parts) if (line) lines += JSON.parse(line) ? 1 : 0;
  }
  postMessage(lines);
}
