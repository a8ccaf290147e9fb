// A table as HTML: sorted by its headers, walked with arrows, as cards where it is narrow. See ../grid.py.

const NARROW = 640; // below, a table that does not fit becomes cards
const PAGE = 200; // rows that a table has before it asks for more
const FIRST = 40; // of these are drawn at once; the others as the reader comes near them
const NEAR = 600; // pixels
const OF_KIND = { number: "wi-grid-number", date: "wi-grid-date" };
const TIGHT = 8; // from so many columns on there is less room between them
const SLIDES = 11; // from so many on none of them wraps, and the table slides
const LINE = 22; // characters of a text before it wraps, however little room there is

const made = (tag, css, text) => {
  const element = document.createElement(tag);
  if (css) element.className = css;
  if (text !== undefined) element.textContent = text;
  return element;
};

const numberFormat = (locale, { decimals, signed }) => new Intl.NumberFormat(locale, {
  signDisplay: signed ? "exceptZero" : "auto",
  ...(decimals === null ? { maximumFractionDigits: 4 } : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
});

// Returns a function from what is in a cell to what is written in it.
const writer = (column, data) => {
  if (column.kind === "number") {
    const form = numberFormat(data.locale, column);
    return (value) => column.before + form.format(value) + column.after;
  }
  if (column.kind === "date") {
    // The server sends what the clocks show; no zone of the browser's may move it.
    const form = new Intl.DateTimeFormat(data.locale, { ...column.form, timeZone: "UTC" });
    return (value) => form.format(new Date(`${value}Z`));
  }
  if (column.kind === "check") return (value) => (value ? data.words.yes : data.words.no);
  return (value) => String(value);
};

const compared = (kind) => {
  const text = new Intl.Collator(undefined, { numeric: true }).compare;
  return kind === "number" || kind === "check" ? (one, other) => one - other
    : kind === "date" ? (one, other) => (one < other ? -1 : one > other ? 1 : 0)
    : (one, other) => text(String(one), String(other));
};

class Grid {
  constructor(root) {
    this.root = root;
    this.sort = null; // {place, down}
    this.most = PAGE;
    this.wide = false; // cards: every field
    this.drawn = FIRST;
    this.observer = new ResizeObserver(() => this.fit());
  }

  show(data, pick) {
    this.data = data;
    this.pick = pick;
    if (this.sort && this.sort.place >= data.columns.length) this.sort = null;
    this.write = data.columns.map((column) => writer(column, data));
    this.draw();
  }

  order() {
    const order = this.data.rows.map((_, place) => place);
    if (!this.sort) return order;
    const { place, down } = this.sort;
    const by = compared(this.data.columns[place].kind);
    const known = (row) => this.data.rows[row][place] !== null;
    return order.sort((one, other) => {
      if (known(one) !== known(other)) return known(one) ? -1 : 1; // unknown last, whichever way
      if (!known(one)) return one - other;
      return (by(this.data.rows[one][place], this.data.rows[other][place]) || (down ? other - one : one - other)) * (down ? -1 : 1);
    });
  }

  by(place, down) {
    this.sort = place === null ? null : { place, down };
    const focused = document.activeElement?.dataset?.at;
    this.draw();
    if (focused) this.root.querySelector(`[data-at="${focused}"]`)?.focus();
  }

  draw() {
    const { data } = this;
    const order = this.order();
    const scroll = made("div", "wi-grid-scroll");
    const table = made("table", "wi-grid-table");
    table.setAttribute("aria-label", data.alt);
    const columns = data.columns.length;
    if (columns >= TIGHT) table.classList.add(columns < SLIDES ? "wi-grid-tight" : "wi-grid-slides");
    this.left = order.slice(this.drawn, this.most);
    this.rows = made("tbody");
    this.rows.append(...order.slice(0, Math.min(this.drawn, this.most)).map((place) => this.row(place)));
    table.append(this.head(), this.rows);
    if (this.left.length) {
      table.setAttribute("aria-rowcount", order.length + 1);
      table.append(this.sizes(order));
    }
    scroll.append(table);
    if (data.height) { scroll.classList.add("wi-grid-high"); scroll.style.setProperty("--wi-high", `${data.height}px`); }
    const parts = [this.tools(), scroll];
    if (order.length > this.most) {
      const more = made("button", "wi-grid-more", data.words.more);
      more.type = "button";
      more.onclick = () => { this.most += PAGE; this.draw(); };
      parts.push(more);
    }
    const kept = this.root.querySelector(".wi-grid-scroll")?.scrollTop ?? 0;
    this.root.replaceChildren(...parts);
    // It is fitted with the page's next layout: asked here, the browser would lay out the page for this table alone.
    this.observer.unobserve(this.root);
    this.observer.observe(this.root);
    if (kept) {
      this.fit();
      scroll.scrollTop = kept;
    }
    this.watch();
  }

  // Draws further rows; true if there were any.
  further(count) {
    const next = this.left.splice(0, count);
    if (!next.length) return false;
    this.drawn += next.length;
    this.rows.append(...next.map((place) => this.row(place)));
    if (!this.left.length) this.root.querySelector("table").removeAttribute("aria-rowcount");
    return true;
  }

  // Has further rows drawn before the reader comes to the last one.
  watch() {
    this.nearby?.disconnect();
    if (!this.left.length) return;
    const within = this.data.height ? this.root.querySelector(".wi-grid-scroll") : this.root.closest('[data-testid="stMain"]');
    this.nearby = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      this.further(this.drawn); // twice as many: a long way takes few steps
      this.watch();
    }, { root: within, rootMargin: `${NEAR}px` });
    this.nearby.observe(this.rows.lastElementChild);
  }

  // What makes columns as wide as all rows will, while some are not drawn yet: nothing moves as they come.
  sizes(order) {
    const row = made("tr");
    this.data.columns.forEach((column, at) => {
      const cell = made("td", OF_KIND[column.kind] ?? "");
      cell.dataset.size = this.widest(at, order);
      row.append(cell);
    });
    const foot = made("tfoot", "wi-grid-sizes");
    foot.append(row);
    return foot;
  }

  // A column's longest texts, as far as they can be told without writing all of them.
  widest(at, order) {
    const { kind } = this.data.columns[at];
    const values = order.map((place) => this.data.rows[place][at]).filter((value) => value !== null);
    if (!values.length) return "";
    const some = kind === "number" ? [Math.min(...values), Math.max(...values)]
      : kind === "text" ? values.map(String).sort((one, other) => other.length - one.length).slice(0, 5)
      : [values[0]];
    return some.map(this.write[at]).join("\n");
  }

  head() {
    const row = made("tr");
    this.data.columns.forEach((column, place) => {
      const cell = made("th", column.kind === "number" ? "wi-grid-number" : "");
      cell.scope = "col";
      const at = this.sort?.place === place ? (this.sort.down ? "descending" : "ascending") : "none";
      if (this.data.sorts) cell.setAttribute("aria-sort", at);
      if (column.kind === "text") cell.style.minWidth = `${Math.min(LINE, this.longest(place)) + 2}ch`;
      const button = made("button", "", column.label);
      button.type = "button";
      button.dataset.at = `head-${place}`;
      if (column.help) button.title = column.help;
      const first = column.kind === "number";
      if (!this.data.sorts) { cell.append(made("span", "", column.label)); row.append(cell); return; }
      button.onclick = () => {
        const now = this.sort?.place === place ? this.sort.down : null;
        if (now === null) this.by(place, first);
        else if (now === first) this.by(place, !first);
        else this.by(null);
      };
      cell.append(button);
      row.append(cell);
    });
    const head = made("thead");
    head.append(row);
    return head;
  }

  longest(place) {
    return this.data.rows.reduce((most, row) => Math.max(most, String(row[place] ?? "").length), 0);
  }

  row(place) {
    const { columns, rows, words, picks, lead } = this.data;
    const row = made("tr");
    columns.forEach((column, at) => {
      const cell = made(at ? "td" : "th", OF_KIND[column.kind] ?? "");
      if (!at) cell.scope = "row";
      cell.dataset.label = column.label;
      if (at && at < lead) cell.classList.add("wi-grid-lead");
      if (at > lead + 2) cell.classList.add("wi-grid-further");
      const value = rows[place][at];
      const text = value === null ? words.unknown : this.write[at](value);
      if (!at && picks) {
        const open = made("button", "wi-grid-open");
        open.type = "button";
        open.dataset.at = `row-${place}`;
        open.append(made("bdi", "", text || words.unknown));
        cell.append(open);
      } else {
        cell.append(made("bdi", "", text));
      }
      row.append(cell);
    });
    if (picks) this.opens(row, place);
    return row;
  }

  // A click anywhere in a row opens it, unless it marks text; Enter and the space bar are the button's; arrows walk.
  opens(row, place) {
    row.classList.add("wi-grid-opens");
    row.onclick = () => {
      if (String(window.getSelection())) return;
      this.pick(place);
    };
    row.onkeydown = (event) => {
      if (event.key === "ArrowDown" && !row.nextElementSibling) this.further(FIRST);
      const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
      if (!next) return;
      event.preventDefault();
      next.querySelector("button")?.focus();
    };
  }

  // Where rows are cards there are no headers to sort by.
  tools() {
    const { columns, words, lead } = this.data;
    const tools = made("div", "wi-grid-tools");
    const label = made("label", "", words.sort);
    const choice = made("select");
    choice.append(new Option(words.as_listed, ""));
    columns.forEach((column, place) => choice.append(new Option(column.label, place)));
    choice.value = this.sort ? this.sort.place : "";
    choice.dataset.at = "sort";
    choice.onchange = () => {
      if (choice.value === "") this.by(null);
      else this.by(Number(choice.value), columns[choice.value].kind === "number");
    };
    label.append(choice);
    if (this.data.sorts) tools.append(label);
    if (columns.length > lead + 3) {
      const all = made("button", "", this.wide ? words.fewer : words.every);
      all.type = "button";
      all.dataset.at = "every";
      all.setAttribute("aria-pressed", this.wide);
      all.onclick = () => { this.wide = !this.wide; this.by(this.sort?.place ?? null, this.sort?.down); };
      tools.append(all);
    }
    return tools;
  }

  // Cards, where there is no room for the columns and a phone's width of it; else the table, which scrolls if it has to.
  fit() {
    const table = this.root.querySelector("table");
    if (!table) return;
    this.root.classList.remove("wi-grid-cards");
    const room = this.root.clientWidth;
    const cards = room > 0 && room < NARROW && table.scrollWidth > room + 1;
    this.root.classList.toggle("wi-grid-cards", cards);
    this.root.classList.toggle("wi-grid-every", this.wide);
    const scroll = this.root.querySelector(".wi-grid-scroll");
    const slides = scroll.scrollWidth > scroll.clientWidth + 1 || scroll.scrollHeight > scroll.clientHeight + 1;
    if (slides) { scroll.tabIndex = 0; scroll.setAttribute("role", "region"); scroll.setAttribute("aria-label", this.data.alt); }
    else for (const name of ["tabindex", "role", "aria-label"]) scroll.removeAttribute(name);
  }
}

const grids = new WeakMap();

// The browser finds and prints what is drawn.
const whole = () => document.querySelectorAll(".wi-grid").forEach((root) => {
  const grid = grids.get(root);
  if (grid?.further(Infinity)) grid.watch();
});
window.addEventListener("beforeprint", whole);
window.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") whole();
}, true);

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".wi-grid");
  if (!root) {
    root = made("div", "wi-grid");
    parentElement.append(root);
  }
  if (!grids.has(root)) grids.set(root, new Grid(root));
  grids.get(root).show(data, (place) => setTriggerValue("picked", place));
}
