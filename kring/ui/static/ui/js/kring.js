// The few things that pages do by themselves. Every form works without them.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  if (button.dataset.pressed) { event.preventDefault(); return; }
  button.dataset.pressed = "yes";
  const carries = event.target.enctype === "multipart/form-data"; // photos take their time over a slow line
  setTimeout(() => { delete button.dataset.pressed; }, carries ? 60_000 : 4000);
});

// What a form kept on this device is forgotten when the page says that the server has it: kept under the same name.
for (const said of document.querySelectorAll("[data-forgets]")) {
  try { localStorage.removeItem(said.dataset.forgets); } catch { /* nothing was kept */ }
}

// Tabs that do not fit beside each other: show the one that is open.
for (const here of document.querySelectorAll("nav.overflow-x-auto [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}
