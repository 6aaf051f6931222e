/** Texts of the researcher: trees of a few allowed elements, as elements or as plain text. */

import { element } from "./dom.js";

/** @typedef {import("./types.js").Markup} Markup */

const ALLOWED = /** @type {const} */ ([
  "p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote", "code", "hr",
]);

/**
 * @param {Markup | string} node
 * @returns {Node}
 */
export function drawNode(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const tag = ALLOWED.find((allowed) => allowed === node.tag) ?? "span";
  const made = element(tag, {}, ...node.children.map(drawNode));
  if (made instanceof HTMLAnchorElement && /^(https:|mailto:)/.test(node.href ?? "")) {
    made.href = node.href ?? "";
    made.target = "_blank";
    made.rel = "noopener noreferrer";
  }
  return made;
}

/**
 * The same text for a plain-text file.
 *
 * @param {readonly (Markup | string)[]} nodes
 * @returns {string}
 */
export function plainText(nodes) {
  return nodes.map(plainNode).join("").replace(/\n{3,}/g, "\n\n").trim() + "\n";
}

/** @param {Markup | string} node @returns {string} */
function plainNode(node) {
  if (typeof node === "string") return node;
  const inner = node.children.map(plainNode).join("");
  switch (node.tag) {
    case "br":
      return "\n";
    case "hr":
      return "\n----\n\n";
    case "li":
      return `- ${inner.trim()}\n`;
    case "h2":
    case "h3":
      return `\n${inner.toUpperCase()}\n\n`;
    case "a":
      return node.href && !inner.includes(node.href.replace("mailto:", "")) ? `${inner} (${node.href})` : inner;
    case "p":
    case "ul":
    case "ol":
    case "blockquote":
      return `${inner.trimEnd()}\n\n`;
    default:
      return inner;
  }
}
