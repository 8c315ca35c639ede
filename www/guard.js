// The ways out of this page that its policy cannot forbid, shut, and all that goes through the others, counted.
// Runs before every other script. docs/security.md lists each way out with what stands in it.
//
//   globalThis.afterglowGuard.seen()        -> what was asked for since the page had loaded, and what was refused
//   globalThis.afterglowGuard.policy()      -> the policy that the page was loaded with
//   globalThis.afterglowGuard.loaded(since) -> boot.js: loading ended at this time
//   globalThis.afterglowGuard.watch(worker) -> boot.js: counts what a worker asks for, too
//   globalThis.afterglowGuard.inWorker      -> the part of that which runs in the worker, as text
// The window hears an event `afterglow-seen` after each change.
'use strict';
(() => {
  // So many of each are kept; the rest are only counted.
  const MOST = 100;
  const seen = { asked: [], askedCount: 0, refused: [], refusedCount: 0, workers: 0 };
  let since = Infinity;
  // What stands behind a `?` could be anything.
  const bare = (address) => String(address).split(/[?#]/)[0].slice(0, 300);
  const inMemory = (address) => /^(blob|data):/.test(address);
  const changed = () => dispatchEvent(new Event('afterglow-seen'));
  const note = (kind, what, where) => {
    seen[`${kind}Count`] += 1;
    if (seen[kind].length < MOST) seen[kind].push({ what, where });
    changed();
  };
  const refuse = (what) => note('refused', what, 'page');

  // The policy stands in the page and in its host's headers: one attempt is told of twice, and some browsers list what
  // was refused among what was asked for.
  const just = new Set();
  const violated = (where, directive, address) => {
    const key = `${where} ${directive} ${address}`;
    if (just.has(key)) return;
    just.add(key);
    setTimeout(() => just.delete(key), 1000);
    note('refused', `${directive} ${bare(address)}`, where);
  };
  const asked = (where, address) => setTimeout(() => {
    const isRefused = seen.refused.some(({ what }) => what.endsWith(` ${bare(address)}`));
    if (!inMemory(address) && !isRefused) note('asked', bare(address), where);
  }, 200);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.startTime >= since) asked('page', entry.name);
  }).observe({ type: 'resource' });
  addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective, blockedURI }) => {
    if (disposition === 'enforce') violated('page', effectiveDirective, blockedURI);
  });

  // No directive of any browser's policy covers the first of these; the others could reach the page's own host past the
  // service worker, or are of no use here. A frame would have all of it anew.
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'mozRTCPeerConnection', 'cookieStore', 'WebSocket',
    'WebSocketStream', 'WebTransport', 'EventSource', 'SharedWorker', 'XMLHttpRequest', 'fetchLater', 'XSLTProcessor']) {
    delete globalThis[name];
  }
  delete Navigator.prototype.sendBeacon;
  Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => refuse('cookie') });
  globalThis.open = () => { refuse('window'); return null; };
  for (const [name, at] of [['createElement', 0], ['createElementNS', 1]]) {
    const create = Document.prototype[name];
    Document.prototype[name] = function made(...how) {
      if (!/(^|:)(iframe|frame|object|embed|fencedframe|portal)$/i.test(how[at])) return create.apply(this, how);
      refuse(`frame ${String(how[at]).slice(0, 20)}`);
      throw new DOMException('This page has no frames.', 'NotSupportedError');
    };
  }

  // A script can lead the page, or a new window, to an address, and data with it. Let through: the part behind `#`, loading
  // anew, the way back, and files that are saved from memory.
  const here = () => location.href.split('#')[0];
  // As the browser made them: what is changed later has no part in this.
  const got = (kind, name) => {
    const { get } = Object.getOwnPropertyDescriptor(globalThis[kind]?.prototype ?? {}, name) ?? {};
    return (object) => Reflect.apply(get, object, []);
  };
  const [destination, type, download] = ['destination', 'navigationType', 'downloadRequest'].map((name) => got('NavigateEvent', name));
  const [url, sameDocument] = ['url', 'sameDocument'].map((name) => got('NavigationDestination', name));
  const { apply } = Reflect;
  const { preventDefault } = Event.prototype;
  globalThis.navigation?.addEventListener('navigate', (event) => {
    const [to, how] = [destination(event), type(event)];
    const saved = download(event) !== null && url(to).startsWith('blob:');
    const stays = sameDocument(to) && url(to).split('#')[0] === here();
    if (stays || saved || how === 'reload' || how === 'traverse') return;
    apply(preventDefault, event, []);
    refuse(`navigation ${bare(url(to))}`);
  });
  /** Whether a click on this leads out; new windows are told of by no event. */
  const leadsOut = (target) => {
    const link = target instanceof Element ? target.closest('a, area') : null;
    const address = link && (link.href?.baseVal ?? link.href);
    if (!address || address.startsWith('#') || address.split('#')[0] === here()) return false;
    if (address.startsWith('blob:') && link.hasAttribute('download')) return false;
    refuse(`link ${bare(address)}`);
    return true;
  };
  const { click } = HTMLElement.prototype;
  HTMLElement.prototype.click = function clicked() { if (!leadsOut(this)) click.call(this); };
  const { dispatchEvent: dispatch } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function dispatched(event) {
    return event.type === 'click' && leadsOut(this) ? false : dispatch.call(this, event);
  };
  for (const kind of ['click', 'auxclick']) {
    addEventListener(kind, (event) => { if (event.isTrusted && leadsOut(event.target)) event.preventDefault(); }, true);
  }

  // The engine gets its files handed, and asks for nothing: it keeps no function that could.
  const inWorker = `
for (const name of ['fetch', 'importScripts', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource', 'fetchLater']) {
  for (let holder = globalThis; holder; holder = Object.getPrototypeOf(holder)) delete holder[name];
}
new PerformanceObserver((list) => postMessage({ asked: list.getEntries().map((entry) => entry.name) }))
  .observe({ type: 'resource', buffered: true });
addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective, blockedURI }) =>
  disposition === 'enforce' && postMessage({ refused: [effectiveDirective, blockedURI] }));`;
  const watch = (worker) => {
    seen.workers += 1;
    changed();
    worker.addEventListener('message', (event) => {
      const of = event.data ?? {};
      if (!of.asked && !of.refused) return;
      // Nobody else listens for these.
      event.stopImmediatePropagation();
      for (const address of of.asked ?? []) asked('worker', address);
      if (of.refused) violated('worker', ...of.refused);
    });
  };

  const loaded = (at) => { since = at; };
  // What the browser took from here at the start holds, whatever stands here later.
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]').content;
  globalThis.afterglowGuard = Object.freeze({ seen: () => seen, policy: () => policy, loaded, watch, inWorker });
})();
