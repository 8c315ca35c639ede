// What is in this log: the Log view tells what the command line tells, shows no value, and a long look can be stopped.

import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bigLog, fixture, folder, inventory } from './lib/logs.mjs';
import { choose, launch, metrics, open, patience, shapes } from './lib/page.mjs';

/** Longer than what the page looks through unasked, in MB. */
const LONG = 120;
const PLANTED = {
  Event: 'com.acme.Own', 'db.password': 'correct-horse-battery', mail: 'ann.example@bank.example',
  text: 'card 4111 1111 1111 1111, jdbc:postgresql://ledger-7.bank.internal/pay?user=eve&password=tr0ub4dor',
};
const VALUES = ['correct-horse-battery', 'ann.example', '4111 1111', 'tr0ub4dor'];

let browser;
const own = folder();
before(async () => { browser = await launch(); });
after(async () => {
  await browser?.close();
  own.remove();
});

for (const [shape, address] of shapes) {
  test(`${shape}: the kinds of the command line stand there, and no value does`, async () => {
    const log = join(own.path, 'planted.log');
    copyFileSync(fixture('3.5.9/local/none'), log);
    appendFileSync(log, `${JSON.stringify(PLANTED)}\n`);
    const { page, context } = await open(browser, address);
    await choose(page, log);
    await metrics(page);
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    const rows = page.locator('.contents [data-kind]');
    await rows.first().waitFor({ timeout: patience });
    const kinds = await rows.evaluateAll((all) => all.map((row) => row.dataset.kind));
    for (const kind of ['secret', 'email', 'card']) assert.ok(kinds.includes(kind), kind);
    const shown = await page.locator('.contents').innerText();
    for (const value of VALUES) assert.ok(!shown.includes(value), value);
    const told = inventory(log);
    if (told) assert.deepEqual(kinds, told.rows.map((row) => row.kind));
    await context.close();
  });

  test(`${shape}: a long log is looked through on request, tells how far it is, and can be stopped`, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, bigLog(own.path, LONG));
    await metrics(page);
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    const look = page.getByRole('button', { name: 'Look through the whole log' });
    await look.click();
    await page.locator('.contents [role=progressbar]').waitFor({ timeout: patience });
    await page.getByRole('button', { name: 'Stop looking' }).click();
    await look.waitFor();
    await look.click();
    await page.locator('.contents [data-kind]').first().waitFor({ timeout: patience });
    // Whoever leaves the view while it looks finds it as it was, and nothing that looks on.
    await page.getByRole('link', { name: 'Summary', exact: true }).click();
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await look.click();
    // The one that was started last looks; a driver that knows of no workers is asked nothing.
    const looking = page.workers().at(-1);
    const ended = looking && new Promise((done) => { looking.once('close', done); });
    await page.getByRole('link', { name: 'Summary', exact: true }).click();
    await metrics(page);
    await ended;
    assert.deepEqual(seen.errors, []);
    await context.close();
  });
}
