// Typing @Na in a comment offers the colleagues who can be called to it; whoever is chosen is ticked in the list below.
const form = document.querySelector("[data-mentions]");
const field = form.querySelector("textarea");
const list = form.querySelector("[role=listbox]");
const status = form.querySelector("[data-said]");
const people = [...form.querySelectorAll("label > input[type=checkbox]")].map((tick) => {
  const name = tick.parentElement.textContent.trim(); // @Noor de Vries
  return { tick, name, words: fold(name.slice(1)) };
});
let found = [], at = 0;

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// What stands between an @ and the cursor; null outside of a name.
function typed() {
  const before = field.value.slice(0, field.selectionStart);
  return /(?:^|\s)@((?:[\p{L}\p{M}'’.-]+ ){0,3}[\p{L}\p{M}'’.-]*)$/u.exec(before)?.[1] ?? null;
}

function offer() {
  const asked = typed();
  const start = asked === null ? "" : fold(asked);
  found = asked === null ? [] : people.filter(({ words }) => words.startsWith(start) || words.includes(` ${start}`)).slice(0, 6);
  list.replaceChildren(...found.map(({ name }, number) => {
    const option = form.querySelector("template").content.firstElementChild.cloneNode();
    option.id = `mention-${number}`;
    option.textContent = name;
    option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(number); });
    return option;
  }));
  list.hidden = !found.length;
  status.textContent = asked === null || asked.includes(" ") ? "" : found.length ? form.dataset.some : form.dataset.none;
  if (found.length) mark(0);
  else field.removeAttribute("aria-activedescendant");
}

function mark(number) {
  at = (number + found.length) % found.length;
  [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
  field.setAttribute("aria-activedescendant", `mention-${at}`);
}

function choose(number) {
  const { tick, name } = found[number], end = field.selectionStart;
  field.setRangeText(`${name} `, end - typed().length - 1, end, "end");
  tick.checked = true;
  tick.dataset.typed = "yes";
  close();
}

function close() {
  found = [];
  list.hidden = true;
  status.textContent = "";
  field.removeAttribute("aria-activedescendant");
}

if (list) {
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("autocomplete", "off");
  field.addEventListener("input", () => {
    for (const { tick, name } of people) { // a name that was taken out again calls nobody
      if (tick.dataset.typed && !field.value.includes(name)) { tick.checked = false; delete tick.dataset.typed; }
    }
    offer();
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (!found.length || event.isComposing) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter" || event.key === "Tab") choose(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
