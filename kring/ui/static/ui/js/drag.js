// Rows of an arrangement by mouse: drag one to another place. Keyboard and touch have the buttons beside each row.
let dragged = null;
const row = (event) => event.target.closest?.("[data-drag] > li");
document.addEventListener("pointerdown", (event) => {
  const one = row(event);
  if (one) one.draggable = event.pointerType === "mouse" && !event.target.closest("button, a, input, label");
});
document.addEventListener("dragstart", (event) => { dragged = row(event); });
document.addEventListener("dragover", (event) => {
  const over = row(event);
  if (!dragged || !over || over.parentNode !== dragged.parentNode) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (over !== dragged) over.parentNode.insertBefore(dragged, event.clientY > top + height / 2 ? over.nextSibling : over);
});
document.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
document.addEventListener("dragend", () => {
  if (!dragged) return;
  const form = dragged.querySelector("form");
  const button = form.querySelector("button[name=do]");
  button.value = String([...dragged.parentNode.children].indexOf(dragged));
  dragged = null;
  form.requestSubmit(button);
});
