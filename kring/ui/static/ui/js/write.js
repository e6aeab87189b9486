// A lost connection loses no typed text: it goes to the server while typing, and stays on this device when it cannot.
const form = document.querySelector("form[data-typed]");

if (form) {
  const name = form.dataset.kept;
  const state = form.querySelector("[data-state]");
  const words = document.querySelector("[data-words]");
  const offer = document.querySelector("[data-offline]");
  const text = "input[type=text], input[type=url], textarea";

  const read = () => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const forget = () => { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } };
  const fields = () => Object.fromEntries([...form.querySelectorAll(text)].map((one) => [one.name, one.value]));
  const keep = (sent) => {
    try { localStorage.setItem(name, JSON.stringify({ fields: fields(), sent })); } catch { /* a private window: the server keeps it */ }
  };
  const say = (what) => { if (state) state.textContent = what; };
  const plain = (value) => (value ?? "").replace(/\s+/g, " ").trim();

  // What never reached the server is offered again, unless it is what stands here already.
  const before = read();
  const differs = before && Object.entries(before.fields).some(([key, value]) => form.elements[key] && plain(form.elements[key].value) !== plain(value));
  if (before && !before.sent && differs && offer) offer.hidden = false;
  else forget();
  offer?.querySelector("[data-put-back]").addEventListener("click", () => {
    for (const [key, value] of Object.entries(before.fields)) if (form.elements[key]) form.elements[key].value = value;
    offer.hidden = true;
    typed();
    form.querySelector(text)?.focus();
  });
  offer?.querySelector("[data-let-go]").addEventListener("click", () => { offer.hidden = true; forget(); });

  let waits = null, sending = false, again = false, leaves = false;
  const under_way = new AbortController();
  async function send() {
    if (sending) { again = true; return; }
    sending = true;
    const data = new FormData(form);
    data.delete("picture");
    try {
      const answer = await fetch(form.dataset.typed, { method: "POST", body: data, signal: under_way.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      keep(true);
      say(words.dataset.saved);
    } catch {
      if (leaves) return;
      keep(false);
      say(words.dataset.offlineWords);
      waits = setTimeout(send, 10_000);
    }
    sending = false;
    if (again) { again = false; send(); }
  }
  function typed() {
    keep(false);
    say("");
    clearTimeout(waits);
    waits = setTimeout(send, 1200);
  }
  form.addEventListener("input", typed);
  window.addEventListener("online", () => { if (read()?.sent === false) send(); });

  // Leaving without a word: the last letters still reach the server. Keeping the story ends the typing.
  // What is on its way must not arrive after it: it would be offered again. The device forgets when a page says so.
  form.addEventListener("submit", () => { leaves = true; clearTimeout(waits); keep(false); under_way.abort(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || leaves || read()?.sent !== false || (offer && !offer.hidden)) return;
    const data = new FormData(form);
    data.delete("picture");
    navigator.sendBeacon(form.dataset.typed, data);
  });
}
