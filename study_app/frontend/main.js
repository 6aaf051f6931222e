/** Mounts the participant's session into an element or a shadow root. */

import { Api } from "./api.js";
import { element } from "./dom.js";
import { Session } from "./session.js";
import { quietStreamlit } from "./streamlit.js";

const STYLES = ["theme", "shell", "blocks", "case", "ending", "items", "controls", "answers", "dialogs"];

/** @type {WeakMap<ParentNode, {session: Session, unmount: () => void}>} */
const mounted = new WeakMap();

/**
 * Draws view after view until the session ends. Mounted again on the same parent, it keeps what is on
 * screen unless the session has moved on.
 *
 * @param {HTMLElement | ShadowRoot} parentElement
 * @param {import("./types.js").MountData} data `api` and `assets` are addresses without a final slash.
 * @returns {() => void} Unmounts.
 */
export function mount(parentElement, { view, api, assets, credential }) {
  const before = mounted.get(parentElement);
  if (before) {
    if (view && view.page_token !== before.session.pageToken) void before.session.ask();
    return before.unmount;
  }

  const ended = new AbortController();
  quietStreamlit(parentElement, assets, ended.signal);
  const root = element("div", { class: "study" });
  const session = new Session(root, new Api(api, credential));
  const unmount = () => {
    session.end();
    ended.abort();
    for (const added of [...styles, root]) added.remove();
    mounted.delete(parentElement);
  };
  const styles = STYLES.map((name) => element("link", { rel: "stylesheet", href: `${assets}/styles/${name}.css` }));
  parentElement.append(...styles, root);
  mounted.set(parentElement, { session, unmount });
  void Promise.all(styles.map(settled)).then(() => {
    if (ended.signal.aborted) return;
    if (view) session.show(view);
    else void session.ask();
  });
  return unmount;
}

/** @param {HTMLLinkElement} style @returns {Promise<void>} */
function settled(style) {
  return new Promise((resolve) => {
    style.addEventListener("load", () => resolve(), { once: true });
    style.addEventListener("error", () => resolve(), { once: true });
  });
}
