/** The debrief's list: each case, what it really was, what that looks like, what the AI named, how the picture was made. */

import { element, icon } from "../dom.js";
import { drawPicture } from "./picture.js";
import { cover, isLifted } from "./veil.js";

const TICK = "M4 10.5l4 4L16 6";
const CROSS = "M5 5l10 10M15 5L5 15";

/**
 * @param {import("../types.js").RevealBlock} block
 * @param {import("../types.js").Context} context
 */
export function drawReveal(block, context) {
  const lines = block.cases.map((shown) => {
    const pictures = [shown.picture, shown.reference].map((picture, index) => {
      if (!picture) return null;
      const drawn = drawPicture(picture, context, shown.captions?.[index] ?? picture.alt, "small");
      if (shown.veil_button && !isLifted(shown.picture.src)) cover(drawn, null, shown.veil_button, () => {});
      const caption = shown.captions && element("p", { class: "caption quiet" }, shown.captions[index]);
      return element("div", {}, drawn.figure, caption);
    });
    const verdict = shown.verdict && element(
      "p", { class: shown.right ? "verdict right" : "verdict wrong" },
      icon(shown.right ? TICK : CROSS), shown.verdict,
    );
    return element(
      "li", { class: "card revealed" },
      element("div", { class: "pictures" }, ...pictures),
      element(
        "div", {},
        element("h3", {}, context.say("case_of", { case: shown.number, cases: block.cases.length })),
        verdict, shown.answer && element("p", {}, shown.answer), element("p", { class: "truth" }, shown.truth),
        shown.origin && element("p", {}, shown.origin),
      ),
    );
  });
  return element(
    "section", { class: "reveal" },
    element("h2", {}, block.heading), block.summary && element("p", { class: "lead" }, block.summary),
    element("ol", {}, ...lines),
  );
}
