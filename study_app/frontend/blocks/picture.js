/** An image with its label and the button that enlarges it. */

import { MAGNIFIER, element, icon } from "../dom.js";

/** Widths at which pictures stand in a page, as the style sheets place them: what the browser chooses a size by. */
export const SIZES = {
  photo: "(min-width: 47.5em) 22rem, 100vw",
  tile: "(min-width: 40em) 16rem, 50vw",
  small: "(min-width: 40em) 8rem, 50vw",
};

/**
 * @param {import("../types.js").Picture} picture
 * @param {import("../types.js").Context} context
 * @param {string} title Heading of the lightbox.
 * @param {keyof typeof SIZES} place
 * @param {boolean} [worded] Whether the button shows its word.
 */
export function drawPicture(picture, context, title, place, worded = false) {
  const { say, lightbox } = context;
  const image = element("img", { alt: picture.alt, width: picture.width, height: picture.height });
  const enlarge = element(
    "button", { type: "button", class: "enlarge", "aria-label": `${say("enlarge")}: ${title}` },
    element("span", { class: "pill" }, icon(MAGNIFIER), worded && element("span", {}, say("enlarge"))),
  );
  enlarge.addEventListener("click", () => lightbox.open(picture, title));
  context.load(image, picture, SIZES[place]);
  const window = element("div", { class: "window" }, image, enlarge);
  const figure = element(
    "figure", { class: "picture" },
    window, picture.label && element("figcaption", { class: "made-by" }, picture.label),
  );
  return { figure, window, image, enlarge };
}
