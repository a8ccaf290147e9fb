/* Charts are drawn on the server, in the colours of the theme that the page had then. When the theme changes while a page
   is open, by the menu or by the system, the page is asked for anew, once (ui/frame/theme_change.py). Somebody who reads
   in a drawer keeps it: a run of the page would close it, so it waits until the drawer is closed. */
"use strict";

(() => {
  if (window.webcastTheme) return;
  window.webcastTheme = true;

  const app = document.querySelector('.stApp');
  const DRAWER = '[role="dialog"]';

  function look() {
    const button = document.querySelector('[class*="st-key-wi-drawn-"] button');
    const drawn = button?.closest('[class*="st-key-wi-drawn-"]').className.match(/st-key-wi-drawn-(\w+)/)[1];
    if (!drawn || drawn === getComputedStyle(app).colorScheme) return;
    if (!document.querySelector(DRAWER)) { button.click(); return; }
    const closed = new MutationObserver(() => {
      if (document.querySelector(DRAWER)) return;
      closed.disconnect();
      look();
    });
    closed.observe(document.body, {childList: true, subtree: true});
  }

  new MutationObserver(look).observe(app, {attributes: true, attributeFilter: ['class']});
})();
