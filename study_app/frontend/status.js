/** What is going on, in a line that is also read out: saving, saved, trying again. */

import { element } from "./dom.js";

const PASSING_MS = 2500;

export class Status {
  root = element("div", { class: "status", role: "status" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} text
   * @param {"waiting" | "passing" | "problem"} [tone] `passing` clears itself, `waiting` shows only if it lasts.
   */
  show(text, tone = "passing") {
    clearTimeout(this.#timer);
    this.root.replaceChildren(element("p", { class: tone }, text));
    if (tone === "passing") this.#timer = setTimeout(() => this.clear(), PASSING_MS);
  }

  clear() {
    clearTimeout(this.#timer);
    this.root.replaceChildren();
  }
}
