// Keeps the site for later, without a server: installs www/worker.js once the page has started, and tells of newer versions.
//
//   globalThis.afterglowKeep.state()    -> 'starting' | 'kept' | 'past' (kept, but loaded past it) | 'no: why'
//   globalThis.afterglowKeep.newer()    -> whether a newer version waits for its click
//   globalThis.afterglowKeep.takeOver() -> lets it take over, and loads the page anew
// The window hears an event `afterglow-kept` after each change.
'use strict';
(() => {
  let state = 'starting';
  let registered = null;
  // The version that this page is of, and whether another one is there.
  let own;
  let newer = false;
  const told = (now = state) => { state = now; dispatchEvent(new Event('afterglow-kept')); };

  /** What the service worker marked: the version `in use`, and the `newest` that is kept. */
  const marked = async (name) => {
    const marks = await caches.open(`afterglow ${registered.scope} marks`);
    return (await marks.match(name))?.text();
  };
  const look = async () => {
    own ??= await marked('in use');
    newer = Boolean(own) && await marked('newest') !== own;
    told(registered.active?.state === 'activated' ? (navigator.serviceWorker.controller ? 'kept' : 'past') : state);
  };
  const follow = (worker) => worker?.addEventListener('statechange', () => {
    if (worker.state === 'redundant' && state === 'starting') told('no: not all files of this version could be taken from the host, or the browser has no room for them');
    else if (worker.state !== 'redundant') look();
  });
  const start = async (worker) => {
    if (!worker) return told('no: this is one file, and can be kept as such');
    if (!isSecureContext) return told('no: browsers keep pages for later only over https');
    if (!navigator.serviceWorker || !globalThis.caches) return told('no: this browser window keeps nothing (a private window, or a setting)');
    try {
      registered = await navigator.serviceWorker.register(worker);
      for (const one of [registered.installing, registered.waiting, registered.active]) follow(one);
      registered.addEventListener('updatefound', () => follow(registered.installing));
      navigator.serviceWorker.addEventListener('controllerchange', look);
      // Another tab may be the one that hears of the installing.
      navigator.serviceWorker.ready.then(look);
      if (registered.active) await look();
    } catch (error) {
      told(`no: ${error?.message ?? error}`);
    }
    return state;
  };

  const takeOver = async () => {
    const [reload, { port1, port2 }] = [() => location.reload(), new MessageChannel()];
    port1.onmessage = reload;
    // Where another tab has taken it already, there is nothing to take.
    if (await marked('in use') === await marked('newest')) reload();
    else (registered.waiting ?? registered.active).postMessage('take over', [port2]);
  };
  globalThis.afterglowKeep = Object.freeze({ start, takeOver, state: () => state, newer: () => newer });
})();
