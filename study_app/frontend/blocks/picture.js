/** An image with its label and the button that enlarges it. */

import { MAGNIFIER, element, icon } from "../dom.js";

/**
 * @param {import("../types.js").Picture} picture
 * @param {import("../types.js").Context} context
 * @param {string} title Heading of the lightbox.
 * @param {boolean} [worded] Whether the button shows its word.
 */
export function drawPicture(picture, context, title, worded = false) {
  const { say, lightbox } = context;
  const image = element("img", { alt: picture.alt, width: picture.width, height: picture.height });
  const enlarge = element(
    "button", { type: "button", class: "enlarge", "aria-label": `${say("enlarge")}: ${title}` },
    element("span", { class: "pill" }, icon(MAGNIFIER), worded && say("enlarge")),
  );
  enlarge.addEventListener("click", () => lightbox.open(picture, title));
  context.load(image, picture.src);
  const window = element("div", { class: "window" }, image, enlarge);
  const figure = element(
    "figure", { class: "picture" },
    window, picture.label && element("figcaption", { class: "made-by" }, picture.label),
  );
  return { figure, window, image, enlarge };
}
