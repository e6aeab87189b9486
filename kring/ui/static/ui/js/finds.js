// Finds by keyboard: T takes, L leaves, the arrows go up and down.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const rows = [...document.querySelectorAll("[data-find]")];
  const here = event.target.closest("[data-find]");
  const place = rows.indexOf(here);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = rows[place + (event.key === "ArrowDown" ? 1 : -1)] ?? (place < 0 ? rows[0] : null);
    if (next) { event.preventDefault(); next.focus(); }
    return;
  }
  const button = (here ?? rows[0])?.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (!button) return;
  event.preventDefault();
  (rows[place + 1] ?? rows[place - 1])?.focus();
  button.click();
});
