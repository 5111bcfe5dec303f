// Files on their way to the server, in pieces by the tus protocol. The file itself lies in the browser's own database
// until the server has said what became of it: through a lost network, a closed tab, a restart, an ended session.
// Without this script each question has a plain form for one file.

import { uuid } from "./outbox.js";

const STORE = "files";
const PIECE = 1024 * 1024; // bytes in one request
const AT_ONCE = 2;
const FIRST_PAUSE = 1000; // ms
const LONGEST_PAUSE = 30_000;
const MOST_DENIALS = 5;
const LONGEST_SIDE = 2000; // pixels of a photograph made smaller
const tus = window.tus;

const place = document.getElementById("uploads");
const words = Object.fromEntries([...place.content.querySelectorAll("[data-word]")].map((word) => [word.dataset.word, word.textContent]));
const { user } = place.dataset;
const most = Number(place.dataset.most);

let database;
let items = [];
let pause = FIRST_PAUSE;
let timer = 0;
let running = null;
const going = new Map(); // id → the tus upload, or true while hashing
const sent = new Map(); // id → part that has arrived, 0 to 1
const channel = new BroadcastChannel(`berkas-${user}`);

function fill(word, values) {
  return words[word].replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

// ---- The browser's database --------------------------------------------------------------------------------------

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  const request = indexedDB.open("berkas", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("user", "user");
  return done(request);
}

async function look() {
  const found = await done(database.transaction(STORE).objectStore(STORE).index("user").getAll(user));
  items = found.sort((one, other) => one.at - other.at);
  show();
}

async function write(act) {
  const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  act(transaction.objectStore(STORE));
  await finished;
  await look();
  channel.postMessage("change");
}

// A row that was taken away in the meantime (no longer wanted, or sent by another tab) does not come back.
async function note(item, changes) {
  Object.assign(item, changes);
  if (items.some((row) => row.id === item.id)) await write((store) => store.put(item));
}

// ---- Choosing files ----------------------------------------------------------------------------------------------

async function add(files, n, shrinks) {
  const address = document.getElementById(`u-${n}`).action;
  for (const chosen of files) {
    const file = shrinks && /^image\/(jpeg|png)$/.test(chosen.type) ? await smaller(chosen) : chosen;
    const item = { id: uuid(), user, n, address, page: location.pathname, name: file.name, size: file.size, at: Date.now() };
    if (file.size > most) await write((store) => store.put({ ...item, state: "bad", sentence: fill("large", { name: file.name, most: shown(most) }) }));
    else await write((store) => store.put({ ...item, blob: file, state: "waiting" }));
  }
  again();
}

async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

function numberOf(element) {
  return element.closest(".question")?.id.replace("q-", "");
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches(".upload input[type=file]")) return;
  const files = [...input.files];
  const shrinks = Boolean(input.closest(".upload").querySelector("[data-shrink]")?.checked);
  input.value = "";
  await add(files, numberOf(input), shrinks);
});

function target(event) {
  const question = event.target.closest?.(".question");
  return event.dataTransfer?.types.includes("Files") && question?.querySelector(".upload") ? question : null;
}

