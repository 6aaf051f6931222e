/** The sticky bar: where the participant is, and the photo while they answer. */

import { element } from "./dom.js";

/**
 * @param {import("./types.js").Progress} progress
 * @param {import("./types.js").Say} say
 * @param {HTMLElement | null} thumbnail
 */
export function drawHeader(progress, say, thumbnail) {
  const percent = Math.round(progress.share * 100);
  const fill = element("div", { class: "fill" });
  fill.style.inlineSize = `${percent}%`;
  const bar = element(
    "div",
    {
      class: "track", role: "progressbar", "aria-label": say("progress"), "aria-valuemin": 0, "aria-valuemax": 100,
      "aria-valuenow": percent, "aria-valuetext": progress.label,
    },
    fill,
  );
  const labels = element(
    "div", { class: "labels" },
    element("span", { class: "where" }, progress.label),
    progress.note && element("span", { class: "quiet" }, progress.note),
  );
  return element("header", { class: "bar" }, element("div", { class: "inner" }, element("div", {}, labels, bar), thumbnail));
}

/**
 * Shows the thumbnail only while the photo itself is out of sight.
 *
 * @param {HTMLElement} thumbnail
 * @param {HTMLElement} photo
 * @returns {() => void} Ends it.
 */
export function followPhoto(thumbnail, photo) {
  thumbnail.classList.add("away");
  const observer = new IntersectionObserver(
    ([entry]) => thumbnail.classList.toggle("away", entry.isIntersecting),
    { rootMargin: "-96px 0px 0px 0px" },
  );
  observer.observe(photo);
  return () => observer.disconnect();
}
