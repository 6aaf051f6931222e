/** The study's own routes. */

/** How long one request may take before it is tried again. */
const PATIENCE_MS = 20_000;
const IMAGE_PAUSE_MS = 4_000;

/**
 * @typedef {{status: number, body: any, retryAfter: number | null}} Reply
 *   `status` 0: the server could not be reached.
 */

export class Api {
  #base;
  #credential;

  /**
   * @param {string} base Address of the routes.
   * @param {string | null} credential The participant's token where cookies are blocked.
   */
  constructor(base, credential) {
    this.#base = base;
    this.#credential = credential;
  }

  /** @param {AbortSignal} signal */
  session(signal) {
    return this.#ask("GET", "/session", null, signal);
  }

  /**
   * @param {string} pageToken
   * @param {string} body A submission as JSON; the same bytes at every try.
   * @param {AbortSignal} signal
   */
  submit(pageToken, body, signal) {
    return this.#ask("POST", `/pages/${encodeURIComponent(pageToken)}`, body, signal);
  }

  /** @param {string} body @param {AbortSignal} signal */
  join(body, signal) {
    return this.#ask("POST", "/join", body, signal);
  }

  /** @param {boolean} erase @param {AbortSignal} signal */
  withdraw(erase, signal) {
    return this.#ask("POST", "/withdraw", JSON.stringify({ erase }), signal);
  }

  /**
   * Sends events that no submit will carry; may outlive the page.
   *
   * @param {string | null} pageToken
   * @param {readonly import("./types.js").ClientEvent[]} events
   */
  events(pageToken, events) {
    const body = JSON.stringify({ page_token: pageToken, events });
    fetch(`${this.#base}/events`, this.#request("POST", body, { keepalive: true })).catch(() => null);
  }

  /**
   * Lets an image load, and again if the network fails; where cookies are blocked the credential has to travel
   * in a header.
   *
   * @param {HTMLImageElement} image
   * @param {import("./types.js").Picture} picture
   * @param {string} [sizes] How wide it will be, as in HTML; whole if absent.
   */
  load(image, picture, sizes) {
    const { src, srcset } = picture;
    const again = () => setTimeout(() => image.isConnected && this.load(image, picture, sizes), IMAGE_PAUSE_MS);
    image.addEventListener("error", again, { once: true });
    if (this.#credential === null) {
      if (srcset && sizes) {
        image.sizes = sizes;
        image.srcset = srcset;
      }
      image.src = src;
      return;
    }
    fetch(src, this.#request("GET", null, {}))
      .then((response) => response.blob())
      .then((blob) => {
        image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
        image.src = URL.createObjectURL(blob);
      })
      .catch(again);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string | null} body
   * @param {AbortSignal} signal
   * @returns {Promise<Reply>}
   */
  async #ask(method, path, body, signal) {
    try {
      const patience = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(this.#base + path, this.#request(method, body, { signal: either(signal, patience) }));
      const text = await response.text();
      const retryAfter = Number(response.headers.get("Retry-After")) || null;
      return { status: response.status, body: parsed(text), retryAfter };
    } catch {
      return { status: 0, body: null, retryAfter: null };
    }
  }

  /**
   * @param {string} method
   * @param {string | null} body
   * @param {RequestInit} more
   * @returns {RequestInit}
   */
  #request(method, body, more) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (body !== null) headers["Content-Type"] = "application/json";
    if (this.#credential !== null) headers.Authorization = `Bearer ${this.#credential}`;
    return { method, body, headers, credentials: "same-origin", cache: method === "GET" ? "default" : "no-store", ...more };
  }
}

/** `AbortSignal.any` is younger than the phones we serve. @param {...AbortSignal} signals */
function either(...signals) {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort();
    signal.addEventListener("abort", () => controller.abort(), { once: true });
  }
  return controller.signal;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
