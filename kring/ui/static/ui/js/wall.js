// The screen in the hall. It asks for news every few seconds, shows slides in turn, and keeps the last good state:
// without a network it goes on with that, and a reload begins with it.
const wall = document.querySelector("#wall");
const stage = wall.querySelector("[data-stage]");
const clock = wall.querySelector("[data-clock]");
const dots = wall.querySelector("[data-dots]");
const isPreview = Boolean(wall.dataset.preview);
const [SOONEST, LATEST] = JSON.parse(wall.dataset.asks); // seconds between two questions
const STATE = "kring-wall", RELOADED = "kring-wall-reloaded";
const FADE = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 600;

let state = null, mark = "", shown = "", place = -1, turn = 0, timer = 0;
let serverTime = 0, readAt = 0; // the screen's own clock is not trusted, only how time passes on it

function keep() {
  if (isPreview) return;
  try { localStorage.setItem(STATE, JSON.stringify({ mark, state })); } catch { /* full or forbidden: live without */ }
}

function kept() {
  if (isPreview) return null;
  try { return JSON.parse(localStorage.getItem(STATE)); } catch { return null; }
}

function take(news) {
  state = news;
  document.documentElement.dataset.theme = state.dark ? "kring-dark" : "kring";
  document.documentElement.style.setProperty("--color-primary", state.brand);
  const there = state.slides.findIndex((slide) => slide.html === shown);
  if (there >= 0) place = there; // what is on the screen is still true: let it have its time
  else show(Math.max(0, Math.min(place, state.slides.length - 1)));
}

// One slide at a time is in the page; the one before leaves with its fade, so that nothing piles up over weeks.
function show(next) {
  clearTimeout(timer);
  const slides = state?.slides ?? [];
  if (!slides.length) return;
  place = next % slides.length;
  const slide = slides[place];
  if (shown === slide.html) { timer = setTimeout(() => show(place + 1), slide.seconds * 1000); return; }
  shown = slide.html;
  const drawn = document.createElement("section");
  drawn.className = "wall-slide";
  drawn.lang = slide.language;
  drawn.innerHTML = slide.html;
  for (const old of stage.querySelectorAll(".wall-slide.is-leaving")) old.remove();
  for (const old of stage.children) {
    old.classList.remove("is-shown");
    old.classList.add("is-leaving");
    setTimeout(() => old.remove(), FADE + 50);
  }
  stage.append(drawn);
  requestAnimationFrame(() => requestAnimationFrame(() => drawn.classList.add("is-shown")));
  dots.textContent = slides.map((_, n) => (n === place ? "●" : "○")).join(" ");
  shift();
  timer = setTimeout(() => show(place + 1), slide.seconds * 1000);
}

// No picture stands on the same dots for weeks: everything moves a few of them with every slide.
function shift() {
  if (isPreview) return;
  turn = (turn + 1) % 9;
  wall.style.setProperty("--shift-x", `${(turn % 3) - 1}`);
  wall.style.setProperty("--shift-y", `${Math.floor(turn / 3) - 1}`);
}

function tick() {
  if (!serverTime || !state) return;
  const now = new Date(serverTime + performance.now() - readAt);
  const said = now.toLocaleTimeString("nl", { hour: "2-digit", minute: "2-digit", timeZone: state.zone });
  if (clock.textContent !== said) clock.textContent = said;
}

function isOld(news) {
  if (isPreview || news.version === wall.dataset.version) return false;
  const before = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (performance.timeOrigin + performance.now() - before < 120_000) return false; // not over and over
  sessionStorage.setItem(RELOADED, String(performance.timeOrigin + performance.now()));
  return true;
}

// A page of another version asks for everything each time, until it could load itself again.
function markOf(news, etag) {
  mark = news.version === wall.dataset.version ? etag ?? "" : "";
}

async function ask() {
  let isDrawn = true;
  const giveUp = new AbortController();
  const patience = setTimeout(() => giveUp.abort(), 8000);
  try {
    const headers = mark ? { "If-None-Match": mark } : {};
    const answer = await fetch(wall.dataset.state, { headers, cache: "no-store", signal: giveUp.signal });
    wall.dataset.answered = String(Number(wall.dataset.answered ?? 0) + 1);
    if (answer.headers.get("X-Now")) { serverTime = Number(answer.headers.get("X-Now")) * 1000; readAt = performance.now(); }
    if (answer.status === 403) { // taken back: show nothing of it any more
      localStorage.removeItem(STATE);
      for (const name of await caches.keys()) await caches.delete(name);
      location.reload();
      return;
    }
    isDrawn = answer.status !== 204; // connected a moment ago: the first picture is seconds away
    if (answer.status === 200) {
      const news = await answer.json();
      if (isOld(news)) { location.reload(); return; }
      take(news);
      markOf(news, answer.headers.get("ETag"));
      keep();
    }
  } catch { /* no network or no server: what is there stays */ } finally {
    clearTimeout(patience);
  }
  setTimeout(ask, isDrawn ? 1000 * (SOONEST + Math.random() * (LATEST - SOONEST)) : 1500);
}

const before = kept();
if (before?.state) { take(before.state); markOf(before.state, before.mark); }
ask();
setInterval(tick, 1000);
performance.setResourceTimingBufferSize?.(0); // nobody reads the list of what was fetched
if (wall.dataset.worker) navigator.serviceWorker?.register(wall.dataset.worker).catch(() => {});
