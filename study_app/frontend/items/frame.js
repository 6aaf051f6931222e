/** What every item has around its controls: prompt, help, message, and the state that assistive technology reads. */

import { element, uniqueId } from "../dom.js";

/** The control that an item is answered with first; the chosen one if there is one. @param {Element} root */
export function firstControl(root) {
  return root.querySelector("input:checked") ?? root.querySelector("input, textarea, button");
}

/**
 * @param {import("../types.js").ItemView} item
 * @param {import("../types.js").Say} say
 * @param {"radiogroup" | "group"} role
 */
export function frame(item, say, role) {
  const prompt = element("legend", { id: uniqueId("prompt") }, item.prompt);
  if (!item.required) prompt.append(" ", element("span", { class: "quiet" }, `(${say("optional")})`));
  const help = item.help ? element("p", { id: uniqueId("help"), class: "help" }, item.help) : null;
  const message = element("p", { id: uniqueId("message"), class: "message", hidden: !item.wrong }, item.wrong ?? "");
  const root = element(
    "fieldset",
    { class: "item", "data-type": item.type, role, "aria-labelledby": prompt.id, "data-item": item.id },
    prompt, help, message,
  );
  if (role === "radiogroup" && item.required) root.setAttribute("aria-required", "true");
  describe(root, item.wrong ? message : null, help);

  return {
    root,
    help,
    /**
     * Shows or clears what is wrong with the answer.
     *
     * @param {string | null} text
     */
    mark(text) {
      const controls = role === "radiogroup" ? [root] : [...root.querySelectorAll("input, textarea")];
      for (const control of controls) {
        if (text) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
      }
      message.textContent = text ?? "";
      message.hidden = !text;
      root.classList.toggle("invalid", Boolean(text));
      describe(root, text ? message : null, help);
    },
    focus() {
      const first = firstControl(root);
      if (first instanceof HTMLElement) first.focus({ preventScroll: true });
      root.scrollIntoView({ block: "start" });
    },
  };
}

/** @param {HTMLElement} root @param {...(HTMLElement | null)} notes */
function describe(root, ...notes) {
  const ids = notes.filter((note) => note !== null).map((note) => note.id);
  if (ids.length) root.setAttribute("aria-describedby", ids.join(" "));
  else root.removeAttribute("aria-describedby");
}
