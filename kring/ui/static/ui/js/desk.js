// The desk: a standard answer goes into the reply box without a new page. Works without this too.
for (const button of document.querySelectorAll("[data-insert]")) {
  const box = document.getElementById(button.dataset.insert);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const before = box.value.trimEnd();
    box.value = before ? `${before}\n\n${button.dataset.words}` : button.dataset.words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    button.closest("details").open = false;
    box.focus();
  });
}
