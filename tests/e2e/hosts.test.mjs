// The ready header files, in the servers that they are for: the page opens below a path, is kept, and finds every header
// as it should be. Each server is skipped where the machine does not have it.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { wantedHeaders } from './lib/host.mjs';
import { fixture } from './lib/logs.mjs';
import { choose, launch, metrics, open } from './lib/page.mjs';

const dist = join(process.env.AFTERGLOW_FILE, '..');
const PATH = '/tools/afterglow/';

/** Each server: its program, and what it is started with, given a folder and a port of its own. */
const SERVERS = {
  nginx: {
    program: '/usr/sbin/nginx',
    start: (own, port) => {
      const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${own}/${name};`).join('\n');
      writeFileSync(join(own, 'nginx.conf'), `daemon off; user root; pid ${own}/pid; error_log stderr; events {}
        http { access_log off; ${places} server { listen 127.0.0.1:${port};
          location ${PATH} { alias ${dist}/site/; include ${dist}/headers/nginx.conf; } } }`);
      return ['-c', join(own, 'nginx.conf'), '-p', own];
    },
  },
  Apache: {
    program: '/usr/sbin/apache2',
    start: (own, port) => {
      const modules = ['mpm_event', 'authz_core', 'alias', 'dir', 'headers', 'mime'];
      const loaded = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n');
      writeFileSync(join(own, 'apache.conf'), `ServerName localhost\nServerRoot ${own}\nPidFile ${own}/pid\nListen 127.0.0.1:${port}
        ${loaded}\nTypesConfig /etc/mime.types\nErrorLog ${own}/error.log\nDirectoryIndex index.html\nAlias ${PATH} ${dist}/site/
        <Directory ${dist}/site>\nRequire all granted\nAllowOverride FileInfo Options\n</Directory>\n`);
      return ['-f', join(own, 'apache.conf'), '-DFOREGROUND'];
    },
  },
  Caddy: {
    program: '/usr/bin/caddy',
    start: (own, port) => {
      const ready = readFileSync(join(dist, 'headers/Caddyfile'), 'utf8');
      const adapted = ready.replace(':8080 {', `http://127.0.0.1:${port} {\n\turi strip_prefix ${PATH.slice(0, -1)}`)
        .replace('root * /srv/afterglow', `root * ${dist}/site`);
      writeFileSync(join(own, 'Caddyfile'), `{\n\tadmin off\n\tauto_https off\n}\n${adapted}`);
      return ['run', '--config', join(own, 'Caddyfile'), '--adapter', 'caddyfile'];
    },
  },
};

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A port that nobody uses: no connection that was kept to the server before leads to the next one. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  const { port } = server.address();
  await new Promise((done) => { server.close(done); });
  return port;
}

async function answers(address) {
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await fetch(address).catch(() => null);
    if (response?.ok) return response;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error(`${address} does not answer`);
}

for (const [name, { program, start }] of Object.entries(SERVERS)) {
  test(`behind ${name}, under a path, with its ready headers`, { skip: !existsSync(program) && `${program} is not on this machine` }, async () => {
    const own = mkdtempSync(join(tmpdir(), 'afterglow-'));
    const port = await freePort();
    const server = spawn(program, start(own, port), { stdio: 'ignore', env: { ...process.env, HOME: own } });
    const ended = new Promise((done) => { server.on('exit', done); });
    const address = `http://127.0.0.1:${port}${PATH}`;
    try {
      const response = await answers(address);
      for (const [header, value] of Object.entries(await wantedHeaders())) assert.equal(response.headers.get(header), value, header);
      const files = execFileSync('find', [join(dist, 'site'), '-type', 'f', '-not', '-name', '.*', '-printf', '%P\n'], { encoding: 'utf8' });
      for (const file of files.trim().split('\n').filter((file) => !/web\.config|_headers/.test(file))) {
        assert.equal((await fetch(address + file)).status, 200, file);
      }
      const { page, context, seen } = await open(browser, address);
      assert.equal(await page.evaluate(() => globalThis.afterglowKeep.state()), 'kept');
      await choose(page, fixture('3.5.9/local/zstd'));
      await metrics(page);
      await page.getByRole('link', { name: 'Nothing leaves this browser' }).click();
      await page.getByText('The host sends every header that it should.').waitFor();
      assert.deepEqual(seen.errors, []);
      await context.close();
    } finally {
      server.kill('SIGTERM');
      await ended;
      rmSync(own, { recursive: true, force: true });
    }
  });
}
