/** One view on screen. */

import { drawBlocks } from "./blocks/blocks.js";
import { drawThumbnail } from "./blocks/photo.js";
import { Comparison } from "./comparison.js";
import { button, element, scrollerOf, uniqueId } from "./dom.js";
import { drawErrors } from "./errors.js";
import { Form } from "./form.js";
import { drawHeader, followPhoto } from "./header.js";
import { Lightbox } from "./lightbox.js";
import { Measurement } from "./timing/measurement.js";
import { drawWithdrawal } from "./withdrawal.js";
import { speaker } from "./words.js";

/** @typedef {import("./types.js").View} View */

/**
 * @typedef {{load: import("./types.js").Load, announce: (text: string) => void,
 *   changed: () => void, submit: () => void, decline: () => void, skip: () => void, withdraw: (erase: boolean) => void}} Actions
 *   What a page may ask of its session.
 */

export class Page {
  /** @type {(() => void)[]} */
  #endings = [];
  /** @type {HTMLElement | null} */
  #summary = null;
  #heading;
  #main;
  #answered = element("p", { class: "answered quiet" });
  /** @type {HTMLButtonElement[]} */
  #buttons = [];

  /**
   * @param {View} view
   * @param {Actions} actions
   */
  constructor(view, actions) {
    this.view = view;
    this.say = speaker(view.words);
    this.measurement = new Measurement();
    const { say, measurement } = this;
    const lightbox = new Lightbox(say, measurement, actions.load);
    const comparison = new Comparison(say, measurement, actions.load);
    const context = { view, say, measurement, lightbox, comparison, load: actions.load, announce: actions.announce, skip: actions.skip };
    this.form = new Form(context, () => {
      this.#count();
      actions.changed();
    });

    const { elements, photo } = drawBlocks(view.blocks, context, this.form);
    const notice = view.notice && drawNotice(view.notice);
    this.#heading = element("h1", { tabindex: -1, "aria-describedby": notice?.id }, view.title);
    this.#main = element(
      "main", {},
      notice,
      this.#heading,
      view.lead && element("p", { class: "lead" }, view.lead),
      ...elements,
      view.submit !== null && this.#actions(view, actions),
    );
    this.root = element(
      "div", { class: `page ${width(view)}` },
      element("p", { class: "study-title" }, view.study_title),
      view.progress && drawHeader(view.progress, say, this.#thumbnail(context, photo)),
      this.#main,
      this.#footer(view, actions),
      lightbox.root,
      comparison.root,
    );
    this.#count();
  }

  /** Puts the participant at the top of the page, on its heading. */
  arrive() {
    document.title = `${this.view.title} – ${this.view.study_title}`;
    document.documentElement.lang = this.view.language;
    document.documentElement.dir = this.view.direction;
    this.#heading.focus({ preventScroll: true });
    scrollerOf(this.root).scrollTop = 0;
    scrollTo(0, 0);
  }

  /**
   * Shows what is wrong, or clears it.
   *
   * @param {Record<string, string>} problems By item.
   */
  showProblems(problems) {
    const wrong = this.form.mark(problems);
    this.#summary?.remove();
    this.#summary = null;
    const title = `${this.view.title} – ${this.view.study_title}`;
    document.title = wrong.length ? this.say("error_prefix") + title : title;
    if (wrong.length === 0) return;
    this.#summary = drawErrors(wrong, this.say);
    const items = this.#main.querySelector(".items");
    items?.prepend(this.#summary);
    this.#summary.focus({ preventScroll: true });
    this.#summary.scrollIntoView({ block: "start" });
    this.measurement.log("answers_missing", { count: wrong.length });
  }

  /** @param {import("./types.js").Answers} answers Answers that an earlier load of this page kept. */
  restore(answers) {
    this.form.restore(answers);
    this.#count();
    this.measurement.log("draft_restored", { count: Object.keys(answers).length });
  }

  /** @param {import("./types.js").Notice} notice */
  showNotice(notice) {
    this.#main.querySelector(".notice")?.remove();
    const drawn = drawNotice(notice);
    this.#main.prepend(drawn);
    drawn.focus({ preventScroll: true });
    drawn.scrollIntoView({ block: "center" });
  }

  /** @param {boolean} busy Whether a submit is on its way. */
  setBusy(busy) {
    for (const one of this.#buttons) {
      one.setAttribute("aria-disabled", String(busy));
      one.setAttribute("aria-busy", String(busy));
    }
  }

  remove() {
    for (const end of this.#endings) end();
    this.measurement.stop();
    this.root.remove();
  }

  #count() {
    this.#answered.textContent = this.say("answered", this.form.count);
  }

  /** @param {View} view @param {Actions} actions */
  #actions(view, actions) {
    const submit = button(view.submit ?? "", "primary submit", actions.submit);
    this.#buttons.push(submit);
    const row = element("div", { class: "buttons" }, submit);
    if (view.decline) {
      const decline = button(view.decline.label, "secondary", actions.decline);
      this.#buttons.push(decline);
      row.append(decline);
    }
    return element("div", { class: "actions" }, this.form.count.all > 1 && this.#answered, row);
  }

  /**
   * @param {import("./types.js").Context} context
   * @param {import("./blocks/photo.js").LargePhoto | null} large
   */
  #thumbnail(context, large) {
    const block = this.view.blocks.find((candidate) => candidate.type === "photo");
    if (block?.type !== "photo") return null;
    const thumbnail = drawThumbnail(block, context);
    if (large) {
      thumbnail.classList.add("away");
      large.onRevealed(() => this.#endings.push(followPhoto(thumbnail, large.root)));
    }
    return thumbnail;
  }

  /** @param {View} view @param {Actions} actions */
  #footer(view, actions) {
    const { link, dialog } = drawWithdrawal(this.say, actions.withdraw);
    return element(
      "footer", {},
      view.mode_note && element("p", { class: "quiet" }, view.mode_note),
      view.withdraw && link,
      view.withdraw && dialog,
    );
  }
}

/** @param {import("./types.js").Notice} notice */
function drawNotice(notice) {
  const role = notice.tone === "problem" ? "alert" : "note";
  return element("p", { class: `notice ${notice.tone}`, role, id: uniqueId("notice"), tabindex: -1 }, notice.text);
}

/** Pages with photos or long rows of points use the whole width; texts keep a line that reads well. @param {View} view */
function width(view) {
  const wide = view.blocks.some(
    (block) =>
      block.type === "panel" || block.type === "reveal" || (block.type === "photo" && block.size === "large") ||
      (block.type === "items" && block.items.some((item) => item.options.length > 11)),
  );
  const rows = view.blocks.some(
    (block) => block.type === "items" && block.items.some(({ type }) => type === "likert" || type === "image_choice"),
  );
  return wide ? "wide" : rows ? "middle" : "narrow";
}
