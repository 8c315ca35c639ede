// The ways out of this page that its policy cannot forbid, shut, and all that goes through the others, counted.
// Runs before every other script. docs/security.md lists each way out with what stands in it.
//
//   globalThis.afterglowGuard.seen()        -> what was asked for and what was refused since the page had loaded
//   globalThis.afterglowGuard.loaded()      -> boot.js: loading ends here
//   globalThis.afterglowGuard.watch(worker) -> boot.js: counts what a worker asks for, too
//   globalThis.afterglowGuard.inWorker      -> the part of that which runs in the worker, as text
// The window hears an event `afterglow-seen` after each change.
'use strict';
(() => {
  // No directive of any browser's policy covers these.
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) delete globalThis[name];
  globalThis.open = () => null;
  // A script can lead the page to an address, and data with it. Let through: the part behind `#`, loading anew, the way
  // back, and files that are saved from memory.
  globalThis.navigation?.addEventListener('navigate', (event) => {
    const saved = event.downloadRequest !== null && event.destination.url.startsWith('blob:');
    const stays = event.hashChange || event.navigationType === 'reload' || event.navigationType === 'traverse';
    if (stays || saved || !event.cancelable) return;
    event.preventDefault();
    note('refused', `navigation ${bare(event.destination.url)}`, 'page');
  });

  // So many of each are kept; the rest are only counted.
  const MOST = 100;
  const seen = { asked: [], askedCount: 0, refused: [], refusedCount: 0, workers: 0 };
  let since = Infinity;
  // What stands behind a `?` could be anything.
  const bare = (address) => String(address).split(/[?#]/)[0].slice(0, 300);
  const inMemory = (address) => /^(blob|data):/.test(address);
  const note = (kind, what, where) => {
    seen[`${kind}Count`] += 1;
    if (seen[kind].length < MOST) seen[kind].push({ what, where });
    dispatchEvent(new Event('afterglow-seen'));
  };

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.startTime >= since && !inMemory(entry.name)) note('asked', bare(entry.name), 'page');
    }
  }).observe({ type: 'resource' });
  addEventListener('securitypolicyviolation', (event) => {
    note('refused', `${event.effectiveDirective} ${bare(event.blockedURI)}`, 'page');
  });

  const inWorker = `
new PerformanceObserver((list) => postMessage({ asked: list.getEntries().map((entry) => entry.name) }))
  .observe({ type: 'resource', buffered: true });
addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  postMessage({ refused: [effectiveDirective, blockedURI] }));`;
  const watch = (worker) => {
    seen.workers += 1;
    dispatchEvent(new Event('afterglow-seen'));
    worker.addEventListener('message', (event) => {
      const { asked, refused } = event.data ?? {};
      if (!asked && !refused) return;
      // Nobody else listens for these.
      event.stopImmediatePropagation();
      for (const address of asked ?? []) if (!inMemory(address)) note('asked', bare(address), 'worker');
      if (refused) note('refused', `${refused[0]} ${bare(refused[1])}`, 'worker');
    });
  };

  const loaded = () => { since = performance.now(); };
  globalThis.afterglowGuard = Object.freeze({ seen: () => seen, loaded, watch, inWorker });
})();
