// What the process holds, walked by lists, by a path of buttons and by search; `entered` tells the picture of it.
const explore = (rows) => {
  const MOST = 24;
  const inside = rows.map(() => []);
  rows.forEach((row, at) => { if (row.parent !== null) inside[row.parent].push(at); });
  const trail = byId("trail"), told = byId("told"), list = byId("inside"), found = byId("found"), search = byId("search");
  const searched = rows.map((row) => `${row.name} ${row.note}`.toLowerCase());
  const state = { here: 0, entered: () => {} };

  const numbers = [0, 1, 2].map((digits) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  const size = (bytes) => {
    if (bytes === null) return "?";
    let amount = Math.abs(bytes);
    const sign = bytes < 0 ? "-" : "";
    for (const [unit, digits, bound] of [["bytes", 0, 999.5], ["kB", 0, 999.5], ["MB", 1, 999.5], ["GB", 2, Infinity]]) {
      if (amount < bound) return `${sign}${numbers[amount < 99.95 ? digits : digits === 2 ? 1 : 0].format(amount)} ${unit}`;
      amount /= 1024;
    }
    return "?";
  };
  const whole = rows[0].bytes || 1;
  const share = (at) => `${(100 * rows[at].bytes / whole).toFixed(rows[at].bytes / whole < 0.0995 ? 1 : 0)} %`;
  const path = (at) => { const steps = []; for (let one = at; one !== null; one = rows[one].parent) steps.unshift(one); return steps; };
  const words = { live: "live", garbage: "garbage that waits for a collection", held: "free, and pinned by what is alive beside it" };
  const over = byId("heap").dataset.over;
  const tell = (at) => {
    const row = rows[at], facts = [`${size(row.bytes)}, ${share(at)} of the whole`];
    if (at) facts.push(words[row.state]);
    if (row.note) facts.push(row.note);
    if (row.objects !== null) facts.push(`${numbers[0].format(row.objects)} objects`);
    if (row.retained !== null) facts.push(`retains ${size(row.retained)}`);
    if (row.sole !== null) facts.push(`${size(row.sole)} would go back if this owner alone went`);
    if (row.growth !== null) facts.push(`${row.growth < 0 ? "shrank" : "grew"} by ${size(Math.abs(row.growth))}${over}`);
    return facts;
  };

  const item = (label, act) => {
    const place = document.createElement("li"), one = document.createElement("button");
    one.type = "button"; one.append(...label); one.addEventListener("click", act);
    place.append(one);
    return place;
  };
  const labelled = (at, name) => {
    const [key, text, amount] = ["span", "span", "span"].map((kind) => document.createElement(kind));
    key.className = `key ${rows[at].state}`; text.textContent = name; amount.className = "amount";
    amount.textContent = `${size(rows[at].bytes)}  ${share(at)}`;
    return [key, text, amount];
  };
  const choice = (at, name) => item(labelled(at, name), () => { found.hidden = true; enter(at, true); });
  const showList = (most) => {
    const children = inside[state.here];
    list.replaceChildren(...children.slice(0, most).map((at) => choice(at, rows[at].note ? `${rows[at].name} (${rows[at].note})` : rows[at].name)));
    if (children.length > most) list.append(item([`${children.length - most} more`], () => showList(children.length)));
  };
  const step = (at) => {
    const one = document.createElement("button");
    one.type = "button"; one.textContent = rows[at].name;
    if (at === state.here) one.setAttribute("aria-current", "true");
    one.addEventListener("click", () => enter(at, true));
    return one;
  };
  const enter = (at, focus) => {
    state.here = at;
    const steps = path(at);
    trail.replaceChildren(...steps.map(step));
    told.textContent = `${steps.map((one) => rows[one].name).join(" › ")}: ${tell(at).join("; ")}.`;
    showList(MOST);
    if (focus) trail.lastElementChild.focus({ preventScroll: true });
    state.entered();
  };
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    const hits = wanted ? rows.map((row, at) => at).filter((at) => at && searched[at].includes(wanted)) : [];
    hits.sort((one, other) => rows[other].bytes - rows[one].bytes);
    found.hidden = !wanted;
    found.replaceChildren(...hits.slice(0, MOST).map((at) => choice(at, path(at).slice(1).map((one) => rows[one].name).join(" › "))));
    if (wanted && !hits.length) { const none = document.createElement("li"); none.textContent = "Nothing of that name."; found.append(none); }
  });
  return Object.assign(state, { rows, inside, size, share, tell, enter });
};
