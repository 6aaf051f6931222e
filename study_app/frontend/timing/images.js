/** How long each image was decoded, in view, enlarged and unveiled. */

import { Stopwatch } from "./stopwatch.js";

/**
 * @typedef {{decoded: number | null, revealed: number | null, veiled: boolean, inView: boolean,
 *   visible: Stopwatch, enlarged: Stopwatch}} Watched
 */

export class ImageWatch {
  /** @type {Map<string, Watched>} */
  #watched = new Map();
  /** @type {Map<Element, Watched>} */
  #byElement = new Map();
  /** @type {string | null} */
  #enlarged = null;
  #now;
  #observer;

  /** @param {() => number} now Milliseconds since the page was shown. */
  constructor(now) {
    this.#now = now;
    this.#observer = new IntersectionObserver((entries) => this.#look(entries), { threshold: [0, 0.5, 1] });
  }

  /**
   * Starts to measure an image of the page.
   *
   * @param {string} key
   * @param {HTMLImageElement} image
   * @param {boolean} [veiled]
   */
  watch(key, image, veiled = false) {
    const watched = {
      decoded: null, revealed: null, veiled, inView: false, visible: new Stopwatch(), enlarged: new Stopwatch(),
    };
    this.#watched.set(key, watched);
    this.#byElement.set(image, watched);
    this.#observer.observe(image);
    image.addEventListener("load", () => void this.#decode(watched, image), { once: true });
    if (image.complete && image.src) void this.#decode(watched, image);
  }

  /** @param {string} key */
  reveal(key) {
    const watched = this.#watched.get(key);
    if (!watched?.veiled) return;
    watched.veiled = false;
    watched.revealed = this.#now();
    this.update();
  }

  /** @param {string | null} key The image in the lightbox, or null when it closes. */
  enlarge(key) {
    this.#enlarged = key;
    this.update();
  }

  /** Starts and stops the watches after any change of tab, lightbox, veil or scroll. */
  update() {
    const tabVisible = document.visibilityState === "visible";
    for (const [key, watched] of this.#watched) {
      watched.visible.run(tabVisible && watched.inView && !watched.veiled && this.#enlarged === null);
      watched.enlarged.run(tabVisible && this.#enlarged === key);
    }
  }

  /** @returns {Record<string, import("../types.js").ImageTimes>} */
  read() {
    return Object.fromEntries(
      [...this.#watched].map(([key, watched]) => [
        key,
        {
          decoded_ms: watched.decoded,
          visible_ms: watched.visible.ms,
          lightbox_ms: watched.enlarged.ms,
          revealed_ms: watched.revealed,
        },
      ]),
    );
  }

  stop() {
    this.#observer.disconnect();
  }

  /** @param {Watched} watched @param {HTMLImageElement} image */
  async #decode(watched, image) {
    await image.decode().catch(() => null);
    if (image.naturalWidth > 0) watched.decoded ??= this.#now();
  }

  /** @param {readonly IntersectionObserverEntry[]} entries */
  #look(entries) {
    for (const entry of entries) {
      const watched = this.#byElement.get(entry.target);
      if (watched) watched.inView = entry.intersectionRatio >= 0.5;
    }
    this.update();
  }
}
