/** Milliseconds during which something held. */
export class Stopwatch {
  #total = 0;
  /** @type {number | null} */
  #since = null;

  /** @param {boolean} running */
  run(running) {
    const now = performance.now();
    if (this.#since !== null) this.#total += now - this.#since;
    this.#since = running ? now : null;
  }

  get ms() {
    return rounded(this.#total + (this.#since === null ? 0 : performance.now() - this.#since));
  }
}

/**
 * Tenths of a millisecond: what browsers resolve.
 *
 * @param {number} ms
 */
export function rounded(ms) {
  return Math.max(0, Math.round(ms * 10) / 10);
}
