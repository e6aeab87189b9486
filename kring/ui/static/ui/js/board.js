// The board and the calendar: cards are dragged, or moved by keyboard. Every move is an ordinary form.
const sheet = document.getElementById("sheet");
const drop = document.getElementById("drop");
const cards = () => [...document.querySelectorAll("[data-card]")];

// Dragging: what is dropped on a column is sent as the form that a button would have sent.
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card][data-action]") ?? null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragend", () => { dragged = null; mark(null); });
const mark = (column) => {
  document.querySelectorAll("[data-over]").forEach((one) => { if (one !== column) delete one.dataset.over; });
  if (column) column.dataset.over = "";
};
document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.("[data-drop]");
  if (!dragged || !column) return;
  event.preventDefault();
  mark(column);
});
document.addEventListener("drop", (event) => {
  const column = event.target.closest?.("[data-drop]");
  if (!dragged || !column || !drop) return;
  event.preventDefault();
  if (column.contains(dragged)) return;
  drop.action = dragged.dataset.action;
  (drop.elements.to ?? drop.elements.day).value = column.dataset.column;
  drop.elements.version.value = dragged.dataset.version;
  drop.submit();
});

// "Move": the same page, in a sheet over the board.
async function open(link) {
  const card = link.closest("[data-card]");
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    sheet.querySelector("[data-sheet]").innerHTML = await answer.text();
  } catch {
    location.href = link.href;
    return;
  }
  sheet.addEventListener("close", () => card?.focus(), { once: true });
  sheet.showModal();
  // A sheet that fades in takes the focus as soon as it can be seen.
  const first = sheet.querySelector("[data-sheet] button");
  for (let turn = 0; first && document.activeElement !== first && turn < 20; turn++) {
    first.focus();
    await new Promise((done) => { setTimeout(done, 25); });
  }
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-move]");
  if (!link || !sheet || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

// Keyboard: arrows go from card to card, M moves, Enter opens.
const step = (card, key) => {
  const column = card.closest("[data-column]");
  const inside = [...column.querySelectorAll("[data-card]")];
  const place = inside.indexOf(card);
  if (key === "ArrowDown") return inside[place + 1];
  if (key === "ArrowUp") return inside[place - 1];
  const filled = [...document.querySelectorAll("[data-column]")].filter((one) => one === column || one.querySelector("[data-card]"));
  const next = filled[filled.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
  const there = next ? [...next.querySelectorAll("[data-card]")] : [];
  return there[Math.min(place, there.length - 1)];
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  const card = event.target.closest("[data-card]");
  if (event.key.startsWith("Arrow")) {
    const next = card ? step(card, event.key) : event.target.closest("[data-board]") ? cards()[0] : null;
    if (next) { event.preventDefault(); next.focus(); }
    return;
  }
  if (!card) return;
  if (event.key.toLowerCase() === "m") {
    const move = card.querySelector("[data-move]");
    if (move) { event.preventDefault(); move.click(); move.parentElement.querySelector("input[type=date]")?.focus(); }
  }
  if (event.key === "Enter" && event.target === card) card.querySelector("[data-open]")?.click();
});

// After a move the card has the focus again.
if (location.hash.startsWith("#card-")) document.querySelector(location.hash)?.focus();
