// The picture of what the process holds: plotly draws the parts that can be seen and read, however many there are.
const picture = (held) => {
  const { rows, inside, size, share, tell } = held;
  const NARROWEST = 3, MOST = 60, HEIGHT = 420, LETTER = 7.4, LEVELS = { icicle: 5, treemap: 4 };
  const figure = byId("figure");
  const chosen = { shape: "icicle", colour: "state" };
  let plotly = null;

  // The widest parts below a row, each with what they hold in pixels of the figure; brothers without room are one part.
  const visible = (here, wide) => {
    const parts = [{ at: here, id: String(here), parent: "", pixels: wide, level: 0 }], pending = [parts[0]];
    while (pending.length) {
      const part = pending.shift();
      if (part.level + 1 >= LEVELS[chosen.shape]) continue;
      const room = (at) => part.pixels * rows[at].bytes / rows[part.at].bytes;
      const shown = inside[part.at].filter((at) => room(at) >= NARROWEST).slice(0, Math.max(0, MOST - parts.length));
      for (const at of shown) {
        const child = { at, id: String(at), parent: part.id, pixels: room(at), level: part.level + 1 };
        parts.push(child); pending.push(child);
      }
      const left = inside[part.at].filter((at) => !shown.includes(at)), bytes = left.reduce((sum, at) => sum + rows[at].bytes, 0);
      const pixels = part.pixels * bytes / rows[part.at].bytes;
      if (left.length && pixels >= NARROWEST) parts.push({ at: part.at, id: `below ${part.id}`, parent: part.id, pixels, bytes, left, level: part.level + 1 });
      pending.sort((one, other) => other.pixels - one.pixels);
    }
    return parts;
  };

  // What plotly takes for its own signs in a text is told as the sign itself.
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const short = (name, most) => { const letters = Array.from(name); return letters.length <= most ? name : `${letters.slice(0, Math.ceil(most / 2) - 1).join("")}…${letters.slice(-Math.floor(most / 2)).join("")}`; };
  const hover = (part) => part.left ? `<b>${part.left.length} smaller</b><br>${size(part.bytes)}`
    : `<b>${plain(short(rows[part.at].name, 120))}</b><br>${tell(part.at).map((fact) => plain(short(fact, 120))).join("<br>")}`;
  // So many letters have room in the size that they have elsewhere; plotly would make them smaller until they fit.
  const letters = (part) => (chosen.shape === "icicle" ? part.pixels : Math.sqrt(part.pixels * HEIGHT)) / LETTER - 1;
  const named = (part) => {
    const room = Math.min(Math.floor(letters(part)), 60), count = part.left && part.left.length;
    const name = !count ? rows[part.at].name : room < 12 ? `+${count}` : `${count} smaller`;
    return room < 3 && room < name.length ? "" : plain(short(name, room));
  };
  const amount = (part) => {
    const told = part.left ? [size(part.bytes)] : [`${size(rows[part.at].bytes)}, ${share(part.at)}`, share(part.at)];
    return told.find((one) => one.length <= letters(part)) ?? "";
  };

  const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const mix = (one, other, part) => { const [a, b] = [channels(one), channels(other)]; return `rgb(${a.map((low, at) => Math.round(low + (b[at] - low) * part)).join(",")})`; };
  const most = Math.max(1, ...rows.slice(1).map((row) => Math.abs(row.growth || 0)));
  const fill = (part, value) => {
    const row = rows[part.at];
    if (!part.at) return value("root");
    if (chosen.colour === "state") return value(row.state);
    if (row.growth === null || part.left) return value("root");
    return mix(value("grow-low"), value(row.growth < 0 ? "shrink" : "grow-high"), Math.sqrt(Math.abs(row.growth) / most));
  };
  const draw = () => {
    if (!plotly) return;
    const style = getComputedStyle(document.body), kept = {};
    const value = (name) => kept[name] ??= style.getPropertyValue(`--${name}`).trim();
    const parts = visible(held.here, figure.clientWidth || 1120);
    const inks = chosen.colour === "state" ? parts.map((part) => value(part.at ? `on-${rows[part.at].state}` : "ink")) : undefined;
    const trace = {
      type: chosen.shape, branchvalues: "total", sort: false, leaf: { opacity: 1 }, pathbar: { visible: false },
      ids: parts.map((part) => part.id), parents: parts.map((part) => part.parent), values: parts.map((part) => part.bytes ?? rows[part.at].bytes),
      labels: parts.map(named), text: parts.map(amount), hovertext: parts.map(hover), textinfo: "label+text", hoverinfo: "text",
      tiling: chosen.shape === "icicle" ? { orientation: "v", pad: 0 } : { pad: 2 },
      marker: { colors: parts.map((part) => fill(part, value)), line: { color: value("card"), width: 1 } }, textfont: { color: inks, size: 13 },
    };
    const layout = { margin: { l: 0, r: 0, t: 0, b: 0 }, height: HEIGHT, paper_bgcolor: "rgba(0,0,0,0)", font: { family: style.fontFamily, color: style.color } };
    plotly.react(figure, [trace], layout, { displayModeBar: false, responsive: true });
  };
  const clicked = (id) => {
    const at = Number(id.replace("below ", ""));
    held.enter(at === held.here && rows[at].parent !== null && !id.startsWith("below") ? rows[at].parent : at, false);
    return false;
  };
  const start = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
    const script = document.createElement("script");
    script.textContent = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
    document.head.append(script);
    plotly = window.Plotly;
    figure.replaceChildren();
    figure.classList.add("drawn");
    figure.setAttribute("role", "img");
    figure.setAttribute("aria-label", "What the process holds, by owner; the same can be walked with the buttons above and below");
    draw();
    for (const event of ["plotly_icicleclick", "plotly_treemapclick"]) figure.on(event, (told) => clicked(told.points[0].id));
  };
  return { chosen, draw, start };
};
