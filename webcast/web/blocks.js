/* What the menus of blocks do in the browser: save a chart as a picture, with the heading of its block and the page's
   line of what is looked at over it; and close once something in them was pressed. Loaded once a tab. Nothing is sent
   anywhere: the drawing that is on the page is put together anew, and handed to whoever asked as a file. The Share
   menu's picture is drawn so too. */
"use strict";

(() => {
  if (window.webcastBlocks) return;

  const SVG = 'http://www.w3.org/2000/svg';
  const PAD = 24;
  const SHARP = 2; // a picture of points is twice as large, so that it is sharp on a slide

  function write(parent, text, size, weight, colour, top, width, font) {
    const context = document.createElement('canvas').getContext('2d');
    context.font = `${weight} ${size}px ${font}`;
    let line = '';
    const lines = [];
    for (const word of text.trim().split(/\s+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (line && context.measureText(longer).width > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    if (line) lines.push(line);
    for (const each of lines) {
      const element = document.createElementNS(SVG, 'text');
      const written = {x: PAD, y: top + size, fill: colour, 'font-size': size, 'font-weight': weight, 'font-family': font};
      for (const [name, value] of Object.entries(written)) element.setAttribute(name, value);
      element.textContent = each;
      parent.append(element);
      top += Math.round(size * 1.4);
    }
    return top;
  }

  /* Put together what is on the page: returns an SVG that stands alone, and its size. */
  function drawn(charts, title, line) {
    const {backgroundColor: ground, color: ink} = getComputedStyle(document.querySelector('[data-testid="stApp"]'));
    const font = getComputedStyle(charts[0].querySelector('text') ?? charts[0]).fontFamily;
    const inner = Math.max(...charts.map(chart => chart.clientWidth));
    const width = inner + 2 * PAD;
    const svg = document.createElementNS(SVG, 'svg');
    const paper = document.createElementNS(SVG, 'rect');
    svg.append(paper);
    let top = write(svg, title, 18, 600, ink, PAD, inner, font);
    top = write(svg, line, 12, 400, ink, top + 4, inner, font) + 12;
    for (const chart of charts) {
      for (const layer of chart.querySelectorAll('.main-svg')) {
        const copy = layer.cloneNode(true);
        copy.querySelectorAll('.hoverlayer > *').forEach(mark => mark.remove());
        copy.removeAttribute('style');
        copy.setAttribute('x', PAD);
        copy.setAttribute('y', top);
        svg.append(copy);
      }
      top += chart.clientHeight;
    }
    const height = top + PAD;
    for (const [element, sized] of [[svg, {xmlns: SVG, viewBox: `0 0 ${width} ${height}`}], [paper, {fill: ground}]]) {
      for (const [name, value] of Object.entries({...sized, width, height})) element.setAttribute(name, value);
    }
    return {text: new XMLSerializer().serializeToString(svg), width, height};
  }

  function hand(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  /* Return charts as a picture, a PNG or an SVG, under a heading and the page's line of what is looked at. */
  async function picture(charts, heading, kind) {
    const line = document.querySelector('[data-testid="stMain"] .wi-context')?.innerText ?? '';
    const {text, width, height} = drawn(charts, heading?.innerText ?? '', line);
    if (kind === 'svg') return new Blob([text], {type: 'image/svg+xml'});
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * SHARP;
    canvas.height = height * SHARP;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done, failed) => {
      canvas.toBlob(blob => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png');
    });
  }

  async function save({kind, name, charts, block}) {
    const drawing = key => document.querySelector(`.st-key-${CSS.escape(key)} [data-testid="stPlotlyChart"]`);
    const there = charts.split(' ').map(drawing).filter(Boolean);
    const heading = document.querySelector(`.st-key-wi-block-${CSS.escape(block)} h2`);
    if (there.length) hand(await picture(there, heading, kind), `${name}.${kind}`);
  }

  /* What was pressed is done; the menu would lie over what came of it. */
  function close() {
    document.querySelector('[class*="st-key-wi-menu-"] button[aria-expanded="true"]')?.click();
  }

  window.addEventListener('click', event => {
    const element = event.target instanceof Element ? event.target : null;
    const pressed = element?.closest('.wi-picture, [class*="st-key-wi-as-table-"] button');
    if (!pressed) return;
    if (pressed.matches('.wi-picture')) save(pressed.dataset);
    setTimeout(close);
  });

  window.webcastBlocks = {picture, hand};
})();
