/* A sign at once that what somebody asked for is under way: <html data-wi-busy> from the moment something is sent for
   them until the run that answers is over. The style sheet draws a line at the top of the page for it, and dims what is
   about to be drawn anew. What a page asks for by itself (progress of a fetch, an event on air) shows no sign. */
"use strict";

(() => {
  if (window.webcastWaiting) return;
  window.webcastWaiting = true;

  const RECENT = 1_000; // widgets hold an answer back for 200 ms, texts for 250
  const LONGEST = 30_000; // nothing was heard: the page says by itself that it lost its server
  const root = document.documentElement;
  let acted = 0; // when somebody last did something
  let given = 0; // when the sign is taken back, come what may

  const running = () => document.querySelector('.stApp')?.dataset.testScriptState === 'running';

  function busy(longest = LONGEST) {
    root.dataset.wiBusy = '';
    clearTimeout(given);
    given = setTimeout(over, longest);
  }

  function over() {
    clearTimeout(given);
    delete root.dataset.wiBusy;
  }

  for (const kind of ['pointerdown', 'pointerup', 'keydown', 'keyup', 'change', 'popstate']) {
    window.addEventListener(kind, () => { acted = performance.now(); }, true);
  }

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...message) {
    if (performance.now() - acted < RECENT) {
      busy();
      // An answer without a run: nothing is to come.
      this.addEventListener('message', () => setTimeout(() => { if (!running()) over(); }, 200), {once: true});
    }
    return send.apply(this, message);
  };

  // Streamlit says on its outermost element whether a run is under way.
  let before = running();
  if (before) busy();
  new MutationObserver(() => {
    const now = running();
    if (before && !now) over();
    before = now;
  }).observe(document.body, {subtree: true, attributes: true, attributeFilter: ['data-test-script-state']});

  // Forms of ours leave the page; a file is on its way when the browser shows it.
  document.addEventListener('submit', event => { if (event.target.method !== 'dialog') busy(); });
  document.addEventListener('click', event => {
    if (event.target instanceof Element && event.target.closest('a[download]')) busy(2_000);
  });
  window.addEventListener('pageshow', event => { if (event.persisted) over(); });
})();
