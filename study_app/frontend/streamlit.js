/** Keeps Streamlit's own interface away from participants: toolbar, shortcuts, fade, dialogs. */

import { element } from "./dom.js";

/** Streamlit acts on single letters, such as `r` for a rerun. */
const SHORTCUT = /^[a-z?]$/i;

/**
 * @param {string} assets Address of the front end's files.
 * @param {AbortSignal} ended
 */
export function quietStreamlit(assets, ended) {
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
