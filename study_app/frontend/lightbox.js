/** An image enlarged, to be zoomed; the label stays in sight. */

import { button, element, uniqueId } from "./dom.js";
import { Zoom } from "./zoom.js";

export class Lightbox {
  #picture = /** @type {import("./types.js").Picture | null} */ (null);
  #close;
  #measurement;
  #load;
  #zoom;
  #stage;
  #title = element("h2", { id: uniqueId("lightbox") });
  #label = element("p", { class: "made-by" });
  #image = element("img", { draggable: "false" });

  /**
   * @param {import("./types.js").Say} say
   * @param {import("./timing/measurement.js").Measurement} measurement
   * @param {import("./types.js").Load} load
   */
  constructor(say, measurement, load) {
    this.#measurement = measurement;
    this.#load = load;
    this.#zoom = new Zoom(say);
    this.#stage = this.#zoom.stage(this.#image, this.#title.id);
    this.#close = button(say("close"), "primary", () => this.root.close());
    this.root = element(
      "dialog", { class: "lightbox", "aria-labelledby": this.#title.id },
      element("div", { class: "tools" }, this.#title, ...this.#zoom.buttons, this.#close),
      this.#stage, this.#label,
    );
    this.root.addEventListener("close", () => this.#closed());
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
    this.root.addEventListener("keydown", (event) => this.#zoom.key(event));
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
    this.#zoom.show([{ stage: this.#stage, sheet: this.#image, ratio: picture.width / picture.height }]);
    this.#measurement.images.enlarge(picture.key);
    this.#measurement.log("lightbox_opened", { image: picture.key });
  }

  #closed() {
    this.#measurement.images.enlarge(null);
    this.#measurement.log("lightbox_closed", { image: this.#picture?.key ?? null });
  }
}
