// Changes on their way to the server. They lie in the browser's own database until the server has said what became of
// them: through a lost network, a closed tab, a restart, an ended session. Each is sent in order, with an id of its own,
// so that sending it again counts once. Only the person who typed a change sees and sends it.

const DATABASE = "isian";
const STORE = "changes";
const FIRST_PAUSE = 1000; // ms
const LONGEST_PAUSE = 60_000;
const ANSWERS_WITHIN = 20_000;
const SENDABLE = new Set(["waiting", "sent"]);

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // on a plain address without https
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// One field of one question on one form.
function isSame(one, other) {
  return one.url === other.url && one.question === other.question && one.part === other.part;
}

function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(STORE, { keyPath: "seq", autoIncrement: true });
    store.createIndex("user", "user");
  };
  return done(request);
}

// Events: "change" (look again), "saved" {item, answer}, "told" {item}. `session`: "", "gone" or "other".
export class Outbox extends EventTarget {
  static async open(user, token) {
    const box = new Outbox();
    box.database = await open();
    box.user = user;
    box.token = token; // an object that gives and renews the token: {value, renew()}
    box.items = await box.#read();
    box.channel = new BroadcastChannel(`isian-${user}`);
    box.channel.onmessage = (event) => box.#heard(event.data);
    window.addEventListener("online", () => box.again());
    return box;
  }

  items = [];
  isOffline = false;
  session = "";
  #pause = FIRST_PAUSE;
  #timer = 0;
  #running = null;
  #isLate = false;
  #settling = null; // {item, version}: saved, but the page has not heard of its new version yet

  counts() {
    return { answers: new Set(this.items.map((item) => `${item.url} ${item.question} ${item.part}`)).size };
  }

  of(url, question, part) {
    return this.items.filter((item) => isSame(item, { url, question, part })).at(-1);
  }

  // Keep what was typed. What was already on its way stays as it was sent; the newer text follows it.
  async put(typed) {
    const change = { ...typed, base: this.#baseOf(typed) };
    await this.#write(async (store, rows) => {
      const same = rows.filter((row) => isSame(row, change));
      const last = same.at(-1);
      if (!last || last.state === "sent") {
        store.add({ ...change, id: uuid(), user: this.user, state: "waiting" });
      } else if (last.state === "conflict") {
        store.put({ ...last, text: change.text });
      } else {
        store.put({ ...last, text: change.text, state: "waiting", sentence: "", id: last.state === "waiting" ? last.id : uuid() });
      }
    });
  }

  // A text typed in the moment between being saved and being heard of knows what was saved: the same person typed it.
  #baseOf(change) {
    const { item, version } = this.#settling ?? {};
    return item && isSame(item, change) && item.base === change.base ? version : change.base;
  }

  // After a choice between two texts: sent anew, knowing the other.
  async choose(item, text) {
    await this.#write((store) => store.put({ ...item, id: uuid(), text, base: item.theirs.version, theirs: null, state: "waiting" }));
    this.send();
  }

  async drop(item) {
    await this.#write((store) => store.delete(item.seq));
  }

  // What was refused by the calendar may be open again by now.
  async retryRefused() {
    await this.#write((store, rows) => {
      for (const row of rows) if (row.state === "refused") store.put({ ...row, state: "waiting", id: uuid() });
    });
  }

  again() {
    this.#pause = FIRST_PAUSE;
    this.send();
  }

  // One tab sends at a time; whoever waits goes on when the other is done. Resolves when nothing more can be sent now.
  send() {
    clearTimeout(this.#timer);
    if (this.#running) {
      this.#isLate = true;
      return this.#running;
    }
    const work = () => this.#empty();
    const locked = navigator.locks ? navigator.locks.request(`isian-${this.user}`, work) : work();
    this.#running = locked.finally(() => {
      this.#running = null;
      if (this.#isLate && !this.isOffline && !this.session) {
        this.#isLate = false;
        return this.send();
      }
      this.#isLate = false;
    });
    return this.#running;
  }

  async #empty() {
    for (;;) {
      await this.#look();
      if (this.session || !this.items.some((item) => SENDABLE.has(item.state))) break;
      let going = null; // as it stands at this moment: it may have been typed on since
      await this.#write((store, rows) => {
        const next = rows.find((row) => SENDABLE.has(row.state));
        if (next) store.put((going = { ...next, state: "sent" }));
      });
      if (!going || !(await this.#deliver(going))) break;
      this.isOffline = false;
      this.#pause = FIRST_PAUSE;
    }
    this.#changed();
  }

  async #deliver(item, isSecond = false) {
    let answer;
    try {
      answer = await fetch(item.url, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token.value },
        body: JSON.stringify({ id: item.id, question: item.question, part: item.part, text: item.text, base: item.base, user: this.user }),
        signal: AbortSignal.timeout(ANSWERS_WITHIN),
      });
      const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (isOurs) return await this.#settle(item, answer.status, await answer.json());
    } catch {
      return this.#later(); // no network, or it was cut before the answer came: the same id goes out again
    }
    if (answer.status === 403 && !isSecond && (await this.#renewed())) return this.#deliver(item, true);
    return this.#later();
  }

  async #renewed() {
    try {
      const found = await this.token.renew();
      this.session = found.session;
      return true;
    } catch {
      return false;
    }
  }

  async #settle(item, status, told) {
    if (status === 401) {
      this.token.value = told.token;
      this.session = told.other ? "other" : "gone";
      return false;
    }
    if (status >= 500 || status === 429) return this.#later();
    if (status === 200) {
      this.#settling = { item, version: told.version };
      await this.#write((store, rows) => {
        store.delete(item.seq);
        for (const row of rows) {
          const follows = row.seq !== item.seq && isSame(row, item);
          if (follows && row.state === "waiting") store.put({ ...row, base: told.version });
        }
      });
      this.#say("saved", { item, answer: told });
      this.#settling = null;
      return true;
    }
    const state = told.theirs ? "conflict" : status === 422 ? "bad" : "refused";
    await this.#write((store, rows) => {
      const newer = rows.find((row) => row.seq !== item.seq && isSame(row, item));
      if (newer) store.delete(item.seq); // what was typed since stands for both
      const row = newer ? { ...newer } : { ...item };
      // A newer text that was typed after a bad one may be good: it goes out by itself.
      if (newer && state === "bad") return;
      store.put({ ...row, state, sentence: told.sentence, theirs: told.theirs ?? null });
    });
    this.#say("told", { item });
    return true;
  }

  #later() {
    this.isOffline = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    return false;
  }

  async #read() {
    const store = this.database.transaction(STORE).objectStore(STORE);
    return done(store.index("user").getAll(this.user));
  }

  async #look() {
    this.items = await this.#read();
  }

  // `act` changes rows inside one transaction of the browser's database.
  async #write(act) {
    const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const store = transaction.objectStore(STORE);
    await act(store, await done(store.index("user").getAll(this.user)));
    await finished;
    await this.#look();
    this.#changed();
    this.channel.postMessage({ kind: "change" });
  }

  async #heard(message) {
    await this.#look();
    if (message.kind === "saved") this.dispatchEvent(new CustomEvent("saved", { detail: { ...message.detail, isElsewhere: true } }));
    this.#changed();
  }

  #say(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
    this.channel.postMessage({ kind, detail });
  }

  #changed() {
    this.dispatchEvent(new CustomEvent("change"));
    window.dispatchEvent(new CustomEvent("answers-waiting", { detail: this.counts() }));
  }
}
