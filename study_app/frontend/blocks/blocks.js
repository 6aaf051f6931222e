/** The blocks of a page, in order; a photo stands beside what belongs to it. */

import { element } from "../dom.js";
import { drawCode } from "./code.js";
import { drawPanel } from "./panel.js";
import { drawPhoto } from "./photo.js";
import { drawReveal } from "./reveal.js";
import { drawDetails, drawText } from "./texts.js";

/** @typedef {import("../types.js").Block} Block */

/**
 * @param {readonly Block[]} blocks
 * @param {import("../types.js").Context} context
 * @param {import("../form.js").Form} form
 * @returns {{elements: HTMLElement[], photo: import("./photo.js").LargePhoto | null}}
 */
export function drawBlocks(blocks, context, form) {
  /** @type {HTMLElement[]} */
  const elements = [];
  /** @type {import("./photo.js").LargePhoto | null} */
  let photo = null;
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (block.type === "photo" && block.size === "large") {
      photo = drawPhoto(block, context);
      const beside = companions(blocks, at + 1);
      const drawn = beside.map((companion) => drawBlock(companion, context, form));
      elements.push(besides(photo.root, drawn));
      at += beside.length;
    } else {
      elements.push(...drawBlock(block, context, form));
    }
  }
  form.arrange();
  return { elements, photo };
}

/**
 * What stands beside a photo: the panels that follow it, or else the first items.
 *
 * @param {readonly Block[]} blocks
 * @param {number} from
 */
function companions(blocks, from) {
  const panels = [];
  for (let at = from; blocks[at]?.type === "panel"; at += 1) panels.push(blocks[at]);
  return panels.length === 0 && blocks[from]?.type === "items" ? [blocks[from]] : panels;
}

/**
 * One answer gets the photo's height and its references below both; several stand one above the other.
 *
 * @param {HTMLElement} photo
 * @param {HTMLElement[][]} drawn
 */
function besides(photo, drawn) {
  if (drawn.length === 0) return element("div", { class: "case alone" }, photo);
  if (drawn.length === 1 && drawn[0][0].classList.contains("panel")) {
    return element("div", { class: "case even" }, photo, ...drawn[0]);
  }
  return element("div", { class: "case" }, photo, element("div", { class: "column" }, ...drawn.flat()));
}

/**
 * @param {Block} block
 * @param {import("../types.js").Context} context
 * @param {import("../form.js").Form} form
 * @returns {HTMLElement[]}
 */
function drawBlock(block, context, form) {
  switch (block.type) {
    case "text":
      return [drawText(block)];
    case "details":
      return [drawDetails(block)];
    case "panel":
      return drawPanel(block, context);
    case "reveal":
      return [drawReveal(block, context)];
    case "code":
      return [drawCode(block, context)];
    case "items":
      return [form.draw(block)];
    default:
      return [];
  }
}
