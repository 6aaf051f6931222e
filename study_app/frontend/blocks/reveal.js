/** The debrief's list: each case, what it really was, what that looks like, what the AI named, how the picture was made. */

import { element, icon } from "../dom.js";
import { drawPicture } from "./picture.js";
import { cover, isLifted } from "./veil.js";

const TICK = "M4 10.5l4 4L16 6";
const CROSS = "M5 5l10 10M15 5L5 15";

const WIDE = "(min-width: 40em)";

/**
 * @param {import("../types.js").RevealBlock} block
 * @param {import("../types.js").Context} context
 */
export function drawReveal(block, context) {
  const list = element("ol");
  const wide = matchMedia(WIDE);
  const draw = () => {
    const drawCase = wide.matches ? drawOpen : drawFolded;
    list.replaceChildren(...block.cases.map((shown) => drawCase(shown, block.cases.length, context)));
  };
  wide.addEventListener("change", draw);
  draw();
  return element(
    "section", { class: "reveal" },
    element("h2", {}, block.heading), block.summary && element("p", { class: "lead" }, block.summary), list,
  );
}

/**
 * Pictures beside the words.
 *
 * @param {import("../types.js").RevealedCase} shown
 * @param {number} count
 * @param {import("../types.js").Context} context
 */
function drawOpen(shown, count, context) {
  return element(
    "li", { class: "card revealed" },
    drawPictures(shown, context),
    element("div", {}, drawNumber(shown, count, context), drawVerdict(shown), drawAnswer(shown), drawTruth(shown), drawOrigin(shown)),
  );
}

/**
 * On a phone, a line that unfolds: a dozen pairs of pictures would be nine screens long.
 *
 * @param {import("../types.js").RevealedCase} shown
 * @param {number} count
 * @param {import("../types.js").Context} context
 */
function drawFolded(shown, count, context) {
  return element(
    "li", {},
    element(
      "details", { class: "fold folded" },
      element(
        "summary", {},
        element("div", {}, drawNumber(shown, count, context), drawVerdict(shown), drawTruth(shown), drawOrigin(shown)),
      ),
      element("div", { class: "unfolded" }, drawAnswer(shown), drawPictures(shown, context)),
    ),
  );
}

/**
 * What was seen, and where there is one another picture of what it was.
 *
 * @param {import("../types.js").RevealedCase} shown
 * @param {import("../types.js").Context} context
 */
function drawPictures(shown, context) {
  const pictures = [shown.picture, shown.reference].map((picture, index) => {
    if (!picture) return null;
    const drawn = drawPicture(picture, context, shown.captions?.[index] ?? picture.alt, "small");
    if (shown.veil_button && !isLifted(shown.picture.src)) cover(drawn, null, shown.veil_button, () => {});
    const caption = shown.captions && element("p", { class: "caption quiet" }, shown.captions[index]);
    return element("div", {}, drawn.figure, caption);
  });
  return element("div", { class: "pictures" }, ...pictures);
}

/**
 * @param {import("../types.js").RevealedCase} shown
 * @param {number} count
 * @param {import("../types.js").Context} context
 */
function drawNumber(shown, count, { say }) {
  return element("h3", {}, say("case_of", { case: shown.number, cases: count }));
}

/** @param {import("../types.js").RevealedCase} shown */
function drawVerdict({ right, verdict }) {
  return verdict && element("p", { class: `verdict ${right ? "right" : "wrong"}` }, icon(right ? TICK : CROSS), verdict);
}

/** @param {import("../types.js").RevealedCase} shown */
const drawAnswer = ({ answer }) => answer && element("p", {}, answer);

/** @param {import("../types.js").RevealedCase} shown */
const drawTruth = ({ truth }) => element("p", { class: "truth" }, truth);

/** @param {import("../types.js").RevealedCase} shown */
const drawOrigin = ({ origin }) => origin && element("p", {}, origin);
