// What was tapped or written in a survey waits on this device until it is sent, and is forgotten then.
const PREFIX = "kring-survey-";

function store(action) {
  try { return action(localStorage); } catch { return null; } // a private window without storage: the page itself keeps it
}

for (const form of document.querySelectorAll("form[data-keep-answers]")) {
  const key = PREFIX + form.dataset.keepAnswers;
  const kept = store((storage) => JSON.parse(storage.getItem(key) ?? "{}")) ?? {};
  for (const [name, value] of Object.entries(kept)) {
    const field = form.elements[name];
    if (field && !field.value) field.value = value; // of radio buttons this taps the one with that value
  }
  form.addEventListener("input", () => {
    const answers = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value);
    store((storage) => storage.setItem(key, JSON.stringify(Object.fromEntries(answers))));
  });
}

if (document.querySelector("[data-forget-answers]")) {
  store((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  });
}
