/** Texts of the researcher: in the page, set off in a box, or folded away with a download. */

import { button, element } from "../dom.js";
import { drawNode, plainText } from "../nodes.js";

/** @param {import("../types.js").TextBlock} block */
export function drawText(block) {
  return element("section", { class: block.framed ? "text card" : "text" }, ...block.nodes.map(drawNode));
}

/** @param {import("../types.js").DetailsBlock} block */
export function drawDetails(block) {
  const inner = element("div", { class: "text" }, ...block.nodes.map(drawNode));
  if (block.download_label) {
    const save = () => saveText(block.download_name ?? "information.txt", plainText(block.nodes));
    inner.append(button(block.download_label, "secondary", save));
  }
  return element("details", { class: "card fold" }, element("summary", {}, block.summary), inner);
}

/** @param {string} name @param {string} text */
function saveText(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
