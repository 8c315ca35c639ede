// What a finding leads to: the node of a plan, and its worth in money once the machine is named.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fixture } from './lib/logs.mjs';
import { choose, enter, laterRequests, launch, metrics, open, shapes } from './lib/page.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const [shape, address] of shapes) {
  test(`${shape}: a finding leads to the node of the plan that it is about`, async () => {
    const { page, context, seen } = await open(browser, address);
    // A rolled log: its parts together are one.
    const parts = fixture('4.3.0/local/default');
    await choose(page, ...readdirSync(parts).map((part) => join(parts, part)));
    await metrics(page);
    const finding = page.locator('.finding', { has: page.locator('.links a[href*="/sql/"][href*="."]') }).first();
    await finding.evaluate((details) => { details.open = true; });
    const link = finding.locator('.links a[href*="/sql/"][href*="."]').first();
    const name = (await link.textContent()).replace(/^SQL \d+: /, '');
    await link.click();
    await page.locator('.plan-node[data-chosen=true]').first().waitFor();
    assert.equal(await page.locator('.plan-detail h3').first().textContent(), name);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(laterRequests(seen), []);
    await context.close();
  });

  test(`${shape}: findings have a price once the machine is named, and lose it with the name`, async () => {
    const { page, context, seen } = await open(browser, address);
    await choose(page, fixture('3.5.9/standalone/dynamic-6'));
    await metrics(page);
    const priced = page.locator('.finding-saves', { hasText: '$' });
    assert.equal(await priced.count(), 0);
    const machine = page.getByLabel("The run's machine");
    await enter(machine, 'aws:m5.xlarge');
    await priced.first().waitFor();
    await enter(page.getByLabel("The run's machine"), '');
    await priced.first().waitFor({ state: 'detached' });
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: a menu closes by Escape`, async () => {
    const { page, context } = await open(browser, address);
    await choose(page, fixture('3.5.9/local/none'));
    await metrics(page);
    const menu = page.locator('details.menu').first();
    await menu.locator('summary').press('Enter');
    assert.equal(await menu.evaluate((details) => details.open), true);
    await page.keyboard.press('Escape');
    assert.equal(await menu.evaluate((details) => details.open), false);
    await context.close();
  });
}
