// The picture is unpacked when the page is at rest. An older browser keeps the still one; the lists work as well.
const data = byId("rows");
if (data) {
  const held = explore(JSON.parse(data.textContent)), drawn = picture(held);
  const fieldsets = document.querySelectorAll("#tools fieldset");
  const keepStill = () => { fieldsets.forEach((one) => { one.hidden = true; }); root.dataset.ready = "still"; };
  const begin = () => drawn.start(byId("plotly").textContent.trim()).then(() => { root.dataset.ready = "true"; }, keepStill);
  held.entered = drawn.draw;
  document.addEventListener("recolour", drawn.draw);
  for (const input of document.querySelectorAll("#tools input[type=radio]"))
    input.addEventListener("change", () => { drawn.chosen[input.name] = input.value; drawn.draw(); });
  const grew = held.rows.some((row) => row.growth);
  byId("by-growth").disabled = !grew;
  if (!grew) byId("by-growth").parentElement.title = "Growth needs two looks, or two scales";
  byId("tools").hidden = false;
  held.enter(0, false);
  if (typeof DecompressionStream === "undefined") keepStill();
  else if ("requestIdleCallback" in window) requestIdleCallback(begin, { timeout: 500 });
  else setTimeout(begin, 50);
}
