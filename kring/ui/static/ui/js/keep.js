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

// Notes that keep themselves. What had to wait for the line goes out as it stands by then, with the version by then: else
// it would meet its own words as somebody else's. What has not arrived goes along when the page is left.
for (const form of document.querySelectorAll("form[data-fresh]")) {
  let typed = 0, sent = 0, arrived = 0;
  form.addEventListener("input", () => { typed++; });
  form.addEventListener("htmx:before:request", ({ detail }) => {
    detail.ctx.request.body = new URLSearchParams(new FormData(form));
    sent = typed;
  });
  form.addEventListener("htmx:after:request", ({ detail }) => { if (detail.ctx.response?.raw.ok) arrived = sent; });
  window.addEventListener("pagehide", () => { if (arrived < typed) navigator.sendBeacon(form.action, new FormData(form)); });
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