document.addEventListener("dragover", (event) => {
  const question = target(event);
  document.querySelectorAll(".question.is-over").forEach((other) => other !== question && other.classList.remove("is-over"));
  if (!question) return;
  event.preventDefault();
  question.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => event.relatedTarget ?? document.querySelectorAll(".question.is-over").forEach((question) => question.classList.remove("is-over")));
document.addEventListener("drop", async (event) => {
  const question = target(event);
  if (!question) return;
  event.preventDefault();
  question.classList.remove("is-over");
  const shrinks = Boolean(question.querySelector("[data-shrink]")?.checked);
  await add([...event.dataTransfer.files], numberOf(question), shrinks);
});

// Files go as soon as they are chosen: the button of the plain form is not needed.
function decorate(root) {
  for (const upload of root.querySelectorAll(".upload.needs-script")) {
    if (upload.querySelector(".upload-tools")) continue;
    upload.querySelector(".upload-row .btn").hidden = true;
    upload.querySelector("input[type=file]").multiple = true;
    upload.append(place.content.querySelector(".upload-tools").cloneNode(true));
  }
}

// ---- Sending -----------------------------------------------------------------------------------------------------

function again() {
  pause = FIRST_PAUSE;
  send();
}

// One tab sends at a time, a few files at once.
function send() {
  clearTimeout(timer);
  if (running) return;
  const work = () => Promise.all(Array.from({ length: AT_ONCE }, worker));
  running = (navigator.locks ? navigator.locks.request(`berkas-${user}`, work) : work())
    .then((results) => results.every(Boolean))
    .finally(() => (running = null))
    .then((isDone) => {
      if (isDone) return items.some((item) => item.state === "waiting") && send();
      timer = setTimeout(send, pause * (0.75 + Math.random() / 2));
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    });
}

// Sends what waits, file after file; false when it must be tried again later.
async function worker() {
  await look();
  for (;;) {
    const item = items.find((row) => row.state === "waiting" && !going.has(row.id));
    if (!item) return true;
    going.set(item.id, true);
    try {
      if (!(await deliver(item))) return false;
      pause = FIRST_PAUSE;
    } catch {
      return false; // no network
    } finally {
      going.delete(item.id);
      sent.delete(item.id);
      show();
    }
  }
}

async function deliver(item) {
  show();
  if (!item.sha256 && crypto.subtle) await note(item, { sha256: await hash(item.blob) });
  if (item.sha256 && !item.location) {
    const answer = await ask(new URL("../dikenal/", item.address), { body: new URLSearchParams({ sha256: item.sha256 }) });
    const told = await read(answer);
    if (answer.status === 200 && told?.known) return finish(item);
    if (answer.status !== 200) return settle(item, answer.status, told);
  }
  const failed = await carry(item);
  if (failed) return settle(item, failed.status, failed.told, failed.isPiece);
  if (!items.some((row) => row.id === item.id)) return true;
  const answer = await ask(item.location, { headers: { "Tus-Resumable": "1.0.0" } });
  if (answer.status === 200) return finish(item);
  return settle(item, answer.status, await read(answer));
}

function ask(address, { headers = {}, ...options }) {
  return fetch(address, { method: "POST", redirect: "manual", headers: { ...headers, "X-CSRFToken": token() }, ...options });
}

async function read(answer) {
  return answer.headers.get("Content-Type")?.startsWith("application/json") ? answer.json() : null;
}

async function hash(blob) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// All pieces, from where the server has them. Resolves to nothing, or to what stood in the way; rejects without network.
function carry(item) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(item.blob, {
      endpoint: String(new URL("../unggah/", item.address)),
      uploadUrl: item.location ?? null,
      chunkSize: PIECE,
      retryDelays: null,
      storeFingerprintForResuming: false,
      metadata: { id: item.id, name: item.name },
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
      onUploadUrlAvailable: () => note(item, { location: upload.url }),
      onProgress: (bytes, all) => {
        sent.set(item.id, bytes / all);
        showProgress(item);
      },
      onSuccess: () => note(item, { location: upload.url }).then(() => resolve(null), reject),
      onError: (error) => {
        const answer = error.originalResponse;
        if (!answer) return reject(error);
        const isPiece = error.originalRequest.getMethod() !== "POST";
        let told = null;
        if (answer.getHeader("Content-Type")?.startsWith("application/json")) told = JSON.parse(answer.getBody());
        return resolve({ status: answer.getStatus(), told, isPiece });
      },
    });
    going.set(item.id, upload);
    upload.start();
  });
}

// A sentence ends it, with the file kept where the calendar stood in the way; anything else is tried again.
async function settle(item, status, told, isPiece = false) {
  if (status === 404 && item.location) {
    await note(item, { location: null }); // too old: sent anew
    return false;
  }
  if ([404, 409].includes(status) && !isPiece && (told?.sentence || status === 404)) {
    await note(item, { state: "refused", sentence: told?.sentence ?? words.gone });
    return true;
  }
  if (status === 403) {
    const denials = (item.denials ?? 0) + 1; // a token that is renewed in a moment, or no right any more
    await note(item, denials < MOST_DENIALS ? { denials } : { state: "refused", sentence: words.gone, denials: 0 });
    return denials >= MOST_DENIALS;
  }
  if ([400, 413, 422].includes(status) && told?.sentence) {
    await note(item, { state: "bad", sentence: told.sentence, blob: null });
    return true;
  }
  return false;
}

