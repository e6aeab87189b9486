// A screen that waits: ask every few seconds whether somebody confirmed its code.
const form = document.querySelector("[data-claim]");
async function ask() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (answer.status === 200 || answer.status === 410 || answer.status === 403) { location.reload(); return; }
  } catch { /* no network: ask again */ }
  setTimeout(ask, 3000);
}
setTimeout(() => location.reload(), Number(document.querySelector("[data-reload]").dataset.reload) * 1000);
if (form) setTimeout(ask, 3000);
