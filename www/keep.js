// Keeps the site for later, without a server: installs www/worker.js once the page has started, and tells of newer versions.
//
//   globalThis.afterglowKeep.state()    -> 'starting' | 'kept' | 'no: why'
//   globalThis.afterglowKeep.newer()    -> whether a newer version waits for its click
//   globalThis.afterglowKeep.takeOver() -> lets it take over, and loads the page anew
// The window hears an event `afterglow-kept` after each change.
'use strict';
(() => {
  let state = 'starting';
  let registered = null;
  const told = (now = state) => { state = now; dispatchEvent(new Event('afterglow-kept')); };

  const follow = (worker) => {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'redundant' && state === 'starting') told('no: its files are not those of one version');
      else told(registered.active?.state === 'activated' ? 'kept' : state);
    });
  };
  const start = async (worker) => {
    if (location.protocol === 'file:') return told('no: it is one file, and can be kept as such');
    if (!isSecureContext) return told('no: browsers keep pages for later only over https');
    if (!navigator.serviceWorker) return told('no: this browser window keeps nothing (a private window, or a setting)');
    try {
      registered = await navigator.serviceWorker.register(worker);
    } catch (error) {
      return told(`no: ${error?.message ?? error}`);
    }
    follow(registered.installing);
    registered.addEventListener('updatefound', () => follow(registered.installing));
    return told(registered.active?.state === 'activated' ? 'kept' : state);
  };

  const takeOver = () => {
    // Of all that hear this, one has waited: then the page is loaded anew, with all parts of the newer version.
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    registered?.waiting?.postMessage('take over');
  };
  globalThis.afterglowKeep = Object.freeze({
    start, takeOver, state: () => state, newer: () => Boolean(registered?.waiting && registered.active),
  });
})();
