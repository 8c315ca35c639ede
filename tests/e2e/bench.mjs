// How Chromium reads one log: the real page from the drop to the summary with one worker and with two helpers, and workers
// of the same browser that only read it, parse it, or run the engine's reader over bytes in memory.
// Prints JSON; `cargo xtask bench` runs it.

import { readFile } from 'node:fs/promises';
import { choose, launch, metrics, open } from './lib/page.mjs';

const [log] = process.argv.slice(2);
const address = process.env.AFTERGLOW_SITE;
const reader = (await readFile(process.env.AFTERGLOW_WASM_READER)).toString('base64');
const rounds = 3;

const best = {};
for (let round = 0; round < rounds; round += 1) {
  await measured('one_worker', ours(1));
  await measured('three_workers', ours(3));
  for (const mode of ['read', 'read_in_two', 'json_parse', 'wasm_in_memory', 'predictions']) await measured(mode, theirs(mode));
}
console.log(JSON.stringify(best));

/** Keeps the smallest of each figure, for a browser of its own: its processor time and memory are those of the work. */
async function measured(name, work) {
  const browser = await launch();
  const figures = await work(browser);
  await browser.close();
  for (const [figure, value] of Object.entries(figures)) {
    const key = `${name}_${figure}`;
    best[key] = Math.min(best[key] ?? Infinity, value);
  }
}

/** The page with its engine on so many cores: until all is read, and until the summary stands. */
function ours(cores) {
  return async (browser) => {
    const script = `Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => ${cores} });`;
    const { page } = await open(browser, address, { script });
    const cpu = await processorTime(browser);
    const start = performance.now();
    await choose(page, log);
    await page.locator('.run-link').first().waitFor({ timeout: 600_000 });
    const read = performance.now();
    const spent = await processorTime(browser) - cpu;
    await metrics(page);
    return {
      read_s: (read - start) / 1000,
      cpu_s: spent,
      summary_s: (performance.now() - start) / 1000,
      peak_mb: await peakMemory(browser),
    };
  };
}

/** A worker of another make: reads the same file, and parses each line, or runs the engine's reader over all of it. */
function theirs(mode) {
  return async (browser) => {
    // The page's policy forbids workers of other makes, so it is switched off for this comparison alone.
    const { page } = await open(browser, address, { bypassCSP: true });
    await page.evaluate(() => {
      document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bench' }));
    });
    await page.locator('#bench').setInputFiles(log);
    const cpu = await processorTime(browser);
    const figures = await page.evaluate(async ({ source, mode, reader }) => {
      let address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      try {
        address = trustedTypes.createPolicy('bench', { createScriptURL: (url) => url }).createScriptURL(address);
      } catch { /* named policies are closed, or there are none */ }
      const file = document.querySelector('#bench').files[0];
      const workers = mode === 'read_in_two' ? 2 : 1;
      const share = Math.ceil(file.size / workers);
      const start = performance.now();
      const times = await Promise.all(Array.from({ length: workers }, (_, at) => new Promise((done, fail) => {
        const worker = new Worker(address);
        worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
        worker.onerror = fail;
        worker.postMessage({ file, mode, reader, from: at * share, to: Math.min(file.size, (at + 1) * share) });
      })));
      // What runs in memory tells its own time: writing the bytes into memory is not what is measured.
      return typeof times[0] === 'object' ? times[0] : { s: (performance.now() - start) / 1000 };
    }, { source: `onmessage = ${comparison}`, mode, reader });
    return { ...figures, cpu_s: await processorTime(browser) - cpu };
  };
}

/** Runs in a comparison worker; posts the figures that it measured itself, if any. */
async function comparison({ data: { file, mode, reader, from, to } }) {
  const slice = 8 << 20;
  const decoder = new TextDecoder();
  let rest = '';
  let lines = 0;
  let engine;
  let room = 0;
  if (mode === 'wasm_in_memory' || mode === 'predictions') {
    engine = (await WebAssembly.instantiate(Uint8Array.from(atob(reader), (char) => char.charCodeAt(0)), {})).instance.exports;
    room = engine.room(to - from);
  }
  for (let at = from; at < to; at += slice) {
    const bytes = new Uint8Array(await file.slice(at, Math.min(to, at + slice)).arrayBuffer());
    if (engine) new Uint8Array(engine.memory.buffer).set(bytes, (room >>> 0) + at - from);
    if (mode !== 'json_parse') continue;
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop();
    for (const line of parts) if (line) lines += JSON.parse(line) ? 1 : 0;
  }
  const timed = (work) => {
    const start = performance.now();
    lines += work();
    return performance.now() - start;
  };
  if (mode === 'wasm_in_memory') {
    const passes = Array.from({ length: 3 }, () => timed(() => engine.profile()) / 1000);
    postMessage({ s: Math.min(...passes) });
  } else if (mode === 'predictions') {
    engine.profile();
    const compress = timed(() => engine.compress());
    postMessage({ compress_ms: compress, of_20000_ms: timed(() => engine.predict(20_000)) });
  } else postMessage(lines);
}

/** Seconds of processor time of the processes that run pages and their workers. */
async function processorTime(browser) {
  return (await renderers(browser)).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** The greatest memory that one of these processes had, in MB, as Linux counts it. */
async function peakMemory(browser) {
  const peaks = (await renderers(browser)).map(async ({ id }) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Math.round(Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) * 1.024e-3);
  });
  return Math.max(...await Promise.all(peaks));
}

async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer');
}
