/** The photo and a reference image in one view: next to each other, or one over the other behind a line that moves. */

import { button, element, uniqueId } from "./dom.js";

/** @typedef {import("./types.js").Picture} Picture */

export class Comparison {
  #key = "";
  #measurement;
  #load;
  #say;
  #title = element("h2", { id: uniqueId("comparison") });
  #pictures = element("div", { class: "compared" });
  #close;

  /**
   * @param {import("./types.js").Say} say
   * @param {import("./timing/measurement.js").Measurement} measurement
   * @param {import("./types.js").Load} load
   */
  constructor(say, measurement, load) {
    this.#say = say;
    this.#measurement = measurement;
    this.#load = load;
    this.#close = button(say("close"), "primary", () => this.root.close());
    this.root = element(
      "dialog", { class: "lightbox comparison", "aria-labelledby": this.#title.id },
      element("div", { class: "tools" }, this.#title, this.#close), this.#pictures,
    );
    this.root.addEventListener("close", () => this.#closed());
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
  }

  /**
   * @param {import("./types.js").PhotoBlock} photo
   * @param {Picture} reference
   * @param {import("./types.js").Comparing} how
   */
  open(photo, reference, how) {
    this.#key = reference.key;
    this.#title.textContent = `${this.#say("compare")}: ${reference.alt}`;
    const figures = [this.#figure(photo.picture, photo.heading), this.#figure(reference, reference.alt)];
    const line = how === "slider" ? this.#line(figures[1]) : null;
    this.#pictures.className = `compared ${how}`;
    this.#pictures.replaceChildren(element("div", { class: "pair" }, ...figures), line ?? "");
    this.root.showModal();
    (line?.querySelector("input") ?? this.#close).focus();
    this.#measurement.images.enlarge(reference.key);
    this.#measurement.log("comparison_opened", { image: reference.key });
  }

  #closed() {
    this.#measurement.images.enlarge(null);
    this.#measurement.log("comparison_closed", { image: this.#key });
  }

  /** @param {Picture} picture @param {string} name */
  #figure(picture, name) {
    const image = element("img", { alt: picture.alt, width: picture.width, height: picture.height });
    this.#load(image, picture);
    const made = picture.label && element("p", { class: "made-by" }, picture.label);
    return element("figure", {}, image, element("figcaption", {}, element("p", {}, name), made));
  }

  /** A native slider: arrow keys, dragging, or one press where the line shall be. @param {HTMLElement} upper */
  #line(upper) {
    const slider = element("input", { type: "range", min: 0, max: 100, value: 50, dir: "ltr" });
    const place = () => upper.style.setProperty("--line", `${slider.value}%`);
    slider.addEventListener("input", place);
    place();
    return element("label", { class: "divide" }, element("span", {}, this.#say("compare_line")), slider);
  }
}
