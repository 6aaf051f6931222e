/** Items answered by putting options in order: chosen one after the other, then moved by buttons or by dragging. */

import { button, element, icon, uniqueId } from "../dom.js";
import { frame } from "./frame.js";
import { drawOptOut } from "./opt_out.js";

/** @typedef {import("../types.js").OptionView} OptionView */

const UP = "M10 16V4M5 9l5-5l5 5";
const DOWN = "M10 4v12M5 11l5 5l5-5";
const GRIP = "M4 7h12M4 13h12";

/**
 * @param {import("../types.js").ItemView} item
 * @param {import("../types.js").Context} context
 * @param {import("../types.js").Changed} changed
 * @returns {import("../types.js").Field}
 */
export function rankingField(item, { say }, changed) {
  const { root, mark, focus } = frame(item, say, "group");
  const count = item.options.length;
  const order = element("ol", { class: "ranked", "aria-label": say("ranking_order"), hidden: true });
  const open = element("div", { class: "options list", role: "group", "aria-label": say("ranking_open") });
  const spoken = element("p", { class: "spoken", "aria-live": "polite" });

  /** @type {Map<Element, OptionView>} */
  const options = new Map();
  const rows = () => [...order.children];
  const ranked = () => rows().map((row) => String(options.get(row)?.value));

  /** Writes the places, and which rows can still move. */
  const number = () => {
    for (const [index, row] of rows().entries()) {
      const place = row.querySelector(".place");
      if (place) place.textContent = String(index + 1);
      row.querySelector(".up")?.setAttribute("aria-disabled", String(index === 0));
      row.querySelector(".down")?.setAttribute("aria-disabled", String(index === rows().length - 1));
    }
    order.hidden = rows().length === 0;
    open.hidden = rows().length === count;
  };

  /** Says where an option now is; an order stands once it is complete. @param {Element} row */
  const settle = (row) => {
    const label = options.get(row)?.label ?? "";
    spoken.textContent = say("place_of", { label, place: rows().indexOf(row) + 1, count });
    changed(true);
    if (rows().length === count) changed(false);
  };

  /** Moves a row by moving its neighbours, so that it keeps the focus and the pointer. @param {Element} row @param {number} to */
  const shift = (row, to) => {
    const from = rows().indexOf(row);
    if (to > from) row.before(...rows().slice(from + 1, to + 1));
    else row.after(...rows().slice(to, from));
    number();
  };

  const choosers = item.options.map((option) => {
    const row = drawRow(option.label, say, (step) => {
      const to = rows().indexOf(row) + step;
      if (to < 0 || to >= rows().length) return;
      shift(row, to);
      settle(row);
    });
    options.set(row, option);
    drag(row, rows, shift, settle);
    const chooser = button("", "option", () => {
      const next = chooser.nextElementSibling ?? chooser.previousElementSibling ?? row.querySelector("button");
      if (optOut) optOut.input.checked = false;
      rank(chooser, row);
      if (next instanceof HTMLElement) next.focus({ preventScroll: true });
      settle(row);
    });
    chooser.id = uniqueId("option");
    chooser.append(element("span", { class: "place" }), element("span", {}, option.label));
    return { chooser, row, option };
  });

  /** @param {Element} chooser @param {Element} row */
  const rank = (chooser, row) => {
    chooser.remove();
    order.append(row);
    number();
  };

  /** @param {readonly string[]} values Options that get a place, in this order; the others get none. */
  const arrange = (values) => {
    order.replaceChildren();
    open.replaceChildren(...choosers.map(({ chooser }) => chooser));
    for (const value of values) {
      const chosen = choosers.find(({ option }) => option.value === value);
      if (chosen) rank(chosen.chooser, chosen.row);
    }
    number();
  };

  /** @type {readonly string[]} */
  let putAside = [];
  const optOut = drawOptOut(item, (chosen) => {
    if (chosen) putAside = ranked();
    arrange(chosen ? [] : putAside);
    changed(true);
    changed(false);
  });

  const hint = element("p", { class: "quiet hint" }, say("ranking_hint"));
  root.append(element("div", { class: "controls" }, hint, order, open, optOut?.label, spoken));
  arrange([]);

  const value = () => {
    if (optOut?.input.checked) return item.opt_out?.value ?? null;
    return rows().length ? ranked() : null;
  };
  return {
    id: item.id,
    root,
    value,
    restore(kept) {
      if (optOut && kept === item.opt_out?.value) optOut.input.checked = true;
      else if (Array.isArray(kept)) arrange(kept.map(String));
    },
    problem() {
      const given = value();
      if (given === null) return item.required ? say("required") : null;
      return Array.isArray(given) && given.length < count ? say("incomplete") : null;
    },
    mark,
    focus,
  };
}

/**
 * An option that has a place.
 *
 * @param {string} label
 * @param {import("../types.js").Say} say
 * @param {(step: -1 | 1) => void} move
 * @returns {HTMLLIElement}
 */
function drawRow(label, say, move) {
  const up = button("", "step up", () => move(-1));
  const down = button("", "step down", () => move(1));
  up.setAttribute("aria-label", say("move_up", { label }));
  down.setAttribute("aria-label", say("move_down", { label }));
  up.append(icon(UP));
  down.append(icon(DOWN));
  const grip = element("span", { class: "grip", "aria-hidden": "true" }, icon(GRIP));
  return element("li", {}, grip, element("span", { class: "place" }), element("span", { class: "name" }, label), up, down);
}

/**
 * Lets a row be dragged by its grip.
 *
 * @param {Element} row
 * @param {() => Element[]} rows
 * @param {(row: Element, to: number) => void} shift
 * @param {(row: Element) => void} settle
 */
function drag(row, rows, shift, settle) {
  const grip = row.querySelector(".grip");
  if (!(grip instanceof HTMLElement)) return;
  let from = -1;
  grip.addEventListener("mousedown", (event) => event.preventDefault());
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    from = rows().indexOf(row);
    grip.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
  });
  grip.addEventListener("pointermove", ({ clientY }) => {
    if (from < 0) return;
    const above = rows().filter((other) => other !== row && middle(other) < clientY).length;
    if (above !== rows().indexOf(row)) shift(row, above);
  });
  grip.addEventListener("lostpointercapture", () => {
    row.classList.remove("dragged");
    if (rows().indexOf(row) !== from) settle(row);
    from = -1;
  });
}

/** @param {Element} row */
function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
