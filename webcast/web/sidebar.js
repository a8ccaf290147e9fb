/* In a narrow window the menu lies over the page. Streamlit leaves it there when one of its links was followed, and
   remembers that it was open, so that it lies over every page that is loaded from then on. Here a link closes it, and
   only what somebody chose in a wide window is remembered: that it is to stay closed. */
"use strict";

(() => {
  if (window.webcastSidebar) return;
  window.webcastSidebar = true;

  const NARROW = '(max-width: 768px)'; // where Streamlit lays it over the page
  const KEY = 'stSidebarCollapsed-'; // Streamlit's

  const narrow = () => matchMedia(NARROW).matches;
  const remembered = () => localStorage.getItem(KEY) === 'true';
  let closed = remembered();

  function remember() {
    if (!narrow()) closed = remembered();
    if (closed) localStorage.setItem(KEY, 'true');
    else localStorage.removeItem(KEY);
  }

  function follow(event) {
    if (!narrow() || event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
    if (!event.target.closest('[data-testid="stSidebar"] [data-testid="stPageLink"] a')) return;
    document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  }

  window.addEventListener('click', follow);
  // Streamlit writes while it answers the press.
  for (const kind of ['mousedown', 'click']) window.addEventListener(kind, () => setTimeout(remember));
  remember();
})();
