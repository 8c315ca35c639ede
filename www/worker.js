// The service worker of the site: answers every request of the page from what it kept when it was installed, and refuses
// everything else. It asks the host for the parts below and for nothing besides, once, and takes only what has their
// hashes: parts of two versions never stand beside each other.
//
// A newer version is installed beside the one in use, and waits until the page is told by a click to take it.
'use strict';
const VERSION = /* filled in by cargo xtask */ '';
const PARTS = /* filled in by cargo xtask: address below the site's folder -> integrity */ {};
// Other pages of this origin have caches as well, another Afterglow in another folder among them.
const OURS = `afterglow ${registration.scope} `;
const KEPT = OURS + VERSION;

/** Asks the host for a part, which a name with a hash tells to be the same for ever. */
const fetchPart = async (address) => {
  const cache = /[0-9a-f]{15}/.test(address) ? 'force-cache' : 'no-cache';
  const response = await fetch(new Request(address, { integrity: PARTS[address], cache, redirect: 'error' }));
  if (!response.ok) throw new Error(`${address} was answered with status ${response.status}`);
  return response;
};

const keep = async () => {
  const cache = await caches.open(KEPT);
  const parts = Object.keys(PARTS).map(async (address) => cache.put(address, await fetchPart(address)));
  try {
    await Promise.all(parts);
  } catch (error) {
    await caches.delete(KEPT);
    throw error;
  }
};

const forgetOthers = async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
};

/** The address of a part below the site's folder, if the request asks for one. */
const part = (request) => {
  const address = request.url.split(/[?#]/)[0];
  if (request.method !== 'GET' || !address.startsWith(registration.scope)) return null;
  const below = address.slice(registration.scope.length) || 'index.html';
  return Object.hasOwn(PARTS, below) ? below : null;
};

const answer = async (request) => {
  const wanted = part(request);
  if (!wanted) return Response.error();
  const kept = await caches.open(KEPT).then((cache) => cache.match(wanted));
  // Somebody may have cleared what was kept, and nothing else. What comes in its place has the same hash.
  return kept ?? fetchPart(wanted).catch(() => Response.error());
};

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
addEventListener('fetch', (event) => event.respondWith(answer(event.request)));
addEventListener('message', ({ data }) => { if (data === 'take over') skipWaiting(); });
