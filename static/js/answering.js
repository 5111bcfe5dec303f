// The answering form: each field saves itself. Without this file the page is one plain form with a button.

import { Autosave, made } from "./autosave.js";

const STILL_WRITES = 30_000;

const form = document.getElementById("answers");
let wroteAt = 0;

// Who else writes in the questions of this page, and a fresh token.
async function look(di = "") {
  const asked = new URLSearchParams({ tiket: form.dataset.ticket, di });
  const answer = await fetch(`${form.dataset.present}?${asked}`, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
  const told = await answer.json();
  return { token: told.token, session: answer.status === 401 ? (told.other ? "other" : "gone") : "", others: told.others ?? {} };
}

const saves = new Autosave({
  form,
  parts: ["value", "narrative", "level", "reason"],
  nameOf: (n, part) => `a-${n}-${part}`,
  errorOf: (n, part) => `a-${n}-${part}-error`,
  seenOf: Number,
  isNewer: (version, seen) => version > seen,
  look() {
    const here = saves.fieldOf(document.activeElement)?.question.pk;
    return look(here && Date.now() - wroteAt < STILL_WRITES ? here : "");
  },
  typed() {
    wroteAt = Date.now();
  },
  saved(question) {
    question.article.querySelector("[data-carried]")?.remove(); // who changes a carried answer has confirmed it
    showCount();
  },
  looked(found) {
    for (const question of saves.questions.values()) showOthers(question, found.others[question.pk] ?? []);
  },
  empty() {
    form.querySelectorAll('[name$="-version"]').forEach((input) => (input.disabled = true));
  },
});

function showCount() {
  const place = document.getElementById("section-count");
  const all = [...saves.questions.values()];
  if (all.length !== form.querySelectorAll(".question").length) return; // some are not this person's to write
  const complete = all.filter((question) => question.article.dataset.complete === "1").length;
  place.textContent = saves.fill("count", { complete, total: all.length });
}

function showOthers(question, names) {
  const text = names.map((name) => saves.fill("writes", { name })).join(" · ");
  let line = question.article.querySelector(".writes");
  if (!line && text) {
    line = made("p", "writes", "");
    question.article.querySelector(".question-label").parentElement.append(line);
  }
  if (line && line.textContent !== text) line.textContent = text;
  if (line) line.hidden = !text;
}

saves.start();
