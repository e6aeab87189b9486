// A form that forgets nothing: what is typed waits on this device until it has been sent. Works without this too.
const at = (name) => `kring-form-${name}`;
const read = (name) => { try { return JSON.parse(localStorage.getItem(at(name))); } catch { return null; } };
const forget = (name) => { try { localStorage.removeItem(at(name)); } catch { /* nothing was kept */ } };

const sent = document.querySelector("[data-forget-form]");
if (sent) {
  forget(sent.dataset.forgetForm);
  history.replaceState(null, "", location.pathname); // a reload is no sending
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const name = form.dataset.keep;
  const fields = [...form.elements].filter((field) => field.matches("textarea, select, input[type=text], input[type=url], input[type=date]"));
  const write = () => {
    const said = Object.fromEntries(fields.filter((field) => field.value.trim()).map((field) => [field.name, field.value]));
    try {
      if (Object.keys(said).length) localStorage.setItem(at(name), JSON.stringify(said));
      else localStorage.removeItem(at(name));
    } catch { /* a private window without storage */ }
  };
  const before = read(name);
  let restored = false;
  for (const field of fields) {
    if (before?.[field.name] && !field.value) { field.value = before[field.name]; restored = true; }
  }
  const told = form.querySelector("[data-restored]");
  if (told && restored) told.hidden = false;
  form.addEventListener("input", write);
  form.addEventListener("change", write);
}

// Photos that were chosen are shown at once, before they are sent.
for (const input of document.querySelectorAll("input[type=file][data-shows]")) {
  const place = document.getElementById(input.dataset.shows);
  input.addEventListener("change", () => {
    for (const old of place.querySelectorAll("img")) URL.revokeObjectURL(old.src);
    place.replaceChildren(...[...input.files].filter((file) => file.type.startsWith("image/")).slice(0, 6).map((file) => {
      const shown = document.createElement("img");
      shown.alt = file.name;
      shown.className = "size-16 rounded-lg object-cover";
      shown.src = URL.createObjectURL(file);
      return shown;
    }));
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
