// The room of a plenary follows by itself: every two seconds it asks for a few letters, and only when they differ for the
// page. Parts marked data-live are exchanged; one that somebody writes in stays. Without this file a link reloads.
"use strict";

const room = document.querySelector("[data-version-url]");
const EVERY = 2_000; // milliseconds
const written = new Set(); // ids of live parts with words not sent yet
let shown = room?.dataset.version;

const part = (node) => node.closest?.("[data-live]");
const show = (id, is) => { document.getElementById(id).hidden = !is; };

document.addEventListener("input", (event) => {
  const live = part(event.target);
  if (live) written.add(live.id);
});
document.addEventListener("submit", (event) => {
  const live = part(event.target);
  if (live) written.delete(live.id);
});

// How long the question has been open, by the server's clock.
const drift = room ? Date.parse(room.dataset.now) - Date.now() : 0;
function tick() {
  document.querySelectorAll("[data-since]").forEach((clock) => {
    const seconds = Math.max(0, Math.floor((Date.now() + drift - Date.parse(clock.dataset.since)) / 1_000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  });
}

// What a part says, without the token that every page has anew and without what the reader unfolded.
const bare = (live) => live.outerHTML.replace(/(name="csrfmiddlewaretoken" value="[^"]*"|<details([^>]*?) open="")/g, "<details$2");

function exchange(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  if (old.dataset.said === fresh.dataset.said) {
    const folds = fresh.querySelectorAll("details");
    old.querySelectorAll("details").forEach((fold, place) => { if (folds[place]) folds[place].open = fold.open; });
  }
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
}

// Parts whose id is gone or new (the forms of another question) come and go beside their neighbour.
function renew(next) {
  let kept = false;
  const fresh = new Map([...next.querySelectorAll("[data-live]")].map((live) => [live.id, live]));
  const neighbour = new Map([...fresh].map(([id, live]) => [id, live.previousElementSibling?.id]));
  document.querySelectorAll("[data-live]").forEach((old) => {
    const found = fresh.get(old.id);
    fresh.delete(old.id);
    const same = found && bare(found) === bare(old);
    if (written.has(old.id)) kept ||= !same;
    else if (!found) old.remove();
    else if (!same) exchange(old, document.adoptNode(found));
  });
  fresh.forEach((live) => {
    const before = document.getElementById(neighbour.get(live.id));
    if (before && !written.size) before.after(document.adoptNode(live));
    else kept = true;
  });
  show("live-changed", kept);
}

async function follow() {
  const answer = await fetch(room.dataset.versionUrl, { cache: "no-cache", credentials: "same-origin" });
  if (answer.redirected || !answer.ok) return answer.status < 500 ? "ended" : "offline";
  const version = await answer.text();
  if (version === shown) return "";
  const page = await fetch(location.href, { credentials: "same-origin" });
  if (page.redirected || !page.ok) return page.status < 500 ? "ended" : "offline";
  const next = new DOMParser().parseFromString(await page.text(), "text/html");
  const said = document.getElementById("live-item")?.dataset.said;
  renew(next);
  const now = document.getElementById("live-item")?.dataset.said;
  if (now && now !== said) document.getElementById("live-said").textContent = now;
  shown = next.querySelector("[data-version]").dataset.version;
  tick();
  return "";
}

async function run() {
  let fault = "";
  if (document.visibilityState === "visible") {
    fault = await follow().catch(() => "offline");
    show("live-offline", fault === "offline");
    show("live-ended", fault === "ended");
  }
  if (fault !== "ended") setTimeout(run, EVERY);
}

if (room) {
  tick();
  setInterval(tick, 1_000);
  setTimeout(run, EVERY);
}
