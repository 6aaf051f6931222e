/** The AI's answer, and its reference images where there are any. */

import { button, element } from "../dom.js";
import { drawPicture } from "./picture.js";

/**
 * @param {import("../types.js").PanelBlock} block
 * @param {import("../types.js").Context} context
 * @returns {HTMLElement[]} The answer, and the reference images as a card of their own.
 */
export function drawPanel(block, context) {
  const answer = element(
    "section", { class: "card panel" },
    block.caption && element("p", { class: "caption" }, block.caption),
    element("h2", {}, block.name),
    element("p", { class: "quiet note" }, block.note),
    element(
      "div", { class: "answer" },
      element("h3", {}, block.heading),
      ...block.paragraphs.map((paragraph) => element("p", { dir: "auto" }, paragraph)),
    ),
  );
  if (block.references.length === 0) return [answer];

  const pictures = block.references.map((reference) => {
    const { figure, image } = drawPicture(reference, context, reference.alt, "tile");
    context.measurement.images.watch(reference.key, image);
    return block.compare === "none" ? figure : element("div", {}, figure, compareButton(reference, block.compare, context));
  });
  const references = element(
    "section", { class: "card references" },
    block.references_heading && element("h2", {}, block.references_heading),
    block.references_note && element("p", { class: "quiet note" }, block.references_note),
    element("div", { class: "grid" }, ...pictures),
  );
  return [answer, references];
}

/**
 * @param {import("../types.js").Picture} reference
 * @param {import("../types.js").Comparing} how
 * @param {import("../types.js").Context} context
 */
function compareButton(reference, how, { view, say, comparison }) {
  const compare = button(say("compare"), "secondary compare", () => {
    const photo = view.blocks.find((block) => block.type === "photo");
    if (photo?.type === "photo") comparison.open(photo, reference, how);
  });
  compare.setAttribute("aria-label", `${say("compare")}: ${reference.alt}`);
  return compare;
}
