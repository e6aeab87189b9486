// The few things that pages do by themselves. Every form works without them.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  if (button.dataset.pressed) { event.preventDefault(); return; }
  button.dataset.pressed = "yes";
  setTimeout(() => { delete button.dataset.pressed; }, 4000);
});

// Tabs that do not fit beside each other: show the one that is open.
for (const here of document.querySelectorAll("nav.overflow-x-auto [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}
