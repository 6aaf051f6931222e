/** Everything measured on one page, by the browser's monotonic clock. */

import { ImageWatch } from "./images.js";
import { Stopwatch, rounded } from "./stopwatch.js";

/** @typedef {import("../types.js").Modality} Modality */

/** Events that one submit may carry; what comes later is counted, not kept. */
const MOST_EVENTS = 199;

export class Measurement {
  #shown = performance.now();
  /** @type {number | null} */
  #firstInteraction = null;
  #hidden = new Stopwatch();
  #unfocused = new Stopwatch();
  /** @type {Map<string, import("../types.js").ItemTimes>} */
  #items = new Map();
  /** @type {import("../types.js").ClientEvent[]} */
  #events = [];
  #dropped = 0;
  /** @type {Modality} */
  #modality = "none";
  #ended = new AbortController();

  constructor() {
    this.images = new ImageWatch(() => this.now());
    const options = { signal: this.#ended.signal, capture: true };
    addEventListener("pointerdown", (event) => this.#input(event, modalityOf(event.pointerType)), options);
    addEventListener("keydown", (event) => this.#input(event, "keyboard"), options);
    addEventListener("focus", () => this.#attend(), options);
    addEventListener("blur", () => this.#attend(), options);
    addEventListener("offline", () => this.log("offline"), options);
    addEventListener("online", () => this.log("online"), options);
    document.addEventListener("visibilitychange", () => this.#turn(), options);
    this.#attend();
  }

  /** Milliseconds since the page was shown. */
  now() {
    return rounded(performance.now() - this.#shown);
  }

  /** @type {Modality} */
  get modality() {
    return this.#modality;
  }

  /** @param {string} item An item that is getting an answer. */
  answering(item) {
    const now = this.now();
    const times = this.#items.get(item) ?? { first_ms: now, last_ms: now, changes: -1 };
    times.last_ms = now;
    this.#items.set(item, times);
  }

  /**
   * Notes an answer that stands; the first is no change.
   *
   * @param {string} item
   * @param {string | number | null} value Null for words of the participant's own.
   */
  answered(item, value) {
    const times = this.#items.get(item);
    if (times) times.changes += 1;
    this.log("answer_changed", { item, value, modality: this.#modality });
  }

  /**
   * @param {string} kind
   * @param {Record<string, string | number | null>} [detail]
   */
  log(kind, detail = {}) {
    if (this.#events.length < MOST_EVENTS) this.#events.push({ kind, ms: this.now(), detail });
    else this.#dropped += 1;
  }

  /** @returns {import("../types.js").Timings} */
  read() {
    return {
      page: {
        duration_ms: this.now(),
        first_interaction_ms: this.#firstInteraction,
        hidden_ms: this.#hidden.ms,
        unfocused_ms: this.#unfocused.ms,
      },
      items: Object.fromEntries([...this.#items].map(([id, times]) => [id, { ...times, changes: Math.max(0, times.changes) }])),
      images: this.images.read(),
      client: { width: innerWidth, height: innerHeight, modality: this.#modality },
    };
  }

  /** @returns {import("../types.js").ClientEvent[]} */
  events() {
    const dropped = { kind: "events_dropped", ms: this.now(), detail: { count: this.#dropped } };
    return this.#dropped ? [...this.#events, dropped] : [...this.#events];
  }

  stop() {
    this.#ended.abort();
    this.images.stop();
  }

  /** @param {Event} event @param {Modality} modality */
  #input(event, modality) {
    this.#modality = modality;
    const touched = event.composedPath().some((part) => part instanceof Element && part.matches(".item, .picture, .thumb"));
    if (touched) this.#firstInteraction ??= this.now();
  }

  #turn() {
    this.log(document.visibilityState === "visible" ? "shown_again" : "hidden");
    this.#attend();
  }

  #attend() {
    const visible = document.visibilityState === "visible";
    this.#hidden.run(!visible);
    this.#unfocused.run(visible && !document.hasFocus());
    this.images.update();
  }
}

/** @param {string} pointerType @returns {Modality} */
function modalityOf(pointerType) {
  return pointerType === "touch" || pointerType === "pen" ? pointerType : "mouse";
}
