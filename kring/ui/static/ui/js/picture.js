// Show a chosen picture at once, before it is sent.
const input = document.querySelector('input[type="file"][name="picture"]');
input?.addEventListener("change", () => {
  const file = input.files?.[0];
  const old = document.querySelector("[data-picture]");
  if (old) { URL.revokeObjectURL(old.src); old.remove(); }
  if (!file?.type.startsWith("image/")) return;
  const shown = document.createElement("img");
  shown.dataset.picture = "";
  shown.alt = file.name;
  shown.className = "mt-3 aspect-video w-80 max-w-full rounded-lg object-cover";
  shown.src = URL.createObjectURL(file);
  input.after(shown);
});
