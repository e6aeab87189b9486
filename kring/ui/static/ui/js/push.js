// Notifications of this browser: it is asked only after a tap, and what it gives goes into an ordinary form.
const form = document.querySelector("form[data-push]");

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

// A worker that was just registered takes a moment before it can be subscribed with.
const active = (found) => found.active ? Promise.resolve() : new Promise((done) => {
  (found.installing ?? found.waiting).addEventListener("statechange", (event) => {
    if (event.target.state === "activated") done();
  });
});

async function subscribe() {
  const found = await navigator.serviceWorker.register(form.dataset.worker);
  await active(found);
  await (await found.pushManager.getSubscription())?.unsubscribe(); // it may be of an older key
  const given = await found.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
  const { endpoint, keys } = given.toJSON();
  Object.entries({ endpoint, ...keys }).forEach(([name, value]) => {
    if (form.elements[name]) form.elements[name].value = value;
  });
  form.submit();
}

if (form && "serviceWorker" in navigator && "PushManager" in window) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true; // a second tap would take back what the first one is about to keep
    subscribe().catch(() => { button.disabled = false; form.querySelector("[data-refused]").hidden = false; });
  });
}
