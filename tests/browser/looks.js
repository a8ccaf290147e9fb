// What can be measured of how a page looks: returns a list of findings, each a sentence. See looks.py.
() => {
  const found = new Set();
  const say = (kind, text, more = "") => found.add(`${kind}: “${text.trim().replace(/\s+/g, " ").slice(0, 60)}”${more}`);

  // Colours

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 1;
  const cache = new Map();
  const rgba = (css) => {
    if (!cache.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = "rgba(0,0,0,0)";
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      cache.set(css, [r, g, b, a / 255]);
    }
    return cache.get(css);
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, colour) => over(colour, below), [255, 255, 255, 1]);
  };
  const seen = (element) => {
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };

  // What is shown of a rectangle, and what of it is cut by what does not scroll

  const box = (rect) => ({ l: rect.left, t: rect.top, r: rect.right, b: rect.bottom });
  const shown = (rect, element) => {
    const left = { ...rect };
    let cut = false;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const edge = box(at.getBoundingClientRect());
      const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) || at.matches('[data-testid="stSidebar"], [data-testid="stSidebar"] *');
      const out = left.l < edge.l - 1.5 || left.r > edge.r + 1.5;
      if (out && !scrolls && left.r > edge.l + 1 && left.l < edge.r - 1) cut = true;
      left.l = Math.max(left.l, edge.l); left.r = Math.min(left.r, edge.r);
      left.t = Math.max(left.t, edge.t); left.b = Math.min(left.b, edge.b);
    }
    return { left, cut, gone: left.r - left.l < 1 || left.b - left.t < 1 };
  };
  const hidden = (element) => !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    || element.closest('[data-testid="stIconMaterial"], script, style, noscript, option, [hidden]')
    || (() => {
      for (let at = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.clipPath !== "none" || style.clip !== "auto") return true;
      }
      return false;
    })();

  // Texts

  const texts = [];
  const walker = document.createTreeWalker(document.querySelector('[data-testid="stApp"]') ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data;
    const element = node.parentElement;
    if (!text.trim() || hidden(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const svg = element.closest("svg");
    const style = getComputedStyle(element);
    const lines = [...range.getClientRects()];
    const narrow = lines.length > 3 && Math.max(...lines.map((line) => line.width)) < 90;
    if (narrow && lines.every((line) => !shown(box(line), element).gone)) say("squeezed", text);
    for (const rect of lines) {
      if (rect.width < 1 || rect.height < 1) continue;
      const whole = box(rect);
      const { left, cut, gone } = shown(whole, element);
      if (gone) continue;
      const told = element.closest("[title], [aria-label]");
      if (cut && !told && !svg) say("cut", text);
      if (svg) {
        const edge = box(svg.getBoundingClientRect());
        if (whole.l < edge.l - 1 || whole.r > edge.r + 1 || whole.t < edge.t - 2 || whole.b > edge.b + 2) say("cut", text, " by its chart");
      }
      texts.push({ text, element, svg, left, fixed: layer(element) });
    }
    if (style.textOverflow === "ellipsis" && element.scrollWidth > element.clientWidth + 1 && !element.closest("[title]")) say("cut", text, " by an ellipsis");
    if (element.closest(":disabled, [aria-disabled='true']")) continue;
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const page = ground(svg ? svg.parentElement : element);
    const bar = element.closest(".bartext-inside")?.closest(".point")?.querySelector("path");
    const below = bar ? over(rgba(getComputedStyle(bar).fill), page) : page;
    const colour = rgba(svg ? style.fill : style.color);
    const at = contrast(over([colour[0], colour[1], colour[2], colour[3] * seen(element)], below), below);
    if (at < least - 0.05) say("faint", text, ` ${at.toFixed(1)}:1`);
  }
  function layer(element) {
    for (let at = element; at; at = at.parentElement) if (/fixed|sticky/.test(getComputedStyle(at).position)) return at;
    return null;
  }
  for (const line of document.querySelectorAll(".wi-spark")) {
    if (!hidden(line)) texts.push({ text: "a line of figures", element: line, left: box(line.getBoundingClientRect()), fixed: layer(line) });
  }
  texts.sort((one, other) => one.left.t - other.left.t);
  texts.forEach((one, place) => {
    for (let next = place + 1; next < texts.length && texts[next].left.t < one.left.b - 3; next += 1) {
      const other = texts[next];
      if (one.element === other.element || one.fixed !== other.fixed) continue;
      const wide = Math.min(one.left.r, other.left.r) - Math.max(one.left.l, other.left.l);
      const high = Math.min(one.left.b, other.left.b) - Math.max(one.left.t, other.left.t);
      if (wide > 2 && high > 4) say("overlap", one.text, ` and “${other.text.trim().slice(0, 60)}”`);
    }
  });

  // Marks

  for (const mark of document.querySelectorAll(".barlayer .point path")) {
    const rect = mark.getBoundingClientRect();
    if (rect.width < 1 || rect.height < 1) continue;
    const style = getComputedStyle(mark);
    const below = ground(mark.closest("svg").parentElement);
    const paint = (css, opacity) => { const [r, g, b, a] = rgba(css); return over([r, g, b, a * opacity * Number(style.opacity)], below); };
    const fill = contrast(paint(style.fill, Number(style.fillOpacity)), below);
    const line = parseFloat(style.strokeWidth) >= 1 && style.stroke !== "none" ? contrast(paint(style.stroke, Number(style.strokeOpacity)), below) : 0;
    if (Math.max(fill, line) < 2.95) say("faint mark", mark.closest('[class*="st-key-"]')?.className.match(/st-key-([\w-]+)/)?.[1] ?? "bar", ` ${Math.max(fill, line).toFixed(1)}:1`);
  }

  // Sideways

  for (const choices of document.querySelectorAll('[role="radiogroup"]')) {
    if (!hidden(choices) && choices.scrollWidth > choices.clientWidth + 1) say("choices slide", choices.getAttribute("aria-label") ?? "");
  }

  const main = document.querySelector('[data-testid="stMain"]') ?? document.documentElement;
  if (main.scrollWidth > main.clientWidth + 1) say("sideways", "the page", ` by ${main.scrollWidth - main.clientWidth} px`);
  return [...found];
}
