// How the page feels with a run of a million tasks: the longest block of its thread while it reads, zooms, sorts and
// searches, frames over budget while the timeline is moved, and how soon a cold page paints beside a blank one.
// Prints JSON; `cargo xtask bench` runs it.

import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const [log, site] = process.argv.slice(2);
/** A frame that took longer than this left one of 60 a second out. */
const FRAME_MS = 1000 / 60 * 1.5;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

const address = await served(site);
process.env.AFTERGLOW_SITE = address;
const { choose, launch, metrics, open } = await import('./lib/page.mjs');
const browser = await launch();
const results = { first_paint: await firstPaint(), million: await million() };
await browser.close();
console.log(JSON.stringify(results));

/** Serves the site and, beside it, a page with one word. */
function served(folder) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    const type = TYPES[extname(path)] ?? (path.endsWith('/') || path === '/blank' ? 'text/html' : 'application/octet-stream');
    response.writeHead(200, { 'content-type': type });
    if (path === '/blank') response.end('<!doctype html><title>blank</title><p>blank</p>');
    else createReadStream(join(folder, path.endsWith('/') ? `${path}index.html` : path)).on('error', () => response.end()).pipe(response);
  });
  return new Promise((done) => {
    // What it serves is over when the measuring is.
    server.unref();
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${server.address().port}/`));
  });
}

/** Milliseconds to the first contentful paint, each time in a browser context that has nothing cached: medians. */
async function firstPaint() {
  const once = async (url) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    const found = await page.waitForFunction(paint);
    const time = await found.jsonValue();
    await context.close();
    return time;
  };
  const times = { page: [], blank: [] };
  for (let round = 0; round < 9; round += 1) {
    times.blank.push(await once(`${address}blank`));
    times.page.push(await once(address));
  }
  const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];
  const [page, blank] = [median(times.page), median(times.blank)];
  return { page_ms: page, blank_ms: blank, ratio: page / blank };
}

async function million() {
  const script = () => {
    globalThis.blocks = [];
    new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.blocks.push(one.duration); })
      .observe({ type: 'longtask', buffered: true });
  };
  const { page } = await open(browser, address, { script, viewport: { width: 1440, height: 900 } });
  /** The longest block while `work` goes on, in ms; 0 where none took the 50 ms from which the browser tells of them. */
  const longest = async (work) => {
    await page.evaluate(() => { globalThis.blocks.length = 0; });
    await work();
    await page.waitForTimeout(300);
    return page.evaluate(() => Math.max(0, ...globalThis.blocks));
  };
  const told = {};
  told.reading_block_ms = await longest(async () => {
    await choose(page, log);
    await page.locator('.run-link').first().waitFor({ timeout: 1_200_000 });
  });
  let figures;
  told.summary_block_ms = await longest(async () => { figures = await metrics(page); });
  told.tasks = figures.tasks;

  await view('Timeline');
  const canvas = page.locator('canvas').last();
  const box = await canvas.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 3];
  await page.mouse.move(x, y);
  const shown = () => page.locator('.timeline [role=status]').first().innerText();
  /** Says so where nothing moved: a block of nothing would be no figure. */
  const moved = async (what, work) => {
    const before = await shown();
    const block = await work();
    if (await shown() === before) throw new Error(`${what} left the timeline at ${before}`);
    return block;
  };
  told.zooming_block_ms = await moved('zooming', () => longest(async () => {
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, step < 9 ? -240 : 240);
      await page.keyboard.up('Control');
      await page.waitForTimeout(120);
    }
  }));
  // Frames of a browser without a screen come late by themselves at times: those of the page at rest tell how often.
  const still = await framesWhile(() => page.waitForTimeout(3000));
  let frames;
  told.panning_block_ms = await moved('panning', () => longest(async () => { frames = await framesWhile(panned); }));
  told.panning_frames = frames.length;
  told.panning_frames_over_ratio = over(frames);
  told.resting_frames_over_ratio = over(still);

  await view('Tasks');
  told.sorting_block_ms = await longest(async () => {
    for (const name of ['Run', 'GC', 'Duration']) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.locator('.table-box:not(.loading)').first().waitFor({ timeout: 60_000 });
      await page.waitForTimeout(1000);
    }
  });
  await page.locator('.table-scroll').first().hover();
  told.scrolling_block_ms = await longest(async () => {
    for (let step = 0; step < 20; step += 1) {
      await page.mouse.wheel(0, 4000);
      await page.waitForTimeout(50);
    }
  });
  await view('Stages');
  told.searching_block_ms = await longest(async () => {
    await page.locator('.main .search').first().pressSequentially('count', { delay: 60 });
    await page.waitForTimeout(1000);
  });
  return told;

  async function view(name) {
    told[`${name.toLowerCase()}_block_ms`] = await longest(async () => {
      await page.getByRole('link', { name, exact: true }).click();
      await page.locator('h1').filter({ hasText: name }).waitFor();
      await page.waitForTimeout(2000);
    });
  }

  /** Drags the timeline to and fro. */
  async function panned() {
    await page.mouse.down();
    for (let step = 1; step <= 180; step += 1) await page.mouse.move(x + 300 * Math.sin(step / 12), y);
    await page.mouse.up();
  }

  /** The share of frames that took longer than one and a half of a 60th second. */
  function over(frames) {
    return frames.filter((ms) => ms > FRAME_MS).length / frames.length;
  }

  /** The length of each frame while `work` goes on, in ms. */
  async function framesWhile(work) {
    await page.evaluate(() => {
      globalThis.frames = [];
      globalThis.counting = true;
      let last = performance.now();
      const frame = (now) => {
        globalThis.frames.push(now - last);
        last = now;
        if (globalThis.counting) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    await work();
    return page.evaluate(() => { globalThis.counting = false; return globalThis.frames.slice(1); });
  }
}
