// A form whose fields save themselves through the outbox: what is shown of it, conflicts, signing in again in place.
// Answering and scoring differ in their fields and in what they tell; both hand that in as `page`.

import { Outbox } from "./outbox.js";

const SILENCE = 800; // ms without a key before a field is sent
const LOOKS_EVERY = 15_000; // whether the session stands, and who else writes
const STUCK = ["conflict", "bad", "refused"];
const GRAVITY = [...STUCK, "signIn", "waiting", "saving"];

export function made(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

export class Field {
  constructor(question, part, seen, controls, place) {
    this.question = question;
    this.part = part;
    this.seen = seen; // the version in which this person saw the field
    this.controls = controls;
    this.place = place; // where its faults are told
    this.known = this.isChoice
      ? (controls.find((control) => control.defaultChecked)?.value ?? "")
      : controls[0].defaultValue;
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
  shown(text, nothing) {
    const chosen = this.isChoice && this.controls.find((control) => control.value === text);
    return (chosen ? chosen.closest("label").textContent.trim() : text) || nothing;
  }

  get frame() {
    return this.controls[0].closest("fieldset, .field");
  }

  tell(sentence) {
    if (this.place.textContent.trim() === sentence) return;
    this.place.replaceChildren();
    if (sentence) this.place.append(made("p", "field-error", sentence));
    for (const control of this.controls) {
      if (sentence) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      if (!this.isChoice) control.classList.toggle("is-invalid", Boolean(sentence));
    }
  }
}

class Question {
  constructor(article, page, form) {
    this.article = article;
    this.n = article.dataset.n;
    this.pk = article.dataset.question;
    this.url = article.dataset.saves ?? form.dataset.saves;
    this.state = article.querySelector(".saved");
    this.saved = this.state.classList.contains("is-saved") ? this.state.textContent : "";
    const seen = article.dataset.seen.split(" ");
    this.fields = Object.fromEntries(page.parts.map((part, place) => {
      const controls = [...form.querySelectorAll(`[name="${page.nameOf(this.n, part)}"]`)];
      return [part, new Field(this, part, page.seenOf(seen[place] ?? ""), controls, document.getElementById(page.errorOf(this.n, part)))];
    }));
  }
}

// `page`: form, parts, nameOf(n, part), errorOf(n, part), seenOf(text), look() → {session, …}, and what it likes to hear
// of: saved(question, field, answer), typed(field), looked(found).
export class Autosave {
  constructor(page) {
    this.page = page;
    this.form = page.form;
    this.strip = document.getElementById("outbox");
    this.words = Object.fromEntries(
      [...document.getElementById("words").content.querySelectorAll("[data-word]")].map((word) => [word.dataset.word, word.textContent]),
    );
    this.questions = new Map();
    for (const article of this.form.querySelectorAll("[data-question]")) {
      const question = new Question(article, page, this.form);
      this.questions.set(`${question.url} ${question.pk}`, question);
    }
    this.byName = new Map();
    for (const question of this.questions.values()) {
      for (const field of Object.values(question.fields)) this.byName.set(field.controls[0]?.name, field);
    }
    this.files = { count: 0, bytes: 0 };
    this.silence = 0;
    this.token = {
      value: this.form.querySelector("[name=csrfmiddlewaretoken]").value,
      renew: async () => {
        const found = await page.look();
        this.renewed(found.token);
        return found;
      },
    };
    // What is typed before the outbox is open.
    this.early = new Set();
    this.form.addEventListener("input", (event) => this.early.add(this.fieldOf(event.target)));
  }

  renewed(token) {
    this.token.value = token;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
  }

  fill(word, values) {
    return this.words[word].replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  }

  fieldOf(control) {
    return this.byName.get(control?.name);
  }

  questionOf(item) {
    return this.questions.get(`${item.url} ${item.question}`);
  }

  itemOf(field) {
    return this.box.of(field.question.url, field.question.pk, field.part);
  }

  // ---- What the page shows of the outbox -------------------------------------------------------------------------

  stateOf(item) {
    if (STUCK.includes(item.state)) return item.state;
    if (this.box.session) return "signIn";
    return this.box.isOffline ? "waiting" : "saving";
  }

  showQuestion(question) {
    const items = this.box.items.filter((item) => this.questionOf(item) === question);
    const state = GRAVITY.find((name) => items.some((item) => this.stateOf(item) === name));
    const text = state ? this.words[state] : question.saved || this.words.empty;
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
      this.showTwoTexts(field, item?.state === "conflict" ? item : null);
    }
    const isWrong = STUCK.includes(state);
    if (question.article.classList.contains("has-error") !== isWrong) question.article.classList.toggle("has-error");
  }

  showTwoTexts(field, item) {
    let panel = field.frame.nextElementSibling?.matches(".two-texts") ? field.frame.nextElementSibling : null;
    if (!item) return panel?.remove();
    if (!panel) {
      panel = document.getElementById("two-texts").content.firstElementChild.cloneNode(true);
      if (field.isChoice) panel.querySelector('[data-use="both"]').remove();
      panel.addEventListener("click", (event) => {
        const use = event.target.closest("[data-use]")?.dataset.use;
        if (use) this.choose(field, use);
      });
      field.frame.after(panel);
    }
    panel.querySelector("[data-mine]").textContent = field.shown(item.text, this.words.nothing);
    panel.querySelector("[data-theirs]").textContent = field.shown(item.theirs.text, this.words.nothing);
    panel.querySelector("[data-who]").textContent = item.theirs.who;
    panel.querySelector("[data-saved]").textContent = item.theirs.saved;
  }

  async choose(field, use) {
    const item = this.itemOf(field);
    if (!item?.theirs) return;
    field.controls.find((control) => control.checked || !field.isChoice)?.focus();
    if (use === "theirs") {
      this.take(field, item.theirs.text, item.theirs.version);
      await this.box.drop(item);
      return;
    }
    const text = use === "both" ? `${item.theirs.text}\n\n${item.text}` : item.text;
    field.text = text;
    field.seen = item.theirs.version;
    await this.box.choose(item, text);
  }

  take(field, text, version) {
    field.text = text;
    field.known = text;
    field.seen = version;
    this.page.taken?.(field);
  }

  showStrip() {
    const { box, strip } = this;
    const stuck = box.items.filter((item) => STUCK.includes(item.state));
    const count = box.counts().answers;
    const what = [];
    if (count) what.push(this.fill(count === 1 ? "answer" : "answers", { count }));
    if (this.files.count) what.push(this.fill(this.files.count === 1 ? "file" : "files", { count: this.files.count }), size(this.files.bytes));
    strip.hidden = !(box.session || this.files.count || stuck.length || (count && box.isOffline));
    const told = box.session === "other" ? this.words.other : what.length ? this.fill("left", { what: what.join(", ") }) : "";
    const place = strip.querySelector("[data-told]");
    if (place.textContent !== told) place.textContent = told;
    strip.querySelector("[data-again]").hidden = Boolean(box.session) || !box.items.some((item) => !stuck.includes(item));
    strip.querySelector("[data-sign-in]").hidden = box.session !== "gone";
    const list = strip.querySelector("[data-list]");
    if (stuck.length || list.firstChild) list.replaceChildren(...stuck.map((item) => this.listed(item)));
  }

  listed(item) {
    const line = document.createElement("li");
    const link = made("a", "", this.fill("item", { n: item.n, state: this.words[this.stateOf(item)] }));
    link.href = `${item.page}#q-${item.n}`;
    line.append(link);
    if (!this.questionOf(item)) line.append(made("span", "outbox-lost", `${item.sentence ?? ""} “${item.text}”`));
    return line;
  }

  show() {
    this.questions.forEach((question) => this.showQuestion(question));
    this.showStrip();
  }

  // What the server said of a field that was saved here or in another tab of this browser.
  onSaved({ item, answer, isElsewhere }) {
    const question = this.questionOf(item);
    if (!question) return;
    question.saved = answer.saved;
    question.article.dataset.complete = answer.complete ? "1" : "0";
    const field = question.fields[item.part];
    const isFree = !this.itemOf(field);
    // The tab that sends is not always the one where it was typed; what is being typed just now is never replaced.
    const isStill = field.text === field.known || field.text === item.text;
    if (isFree && isStill) this.take(field, item.text, answer.version);
    else if (!isElsewhere) [field.known, field.seen] = [item.text, answer.version];
    for (const [part, newer] of Object.entries(answer.parts)) {
      const other = question.fields[part];
      const isIdle = other.text === other.known && !this.itemOf(other);
      if (this.page.isNewer(newer.version, other.seen) && isIdle) this.take(other, newer.text, newer.version);
      if (part === item.part && isFree && field.text === item.text) this.take(field, newer.text, newer.version);
    }
    this.page.saved?.(question, field, answer);
  }

  // ---- Typing ----------------------------------------------------------------------------------------------------

  typed(field) {
    const question = field.question;
    const change = {
      url: question.url,
      page: location.pathname + location.search,
      question: question.pk,
      n: question.n,
      part: field.part,
      text: field.text,
      base: field.seen,
    };
    this.page.typed?.(field);
    // A browser that keeps nothing (its disk is full): leaving the page is asked about again.
    return this.box.put(change).catch(() => this.form.setAttribute("data-guard", ""));
  }

  onInput(event) {
    const field = this.fieldOf(event.target);
    if (!field) return;
    this.typed(field);
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.box.send(), field.isChoice ? 0 : SILENCE);
  }

  onLeave(event) {
    const field = this.fieldOf(event.target);
    if (field && this.itemOf(field)) this.box.send();
  }

  // A pressed button first sends what is typed; the form itself then carries no fields, only where to go next.
  async onSubmit(event) {
    const { form, box } = this;
    if (form.dataset.goes) {
      delete form.dataset.goes;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(this.silence);
    const button = event.submitter;
    await Promise.allSettled([box.send()]);
    const own = box.items.filter((item) => this.questionOf(item));
    if (own.length || box.session) {
      this.show();
      const stuck = own.find((item) => item.state !== "waiting" && item.state !== "sent");
      if (stuck) this.questionOf(stuck).article.scrollIntoView({ block: "start" });
      return;
    }
    this.page.empty();
    form.dataset.goes = "1";
    form.requestSubmit(button);
  }

  // ---- Signing in again, in place --------------------------------------------------------------------------------

  async signIn(event) {
    event.preventDefault();
    event.stopPropagation();
    const place = this.strip.querySelector("[data-error]");
    place.replaceChildren();
    const sentence = await this.signInFault(new FormData(event.target));
    if (sentence) return place.append(made("p", "field-error", sentence));
    event.target.elements.password.value = "";
    this.box.session = (await this.token.renew()).session;
    this.show();
    if (!this.box.session) this.box.again();
  }

  async signInFault(fields, isSecond = false) {
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", this.token.value);
    try {
      const answer = await fetch(this.form.dataset.signIn, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect") return "";
      if (answer.status === 429) return this.words.throttled;
      if (answer.status === 403 && !isSecond) {
        await this.token.renew();
        return this.signInFault(fields, true);
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return page.querySelector("#sign_in_error, .field-error")?.textContent.trim() || this.words.offline;
    } catch {
      return this.words.offline;
    }
  }

  async look() {
    if (document.hidden) return;
    try {
      const found = await this.token.renew();
      if (this.box.session !== found.session) {
        this.box.session = found.session;
        this.show();
        if (!this.box.session) this.box.again();
      }
      this.page.looked?.(found);
    } catch {
      // No network: the outbox tells it, and this looks again in a while.
    }
  }

  // ---- Beginning -------------------------------------------------------------------------------------------------

  // Fields as the server sent them, with what waits in the outbox on top, and with what was typed before this file
  // arrived. What the browser put back on a return to the page is older than all of these. A page that tells what could
  // not be saved stays a plain form.
  async begin() {
    const { form, strip } = this;
    if (form.querySelector(".question.has-error, .slot.has-error")) return;
    const box = (this.box = await Outbox.open(form.dataset.user, this.token));
    form.removeAttribute("data-guard"); // nothing is lost by leaving
    const isReturn = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
    for (const field of this.byName.values()) {
      const item = this.itemOf(field);
      if (this.early.has(field) || (!isReturn && field.text !== field.known)) this.typed(field);
      else field.text = item ? item.text : field.known;
      if (item) field.seen = item.base;
    }
    box.addEventListener("change", () => this.show());
    box.addEventListener("saved", (event) => {
      this.onSaved(event.detail);
      this.show();
    });
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("focusout", (event) => this.onLeave(event));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    strip.querySelector("[data-again]").addEventListener("click", () => box.again());
    document.getElementById("outbox-form").addEventListener("submit", (event) => this.signIn(event));
    strip.querySelector("[name=username]").value = form.dataset.email;
    window.addEventListener("files-waiting", (event) => {
      this.files = event.detail;
      this.showStrip();
    });
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    document.documentElement.dataset.saves = "self";
    await box.retryRefused();
    box.send();
    this.look();
    setInterval(() => this.look(), LOOKS_EVERY);
  }

  // The browser puts typed texts back a moment after this file ran.
  start() {
    if (document.readyState === "complete") this.begin();
    else window.addEventListener("load", () => setTimeout(() => this.begin()));
  }
}

function size(bytes) {
  const [number, unit] = bytes < 1e6 ? [bytes / 1024, "kB"] : [bytes / 1024 ** 2, "MB"];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(number)} ${unit}`;
}
