/* Asks the browser for a passkey where a form of ours wants one (web/passkeys/markup.py), and sends the form with what it
   answers. A press asks; where names are filled in, passkeys are offered among them without one. Nothing is kept. */
"use strict";

(() => {
  if (window.webcastPasskeys) return;
  window.webcastPasskeys = true;
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const FORM = 'form[data-passkey]';
  const FILLED_IN = 'input[autocomplete~="webauthn"]';
  const of = what => `${FORM}:has(input[name="for"][value="${what}"])`;
  const RENEWED_MS = 240_000; // a challenge works for five minutes

  const bytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), one => one.charCodeAt(0));
  const text = buffer =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const described = list => (list ?? []).map(one => ({...one, id: bytes(one.id)}));

  class Told extends Error {} // what the dashboard says to the person

  async function asked(form) {
    const answer = await fetch(form.dataset.passkey, {method: 'POST', body: new URLSearchParams(new FormData(form))});
    const said = await answer.json();
    if (!answer.ok) throw new Told(said.error);
    const options = {...said, challenge: bytes(said.challenge)};
    if (said.user) options.user = {...said.user, id: bytes(said.user.id)};
    for (const name of ['excludeCredentials', 'allowCredentials']) if (said[name]) options[name] = described(said[name]);
    return options;
  }

  function written(found) {
    const answer = found.response;
    const response = {clientDataJSON: text(answer.clientDataJSON)};
    if (answer.attestationObject) {
      response.attestationObject = text(answer.attestationObject);
      response.transports = answer.getTransports?.() ?? [];
    } else {
      response.authenticatorData = text(answer.authenticatorData);
      response.signature = text(answer.signature);
      if (answer.userHandle) response.userHandle = text(answer.userHandle);
    }
    return JSON.stringify({id: found.id, rawId: text(found.rawId), type: found.type, response});
  }

  // One question at a time: a press ends the one that waits in a list of names.
  let present = null;
  let pressing = false;

  async function ask(form, more = {}) {
    present?.abort();
    const mine = (present = new AbortController());
    const options = await asked(form);
    if (mine.signal.aborted) return;
    const wanted = {publicKey: options, signal: mine.signal, ...more};
    const found = await (options.user ? navigator.credentials.create(wanted) : navigator.credentials.get(wanted));
    if (mine.signal.aborted || !found) return;
    const there = form.isConnected ? form : document.querySelector(of(form.elements.for.value)); // drawn anew meanwhile
    there.elements.credential.value = written(found);
    there.submit();
  }

  function say(form, what) {
    const place = form.querySelector('.wi-said');
    place.textContent = what;
    place.hidden = !what;
  }

  function why(form, error) {
    if (error instanceof Told) return error.message;
    const known = {NotAllowedError: 'no', AbortError: 'no', InvalidStateError: 'known'}[error.name];
    return form.dataset[known ?? 'failed'];
  }

  async function pressed(form) {
    const button = form.querySelector('button');
    say(form, '');
    button.disabled = pressing = true;
    try {
      await ask(form);
    } catch (error) {
      say(form, why(form, error));
    }
    button.disabled = pressing = false;
    offer();
  }

  document.addEventListener('submit', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches(FORM)) return;
    event.preventDefault();
    pressed(form);
  });

  // Among the names that a browser offers to fill in, where a page has a field for them.

  let offered = null;

  async function offer() {
    clearTimeout(offered);
    if (pressing) return;
    const form = document.querySelector(of('enter'));
    if (!form || !document.querySelector(FILLED_IN)) return;
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    offered = setTimeout(offer, RENEWED_MS);
    try {
      await ask(form, {mediation: 'conditional'});
    } catch { // nobody asked for it: the button is there
    }
  }

  // Passkeys that were removed here are no use where they are kept.
  const left = document.querySelector('[data-passkeys]')?.dataset.passkeys;
  if (left) PublicKeyCredential.signalAllAcceptedCredentials?.(JSON.parse(left)).catch(() => {});

  // Pages are drawn anew while they stand, and piece by piece: the field of names may come after the form, and passkeys
  // are offered once both are there. What pages draw hidden is shown when it is seen here.
  let known = [];

  function look() {
    for (const part of document.querySelectorAll(`${FORM} > [hidden]:not(.wi-said)`)) part.hidden = false;
    const seen = [document.querySelector(of('enter')), document.querySelector(FILLED_IN)];
    if (seen.some((part, place) => part !== known[place])) {
      known = seen;
      offer();
    }
  }

  new MutationObserver(look).observe(document.documentElement, {subtree: true, childList: true});
  look();
})();
