/** Keeps Streamlit's own interface away from participants: toolbar, shortcuts, fade, dialogs. */

import { element } from "./dom.js";

/** What a modal dialog of Streamlit listens for on the document, to swallow it while the dialog is up. */
const SWALLOWED = new Set(["pointerdown", "mousedown", "touchstart", "click", "focusin", "keydown"]);

/** Streamlit acts on single letters, such as `r` for a rerun. */
const SHORTCUT = /^[a-z?]$/i;

/**
 * @param {HTMLElement | ShadowRoot} ours Where the study is drawn.
 * @param {string} assets Address of the front end's files.
 * @param {AbortSignal} ended
 */
export function quietStreamlit(ours, assets, ended) {
  const style = element("link", { rel: "stylesheet", href: `${assets}/styles/document.css` });
  document.head.append(style);
  ended.addEventListener("abort", () => style.remove());

  addEventListener(
    "keydown",
    (event) => {
      if (SHORTCUT.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    },
    { capture: true, signal: ended },
  );

  keepFromDialogs(ours, ended);

  // Its connection dialog takes the page away from keyboard and screen reader: give it back at once.
  const app = document.getElementById("root");
  if (!app) return;
  const free = () => {
    if (app.hasAttribute("inert")) app.removeAttribute("inert");
    if (app.hasAttribute("aria-hidden")) app.removeAttribute("aria-hidden");
  };
  const observer = new MutationObserver(free);
  observer.observe(app, { attributes: true, attributeFilter: ["inert", "aria-hidden"] });
  free();
  ended.addEventListener("abort", () => observer.disconnect());
}

/**
 * While its connection dialog is up, hidden or not, listeners on the document stop every click outside of it: for
 * listeners added from now on, what happens in the study is none of their business.
 *
 * @param {HTMLElement | ShadowRoot} ours
 * @param {AbortSignal} ended
 */
function keepFromDialogs(ours, ended) {
  const { addEventListener: add, removeEventListener: remove } = document;
  /** @type {WeakMap<object, EventListener>} */
  const blinkered = new WeakMap();

  /** @param {string} type @param {any} listener */
  const blinker = (type, listener) => {
    if (!SWALLOWED.has(type) || typeof listener !== "function") return listener;
    const known = blinkered.get(listener);
    if (known) return known;
    /** @param {Event} event */
    const wrapped = (event) => (event.composedPath().includes(ours) ? undefined : listener.call(document, event));
    blinkered.set(listener, wrapped);
    return wrapped;
  };

  /** @param {string} type @param {any} listener @param {any} [options] */
  document.addEventListener = (type, listener, options) => add.call(document, type, blinker(type, listener), options);
  /** @param {string} type @param {any} listener @param {any} [options] */
  document.removeEventListener = (type, listener, options) =>
    remove.call(document, type, blinkered.get(listener) ?? listener, options);
  ended.addEventListener("abort", () => {
    document.addEventListener = add;
    document.removeEventListener = remove;
  });
}
