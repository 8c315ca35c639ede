// What is no log, or half a log, is answered with a message that names the file; the page and its other runs stay.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bad, fixture } from './lib/logs.mjs';
import { alertNaming, choose, launch, metrics, open, shapes } from './lib/page.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const [shape, address] of shapes) {
  for (const { file, exit, why, truth } of bad.filter(({ exit }) => exit !== 0)) {
    test(`${shape}: ${file}, ${why}`, async () => {
      const { page, context, seen } = await open(browser, address);
      await choose(page, fixture(`bad/${file}`));
      const said = await alertNaming(page, file);
      assert.ok(said.length > file.length + 10, `the message explains: ${said}`);
      if (exit === 3) {
        const shown = await metrics(page);
        for (const name of ['jobs', 'stages', 'tasks']) if (truth) assert.equal(shown[name], truth[name], name);
      }
      assert.deepEqual(seen.violations, []);
      await context.close();
    });
  }

  test(`${shape}: a bad file beside a good one does no harm to the good one`, async () => {
    const { page, context } = await open(browser, address);
    await choose(page, fixture('bad/photo.png'), fixture('3.5.9/local/zstd'));
    await alertNaming(page, 'photo.png');
    await page.getByText(/local-\d+|a little of everything/).first().waitFor();
    await context.close();
  });

  test(`${shape}: the page outlives its workers`, async () => {
    const { page, context } = await open(browser, address, { script: keepWorkers });
    await choose(page, fixture('3.5.9/local/zstd'));
    await metrics(page);
    await page.evaluate(() => {
      for (const worker of globalThis.keptWorkers.splice(0)) {
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
      }
    });
    await choose(page, fixture('3.3.4/local/zstd'));
    await metrics(page);
    assert.ok(await page.evaluate(() => globalThis.keptWorkers.length) > 0, 'the next log has a worker of its own');
    await context.close();
  });
}

/** Runs in the page before all else: keeps hold of every worker, so that the test can end them. */
function keepWorkers() {
  globalThis.keptWorkers = [];
  globalThis.Worker = class extends Worker {
    constructor(...how) {
      super(...how);
      globalThis.keptWorkers.push(this);
    }
  };
}
