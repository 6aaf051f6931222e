/** One participant's session in this window: which page is shown, and what becomes of its answers. */

import { SIZES } from "./blocks/picture.js";
import { Delivery, isTemporary } from "./delivery.js";
import { clearDrafts, keepDraft, readDraft, watchDraft } from "./drafts.js";
import { guardAgainstLoss, stayOnPage } from "./leaving.js";
import { Page } from "./page.js";
import { Status } from "./status.js";
import { speaker } from "./words.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./api.js").Reply} Reply */

export class Session {
  /** @type {Page | null} */
  #page = null;
  /** @type {Delivery | null} */
  #delivery = null;
  #ended = new AbortController();
  #status = new Status();
  #unsaved = guardAgainstLoss(this.#ended.signal);
  #root;
  #api;

  /**
   * @param {HTMLElement} root
   * @param {import("./api.js").Api} api
   */
  constructor(root, api) {
    this.#root = root;
    this.#api = api;
    root.append(this.#status.root);
    const options = { signal: this.#ended.signal };
    addEventListener("online", () => this.#return(), options);
    addEventListener("offline", () => this.#status.show(this.#say("offline"), "problem"), options);
    addEventListener("pageshow", (event) => event.persisted && this.#return(), options);
    addEventListener("pagehide", () => this.#leave(), options);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#return(), options);
    watchDraft(() => this.pageToken, () => this.#return(), options.signal);
    stayOnPage(() => this.#page?.view.kind === "page", () => this.#status.show(this.#say("back_kept")), options.signal);
  }

  /** The token of the page on screen. */
  get pageToken() {
    return this.#page?.view.page_token ?? null;
  }

  /** @param {View} view */
  show(view) {
    this.#page?.remove();
    this.#unsaved(false);
    clearDrafts(view.page_token);
    const page = new Page(view, {
      load: (image, picture, sizes) => this.#api.load(image, picture, sizes),
      announce: (text) => this.#status.show(text),
      changed: () => this.#keep(),
      submit: () => this.#submit("submit"),
      decline: () => this.#submit("decline"),
      skip: () => this.#submit("skip"),
      withdraw: (erase) => void this.#withdraw(erase),
    });
    this.#page = page;
    this.#root.prepend(page.root);
    page.arrive();
    this.#resume(page);
    for (const picture of view.preload) {
      const ahead = new Image();
      ahead.fetchPriority = "low";
      this.#api.load(ahead, picture, SIZES.photo);
    }
  }

  /** Asks the server where the session stands, and goes there. */
  async ask() {
    const asking = this.#page;
    const reply = await this.#api.session(this.#ended.signal);
    // A submit that overtook the question knows better than the answer.
    if (this.#ended.signal.aborted || this.#delivery || this.#page !== asking) return;
    if (reply.status === 200 && reply.body.page_token !== this.pageToken) {
      this.show(this.#page ? withNotice(reply.body, this.#say("moved_on")) : reply.body);
    } else if (reply.status === 401) {
      this.#status.show(this.#say("page_not_found"), "problem");
    } else if (!this.#page && isTemporary(reply.status)) {
      const delivery = new Delivery();
      this.#status.show(this.#say("unreachable"), "problem");
      const late = await delivery.run((signal) => this.#api.session(signal), () => {});
      if (late?.status === 200 && !this.#ended.signal.aborted) this.show(late.body);
    }
  }

  end() {
    this.#leave();
    this.#ended.abort();
    this.#delivery?.stop();
    this.#page?.remove();
    this.#status.root.remove();
  }

  /** @param {import("./types.js").Submission["decision"]} decision */
  #submit(decision) {
    const page = this.#page;
    if (!page || this.#delivery) return;
    const problems = decision === "submit" ? page.form.problems() : {};
    page.showProblems(problems);
    if (Object.keys(problems).length) return;
    const answers = decision === "submit" ? page.form.answers() : {};
    /** @type {import("./types.js").Submission} */
    const submission = { answers, decision, timings: page.measurement.read(), events: page.measurement.events() };
    const body = JSON.stringify(submission);
    this.#draft({ answers: page.form.answers(), sending: body });
    void this.#send(page, body);
  }

  /** @param {Page} page @param {string} body */
  async #send(page, body) {
    const token = page.view.page_token ?? "";
    const reply = await this.#deliver((signal) => this.#api.submit(token, body, signal));
    if (!reply) return;
    this.#draft({ answers: page.form.answers(), sending: null });
    if (reply.status === 200) {
      this.#status.show(page.say("saved"), "passing");
      this.show(reply.body.view);
    } else if (reply.status === 409) {
      this.show(withNotice(reply.body.view, page.say("moved_on")));
    } else if (reply.status === 410) {
      this.show(reply.body.view);
    } else if (reply.status === 422 && reply.body?.errors) {
      page.showProblems(reply.body.errors);
    } else {
      page.showNotice({ tone: "problem", text: page.say(refusal(reply.status)) });
      if (reply.status === 404) await this.ask();
    }
  }

  /** @param {boolean} erase */
  async #withdraw(erase) {
    this.#delivery?.stop();
    const reply = await this.#deliver((signal) => this.#api.withdraw(erase, signal));
    if (reply?.status === 200) this.show(reply.body.view);
    else if (reply) this.#page?.showNotice({ tone: "problem", text: this.#say(refusal(reply.status)) });
  }

  /**
   * Sends until answered, and says meanwhile how it stands.
   *
   * @param {(signal: AbortSignal) => Promise<Reply>} send
   */
  async #deliver(send) {
    const delivery = new Delivery();
    const page = this.#page;
    this.#delivery = delivery;
    page?.setBusy(true);
    this.#unsaved(true);
    this.#status.show(this.#say("saving"), "waiting");
    const reply = await delivery.run(send, ({ status }) => {
      const trouble = this.#say(status === 503 ? "unavailable" : "not_saved");
      this.#status.show(navigator.onLine ? trouble : this.#say("offline"), "problem");
    });
    if (this.#delivery !== delivery) return null;
    this.#delivery = null;
    page?.setBusy(false);
    this.#status.clear();
    return reply;
  }

  #keep() {
    if (!this.#page) return;
    const answers = this.#page.form.answers();
    this.#unsaved(Object.keys(answers).length > 0);
    if (!this.#delivery) this.#draft({ answers, sending: null });
  }

  /** @param {import("./drafts.js").Draft} draft */
  #draft(draft) {
    if (this.pageToken) keepDraft(this.pageToken, draft);
  }

  /** Takes up what an earlier load of the same page left behind. @param {Page} page */
  #resume(page) {
    const draft = page.view.page_token ? readDraft(page.view.page_token) : null;
    if (!draft) return;
    page.restore(draft.answers);
    this.#unsaved(Object.keys(draft.answers).length > 0);
    if (draft.sending) void this.#send(page, draft.sending);
  }

  /** The connection or the tab is back. */
  #return() {
    if (this.#delivery) {
      this.#delivery.hurry();
    } else if (this.#page?.view.kind !== "end") {
      this.#status.clear();
      void this.ask();
    }
  }

  #leave() {
    const page = this.#page;
    if (!page?.view.page_token || this.#delivery) return;
    const left = { kind: "left", ms: page.measurement.now(), detail: { answered: page.form.count.done } };
    this.#api.events(page.view.page_token, [left]);
  }

  /** @type {import("./types.js").Say} */
  #say(key, values) {
    return (this.#page?.say ?? speaker({}))(key, values);
  }
}

/** Key of the words for a reply that no trying again will change. @param {number} status */
function refusal(status) {
  return status === 401 ? "page_not_found" : "not_accepted";
}

/** @param {View} view @param {string} text @returns {View} */
function withNotice(view, text) {
  return { ...view, notice: { tone: "info", text } };
}
