// A test build: the page as it is handed over, with a script planted into it that tries every way out, in the page and in
// its workers. Hashes are made anew, as somebody would who had turned a dependency.

import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { host } from './host.mjs';

const attempts = readFileSync(new URL('attempts.js', import.meta.url), 'utf8');
const hash = (kind, text) => `${kind}-${createHash(kind).update(text).digest('base64')}`;

/** What is put behind the glue, which runs in the page and in each of its workers. */
const planted = (target) => `
${attempts}
if (!globalThis.document) {
  plantedAttempts('${target}').then((planted) => postMessage({ planted }));
} else {
  globalThis.ofWorkers = new Promise((done) => {
    globalThis.Worker = class extends Worker {
      constructor(...how) {
        super(...how);
        this.addEventListener('message', ({ data }) => { if (data?.planted) done(data.planted); });
      }
    };
  });
  globalThis.ofPage = () => plantedAttempts('${target}');
}
`;

/** The planted build of a shape as [address, remove]; `target` is where the attempts go. */
export async function plantedBuild(shape, target) {
  const folder = mkdtempSync(join(tmpdir(), 'afterglow-'));
  if (shape === 'single file') {
    const page = readFileSync(fileURLToPath(new URL(pathToFileURL(process.env.AFTERGLOW_FILE))), 'utf8');
    const [all, open, glue] = /(<script id="afterglow-glue">)([\s\S]*?)<\/script>/.exec(page);
    const turned = glue + planted(target);
    const changed = page.replace(all, () => `${open}${turned}</script>`)
      .replace(hash('sha256', glue), () => hash('sha256', turned));
    const file = join(folder, 'afterglow.html');
    writeFileSync(file, changed);
    return [pathToFileURL(file).href, () => rmSync(folder, { recursive: true })];
  }
  const built = join(process.env.AFTERGLOW_FILE, '../site');
  cpSync(built, folder, { recursive: true });
  const name = readdirSync(folder).find((name) => /^afterglow-web-[0-9a-f]+\.js$/.test(name));
  const glue = readFileSync(join(folder, name), 'utf8');
  const turned = glue + planted(target);
  writeFileSync(join(folder, name), turned);
  const page = join(folder, 'index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replaceAll(hash('sha384', glue), () => hash('sha384', turned)));
  const served = await host(folder);
  return [served.address, async () => { await served.close(); rmSync(folder, { recursive: true }); }];
}
