// Starts Afterglow: compiles the one WebAssembly module once, runs it here as the page, and lends the page a way to run
// it again in a worker as the engine. docs/decisions/0001-blob-worker.md says why it is done this way.
//
// The handshake that Rust relies on:
//   globalThis.afterglow.spawn()       -> Worker, at once. Rust's main() in the worker posts {ready: true} when it listens;
//                                         what is posted to it earlier is lost. If it cannot start: {failed: "why"}.
//   globalThis.afterglow.sample(name)  -> Promise<Uint8Array> of a bundled sample log, from the folder or from this file.
//   globalThis.afterglow.headers       -> Promise of {headers: [name, value] pairs that the host sends with the page, kept: whether that was
//                                         when it was kept for later}; null where there is none.
'use strict';
(async () => {
  const here = document.currentScript;
  const part = (id) => document.getElementById(id);
  const say = (text) => {
    part('boot-late')?.remove();
    Object.assign(part('boot'), { textContent: text, role: 'alert' });
  };

  const get = async (url, integrity = '') => {
    const response = await fetch(url, integrity ? { integrity } : {});
    if (!response.ok) throw new Error(`${url} was answered with status ${response.status}`);
    return response;
  };
  const decode = (base64) => {
    const raw = atob(base64);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
    return bytes;
  };

  // In the site each part is an element with an address; in the single file the element holds the part itself.
  const glueText = async (glue) => (glue.src ? (await get(glue.src, glue.integrity)).text() : glue.textContent);
  const compile = async (wasm) => {
    if (!wasm.href) return WebAssembly.compile(decode(wasm.textContent));
    const response = await get(wasm.href, wasm.integrity);
    // A host that does not know .wasm sends another type, which compileStreaming refuses.
    const known = response.headers.get('content-type') === 'application/wasm';
    return known ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
  };
  const sample = async (name) => {
    const inlined = part(`sample:${name}`);
    if (inlined) return decode(inlined.textContent);
    return new Uint8Array(await (await get(`samples/${encodeURIComponent(name)}`)).arrayBuffer());
  };

  // A function that gives a vector back: valid only where WebAssembly has SIMD.
  const simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
  if (globalThis.top !== globalThis.self) {
    say('Afterglow does not run inside of another page: open it in a tab of its own.');
    return;
  }
  const missing = typeof WebAssembly !== 'object' ? 'WebAssembly'
    : !WebAssembly.validate(new Uint8Array(simd)) ? 'WebAssembly SIMD'
      : typeof Worker !== 'function' ? 'web workers' : '';
  if (missing) {
    say(`This browser has no ${missing}, which Afterglow needs; please use Chrome or Edge 123, Firefox 128, Safari 17.5 or newer.`);
    return;
  }

  const inOneFile = !part('afterglow-glue').src;
  // What the host sends with this page, out of what the browser has of it: the page shows where it falls short.
  const sent = async () => {
    if (inOneFile) return null;
    const response = await fetch(location.href.split('#')[0], { cache: 'force-cache' });
    response.body?.cancel();
    // What is kept for later carries all headers, and tells what the host sent when it was kept.
    const kept = response.headers.get('X-Afterglow-Sent');
    return { kept: kept !== null, headers: kept === null ? [...response.headers] : JSON.parse(kept) };
  };

  try {
    const lacking = [...document.querySelectorAll('link[rel=stylesheet]')].some((link) => !link.sheet) ? 'the style sheet'
      : ['afterglowGuard', 'afterglowKeep', 'uPlot'].find((name) => !globalThis[name]);
    if (lacking) throw new Error(`a part of it is missing or not of this version (${lacking})`);
    const headers = sent().catch(() => null);
    const [glue, module] = await Promise.all([glueText(part('afterglow-glue')), compile(part('afterglow-wasm'))]);
    const listen = `
addEventListener('message', ({ data }) => wasm_bindgen({ module_or_path: data })
  .catch((error) => postMessage({ failed: String(error) })), { once: true });`;
    // A worker made from a blob is bound by this page's policy; one loaded from an address is not.
    const { inWorker, watch, loaded, matches } = globalThis.afterglowGuard;
    const engine = URL.createObjectURL(new Blob([inWorker, glue, listen], { type: 'text/javascript' }));
    const keeper = inOneFile ? null : new URL('worker.js', location.href.split(/[?#]/)[0]).href;

    // Where the policy asks for Trusted Types: the only scripts that may be named are the engine's and the one that keeps
    // the page, and the only markup that may be parsed is markup that cannot act (Leptos clones the fixed parts of its views from such strings).
    const acts = /<\s*!\s*(doctype|entity|\[)|<\s*([^\s<>/]+:)?(script|iframe|frame|object|embed|link|meta|base|form|style)\b|[\s"'/]on\w+\s*=|javascript:|\bsrcdoc\b|shadowroot/i;
    globalThis.trustedTypes?.createPolicy('default', {
      createHTML: (markup) => (matches(markup, acts) ? null : markup),
      createScriptURL: (url) => (url === engine || (keeper && url === keeper) ? url : null),
    });

    const spawn = () => {
      const worker = new Worker(engine, { name: 'afterglow-engine' });
      watch(worker);
      worker.postMessage(module);
      return worker;
    };
    globalThis.afterglow = Object.freeze({ spawn, sample, headers });
    await wasm_bindgen({ module_or_path: module });
    part('boot').remove();
    part('boot-late').remove();
    const since = performance.now();
    await headers;
    loaded(since);
    here.dataset.started = 'true';
    globalThis.afterglowKeep.start(keeper);
  } catch (error) {
    say(`Afterglow could not start: ${error?.message ?? error}. Reload the page; if it stays, the files of the site are not whole.`);
  }
})();
