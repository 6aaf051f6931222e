/** One message, sent until it is answered. */

/** @typedef {import("./api.js").Reply} Reply */

const FIRST_PAUSE_MS = 800;
const LONGEST_PAUSE_MS = 15_000;

/** A connection that fails, an overloaded server: worth another try. @param {number} status */
export function isTemporary(status) {
  return status === 0 || status === 429 || status >= 500;
}

export class Delivery {
  #stopped = new AbortController();
  /** @type {(() => void) | null} */
  #wake = null;

  /**
   * Tries with growing, jittered pauses until an answer comes or `stop` is called.
   *
   * @param {(signal: AbortSignal) => Promise<Reply>} send
   * @param {(reply: Reply) => void} failed Told of every try that is going to be repeated.
   * @returns {Promise<Reply | null>} Null if stopped.
   */
  async run(send, failed) {
    for (let attempt = 0; ; attempt += 1) {
      const reply = await send(this.#stopped.signal);
      if (this.#stopped.signal.aborted) return null;
      if (!isTemporary(reply.status)) return reply;
      failed(reply);
      await this.#pause(attempt, reply.retryAfter);
      if (this.#stopped.signal.aborted) return null;
    }
  }

  /** Ends a pause now: the connection or the tab is back. */
  hurry() {
    this.#wake?.();
  }

  stop() {
    this.#stopped.abort();
    this.hurry();
  }

  /** @param {number} attempt @param {number | null} retryAfter Seconds. @returns {Promise<void>} */
  #pause(attempt, retryAfter) {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random());
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(pause, Math.min(retryAfter ?? 0, 30) * 1000));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
