// The composer: words are never lost, and the room that is left is counted while writing. Works without this too.
import { count, kept } from "./words.js";

const form = document.getElementById("composer");
const forget = document.querySelector("[data-forget-words]");
if (forget) kept.forget(forget.dataset.forgetWords);

if (form) {
  const words = form.elements.own_words;
  const name = form.dataset.kept;
  const room = document.getElementById("room");
  const state = document.getElementById("kept");

  // The server says what is left of the words it saw; what was written since is counted here.
  let seen = words.defaultValue;
  const countRoom = () => {
    const look = document.getElementById("look");
    if (!room || !look?.dataset.counter) return;
    const since = count(words.value, look.dataset.counter) - count(seen, look.dataset.counter);
    const left = Number(look.dataset.room) - since;
    const said = left < 0 ? room.dataset.over.replace("#", -left) : room.dataset.left.replace("#", left);
    room.value = left > Number(room.dataset.plenty) ? "" : said;
    room.classList.toggle("text-error", left < 0);
    room.classList.toggle("font-semibold", left < 0);
  };

  const say = (text) => { if (state) state.textContent = text; };

  // Words that never reached the server come back, after a reload, a crash or a dead battery. What somebody typed before
  // this script was there, on a slow phone, stands behind them, and is told to the server now.
  const typed = words.value === words.defaultValue ? "" : words.value;
  const before = kept.read(name);
  if (before && !before.sent && before.words.trim() !== words.value.trim()) {
    words.value = typed && !before.words.startsWith(typed) ? `${before.words}\n\n${typed}` : before.words;
    document.getElementById("restored").hidden = false;
  }
  if (words.value !== words.defaultValue) {
    kept.write(name, words.value, false);
    window.addEventListener("load", () => words.dispatchEvent(new Event("found")));
  }

  words.addEventListener("input", () => {
    kept.write(name, words.value, false);
    say("");
    countRoom();
  });

  let asked = "";
  document.body.addEventListener("htmx:config:request", () => { asked = words.value; });
  document.body.addEventListener("htmx:after:swap", () => {
    seen = asked;
    if (asked === words.value) {
      kept.write(name, words.value, true);
      say(words.value.trim() ? state.dataset.kept : "");
    }
    countRoom();
  });

  // Leaving without a word: the last letters still reach the server.
  const send = () => {
    if (kept.read(name)?.sent === false && !form.dataset.sharing) navigator.sendBeacon(form.dataset.look, new FormData(form));
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  window.addEventListener("pagehide", send);
  form.addEventListener("submit", () => { form.dataset.sharing = "yes"; });
  window.addEventListener("pageshow", () => { delete form.dataset.sharing; countRoom(); });

  for (const label of form.querySelectorAll("[data-needs-device]")) {
    label.hidden = !navigator.share;
    const button = label.querySelector("input");
    if (label.hidden && button.checked) form.querySelector("label:not([hidden]) > input[name=channel]")?.click();
  }
  countRoom();
  const end = words.value.length;
  words.setSelectionRange(end, end);
}

// On the page afterwards: the device's own share sheet. Copying is in copy.js.
for (const button of document.querySelectorAll("[data-share-sheet]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ text: button.dataset.text, url: button.dataset.url }).catch(() => { /* closed again */ });
  });
}
