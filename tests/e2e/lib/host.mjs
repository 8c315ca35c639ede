// A static host that can send fewer headers than it should, change its files, and go away.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const KINDS = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json',
  '.webmanifest': 'application/manifest+json', '.svg': 'image/svg+xml', '.png': 'image/png',
};

/** The headers that a host should send, from the file that is generated from their one source. */
export async function wantedHeaders() {
  const text = await readFile(new URL('../../../www/headers/_headers', import.meta.url), 'utf8');
  return Object.fromEntries([...text.matchAll(/^ {2}([\w-]+): (.*)$/gm)].map(([, name, value]) => [name, value]));
}

/** Serves `folder`; `headers` are sent with each file. `host.folder` can be changed, `host.heard` lists what was asked for. */
export async function host(folder, headers = {}) {
  const served = { folder, heard: [] };
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(request.url.split('?')[0]));
    served.heard.push(request.url);
    try {
      const body = await readFile(join(served.folder, path.endsWith('/') ? `${path}index.html` : path));
      const kind = KINDS[extname(path)] ?? (path.endsWith('/') ? 'text/html' : 'application/octet-stream');
      response.writeHead(200, { 'content-type': kind, 'cache-control': 'no-cache', ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  server.unref();
  served.address = `http://127.0.0.1:${server.address().port}/`;
  served.close = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return served;
}
