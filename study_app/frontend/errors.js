/** The summary of what is missing, with a link to each item. */

import { element, uniqueId } from "./dom.js";
import { firstControl } from "./items/frame.js";

/**
 * @param {readonly {item: import("./types.js").ItemView, field: import("./types.js").Field, message: string}[]} wrong
 * @param {import("./types.js").Say} say
 * @returns {HTMLElement} Focusable.
 */
export function drawErrors(wrong, say) {
  const heading = element("h2", { id: uniqueId("errors") }, say("errors_title"));
  const count = wrong.length;
  const links = wrong.map(({ item, field, message }) => {
    const number = field.root.querySelector("legend")?.dataset.number;
    const link = element("a", { href: `#${firstControl(field.root)?.id}` }, number ? `${number}. ${item.prompt}` : item.prompt);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.focus();
    });
    return element("li", {}, link, element("span", {}, message));
  });
  return element(
    "div", { class: "errors", role: "group", tabindex: -1, "aria-labelledby": heading.id },
    heading,
    element("p", {}, say(count === 1 ? "errors_one" : "errors_many", { count })),
    element("ul", {}, ...links),
  );
}
