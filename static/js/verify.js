// The fingerprint of a report is computed here, so that the file never leaves the device; only the fingerprint is sent.
// Without scripts, or where the browser cannot compute it (no secure connection), the form posts the file as before.
const form = document.querySelector("[data-verify]");
const input = form.querySelector("input[type=file]");

async function check(file) {
  form.querySelector("[data-busy]").hidden = false;
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const digest = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  location.assign(`${location.pathname}?sidik=${digest}`);
}

if (window.crypto?.subtle) {
  form.querySelector("[data-posted]").hidden = true;
  form.querySelector("[data-stays]").hidden = false;
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    check(input.files[0]);
  });
  const carriesFile = (event) => event.dataTransfer?.types.includes("Files");
  form.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    form.classList.remove("is-over");
    if (event.dataTransfer.files.length) check(event.dataTransfer.files[0]);
  });
}
