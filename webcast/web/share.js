/* What the Share menu does (ui/kit/share.py): copies the link to what is seen, or a picture of the page's main chart.
   The clipboard is asked for by a press alone. Where the browser keeps it to itself, the link is selected, ready to be
   copied, and the picture comes as a file. Nothing is sent anywhere. */
"use strict";

(() => {
  if (window.webcastShare) return;
  window.webcastShare = true;

  const MAIN = '[data-testid="stMain"]';
  const CHART = `${MAIN} [data-testid="stPlotlyChart"]`;

  /* The address as it is now: options of a part of the page change it without drawing this menu anew. What others put
     into it stays out. */
  function refresh(menu) {
    const field = menu.querySelector('input');
    const known = new Set(menu.dataset.names.split(' '));
    const kept = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => known.has(name)));
    field.value = location.origin + location.pathname + (kept.size ? `?${kept}` : '');
    return field;
  }

  function say(menu, what) {
    menu.querySelector('[role="status"]').textContent = menu.dataset[what];
  }

  async function link(menu) {
    const field = refresh(menu);
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      say(menu, 'copied');
    } catch { // no permission, or no clipboard: the page did not come over TLS
      say(menu, document.execCommand('copy') ? 'copied' : 'selected');
    }
  }

  // The picture: what the chart says in its heading, of whom, and the chart, as the menu of its block draws it.

  async function drawn() {
    const chart = document.querySelector(CHART);
    const before = one => one.compareDocumentPosition(chart) & Node.DOCUMENT_POSITION_FOLLOWING;
    const heading = [...document.querySelectorAll(`${MAIN} h2`)].filter(before).at(-1);
    return window.webcastBlocks.picture([chart], heading, 'png');
  }

  async function picture(menu) {
    const making = drawn();
    try {
      // The clipboard is given the promise: a press counts for a moment only, and drawing may take longer.
      await navigator.clipboard.write([new ClipboardItem({'image/png': making})]);
      say(menu, 'drawn');
    } catch {
      try {
        window.webcastBlocks.hand(await making, menu.dataset.file);
        say(menu, 'saved');
      } catch {
        say(menu, 'failed');
      }
    }
  }

  // A page without a chart has no picture to copy. Menus are drawn when they are opened.
  const offers = document.getElementsByClassName('wi-share-picture');
  new MutationObserver(() => {
    for (const offer of offers) offer.hidden = document.querySelector(CHART) === null;
  }).observe(document.body, {subtree: true, childList: true});

  const menuOf = event => (event.target instanceof Element ? event.target.closest('.wi-share') : null);

  document.addEventListener('click', event => {
    const menu = menuOf(event);
    const wish = menu && event.target.closest('button')?.dataset.share;
    if (wish === 'link') link(menu);
    if (wish === 'picture') picture(menu);
  });
  document.addEventListener('focusin', event => {
    const menu = menuOf(event);
    if (menu && event.target.tagName === 'INPUT') refresh(menu).select();
  });
})();
