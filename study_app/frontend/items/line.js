/** Items answered by a mark on a line between two ends; the line is empty until the mark is placed. */

import { element, uniqueId } from "../dom.js";
import { frame } from "./frame.js";
import { drawOptOut } from "./opt_out.js";

/**
 * @param {import("../types.js").ItemView} item
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Changed} changed
 * @returns {import("../types.js").Field}
 */
export function lineField(item, { say }, changed) {
  const { root, help, mark, focus } = frame(item, say, "group");
  const [low, high] = [...item.options].sort((one, other) => Number(one.value) - Number(other.value));
  const line = element("input", { type: "range", id: uniqueId("line"), min: low.value, max: high.value, step: 1 });
  const hint = element("p", { class: "quiet hint", id: uniqueId("hint") }, say("line_hint"));
  const ends = element("div", { class: "ends", id: uniqueId("ends") }, ...item.options.map(({ label }) => element("span", {}, label)));
  const number = item.show_value ? element("p", { class: "line-number", "aria-hidden": "true" }) : null;
  const box = element("div", { class: "line", "data-turned": item.options[0] === high }, line, element("span", { class: "line-mark" }));
  const row = element("div", { class: "line-row" }, element("div", { class: "line-track" }, box, ends), number);
  line.setAttribute("aria-labelledby", root.getAttribute("aria-labelledby") ?? "");
  line.setAttribute("aria-describedby", [help?.id, ends.id, hint.id].filter(Boolean).join(" "));

  /** @type {number | null} */
  let answer = null;

  /** @param {number | null} value */
  const show = (value) => {
    const words = { value: value ?? "", low: low.label, high: high.label };
    if (value !== null) line.value = String(value);
    line.setAttribute("aria-valuetext", value === null ? say("line_empty") : say("line_at", words));
    box.classList.toggle("empty", value === null);
    box.style.setProperty("--share", String(value === null ? 0.5 : share(value)));
    if (number) number.textContent = value === null ? "–" : String(value);
  };
  /** @param {number} value */
  const share = (value) => (value - Number(low.value)) / (Number(high.value) - Number(low.value));

  /** @param {number} value */
  const answerWith = (value) => {
    answer = value;
    if (optOut) optOut.input.checked = false;
    show(value);
    changed(true);
  };

  /** @type {number | null} */
  let putAside = null;
  const optOut = drawOptOut(item, (chosen) => {
    if (chosen) putAside = answer;
    answer = chosen ? null : putAside;
    show(answer);
    changed(true);
    changed(false);
  });

  // Keys move the native control; the answer stands when they leave it.
  let moved = false;
  line.addEventListener("input", () => {
    moved = true;
    answerWith(line.valueAsNumber);
  });
  line.addEventListener("blur", () => {
    if (moved) changed(false);
    moved = false;
  });

  // Pointers move the mark themselves: a tap beside the native control does nothing on an iPhone.
  let held = false;
  /** @param {PointerEvent} event */
  const under = ({ clientX }) => {
    const { left, width } = box.getBoundingClientRect();
    const across = Math.min(1, Math.max(0, (clientX - left) / width));
    const along = getComputedStyle(box).direction === "rtl" ? 1 - across : across;
    return Math.round(Number(low.value) + along * (Number(high.value) - Number(low.value)));
  };
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    held = true;
    box.setPointerCapture(event.pointerId);
    if (event.pointerType !== "touch") show(under(event));
  });
  box.addEventListener("pointermove", (event) => {
    if (held) show(under(event));
  });
  box.addEventListener("pointerup", (event) => {
    if (!held) return;
    held = false;
    line.focus({ preventScroll: true });
    answerWith(under(event));
    changed(false);
  });
  box.addEventListener("pointercancel", () => {
    held = false;
    show(answer);
  });

  root.append(element("div", { class: "controls" }, hint, row, optOut?.label));
  show(null);

  const value = () => (optOut?.input.checked ? item.opt_out?.value ?? null : answer);
  return {
    id: item.id,
    root,
    value,
    restore(kept) {
      if (optOut && kept === item.opt_out?.value) optOut.input.checked = true;
      else {
        answer = Number(kept);
        show(answer);
      }
    },
    problem: () => (item.required && value() === null ? say("required") : null),
    mark,
    focus,
  };
}
