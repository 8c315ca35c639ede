// The user's own rules, rates and prices: dropped, named, used by the advice, kept only on request, exported and
// imported again.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fixture, folder } from './lib/logs.mjs';
import { choose, drop, enter, laterRequests, launch, metrics, open, reload, patience, shapes, skip } from './lib/page.mjs';

const sample = (zone, price, day) => ({
  AvailabilityZone: `us-east-1${zone}`,
  InstanceType: 'm5.2xlarge',
  ProductDescription: 'Linux/UNIX',
  SpotPrice: price,
  Timestamp: `2099-08-0${day}T10:00:00.000Z`,
});
const SPOT = { SpotPriceHistory: [sample('a', '0.2', 1), sample('b', '0.15', 2), { ...sample('b', 'cheap', 3) }] };
const RATES = `kind,cloud,instance,discount_percent,usd_per_hour,count,cores,memory_gib
discount,aws,,10,,,,
node,,<img src=x onerror=alert(1)>,,1.5,3,64,512
rate,aws,m5.xlarge,,-1,,,
`;
const POLICY = { spot: false, max_cores: 256, clouds: ['aws'] };

let browser;
const place = folder();
const file = (name) => join(place.path, name);
before(async () => {
  writeFileSync(file('history.json'), JSON.stringify(SPOT));
  writeFileSync(file('our-rates.csv'), RATES);
  writeFileSync(file('policy.json'), JSON.stringify(POLICY));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  place.remove();
});

const heading = (page) => page.getByRole('heading', { name: 'Prices and rules', level: 1 }).waitFor({ timeout: patience });
const inForce = (page) => page.locator('[data-metric="house.in-force"]').first();
const holds = async (page, ...parts) => {
  for (const part of parts) await inForce(page).filter({ hasText: part }).waitFor({ timeout: patience });
};
const stored = (page) => page.evaluate(async () => ({
  local: { ...localStorage },
  databases: (await indexedDB.databases()).map((database) => database.name),
}));

for (const [shape, address] of shapes) {
  test(`${shape}: dropped prices, rates and rules are named, and the advice keeps them`, async () => {
    const { page, context, seen } = await open(browser, address);
    await drop(page, file('history.json'), 'application/json');
    await heading(page);
    const list = page.getByRole('listitem').filter({ hasText: 'history.json' });
    await list.filter({ hasText: 'aws ec2 describe-spot-price-history, of 2099-08-02' }).waitFor({ timeout: patience });
    assert.match(await list.innerText(), /2 samples of spot prices[\s\S]*SpotPriceHistory\[2\][\s\S]*cheap/);

    await drop(page, file('our-rates.csv'), 'text/csv');
    await holds(page, '1 file of yours', '2 rates of yours, 1 wrong');
    await page.getByText('line 4, column 5 (usd_per_hour): -1 is negative').waitFor();
    const wrong = page.getByRole('group', { name: 'Rate 1' }).getByLabel('An hour');
    assert.equal(await wrong.getAttribute('aria-invalid'), 'true');
    assert.equal(await page.locator('img').count(), 0, 'a name stays text');
    await enter(wrong, '0.11');
    await holds(page, '3 rates of yours ·');

    await drop(page, file('policy.json'), 'application/json');
    await holds(page, 'only aws, no spot, at most 256 cores');
    await enter(page.getByLabel('Families allowed'), 'm6i, m7i');
    assert.deepEqual(JSON.parse(await page.getByLabel(/^The policy file/).inputValue()).families, ['m6i', 'm7i']);
    await enter(page.getByLabel('Cores at most'), 'many');
    await page.getByText(/max_cores\s+a whole number from 1 on is expected/).waitFor();
    await enter(page.getByLabel('Cores at most'), '128');
    await holds(page, 'at most 128 cores');

    await choose(page, fixture('3.5.9/standalone/dynamic-6'));
    await metrics(page);
    await page.getByRole('link', { name: 'Advice', exact: true }).click();
    await holds(page, '1 file of yours', '3 rates of yours', 'at most 128 cores');
    await page.getByText(/Your price file history\.json .* holds before the built-in prices/).waitFor({ timeout: patience });
    const picks = await page.getByRole('group', { name: 'Choices' }).getByRole('button').allInnerTexts();
    assert.ok(picks.length > 0);
    for (const pick of picks) assert.match(pick, /m[67]i\.[\s\S]*on demand/);

    assert.deepEqual(await stored(page), { local: {}, databases: [] }, 'nothing is kept unless asked');
    assert.deepEqual(laterRequests(seen), []);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });

  test(`${shape}: kept on request, forgotten on request, handed on as one file`, { skip: skip.downloads }, async () => {
    const { page, context, seen } = await open(browser, address, { hash: '#/v1/house' });
    await heading(page);
    const keep = page.getByRole('checkbox', { name: 'Keep in this browser' });
    assert.equal(await keep.isChecked(), false);
    await page.getByLabel('Import…').setInputFiles([file('history.json'), file('our-rates.csv'), file('policy.json')]);
    await holds(page, '1 file of yours', '2 rates of yours', 'no spot');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export all as one file' }).click(),
    ]);
    await download.saveAs(file('house.json'));
    const house = JSON.parse(readFileSync(file('house.json'), 'utf8'));
    assert.equal(house.schema, 'afterglow.house/1');
    assert.deepEqual(house.policy, POLICY);
    assert.match(house.files[0].spot_samples, /m5\.2xlarge,us-east-1a,\d+,0\.2/);

    await keep.check();
    await page.getByText('Kept, as it is now').waitFor();
    await reload(page);
    await heading(page);
    await holds(page, '1 file of yours', '2 rates of yours', 'no spot');
    assert.equal(await keep.isChecked(), true);
    await page.getByRole('button', { name: 'Forget what is kept' }).click();
    await page.waitForFunction(async () => (await indexedDB.databases()).length === 0);
    assert.deepEqual(await stored(page), { local: {}, databases: [] });
    await reload(page);
    await heading(page);
    await holds(page, 'Prices: built in · no rates of yours · no policy');

    await drop(page, file('house.json'), 'application/json');
    await holds(page, '1 file of yours', '2 rates of yours', 'no spot');
    await page.getByRole('button', { name: 'Remove history.json' }).click();
    await holds(page, 'Prices: built in ·');
    await page.getByLabel('Import…').setInputFiles({ name: 'x.bin', mimeType: '', buffer: Buffer.from('hello <b>x</b>') });
    const alert = page.getByRole('alert').filter({ hasText: 'x.bin' });
    await alert.waitFor({ timeout: patience });
    assert.match(await alert.innerText(), /no price file; it begins with “hello <b>x<\/b>”/);
    await page.setViewportSize({ width: 390, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing runs out of a phone');
    assert.deepEqual(laterRequests(seen).filter((url) => !url.startsWith(new URL('.', address).href)), []);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.errors, []);
    await context.close();
  });
}
