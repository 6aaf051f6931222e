/** Zooming of pictures that belong together: by buttons, keys, wheel, pinch and double click; a drag moves them. */

import { button, element } from "./dom.js";

const MOST = 5;
const STEP = 1.5;

/**
 * @typedef {{stage: HTMLElement, sheet: HTMLElement, ratio: number}} Shown
 *   A window, what grows behind it, and that one's width over its height.
 * @typedef {{x: number, y: number}} Place Shares of a stage's width and height.
 */

export class Zoom {
  #zoom = 1;
  /** @type {readonly Shown[]} */
  #shown = [];
  /** @type {Map<number, PointerEvent>} */
  #pointers = new Map();
  /** @type {WeakMap<HTMLElement, {left: number, top: number}>} */
  #put = new WeakMap();
  #moved;
  #resized = new ResizeObserver(() => this.#to(this.#zoom));

  /**
   * @param {import("./types.js").Say} say
   * @param {() => void} [moved] Told when another part of the pictures is seen.
   */
  constructor(say, moved = () => {}) {
    this.#moved = moved;
    const nearer = button("+", "secondary square", () => this.#to(this.#zoom * STEP));
    const farther = button("−", "secondary square", () => this.#to(this.#zoom / STEP));
    nearer.setAttribute("aria-label", say("zoom_in"));
    farther.setAttribute("aria-label", say("zoom_out"));
    this.buttons = [farther, nearer];
  }

  /**
   * A window onto `sheet` that can be scrolled by keys.
   *
   * @param {HTMLElement} sheet
   * @param {string} labelledBy Id of what names it.
   */
  stage(sheet, labelledBy) {
    const stage = element("div", { class: "stage", tabindex: 0, role: "group", "aria-labelledby": labelledBy }, sheet);
    stage.addEventListener("wheel", (event) => this.#wheel(stage, event), { passive: false });
    stage.addEventListener("dblclick", (event) => this.#to(this.#zoom > 1 ? 1 : 2.5, within(stage, event)));
    stage.addEventListener("pointerdown", (event) => this.#press(stage, event));
    stage.addEventListener("pointermove", (event) => this.#drag(stage, event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      stage.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }
    stage.addEventListener("scroll", () => this.#follow(stage));
    return stage;
  }

  /** Shows these pictures whole, and zooms and moves them as one from here on. @param {readonly Shown[]} shown */
  show(shown) {
    this.#pointers.clear();
    this.#shown = shown;
    this.#resized.disconnect();
    for (const { stage } of shown) this.#resized.observe(stage);
    this.#to(1);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "+" || event.key === "=") this.#to(this.#zoom * STEP);
    else if (event.key === "-") this.#to(this.#zoom / STEP);
    else if (event.key === "0") this.#to(1);
  }

  /**
   * Zooms and keeps the point under the fingers or the cursor where it is.
   *
   * @param {number} zoom
   * @param {Place} [at]
   */
  #to(zoom, at = { x: 0.5, y: 0.5 }) {
    const next = Math.min(MOST, Math.max(1, zoom));
    const growth = next / this.#zoom;
    this.#zoom = next;
    for (const { stage, sheet, ratio } of this.#shown) {
      const [x, y] = [at.x * stage.clientWidth, at.y * stage.clientHeight];
      const left = (stage.scrollLeft + x) * growth - x;
      const top = (stage.scrollTop + y) * growth - y;
      sheet.style.width = `${Math.min(stage.clientWidth, stage.clientHeight * ratio) * next}px`;
      stage.scrollTo(left, top);
    }
    this.#moved();
  }

  /**
   * The other stages show the same part as this one, unless it has just followed itself: a stage that scrolls smoothly
   * must not be held up by those behind it.
   *
   * @param {HTMLElement} moved
   */
  #follow(moved) {
    const put = this.#put.get(moved);
    if (put && Math.hypot(moved.scrollLeft - put.left, moved.scrollTop - put.top) < 1) return;
    for (const { stage } of this.#shown) {
      if (stage === moved) continue;
      const left = share(moved.scrollLeft, moved.scrollWidth - moved.clientWidth) * (stage.scrollWidth - stage.clientWidth);
      const top = share(moved.scrollTop, moved.scrollHeight - moved.clientHeight) * (stage.scrollHeight - stage.clientHeight);
      stage.scrollTo(left, top);
      this.#put.set(stage, { left: stage.scrollLeft, top: stage.scrollTop });
    }
    this.#moved();
  }

  /** @param {HTMLElement} stage @param {WheelEvent} event */
  #wheel(stage, event) {
    event.preventDefault();
    this.#to(this.#zoom * Math.exp(-event.deltaY / 300), within(stage, event));
  }

  /** @param {HTMLElement} stage @param {PointerEvent} event */
  #press(stage, event) {
    this.#pointers.set(event.pointerId, event);
    stage.setPointerCapture(event.pointerId);
  }

  /** One pointer moves, two pinch. @param {HTMLElement} stage @param {PointerEvent} event */
  #drag(stage, event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const other = [...this.#pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    if (other) {
      const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
      this.#to((this.#zoom * distance(event, other)) / Math.max(1, distance(before, other)), within(stage, middle));
    } else {
      stage.scrollBy(before.clientX - event.clientX, before.clientY - event.clientY);
    }
    this.#pointers.set(event.pointerId, event);
  }
}

/** @param {HTMLElement} stage @param {{clientX: number, clientY: number}} point @returns {Place} */
function within(stage, { clientX, clientY }) {
  const box = stage.getBoundingClientRect();
  return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  return whole > 0 ? part / whole : 0;
}

/** @param {PointerEvent} one @param {PointerEvent} other */
function distance(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}
