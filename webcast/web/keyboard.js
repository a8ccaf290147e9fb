/* What a keyboard does on our pages beyond what browsers and Streamlit do. Loaded once a tab; the page in view is asked
   at each key, so that nothing has to be told when Streamlit draws anew. No key is taken while somebody types. */
"use strict";

(() => {
  if (window.webcastKeyboard) return;
  window.webcastKeyboard = true;

  const SEARCHES = [
    '.st-key-wi-find input', // events
    '.st-key-wi-filters [data-testid="stTextInputRootElement"] input', // people
    'input[type="search"]',
  ];
  const TICKS = '.st-key-wi-list input[type="checkbox"]';
  const GRID = '[data-testid="stDataFrame"]';

  const shown = element => element.getClientRects().length > 0;
  const first = selector => [...document.querySelectorAll(selector)].find(shown);

  function typing(element) {
    if (!(element instanceof HTMLElement)) return false;
    if (element.isContentEditable || ['TEXTAREA', 'SELECT'].includes(element.tagName)) return true;
    if (['textbox', 'searchbox', 'combobox', 'spinbutton'].includes(element.getAttribute('role') ?? '')) return true;
    return element.tagName === 'INPUT' && !['checkbox', 'radio', 'button', 'submit'].includes(element.type);
  }

  function search() {
    const field = SEARCHES.map(first).find(Boolean);
    field?.focus();
    field?.select?.();
    return Boolean(field);
  }

  function help() {
    const dialog = document.getElementById('wi-shortcuts');
    if (!dialog || dialog.open) return Boolean(dialog);
    dialog.showModal();
    return true;
  }

  /* Enter ticks a box as Space does. */
  function tick(target) {
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox') return false;
    target.click();
    return true;
  }

  /* Up and down walk through the boxes of a list, home and end go to the first and the last. */
  function walk(target, key) {
    if (!(target instanceof HTMLElement) || !target.matches(TICKS)) return false;
    const boxes = [...document.querySelectorAll(TICKS)];
    const at = boxes.indexOf(target);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: boxes.length - 1}[key];
    boxes[to]?.focus();
    return true;
  }

  /* Streamlit's table opens a row by Shift and Space alone. */
  function open(event) {
    const grid = event.target instanceof Element && event.target.closest(GRID);
    if (!grid || event.shiftKey || event.target.tagName !== 'CANVAS') return false;
    event.target.dispatchEvent(new KeyboardEvent('keydown', {
      key: ' ', code: 'Space', keyCode: 32, shiftKey: true, bubbles: true, cancelable: true,
    }));
    return true;
  }

  /* In the panel of a person left and right lead to the one before and the next. */
  function beside(key) {
    const name = key === 'ArrowLeft' ? 'before' : 'after';
    const button = first(`[role="dialog"] .st-key-wi-person-${name} button`);
    if (!button || button.disabled) return false;
    button.click();
    return true;
  }

  function taken(event) {
    const {key, target} = event;
    if (key === '/') return !document.querySelector('[role="dialog"], dialog[open]') && search();
    if (key === '?') return help();
    if (key === 'Enter') return tick(target) || open(event);
    if (key === ' ') return open(event);
    if (['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(key)) return walk(target, key);
    if (['ArrowLeft', 'ArrowRight'].includes(key)) return !document.activeElement?.closest(GRID) && beside(key);
    return false;
  }

  window.addEventListener('keydown', event => {
    if (!event.isTrusted || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target)) return;
    if (taken(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
})();