async function finish(item) {
  await write((store) => store.delete(item.id));
  channel.postMessage(item.n);
  refresh(item.n);
  return true;
}

function refresh(n) {
  const evidence = `#q-${n}-evidence`;
  const form = document.getElementById(`u-${n}`);
  if (form && document.querySelector(evidence)) window.htmx.ajax("GET", form.action, { target: evidence, select: evidence, swap: "outerHTML" });
}

async function drop(item) {
  const upload = going.get(item.id);
  if (upload?.abort) await upload.abort();
  await write((store) => store.delete(item.id));
  if (item.location) await fetch(item.location, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token() } }).catch(() => null);
}

// ---- What the page shows -----------------------------------------------------------------------------------------

function shown(bytes) {
  const [number, unit] = bytes < 1e6 ? [bytes / 1024, "kB"] : [bytes / 1024 ** 2, "MB"];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(number)} ${unit}`;
}

function stateOf(item) {
  if (item.state !== "waiting") return item.sentence;
  return going.has(item.id) ? words.sending : words.waiting;
}

function show() {
  const waiting = items.filter((item) => item.state !== "bad");
  const detail = { count: waiting.length, bytes: waiting.reduce((sum, item) => sum + item.size, 0) };
  window.dispatchEvent(new CustomEvent("files-waiting", { detail }));
  for (const list of document.querySelectorAll(".queue")) {
    for (const line of list.children) if (!items.some((item) => item.id === line.dataset.file)) line.remove();
    if (!list.children.length) list.remove();
  }
  for (const item of items) showItem(item);
}

function showItem(item) {
  const evidence = document.getElementById(`q-${item.n}-evidence`);
  if (!evidence || item.page !== location.pathname) return;
  let list = evidence.parentElement.querySelector(".queue");
  if (!list) {
    list = Object.assign(document.createElement("ul"), { className: "files queue" });
    list.setAttribute("aria-label", words.queue);
    evidence.before(list);
  }
  let line = [...list.children].find((child) => child.dataset.file === item.id);
  if (!line) {
    line = place.content.querySelector(".file").cloneNode(true);
    line.dataset.file = item.id;
    line.querySelector(".file-name").textContent = item.name;
    line.querySelector("progress").setAttribute("aria-label", item.name);
    line.querySelector("[data-name]").textContent = item.name;
    line.querySelector("button").addEventListener("click", () => drop(item));
    list.append(line);
  }
  const state = line.querySelector("[data-state]");
  const text = item.state === "waiting" ? `${shown(item.size)} · ${stateOf(item)}` : stateOf(item);
  if (state.textContent !== text) state.textContent = text;
  state.className = item.state === "waiting" ? "file-facts" : "field-error";
  line.querySelector("progress").hidden = item.state !== "waiting";
  showProgress(item);
}

function showProgress(item) {
  const bar = document.querySelector(`.queue [data-file="${item.id}"] progress`);
  if (bar) bar.value = sent.get(item.id) ?? 0;
}

// ---- Beginning ---------------------------------------------------------------------------------------------------

async function begin() {
  database = await open();
  channel.onmessage = (event) => {
    if (event.data === "change") look();
    else refresh(event.data);
  };
  decorate(document);
  document.addEventListener("htmx:load", (event) => decorate(event.target.parentElement ?? document));
  document.getElementById("outbox")?.querySelector("[data-again]").addEventListener("click", again);
  window.addEventListener("online", again);
  await look();
  for (const item of items.filter((row) => row.state === "refused")) await note(item, { state: "waiting" });
  document.documentElement.dataset.uploads = "self";
  again();
}

begin();
