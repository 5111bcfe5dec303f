// The desk: each mark and reason saves itself; a mark has a key of its own; what was marked last can be taken back.
// Without this file the page is one plain form with a button.

import { Autosave } from "./autosave.js";

const KEYS = { 0: "0", 1: "1", 2: "2", 3: "3", 4: "4", t: "na", a: "ab", Backspace: "", Delete: "" };

const form = document.getElementById("desk");
const slots = [...form.querySelectorAll("[data-question]")];
const isAlone = slots.length === 1; // the queue shows one question at a time
const isGrid = Boolean(form.querySelector(".grid-of-marks"));
const undoButton = form.querySelector("[data-undo]");
const undone = []; // marks as they were, the newest last: {field, text}
const shown = new Map(); // what each mark was before the change that is being typed

const saves = new Autosave({
  form,
  parts: ["mark", "reason"],
  nameOf: (n, part) => `${part === "mark" ? "n" : "r"}-${n}`,
  errorOf: (n, part) => `q-${n}-${part}-error`,
  seenOf: (text) => text,
  isNewer: (version, seen) => version !== seen,
  async look() {
    const asked = new URLSearchParams({ orang: form.dataset.user });
    const answer = await fetch(`${form.dataset.session}?${asked}`, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    const told = await answer.json();
    return { token: told.token, session: answer.status === 401 ? (told.other ? "other" : "gone") : "" };
  },
  typed(field) {
    if (field.part === "mark" && shown.get(field) !== field.text) {
      undone.push({ field, text: shown.get(field) });
      shown.set(field, field.text);
    }
    showReason(field.question);
    showUndo();
  },
  taken(field) {
    if (field.part === "mark") shown.set(field, field.text);
    showReason(field.question);
  },
  saved(question, field) {
    showCount();
    // A reason that came before its mark was sent back: now it has one.
    const { reason } = question.fields;
    if (field.part === "mark" && saves.itemOf(reason)?.state === "bad") saves.typed(reason).then(() => saves.box.send());
    question.article.querySelector(".moved")?.remove(); // who marks anew has seen what moved on
  },
  empty() {
    for (const input of form.querySelectorAll("[name^='n-'], [name^='r-'], [name^='s-']")) input.disabled = true;
  },
});

for (const question of saves.questions.values()) shown.set(question.fields.mark, question.fields.mark.text);

function showReason(question) {
  const { mark, reason } = question.fields;
  const isWanted = question.article.dataset.wants.split(" ").includes(mark.text);
  document.getElementById(`r-${question.n}-hint`).classList.toggle("is-lacking", isWanted && !reason.text.trim());
}

function showCount() {
  const place = document.getElementById("marked-here");
  const total = place && form.querySelectorAll(".question, tr.slot").length;
  if (!place || total !== saves.questions.size) return;
  const complete = [...saves.questions.values()].filter((question) => question.article.dataset.complete === "1").length;
  place.textContent = saves.fill("count", { complete, total });
}

// ---- Taking back -------------------------------------------------------------------------------------------------

function showUndo() {
  if (undoButton) undoButton.disabled = !undone.length;
}

function undo() {
  const last = undone.pop();
  if (!last) return;
  shown.set(last.field, last.text); // no change to be taken back itself
  last.field.text = last.text;
  saves.typed(last.field).then(() => saves.box.send());
  focusOn(last.field.question);
  const told = form.querySelector("[data-undone]");
  if (told) told.textContent = saves.fill("undone", { mark: last.field.shown(last.text, saves.words.nothing) });
}

// ---- Keys --------------------------------------------------------------------------------------------------------

function focusOn(question) {
  const { controls } = question.fields.mark;
  const control = controls.find((each) => each.checked) ?? controls[0];
  control.focus({ preventScroll: true });
  question.article.scrollIntoView({ block: "nearest" });
}

function step(question, by) {
  const all = [...saves.questions.values()];
  const other = all[all.indexOf(question) + by];
  if (other) focusOn(other);
}

function choose(question, text) {
  const { mark } = question.fields;
  if (mark.text !== text) {
    mark.text = text;
    saves.typed(mark).then(() => saves.box.send());
  }
  if (isGrid) step(question, 1);
  else focusOn(question);
}

function onKey(event) {
  const question = saves.fieldOf(event.target)?.question;
  if (!question || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.tagName === "TEXTAREA") {
    if (event.key === "Escape") focusOn(question);
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey && key !== "z") return;
  const acts = {
    z: undo,
    r: () => question.fields.reason.controls[0].focus(),
    ...(isAlone && !isGrid
      ? { Enter: () => form.querySelector("[name=next]").click(), l: () => form.querySelector("[rel=next]").click() }
      : {}),
    ...(isGrid ? { ArrowDown: () => step(question, 1), ArrowUp: () => step(question, -1) } : {}),
  };
  const act = key in KEYS ? () => choose(question, KEYS[key]) : acts[key];
  if (!act) return;
  event.preventDefault();
  act();
}

if (slots.length) {
  form.addEventListener("keydown", onKey);
  undoButton?.addEventListener("click", undo);
  if (undoButton) undoButton.hidden = false;
  document.querySelectorAll("[data-keys]").forEach((help) => (help.hidden = false));
  saves.start();
  const first = [...saves.questions.values()].find((question) => !question.fields.mark.text) ?? saves.questions.values().next().value;
  if ((isAlone || isGrid) && !location.hash && document.activeElement === document.body) {
    const { controls } = first.fields.mark;
    (controls.find((each) => each.checked) ?? controls[0]).focus({ preventScroll: true });
  }
}
