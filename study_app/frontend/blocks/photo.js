/** The photo of a case: large, behind a veil if it may upset, or as a thumbnail in the progress bar. */

import { button, element } from "../dom.js";
import { SIZES, drawPicture } from "./picture.js";
import { cover, isLifted, lift } from "./veil.js";

/**
 * @typedef {{root: HTMLElement, onRevealed: (act: () => void) => void}} LargePhoto
 */

/**
 * @param {import("../types.js").PhotoBlock} block
 * @param {import("../types.js").Context} context
 * @returns {LargePhoto}
 */
export function drawPhoto(block, context) {
  const { measurement } = context;
  const { key, src } = block.picture;
  const drawn = drawPicture(block.picture, context, block.heading, "photo", true);
  /** @type {(() => void)[]} */
  const waiting = [];
  let veiled = block.veil !== null && !isLifted(src);
  measurement.images.watch(key, drawn.image, veiled);

  if (veiled) {
    cover(drawn, block.veil, block.veil_button ?? context.say("show_photo"), () => {
      veiled = false;
      lift(src);
      measurement.images.reveal(key);
      measurement.log("veil_lifted", { image: key });
      for (const act of waiting) act();
    });
  }
  const skip = block.skip !== null && button(block.skip, "secondary", context.skip);
  return {
    root: element("section", { class: "card photo" }, element("h2", {}, block.heading), drawn.figure, skip),
    onRevealed: (act) => (veiled ? void waiting.push(act) : act()),
  };
}

/**
 * The small photo of the progress bar, which enlarges; what the participant has not wanted to see stays covered.
 *
 * @param {import("../types.js").PhotoBlock} block
 * @param {import("../types.js").Context} context
 */
export function drawThumbnail(block, context) {
  const { picture, heading, size, veil } = block;
  const { lightbox, measurement } = context;
  const image = element("img", { alt: "", width: picture.width, height: picture.height });
  const thumb = element("button", { type: "button", class: "thumb", "aria-label": context.say("photo_thumbnail") }, image);
  const covered = size === "thumbnail" && veil !== null && !isLifted(picture.src);
  thumb.classList.toggle("covered", covered);
  thumb.addEventListener("click", () => {
    if (thumb.classList.contains("covered")) {
      thumb.classList.remove("covered");
      lift(picture.src);
      measurement.images.reveal(picture.key);
      measurement.log("veil_lifted", { image: picture.key });
    }
    lightbox.open(picture, heading);
  });
  context.load(image, picture, SIZES.photo);
  if (size === "thumbnail") measurement.images.watch(picture.key, image, covered);
  return thumb;
}
