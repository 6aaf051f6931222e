/** Items answered by typing: numbers and texts. */

import { element, uniqueId } from "../dom.js";
import { frame } from "./frame.js";
import { drawOptOut } from "./opt_out.js";

/** Share of the allowed characters from which on the rest is announced. */
const NEARLY_FULL = 0.9;

/**
 * @param {import("../types.js").ItemView} item
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Changed} changed
 * @returns {import("../types.js").Field}
 */
export function entryField(item, { say }, changed) {
  const { root, help, mark, focus } = frame(item, say, "group");
  const entry = drawEntry(item);
  const unit = item.unit ? element("span", { class: "unit", id: uniqueId("unit") }, item.unit) : null;
  entry.setAttribute("aria-labelledby", [root.getAttribute("aria-labelledby"), unit?.id].filter(Boolean).join(" "));
  if (item.required) entry.setAttribute("aria-required", "true");
  const left = item.type === "text" && item.max_length ? element("p", { class: "left quiet", id: uniqueId("left") }) : null;
  const notes = [help?.id, left?.id].filter(Boolean).join(" ");
  if (notes) entry.setAttribute("aria-describedby", notes);

  const count = () => {
    if (!left || !item.max_length) return;
    left.textContent = say("characters_left", { count: item.max_length - entry.value.length });
    left.setAttribute("aria-live", entry.value.length > item.max_length * NEARLY_FULL ? "polite" : "off");
  };

  let putAside = "";
  const optOut = drawOptOut(item, (chosen) => {
    if (chosen) putAside = entry.value;
    entry.value = chosen ? "" : putAside;
    count();
    changed(true);
    changed(false);
  });
  entry.addEventListener("input", () => {
    if (optOut) optOut.input.checked = false;
    count();
    changed(true);
  });
  entry.addEventListener("change", () => changed(false));

  root.append(
    element(
      "div", { class: "controls" },
      element("div", { class: "entry" }, entry, unit), left, optOut?.label,
    ),
  );
  count();

  return {
    id: item.id,
    root,
    value() {
      if (optOut?.input.checked) return item.opt_out?.value ?? null;
      const text = entry.value.trim();
      if (text === "") return null;
      return item.type === "number" ? numberIn(text) ?? text : text;
    },
    restore(kept) {
      if (optOut && kept === item.opt_out?.value) optOut.input.checked = true;
      else entry.value = String(kept);
      count();
    },
    problem() {
      const value = this.value();
      if (value === null) return item.required ? say("required") : null;
      if (item.type !== "number" || optOut?.input.checked) return null;
      if (typeof value !== "number") return say("not_a_number");
      const { minimum, maximum } = item;
      const fits = value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
      if (!fits) return say("out_of_range", { minimum: minimum ?? "", maximum: maximum ?? "" });
      return item.integer && !Number.isInteger(value) ? say("not_whole") : null;
    },
    mark,
    focus,
  };
}

/** @param {import("../types.js").ItemView} item */
function drawEntry(item) {
  const id = uniqueId("entry");
  const common = { id, class: "box", autocomplete: "off" };
  if (item.type === "number") {
    return element("input", { ...common, type: "text", inputmode: item.integer ? "numeric" : "decimal" });
  }
  const text = { ...common, maxlength: item.max_length, dir: "auto" };
  return item.long ? element("textarea", { ...text, rows: 4 }) : element("input", { ...text, type: "text" });
}

/** A number written with a point or a comma. @param {string} text */
function numberIn(text) {
  return /^[+-]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : null;
}
