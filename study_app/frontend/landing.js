/**
 * The landing page: begins a session.
 *
 * Its button `#begin` says the language in `data-language`, and brings its words in `data-trouble` (trying again) and
 * `data-refused`; problems are written into `#problem`. What the next page needs stands in the template `#next`, and is
 * fetched once nothing on this page waits for the line any more.
 */

import { Api } from "./api.js";
import { Delivery } from "./delivery.js";

/** Names under which recruitment services hand over a person's id in the address. */
const RECRUITMENT = /** @type {const} */ ([
  ["PROLIFIC_PID", "prolific"],
  ["survey_code", "sona"],
  ["sona_id", "sona"],
  ["workerId", "mturk"],
]);

const begin = document.getElementById("begin");
if (begin instanceof HTMLButtonElement) prepare(begin);
if (document.readyState === "complete") warm();
else addEventListener("load", warm, { once: true });

/** @param {HTMLButtonElement} begin */
function prepare(begin) {
  const { language = document.documentElement.lang, trouble = "", refused = "" } = begin.dataset;
  const problem = document.getElementById("problem");
  /** @param {string} text */
  const tell = (text) => problem?.replaceChildren(text);
  /** @param {boolean} busy */
  const setBusy = (busy) => {
    begin.setAttribute("aria-disabled", String(busy));
    begin.setAttribute("aria-busy", String(busy));
  };
  begin.addEventListener("click", async () => {
    if (begin.getAttribute("aria-busy") === "true") return;
    setBusy(true);
    tell("");
    const body = JSON.stringify(joinRequest(language, location.search));
    const api = new Api("/api", null);
    const reply = await new Delivery().run(
      (signal) => api.join(body, signal),
      () => tell(trouble),
    );
    const next = reply?.body?.next;
    if (typeof next === "string" && next.startsWith("/")) {
      location.assign(next);
    } else {
      tell(refused);
      setBusy(false);
    }
  });
  addEventListener("pageshow", (event) => event.persisted && setBusy(false));
  begin.disabled = false; // a click before this script had arrived would have been lost
}

/** Fetches what the next page needs. */
function warm() {
  const next = document.getElementById("next");
  if (next instanceof HTMLTemplateElement) document.head.append(next.content);
}

/**
 * What the server is told about the person who begins.
 *
 * @param {string} language
 * @param {string} search Query of the address.
 */
function joinRequest(language, search) {
  const query = new URLSearchParams(search);
  const request = { language: query.get("language") ?? language, cookies: navigator.cookieEnabled };
  for (const [name, source] of RECRUITMENT) {
    const id = query.get(name);
    if (id) return { ...request, source, external_id: id };
  }
  return request;
}
