"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;

  // The theme: the reader's own, until the button says otherwise.
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = byId("theme");
  const nameTheme = () => { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Show in ${dark() ? "light" : "dark"} colours`); };
  let redraw = () => {};
  button.hidden = false;
  nameTheme();
  button.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; nameTheme(); redraw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { nameTheme(); redraw(); });
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));

  const data = byId("rows");
  if (!data) return;
  const rows = JSON.parse(data.textContent);
  const inside = rows.map(() => []);
  rows.forEach((row, at) => { if (row.parent !== null) inside[row.parent].push(at); });
  const figure = byId("figure"), trail = byId("trail"), told = byId("told"), list = byId("inside"), found = byId("found"), search = byId("search");
  const MOST = 24;
  let here = 0, plotly = null, shape = "icicle", colour = "state";

  const size = (bytes) => {
    if (bytes === null) return "?";
    let amount = Math.abs(bytes);
    const sign = bytes < 0 ? "-" : "";
    for (const [unit, digits, bound] of [["bytes", 0, 999.5], ["kB", 0, 999.5], ["MB", 1, 999.5], ["GB", 2, Infinity]]) {
      if (amount < bound) return `${sign}${amount.toLocaleString("en", digits && amount < 99.95 ? { minimumFractionDigits: digits, maximumFractionDigits: digits } : { maximumFractionDigits: digits && amount < 99.95 ? digits : digits === 2 ? 1 : 0 })} ${unit}`;
      amount /= 1024;
    }
    return "?";
  };
  const share = (at) => `${(100 * rows[at].bytes / (rows[0].bytes || 1)).toFixed(rows[at].bytes / rows[0].bytes < 0.0995 ? 1 : 0)} %`;
  const short = (name, most) => { const letters = Array.from(name); return letters.length <= most ? name : `${letters.slice(0, most / 2).join("")}…${letters.slice(-most / 2).join("")}`; };
  const path = (at) => { const steps = []; for (let one = at; one !== null; one = rows[one].parent) steps.unshift(one); return steps; };
  const words = { live: "live", garbage: "garbage that waits for a collection", held: "free, and pinned by what is alive beside it" };
  const tell = (at) => {
    const row = rows[at], facts = [`${size(row.bytes)}, ${share(at)} of the whole`];
    if (at) facts.push(words[row.state]);
    if (row.note) facts.push(row.note);
    if (row.objects !== null) facts.push(`${row.objects.toLocaleString("en")} objects`);
    if (row.retained !== null) facts.push(`retains ${size(row.retained)}`);
    if (row.sole !== null) facts.push(`${size(row.sole)} would go back if this owner alone went`);
    if (row.growth !== null) facts.push(`${row.growth < 0 ? "shrank" : "grew"} by ${size(Math.abs(row.growth))}${byId("heap").dataset.over}`);
    return facts;
  };

  const choice = (at, label) => {
    const item = document.createElement("li"), one = document.createElement("button");
    const key = document.createElement("span"), name = document.createElement("span"), amount = document.createElement("span");
    one.type = "button"; key.className = `key ${rows[at].state}`; name.textContent = label; amount.className = "amount";
    amount.textContent = `${size(rows[at].bytes)}  ${share(at)}`;
    one.append(key, name, amount);
    one.addEventListener("click", () => { found.hidden = true; enter(at, true); });
    item.append(one);
    return item;
  };
  const showList = (most) => {
    const children = inside[here];
    list.replaceChildren(...children.slice(0, most).map((at) => choice(at, rows[at].note ? `${rows[at].name} (${rows[at].note})` : rows[at].name)));
    if (children.length > most) {
      const item = document.createElement("li"), more = document.createElement("button");
      more.type = "button"; more.textContent = `${children.length - most} more`;
      more.addEventListener("click", () => showList(children.length));
      item.append(more); list.append(item);
    }
  };
  const enter = (at, focus) => {
    here = at;
    trail.replaceChildren(...path(at).map((step) => {
      const one = document.createElement("button");
      one.type = "button"; one.textContent = rows[step].name;
      if (step === at) one.setAttribute("aria-current", "true");
      one.addEventListener("click", () => enter(step, true));
      return one;
    }));
    told.textContent = `${path(at).map((step) => rows[step].name).join(" › ")}: ${tell(at).join("; ")}.`;
    showList(MOST);
    if (focus) trail.lastElementChild.focus({ preventScroll: true });
    redraw();
  };
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    const hits = wanted ? rows.map((row, at) => at).filter((at) => at && `${rows[at].name} ${rows[at].note}`.toLowerCase().includes(wanted)) : [];
    hits.sort((one, other) => rows[other].bytes - rows[one].bytes);
    found.hidden = !wanted;
    found.replaceChildren(...hits.slice(0, MOST).map((at) => choice(at, path(at).slice(1).map((step) => rows[step].name).join(" › "))));
    if (wanted && !hits.length) { const none = document.createElement("li"); none.textContent = "Nothing of that name."; found.append(none); }
  });
  for (const input of document.querySelectorAll("#tools input[type=radio]"))
    input.addEventListener("change", () => { if (input.name === "shape") shape = input.value; else colour = input.value; redraw(); });
  const grew = rows.some((row) => row.growth);
  byId("by-growth").disabled = !grew;
  if (!grew) byId("by-growth").parentElement.title = "Growth needs two looks, or two scales";

  // What plotly takes for its own signs in a text is told as the sign itself.
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const mix = (one, other, part) => { const [a, b] = [channels(one), channels(other)]; return `rgb(${a.map((low, at) => Math.round(low + (b[at] - low) * part)).join(",")})`; };
  const colours = () => {
    const style = getComputedStyle(document.body), value = (name) => style.getPropertyValue(`--${name}`).trim();
    const most = Math.max(1, ...rows.slice(1).map((row) => Math.abs(row.growth || 0)));
    const fill = rows.map((row, at) => {
      if (!at) return value("root");
      if (colour === "state") return value(row.state);
      if (row.growth === null) return value("root");
      return mix(value("grow-low"), value(row.growth < 0 ? "shrink" : "grow-high"), Math.sqrt(Math.abs(row.growth) / most));
    });
    const ink = rows.map((row, at) => (!at ? value("ink") : colour === "state" ? value(`on-${row.state}`) : null));
    return { fill, ink, line: value("card") };
  };
  const ids = rows.map((row, at) => String(at));
  const fixed = {
    ids, parents: rows.map((row) => (row.parent === null ? "" : String(row.parent))), values: rows.map((row) => row.bytes),
    labels: rows.map((row) => plain(short(row.name, 60))), text: rows.map((row, at) => `${size(row.bytes)}, ${share(at)}`),
    hovertext: rows.map((row, at) => `<b>${plain(short(row.name, 120))}</b><br>${tell(at).map((fact) => plain(short(fact, 120))).join("<br>")}`),
  };
  const draw = () => {
    if (!plotly) return;
    const { fill, ink, line } = colours();
    const trace = {
      ...fixed, type: shape, branchvalues: "total", level: String(here), maxdepth: shape === "icicle" ? 5 : 3, sort: false,
      textinfo: "label+text", hoverinfo: "text", pathbar: { visible: false }, tiling: shape === "icicle" ? { orientation: "v", pad: 0 } : { pad: 2 },
      marker: { colors: fill, line: { color: line, width: 1 } }, textfont: { color: colour === "state" ? ink : undefined, size: 13 },
    };
    const layout = { margin: { l: 0, r: 0, t: 0, b: 0 }, height: 420, paper_bgcolor: "rgba(0,0,0,0)", font: { family: getComputedStyle(document.body).fontFamily, color: getComputedStyle(document.body).color } };
    plotly.react(figure, [trace], layout, { displayModeBar: false, responsive: true });
  };
  redraw = draw;
  const unpack = async () => {
    const packed = Uint8Array.from(atob(byId("plotly").textContent.trim()), (sign) => sign.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    plotly = window.Plotly;
    figure.replaceChildren();
    figure.classList.add("drawn");
    figure.setAttribute("role", "img");
    figure.setAttribute("aria-label", "What the process holds, by owner; the same can be walked with the buttons above and below");
    draw();
    for (const event of ["plotly_icicleclick", "plotly_treemapclick"])
      figure.on(event, (clicked) => {
        const at = Number(clicked.points[0].id);
        enter(at === here && rows[at].parent !== null ? rows[at].parent : at, false);
        return false;
      });
    root.dataset.ready = "true";
  };
  byId("tools").hidden = false;
  enter(0, false);
  const fieldsets = document.querySelectorAll("#tools fieldset");
  // An older browser keeps the still picture; the lists work as well.
  const begin = () => unpack().catch(() => { fieldsets.forEach((one) => { one.hidden = true; }); root.dataset.ready = "still"; });
  if (typeof DecompressionStream === "undefined") { fieldsets.forEach((one) => { one.hidden = true; }); root.dataset.ready = "still"; }
  else if ("requestIdleCallback" in window) requestIdleCallback(begin, { timeout: 500 });
  else setTimeout(begin, 50);
})();
