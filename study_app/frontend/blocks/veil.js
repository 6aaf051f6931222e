/** The veil before a photo that may upset: nobody is asked twice about the same one. */

import { button, element } from "../dom.js";

/** Addresses of photos whose veil was lifted. @type {Set<string>} */
const lifted = new Set();

/** @param {string} src Address of a photo. */
export function isLifted(src) {
  return lifted.has(src);
}

/** Remembers that the participant wants to see a photo. @param {string} src */
export function lift(src) {
  lifted.add(src);
}

/**
 * Covers an image until its button is pressed.
 *
 * @param {{window: HTMLElement, enlarge: HTMLElement}} drawn
 * @param {string | null} text What the veil says.
 * @param {string} label Label of the button.
 * @param {() => void} lifting
 */
export function cover({ window, enlarge }, text, label, lifting) {
  const veil = element("div", { class: "veil" }, text && element("p", {}, text));
  const show = button(label, "primary", () => {
    window.classList.remove("veiled");
    veil.remove();
    enlarge.focus({ preventScroll: true });
    lifting();
  });
  veil.append(show);
  window.classList.add("veiled");
  window.append(veil);
}
