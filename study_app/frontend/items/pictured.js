/** One picture to choose: it stands in the label of its radio button, and a button beside it enlarges it. */

import { SIZES } from "../blocks/picture.js";
import { MAGNIFIER, element, icon, uniqueId } from "../dom.js";

/**
 * @param {import("../types.js").Picture} picture
 * @param {string} name
 * @param {HTMLInputElement} input
 * @param {import("../types.js").Context} context
 */
export function drawPictured(picture, name, input, { say, load, lightbox, measurement }) {
  const image = element("img", { alt: picture.alt, width: picture.width, height: picture.height });
  load(image, picture, SIZES.tile);
  measurement.images.watch(picture.key, image);
  const enlarge = element(
    "button", { type: "button", class: "magnify", "aria-label": `${say("enlarge")}: ${name}` },
    icon(MAGNIFIER),
  );
  enlarge.addEventListener("click", () => lightbox.open(picture, name));
  const label = element("label", { class: "option" }, input, image, element("span", {}, name));
  const madeBy = picture.label ? element("p", { class: "made-by", id: uniqueId("made-by") }, picture.label) : null;
  if (madeBy) input.setAttribute("aria-describedby", madeBy.id);
  return element("div", { class: "pictured" }, element("div", { class: "face" }, label, enlarge), madeBy);
}
