/* A sign at once that what somebody asked for is under way: <html data-wi-busy> from the press of what asks the server,
   else from the moment something is sent for them, until the run that answers is over. The style sheet draws a line at the top of the page for it, and dims what is
   about to be drawn anew. What a page asks for by itself (progress of a fetch, an event on air) shows no sign. */
"use strict";

(() => {
  if (window.webcastWaiting) return;
  window.webcastWaiting = true;

  const RECENT = 1_000; // widgets hold an answer back for 200 ms, texts for 250
  const PRESSED = 700; // a press that sends nothing: held down, or let go elsewhere
  const ASKS = ".stButton button, [role=radio], [role=option], .stCheckbox label, [data-testid=stPageLink] a";
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

  // On a slow machine the page works for some hundred milliseconds before it sends what was pressed; by then the sign
  // is on the screen, since a finger or a mouse is down for longer than a frame takes.
  window.addEventListener('pointerdown', event => {
    if (event.button || 'wiBusy' in root.dataset || !(event.target instanceof Element)) return;
    if (event.target.closest(ASKS)?.matches(':not([disabled], [disabled] *)')) busy(PRESSED);
  }, true);

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

  // The parts of a page's shape go as what they stand for comes. The style sheet could say so by `:has()`, and the
  // browser would then go through the styles of the whole page for each mark and letter that a chart draws.
  const shapes = document.getElementsByClassName('wi-shape');
  const COMES = {'wi-shape-figures': '.st-key-wi-figures', 'wi-shape-chart': '.stPlotlyChart', 'wi-shape-table': '.wi-grid'};
  new MutationObserver(() => {
    for (const shape of shapes) for (const part of shape.children) {
      part.hidden = document.querySelector(`.stMain ${COMES[part.className]}`) !== null;
    }
  }).observe(document.body, {subtree: true, childList: true});

  // Forms of ours leave the page; a file is on its way when the browser shows it.
  document.addEventListener('submit', event => { if (event.target.method !== 'dialog') busy(); });
  document.addEventListener('click', event => {
    if (event.target instanceof Element && event.target.closest('a[download]')) busy(2_000);
  });
  window.addEventListener('pageshow', event => { if (event.persisted) over(); });
})();
