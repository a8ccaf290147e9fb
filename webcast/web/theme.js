/* Charts are drawn on the server, in the colours of the theme that the page had then. When the theme changes while a page
   is open, by the menu or by the system, the page is asked for anew, once (ui/frame/theme_change.py). Somebody who reads
   in a drawer keeps it: a run of the page would close it, so it waits until the drawer is closed. */
"use strict";

(() => {
  if (window.webcastTheme) return;
  window.webcastTheme = true;

  const app = document.querySelector('.stApp');
  const drawn = () => document.querySelector('[class*="st-key-wi-drawn-"] button');
  const drawer = () => document.querySelector('[role="dialog"]');

  // Looks again when the page is there, if it was still on its way, and when a drawer is closed.
  const changes = new MutationObserver(() => { if (drawn() && !drawer()) look(); });

  function look() {
    changes.disconnect();
    const button = drawn();
    if (!button || drawer()) { changes.observe(document.body, {childList: true, subtree: true}); return; }
    const [, theme] = button.closest('[class*="st-key-wi-drawn-"]').className.match(/st-key-wi-drawn-(\w+)/);
    if (theme !== getComputedStyle(app).colorScheme) button.click();
  }

  new MutationObserver(look).observe(app, {attributes: true, attributeFilter: ['class']});
})();
