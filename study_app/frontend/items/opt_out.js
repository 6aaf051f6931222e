/** "Prefer not to answer" beside an answer that is not chosen from a list. */

import { element, uniqueId } from "../dom.js";

/**
 * @param {import("../types.js").ItemView} item
 * @param {(chosen: boolean) => void} turned Told of every change by the participant.
 * @returns {{input: HTMLInputElement, label: HTMLLabelElement} | null} Null where the item does not offer it.
 */
export function drawOptOut(item, turned) {
  if (!item.opt_out) return null;
  const input = element("input", { type: "checkbox", id: uniqueId("option") });
  input.addEventListener("change", () => turned(input.checked));
  const label = element("label", { class: "option opt-out" }, input, element("span", {}, item.opt_out.label));
  return { input, label };
}
