// The theme is the reader's own, until the button says otherwise; what draws listens to `recolour`.
const byId = (id) => document.getElementById(id);
const root = document.documentElement;
{
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = byId("theme");
  const recolour = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Show in ${dark() ? "light" : "dark"} colours`);
    document.dispatchEvent(new Event("recolour"));
  };
  button.hidden = false;
  recolour();
  button.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; recolour(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
}
