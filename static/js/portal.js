// Niceties only: every page works without this file.
"use strict";

const indonesian = document.documentElement.lang !== "en";
const words = {
  close: indonesian ? "Tutup pesan" : "Dismiss message",
  unsaved: indonesian ? "Belum disimpan" : "Not saved yet",
};

// Leaving a page with changes that were not sent: the browser asks. Opt in with <form data-guard>.
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (!form || event.target.form !== form) return; // a file field inside may belong to a form of its own
  changed.add(form);
  const saved = event.target.closest(".question")?.querySelector(".saved");
  if (saved) {
    saved.className = "saved is-unsaved";
    saved.textContent = words.unsaved;
  }
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// One press, one request. A form that stays on the page (a download) opts out with data-repeatable.
document.addEventListener("submit", (event) => {
  const form = event.target;
  changed.delete(form);
  if (form.method !== "post" || "repeatable" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

// Back to a page kept by the browser, or an htmx answer: the form may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (!form) return;
  release(form);
  if (event.detail.successful) changed.delete(form);
  else if (form.matches("[data-guard]")) changed.add(form);
});

// Messages can be put away.
function dismissible(root) {
  root.querySelectorAll("[data-dismissible]:not(:has(> .notice-close))").forEach((notice) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "notice-close";
    button.setAttribute("aria-label", words.close);
    button.textContent = "✕";
    button.addEventListener("click", () => notice.remove());
    notice.append(button);
  });
}

// Menus close on Escape and on a press elsewhere.
function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

// A field marked data-submits sends its form when it changes (filters); the button stays for those without scripts.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

dismissible(document);
document.addEventListener("htmx:load", (event) => dismissible(event.target));
