/** Elements, made without HTML strings. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] `true` sets an empty
 *   attribute; `false`, null and undefined set none.
 * @param {...(Node | string | null | undefined | false)} children Strings become text.
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child || child === "") made.append(child);
  return made;
}

/**
 * A button that never submits a form.
 *
 * @param {string} label
 * @param {string} look Class names.
 * @param {(event: MouseEvent) => void} press
 */
export function button(label, look, press) {
  const made = element("button", { type: "button", class: look }, label);
  made.addEventListener("click", press);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * A decorative line drawing of 20 by 20 units.
 *
 * @param {string} path
 */
export function icon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

export const MAGNIFIER = "M9 3.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11ZM13 13l4 4M9 6.8v4.4M6.8 9h4.4";

let ids = 0;

/**
 * A new id for `aria-labelledby` and its kin.
 *
 * @param {string} stem
 */
export function uniqueId(stem) {
  ids += 1;
  return `${stem}-${ids}`;
}

/**
 * The nearest ancestor that scrolls, across shadow roots; Streamlit scrolls an element, not the window.
 *
 * @param {Element} start
 * @returns {Element}
 */
export function scrollerOf(start) {
  /** @type {Node | null} */
  let node = start;
  while (node) {
    if (node instanceof Element && node !== document.body && node !== document.documentElement) {
      const { overflowY } = getComputedStyle(node);
      if (overflowY === "auto" || overflowY === "scroll") return node;
    }
    node = node instanceof ShadowRoot ? node.host : node.parentNode;
  }
  return document.scrollingElement ?? document.documentElement;
}
