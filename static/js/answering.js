// The answering form: each field saves itself. Without this file the page is one plain form with a button.

import { Outbox } from "./outbox.js";

const PARTS = ["value", "narrative", "level", "reason"];
const SILENCE = 800; // ms without a key before a field is sent
const LOOKS_EVERY = 15_000; // who else writes
const STILL_WRITES = 30_000;

const form = document.getElementById("answers");
const strip = document.getElementById("outbox");
const words = Object.fromEntries(
  [...document.getElementById("words").content.querySelectorAll("[data-word]")].map((word) => [word.dataset.word, word.textContent]),
);

function fill(word, values) {
  return words[word].replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

// ---- The page: questions with their fields -----------------------------------------------------------------------

class Field {
  constructor(question, part, seen) {
    this.question = question;
    this.part = part;
    this.seen = seen; // the version of the answer in which this person saw the field
    this.controls = [...form.querySelectorAll(`[name="a-${question.n}-${part}"]`)];
    this.known = this.controls[0].type === "radio"
      ? (this.controls.find((control) => control.defaultChecked)?.value ?? "")
      : this.controls[0].defaultValue;
  }

  get isChoice() {
    return this.controls[0].type === "radio";
  }

  get text() {
    return this.isChoice ? (this.controls.find((control) => control.checked)?.value ?? "") : this.controls[0].value;
  }

  set text(text) {
    if (this.text === text) return;
    if (this.isChoice) this.controls.forEach((control) => (control.checked = control.value === text));
    else this.controls[0].value = text;
  }

  // The text as a person reads it: of a choice, its label.
  shown(text) {
    const chosen = this.isChoice && this.controls.find((control) => control.value === text);
    return (chosen ? chosen.closest("label").textContent.trim() : text) || words.nothing;
  }

  get frame() {
    return this.controls[0].closest("fieldset, .field");
  }

  tell(sentence) {
    const place = document.getElementById(`a-${this.question.n}-${this.part}-error`);
    if (place.textContent.trim() === sentence) return;
    place.replaceChildren();
    if (sentence) place.append(made("p", "field-error", sentence));
    for (const control of this.controls) {
      if (sentence) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      if (!this.isChoice) control.classList.toggle("is-invalid", Boolean(sentence));
    }
  }
}

class Question {
  constructor(article) {
    this.article = article;
    this.n = article.dataset.n;
    this.pk = article.dataset.question;
    this.state = article.querySelector(".saved");
    this.saved = this.state.classList.contains("is-saved") ? this.state.textContent : "";
    const seen = article.dataset.seen.split(" ").map(Number);
    this.fields = Object.fromEntries(PARTS.map((part, place) => [part, new Field(this, part, seen[place])]));
  }
}

function made(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

const questions = new Map();
for (const article of form.querySelectorAll("[data-question]")) {
  questions.set(article.dataset.question, new Question(article));
}

function fieldOf(control) {
  const found = /^a-\d+-(value|narrative|level|reason)$/.exec(control.name ?? "");
  return found && questions.get(control.closest("[data-question]")?.dataset.question)?.fields[found[1]];
}

// ---- Token and session -------------------------------------------------------------------------------------------

const token = {
  value: form.querySelector("[name=csrfmiddlewaretoken]").value,
  async renew(di = "") {
    const asked = new URLSearchParams({ tiket: form.dataset.ticket, di });
    const answer = await fetch(`${form.dataset.present}?${asked}`, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    const told = await answer.json();
    this.value = told.token;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = told.token));
    return { session: answer.status === 401 ? (told.other ? "other" : "gone") : "", others: told.others ?? {} };
  },
};

// ---- The outbox and what the page shows of it --------------------------------------------------------------------

let box;
let files = { count: 0, bytes: 0 };
let wroteAt = 0;
let silence = 0;

function stateOf(item) {
  if (["conflict", "bad", "refused"].includes(item.state)) return item.state;
  if (box.session) return "signIn";
  return box.isOffline ? "waiting" : "saving";
}

const GRAVITY = ["conflict", "bad", "refused", "signIn", "waiting", "saving"];

function showQuestion(question) {
  const items = box.items.filter((item) => item.question === question.pk);
  const state = GRAVITY.find((name) => items.some((item) => stateOf(item) === name));
  const text = state ? words[state] : question.saved || words.empty;
  if (question.state.textContent !== text) {
    question.state.textContent = text;
    question.state.className = `saved ${state ? (state === "saving" ? "" : "is-unsaved") : question.saved ? "is-saved" : ""}`.trim();
  }
  const refused = items.find((item) => item.state === "refused");
  const told = document.getElementById(`q-${question.n}-told`);
  if (refused && told.textContent !== refused.sentence) {
    const notice = made("div", "notice notice-error", "");
    notice.append(made("p", "", refused.sentence));
    told.replaceChildren(notice);
  } else if (!refused && told.firstChild) {
    told.replaceChildren();
  }
  for (const field of Object.values(question.fields)) {
    const item = items.filter((each) => each.part === field.part).at(-1);
    field.tell(item?.state === "bad" ? item.sentence : "");
    showTwoTexts(field, item?.state === "conflict" ? item : null);
  }
  const isWrong = ["conflict", "bad", "refused"].includes(state);
  if (question.article.classList.contains("has-error") !== isWrong) question.article.classList.toggle("has-error");
}

function showTwoTexts(field, item) {
  let panel = field.frame.nextElementSibling?.matches(".two-texts") ? field.frame.nextElementSibling : null;
  if (!item) return panel?.remove();
  if (!panel) {
    panel = document.getElementById("two-texts").content.firstElementChild.cloneNode(true);
    if (field.isChoice) panel.querySelector('[data-use="both"]').remove();
    panel.addEventListener("click", (event) => {
      const use = event.target.closest("[data-use]")?.dataset.use;
      if (use) choose(field, use);
    });
    field.frame.after(panel);
  }
  panel.querySelector("[data-mine]").textContent = field.shown(item.text);
  panel.querySelector("[data-theirs]").textContent = field.shown(item.theirs.text);
  panel.querySelector("[data-who]").textContent = item.theirs.who;
  panel.querySelector("[data-saved]").textContent = item.theirs.saved;
}

async function choose(field, use) {
  const item = box.of(field.question.pk, field.part);
  if (!item?.theirs) return;
  field.controls.find((control) => control.checked || !field.isChoice)?.focus();
  if (use === "theirs") {
    take(field, item.theirs.text, item.theirs.version);
    await box.drop(item);
    return;
  }
  const text = use === "both" ? `${item.theirs.text}\n\n${item.text}` : item.text;
  field.text = text;
  field.seen = item.theirs.version;
  await box.choose(item, text);
}

function take(field, text, version) {
  field.text = text;
  field.known = text;
  field.seen = version;
}

function showStrip() {
  const stuck = box.items.filter((item) => ["conflict", "bad", "refused"].includes(item.state));
  const count = box.counts().answers;
  const what = [];
  if (count) what.push(fill(count === 1 ? "answer" : "answers", { count }));
  if (files.count) what.push(fill(files.count === 1 ? "file" : "files", { count: files.count }), size(files.bytes));
  strip.hidden = !(box.session || files.count || stuck.length || (count && box.isOffline));
  const told = box.session === "other" ? words.other : what.length ? fill("left", { what: what.join(", ") }) : "";
  const place = strip.querySelector("[data-told]");
  if (place.textContent !== told) place.textContent = told;
  strip.querySelector("[data-again]").hidden = Boolean(box.session) || !box.items.some((item) => !stuck.includes(item));
  strip.querySelector("[data-sign-in]").hidden = box.session !== "gone";
  const list = strip.querySelector("[data-list]");
  if (stuck.length || list.firstChild) list.replaceChildren(...stuck.map(listed));
}

function listed(item) {
  const line = document.createElement("li");
  const link = made("a", "", fill("item", { n: item.n, state: words[stateOf(item)] }));
  link.href = `${item.page}#q-${item.n}`;
  line.append(link);
  if (!questions.has(item.question)) line.append(made("span", "outbox-lost", `${item.sentence ?? ""} “${item.text}”`));
  return line;
}

function size(bytes) {
  const [number, unit] = bytes < 1e6 ? [bytes / 1024, "kB"] : [bytes / 1024 ** 2, "MB"];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(number)} ${unit}`;
}

function show() {
  questions.forEach(showQuestion);
  showStrip();
}

function showCount() {
  const place = document.getElementById("section-count");
  const all = [...questions.values()];
  if (all.length !== form.querySelectorAll(".question").length) return; // some are not this person's to write
  const complete = all.filter((question) => question.article.dataset.complete === "1").length;
  place.textContent = fill("count", { complete, total: all.length });
}

// What the server said of a field that was saved here or in another tab of this browser.
function onSaved({ item, answer, isElsewhere }) {
  const question = questions.get(item.question);
  if (!question) return;
  question.saved = answer.saved;
  question.article.dataset.complete = answer.complete ? "1" : "0";
  question.article.querySelector("[data-carried]")?.remove(); // who changes a carried answer has confirmed it
  const field = question.fields[item.part];
  const isFree = !box.of(item.question, item.part);
  // The tab that sends is not always the one where it was typed; what is being typed just now is never replaced.
  const isStill = field.text === field.known || field.text === item.text;
  if (isFree && isStill) take(field, item.text, answer.version);
  else if (!isElsewhere) [field.known, field.seen] = [item.text, answer.version];
  for (const [part, newer] of Object.entries(answer.parts)) {
    const other = question.fields[part];
    const isIdle = other.text === other.known && !box.of(item.question, part);
    if (newer.version > other.seen && isIdle) take(other, newer.text, newer.version);
    if (part === item.part && isFree && field.text === item.text) take(field, newer.text, newer.version);
  }
  showCount();
}

// ---- Typing ------------------------------------------------------------------------------------------------------

function typed(field) {
  wroteAt = Date.now();
  const question = field.question;
  const change = {
    submission: form.dataset.submission,
    url: form.dataset.saves,
    page: location.pathname,
    question: question.pk,
    n: question.n,
    part: field.part,
    text: field.text,
    base: field.seen,
  };
  // A browser that keeps nothing (its disk is full): leaving the page is asked about again.
  return box.put(change).catch(() => form.setAttribute("data-guard", ""));
}

function onInput(event) {
  const field = fieldOf(event.target);
  if (!field) return;
  typed(field);
  clearTimeout(silence);
  silence = setTimeout(() => box.send(), field.isChoice ? 0 : SILENCE);
}

function onLeave(event) {
  const field = fieldOf(event.target);
  if (field && box.of(field.question.pk, field.part)) box.send();
}

// A pressed button first sends what is typed; the form itself then carries no answers, only where to go next.
async function onSubmit(event) {
  if (form.dataset.goes) {
    delete form.dataset.goes;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  clearTimeout(silence);
  const button = event.submitter;
  await Promise.allSettled([box.send()]);
  const own = box.items.filter((item) => questions.has(item.question));
  if (own.length || box.session) {
    show();
    const stuck = own.find((item) => item.state !== "waiting" && item.state !== "sent");
    if (stuck) questions.get(stuck.question).article.scrollIntoView({ block: "start" });
    return;
  }
  form.querySelectorAll('[name$="-version"]').forEach((input) => (input.disabled = true));
  form.dataset.goes = "1";
  form.requestSubmit(button);
}

// ---- Signing in again, in place ----------------------------------------------------------------------------------

async function signIn(event) {
  event.preventDefault();
  event.stopPropagation();
  const place = strip.querySelector("[data-error]");
  place.replaceChildren();
  const sentence = await signInFault(new FormData(event.target));
  if (sentence) return place.append(made("p", "field-error", sentence));
  event.target.elements.password.value = "";
  box.session = (await token.renew()).session;
  show();
  if (!box.session) box.again();
}

async function signInFault(fields, isSecond = false) {
  const body = new URLSearchParams(fields);
  body.set("csrfmiddlewaretoken", token.value);
  try {
    const answer = await fetch(form.dataset.signIn, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return "";
    if (answer.status === 429) return words.throttled;
    if (answer.status === 403 && !isSecond) {
      await token.renew();
      return signInFault(fields, true);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("#sign_in_error, .field-error")?.textContent.trim() || words.offline;
  } catch {
    return words.offline;
  }
}

// ---- Who else writes ---------------------------------------------------------------------------------------------

async function look() {
  if (document.hidden) return;
  const here = fieldOf(document.activeElement)?.question.pk;
  try {
    const found = await token.renew(here && Date.now() - wroteAt < STILL_WRITES ? here : "");
    if (box.session !== found.session) {
      box.session = found.session;
      show();
      if (!box.session) box.again();
    }
    for (const question of questions.values()) showOthers(question, found.others[question.pk] ?? []);
  } catch {
    // No network: the outbox tells it, and this looks again in a while.
  }
}

function showOthers(question, names) {
  const text = names.map((name) => fill("writes", { name })).join(" · ");
  let line = question.article.querySelector(".writes");
  if (!line && text) {
    line = made("p", "writes", "");
    question.article.querySelector(".question-label").parentElement.append(line);
  }
  if (line && line.textContent !== text) line.textContent = text;
  if (line) line.hidden = !text;
}

// ---- Beginning ---------------------------------------------------------------------------------------------------

// Fields as the server sent them, with what waits in the outbox on top, and with what was typed before this file arrived.
// What the browser put back on a return to the page is older than all of these. A page that tells what could not be saved
// stays a plain form.
const isReturn = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
const early = new Set();
form.addEventListener("input", (event) => early.add(fieldOf(event.target)));

async function begin() {
  if (form.querySelector(".question.has-error")) return;
  box = await Outbox.open(form.dataset.user, token);
  form.removeAttribute("data-guard"); // nothing is lost by leaving
  for (const question of questions.values()) {
    for (const field of Object.values(question.fields)) {
      const item = box.of(question.pk, field.part);
      if (early.has(field) || (!isReturn && field.text !== field.known)) typed(field);
      else field.text = item ? item.text : field.known;
      if (item) field.seen = item.base;
    }
  }
  box.addEventListener("change", show);
  box.addEventListener("saved", (event) => {
    onSaved(event.detail);
    show();
  });
  form.addEventListener("input", onInput);
  form.addEventListener("focusout", onLeave);
  form.addEventListener("submit", onSubmit);
  strip.querySelector("[data-again]").addEventListener("click", () => box.again());
  document.getElementById("outbox-form").addEventListener("submit", signIn);
  strip.querySelector("[name=username]").value = form.dataset.email;
  window.addEventListener("files-waiting", (event) => {
    files = event.detail;
    showStrip();
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.documentElement.dataset.saves = "self";
  await box.retryRefused();
  box.send();
  look();
  setInterval(look, LOOKS_EVERY);
}

// The browser puts typed texts back a moment after this file ran.
if (document.readyState === "complete") begin();
else window.addEventListener("load", () => setTimeout(begin));
