/** The photo of a case: large, behind a veil if it may upset, or as a thumbnail in the progress bar. */

import { button, element } from "../dom.js";
import { drawPicture } from "./picture.js";

/**
 * @typedef {{root: HTMLElement, onRevealed: (act: () => void) => void}} LargePhoto
 */

/** Addresses of photos whose veil was lifted: nobody is asked twice. @type {Set<string>} */
const lifted = new Set();

/**
 * @param {import("../types.js").PhotoBlock} block
 * @param {import("../types.js").Context} context
 * @returns {LargePhoto}
 */
export function drawPhoto(block, context) {
  const { measurement } = context;
  const { key } = block.picture;
  const { figure, window, image, enlarge } = drawPicture(block.picture, context, block.heading, true);
  /** @type {(() => void)[]} */
  const waiting = [];
  let veiled = block.veil !== null && !lifted.has(block.picture.src);
  measurement.images.watch(key, image, veiled);

  if (veiled) {
    const veil = element("div", { class: "veil" }, element("p", {}, block.veil ?? ""));
    const lift = button(block.veil_button ?? context.say("show_photo"), "primary", () => {
      veiled = false;
      lifted.add(block.picture.src);
      window.classList.remove("veiled");
      veil.remove();
      measurement.images.reveal(key);
      measurement.log("veil_lifted", { image: key });
      enlarge.focus({ preventScroll: true });
      for (const act of waiting) act();
    });
    veil.append(lift);
    window.classList.add("veiled");
    window.append(veil);
  }
  return {
    root: element("section", { class: "card photo" }, element("h2", {}, block.heading), figure),
    onRevealed: (act) => (veiled ? void waiting.push(act) : act()),
  };
}

/**
 * The small photo of the progress bar, which enlarges.
 *
 * @param {import("../types.js").PhotoBlock} block
 * @param {import("../types.js").Context} context
 */
export function drawThumbnail(block, context) {
  const { picture, heading, size } = block;
  const image = element("img", { alt: "", width: picture.width, height: picture.height });
  const thumb = element("button", { type: "button", class: "thumb", "aria-label": context.say("photo_thumbnail") }, image);
  thumb.addEventListener("click", () => context.lightbox.open(picture, heading));
  context.load(image, picture.src);
  if (size === "thumbnail") context.measurement.images.watch(picture.key, image);
  return thumb;
}
