// The service worker of the site: answers every request of the page from what it kept when it was installed, and refuses
// everything else. It asks the host for the parts below and for nothing besides, and takes only what has their hashes:
// parts of two versions never stand beside each other.
//
// A newer version is kept beside the one in use, and is used from the click on that takes it: a mark says which one is.
// So it does not matter which version's worker answers, and closing all tabs takes nothing.
'use strict';
const VERSION = /* filled in by cargo xtask */ '';
const PARTS = /* filled in by cargo xtask: address below the site's folder -> integrity */ {};
const HEADERS = /* filled in by cargo xtask: what a host should send with the page */ {};
// Other pages of this origin have caches as well, another Afterglow in another folder among them.
const OURS = `afterglow ${registration.scope} `;
const MARKS = `${OURS}marks`;
const PAGE = 'index.html';
const SENT = 'X-Afterglow-Sent';

const kept = (version) => caches.open(OURS + version);
const mark = async (name, value) => (await caches.open(MARKS)).put(name, new Response(value));
const marked = async (name) => (await (await caches.open(MARKS)).match(name))?.text();

/** The page with all headers that a host should send; what it did send goes along, for the page to show. */
const withHeaders = async (response, sent = JSON.stringify([...response.headers])) => {
  const headers = { ...HEADERS, 'Content-Type': 'text/html; charset=utf-8', [SENT]: sent };
  return new Response(await response.arrayBuffer(), { headers });
};

/** Asks the host for a part, which a name with a hash tells to be the same for ever. */
const fetchPart = async (address) => {
  const cache = /[0-9a-f]{15}/.test(address) ? 'force-cache' : 'no-cache';
  const ask = (at) => fetch(new Request(at, { integrity: PARTS[address], cache, redirect: 'error' }));
  // Some hosts send whoever asks for the page by its name to the folder.
  const response = await (address === PAGE ? ask('./').catch(() => ask(PAGE)) : ask(address));
  if (!response.ok) throw new Error(`${address} was answered with status ${response.status}`);
  return address === PAGE ? withHeaders(response) : response;
};

const keep = async () => {
  const before = await caches.has(OURS + VERSION);
  const cache = await kept(VERSION);
  try {
    await Promise.all(Object.keys(PARTS).map(async (address) => cache.put(address, await fetchPart(address))));
  } catch (error) {
    if (!before) await caches.delete(OURS + VERSION);
    throw error;
  }
  await mark('newest', VERSION);
};

/** Uses this version from now on, and forgets all others. */
const take = async () => {
  await mark('in use', VERSION);
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && ![MARKS, OURS + VERSION].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
};

const activate = async () => {
  const used = await marked('in use');
  if (!used || !await caches.has(OURS + used)) await take();
  await clients.claim();
};

/** The address of what is asked for below the site's folder. */
const below = ({ method, url }) => {
  const address = url.split(/[?#]/)[0];
  if (method !== 'GET' || !address.startsWith(registration.scope)) return null;
  return address.slice(registration.scope.length) || PAGE;
};

const hashed = async (body) => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-384', body));
  return `sha384-${btoa(String.fromCharCode(...hash))}`;
};

/** The page out of what is kept, with all headers; `null` where another page of this origin changed it. The page loads all other parts by their hashes. */
const ofKept = async (found, used) => {
  const response = await withHeaders(found, found.headers.get(SENT) ?? '[]');
  const isWhole = used !== VERSION || await hashed(await response.clone().arrayBuffer()) === PARTS[PAGE];
  return isWhole ? response : null;
};

const answer = async (wanted) => {
  const used = await marked('in use') ?? VERSION;
  const found = await (await kept(used)).match(wanted);
  const whole = found && wanted === PAGE ? await ofKept(found, used) : found;
  if (whole) return whole;
  // Somebody may have cleared or changed what was kept. What comes in its place has the same hash.
  if (used !== VERSION || !Object.hasOwn(PARTS, wanted)) return Response.error();
  try {
    const response = await fetchPart(wanted);
    await (await kept(VERSION)).put(wanted, response.clone());
    return response;
  } catch {
    return Response.error();
  }
};

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('fetch', (event) => {
  const wanted = below(event.request);
  // Going to another page of this host, or to its sign-on, is a user's step and not the page's: guard.js stops those.
  if (event.request.mode === 'navigate' && !(wanted && Object.hasOwn(PARTS, wanted))) return;
  event.respondWith(wanted ? answer(wanted) : Response.error());
});
addEventListener('message', (event) => {
  if (event.data !== 'take over') return;
  event.waitUntil(take().then(() => skipWaiting()).then(() => event.ports[0]?.postMessage('taken')));
});
