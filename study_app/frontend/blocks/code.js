/** The completion code. */

import { button, element } from "../dom.js";

/**
 * @param {import("../types.js").CodeBlock} block
 * @param {import("../types.js").Context} context
 */
export function drawCode(block, context) {
  const code = element("code", { class: "code" }, block.code);
  const copy = button(block.copy_label, "secondary", async () => {
    if (await copied(code, block.code)) {
      copy.textContent = block.copied_label;
      context.announce(block.copied_label);
    }
  });
  const redirect = block.redirect !== null && /^https?:\/\//.test(block.redirect) && block.redirect_label
    ? element("a", { href: block.redirect, class: "primary", rel: "noreferrer" }, block.redirect_label)
    : null;
  return element(
    "section", { class: "card completion" },
    element("h2", {}, block.heading), code,
    element("div", { class: "buttons" }, redirect, copy),
  );
}

/** Copies, or at least selects, where the clipboard is closed. @param {HTMLElement} code @param {string} text */
async function copied(code, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return document.execCommand("copy");
  }
}
