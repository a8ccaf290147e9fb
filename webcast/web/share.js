/* What the Share menu does (ui/kit/share.py): copies the link to what is seen, or a picture of the page's main chart.
   The clipboard is asked for by a press alone. Where the browser keeps it to itself, the link is selected, ready to be
   copied, and the picture comes as a file. Nothing is sent anywhere. */
"use strict";

(() => {
  if (window.webcastShare) return;
  window.webcastShare = true;

  const SCALE = 2; // sharp on a slide
  const EDGE = 16;
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

  // The picture: what the chart says in its heading, of whom, and the chart.

  async function layer(svg, width, height) {
    const copy = svg.cloneNode(true);
    copy.querySelectorAll('.hoverlayer > *').forEach(one => one.remove());
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('width', width * SCALE);
    copy.setAttribute('height', height * SCALE);
    copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    return image;
  }

  function lines(pen, text, room) {
    const found = [];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = found.length ? `${found.at(-1)} ${word}` : word;
      if (found.length && pen.measureText(longer).width <= room) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found;
  }

  function head(chart, pen, room) {
    const before = one => one.compareDocumentPosition(chart) & Node.DOCUMENT_POSITION_FOLLOWING;
    const heading = [...document.querySelectorAll(`${MAIN} h2`)].filter(before).at(-1);
    const about = document.querySelector(`${MAIN} .wi-context`);
    const font = getComputedStyle(document.querySelector('.stApp'));
    const written = [];
    for (const [element, form, high, quiet] of [[heading, '600 18px', 24, false], [about, '400 12px', 17, true]]) {
      pen.font = `${form} ${font.fontFamily}`;
      for (const text of lines(pen, element?.innerText ?? '', room)) {
        written.push({text, font: pen.font, high, quiet});
      }
    }
    return {written, colour: font.color, ground: font.backgroundColor};
  }

  async function drawn() {
    const chart = document.querySelector(CHART);
    const svgs = [...chart.querySelectorAll('.svg-container > .main-svg')];
    const {width, height} = svgs[0].getBoundingClientRect();
    const layers = await Promise.all(svgs.map(svg => layer(svg, width, height)));
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d');
    const {written, colour, ground} = head(chart, pen, width);
    const top = EDGE + written.reduce((sum, line) => sum + line.high, 0) + 8;
    canvas.width = (width + 2 * EDGE) * SCALE;
    canvas.height = (top + height + EDGE) * SCALE;
    pen.scale(SCALE, SCALE);
    pen.fillStyle = ground;
    pen.fillRect(0, 0, width + 2 * EDGE, top + height + EDGE);
    let at = EDGE;
    for (const line of written) {
      pen.font = line.font;
      pen.fillStyle = colour;
      pen.globalAlpha = line.quiet ? 0.75 : 1;
      pen.textBaseline = 'top';
      pen.fillText(line.text, EDGE, at);
      at += line.high;
    }
    pen.globalAlpha = 1;
    for (const image of layers) pen.drawImage(image, EDGE, top, width, height);
    return new Promise((done, failed) => {
      canvas.toBlob(blob => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png');
    });
  }

  function file(blob, name) {
    const target = URL.createObjectURL(blob);
    const anchor = document.createElement('a');
    anchor.href = target;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(target), 60_000);
  }

  async function picture(menu) {
    const making = drawn();
    try {
      // The clipboard is given the promise: a press counts for a moment only, and drawing may take longer.
      await navigator.clipboard.write([new ClipboardItem({'image/png': making})]);
      say(menu, 'drawn');
    } catch {
      try {
        file(await making, menu.dataset.file);
        say(menu, 'saved');
      } catch {
        say(menu, 'failed');
      }
    }
  }

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
