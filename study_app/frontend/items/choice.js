/** Items answered by choosing: Likert, single, multiple, pictures, confidence, agreement. */

import { element, uniqueId } from "../dom.js";
import { frame } from "./frame.js";
import { drawPictured } from "./pictured.js";

/** @typedef {import("../types.js").ItemView} ItemView */
/** @typedef {import("../types.js").OptionView} OptionView */

/** Longest label, in characters, that fits under a point in a row, and beside another option. */
const LONGEST_POINT = 34;
const LONGEST_IN_COLUMNS = 40;
const MOST_NUMBERS_IN_ROW = 7;

/**
 * @param {ItemView} item
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Changed} changed
 * @returns {import("../types.js").Field}
 */
export function choiceField(item, context, changed) {
  const { say } = context;
  const many = item.type === "multiple" || item.type === "agreement";
  const { root, mark, focus } = frame(item, say, many ? "group" : "radiogroup");
  const name = uniqueId("choice");
  /** @type {Map<HTMLInputElement, OptionView>} */
  const inputs = new Map();

  /** @param {OptionView} option @param {string} look */
  const draw = (option, look) => {
    const input = element("input", { type: many ? "checkbox" : "radio", name, id: uniqueId("option") });
    inputs.set(input, option);
    input.addEventListener("change", () => {
      if (many && input.checked) release(option);
      changed(true);
      changed(false);
    });
    if (option.picture) return drawPictured(option.picture, option.label, input, context);
    return element("label", { class: look }, input, element("span", {}, option.label));
  };

  /** "Prefer not to answer" and the other options exclude each other. @param {OptionView} chosen */
  const release = (chosen) => {
    for (const [input, option] of inputs) {
      if ((option === item.opt_out) !== (chosen === item.opt_out)) input.checked = false;
    }
  };

  const value = () => {
    const chosen = [...inputs].filter(([input]) => input.checked).map(([, option]) => option);
    if (chosen.length === 0) return null;
    if (item.type !== "multiple" || chosen[0] === item.opt_out) return chosen[0].value;
    return chosen.map((option) => String(option.value));
  };

  const options = element("div", { class: `options ${layout(item)}` });
  options.style.setProperty("--count", String(item.options.length));
  options.style.setProperty("--balanced", String(balanced(item.options.length)));
  options.append(...item.options.map((option) => draw(option, "option")));
  const controls = element("div", { class: "controls" }, item.ends && drawEnds(item, options, say), options);
  if (item.opt_out) controls.append(draw(item.opt_out, "option opt-out"));
  root.append(controls);
  if (options.classList.contains("points")) stackUnlessWordsFit(options, root);

  return {
    id: item.id,
    root,
    value,
    restore(kept) {
      const values = Array.isArray(kept) ? kept.map(String) : [String(kept)];
      for (const [input, option] of inputs) input.checked = values.includes(String(option.value));
    },
    problem: () => (item.required && value() === null ? say(missing(item)) : null),
    mark,
    focus,
  };
}

/** @param {ItemView} item */
function missing(item) {
  return item.type === "agreement" ? "agreement_required" : "required";
}

/** @param {ItemView} item */
function layout(item) {
  if (item.type === "image_choice") return "gallery";
  const longest = Math.max(...item.options.map((option) => option.label.length));
  if (item.ends) return item.options.length > 11 ? "numbers many" : "numbers";
  if (item.type === "likert" && item.options.length <= 7 && longest <= LONGEST_POINT) return "points";
  return longest <= LONGEST_IN_COLUMNS && item.type !== "agreement" ? "list short" : "list";
}

/**
 * Keeps labelled points one below the other wherever a word is wider than its point in a row, in the font that they end
 * up in. Watches the prompt, which is as wide as the points and no taller when they are stacked.
 *
 * @param {HTMLElement} options
 * @param {HTMLElement} root
 */
function stackUnlessWordsFit(options, root) {
  const labels = [...options.querySelectorAll("span")];
  const arrange = () => {
    options.classList.remove("stacked");
    options.classList.toggle("stacked", labels.some((label) => label.scrollWidth > label.clientWidth));
  };
  for (const prompt of root.querySelectorAll("legend")) new ResizeObserver(arrange).observe(prompt);
  void document.fonts.load("1em Inter Variable", options.textContent ?? "").then(arrange);
}

/** Columns that share a long row of numbers out evenly: 21 as three rows of 7, 11 as 6 and 5. @param {number} count */
function balanced(count) {
  return Math.ceil(count / Math.ceil(count / MOST_NUMBERS_IN_ROW));
}

/**
 * The labels of the two ends, above the numbers and in the names of the outer ones.
 *
 * @param {ItemView} item
 * @param {HTMLElement} options
 * @param {import("../types.js").Say} say
 */
function drawEnds(item, options, say) {
  const inputs = options.querySelectorAll("input");
  const outer = [0, item.options.length - 1];
  const ends = outer.map((index, side) => {
    const value = item.options[index].label;
    const label = item.ends?.[side] ?? "";
    inputs[index].setAttribute("aria-label", say("scale_end", { value, label }));
    return element("span", {}, element("b", {}, value), ` ${label}`);
  });
  return element("div", { class: "ends", "aria-hidden": "true" }, ...ends);
}
