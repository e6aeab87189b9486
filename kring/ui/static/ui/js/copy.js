// Copy words and open the network's page. Loaded before the page is drawn: a tap may come as soon as there is a button,
// and one that came too early would open the other page with nothing copied.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const from = document.getElementById(button.dataset.copy);
  if (!from) { event.preventDefault(); return; }
  // At once: the newer way takes a moment, and in that moment the network's page opens and this one may no longer copy.
  from.select();
  let copied = document.execCommand("copy");
  if (!copied) { try { await navigator.clipboard.writeText(from.value); copied = true; } catch { copied = false; } }
  const told = document.getElementById("copied");
  if (told) told.textContent = copied ? told.dataset.yes : told.dataset.no;
  if (!copied) from.select();
});
