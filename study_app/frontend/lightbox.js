/** An image enlarged: zoom by buttons, keys, wheel, pinch and double click; the label stays in sight. */

import { button, element, uniqueId } from "./dom.js";

const MOST = 5;
const STEP = 1.5;

export class Lightbox {
  #zoom = 1;
  #picture = /** @type {import("./types.js").Picture | null} */ (null);
  /** @type {Map<number, PointerEvent>} */
  #pointers = new Map();
  #close;
  #measurement;
  #load;
  #title = element("h2", { id: uniqueId("lightbox") });
  #label = element("p", { class: "made-by" });
  #image = element("img", { draggable: "false" });
  #stage = element("div", { class: "stage", tabindex: 0, role: "group", "aria-labelledby": this.#title.id }, this.#image);

  /**
   * @param {import("./types.js").Say} say
   * @param {import("./timing/measurement.js").Measurement} measurement
   * @param {import("./types.js").Load} load
   */
  constructor(say, measurement, load) {
    this.#measurement = measurement;
    this.#load = load;
    const nearer = button("+", "secondary square", () => this.#zoomTo(this.#zoom * STEP));
    const farther = button("−", "secondary square", () => this.#zoomTo(this.#zoom / STEP));
    nearer.setAttribute("aria-label", say("zoom_in"));
    farther.setAttribute("aria-label", say("zoom_out"));
    this.#close = button(say("close"), "primary", () => this.root.close());
    this.root = element(
      "dialog", { class: "lightbox", "aria-labelledby": this.#title.id },
      element("div", { class: "tools" }, this.#title, farther, nearer, this.#close),
      this.#stage, this.#label,
    );
    this.root.addEventListener("close", () => this.#closed());
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.#stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.#stage.addEventListener("dblclick", (event) => this.#zoomTo(this.#zoom > 1 ? 1 : 2.5, event));
    this.#stage.addEventListener("pointerdown", (event) => this.#press(event));
    this.#stage.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      this.#stage.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }
    new ResizeObserver(() => this.root.open && this.#zoomTo(this.#zoom)).observe(this.#stage);
  }

  /**
   * @param {import("./types.js").Picture} picture
   * @param {string} title
   */
  open(picture, title) {
    this.#picture = picture;
    this.#title.textContent = title;
    this.#label.textContent = picture.label ?? "";
    this.#label.hidden = picture.label === null;
    this.#image.alt = picture.alt;
    this.#load(this.#image, picture);
    this.root.showModal();
    this.#close.focus();
    this.#zoomTo(1);
    this.#measurement.images.enlarge(picture.key);
    this.#measurement.log("lightbox_opened", { image: picture.key });
  }

  #closed() {
    this.#pointers.clear();
    this.#measurement.images.enlarge(null);
    this.#measurement.log("lightbox_closed", { image: this.#picture?.key ?? null });
  }

  /**
   * Zooms and keeps the point under the fingers or the cursor where it is.
   *
   * @param {number} zoom
   * @param {{clientX: number, clientY: number}} [at] The middle of the stage if absent.
   */
  #zoomTo(zoom, at) {
    if (!this.#picture) return;
    const stage = this.#stage;
    const box = stage.getBoundingClientRect();
    const x = at ? at.clientX - box.left : box.width / 2;
    const y = at ? at.clientY - box.top : box.height / 2;
    const next = Math.min(MOST, Math.max(1, zoom));
    const growth = next / this.#zoom;
    const left = (stage.scrollLeft + x) * growth - x;
    const top = (stage.scrollTop + y) * growth - y;
    const { width, height } = this.#picture;
    const fit = Math.min(stage.clientWidth, (stage.clientHeight * width) / height);
    this.#image.style.width = `${fit * next}px`;
    this.#zoom = next;
    stage.scrollTo(left, top);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "+" || event.key === "=") this.#zoomTo(this.#zoom * STEP);
    else if (event.key === "-") this.#zoomTo(this.#zoom / STEP);
    else if (event.key === "0") this.#zoomTo(1);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    this.#zoomTo(this.#zoom * Math.exp(-event.deltaY / 300), event);
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#pointers.set(event.pointerId, event);
    this.#stage.setPointerCapture(event.pointerId);
  }

  /** One pointer pans, two pinch. @param {PointerEvent} event */
  #drag(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const other = [...this.#pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    if (other) {
      const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
      this.#zoomTo((this.#zoom * distance(event, other)) / Math.max(1, distance(before, other)), middle);
    } else {
      this.#stage.scrollBy(before.clientX - event.clientX, before.clientY - event.clientY);
    }
    this.#pointers.set(event.pointerId, event);
  }
}

/** @param {PointerEvent} one @param {PointerEvent} other */
function distance(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}
