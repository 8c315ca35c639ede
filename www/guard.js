// The ways out of this page that its policy cannot forbid, shut, and all that goes through the others, counted.
// Runs before every other script. docs/security.md lists each way out with what stands in it.
//
//   globalThis.afterglowGuard.seen()        -> what was asked for since the page had loaded, and what was refused
//   globalThis.afterglowGuard.policy()      -> the policy that the page was loaded with
//   globalThis.afterglowGuard.loaded(since) -> boot.js: loading ended at this time
//   globalThis.afterglowGuard.watch(worker) -> boot.js: counts what a worker asks for, too
//   globalThis.afterglowGuard.matches(text, pattern) -> boot.js: what no script can turn
//   globalThis.afterglowGuard.inWorker      -> the part of that which runs in the worker, as text
// The window hears an event `afterglow-seen` after each change.
'use strict';
(() => {
  // So many of each are kept; the rest are only counted.
  const MOST = 100;
  const seen = { asked: [], askedCount: 0, refused: [], refusedCount: 0, workers: 0 };
  let since = Infinity;
  // What stands behind a `?` could be anything.
  const bare = (address) => `${address}`.slice(0, 300).replace(/[?#].*/s, '');
  const inMemory = (address) => /^(blob|data):/.test(address);
  const changed = () => dispatchEvent(new Event('afterglow-seen'));
  const note = (kind, what, where) => {
    seen[`${kind}Count`] += 1;
    if (seen[kind].length < MOST) seen[kind].push({ what, where });
    changed();
  };
  // What is shown of it must not get in the way of what is stopped.
  const refuse = (what) => { try { note('refused', what, 'page'); } catch { /* a script broke what shows it */ } };

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

  // What the browser made, as it is now: what a script changes later has no part in what follows. Nor do loops and lists
  // in what runs later: those ask the prototype of arrays.
  const { apply, getPrototypeOf } = Reflect;
  const got = (kind, name) => {
    const { get } = Object.getOwnPropertyDescriptor(globalThis[kind]?.prototype ?? {}, name) ?? {};
    return (object) => apply(get, object, []);
  };
  const does = (kind, name) => {
    const act = globalThis[kind].prototype[name];
    return (object, ...how) => apply(act, object, how);
  };
  // What is looked for in a text is found, whatever a script would rather have found.
  Object.freeze(String.prototype);
  const exec = does('RegExp', 'exec');
  const matches = (text, pattern) => exec(pattern, text) !== null;

  // No directive of any browser's policy covers some of these: WebRTC, windows in a picture, other pages of this browser.
  // The others could reach the page's own host past the service worker, or are of no use here.
  const NOT_HERE = ['RTCPeerConnection', 'webkitRTCPeerConnection', 'mozRTCPeerConnection', 'WebSocket', 'WebSocketStream',
    'WebTransport', 'EventSource', 'SharedWorker', 'XMLHttpRequest', 'fetchLater', 'cookieStore', 'XSLTProcessor', 'DOMParser',
    'BroadcastChannel', 'documentPictureInPicture', 'PresentationRequest', 'PaymentRequest', 'PushManager', 'Notification',
    'MediaMetadata', 'SpeechRecognition', 'webkitSpeechRecognition', 'SpeechSynthesisUtterance'];
  for (const name of NOT_HERE) delete globalThis[name];
  for (const name of ['sendBeacon', 'share', 'credentials', 'registerProtocolHandler', 'bluetooth', 'hid', 'serial', 'usb', 'xr']) {
    delete Navigator.prototype[name];
  }
  Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => refuse('cookie') });
  const never = (holder, name, what) => {
    if (!holder || !(name in holder)) return;
    const value = () => { refuse(what); throw new DOMException(`This page has no ${what}.`, 'NotSupportedError'); };
    Object.defineProperty(holder, name, { value });
  };
  Object.defineProperty(globalThis, 'open', { value: () => { refuse('window'); return null; } });
  for (const name of ['open', 'write', 'writeln']) never(Document.prototype, name, 'other document');
  never(Range.prototype, 'createContextualFragment', 'parser');
  for (const name of ['parseHTML', 'parseHTMLUnsafe']) never(Document, name, 'parser');
  never(Element.prototype, 'setHTMLUnsafe', 'parser');
  never(DOMImplementation.prototype, 'createDocument', 'other document');
  // A frame would have anew all that is taken away here, and a click inside a shadow tree would not tell its link.
  never(CustomElementRegistry.prototype, 'define', 'custom elements');
  never(Element.prototype, 'attachShadow', 'shadow trees');
  for (const [name, at] of [['createElement', 0], ['createElementNS', 1]]) {
    const create = Document.prototype[name];
    Document.prototype[name] = function made(...how) {
      // Whoever says its name may say another one the next time.
      how[at] = `${how[at]}`;
      if (!matches(how[at], /(^|:)(iframe|frame|object|embed|fencedframe|portal)$/i)) return apply(create, this, how);
      refuse(`frame ${how[at].slice(0, 20)}`);
      throw new DOMException('This page has no frames.', 'NotSupportedError');
    };
  }
  // The page that opened this one, and pages that hold its window, could be told something.
  globalThis.opener = null;
  addEventListener('message', does('Event', 'stopImmediatePropagation'), true);

  // A script can lead the page, or a new window, to an address, and data with it. Let through: the part behind `#`, loading
  // anew, the way back, and files that are saved from memory.
  const untilHash = (address) => { const at = address.indexOf('#'); return at < 0 ? address : address.slice(0, at); };
  const here = () => untilHash(location.href);
  const destination = got('NavigateEvent', 'destination');
  const type = got('NavigateEvent', 'navigationType');
  const download = got('NavigateEvent', 'downloadRequest');
  const url = got('NavigationDestination', 'url');
  const sameDocument = got('NavigationDestination', 'sameDocument');
  const prevent = does('Event', 'preventDefault');
  // First of all that hear of it: whoever comes later cannot keep it from being heard here.
  globalThis.navigation?.addEventListener('navigate', (event) => {
    const to = destination(event);
    const how = type(event);
    const saved = download(event) !== null && url(to).startsWith('blob:');
    const stays = sameDocument(to) && untilHash(url(to)) === here();
    if (stays || saved || how === 'reload' || how === 'traverse') return;
    prevent(event);
    refuse(`navigation ${bare(url(to))}`);
  }, true);
  const closest = does('Element', 'closest');
  const attribute = does('Element', 'getAttribute');
  const hrefOfLink = got('HTMLAnchorElement', 'href');
  const hrefOfArea = got('HTMLAreaElement', 'href');
  const kindOf = got('Event', 'type');
  const targetOf = got('Event', 'target');
  const { prototype: elements } = Element;
  const isElement = (target) => {
    for (let kind = target; kind; kind = getPrototypeOf(kind)) if (kind === elements) return true;
    return false;
  };
  /** The address that a link leads to; one of a drawing, which the page has none of, leads anywhere. */
  const addressOf = (link) => {
    try { return hrefOfLink(link); } catch { /* a link of another kind */ }
    try { return hrefOfArea(link); } catch { return 'a drawing'; }
  };
  /** Where a click on this leads out to; new windows are told of by no event. */
  const leadsOut = (target) => {
    const link = isElement(target) ? closest(target, 'a, area') : null;
    const address = link && addressOf(link);
    if (!address || untilHash(address) === here()) return null;
    return address.startsWith('blob:') && attribute(link, 'download') !== null ? null : address;
  };
  const refused = (address) => { refuse(`link ${bare(address)}`); return false; };
  // A click on what is in no document is heard by no listener of the window.
  const click = does('HTMLElement', 'click');
  HTMLElement.prototype.click = function clicked() {
    const out = leadsOut(this);
    if (out) refused(out); else click(this);
  };
  const dispatch = does('EventTarget', 'dispatchEvent');
  EventTarget.prototype.dispatchEvent = function dispatched(event) {
    const out = matches(kindOf(event), /click$/) ? leadsOut(this) : null;
    return out ? refused(out) : dispatch(this, event);
  };
  for (const kind of ['click', 'auxclick']) {
    addEventListener(kind, (event) => {
      const out = event.isTrusted ? leadsOut(targetOf(event)) : null;
      if (!out) return;
      prevent(event);
      refused(out);
    }, true);
  }

  // The engine gets its files handed, and asks for nothing: it keeps no function that could.
  const inWorker = `
for (const name of ['fetch', 'importScripts', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'WebTransport', 'EventSource',
  'fetchLater', 'BroadcastChannel']) {
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
  globalThis.afterglowGuard = Object.freeze({ seen: () => seen, policy: () => policy, loaded, watch, inWorker, matches });
})();
